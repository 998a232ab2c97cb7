//! The counter's papers and the lists, as the reports say them.

use super::{Ask, Sheet, Source, Written};
use crate::base::{Day, No, Refusal};
use crate::print::Document;
use crate::reports::{self, List};

fn from<'a>(source: &Source<'a>) -> reports::Source<'a> {
    reports::Source { conn: source.conn, profile: &source.rules.profile, desk: source.desk, today: source.today, training: source.training }
}

/// Printed as often as wanted: each is the same, none is a receipt.
fn written(name: String, document: Document) -> Written {
    Written { name, sheet: Sheet::Document(Box::new(document)), consumer: None, counted: None }
}

pub(super) fn close_report(source: &Source, ask: Ask) -> Result<Written, No> {
    Ok(written(ask.id.to_owned(), reports::close_report::close_report(&from(source), ask.id)?))
}

pub(super) fn scroll(source: &Source, ask: Ask) -> Result<Written, No> {
    Ok(written(format!("scroll-{}", ask.id), reports::scroll::scroll(&from(source), ask.id)?))
}

pub(super) fn day_book(source: &Source, ask: Ask) -> Result<Written, No> {
    let day = Day::parse_near(ask.id, source.today).map_err(|e| Refusal::new("I-5", format!("{e}.")).at("id"))?;
    Ok(written(format!("day-book-{day}"), reports::day_book::day_book(&from(source), day)?))
}

pub(super) fn list(source: &Source, ask: Ask) -> Result<Written, No> {
    let list = List::named(ask.id)?;
    Ok(written(format!("{}-{}", list.name, source.today), list.document(&from(source), &reports::Ask::default())?))
}
