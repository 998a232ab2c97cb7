//! Complaints as the profile has them: categories with their limits, who is told when one is late (`M-2`, `M-9`, `M-12`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::role::Role;

/// What a data file uses whose profile says nothing of complaints.
const SHIPPED: &str = include_str!("../../assets/complaints/default.toml");

/// Categories that a digit takes.
const MOST: usize = 9;

/// The `[complaints]` of a profile.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complaints {
    /// Whether the limits were notified, and by whom.
    pub note: String,
    /// Offices whose limits are those of towns; the others are rural.
    #[serde(default)]
    pub towns: Vec<String>,
    /// To whom a complaint is passed on.
    pub pass_to: Vec<String>,
    pub outage: OutageRule,
    /// Days within which a rectified one is taken up again under its number.
    pub reopen_days: u16,
    /// Who is told when, the first level first.
    pub levels: Vec<Level>,
    pub categories: Vec<Category>,
}

/// When several complaints look like one outage (`M-3`).
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutageRule {
    /// So many open ones on one transformer, or in one area,
    pub open: u32,
    /// within so many minutes.
    pub minutes: u32,
}

/// A complaint that took `times` its limit is this officer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub role: Role,
    pub times: u32,
}

/// What a complaint is about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: String,
    pub name: String,
    pub nature: Nature,
    pub town_hours: u32,
    pub rural_hours: u32,
    /// Where the limits come from; `default, not notified`.
    pub basis: String,
    #[serde(default)]
    pub subs: Vec<Sub>,
}

/// A kind within a category; its limits are the category's unless it has its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sub {
    pub name: String,
    pub town_hours: Option<u32>,
    pub rural_hours: Option<u32>,
    #[serde(default)]
    pub urgent: bool,
}

/// What follows from a category, besides its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// Several may be one outage.
    Supply,
    /// To life: always on top.
    Danger,
    /// The JE looks at the meter.
    Meter,
    Other,
}

impl Nature {
    pub const ALL: [Self; 4] = [Self::Supply, Self::Danger, Self::Meter, Self::Other];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Supply => "supply",
            Self::Danger => "danger",
            Self::Meter => "meter",
            Self::Other => "other",
        }
    }

    /// Whether several of them may have one cause.
    pub const fn may_be_outage(self) -> bool {
        matches!(self, Self::Supply | Self::Danger)
    }
}

/// How pressing a complaint is; the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    Danger,
    Urgent,
    Normal,
}

impl Priority {
    pub const ALL: [Self; 3] = [Self::Normal, Self::Urgent, Self::Danger];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Urgent => "urgent",
            Self::Normal => "normal",
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl std::str::FromStr for Priority {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|p| p.word().eq_ignore_ascii_case(text.trim()));
        found.ok_or_else(|| format!("'{text}' is not a priority: normal, urgent or danger"))
    }
}

impl Complaints {
    /// The category of a code, of its place's digit, or of the beginning of its name. What begins two of them means none.
    pub fn category(&self, typed: &str) -> Option<&Category> {
        let typed = typed.trim().to_lowercase();
        if typed.is_empty() {
            return None;
        }
        if let [byte] = typed.as_bytes()
            && let Some(place) = digit(*byte)
        {
            return self.categories.get(place.checked_sub(1)?);
        }
        let begins = |c: &&Category| c.name.to_lowercase().starts_with(&typed) || c.code.starts_with(&typed);
        let mut begun = self.categories.iter().filter(begins);
        let by_start = begun.next().filter(|_| begun.next().is_none());
        self.categories.iter().find(|c| c.code == typed).or(by_start)
    }

    /// What a clerk typed: a category, and after its digit the digit of a kind within it.
    pub fn meant(&self, typed: &str) -> Option<(&Category, Option<&Sub>)> {
        let typed = typed.trim();
        if let [first, second] = typed.as_bytes()
            && let (Some(category), Some(place)) = (digit(*first).and_then(|_| self.category(typed.get(..1)?)), digit(*second))
        {
            return category.subs.get(place.checked_sub(1)?).map(|sub| (category, Some(sub)));
        }
        self.category(typed).map(|category| (category, None))
    }

    /// Minutes within which it is to be put right at that office.
    pub fn limit(&self, category: &Category, sub: Option<&Sub>, office: &str) -> u32 {
        let town = self.towns.iter().any(|t| t == office);
        let of = |own: Option<u32>, common: u32| own.unwrap_or(common);
        let hours = if town {
            of(sub.and_then(|s| s.town_hours), category.town_hours)
        } else {
            of(sub.and_then(|s| s.rural_hours), category.rural_hours)
        };
        hours.saturating_mul(60)
    }

