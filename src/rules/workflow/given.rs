//! What a step was given: each field read by its kind, as people type it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Field, Kind, Step, Workflow};
use crate::base::{Day, Digits, Factor, Money, PaperNo, Period, Refusal};
use crate::rules::revision;
use crate::rules::tariff::Phase;

/// No load of one connection is believed above it, in kW or kVA.
const MOST_LOAD: i64 = 100_000;
/// Letters of changes: two years of readings.
const MOST_CHANGES: usize = 2_000;
/// Letters of a text.
const LETTERS: usize = 200;

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    Text(String),
    Day(Day),
    Money(Money),
    Number(Decimal),
    Whole(u64),
    Yes(bool),
}

impl Value {
    /// As it stands on screen and paper.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Day(day) => day.dmy(),
            Self::Money(amount) => amount.indian(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Whole(whole) => whole.to_string(),
            Self::Yes(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        }
    }
}

/// Fields with their values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Given(BTreeMap<String, Value>);

impl Given {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    /// What is given later counts.
    pub fn merge(&mut self, later: &Self) {
        self.0.extend(later.0.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A text; empty where nothing was given.
    pub fn text(&self, name: &str) -> &str {
        if let Some(Value::Text(text)) = self.0.get(name) { text } else { "" }
    }

    pub fn day(&self, name: &str) -> Option<Day> {
        if let Some(Value::Day(day)) = self.0.get(name) { Some(*day) } else { None }
    }

    pub fn number(&self, name: &str) -> Option<Decimal> {
        match self.0.get(name) {
            Some(Value::Number(number)) => Some(*number),
            Some(Value::Whole(whole)) => Some(Decimal::from(*whole)),
            _ => None,
        }
    }

    pub fn whole(&self, name: &str) -> Option<u64> {
        if let Some(Value::Whole(whole)) = self.0.get(name) { Some(*whole) } else { None }
    }

    pub fn phase(&self) -> Option<Phase> {
        match self.text("phase") {
            "single" => Some(Phase::Single),
            "three" => Some(Phase::Three),
            _ => None,
        }
    }
}

/// What reading a step's fields needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    /// The business date.
    pub today: Day,
    /// The categories of the tariff in force that a connection may have.
    pub categories: &'a [String],
}

/// Personal details as typed: field and text.
pub type Persons = Vec<(&'static str, String)>;

impl Workflow {
    /// Reads what was typed for a step.
    ///
    /// # Errors
    /// A field that the step does not ask for, a needed one that is missing, a text that its kind does not take: at the field.
    pub fn take(&self, step: &Step, typed: &BTreeMap<String, String>, offered: Offered) -> Result<(Given, Persons), Refusal> {
        if let Some(unknown) = typed.keys().find(|name| !step.asks.iter().any(|asked| asked.field == name.as_str())) {
            let asked: Vec<&str> = step.asks.iter().map(|asked| asked.field).collect();
            let asked = if asked.is_empty() { "it asks for nothing".to_owned() } else { format!("it asks for {}", asked.join(", ")) };
            return Err(Refusal::new("N-1", format!("{} has no field '{unknown}': {asked}.", step.title)).at("step"));
        }
        let (mut given, mut persons) = (Given::default(), Persons::new());
        for asked in &step.asks {
            // The check of the definition saw that each asked field stands in it.
            let Some(field) = self.field(asked.field) else { continue };
            let text = typed.get(asked.field).map_or("", |text| text.trim());
            if text.is_empty() {
                if asked.needed {
                    return Err(Refusal::new("N-1", format!("{} is missing: {}.", field.label, field.kind.words())).at(field.name));
                }
                continue;
            }
            match field.kind {
                Kind::Personal => persons.push((field.name, personal(field, text)?)),
                _ => given.put(field.name, field.read(text, offered)?),
            }
        }
        Ok((given, persons))
    }
}

fn refuse<T>(field: &Field, message: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new("N-1", message).at(field.name))
}

fn personal(field: &Field, text: &str) -> Result<String, Refusal> {
    if field.name != "phone" {
        return line(field, text);
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '+' | '/')).collect();
    if (6..=13).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(digits);
    }
    refuse(field, format!("'{text}' is not a telephone number: it has 6 to 13 digits."))
}

