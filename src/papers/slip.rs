//! Disconnection slips: what the lineman takes along, one for each house. Written as they print, by what stands then (`L-14`).

use super::Source;
use super::letter::{mark, pairs};
use super::parts::office;
use crate::acts::Moment;
use crate::acts::supply::may_be_cut;
use crate::base::{ConsumerNo, No};
use crate::print::{Document, Section};
use crate::store::read::{self, Card};

/// What the sheet is called.
pub const TITLE: &str = "DISCONNECTION SLIPS";

/// Slips for those of a list who may still be cut.
pub struct Slips {
    /// `None` where nobody is left.
    pub document: Option<Document>,
    /// Who gets none, and why.
    pub left_out: Vec<(ConsumerNo, String)>,
}

/// Looks at each consumer again: who has paid since gets no slip.
///
/// # Errors
/// A fault of the data file.
pub fn slips(source: &Source, numbers: &[ConsumerNo]) -> Result<Slips, No> {
    let moment = Moment { rules: source.rules, desk: source.desk, day: source.today, time: String::new(), user: "", roles: &[] };
    let mut document = Document::new(TITLE);
    document.mark = mark(source, 0);
    let mut left_out = Vec::new();
    for no in numbers {
        let Some(card) = read::card(source.conn, *no)? else {
            left_out.push((*no, "there is no such consumer".to_owned()));
            continue;
        };
        match may_be_cut(&card.consumer, source.today, &moment) {
            Ok(()) => document.sections.push(slip(source, &card)),
            Err(No::Refused(refusal)) if card.consumer.is_outstanding() => left_out.push((*no, refusal.message)),
            Err(No::Refused(_)) => left_out.push((*no, format!("{no} has paid and is {}", card.consumer.status))),
            Err(broken) => return Err(broken),
        }
    }
    let document = Some(document).filter(|document| !document.sections.is_empty());
    Ok(Slips { document, left_out })
}

impl Slips {
    /// Who gets none, for whoever asked for the slips; empty where everybody gets one.
    pub fn note(&self) -> String {
        let why: Vec<&str> = self.left_out.iter().map(|(_, why)| why.as_str()).collect();
        if why.is_empty() { String::new() } else { format!("no slip for {}: {}", why.len(), why.join("; ")) }
    }
}

fn slip(source: &Source, card: &Card) -> Section {
    let consumer = &card.consumer;
    let (reading, day) = consumer.last_reading();
    let supply = &consumer.supply;
    let house = [card.personal.address.as_str(), &supply.area, &supply.feeder, &supply.transformer];
    let mut known: Vec<&str> = Vec::new();
    for part in house {
        // An address often ends with its area.
        if !part.is_empty() && !known.iter().any(|before| before.ends_with(part)) {
            known.push(part);
        }
    }
    let notice = consumer
        .notice
        .as_ref()
        .map_or_else(String::new, |notice| format!("{} of {}, to be cut from {}", notice.no, notice.period.short(), notice.cut_from.dmy()));
    let marks = mark(source, 0);
    let training = if marks.is_empty() { String::new() } else { format!(", {marks}") };
    let title = format!("DISCONNECTION SLIP, {}{training}", source.today.dmy());
    Section::Slip(vec![
        Section::Heading(format!("{}, {}", source.rules.profile.name, office(source, source.desk))),
        Section::Heading(title),
        pairs([
            ("Consumer", format!("{}, {}", consumer.no, card.personal.name)),
            ("House", known.join(", ")),
            ("Meter", format!("{}, last reading {reading} of {}", consumer.meter.no, day.dmy())),
            ("Outstanding", format!("Rs {}", consumer.outstanding().indian())),
            ("Notice", notice),
        ]),
        Section::Paragraph("Do not cut where a receipt of today is shown: ring the office first.".to_owned()),
        pairs([("Cut on", "____________  at ________   Meter shows ____________".to_owned()), ("Remarks", "_".repeat(48))]),
        Section::Signatures(vec!["Lineman".to_owned(), "Consumer or witness".to_owned()]),
    ])
}
