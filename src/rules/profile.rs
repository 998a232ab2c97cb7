//! The utility profile: the data that makes the program one utility's or another's.

use serde::Deserialize;

use super::complaint::Complaints;
use super::head::Account;
use super::revision::Terms;
use super::tender::Mode;
use super::todo::Todo;
use super::workflow::{Limit, REVISION, SHIPPED, Stand, State};
use crate::base::number::luhn;
use crate::base::{ConsumerNo, Day, DeskId, Period, Refusal};

/// What is wrong in a profile, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}")]
pub struct ProfileFault {
    pub file: String,
    pub line: usize,
    pub what: String,
}

/// A utility: its offices, numbers, calendar, counter and heads of account.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub code: String,
    pub name: String,
    pub short: String,
    pub place: String,
    /// Its local time, as `+05:30`.
    pub utc_offset: String,
    /// The schedule of tariffs that prices its bills.
    pub schedule: String,
    /// The tariff files brought in when a data file is made.
    pub tariffs: Vec<String>,
    pub numbers: Numbers,
    pub calendar: Calendar,
    /// Files founded before the month close came have none: LED's.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    pub counter: Counter,
    pub upi: Upi,
    pub requests: Requests,
    #[serde(default)]
    pub complaints: Complaints,
    #[serde(default)]
    pub todo: Todo,
    /// Files founded before connections came have none: the program's defaults.
    #[serde(default)]
    pub connections: Connections,
    /// Files founded before revision came have none: the program's defaults.
    #[serde(default)]
    pub revision: Terms,
    pub offices: Vec<Office>,
    pub heads: Vec<HeadOfAccount>,
}

/// How consumer numbers are made (`C-7`).
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Numbers {
    /// Office (2 digits), serial (6), check digit.
    OfficeSerialCheck { serials_a_desk: u32 },
    /// The former system's numbers stay; of these lengths.
    Kept { lengths: Vec<usize> },
}

/// The days of a month (`L-1`).
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub window_from: u8,
    pub window_to: u8,
    pub due_day_next: u8,
    pub cut_day_next: u8,
}

impl Calendar {
    /// Whether CC payments are taken on that day.
    pub fn is_open(&self, day: Day) -> bool {
        (self.window_from..=self.window_to).contains(&day.day_of_month())
    }

    /// The window of a period: its first and last day.
    pub fn window(&self, period: Period) -> (Day, Day) {
        (period.day(self.window_from), period.day(self.window_to))
    }
}

/// From a belated bill to the end of a connection (`L-6` to `L-16`).
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifecycle {
    /// Months disconnected before a connection ends, 1 to 5.
    pub steps: u8,
    /// The day of the next month from which notices count as served.
    pub served_day_next: u8,
    /// Clear days between serving and cutting.
    pub clear_days: u8,
    /// How long a connection must last, else COFee is due.
    pub contract_months: u8,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self { steps: 5, served_day_next: 1, clear_days: 15, contract_months: 36 }
    }
}

/// How connections are made here (`N-2`, `N-5`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connections {
    /// The definitions of the program that are used.
    pub workflows: Vec<String>,
    pub limits: Limits,
    /// Until how many days after it a demand note can be paid.
    pub note_days: u16,
}

/// Days that an application may stand with one hand.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub short: u16,
    pub usual: u16,
    pub long: u16,
}

impl Default for Connections {
    fn default() -> Self {
        let order_first = |name: &&str| *name == "temporary-order-first";
        Self {
            workflows: SHIPPED.iter().map(|(name, _)| *name).filter(|name| !order_first(name)).map(str::to_owned).collect(),
            limits: Limits { short: 3, usual: 7, long: 15 },
            note_days: 30,
        }
    }
}

impl Connections {
    /// A state as an entry of `today` keeps it; `until` is the last date of a temporary supply.
    pub fn stand(&self, state: &State, today: Day, until: Option<Day>) -> Stand {
        let days = state.limit.map(|limit| match limit {
            Limit::LastDate => until.and_then(|until| u16::try_from(until.days_since(today)).ok()).unwrap_or(0),
            Limit::Short => self.limits.short,
            Limit::Usual => self.limits.usual,
            Limit::Long => self.limits.long,
            Limit::Days(days) => days,
        });
        Stand {
            state: state.code.clone(),
            text: state.text.clone(),
            waits: state.waits,
            days,
            rejected: state.rejects,
            sms: state.sms.clone(),
        }
    }

