//! A file of online payments before it is recorded: what becomes of each payment.

use super::super::patterns::listing::text;
use super::super::patterns::offer::{Offered, Read, says};
use crate::acts::online::{Fate, ImportOnline, OnlineRow, first_period, look};
use crate::base::{Money, No};
use crate::import::online::read as read_file;
use crate::store::sight::Seen;
use crate::tui::keys::Action;
use crate::tui::looks::Tone;
use crate::tui::program::{View, act};
use crate::tui::widgets::{Cell, Column, Row};

/// Reads the file again, after it was mended.
pub const AGAIN: Action = Action("check-payments-again");

type Payment = (OnlineRow, Fate);

pub static PAYMENTS: Offered<Payment> = Offered {
    name: super::CARD.name,
    title: super::CARD.title,
    layers: [&["online-offer", "list"], &["online-faults", "list"]],
    again: AGAIN,
    lists: ["online-file", "online-faults"],
    columns: &[
        Column::figure("line", "Line", 6),
        Column::text("reference", "Reference", 16).growing(),
        Column::text("paid", "Paid on", 10),
        Column::figure("amount", "Amount", 12),
        Column::text("fate", "What becomes of it", 24).growing(),
    ],
    filters: &[("unmatched", |row| says(row, "nobody")), ("late", |row| says(row, "close")), ("known", |row| says(row, "passed over"))],
    faults: &[Column::figure("line", "Line", 6), Column::text("field", "Column", 10), Column::text("fault", "What is wrong", 40).growing()],
    read,
    row,
    verdict,
    sure: |payments| {
        let new = count(payments, |fate| *fate != Fate::Known);
        let detail = "Each counts as of the day on which it was paid. The file is brought in whole or not at all.".to_owned();
        (new > 0).then(|| (format!("Bring in {new} payments?"), detail))
    },
    record: |payments| act(ImportOnline { rows: payments.iter().map(|(row, _)| row.clone()).collect() }),
    said: |done, payments| format!("{} payments brought in, {}", done.entries.len(), credited(payments).indian()),
};

fn read(bytes: &[u8], view: &View<'_>) -> Result<Read<Payment>, No> {
    let (seen, moment) = (Seen { conn: view.conn(), desk: view.desk() }, view.moment());
    let checked = match read_file(bytes, first_period(&seen, &moment)?, view.today()) {
        Ok(checked) if checked.faults.is_empty() => checked,
        Ok(checked) => return Ok(Read::Faulty(checked.faults)),
        Err(faults) => return Ok(Read::Faulty(faults)),
    };
    match look(&seen, &checked.rows, &moment) {
        Ok(fates) => Ok(Read::Good(checked.rows.into_iter().zip(fates).collect())),
        Err(No::Refused(refusal)) => Ok(Read::Unfit(refusal.message)),
        Err(broken) => Err(broken),
    }
}

fn row((row, fate): &Payment) -> Row {
    let fate = match fate {
        Fate::Credited { consumer, late: false } => consumer.to_string(),
        Fate::Credited { consumer, late: true } => format!("{consumer}, late: its close is made anew"),
        Fate::Unmatched(why) => format!("nobody's yet: {why}"),
        Fate::Known => "brought in before: passed over".to_owned(),
    };
    let line = Cell::Number(i64::try_from(row.line).unwrap_or(i64::MAX));
    Row {
        key: row.reference.clone(),
        cells: vec![line, text(row.reference.clone()), Cell::Day(row.day), Cell::Money(row.amount), text(fate)],
    }
}

fn count(payments: &[Payment], is: fn(&Fate) -> bool) -> usize {
    payments.iter().filter(|(_, fate)| is(fate)).count()
}

fn credited(payments: &[Payment]) -> Money {
    payments.iter().filter(|(_, fate)| matches!(fate, Fate::Credited { .. })).map(|(row, _)| row.amount).sum()
}

fn verdict(payments: &[Payment]) -> (Tone, String) {
    let taken = count(payments, |fate| matches!(fate, Fate::Credited { .. }));
    let late = count(payments, |fate| matches!(fate, Fate::Credited { late: true, .. }));
    let (unmatched, known) = (count(payments, |fate| matches!(fate, Fate::Unmatched(_))), count(payments, |fate| *fate == Fate::Known));
    let words = format!(
        "No faults. {taken} credited, {}; {late} of them late; {unmatched} matched nobody; {known} known already.",
        credited(payments).indian()
    );
    (if unmatched + late == 0 { Tone::Good } else { Tone::Warn }, words)
}
