//! The hybrid logical clock: a wrong PC clock can't reorder cause and effect (`J-1`).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A moment of the journal: milliseconds since 1970 (UTC) in the upper 47 bits, a counter in the lower 16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hlc(i64);

impl Hlc {
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw)
    }

    pub const fn raw(self) -> i64 {
        self.0
    }

    /// Its physical part, in milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0 >> 16
    }

    /// The moment after `self`, seen by a PC clock that shows `physical` milliseconds: never earlier than what is known.
    #[must_use]
    pub const fn tick(self, physical: i64) -> Self {
        let now = physical << 16;
        if now > self.0 { Self(now) } else { Self(self.0 + 1) }
    }
}

impl fmt::Display for Hlc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.millis(), self.0 & 0xffff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j1_a_clock_set_back_does_not_turn_time() {
        let first = Hlc::default().tick(1_000_000);
        let second = first.tick(1_000_000 - 86_400_000);
        assert!(second > first);
        assert_eq!(second.millis(), first.millis());
        assert_eq!(second.tick(2_000_000).millis(), 2_000_000);
    }
}
