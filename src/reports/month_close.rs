//! The report of a month close, numbered: what it did, by outcome; who was cut, who was left out, what was withdrawn since (`L-3`).
//! Beside it the rehearsal: what a close would do.

use super::{Source, in_rupees, pair};
use crate::base::{ConsumerNo, DeskId, Money, No, PaperNo, Period, Refusal};
use crate::folds::month::{Closed, Rehearsal, Rehearsed};
use crate::journal::Entry;
use crate::journal::fact::{CloseTotals, Fact, LeftOut, MonthClosed, Outcome};
use crate::print::{Cell, Column, Document, Section, Table};
use crate::store::month::{self, Done, Of, OutcomeSum};

/// The report of a close by its number, `M-...`, or its period.
///
/// # Errors
/// A number or period that no close has; a fault of the data file.
pub fn month_close(source: &Source, id: &str) -> Result<Document, No> {
    let (desk, period) = meant(source, id)?;
    let entry = month::close_entry(source.conn, desk.office(), period)?.ok_or_else(|| not_closed(period))?;
    let Fact::MonthClosed(closed) = &entry.fact else { return Err(not_closed(period)) };
    let sums = month::by_outcome(source.conn, period, &entry)?;
    let before = month::month(source.conn, desk.office())?;
    let last = before.close_of(period.prev()).map(|closed| &closed.totals);
    let mut document = source.document_of(&entry.desk, format!("Month close {}", period.short()));
    document.meta = meta(&entry, closed, before.close_of(period));
    if let Some(reason) = month::order_of(source.conn, desk.office(), period)? {
        document.meta.push(pair("Ordered", reason));
    }
    let mut add = |heading: &str, section: Section| {
        document.sections.push(Section::Heading(heading.to_owned()));
        document.sections.push(section);
    };
    add("What the close did", Section::Table(outcomes(&sums, last)));
    add("Bills, notices and amounts", Section::Table(figures(&closed.totals, last)));
    let heads = [
        (Of::Outcome(Outcome::AutoDisconnected), "Disconnected by the close"),
        (Of::Outcome(Outcome::NoticeShort), "Belated still: the notice's days are not over"),
        (Of::Outcome(Outcome::Permanent), "Permanently disconnected for non-payment"),
        (Of::Outcome(Outcome::Deactivated), "Deactivated: paid, and not reconnected in time"),
        (Of::DoorLock, "Billed by average: door lock"),
        (Of::Withdrawn, "Withdrawn since, by payments that came late"),
        (Of::Anew, "Closed anew in their place"),
    ];
    for (of, heading) in heads {
        let found = month::done(source.conn, period, &entry, of)?;
        // Of a close that no late payment touched nothing need be said of that.
        if !(found.is_empty() && matches!(of, Of::Withdrawn | Of::Anew)) {
            add(heading, list(&found));
        }
    }
    add("Left out", if closed.left.is_empty() { nobody() } else { Section::Table(left_out(&closed.left)) });
    let signatures = ["Billing counter clerk", "Assistant engineer", "Executive engineer"];
    Ok(document.with(Section::Signatures(signatures.map(str::to_owned).to_vec())))
}

/// Whose close is meant; the desk's own office where only the period is given.
fn meant(source: &Source, id: &str) -> Result<(DeskId, Period), No> {
    if let Ok(period) = id.parse::<Period>() {
        return Ok((source.desk.clone(), period));
    }
    let no = || Refusal::new("L-3", format!("'{id}' is neither a close's number, M-..., nor a period, 2026-11.")).at("id");
    let number: PaperNo = id.parse().map_err(|_| no())?;
    let month = month::month(source.conn, number.desk.office())?;
    let closed = month.closed.iter().find(|closed| closed.no == number);
    let period =
        closed.map(|closed| closed.period).ok_or_else(|| Refusal::new("L-3", format!("There is no month close {id}.")).at("id"))?;
    Ok((number.desk, period))
}

/// That a period has no close.
pub fn not_closed(period: Period) -> No {
    Refusal::new("L-3", format!("{} is not closed: `ebcm close run --period {period}` does it.", period.short())).at("period").into()
}

fn meta(entry: &Entry, closed: &MonthClosed, done: Option<&Closed>) -> Vec<(String, String)> {
    vec![
        pair("Number", closed.no.to_string()),
        pair("Period", closed.period.short()),
        pair("As of", closed.period.last_day().dmy()),
        pair("Run on", done.map_or_else(|| entry.day.dmy(), |done| done.run_on.dmy())),
        pair("By", format!("{}, desk {}", entry.user, entry.desk)),
        in_rupees(),
    ]
}

/// What was done, or would be, by outcome; the last month's counts beside it.
pub fn outcomes(sums: &[OutcomeSum], last: Option<&CloseTotals>) -> Table {
    let before = Column::counts("Month before");
    let before = if last.is_some() { before.with_total() } else { before };
    let mut table = Table::new(vec![
        Column::text("Outcome"),
        Column::counts("Consumers").with_total(),
        before,
        Column::figures("Bills").with_total(),
        Column::figures("BPSC").with_total(),
        Column::figures("COFee").with_total(),
    ]);
    for outcome in Outcome::ALL {
        let sum = sums.iter().find(|sum| sum.outcome == outcome);
        let before = last.map_or(0, |last| last.of(outcome));
        if sum.is_some() || before > 0 {
            let amount = |of: fn(&OutcomeSum) -> Money| Cell::Amount(sum.map_or(Money::ZERO, of));
            table.row([
                outcome.words().into(),
                Cell::Count(sum.map_or(0, |sum| sum.consumers)),
                last.map_or(Cell::Blank, |_| Cell::Count(before.into())),
                amount(|sum| sum.billed),
                amount(|sum| sum.bpsc),
                amount(|sum| sum.cofee),
            ]);
        }
    }
    table
}

