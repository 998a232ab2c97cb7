//! Lengths on paper, in the steps of a nine-pin printer: nothing is placed between two of its dots.

use serde::{Deserialize, Deserializer};

/// A length in thousandths of an inch, as a form's file gives it (in inches).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Mil(pub i32);

/// A place or width across the paper, in 1/120 inch: every pitch is a whole number of these.
pub type Across = i32;

/// A place or height down the paper, in 1/216 inch: the finest feed of a nine-pin printer.
pub type Down = i32;

pub const ACROSS_PER_INCH: i32 = 120;
pub const DOWN_PER_INCH: i32 = 216;
/// What a line of print covers: nine pins, 1/72 inch apart.
pub const LINE_HEIGHT: Down = 27;

impl Mil {
    pub const fn inches(whole: i32) -> Self {
        Self(whole * 1000)
    }

    /// To the nearest 1/60 inch, the step to which a print head is sent.
    pub const fn across(self) -> Across {
        (self.0 * 60 + 500).div_euclid(1000) * 2
    }

    pub const fn down(self) -> Down {
        (self.0 * DOWN_PER_INCH + 500).div_euclid(1000)
    }
}

impl std::ops::Add for Mil {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::fmt::Display for Mil {
    /// Inches with two decimals, three where it needs them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if rest.is_multiple_of(10) { write!(f, "{sign}{whole}.{:02}", rest / 10) } else { write!(f, "{sign}{whole}.{rest:03}") }
    }
}

impl<'de> Deserialize<'de> for Mil {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Inches {
            Whole(i32),
            Part(f64),
        }
        let inches = Inches::deserialize(deserializer).map_err(|_| serde::de::Error::custom("a length is a number of inches, as 1.25"))?;
        let inches = match inches {
            Inches::Whole(n) => f64::from(n),
            Inches::Part(n) => n,
        };
        if !(-50.0..=50.0).contains(&inches) {
            return Err(serde::de::Error::custom("a length on a form is between -50 and 50 inches"));
        }
        // Lengths alone; within ±50 000 after the check above.
        #[allow(clippy::float_arithmetic, clippy::cast_possible_truncation)]
        let mils = (inches * 1000.0).round() as i32;
        Ok(Self(mils))
    }
}

/// How close letters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Pitch {
    /// 10 letters an inch, pica.
    Ten,
    /// 12 letters an inch, elite.
    #[default]
    Twelve,
    /// 17.1 letters an inch, condensed.
    Condensed,
}

impl Pitch {
    /// The width of one letter.
    pub const fn letter(self) -> Across {
        match self {
            Self::Ten => 12,
            Self::Twelve => 10,
            Self::Condensed => 7,
        }
    }

    /// How many letters stand in `width`.
    pub const fn letters_in(self, width: Across) -> usize {
        if width < 0 { 0 } else { (width / self.letter()) as usize }
    }
}

impl<'de> Deserialize<'de> for Pitch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            10 => Ok(Self::Ten),
            12 => Ok(Self::Twelve),
            17 => Ok(Self::Condensed),
            other => Err(serde::de::Error::custom(format!("pitch {other} is not 10, 12 or 17 (condensed) letters an inch"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inches_fall_on_the_steps_of_the_printer() {
        for (mil, across, down) in [(0, 0, 0), (1000, 120, 216), (1250, 150, 270), (833, 100, 180), (-100, -12, -22)] {
            assert_eq!((Mil(mil).across(), Mil(mil).down()), (across, down), "{mil}");
        }
    }

    #[test]
    fn eight_inches_hold_80_96_and_137_letters() {
        let width = Mil::inches(8).across();
        assert_eq!([Pitch::Ten, Pitch::Twelve, Pitch::Condensed].map(|p| p.letters_in(width)), [80, 96, 137]);
    }

    #[test]
    fn lengths_are_shown_in_inches() {
        assert_eq!([Mil(1250), Mil(-5), Mil(10_000)].map(|m| m.to_string()), ["1.25", "-0.005", "10.00"]);
    }
}
