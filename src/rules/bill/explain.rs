//! *Why this amount* (`B-19`): a bill in steps, in the consumer's words, out of the bill alone.

use super::model::{Bill, Head, Line, Mark, Method};
use crate::base::{Money, Period};

/// The steps, one plain sentence each, from the readings to the amount that is collected.
pub fn explain(bill: &Bill) -> Vec<String> {
    let mut steps = Vec::new();
    steps.extend(units(bill));
    steps.extend(months(bill));
    steps.extend(energy(bill));
    steps.extend(bill.own_lines().filter(|l| l.head != Head::Cc).map(charge));
    steps.push(format!("Together this bill is Rs {}.", bill.bill_amount.indian()));
    steps.extend(bill.posted_lines().map(posted));
    steps.extend(arrears(bill));
    if !bill.disputed.is_zero() {
        steps.push(format!("Rs {} of it is under protest and is not collected until that is decided.", bill.disputed.indian()));
    }
    if !bill.deferred.is_zero() {
        steps.push(format!("Rs {} of it falls due later, by the instalment order.", bill.deferred.indian()));
    }
    steps.extend(rounding(bill));
    steps
}

fn units(bill: &Bill) -> Vec<String> {
    let mut steps = Vec::new();
    match (bill.previous_reading, bill.reading) {
        (Some(initial), Some(now)) if bill.marks.contains(&Mark::MeterChange) => {
            steps.push(format!("The meter was changed since the last bill. The new one began at {initial} and stands at {now} now."));
            steps.push(format!("With what the old one had counted since it was last billed that is {} units.", bill.units));
        }
        (Some(previous), Some(now)) => {
            steps.push(format!("The meter stood at {previous} when it was last billed and stands at {now} now: {} units.", bill.units));
            if now.turns > previous.turns {
                steps.push("In between it passed its last digit and began again at 0.".to_owned());
            } else if i128::from(now.value) - i128::from(previous.value) != i128::from(bill.units.kwh()) {
                steps.push("The difference of the readings is multiplied by the meter's factor.".to_owned());
            }
        }
        (None, Some(now)) => steps.push(format!("The meter stands at {now}: {} units since it was last billed.", bill.units)),
        (_, None) if bill.marks.contains(&Mark::Unmetered) => {
            steps.push(format!("The supply has no meter: {} units are assessed for its load.", bill.units));
        }
        (_, None) => {
            let why = if bill.marks.contains(&Mark::StuckMeter) {
                "The meter is stuck"
            } else if bill.marks.contains(&Mark::DoorLock) {
                "The meter could not be read, the door was locked"
            } else {
                "No reading was given"
            };
            let each = bill.month_units.first().map_or(bill.units, |m| m.units);
            let times = if bill.months > 1 { format!(" for each of {} months", bill.months) } else { String::new() };
            steps.push(format!("{why}: the average of the last metered months is charged, {each} units{times}."));
        }
    }
    if bill.method == Method::Final {
        let what = if bill.marks.contains(&Mark::CutOff) { "when the supply was cut" } else { "because the connection ended" };
        steps.push(format!("It is a closing bill, made {what}."));
    }
    steps
}

fn months(bill: &Bill) -> Option<String> {
    if bill.months < 2 || bill.reading.is_none() {
        return None;
    }
    let each: Vec<String> = bill.month_units.iter().map(|m| format!("{} in {}", m.units, m.period.short())).collect();
    Some(format!("They are spread evenly over {} months: {}. Each month is priced by itself.", bill.months, each.join(", ")))
}

fn energy(bill: &Bill) -> Vec<String> {
    let mut steps: Vec<String> = bill
        .own_lines()
        .filter(|l| l.head == Head::Cc)
        .map(|line| match (line.units, line.rate) {
            (Some(units), Some(rate)) => format!("{}: {units} units at Rs {rate} are Rs {}.", line.text, line.amount.indian()),
            _ => charge(line),
        })
        .collect();
    if steps.len() > 1 {
        steps.push(format!("The energy charges (CC) are Rs {}.", bill.cc.indian()));
    }
    let names: Vec<&str> = bill.tariffs.iter().map(|t| t.id.as_str()).collect();
    steps.push(format!("The rates are of tariff {}{}.", names.join(", then "), if bill.is_sample() { " (SAMPLE TARIFF)" } else { "" }));
    let before: Vec<String> = bill.month_units.iter().filter(|m| !m.charged).map(|m| m.period.short()).collect();
    if !before.is_empty() {
        steps.push(format!("Fixed charge and meter rent of {} were in the bill of that month.", before.join(", ")));
    }
    steps
}

fn charge(line: &Line) -> String {
    let amount = line.amount.abs().indian();
    match line.head {
        Head::AcmRev => {
            let period = line.text.trim_start_matches("Less ACM ");
            let period = period.parse::<Period>().map_or_else(|_| period.to_owned(), Period::short);
            format!("{period} had been billed by average; those energy charges are taken back: less Rs {amount}.")
        }
        // What lessens the bill says so in its text.
        _ => format!("{}: Rs {amount}.", line.text),
    }
}

fn posted(line: &Line) -> String {
    let amount = line.amount.abs().indian();
    match line.head {
        Head::Bpsc => format!("{}: Rs {amount}, because the bill before was not paid in time.", line.text),
        _ if line.amount < Money::ZERO => format!("{}: Rs {amount} was given back since the last bill.", line.text),
        _ => format!("{}: Rs {amount} was charged since the last bill.", line.text),
    }
}

fn arrears(bill: &Bill) -> Vec<String> {
    let mut steps = Vec::new();
    if bill.arrears > Money::ZERO {
        steps.push(format!("Rs {} was unpaid of earlier bills.", bill.arrears.indian()));
    } else if bill.arrears < Money::ZERO {
        steps.push(format!("Rs {} stood on the account as advance.", bill.arrears.abs().indian()));
    }
    if bill.payable < Money::ZERO {
        steps.push(format!("Nothing is to pay: Rs {} stays on the account as advance.", bill.payable.abs().indian()));
    } else {
        steps.push(format!("Payable is Rs {}.", bill.payable.indian()));
    }
    steps
}

fn rounding(bill: &Bill) -> Option<String> {
    let due = bill.payable - bill.disputed - bill.deferred;
    let left = due - bill.collect;
    if due < Money::ZERO || left.is_zero() {
        return None;
    }
    let kept = if left > Money::ZERO { "shows on the next bill" } else { "stays as advance" };
    Some(format!("In whole rupees Rs {} is collected; Rs {} {kept}.", bill.collect.indian(), left.abs().indian()))
}
