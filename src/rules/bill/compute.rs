//! A bill out of a supply, its readings and its account (`B-13` to `B-16`, `B-21`).

use super::lines;
use super::model::Head;
use super::model::{Bill, Line, Mark, Method, MonthUnits, TariffRef};
use crate::base::{Day, Money, Period, Refusal, Register, Units, rounding};
use crate::rules::tariff::{AcmShare, MonthUse, Supply, TariffBook, price};

/// All that a bill is computed from.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub supply: &'a Supply,
    pub period: Period,
    pub date: Day,
    pub due_date: Option<Day>,
    pub method: Method,
    /// Oldest first (`B-12`).
    pub months: &'a [BillMonth],
    pub usage: Usage<'a>,
    /// Posted to the account since the previous bill: BPSC, misc. and so on. Already in `balance_before`.
    pub postings: &'a [Line],
    pub balance_before: Money,
    /// Of it, what is not to collect until a protest is decided (`L-18`).
    pub disputed: Money,
    /// Of it, what an instalment order puts off beyond the window (`L-18`).
    pub deferred: Money,
    pub marks: &'a [Mark],
    pub rebate: RebateClaim,
}

/// A month of a bill, and whether an earlier bill stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillMonth {
    pub period: Period,
    pub billed: bool,
}

/// Where the units come from.
#[derive(Debug, Clone, Copy)]
pub enum Usage<'a> {
    /// Read off the meter; ACM bills since the last actual period are taken back.
    Metered { previous: Option<Register>, reading: Register, units: Units, take_back: &'a [AcmBack] },
    /// By average, so much a month, for the months without a bill.
    Average { each: Units },
    /// No meter: what the tariff assesses for the load.
    Unmetered,
}

/// An ACM bill that is to be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AcmBack {
    pub period: Period,
    pub share: AcmShare,
}

/// The rebates a consumer may have, where the tariff grants them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RebateClaim {
    /// The bill before was paid in time.
    pub prompt: bool,
    /// The advance that the rebate is for.
    pub advance: Money,
}

/// Computes a bill. Issues nothing: previews, estimates and proposals are this very computation (`B-20`).
///
/// # Errors
/// No month; no tariff, category or assessed units for one; a bill by average for months that all have bills.
pub fn compute(book: &TariffBook, ask: &Ask<'_>) -> Result<Bill, Refusal> {
    let uses = uses(book, ask)?;
    let priced = price(book, ask.supply, &uses)?;
    let (previous_reading, reading, back) = match ask.usage {
        Usage::Metered { previous, reading, take_back, .. } => (previous, Some(reading), take_back),
        Usage::Average { .. } | Usage::Unmetered => (None, None, [].as_slice()),
    };
    let (_, tariff) = book.of_period(ask.period)?;
    let rebates = lines::rebates(tariff.rebates, &priced, ask.rebate);
    let mut lines = lines::of_bill(book, &priced, rebates, back);
    let bill_amount: Money = lines.iter().map(|l| l.amount).sum();
    let posted = |head_is: fn(Head) -> bool| ask.postings.iter().filter(|l| head_is(l.head)).map(|l| l.amount).sum::<Money>();
    let bpsc = posted(|head| head == Head::Bpsc);
    let postings = posted(|head| head != Head::Bpsc);
    lines.extend(ask.postings.iter().cloned());
    let payable = ask.balance_before + bill_amount;
    Ok(Bill {
        period: ask.period,
        date: ask.date,
        due_date: ask.due_date,
        method: ask.method,
        marks: ask.marks.to_vec(),
        months: u32::try_from(uses.len()).unwrap_or(u32::MAX),
        units: uses.iter().map(|m| m.units).sum(),
        month_units: uses.iter().map(|m| MonthUnits { period: m.period, units: m.units, charged: m.charged }).collect(),
        previous_reading,
        reading,
        lines,
        bill_amount,
        bpsc,
        postings,
        arrears: ask.balance_before - bpsc - postings,
        payable,
        disputed: ask.disputed,
        deferred: ask.deferred,
        collect: rounding::to_collect(payable - ask.disputed - ask.deferred),
        tariffs: tariffs(book, &uses)?,
        cc: priced.cc,
        taken_back: back.iter().map(|b| b.share).sum(),
        share: if matches!(ask.usage, Usage::Average { .. }) { priced.share } else { AcmShare::default() },
    })
}

/// The months with their units, oldest first.
fn uses(book: &TariffBook, ask: &Ask<'_>) -> Result<Vec<MonthUse>, Refusal> {
    if ask.months.is_empty() {
        return Err(Refusal::new("B-12", format!("no month is named to bill in {}: a bill is for one at least", ask.period.short())));
    }
    let one = |month: &BillMonth, units| MonthUse { period: month.period, units, charged: !month.billed };
    match ask.usage {
        Usage::Metered { units, .. } => {
            let mut months = ask.months.to_vec();
            months.sort_by_key(|m| m.period);
            Ok(months.iter().zip(units.spread(months.len())).map(|(month, units)| one(month, units)).collect())
        }
        Usage::Average { each } => {
            let uses: Vec<MonthUse> = ask.months.iter().filter(|m| !m.billed).map(|month| one(month, each)).collect();
            if uses.is_empty() {
                return Err(Refusal::new(
                    "B-15",
                    format!("{} has a bill already: a bill by average is only for months without one", ask.period.short()),
                ));
            }
            Ok(uses)
        }
        Usage::Unmetered => ask.months.iter().map(|month| Ok(one(month, book.of_period(month.period)?.1.assessed(ask.supply)?))).collect(),
    }
}

fn tariffs(book: &TariffBook, uses: &[MonthUse]) -> Result<Vec<TariffRef>, Refusal> {
    let mut refs: Vec<TariffRef> = Vec::with_capacity(1);
    for month in uses {
        let (_, tariff) = book.of_period(month.period)?;
        if !refs.iter().any(|r| r.id == tariff.id) {
            refs.push(TariffRef { id: tariff.id.clone(), hash8: tariff.hash8(), mark: tariff.mark });
        }
    }
    Ok(refs)
}
