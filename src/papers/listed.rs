//! The counter's close on paper, lists and reports: the documents of `reports`, each under its word.

use super::letter::{mark, sheet};
use super::{Ask, Source, Written, name_of};
use crate::base::{Day, No, Refusal};
use crate::print::Document;
use crate::reports::complaint::job_sheet::Jobs;
use crate::reports::{self, Given, List, Report, close_report, complaint, day_book, month_close, scroll};

/// What a report is made from, of the same source.
pub(super) fn from<'a>(source: &'a Source) -> reports::Source<'a> {
    reports::Source {
        conn: source.conn,
        profile: &source.rules.profile,
        desk: source.desk,
        today: source.today,
        now: source.now,
        training: source.training,
    }
}

fn free(name: String, document: Document) -> Written {
    Written { name, sheet: sheet(document), consumer: None, counted: None }
}

/// By the close's number; a numbered paper, so that each reprint says which.
pub fn close(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let mut document = close_report::close_report(&from(source), ask.id)?;
    document.mark = mark(source, ask.copy);
    Ok(Written { name: name_of(&no, ask.copy), sheet: sheet(document), consumer: None, counted: Some(no) })
}

/// The report of a month close, by its number or period.
pub fn month(source: &Source, ask: Ask) -> Result<Written, No> {
    Ok(free(format!("close-month-{}", ask.id), month_close::month_close(&from(source), ask.id)?))
}

/// The cash scroll, by the close's number.
pub fn cash_scroll(source: &Source, ask: Ask) -> Result<Written, No> {
    Ok(free(format!("scroll-{}", source.number(ask.id)?), scroll::scroll(&from(source), ask.id)?))
}

/// By its day.
pub fn book(source: &Source, ask: Ask) -> Result<Written, No> {
    let day = Day::parse_near(ask.id, source.today).map_err(|e| Refusal::new("I-5", format!("{e}.")).at("id"))?;
    Ok(free(format!("day-book-{day}"), day_book::day_book(&from(source), day)?))
}

/// By its name; whole, as of today.
pub fn list(source: &Source, ask: Ask) -> Result<Written, No> {
    let document = List::named(ask.id)?.paper(&from(source), &reports::Ask::default())?;
    Ok(free(format!("{}-{}", ask.id, source.today), document))
}

/// By its name, of this month or period.
pub fn report(source: &Source, ask: Ask) -> Result<Written, No> {
    let document = Report::named(ask.id)?.document(&from(source), &Given::default())?;
    Ok(free(format!("{}-{}", ask.id, source.today), document))
}

/// The complaint register, by its day.
pub fn register(source: &Source, ask: Ask) -> Result<Written, No> {
    let day = Day::parse_near(ask.id, source.today).map_err(|e| Refusal::new("I-5", format!("{e}.")).at("id"))?;
    Ok(free(format!("register-{day}"), complaint::register::register(&from(source), day)?))
}

/// Of every area, of one, or of the complaints named.
pub fn job_sheet(source: &Source, ask: Ask) -> Result<Written, No> {
    let numbers: Result<Vec<_>, _> = ask.id.split(',').map(|no| source.number(no.trim())).collect();
    let jobs = match numbers {
        Ok(numbers) => Jobs::These(numbers),
        Err(_) if ask.id == "all" => Jobs::All,
        Err(_) => Jobs::Area(ask.id.to_owned()),
    };
    Ok(free(format!("jobsheet-{}", source.today), complaint::job_sheet::job_sheet(&from(source), &jobs)?))
}

/// The shift's hand-over sheet, as of now.
pub fn shift(source: &Source, _ask: Ask) -> Result<Written, No> {
    Ok(free(format!("hand-over-{}", source.today), complaint::shift::shift(&from(source))?))
}