    fn faults(&self) -> Vec<String> {
        let unknown = self.workflows.iter().filter(|file| !SHIPPED.iter().any(|(name, _)| name == file));
        let all = || SHIPPED.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let mut faults: Vec<String> =
            unknown.map(|file| format!("no workflow '{file}' comes with the program: write some of {}", all())).collect();
        if self.note_days == 0 {
            faults.push("note_days is 0: give the applicant at least a day to pay a demand note".to_owned());
        }
        faults
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    pub idle_minutes: u16,
    /// How long a dishonoured cheque makes a consumer cash-only (`C-16`).
    pub cash_only_months: u8,
    /// In whole rupees, largest first.
    pub denominations: Vec<u32>,
    pub modes: Vec<Mode>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upi {
    pub payee: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    pub at_counter: bool,
    pub refusal: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    pub code: String,
    /// Two digits: the first part of its consumers' numbers.
    pub number: String,
    pub name: String,
    /// The office above it, whose desks hold its journal too (`J-8`).
    #[serde(default)]
    pub under: Option<String>,
}

/// What may be done with a head at the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeadUse {
    Posting,
    Misc,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadOfAccount {
    pub code: String,
    pub name: String,
    /// The account's name in the exported journal.
    pub ledger: String,
    #[serde(default, rename = "use")]
    pub uses: Vec<HeadUse>,
}

/// Heads that the program itself posts to; a profile without one of them is refused.
const NEEDED_HEADS: [&str; 27] = [
    "DUES",
    "CASH",
    "UPI",
    "CARD",
    "CHEQUE",
    "DD",
    "TRANSFER",
    "SAFE",
    "BANK",
    "FLOAT",
    "OPENING",
    "SD",
    "REFUND",
    "DUTY",
    "CC",
    "FIXED",
    "MINIMUM",
    "RENT",
    "FUEL",
    "SUBSIDY",
    "REBATE",
    "BPSC",
    "COFEE",
    "RECON",
    "BANKCHARGE",
    "SHORTOVER",
    "TRANSIT",
];

impl Profile {
    /// Reads and checks a profile's text; `file` is named in every fault.
    pub fn load(text: &str, file: &str) -> Result<Self, Vec<ProfileFault>> {
        let fault = |at: usize, what: String| ProfileFault {
            file: file.to_owned(),
            line: 1 + text[..at.min(text.len())].matches('\n').count(),
            what,
        };
        let mut profile: Self = toml::from_str(text).map_err(|e| vec![fault(e.span().map_or(0, |s| s.start), e.message().to_owned())])?;
        let place = |needle: &str| text.find(needle).unwrap_or(0);
        let mut faults = Vec::new();
        for (i, office) in profile.offices.iter().enumerate() {
            let at = text.match_indices("[[offices]]").nth(i).map_or(0, |(at, _)| at);
            if DeskId::new(&office.code, 1).is_none() {
                faults.push(fault(at, format!("office code '{}' is not 2 to 6 capital letters or digits", office.code)));
            }
            if office.number.len() != 2 || !office.number.bytes().all(|b| b.is_ascii_digit()) {
                faults
                    .push(fault(at, format!("office number '{}' of {} is not two digits: write it as \"01\"", office.number, office.code)));
            }
            if office.under.is_some() && profile.above(&office.code).any(|above| above == office.code || profile.office(above).is_none()) {
                let what = "stands under an office that is not here, or under itself: name the code of another in `under`";
                faults.push(fault(at, format!("office {} {what}", office.code)));
            }
            if profile.offices[..i].iter().any(|o| o.code == office.code || o.number == office.number) {
                faults.push(fault(
                    at,
                    format!("office {} has a code or number that another office has: give it one of its own", office.code),
                ));
            }
        }
        for needed in NEEDED_HEADS {
            if profile.head(needed).is_none() {
                faults.push(fault(
                    place("[[heads]]"),
                    format!("the head of account {needed} is missing: the program posts to it; add a [[heads]] with this code"),
                ));
            }
        }
        for (i, head) in profile.heads.iter().enumerate() {
            if profile.heads[..i].iter().any(|h| h.code == head.code) {
                let at = text.match_indices("[[heads]]").nth(i).map_or(0, |(at, _)| at);
                faults.push(fault(at, format!("the head {} stands twice: remove one", head.code)));
            }
        }
        let calendar = &profile.calendar;
        if calendar.window_from == 0 || calendar.window_to > 28 || calendar.window_from > calendar.window_to {
            faults.push(fault(
                place("[calendar]"),
                "the window must run from a day of the month to a later one, at most the 28th".to_owned(),
            ));
        }
        let life = &profile.lifecycle;
        if !(1..=5).contains(&life.steps) || !(1..=28).contains(&life.served_day_next) {
            let what = "steps is 1 to 5 (DIS1 to DIS5), served_day_next a day from 1 to 28: write them so";
            faults.push(fault(place("[lifecycle]"), what.to_owned()));
        }
        faults.extend(profile.connections.faults().into_iter().map(|what| fault(place("[connections]"), what)));
        faults.extend(profile.revision.faults().into_iter().map(|what| fault(place("[revision]"), what)));
        // A profile without the section was loaded before it had one.
        if text.contains("[revision]") && profile.head(&profile.revision.head).is_none() {
            let head = &profile.revision.head;
            faults.push(fault(place("[revision]"), format!("the head {head} of [revision] is missing: add a [[heads]] with this code")));
        }
        faults.extend(profile.complaints.faults().into_iter().map(|what| fault(place("[complaints]"), what)));
        faults.extend(profile.todo.faults().into_iter().map(|what| fault(place("[todo]"), what)));
        if parse_offset(&profile.utc_offset).is_none() {
            faults.push(fault(place("utc_offset"), format!("utc_offset '{}' is not of the form +05:30", profile.utc_offset)));
        }
        if profile.offices.is_empty() {
            faults.push(fault(0, "no office stands in it: add [[offices]] with code, number and name".to_owned()));
        }
        profile.add_connection_head();
        if faults.is_empty() { Ok(profile) } else { Err(faults) }
    }

    /// The offices above one, the nearest first.
    pub fn above<'a>(&'a self, office: &str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(self.office(office).and_then(|o| o.under.as_deref()), |code| self.office(code)?.under.as_deref())
            .take(self.offices.len())
    }

    /// The offices whose journals a desk of this one holds: its own, those under it, and those above, whose orders and tariffs it needs (`J-8`).
    pub fn held_by<'a>(&'a self, office: &'a str) -> Vec<&'a str> {
        let under = self.offices.iter().map(|o| o.code.as_str()).filter(|code| self.above(code).any(|above| above == office));
        self.office(office).map(|o| o.code.as_str()).into_iter().chain(under).chain(self.above(office)).collect()
    }

    /// An office, and those under it.
    pub fn ruled_by(&self, office: &str) -> Vec<String> {
        let under = self.offices.iter().map(|o| o.code.as_str()).filter(|code| self.above(code).any(|above| above == office));
        std::iter::once(office).chain(under).map(str::to_owned).collect()
    }

    /// The definitions of the program that are used: those of connections, and that of requests about bills.
    pub fn workflows(&self) -> Vec<String> {
        let own = self.connections.workflows.iter().filter(|file| *file != REVISION);
        own.cloned().chain([REVISION.to_owned()]).collect()
    }

    /// Profiles of files founded before connections came have no head for their charges.
    fn add_connection_head(&mut self) {
        let code = Account::CONNECTION;
        if self.head(code.code()).is_none() {
            self.heads.push(HeadOfAccount {
                code: code.code().to_owned(),
                name: "Connection charges & SD".to_owned(),
                ledger: "income:connection charges".to_owned(),
                uses: Vec::new(),
            });
        }
    }

    pub fn office(&self, code: &str) -> Option<&Office> {
        self.offices.iter().find(|o| o.code == code)
    }

    pub fn head(&self, code: &str) -> Option<&HeadOfAccount> {
        self.heads.iter().find(|h| h.code == code)
    }

    /// The heads that may be used so at the counter.
    pub fn heads_for(&self, what: HeadUse) -> impl Iterator<Item = &HeadOfAccount> {
        self.heads.iter().filter(move |h| h.uses.contains(&what))
    }

    /// Local time's distance from UTC, in seconds.
    pub fn offset_seconds(&self) -> i32 {
        parse_offset(&self.utc_offset).unwrap_or(0)
    }

    /// What a clerk typed as a consumer's number: whole, or within the own office its serial alone. A wrong check digit
    /// is refused at once (`C-1`, `C-7`).
    pub fn parse_number(&self, typed: &str, office: &str) -> Result<ConsumerNo, Refusal> {
        let typed = typed.trim();
        let no = |message: String| Refusal::new("C-7", message).at("consumer");
        if typed.is_empty() || !typed.bytes().all(|b| b.is_ascii_digit()) {
            return Err(no(format!("'{typed}' is not a consumer number: it has digits only")));
        }
        let text = match &self.numbers {
            Numbers::Kept { lengths } if lengths.contains(&typed.len()) => typed.to_owned(),
            Numbers::Kept { lengths } => {
                let lengths = lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
                return Err(no(format!("'{typed}' has {} digits; a consumer number here has {lengths}", typed.len())));
            }
            Numbers::OfficeSerialCheck { .. } if typed.len() <= 6 => {
                let office = self.office(office).ok_or_else(|| no(format!("there is no office {office} in the profile")))?;
                with_check(&format!("{}{typed:0>6}", office.number))
            }
            Numbers::OfficeSerialCheck { .. } if typed.len() == 9 => {
                let right = luhn(&typed[..8]);
                if !typed.ends_with(char::from(b'0' + right)) {
                    return Err(no(format!("{typed} has a wrong check digit: look at the number again, one digit is mistyped")));
                }
                typed.to_owned()
            }
            Numbers::OfficeSerialCheck { .. } => {
                return Err(no(format!("'{typed}' has {} digits: type all nine, or the serial alone (up to six)", typed.len())));
            }
        };
        text.parse().map_err(|e: crate::base::number::NotANumber| no(e.to_string()))
    }

    /// The consumer number of an office's serial; `None` where the profile keeps the former system's numbers.
    pub fn make_number(&self, office: &str, serial: u32) -> Option<ConsumerNo> {
        match self.numbers {
            Numbers::OfficeSerialCheck { .. } if serial <= 999_999 => {
                with_check(&format!("{}{serial:06}", self.office(office)?.number)).parse().ok()
            }
            _ => None,
        }
    }
}

fn with_check(digits: &str) -> String {
    format!("{digits}{}", luhn(digits))
}

fn parse_offset(text: &str) -> Option<i32> {
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LED: &str = include_str!("../../assets/profiles/led.toml");
    const UPPCL: &str = include_str!("../../assets/profiles/uppcl.toml");

    #[test]
    fn shipped_profiles_load() {
        assert_eq!(Profile::load(LED, "led.toml").map(|p| p.offices.len()), Ok(11));
        assert_eq!(Profile::load(UPPCL, "uppcl.toml").map(|p| p.offices.len()), Ok(6));
    }

    #[test]
    fn c7_numbers_as_typed() {
        let led = Profile::load(LED, "led.toml").expect("the profile");
        let number = led.make_number("KVT", 42).expect("a number");
        assert_eq!(number.to_string().len(), 9);
        assert_eq!(led.parse_number("42", "KVT"), Ok(number));
        assert_eq!(led.parse_number(&number.to_string(), "MCY"), Ok(number));
        for check in (0..10).map(|c| format!("01000042{c}")).filter(|n| *n != number.to_string()) {
            assert!(led.parse_number(&check, "KVT").is_err_and(|r| r.rule == "C-7" && r.message.contains("check digit")), "{check}");
        }
        for typed in ["", "x", "-5", "1234567", "1234567890"] {
            assert!(led.parse_number(typed, "KVT").is_err(), "{typed}");
        }
        let uppcl = Profile::load(UPPCL, "uppcl.toml").expect("the profile");
        assert!(uppcl.parse_number("0123456789", "LKO").is_ok());
        assert!(uppcl.parse_number("12345", "LKO").is_err());
    }

    #[test]
    fn faults_name_line_and_remedy() {
        let bad = LED.replace("code = \"AGT\"", "code = \"KVT\"").replace("utc_offset = \"+05:30\"", "utc_offset = \"5.5\"");
        let faults = Profile::load(&bad, "mine.toml").expect_err("two faults");
        assert_eq!(faults.len(), 2);
        assert!(faults[0].to_string().starts_with("mine.toml, line "), "{}", faults[0]);
        let unknown = format!("colour = 3\n{LED}");
        assert!(Profile::load(&unknown, "mine.toml").is_err_and(|f| f[0].line == 1));
    }
}