fn line(field: &Field, text: &str) -> Result<String, Refusal> {
    if text.chars().count() > LETTERS {
        return refuse(field, format!("{} is longer than {LETTERS} letters: shorten it.", field.label));
    }
    if text.chars().any(char::is_control) {
        return refuse(field, format!("{} has a character that can't be printed: type it again.", field.label));
    }
    Ok(text.to_owned())
}

impl Field {
    /// A text of this field as its kind reads it.
    ///
    /// # Errors
    /// What its kind does not take, with what would be right.
    pub fn read(&self, text: &str, offered: Offered) -> Result<Value, Refusal> {
        let no = |message: String| refuse(self, message);
        let plain = |text: &str| text.len() <= 16 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match &self.kind {
            Kind::Text | Kind::Word => Ok(Value::Text(line(self, text)?)),
            Kind::Bill => bill(self, text),
            Kind::Changes if text.chars().count() <= MOST_CHANGES => {
                revision::parse(text).map(|changes| Value::Text(revision::written(&changes))).map_err(|e| e.at(self.name))
            }
            Kind::Changes => no(format!("{} are longer than {MOST_CHANGES} letters: make two proposals of them.", self.label)),
            // What the files are, the act reads.
            Kind::Documents => Ok(Value::Text(text.to_owned())),
            Kind::Personal => Ok(Value::Text(personal(self, text)?)),
            Kind::Meter => meter(self, text),
            Kind::Day { future, past } => day(self, text, (*future, *past), offered.today),
            Kind::Money => match Money::parse(text) {
                Ok(amount) if amount >= Money::ZERO => Ok(Value::Money(amount)),
                _ => no(format!("'{text}' is not an amount: type rupees, as 1250 or 1250.50.")),
            },
            Kind::Load => {
                let load = if plain(text) { Decimal::from_str_exact(text).ok() } else { None };
                let fits = |load: &Decimal| load.normalize().scale() <= 3 && *load > Decimal::ZERO && *load <= Decimal::from(MOST_LOAD);
                match load.filter(fits) {
                    Some(load) => Ok(Value::Number(load)),
                    None => no(format!("'{text}' is not a load: type a number above 0 with at most three decimals, as 2.5.")),
                }
            }
            Kind::Whole { least, most } => match text.parse::<u64>() {
                Ok(whole) if (*least..=*most).contains(&whole) => Ok(Value::Whole(whole)),
                _ => no(format!("{}: '{text}' is not a whole number from {least} to {most}.", self.label)),
            },
            Kind::Digits => match text.parse::<u8>().ok().and_then(Digits::new) {
                Some(digits) => Ok(Value::Whole(u64::from(digits.count()))),
                None => no("A meter has 1 to 9 digits.".to_owned()),
            },
            Kind::Factor => match Decimal::from_str_exact(text).ok().and_then(Factor::new) {
                Some(factor) => Ok(Value::Number(factor.decimal())),
                None => no("The multiplying factor is above 0 and at most 1,00,000.".to_owned()),
            },
            // Which meter it is of, and so whether it can be, the act knows.
            Kind::Reading if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Value::Text(text.to_owned())),
            Kind::Reading => no(format!("'{text}' is no reading: type the digits that the meter shows.")),
            Kind::YesNo => match text.to_lowercase().as_str() {
                "y" | "yes" | "true" => Ok(Value::Yes(true)),
                "n" | "no" | "false" => Ok(Value::Yes(false)),
                _ => no(format!("'{text}': type yes or no.")),
            },
            Kind::Phase => match text.to_lowercase().as_str() {
                "single" | "1" => Ok(Value::Text("single".to_owned())),
                "three" | "3" => Ok(Value::Text("three".to_owned())),
                _ => no(format!("'{text}' is not a phase: single or three.")),
            },
            Kind::Category => match offered.categories.iter().find(|code| code.eq_ignore_ascii_case(text)) {
                Some(code) => Ok(Value::Text(code.clone())),
                None => no(format!("'{text}' is not a category of the tariff: {}.", offered.categories.join(", "))),
            },
            Kind::Choice(words) => match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
                Some(word) => Ok(Value::Text(word.clone())),
                None => no(format!("'{text}' is not one of {}.", words.join(", "))),
            },
        }
    }
}

