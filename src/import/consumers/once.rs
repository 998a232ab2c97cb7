//! Old numbers and meters, of which each stands once: in the file, and in the data file.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::row::Fields;
use super::{Column, Known};
use crate::acts::consumer::ImportRow;
use crate::base::{ConsumerNo, No};
use crate::import::table::shown;
use crate::journal::chain::Hash;

/// A text that must stand once, as 128 bits of its SHA-256: in a million of them no two that differ look alike, and they
/// need a quarter of the room.
type Mark = [u8; 16];

fn mark(text: &str) -> Mark {
    let mut mark = Mark::default();
    mark.copy_from_slice(&Hash::of(text.as_bytes()).bytes()[..16]);
    mark
}

/// What was seen so far, and who knows the rest.
pub(super) struct Once<'a> {
    known: Box<dyn Known + 'a>,
    old_numbers: HashMap<Mark, u32>,
    meters: HashMap<Mark, u32>,
}

impl<'a> Once<'a> {
    /// Room for all `lines` at once: a table that grows holds itself twice.
    pub fn of(known: Box<dyn Known + 'a>, lines: usize) -> Self {
        Self { known, old_numbers: HashMap::with_capacity(lines), meters: HashMap::with_capacity(lines) }
    }

    pub fn check(&mut self, row: &ImportRow, fields: &mut Fields) -> Result<(), No> {
        if let Some(old) = row.import.old_number.as_deref() {
            let known = self.known.by_old_number(old)?;
            check_once((old, known), Column::OldNumber, &mut self.old_numbers, fields);
        }
        if !row.import.meter.no.is_empty() {
            let known = self.known.by_meter(&row.import.meter.no)?;
            check_once((&row.import.meter.no, known), Column::Meter, &mut self.meters, fields);
        }
        Ok(())
    }
}

fn check_once((text, known): (&str, Option<ConsumerNo>), column: Column, seen: &mut HashMap<Mark, u32>, fields: &mut Fields) {
    if let Some(consumer) = known {
        fields.fault(column, format!("{} is in the data file already: consumer {consumer}", shown(text)));
        return;
    }
    match seen.entry(mark(text)) {
        Entry::Occupied(first) => {
            fields.fault(column, format!("{} stands on line {} already: mend one of them", shown(text), first.get()));
        }
        Entry::Vacant(free) => {
            free.insert(u32::try_from(fields.line.number).unwrap_or(u32::MAX));
        }
    }
}
