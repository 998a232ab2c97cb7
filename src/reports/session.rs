//! A counter's session: everything recorded at its desk from the opening to the close, as the journal has it.

use super::Source;
use super::sums::Sums;
use super::taken::Taken;
use crate::base::{Money, No, PaperNo, Refusal};
use crate::journal::Entry;
use crate::journal::fact::{CounterClosed, Fact};
use crate::store::report;

pub(super) struct Session {
    /// Oldest first; the close stands last.
    entries: Vec<Entry>,
    pub close: CounterClosed,
    pub closed: Entry,
}

impl Session {
    /// The session that a close ended.
    ///
    /// # Errors
    /// A number that no close has (`C-9`).
    pub fn of_close(source: &Source, id: &str) -> Result<Self, No> {
        let unknown =
            || No::from(Refusal::new("C-9", format!("There is no counter close {id}: write its number, as K-KVT-1-2627-000001.")));
        let no: PaperNo = id.trim().parse().map_err(|_| unknown())?;
        let mut entries = report::session(source.conn, &no)?.ok_or_else(unknown)?;
        let closed = entries.pop().ok_or_else(unknown)?;
        let Fact::CounterClosed(close) = &closed.fact else { return Err(unknown()) };
        Ok(Self { entries, close: (**close).clone(), closed })
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub fn taken(&self) -> impl Iterator<Item = Taken<'_>> {
        self.entries.iter().filter_map(Taken::of)
    }

    pub fn opened_by(&self) -> &str {
        self.entries.first().map_or(self.closed.user.as_str(), |entry| entry.user.as_str())
    }

    /// What receipts put right brought to the cash while the counter was open, wherever that was decided: the close froze what it
    /// expected.
    pub fn corrected(&self, expected: Money, taken: Money) -> Money {
        expected - self.close.float - taken + self.close.turned_in
    }
}

/// Receipts and amounts by mode.
pub(super) fn by_mode<'a>(taken: impl Iterator<Item = Taken<'a>>) -> Sums {
    let mut sums = Sums::default();
    for tender in taken.flat_map(|taken| &taken.receipt.tenders) {
        sums.add(tender.mode.code(), 1, tender.amount);
    }
    sums
}

/// Receipts by head of account.
pub(super) fn by_head<'a>(taken: impl Iterator<Item = Taken<'a>>) -> Sums {
    let mut sums = Sums::default();
    taken.for_each(|taken| sums.add(taken.head, 1, taken.receipt.amount));
    sums.sorted()
}

/// Receipts by clerk.
pub(super) fn by_clerk<'a>(taken: impl Iterator<Item = Taken<'a>>) -> Sums {
    let mut sums = Sums::default();
    taken.for_each(|taken| sums.add(&taken.entry.user, 1, taken.receipt.amount));
    sums.sorted()
}

/// What the bills made with the receipts charge, by head of account; how many bills charge it.
pub(super) fn billed<'a>(taken: impl Iterator<Item = Taken<'a>>) -> Sums {
    let mut sums = Sums::default();
    for (account, amount) in taken.flat_map(|taken| taken.charged()) {
        sums.add(account.code(), 1, amount);
    }
    sums
}
