//! The complaint cell: a call, what is done about it, its end (`M-1` to `M-12`).

pub mod log;
pub mod outage;
pub mod shift;
pub mod work;

pub use crate::folds::complaint::Cell;
pub use log::LogComplaint;
pub use outage::{GroupOutage, LogInOutage, Offer, PartOutage, offer};
pub use shift::{EraseCaller, HandOver};
pub use work::{Proving, Rectify, Reopen, TakeStep};

use super::Moment;
use crate::base::{ConsumerNo, No, PaperNo, Refusal, Stamp};
use crate::folds::complaint::{Complaint, Standing};
use crate::rules::complaint::Priority;
use crate::rules::role::Role;

/// Who may log a call (`M-12`).
pub const CLERKS: &[Role] = &[Role::Ccc, Role::Bcc];
/// Who may record what was done.
pub const WORKERS: &[Role] = &[Role::Ccc, Role::Bcc, Role::Je, Role::Ae];

/// What an act may ask of the complaints.
pub trait Watching {
    /// A complaint and where it stands.
    fn complaint(&self, no: &PaperNo) -> Result<Option<(Complaint, Standing)>, No>;
    /// A consumer's open complaints, the newest first.
    fn open_of(&self, no: ConsumerNo) -> Result<Vec<Known>, No>;
    /// Open ones at a place that is no consumer's.
    fn open_at(&self, place: &str) -> Result<Vec<Known>, No>;
    /// Open ones of supply on this transformer, or in this area; the oldest first.
    fn near(&self, transformer: &str, area: &str) -> Result<Vec<Near>, No>;
    /// The area that a place names; empty where it names none.
    fn area_in(&self, text: &str) -> Result<String, No>;
    /// The entries that hold who called and in which words.
    fn caller_entries(&self, no: &PaperNo) -> Result<Vec<String>, No>;
    /// The outage that a complaint belongs to, and how many belong to it.
    fn outage(&self, no: &PaperNo) -> Result<(Option<PaperNo>, u32), No>;
    /// How many are open, dangerous, and past their limit at `now`.
    fn open_counted(&self, now: Stamp) -> Result<(u32, u32, u32), No>;
}

/// An open complaint, as far as a new call must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub no: PaperNo,
    pub category: String,
    pub priority: Priority,
}

/// An open complaint that may have the same cause as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    pub no: PaperNo,
    pub logged: Stamp,
    pub transformer: String,
    pub area: String,
    pub danger: bool,
    /// The outage that it belongs to already.
    pub outage: Option<PaperNo>,
    /// How many belong to it.
    pub children: u32,
}

fn refuse(rule: &'static str, field: &'static str, message: impl Into<String>) -> No {
    Refusal::new(rule, message).at(field).into()
}

/// The minute of the act.
pub fn now(moment: &Moment) -> Stamp {
    Stamp::parse_near(&format!("{} {}", moment.day, moment.time), Stamp::midnight(moment.day)).unwrap_or(Stamp::midnight(moment.day))
}

/// When it was: as the clerk says, or now. A clock that was set back gives no time before what it follows (`J-1`).
fn when(said: Option<Stamp>, now: Stamp, not_before: Stamp, what: &str) -> Result<Stamp, No> {
    let Some(at) = said else { return Ok(now.max(not_before)) };
    if at > now.max(not_before) {
        return Err(refuse("M-6", "at", format!("{} is still to come: it is {} now.", at.short(), now.short())));
    }
    if at < not_before {
        return Err(refuse("M-6", "at", format!("{} is before {what}, which was {}: type when it was.", at.short(), not_before.short())));
    }
    Ok(at)
}

/// The complaint of a number, or the refusal that there is none.
fn the(see: &dyn super::Sight, no: &PaperNo) -> Result<(Complaint, Standing), No> {
    see.complaint(no)?.ok_or_else(|| refuse("M-4", "complaint", format!("There is no complaint {no}: look at its number again.")))
}

/// A text that may stay empty, checked like one that may not.
fn text(text: &str, what: &str, field: &'static str) -> Result<String, Refusal> {
    if text.trim().is_empty() { Ok(String::new()) } else { super::needed_text(text, what, "M-6", field) }
}

/// A place with one blank between its words, so that it is the same place however it was typed.
pub fn plain(place: &str) -> String {
    place.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What may stand between the digits of a telephone number.
pub const fn parts_digits(letter: char) -> bool {
    matches!(letter, ' ' | '-' | '(' | ')' | '+' | '/')
}

/// A telephone number as its digits.
///
/// # Errors
/// One that no telephone has.
pub fn phone(typed: &str) -> Result<String, Refusal> {
    let digits: String = typed.chars().filter(|c| !parts_digits(*c)).collect();
    let no = |why: &str| Err(Refusal::new("M-1", format!("'{}' is not a telephone number: {why}.", typed.trim())).at("phone"));
    match digits.len() {
        0 if typed.trim().is_empty() => Ok(digits),
        _ if !digits.bytes().all(|b| b.is_ascii_digit()) => no("it has digits only"),
        6..=13 => Ok(digits),
        0..=5 => no("it has too few digits, type it whole"),
        _ => no("it has too many digits, look at it again"),
    }
}
