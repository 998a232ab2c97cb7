//! The filled-in application, the estimate, and the path on paper.

use super::{Ask, Case, Source, Written};
use crate::base::words::in_words;
use crate::base::{Money, No};
use crate::journal::fact::{Effected, Fact};
use crate::papers::letter::{mark, pairs, sheet};
use crate::papers::listed::from;
use crate::papers::unknown;
use crate::print::{Cell, Column, Section, Table};
use crate::reports;
use crate::rules::connection::Estimate;
use crate::store::{application_rows, applications};

/// The application as it was entered, or submitted last.
pub fn application(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of_entry(source, ask, "application", |entry| match &entry.fact {
        Fact::ApplicationMade(_) => true,
        Fact::ApplicationStep(step) => step.applicant && !entry.apart,
        _ => false,
    })?;
    let application = &case.application;
    let reference = application.reference.clone().unwrap_or_default();
    let mut document = case.letter(source, &format!("APPLICATION: {}", application.title.to_uppercase()), ask.copy).with(case.who());
    let asked = case.asked(source);
    if !asked.is_empty() {
        document = document.with(Section::Heading("Applied for".to_owned())).with(Section::Pairs(asked));
    }
    let words = if case.is_new {
        "I ask for the above, and will pay the charges and keep the conditions of supply in force.".to_owned()
    } else {
        format!("I ask for this: {}. I will pay what is due for it.", application.title.to_lowercase())
    };
    let document = document
        .with(Section::Paragraph(words))
        .with(Section::Heading("For the office".to_owned()))
        .with(pairs([
            ("Number, to be noted on the ELD form", application.no.to_string()),
            ("Number at the portal", reference),
            ("Entered by", format!("{} on {}", case.entry.user, case.entry.day.dmy())),
            ("Stands at", application.stand.words()),
        ]))
        .with(Section::Signatures(vec!["Applicant".to_owned(), case.signs(source)]));
    Ok(case.written(document, "application", ask.copy, Some(&application.no)))
}

/// The estimate with the JE's recommendation.
pub fn estimate(source: &Source, ask: Ask) -> Result<Written, No> {
    let case = Case::of(source, ask, "estimate of", |effect| matches!(effect, Effected::Estimated(_)))?;
    let estimate = case.effect(|effect| if let Effected::Estimated(estimate) = effect { Some(estimate.clone()) } else { None });
    let estimate = estimate.ok_or_else(|| unknown("estimate of", ask.id))?;
    let total = estimate.total();
    let document = case
        .letter(source, "ESTIMATE", ask.copy)
        .with(case.who())
        .with(pairs([("Supply", case.supply()), ("Schedule of rates", estimate.tariff.clone())]))
        .with(Section::Table(table(&estimate)))
        .with(pairs([
            ("Total", format!("Rs {} ({})", total.indian(), in_words(total))),
            ("Recommendation", case.application.path.last().map(|taken| taken.said.clone()).unwrap_or_default()),
        ]))
        .with(Section::Signatures(vec![case.signs(source), "Assistant engineer".to_owned()]));
    Ok(case.written(document, "estimate", ask.copy, None))
}

fn table(estimate: &Estimate) -> Table {
    let columns = vec![Column::text("Item"), Column::counts("Quantity"), Column::figures("Rate"), Column::figures("Amount").with_total()];
    let mut table = Table::new(columns);
    for work in &estimate.works {
        let quantity = i64::try_from(work.quantity).unwrap_or(i64::MAX);
        table.row([work.text.as_str().into(), Cell::Count(quantity), work.rate.into(), work.amount.into()]);
    }
    for (text, amount) in [("Supervision", estimate.supervision), ("Security deposit", estimate.deposit)] {
        if amount != Money::ZERO {
            table.row([text.into(), Cell::Blank, Cell::Blank, amount.into()]);
        }
    }
    table
}

/// The whole path, as it is now.
pub fn path(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = source.number(ask.id)?;
    let application = application_rows::read(source.conn, &no)?.ok_or_else(|| unknown("application", ask.id))?;
    let applicant = applications::applicant(source.conn, &no)?.unwrap_or_default();
    let workflow = source.rules.workflows.get(&application.workflow);
    let mut document = reports::application::path(&from(source), &application, &applicant, workflow);
    document.mark = mark(source, 0);
    Ok(Written { name: format!("path-{no}"), sheet: sheet(document), consumer: application.whose(), counted: None })
}