fn bill(field: &Field, text: &str) -> Result<Value, Refusal> {
    let named = text.parse::<Period>().is_ok() || text.to_uppercase().parse::<PaperNo>().is_ok();
    if named {
        return Ok(Value::Text(text.to_uppercase()));
    }
    refuse(field, format!("'{text}' is neither a bill's number nor a month: write B-... or 2026-06."))
}

fn meter(field: &Field, text: &str) -> Result<Value, Refusal> {
    let fits = text.chars().count() <= 24 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | ' '));
    if fits {
        Ok(Value::Text(text.to_owned()))
    } else {
        refuse(field, format!("'{text}' is not a meter's number: letters and digits, at most 24."))
    }
}

fn day(field: &Field, text: &str, (future, past): (bool, bool), today: Day) -> Result<Value, Refusal> {
    let Ok(day) = Day::parse_near(text, today) else {
        return refuse(field, format!("'{text}' is not a day: type 5, 5/11, 05-11-2026 or 2026-11-05."));
    };
    if day > today && !future {
        return refuse(field, format!("{} is after today, {}: look at day and month.", day.dmy(), today.dmy()));
    }
    if day < today && !past {
        return refuse(field, format!("{} is before today, {}: look at day and month.", day.dmy(), today.dmy()));
    }
    if day.days_since(today).abs() > 3_660 {
        return refuse(field, format!("{} is more than ten years away: look at the year.", day.dmy()));
    }
    Ok(Value::Day(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, text: &str) -> Result<String, String> {
        let categories = ["DOM".to_owned(), "COM".to_owned()];
        let offered = Offered { today: "2026-11-12".parse().expect("a day"), categories: &categories };
        let field = Field { name: "it", label: "It".to_owned(), kind };
        field.read(text, offered).map(|value| value.shown()).map_err(|refusal| refusal.message)
    }

    #[test]
    fn each_kind_takes_what_is_right_and_says_what_would_be() {
        let past = Kind::Day { future: false, past: true };
        let ahead = Kind::Day { future: true, past: false };
        for (kind, text, right) in [
            (Kind::Load, "2.50", "2.5"),
            (Kind::Whole { least: 0, most: 500 }, "30", "30"),
            (past.clone(), "5", "05-11-2026"),
            (ahead.clone(), "20/11", "20-11-2026"),
            (Kind::Category, "dom", "DOM"),
            (Kind::Phase, "3", "three"),
            (Kind::YesNo, "Y", "yes"),
            (Kind::Meter, "M-12/7", "M-12/7"),
            (Kind::Reading, "00012", "00012"),
            (Kind::Digits, "5", "5"),
        ] {
            assert_eq!(read(kind, text).as_deref(), Ok(right), "{text}");
        }
        for (kind, text, part) in [
            (Kind::Load, "0", "not a load"),
            (Kind::Load, "-2", "not a load"),
            (Kind::Load, "2.5001", "not a load"),
            (Kind::Load, "1e3", "not a load"),
            (Kind::Whole { least: 0, most: 500 }, "501", "0 to 500"),
            (past, "13", "after today"),
            (ahead, "11", "before today"),
            (Kind::Category, "XYZ", "DOM, COM"),
            (Kind::Phase, "two", "single or three"),
            (Kind::Digits, "10", "1 to 9"),
            (Kind::Factor, "0", "above 0"),
            (Kind::Reading, "12.5", "no reading"),
            (Kind::Meter, "M\u{7}1", "not a meter"),
        ] {
            assert!(read(kind.clone(), text).is_err_and(|message| message.contains(part)), "{text}: {:?}", read(kind, text));
        }
    }
}
