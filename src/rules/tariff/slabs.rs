//! Slabs of consumption and bands of load, as the schedule prints them: `"0-100"`, `"101-200"`, `"above 200"`.

use super::exact::Load;
use super::model::{Slab, Slabs};
use super::read::{Table, Value};
use rust_decimal::Decimal;

/// The two ends of a written range; the upper one missing where it is open.
fn range(text: &str) -> Option<(Decimal, Option<Decimal>)> {
    let number = |s: &str| Decimal::from_str_exact(s.trim()).ok().filter(|n| !n.is_sign_negative());
    if let Some(rest) = text.trim().strip_prefix("above ") {
        return Some((number(rest)?, None));
    }
    let (from, to) = text.split_once('-')?;
    Some((number(from)?, Some(number(to)?)))
}

/// One row of a list of ranges, with the table it came from.
struct Row<'t> {
    from: Decimal,
    upto: Option<Decimal>,
    table: Table<'t>,
}

/// The rows in order, each beginning where the one before ended plus `step` (1 for whole units, 0 for loads).
fn rows<'t>(owner: &Table<'t>, key: &'static str, word: &'static str, list: Value<'t>, step: u8) -> Option<Vec<Row<'t>>> {
    let place = owner.name(key);
    let items = list.list(&place)?;
    let mut rows: Vec<Row<'t>> = Vec::with_capacity(items.len());
    let mut sound = true;
    let mut next = Some(Decimal::ZERO);
    let count = items.len();
    for (i, item) in items.into_iter().enumerate() {
        let table = item.table(&place)?;
        let written = table.need(word, &format!("{word} = \"0-100\" or {word} = \"above 100\""))?;
        let text = written.text(&place)?;
        let Some((from, upto)) = range(text) else {
            owner.faults.add(written.at, format_args!("{place}: '{text}' is no range"), "write \"0-100\" or \"above 100\"");
            return None;
        };
        let fault = fault_of(from, upto, next, i + 1 == count, step);
        if let Some((what, remedy)) = fault {
            owner.faults.add(written.at, format_args!("{place}: '{text}' {what}"), remedy);
            sound = false;
        }
        next = upto.map(|upto| upto + Decimal::from(step));
        rows.push(Row { from, upto, table });
    }
    if rows.is_empty() {
        owner.faults.add(list.at, format_args!("{place} is empty"), "write at least one row, open-ended: above 0");
        return None;
    }
    sound.then_some(rows)
}

fn fault_of(from: Decimal, upto: Option<Decimal>, next: Option<Decimal>, last: bool, step: u8) -> Option<(String, String)> {
    let Some(next) = next else {
        return Some(("comes after an open-ended one".to_owned(), "let only the last one say above".to_owned()));
    };
    // "above 200" follows "101-200"; the first may be "above 0".
    let begins = if upto.is_none() && next > Decimal::ZERO { next - Decimal::from(step) } else { next };
    if from != begins {
        let what = if from < begins { "overlaps the one before" } else { "leaves a gap after the one before" };
        return Some((what.to_owned(), format!("let it begin at {begins}")));
    }
    match upto {
        Some(upto) if upto <= from && upto != next => {
            Some(("ends before it begins".to_owned(), "write the smaller number first".to_owned()))
        }
        Some(upto) if last => Some(("is the last and not open-ended".to_owned(), format!("add a row \"above {upto}\""))),
        _ => None,
    }
}

/// Bands of load: the upper limit (none for the last), and the row's table.
pub(super) fn bands<'t>(owner: &Table<'t>, key: &'static str, list: Value<'t>) -> Option<Vec<(Option<Load>, Table<'t>)>> {
    let place = owner.name(key);
    let at = list.at;
    rows(owner, key, "load", list, 0)?
        .into_iter()
        .map(|row| match row.upto.map(Load::new) {
            None => Some((None, row.table)),
            Some(Some(upto)) => Some((Some(upto), row.table)),
            Some(None) => {
                owner.faults.add(at, format_args!("{place} has a limit with too many decimals"), "write at most three decimals");
                None
            }
        })
        .collect()
}

/// Slabs of whole units: the unit before the first, the last unit, the row's table.
pub(super) fn units<'t>(owner: &Table<'t>, key: &'static str, list: Value<'t>) -> Option<Vec<(i64, i64, Table<'t>)>> {
    let place = owner.name(key);
    let at = list.at;
    let whole = |n: Decimal| i64::try_from(n).ok().filter(|w| Decimal::from(*w) == n);
    let mut above = 0;
    rows(owner, key, "units", list, 1)?
        .into_iter()
        .map(|row| {
            let upto = row.upto.map_or(Some(i64::MAX), whole);
            let (Some(upto), Some(_)) = (upto, whole(row.from)) else {
                owner.faults.add(at, format_args!("{place} has a limit that is no whole unit"), "write whole units");
                return None;
            };
            let slab = (above, upto, row.table);
            above = upto;
            Some(slab)
        })
        .collect()
}

/// The energy part of a table: `rate = 8.50`, or `slabs = [...]`, with `whole = true` where the whole is at the rate of the slab reached.
pub(super) fn energy(table: &Table<'_>) -> Option<Slabs> {
    let whole = table.read("whole", Value::flag).unwrap_or(false);
    if let Some(value) = table.get("rate") {
        let rate = value.rate(&table.name("rate"))?;
        return Some(Slabs { whole: false, steps: vec![Slab { above: 0, upto: i64::MAX, rate }] });
    }
    let list = table.need("slabs", "rate = 8.50, or slabs = [{ units = \"0-100\", rate = 1.50 }, { units = \"above 100\", rate = 3 }]")?;
    let steps: Vec<Option<Slab>> = units(table, "slabs", list)?
        .into_iter()
        .map(|(above, upto, row)| {
            let rate = row.must("rate", "rate = 1.50", Value::rate);
            row.close();
            Some(Slab { above, upto, rate: rate? })
        })
        .collect();
    Some(Slabs { whole, steps: steps.into_iter().collect::<Option<_>>()? })
}
