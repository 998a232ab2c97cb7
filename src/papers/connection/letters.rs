//! What goes to the applicant: site-inspection letter, demand note, slip of an advance.

use super::{Ask, Case, Source, Written};
use crate::base::No;
use crate::base::words::in_words;
use crate::journal::fact::{Demand, Effected};
use crate::papers::letter::pairs;
use crate::papers::unknown;
use crate::print::{Column, Section, Table};

/// The site-inspection letter.
pub fn sil(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "site-inspection letter", |effect| matches!(effect, Effected::Inspection { .. }))?;
    let found = case.effect(|effect| if let Effected::Inspection { no, visit } = effect { Some((no.clone(), *visit)) } else { None });
    let (no, visit) = found.ok_or_else(|| unknown("site-inspection letter", ask.id))?;
    let document = case
        .letter(source, "INTIMATION OF SITE INSPECTION", ask.copy)
        .with(pairs([("Letter", no.to_string())]))
        .with(case.who())
        .with(pairs([("Applied for", case.supply())]))
        .with(Section::Paragraph(format!(
            "The premises will be inspected on {} in connection with your application of {}. Please have someone there who can show the \
             wiring and the place of the meter, and keep the wiring contractor's completion report at hand.",
            visit.dmy(),
            case.application.day.dmy()
        )))
        .with(Section::Paragraph("If the day does not suit, tell this office before it; another will be fixed.".to_owned()))
        .with(Section::Signatures(vec![case.signs(source)]));
    Ok(case.written(document, "sil", ask.copy, Some(&no)))
}

fn demanded(effect: &Effected) -> Option<Demand> {
    if let Effected::Demanded(demand) = effect { Some(demand.clone()) } else { None }
}

/// What is to be paid, line by line.
fn table(demand: &Demand) -> Section {
    let mut table = Table::new(vec![Column::text("For"), Column::figures("Amount").with_total()]);
    for line in &demand.lines {
        table.row([line.text.as_str().into(), line.amount.into()]);
    }
    Section::Table(table)
}

fn to_pay(demand: &Demand) -> Section {
    pairs([("To be paid", format!("Rs {} ({})", demand.collect.indian(), in_words(demand.collect))), ("Last date", demand.last_day.dmy())])
}

/// The demand note.
pub fn demand_note(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "demand note", |effect| matches!(effect, Effected::Demanded(_)))?;
    let demand = case.effect(demanded).ok_or_else(|| unknown("demand note", ask.id))?;
    let document = case
        .letter(source, "DEMAND NOTE", ask.copy)
        .with(pairs([("Demand note", demand.no.to_string())]))
        .with(case.who())
        .with(table(&demand))
        .with(to_pay(&demand))
        .with(Section::Paragraph(format!(
            "Pay this amount, no more and no less, at the counter of this office until {}. After that date it is not taken, and the demand has \
             to be served again. The security deposit is held for you as long as the connection lasts.",
            demand.last_day.dmy()
        )))
        .with(Section::Signatures(vec![case.signs(source)]));
    Ok(case.written(document, "dn", ask.copy, Some(&demand.no)))
}

/// The slip with which the advance of a temporary connection is paid, or of its extension.
pub fn advance_slip(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "advance slip", |effect| matches!(effect, Effected::Demanded(_)))?;
    let demand = case.effect(demanded).ok_or_else(|| unknown("advance slip", ask.id))?;
    let given = &case.application.given;
    let days = [given.day("from"), given.day("until")].map(|day| day.map(crate::base::Day::dmy).unwrap_or_default());
    let document = case
        .letter(source, "TEMPORARY CONNECTION: ADVANCE", ask.copy)
        .with(pairs([("Slip", demand.no.to_string())]))
        .with(case.who())
        .with(pairs([("Supply", case.supply()), ("From", days[0].clone()), ("Last date", days[1].clone())]))
        .with(table(&demand))
        .with(to_pay(&demand))
        .with(Section::Paragraph(
            "Take this slip to the counter. The advance is estimated: at the end the supply is billed by the meter, and what was paid too much \
             is given back."
                .to_owned(),
        ))
        .with(Section::Signatures(vec![case.signs(source)]));
    Ok(case.written(document, "advance-slip", ask.copy, Some(&demand.no)))
}
