//! The service connection order, its execution, the slip with the consumer's number.

use super::{Ask, Case, Source, Written, phase_word};
use crate::base::{No, PaperNo};
use crate::folds::application::Taken;
use crate::journal::fact::{Effected, SupplyFact, load_words};
use crate::papers::letter::pairs;
use crate::papers::past::after;
use crate::papers::unknown;
use crate::print::{Document, Section};

/// The order as it was served.
pub fn order(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "service connection order", |effect| matches!(effect, Effected::Ordered { .. }))?;
    let no = case.effect(|effect| if let Effected::Ordered { no } = effect { Some(no.clone()) } else { None });
    let no = no.ok_or_else(|| unknown("service connection order", ask.id))?;
    let document = head(source, &case, &no, ask.copy).with(Section::Signatures(vec![case.signs(source)]));
    Ok(case.written(document, "sco", ask.copy, Some(&no)))
}

fn head(source: &Source, case: &Case, no: &PaperNo, copy: u32) -> Document {
    case.letter(source, "SERVICE CONNECTION ORDER", copy)
        .with(pairs([("Order", no.to_string())]))
        .with(case.who())
        .with(pairs([("Supply", case.supply()), ("Receipt", paid(case))]))
        .with(Section::Paragraph(
            "The junior engineer is to give the service connection to the above premises, and to report its execution on this order."
                .to_owned(),
        ))
}

/// The receipt by which it was paid.
fn paid(case: &Case) -> String {
    let receipt = |taken: &Taken| {
        taken.papers.iter().find(|paper| paper.kind == crate::base::PaperKind::Receipt).map(|paper| (paper.clone(), taken.day))
    };
    case.application.path.iter().find_map(receipt).map_or_else(String::new, |(no, day)| format!("{no} of {}", day.dmy()))
}

/// The order with the report of its execution.
pub fn execution(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "execution of", |effect| matches!(effect, Effected::Connected(_)))?;
    let connection = case.effect(|effect| if let Effected::Connected(connection) = effect { Some((**connection).clone()) } else { None });
    let connection = connection.ok_or_else(|| unknown("execution of", ask.id))?;
    let order = case
        .application
        .path
        .iter()
        .flat_map(|taken| &taken.papers)
        .find(|paper| paper.kind == crate::base::PaperKind::ServiceOrder)
        .cloned();
    let order = order.ok_or_else(|| unknown("service connection order of", ask.id))?;
    let supply: Option<SupplyFact> = match (&connection.supply, case.consumer()) {
        (Some(supply), _) => Some(supply.clone()),
        (None, Some(no)) => Some(after(source.conn, no, &case.entry)?.0.supply),
        (None, None) => None,
    };
    let of = |text: fn(&SupplyFact) -> String| supply.as_ref().map(text).unwrap_or_default();
    let document = head(source, &case, &order, ask.copy)
        .with(Section::Heading("Report of the execution".to_owned()))
        .with(pairs([
            ("Executed on", connection.day.dmy()),
            ("Meter", connection.meter.no.clone()),
            ("Make", connection.make.clone()),
            ("Digits", connection.meter.digits.count().to_string()),
            ("Multiplying factor", connection.meter.factor.decimal().normalize().to_string()),
            ("Initial reading", connection.initial.to_string()),
            ("Load", of(load_words)),
            ("Phase", of(|supply| phase_word(supply.phase).to_owned())),
            ("Transformer", of(|supply| supply.transformer.clone())),
            ("Remark", case.application.path.last().map(|taken| taken.said.clone()).unwrap_or_default()),
        ]))
        .with(Section::Signatures(vec![case.signs(source), "Consumer".to_owned(), "Assistant engineer".to_owned()]));
    Ok(case.written(document, "execution", ask.copy, None))
}

/// The slip that goes with the receipt: the number to be written on meter card and premises.
pub fn meter_card(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "consumer number of", |effect| matches!(effect, Effected::NumberMade(_)))?;
    let number = case.effect(|effect| if let Effected::NumberMade(number) = effect { Some((**number).clone()) } else { None });
    let number = number.ok_or_else(|| unknown("consumer number of", ask.id))?;
    let (consumer, personal) = after(source.conn, number.consumer, &case.entry)?;
    let slip = Section::Slip(vec![
        Section::Heading(format!("CONSUMER NUMBER  {}", number.consumer)),
        pairs([
            ("Name", personal.name),
            ("Address", personal.address),
            ("Category", consumer.supply.would_be.clone().unwrap_or_else(|| consumer.supply.category.clone())),
            ("Load", load_words(&consumer.supply)),
            ("Application", case.application.no.to_string()),
            ("Receipt", paid(&case)),
        ]),
        Section::Paragraph(
            "Write this number on the meter card, and mark it on the premises. Quote it with every payment and letter.".to_owned(),
        ),
    ]);
    let document = case.letter(source, "METER CARD SLIP", ask.copy).with(slip);
    Ok(case.written(document, "meter-card", ask.copy, None))
}