    /// Whose it is after `minutes`, of a limit of `limit`; `None` within the limit.
    pub fn level(&self, limit: u32, minutes: i64) -> Option<Level> {
        let passed = |level: &&Level| minutes >= i64::from(limit) * i64::from(level.times);
        self.levels.iter().rev().find(passed).copied().filter(|_| limit > 0)
    }

    /// What is wrong in it, in words with the remedy.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.categories.is_empty() || self.categories.len() > MOST {
            faults.push(format!("[complaints] has {} categories: one to {MOST}, so that each has its digit", self.categories.len()));
        }
        for (place, category) in self.categories.iter().enumerate() {
            if self.categories[..place].iter().any(|c| c.code == category.code) {
                faults.push(format!("the complaint category {} stands twice: remove one", category.code));
            }
            let own = category.subs.iter().flat_map(|s| [s.town_hours, s.rural_hours]).flatten();
            if own.chain([category.town_hours, category.rural_hours]).any(|hours| hours == 0) {
                faults.push(format!("the complaint category {} has a limit of 0 hours: give at least 1", category.code));
            }
            if category.subs.len() > MOST {
                faults.push(format!("the complaint category {} has more than {MOST} kinds: each needs its digit", category.code));
            }
        }
        if self.levels.is_empty() || self.levels.iter().any(|l| l.times == 0) || !self.levels.is_sorted_by(|a, b| a.times < b.times) {
            faults.push("the levels of [complaints] must rise: JE at 1, AE at 2, EE at 3 times the limit".to_owned());
        }
        faults
    }
}

fn digit(byte: u8) -> Option<usize> {
    char::from(byte).to_digit(10).map(|d| d as usize)
}

impl Default for Complaints {
    fn default() -> Self {
        // A test holds that the shipped file is good.
        toml::from_str(SHIPPED).unwrap_or_else(|_| Self {
            note: String::new(),
            towns: Vec::new(),
            pass_to: Vec::new(),
            outage: OutageRule { open: 3, minutes: 60 },
            reopen_days: 7,
            levels: Vec::new(),
            categories: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m2_limits_of_town_and_country() {
        let complaints: Complaints = toml::from_str(SHIPPED).expect("the shipped file");
        assert_eq!(complaints.faults(), Vec::<String>::new());
        let limit = |typed: &str, office: &str| {
            let (category, sub) = complaints.meant(typed).expect("a category");
            complaints.limit(category, sub, office) / 60
        };
        let town = complaints.towns.first().expect("a town").clone();
        for (typed, in_town, rural) in [
            ("no-supply", 4, 8),
            ("fuse", 4, 8),
            ("12", 24, 48),
            ("voltage", 240, 240),
            ("4", 6, 24),
            ("meter", 168, 168),
            ("bill", 168, 168),
        ] {
            assert_eq!((limit(typed, &town), limit(typed, "XYZ")), (in_town, rural), "{typed}");
        }
        assert!(complaints.categories.iter().all(|c| c.basis == "default, not notified"));
    }

    #[test]
    fn m9_m12_who_is_told_when() {
        let complaints = Complaints::default();
        for (minutes, role) in [
            (0, None),
            (239, None),
            (240, Some(Role::Je)),
            (480, Some(Role::Ae)),
            (719, Some(Role::Ae)),
            (720, Some(Role::Ee)),
            (99_999, Some(Role::Ee)),
        ] {
            assert_eq!(complaints.level(240, minutes).map(|l| l.role), role, "{minutes}");
        }
    }

    #[test]
    fn m2_a_wrong_section_is_told() {
        let mut complaints = Complaints::default();
        complaints.levels.reverse();
        complaints.categories[1].code = complaints.categories[0].code.clone();
        complaints.categories[2].rural_hours = 0;
        assert_eq!(complaints.faults().len(), 3, "{:?}", complaints.faults());
    }

    #[test]
    fn m1_a_category_by_digit_code_or_name() {
        let complaints = Complaints::default();
        for (typed, code) in
            [("1", "no-supply"), ("fuse-off", "fuse-off"), ("Vol", "voltage"), ("12", "no-supply"), ("9", "other"), ("li", "line-down")]
        {
            assert_eq!(complaints.meant(typed).map(|(c, _)| c.code.as_str()), Some(code), "{typed}");
        }
        // What begins two of them means neither: a line down must not become a low voltage.
        for typed in ["", "0", "19", "x", "99", "l", "n", "+1", "01", "n1"] {
            assert!(complaints.meant(typed).is_none(), "{typed}");
        }
    }
}
