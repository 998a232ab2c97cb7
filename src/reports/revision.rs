//! A revision of bills as a document has it: bill by bill old beside new, line by line (`R-7`).

use crate::base::{Money, Register, Units};
use crate::journal::fact::{RevisedBill, Revision, Side};
use crate::print::{Cell, Column, Section, Table};
use crate::rules::bill::{Line, Method};
use crate::rules::revision::written;

/// A line of a bill on both sides; a side without it has nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub text: String,
    pub old: Option<Money>,
    pub new: Option<Money>,
}

impl Pair {
    pub fn difference(&self) -> Money {
        self.new.unwrap_or_default() - self.old.unwrap_or_default()
    }
}

/// The lines of two sides of a bill, each beside its like: in the new one's order, what it has no more where it stood.
pub fn pairs(old: &[Line], new: &[Line]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = new.iter().map(|line| Pair { text: line.text.clone(), old: None, new: Some(line.amount) }).collect();
    let mut place = 0;
    for line in old {
        match pairs.iter().position(|pair| pair.old.is_none() && pair.text == line.text) {
            Some(found) => {
                pairs[found].old = Some(line.amount);
                place = found + 1;
            }
            None => {
                pairs.insert(place, Pair { text: line.text.clone(), old: Some(line.amount), new: None });
                place += 1;
            }
        }
    }
    pairs
}

/// `reading 1900, 700 units`.
pub fn basis(side: &Side) -> String {
    basis_of(side.method, side.reading, side.units)
}

pub fn basis_of(method: Method, reading: Option<Register>, units: Units) -> String {
    match (method, reading) {
        (Method::Acm, _) => format!("average, {units} units"),
        (_, Some(reading)) => format!("reading {reading}, {units} units"),
        (_, None) => format!("{units} units"),
    }
}

/// `1,234.00 less`, `12.00 more`, `no difference`.
pub fn difference(amount: Money) -> String {
    match amount {
        Money::ZERO => "no difference".to_owned(),
        amount if amount < Money::ZERO => format!("{} less", amount.abs().indian()),
        amount => format!("{} more", amount.indian()),
    }
}

/// The whole comparison.
pub fn sections(revision: &Revision) -> Vec<Section> {
    let mut sections = vec![Section::Pairs(vec![("Changed".to_owned(), written(&revision.changes))])];
    for bill in &revision.bills {
        sections.push(Section::Heading(format!("{}: bill {}", bill.period.short(), bill.no)));
        sections.push(Section::Pairs(vec![
            ("As issued".to_owned(), basis(&bill.old)),
            ("As it should have been".to_owned(), basis(&bill.new)),
        ]));
        sections.push(Section::Table(table(bill)));
    }
    let rest: Vec<(String, Money, Money)> = revision
        .items
        .iter()
        .map(|item| (format!("{} ({})", item.text, item.bill), item.old, item.new))
        .chain(revision.bpsc.iter().map(|line| (format!("Surcharge, close of {}", line.period.short()), line.old, line.new)))
        .collect();
    if !rest.is_empty() {
        sections.push(Section::Heading("Charged beside the bills".to_owned()));
        let mut table = Table::new(columns());
        for (text, old, new) in rest {
            table.row([text.into(), old.into(), new.into(), (new - old).into()]);
        }
        sections.push(Section::Table(table));
    }
    let whole = revision.difference();
    sections.push(Section::Pairs(vec![("Difference".to_owned(), format!("Rs {}", difference(whole)))]));
    sections
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("For"),
        Column::figures("Old").with_total(),
        Column::figures("New").with_total(),
        Column::figures("Difference").with_total(),
    ]
}

fn table(bill: &RevisedBill) -> Table {
    let mut table = Table::new(columns());
    for pair in pairs(&bill.old.lines, &bill.new.lines) {
        let cell = |amount: Option<Money>| amount.map_or(Cell::Blank, Cell::Amount);
        table.row([pair.text.as_str().into(), cell(pair.old), cell(pair.new), pair.difference().into()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::bill::Head;

    #[test]
    fn r7_each_line_stands_beside_its_like() {
        let line = |text: &str, rupees| Line::new(Head::Cc, text, Money::from_rupees(rupees));
        let old = [line("Energy 0-100", 150), line("Energy 101-200", 300), line("Fixed charge", 25), line("Less ACM 2026-09", -40)];
        let new = [line("Energy 0-100", 90), line("Fixed charge", 25)];
        let shown: Vec<(String, i64)> =
            pairs(&old, &new).into_iter().map(|pair| (pair.text.clone(), pair.difference().paise() / 100)).collect();
        let of = |text: &str, rupees| (text.to_owned(), rupees);
        assert_eq!(shown, [of("Energy 0-100", -60), of("Energy 101-200", -300), of("Fixed charge", 0), of("Less ACM 2026-09", 40)]);
    }
}
