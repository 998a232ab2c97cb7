//! The file of the payment system: columns `reference,consumer,amount,date` (`C-12`).

use std::collections::HashMap;

use super::table::{Table, shown};
use super::{Checked, LineFault, field};
use crate::acts::online::OnlineRow;
use crate::base::{Day, Money, Period};

const COLUMNS: [&str; 4] = ["reference", "consumer", "amount", "date"];
const REFERENCE: usize = 0;
const CONSUMER: usize = 1;
const AMOUNT: usize = 2;
const DATE: usize = 3;

/// Letters of a reference, and of a number, at most.
const LETTERS: usize = 40;

/// Reads the file; whose each payment is, is looked up later. `first` is the period from which payments are taken in.
///
/// # Errors
/// The file as a whole can't be read; its faults.
pub fn read(bytes: &[u8], first: Period, today: Day) -> Result<Checked<OnlineRow>, Vec<LineFault>> {
    let mut table = Table::open(bytes, &COLUMNS, &COLUMNS)?;
    let notes = std::mem::take(&mut table.notes);
    let mut checked = Checked { rows: Vec::new(), faults: Vec::new(), notes, bad: String::new() };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in table.records() {
        let number = line.number;
        let mut faults: Vec<LineFault> = table.check_width(&line).err().into_iter().collect();
        let text = |place: usize| table.field(&line, place);
        let mut keep = Keep { line: number, faults: &mut faults };
        let reference = keep.good(REFERENCE, reference(text(REFERENCE), number, &mut seen));
        let consumer = keep.good(CONSUMER, field::needed(text(CONSUMER), LETTERS));
        let amount = keep.good(AMOUNT, amount(text(AMOUNT)));
        let day = keep.good(DATE, day(text(DATE), first, today));
        match (reference, consumer, amount, day) {
            (Some(reference), Some(consumer), Some(amount), Some(day)) if faults.is_empty() => {
                checked.rows.push(OnlineRow { line: number, reference, number: consumer, amount, day });
            }
            _ => {
                if checked.bad.is_empty() {
                    checked.bad = table.bad_header();
                }
                checked.bad.push_str(&table.bad_line(&line, &faults));
                checked.faults.append(&mut faults);
            }
        }
    }
    Ok(checked)
}

/// Takes what was read, or notes the fault at its line and field.
struct Keep<'a> {
    line: usize,
    faults: &'a mut Vec<LineFault>,
}

impl Keep<'_> {
    fn good<T>(&mut self, place: usize, read: field::Read<T>) -> Option<T> {
        read.map_err(|message| self.faults.push(LineFault::new(self.line, COLUMNS[place], message))).ok()
    }
}

fn reference(text: &str, line: usize, seen: &mut HashMap<String, usize>) -> field::Read<String> {
    let reference = field::needed(text, LETTERS)?;
    match seen.insert(reference.clone(), line) {
        Some(before) => Err(format!("{} stands in line {before} already: take one of them out", shown(&reference))),
        None => Ok(reference),
    }
}

fn amount(text: &str) -> field::Read<Money> {
    let amount = field::needed(text, LETTERS).and_then(|text| field::money(&text))?;
    if amount > Money::ZERO { Ok(amount) } else { Err(format!("{} is not above zero: a payment brings money", amount.indian())) }
}

fn day(text: &str, first: Period, today: Day) -> field::Read<Day> {
    let day = field::day(text, today)?;
    if day.period() < first {
        return Err(format!("{} is before {}, the office's first period here: settle it in the former system", day.dmy(), first.short()));
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let first = Period::new(2026, 11).expect("a period");
        let today = Day::new(2026, 12, 5).expect("a day");
        let file = format!("reference,consumer,amount,date\n{text}");
        read(file.as_bytes(), first, today).map_or_else(|f| f, |c| c.faults).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_wrong_line_is_named_with_its_field() {
        assert_eq!(faults("U1,010000016,500.50,2026-11-10\nU2,x,7,05-12-2026\n"), Vec::<String>::new());
        for (line, field, part) in [
            (",010000016,500,2026-11-10", "reference", "empty"),
            ("U1,,500,2026-11-10", "consumer", "empty"),
            ("U1,010000016,five,2026-11-10", "amount", "not an amount"),
            ("U1,010000016,,2026-11-10", "amount", "empty"),
            ("U1,010000016,0,2026-11-10", "amount", "above zero"),
            ("U1,010000016,-5,2026-11-10", "amount", ""),
            ("U1,010000016,500,2026-12-06", "date", "after today"),
            ("U1,010000016,500,2026-10-31", "date", "before Nov 2026"),
            ("U1,010000016,500,31-11-2026", "date", "not a date"),
        ] {
            let found = faults(line);
            assert!(found.len() == 1 && found[0].contains(field) && found[0].contains(part), "{line}: {found:?}");
            assert!(found[0].contains("line 2"), "{found:?}");
        }
        let twice = faults("U1,010000016,500,2026-11-10\nU1,010000024,500,2026-11-10\n");
        assert!(twice.len() == 1 && twice[0].contains("line 2 already"), "{twice:?}");
    }
}
