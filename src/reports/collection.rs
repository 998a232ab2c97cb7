//! What was collected in some days.

use super::sums::{self, Sums};
use super::{BLIND, Source};
use crate::base::{Day, No};
use crate::print::{Cell, Document, Section};
use crate::rules::tender::Mode;
use crate::store::report::{self, By, Days};

/// The cells of what a sum is of.
type Show<'a> = &'a dyn Fn(&str) -> Vec<Cell>;

/// # Errors
/// A fault of the data file.
pub fn collection(source: &Source, days: Days) -> Result<Document, No> {
    let (hidden, is_open) = source.hidden()?;
    let mut document = source.document("Collection");
    document.meta = super::heads::between(days);
    let day = |text: &str| vec![text.parse::<Day>().map_or_else(|_| text.into(), Cell::Day)];
    let mode = |text: &str| vec![text.parse::<Mode>().map_or_else(|_| text.into(), |mode| mode.name().into())];
    let head = |code: &str| vec![code.into(), source.head(code).into()];
    let same = |text: &str| vec![text.into()];
    let parts: [(By, &str, &[&str], Show); 4] = [
        (By::Day, "By day", &["Day"], &day),
        (By::Mode, "By mode", &["Mode"], &mode),
        (By::Head, "By head of account", &["Head", "Name"], &head),
        (By::Clerk, "By clerk", &["Clerk"], &same),
    ];
    for (by, heading, names, show) in parts {
        let mut sums = Sums::default();
        for sum in report::collection(source.conn, by, days, &hidden)? {
            sums.add(&sum.what, sum.count, sum.amount);
        }
        let count = if by == By::Mode { sums::receipts_with() } else { sums::receipts() };
        document.sections.push(Section::Heading(heading.to_owned()));
        document.sections.push(Section::Table(sums.table(names, count, show)));
    }
    let mut online = Sums::default();
    for sum in report::collection(source.conn, By::Online, days, &hidden)? {
        online.add(&sum.what, sum.count, sum.amount);
    }
    if !online.is_empty() {
        document.sections.push(Section::Heading("Paid online, in no counter's figures".to_owned()));
        document.sections.push(Section::Table(online.table(&["Paid on"], sums::receipts(), day)));
    }
    if is_open && days.to >= source.today {
        document.sections.push(Section::Paragraph(BLIND.to_owned()));
    }
    Ok(document)
}
