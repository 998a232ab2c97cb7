//! The line in which changes are typed: the same for a command, a file and the sheet on screen.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::change::{Change, Named};
use crate::base::{Factor, Money, Refusal, Units};

/// How changes are written, for help and refusals.
const HOW: &str = "write BILL reading 4512, BILL average, BILL drop \"text\", BILL item \"text\" 50.00, category DOM from 2026-06, load 2.5 \
                   from 2026-06, factor 1 from 2026-06, dark 2026-06, supplied 2026-06, meter 2026-06-12 last 4512 initial 0; BILL is a \
                   bill's number or its month, and a ; stands between two changes";
/// No load of one connection is believed above it, in kW.
const MOST_LOAD: i64 = 100_000;

fn refuse<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new("R-7", message).at("changes"))
}

/// Reads changes as they are typed.
///
/// # Errors
/// `R-7` at `changes`: what is not understood, and how it is written.
pub fn parse(text: &str) -> Result<Vec<Change>, Refusal> {
    let mut changes = Vec::new();
    for part in parts(text)? {
        let change = one(&part)?;
        if changes.contains(&change) {
            return refuse(format!("'{change}' stands twice: take one of them out."));
        }
        changes.push(change);
    }
    if changes.is_empty() {
        return refuse(format!("Nothing is changed: {HOW}."));
    }
    Ok(changes)
}

/// The words of each change; what stands in quotation marks is one word.
fn parts(text: &str) -> Result<Vec<Vec<String>>, Refusal> {
    let (mut parts, mut words, mut word, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let end_word = |word: &mut String, words: &mut Vec<String>| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for letter in text.chars() {
        match letter {
            '"' => {
                end_word(&mut word, &mut words);
                quoted = !quoted;
            }
            ';' if !quoted => {
                end_word(&mut word, &mut words);
                parts.push(std::mem::take(&mut words));
            }
            space if space.is_whitespace() && !quoted => end_word(&mut word, &mut words),
            other if other.is_control() => return refuse("A character can't be printed: type it again."),
            other => word.push(other),
        }
    }
    if quoted {
        return refuse("A quotation mark is not closed: write \" before and after the text.");
    }
    end_word(&mut word, &mut words);
    parts.push(words);
    parts.retain(|words: &Vec<String>| !words.is_empty());
    Ok(parts)
}

fn one(words: &[String]) -> Result<Change, Refusal> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    match (lower.as_slice(), words.as_slice()) {
        (["category", _, "from", _], [_, code, _, from]) => Ok(Change::Category { code: code.to_uppercase(), from: read(from)? }),
        (["load", _, "from", _], [_, kw, _, from]) => Ok(Change::Load { kw: load(kw)?, from: read(from)? }),
        (["factor", _, "from", _], [_, by, _, from]) => Ok(Change::Factor { factor: factor(by)?, from: read(from)? }),
        (["dark", _], [_, period]) => Ok(Change::Dark { period: read(period)? }),
        (["supplied", _], [_, period]) => Ok(Change::Supplied { period: read(period)? }),
        (["meter", _, "last", _, "initial", _], [_, day, _, last, _, initial]) => {
            Ok(Change::Meter { day: read(day)?, last: digits(last)?, initial: digits(initial)? })
        }
        ([_, "reading", _], [bill, _, value]) => Ok(Change::Reading { bill: named(bill)?, value: digits(value)?, rollover: false }),
        ([_, "reading", _, "rollover"], [bill, _, value, _]) => {
            Ok(Change::Reading { bill: named(bill)?, value: digits(value)?, rollover: true })
        }
        ([_, "average"], [bill, _]) => Ok(Change::Average { bill: named(bill)?, each: None }),
        ([_, "average", _], [bill, _, each]) => Ok(Change::Average { bill: named(bill)?, each: Some(units(each)?) }),
        ([_, "drop", _], [bill, _, text]) => Ok(Change::Item { bill: named(bill)?, text: (*text).to_owned(), amount: Money::ZERO }),
        ([_, "item", _, _], [bill, _, text, amount]) => {
            Ok(Change::Item { bill: named(bill)?, text: (*text).to_owned(), amount: money(amount)? })
        }
        _ => refuse(format!("'{}' is not a change: {HOW}.", words.join(" "))),
    }
}

