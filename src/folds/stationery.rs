//! The pre-printed forms of a desk: taken in by serial range, used, spoiled (`C-23`).

use serde::{Deserialize, Serialize};

use crate::journal::Entry;
use crate::journal::fact::Fact;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stationery {
    pub ranges: Vec<Range>,
}

/// A bundle of forms, used from its first serial on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub form: String,
    pub first: u64,
    pub last: u64,
    /// The serial of the next sheet.
    pub next: u64,
    pub used: u32,
    pub spoiled: u32,
}

impl Stationery {
    /// The serial of the next sheet of a form; `None` where no bundle is left.
    pub fn next(&self, form: &str) -> Option<u64> {
        self.ranges.iter().find(|r| r.form == form && r.next <= r.last).map(|r| r.next)
    }

    /// Sheets left of a form.
    pub fn left(&self, form: &str) -> u64 {
        self.ranges.iter().filter(|r| r.form == form).map(|r| (r.last + 1).saturating_sub(r.next)).sum()
    }

    pub fn knows(&self, form: &str) -> bool {
        self.ranges.iter().any(|r| r.form == form)
    }

    fn range(&mut self, form: &str, serial: u64) -> Option<&mut Range> {
        self.ranges.iter_mut().find(|r| r.form == form && (r.first..=r.last).contains(&serial))
    }
}

/// Folds one entry of a desk's stationery.
pub fn fold(state: Option<Stationery>, entry: &Entry) -> Stationery {
    let mut stationery = state.unwrap_or_default();
    match &entry.fact {
        Fact::StationeryTaken { form, first, last } => {
            stationery.ranges.push(Range { form: form.clone(), first: *first, last: *last, next: *first, used: 0, spoiled: 0 });
        }
        Fact::FormUsed { form, serial, .. } => {
            if let Some(range) = stationery.range(form, *serial) {
                range.used += 1;
                range.next = range.next.max(serial + 1);
            }
        }
        Fact::FormSpoiled { form, serial, .. } => {
            if let Some(range) = stationery.range(form, *serial) {
                // A sheet already printed and found misfed was counted as used.
                if *serial < range.next {
                    range.used = range.used.saturating_sub(1);
                }
                range.spoiled += 1;
                range.next = range.next.max(serial + 1);
            }
        }
        _ => {}
    }
    stationery
}
