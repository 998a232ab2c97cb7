//! The lines of a bill in the order of `B-16`, with their texts.

use super::compute::{AcmBack, RebateClaim};
use super::model::{Head, Line};
use crate::base::Money;
use crate::rules::tariff::{Base, EnergyLine, Priced, Rebates, TariffBook};

/// Energy, fixed, minimum, rent, fuel, duty; less subsidy, rebate, ACM. Lines of nothing are left out.
pub(super) fn of_bill(book: &TariffBook, priced: &Priced, rebate: Money, back: &[AcmBack]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(priced.energy.len() + 4);
    let several = priced.energy.iter().any(|line| priced.energy.first().is_some_and(|first| first.version != line.version));
    for line in &priced.energy {
        let version = if several { book.versions().get(line.version) } else { None };
        let text = match version {
            Some(version) => format!("{} ({})", slab_text(line), version.id),
            None => slab_text(line),
        };
        lines.push(Line { head: Head::Cc, text, units: Some(line.units), rate: Some(line.rate.decimal()), amount: line.amount });
    }
    let monthly =
        |text: &str| if priced.charged_months > 1 { format!("{text}, {} months", priced.charged_months) } else { text.to_owned() };
    for (head, text, amount) in [
        (Head::Fixed, "Fixed charge", priced.fixed),
        (Head::Minimum, "Minimum charge, difference", priced.minimum),
        (Head::Rent, "Meter rent", priced.rent),
        (Head::Fuel, "Fuel surcharge", priced.fuel),
        (Head::Duty, "Electricity duty", priced.duty),
        (Head::Subsidy, "Less subsidy", -priced.subsidy),
        (Head::Rebate, "Less rebate", -rebate),
    ] {
        if !amount.is_zero() {
            let by_month = matches!(head, Head::Fixed | Head::Minimum | Head::Rent);
            lines.push(Line::new(head, if by_month { monthly(text) } else { text.to_owned() }, amount));
        }
    }
    lines.extend(back.iter().map(|b| Line::new(Head::AcmRev, format!("Less ACM {}", b.period), -b.share.total())));
    lines
}

fn slab_text(line: &EnergyLine) -> String {
    match (line.above, line.upto) {
        (0, i64::MAX) => "Energy".to_owned(),
        (above, i64::MAX) => format!("Energy above {above}"),
        (0, upto) => format!("Energy 0-{upto}"),
        (above, upto) => format!("Energy {}-{upto}", above + 1),
    }
}

/// What the tariff gives back for prompt and for advance payment, in all (`B-6`).
pub(super) fn rebates(rebates: Rebates, priced: &Priced, claim: RebateClaim) -> Money {
    let prompt = rebates.prompt.filter(|_| claim.prompt).map_or(Money::ZERO, |(percent, base)| {
        let fixed = priced.fixed + priced.minimum;
        percent.of_money(match base {
            Base::Energy => priced.cc,
            Base::EnergyFixed => priced.cc + fixed,
            Base::EnergyFixedFuel => priced.cc + fixed + priced.fuel,
        })
    });
    let advance = rebates.advance.map_or(Money::ZERO, |percent| percent.of_money(claim.advance.at_least_zero()));
    prompt + advance
}