fn read<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, Refusal> {
    text.parse().or_else(|e: T::Err| refuse(format!("{e}.")))
}

fn named(text: &str) -> Result<Named, Refusal> {
    if let Ok(period) = text.parse() {
        return Ok(Named::Period(period));
    }
    match text.to_uppercase().parse() {
        Ok(no) => Ok(Named::Bill(no)),
        Err(_) => refuse(format!("'{text}' is neither a bill's number nor a month: write B-... or 2026-06.")),
    }
}

fn digits(text: &str) -> Result<u64, Refusal> {
    let plain = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(value) if plain => Ok(value),
        _ => refuse(format!("'{text}' is no reading: type the digits that the meter shows.")),
    }
}

fn units(text: &str) -> Result<Units, Refusal> {
    match text.parse::<i64>() {
        Ok(units) if (0..=10_000_000).contains(&units) => Ok(Units::new(units)),
        _ => refuse(format!("'{text}' is not a month's units: type a whole number.")),
    }
}

fn load(text: &str) -> Result<Decimal, Refusal> {
    match Decimal::from_str_exact(text) {
        Ok(kw) if kw > Decimal::ZERO && kw <= Decimal::from(MOST_LOAD) && kw.normalize().scale() <= 3 => Ok(kw),
        _ => refuse(format!("'{text}' is not a load: type a number above 0 with at most three decimals, as 2.5.")),
    }
}

fn factor(text: &str) -> Result<Factor, Refusal> {
    let factor = Decimal::from_str_exact(text).ok().and_then(Factor::new);
    factor.map_or_else(|| refuse("The multiplying factor is above 0 and at most 1,00,000."), Ok)
}

fn money(text: &str) -> Result<Money, Refusal> {
    Money::parse(text).or_else(|e| refuse(format!("{e}.")))
}

#[cfg(test)]
mod tests {
    use super::super::written;
    use super::*;

    #[test]
    fn r7_changes_are_read_as_they_are_written() {
        for text in [
            "2026-06 reading 4512",
            "B-KVT-1-2627-000123 reading 12 rollover",
            "2026-06 average; 2026-07 average 120",
            "2026-06 drop \"Reconnection charge\"",
            "2026-06 item \"Testing fee; twice\" 50.00",
            "category DOM from 2026-06; load 2.5 from 2026-06; factor 1 from 2026-06",
            "dark 2026-05; supplied 2026-04; meter 2026-06-12 last 4512 initial 3",
        ] {
            assert_eq!(parse(text).map(|changes| written(&changes)).as_deref(), Ok(text));
        }
        assert_eq!(parse(" 2026-06  READING 04512 ;").map(|c| written(&c)).as_deref(), Ok("2026-06 reading 4512"));
    }

    #[test]
    fn r7_what_is_not_a_change_is_refused_with_how_it_is_written() {
        for (text, part) in [
            ("", "Nothing is changed"),
            (" ; ", "Nothing is changed"),
            ("2026-06", "is not a change"),
            ("2026-06 reading", "is not a change"),
            ("2026-06 reading 45x", "no reading"),
            ("2026-06 reading -4", "no reading"),
            ("2026-06 reading 1234567890", "no reading"),
            ("2026-13 reading 45", "neither a bill's number nor a month"),
            ("2026-06 average many", "a month's units"),
            ("2026-06 item \"x\" 1e3", "not an amount"),
            ("2026-06 drop \"x", "not closed"),
            ("category DOM from June", "not a period"),
            ("load 0 from 2026-06", "not a load"),
            ("factor 0 from 2026-06", "above 0"),
            ("meter 31-02-2026 last 1 initial 2", "not a day"),
            ("dark 2026-05; dark 2026-05", "stands twice"),
        ] {
            let refusal = parse(text).expect_err(text);
            assert!(refusal.message.contains(part), "{text}: {refusal}");
            assert_eq!((refusal.rule.as_ref(), refusal.field), ("R-7", Some("changes")));
        }
    }
}
