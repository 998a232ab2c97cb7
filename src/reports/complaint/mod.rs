//! The complaint cell on paper: job sheet, daily register, shift sheet, pendency; and its lists.

pub mod job_sheet;
pub mod lists;
pub mod pendency;
pub mod register;
pub mod shift;

use crate::base::Stamp;
use crate::base::stamp::span;
use crate::rules::complaint::{Complaints, Priority};
use crate::store::complaints::Line;

/// What it is about, danger said in a word.
pub fn what(line: &Line) -> String {
    titled(line.priority, &line.title)
}

fn titled(priority: Priority, title: &str) -> String {
    if priority == Priority::Normal { title.to_owned() } else { format!("{} {title}", priority.word().to_uppercase()) }
}

/// Name and place, where both are known.
pub fn who(line: &Line) -> String {
    [line.name.clone(), line.wherein()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `1 h 05 late`, or the time until which it is within its limit.
pub fn limit(line: &Line, now: Stamp) -> String {
    if line.is_late(now) { format!("{} late", span(line.late(now))) } else { format!("by {}", line.due.short()) }
}

/// Whose it is by now, where it is open and past its limit (`M-9`).
pub fn officer(complaints: &Complaints, line: &Line, now: Stamp) -> &'static str {
    let level = complaints.level(line.limit(), now.since(line.logged)).filter(|_| line.open);
    level.map_or("", |level| level.role.code())
}
