//! The complaint cell on paper: job sheet, daily register, shift sheet, pendency; and its lists.

pub mod job_sheet;
pub mod lists;
pub mod pendency;
pub mod register;
pub mod shift;

use crate::base::Stamp;
use crate::base::stamp::span;
use crate::rules::complaint::Complaints;
use crate::store::complaints::Line;

/// What it is about, danger said in a word.
pub fn what(line: &Line) -> String {
    match line.priority.word() {
        "normal" => line.title.clone(),
        word => format!("{} {}", word.to_uppercase(), line.title),
    }
}

/// Name and place, where both are known.
pub fn who(line: &Line) -> String {
    [line.name.clone(), line.wherein()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `1 h 05 late`, or the time until which it is within its limit.
pub fn limit(line: &Line, now: Stamp) -> String {
    match line.late(now) {
        0 => format!("by {}", line.due.short()),
        late => format!("{} late", span(late)),
    }
}

/// Whose it is by now, where it is past its limit (`M-9`).
pub fn officer(complaints: &Complaints, line: &Line, now: Stamp) -> &'static str {
    complaints.level(line.limit(), now.since(line.logged)).map_or("", |level| level.role.code())
}
