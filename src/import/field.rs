//! One field of a file: what its text must be, and what is said where it is not.

use rust_decimal::Decimal;

use super::table::shown;
use crate::base::{Day, Money};

/// No date of a consumer's life is before it.
const EARLIEST_YEAR: i16 = 1950;
/// Above this no load of one connection is believed, in kW or kVA.
const MOST_LOAD: i64 = 100_000;

pub type Read<T> = Result<T, String>;

/// A text of at most `most` letters on one line; line breaks in it become spaces.
pub fn text(field: &str, most: usize) -> Read<String> {
    if field.len() <= most && !field.bytes().any(|b| b < b' ' || b == 0x7f) {
        return Ok(field.to_owned());
    }
    let line = field.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().any(char::is_control) {
        return Err(format!("{} has a character that can't be printed: type it again", shown(field)));
    }
    let letters = line.chars().count();
    if letters > most {
        return Err(format!("{} has {letters} letters: shorten it to {most}", shown(&line)));
    }
    Ok(line)
}

/// What stands where a file says yes or no.
const YES: [&str; 5] = ["y", "yes", "done", "1", "x"];
const NO: [&str; 5] = ["", "n", "no", "not", "0"];

/// Yes or no; empty is no.
pub fn yes_no(field: &str) -> Read<bool> {
    let word = field.to_lowercase();
    if YES.contains(&word.as_str()) {
        return Ok(true);
    }
    if NO.contains(&word.as_str()) { Ok(false) } else { Err(format!("{} is neither yes nor no", shown(field))) }
}

/// A text that must be there.
pub fn needed(field: &str, most: usize) -> Read<String> {
    if field.is_empty() { Err("it is empty: fill it in".to_owned()) } else { text(field, most) }
}

/// A day as `2026-11-05` or `05-11-2026` (also with points or strokes); not after `today`, not before 1950.
pub fn day(field: &str, today: Day) -> Read<Day> {
    let no = || format!("{} is not a date: write 2026-11-05 or 05-11-2026", shown(field));
    let day = match field.parse::<Day>() {
        Ok(day) => day,
        Err(_) => day_first(field).ok_or_else(no)?,
    };
    if day > today {
        return Err(format!("{} is after today, {}: look at day and month", day.dmy(), today.dmy()));
    }
    if day.date().year() < EARLIEST_YEAR {
        return Err(format!("{} is before {EARLIEST_YEAR}: look at the year", day.dmy()));
    }
    Ok(day)
}

fn day_first(field: &str) -> Option<Day> {
    let mut parts = field.split(['-', '/', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !digits(day, 2) || !digits(month, 2) || year.len() != 4 || !digits(year, 4) {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// An amount; nothing where the field is empty.
pub fn money(field: &str) -> Read<Money> {
    if field.is_empty() { Ok(Money::ZERO) } else { Money::parse(field).map_err(|_| not_money(field)) }
}

fn not_money(field: &str) -> String {
    format!("{} is not an amount: write rupees, with a point before the paise, as 1250.50", shown(field))
}

/// A load above zero, with at most three decimals.
pub fn load(field: &str) -> Read<Decimal> {
    let load = decimal(field).filter(|load| load.normalize().scale() <= 3);
    load.filter(|load| *load > Decimal::ZERO && *load <= Decimal::from(MOST_LOAD))
        .ok_or_else(|| format!("{} is not a load: write a number above 0 with at most three decimals, as 2.5", shown(field)))
}

/// A plain decimal number.
pub fn decimal(field: &str) -> Option<Decimal> {
    let fits = field.len() <= 16 && field.bytes().all(|b| b.is_ascii_digit() || b == b'.') && field.bytes().any(|b| b.is_ascii_digit());
    if fits { Decimal::from_str_exact(field).ok() } else { None }
}

/// A whole number up to `most`.
pub fn whole(field: &str, most: u64) -> Read<u64> {
    let fits = field.len() <= 18 && field.bytes().all(|b| b.is_ascii_digit());
    let value = if fits { field.parse::<u64>().ok() } else { None };
    match value {
        Some(value) if value <= most => Ok(value),
        Some(_) => Err(format!("{} is above {most}: look at it again", shown(field))),
        None => Err(format!("{} is not a whole number: write digits alone", shown(field))),
    }
}

/// A telephone number: 6 to 15 digits, kept without the spaces and dashes between them.
pub fn phone(field: &str) -> Read<String> {
    let plain: String = field.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    if field.is_empty() || (6..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(plain);
    }
    Err(format!("{} is not a telephone number: write 6 to 15 digits, or leave it empty", shown(field)))
}

/// An address of electronic mail.
pub fn email(field: &str) -> Read<String> {
    let email = text(field, 100)?;
    let fits = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !email.contains(' '));
    if email.is_empty() || fits { Ok(email) } else { Err(format!("{} is not an e-mail address: mend it, or leave it empty", shown(field))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_day_first_or_iso_and_nothing_else() {
        let today: Day = "2026-11-22".parse().expect("a day");
        for written in ["2026-11-05", "05-11-2026", "5/11/2026", "05.11.2026"] {
            assert_eq!(day(written, today).map(|d| d.to_string()), Ok("2026-11-05".to_owned()), "{written}");
        }
        for (written, part) in [
            ("", "not a date"),
            ("5", "not a date"),
            ("5/11", "not a date"),
            ("05-11-26", "not a date"),
            ("11-25-2026", "not a date"),
            ("30-02-2026", "not a date"),
            ("2026-11-23", "after today"),
            ("01-01-1900", "before 1950"),
        ] {
            assert!(day(written, today).is_err_and(|message| message.contains(part)), "{written}");
        }
    }

    #[test]
    fn numbers_are_exact_and_nothing_is_guessed() {
        assert_eq!(load("2.500"), Ok(Decimal::new(2_500, 3)));
        for written in ["", "0", "-1", "2,5", "1e3", "2.5001", "1000000", ".", "two"] {
            assert!(load(written).is_err(), "{written}");
        }
        assert_eq!(whole("0042", 99), Ok(42));
        for written in ["", "100", "4.0", "-4", "9999999999999999999"] {
            assert!(whole(written, 99).is_err(), "{written}");
        }
    }

    #[test]
    fn texts_come_on_one_line() {
        assert_eq!(text("House 1\nJetty  Road", 40), Ok("House 1 Jetty Road".to_owned()));
        assert!(text("bell\u{7}", 40).is_err());
        assert!(text(&"x".repeat(41), 40).is_err_and(|m| m.contains("41 letters")));
        assert_eq!(phone("+91 94000-00001"), Ok("+919400000001".to_owned()));
        assert!(phone("98x").is_err());
        assert!(email("a@b.in").is_ok() && email("a.b.in").is_err());
    }
}
