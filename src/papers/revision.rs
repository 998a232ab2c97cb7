//! The revision statement (`R-7`): each bill as issued beside what it should have been, the surcharges, who made and who approved it.

use super::letter::{about, letter, pairs, sheet};
use super::past::then;
use super::{Ask, Source, Written, name_of, unknown};
use crate::base::No;
use crate::journal::Subject;
use crate::journal::fact::{Effected, Fact, Revised};
use crate::print::Section;
use crate::reports::revision::{difference, sections};
use crate::store::read;

/// By the request's number.
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let entries = read::entries_of(source.conn, &Subject::Application(no.clone()))?;
    let approved = entries.iter().filter(|entry| !entry.apart).find(|entry| entry.fact.effects().iter().any(|e| revised(e).is_some()));
    let entry = approved.ok_or_else(|| unknown("revision", ask.id))?;
    let Fact::ApplicationStep(step) = &entry.fact else { return Err(unknown("revision", ask.id)) };
    let revised = step.done.iter().find_map(revised).ok_or_else(|| unknown("revision", ask.id))?;
    let consumer = step.consumer.ok_or_else(|| unknown("revision", ask.id))?;
    let then = then(source.conn, consumer, entry)?;
    let mut document = letter(source, &entry.desk, "BILL REVISION STATEMENT", entry.day, ask.copy)
        .with(about(consumer, &then.personal))
        .with(pairs([("Request", no.to_string()), ("Bills revised", revised.revision.periods())]));
    document.sections.extend(sections(&revised.revision));
    let balance = then.after.balance;
    let stands = if balance < crate::base::Money::ZERO { "advance" } else { "owed" };
    let document = document
        .with(pairs([(
            "On the account",
            format!("Rs {}; Rs {} {stands} now", difference(revised.revision.difference()), balance.abs().indian()),
        )]))
        .with(Section::Paragraph(
            "The bills stay as they were issued; the difference is posted to the account, and the next bill shows it.".to_owned(),
        ))
        .with(Section::Signatures(vec![format!("Worked out: {}", revised.maker), format!("Approved: {}", entry.user)]));
    Ok(Written {
        name: format!("revision-{}", name_of(&no, ask.copy)),
        sheet: sheet(document),
        consumer: Some(consumer),
        counted: Some(no),
    })
}

fn revised(effect: &Effected) -> Option<&Revised> {
    if let Effected::Revised(revised) = effect { Some(revised) } else { None }
}