/// Bills by method, notices, and the amounts, beside the last month's.
fn figures(totals: &CloseTotals, last: Option<&CloseTotals>) -> Table {
    let mut table = Table::new(vec![Column::text("What"), Column::figures("This close"), Column::figures("Month before")]);
    type Figure = fn(&CloseTotals) -> Cell;
    let rows: [(&str, Figure); 8] = [
        ("Bills on a reading", |t| Cell::Count(t.actual.into())),
        ("Bills by average (ACM)", |t| Cell::Count(t.acm.into())),
        ("of them for a door lock", |t| Cell::Count(t.door_lock.into())),
        ("Final bills", |t| Cell::Count(t.final_bills.into())),
        ("Notices (BDN)", |t| Cell::Count(t.notices.into())),
        ("Amount of the bills", |t| Cell::Amount(t.billed)),
        ("Surcharge (BPSC)", |t| Cell::Amount(t.bpsc)),
        ("Contractual fee (COFee)", |t| Cell::Amount(t.cofee)),
    ];
    for (what, figure) in rows {
        table.row([what.into(), figure(totals), last.map_or(Cell::Blank, figure)]);
    }
    table
}

fn nobody() -> Section {
    Section::Paragraph("Nobody.".to_owned())
}

fn list(found: &[Done]) -> Section {
    if found.is_empty() {
        return nobody();
    }
    let mut table = Table::new(vec![
        Column::text("Consumer"),
        Column::text("Name"),
        Column::text("Area"),
        Column::text("Category"),
        Column::text("Was"),
        Column::text("Became"),
        Column::figures("Bill").with_total(),
        Column::figures("BPSC").with_total(),
        Column::figures("COFee").with_total(),
    ]);
    for done in found {
        table.row([
            done.consumer.to_string().into(),
            done.name.clone().into(),
            done.area.clone().into(),
            done.category.clone().into(),
            done.from.code().into(),
            done.to.code().into(),
            done.billed.into(),
            done.bpsc.into(),
            done.cofee.into(),
        ]);
    }
    Section::Table(table)
}

fn left_out(left: &[LeftOut]) -> Table {
    let mut table = Table::new(vec![Column::text("Consumer"), Column::text("Why")]);
    for left in left {
        table.row([left.consumer.to_string().into(), left.why.clone().into()]);
    }
    table
}

/// The sums of a rehearsal, by outcome.
pub fn sums(rows: &[Rehearsed]) -> Vec<OutcomeSum> {
    let mut sums: Vec<OutcomeSum> = Vec::new();
    for row in rows {
        let nothing = OutcomeSum { outcome: row.outcome, consumers: 0, billed: Money::ZERO, bpsc: Money::ZERO, cofee: Money::ZERO };
        let place = sums.iter().position(|sum| sum.outcome == row.outcome).unwrap_or_else(|| {
            sums.push(nothing);
            sums.len() - 1
        });
        if let Some(sum) = sums.get_mut(place) {
            sum.consumers += 1;
            sum.billed += row.billed;
            sum.bpsc += row.bpsc;
            sum.cofee += row.cofee;
        }
    }
    sums.sort_unstable_by_key(|sum| sum.outcome);
    sums
}

/// What a close would do: nothing of it is recorded. `name` gives the consumers' names.
///
/// # Errors
/// Those of `name`.
pub fn rehearsal(
    source: &Source,
    period: Period,
    rehearsal: &Rehearsal,
    name: &dyn Fn(ConsumerNo) -> Result<String, No>,
) -> Result<Document, No> {
    let month = month::month(source.conn, source.desk.office())?;
    let last = month.close_of(period.prev()).map(|closed| &closed.totals);
    let mut who = Table::new(vec![
        Column::text("Consumer"),
        Column::text("Name"),
        Column::text("Outcome"),
        Column::text("Is"),
        Column::text("Becomes"),
        Column::figures("Bill").with_total(),
        Column::figures("BPSC").with_total(),
        Column::figures("Payable").with_total(),
    ]);
    for row in &rehearsal.rows {
        who.row([
            row.consumer.to_string().into(),
            name(row.consumer)?.into(),
            row.outcome.code().into(),
            row.from.code().into(),
            row.to.code().into(),
            row.billed.into(),
            row.bpsc.into(),
            row.payable.into(),
        ]);
    }
    let mut document = source.document(format!("Rehearsal of the close of {}", period.short()));
    document.meta = vec![pair("Rehearsed on", source.today.dmy()), pair("Recorded", "nothing"), in_rupees()];
    document = document
        .with(Section::Heading("What the close would do".to_owned()))
        .with(Section::Table(outcomes(&sums(&rehearsal.rows), last)))
        .with(Section::Heading("Bills, notices and amounts".to_owned()))
        .with(Section::Table(figures(&rehearsal.totals, last)))
        .with(Section::Heading("To whom".to_owned()))
        .with(Section::Table(who));
    if !rehearsal.left.is_empty() {
        document = document.with(Section::Heading("Left out".to_owned())).with(Section::Table(left_out(&rehearsal.left)));
    }
    Ok(document)
}
