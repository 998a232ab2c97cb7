//! The bill-cum-disconnection notice of a month close, one or a round of them (`L-15`).

use std::fmt;
use std::str::FromStr;

use super::parts::{self, notices};
use super::past::then;
use super::{Ask, Sheet, Source, Written, name_of, unknown};
use crate::base::rounding::to_collect;
use crate::base::words::in_words;
use crate::base::{ConsumerNo, No, PaperKind, PaperNo, Period, Refusal};
use crate::journal::Entry;
use crate::journal::fact::{ConsumerClosed, Fact, Notice};
use crate::print::{Field, FormKind, Upi, Values};
use crate::rules::bill::Bill;
use crate::store::project::read_consumer;
use crate::store::{month, read};

/// A notice by its number, or that of a consumer. Who has paid since has none (`L-15`).
pub fn write(source: &Source, ask: Ask) -> Result<Written, No> {
    let no = number(source, ask.id)?;
    let (consumer, entry) = month::notice(source.conn, &no)?.ok_or_else(|| unknown("notice", ask.id))?;
    standing(source, consumer, &no)?;
    let values = values(source, &no, consumer, &entry, ask.copy)?;
    Ok(Written {
        name: name_of(&no, ask.copy),
        sheet: Sheet::Form(FormKind::Bdn, Box::new(values)),
        consumer: Some(consumer),
        counted: Some(no),
    })
}

/// The kind's word of a round of notices.
pub const ROUND: &str = "bdn-round";

/// A round of notices: those of a period's close in an area, from one consumer to another. Written `2026-11/North/0100001230/0100004560`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub period: Period,
    /// Empty: of every area.
    pub area: String,
    pub from: ConsumerNo,
    pub to: ConsumerNo,
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.period, self.area, self.from, self.to)
    }
}

impl FromStr for Round {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let no = || Refusal::new("L-15", format!("'{text}' is not a round of notices: `ebcm bdn print` makes them.")).at("id");
        // An area may have the stroke in its name.
        let (period, rest) = text.split_once('/').ok_or_else(no)?;
        let mut ends = rest.rsplitn(3, '/');
        let (to, from, area) = (ends.next(), ends.next(), ends.next());
        let consumer = |text: Option<&str>| text.and_then(|text| text.parse().ok()).ok_or_else(no);
        Ok(Self {
            period: period.parse().map_err(|_| no())?,
            area: area.ok_or_else(no)?.to_owned(),
            from: consumer(from)?,
            to: consumer(to)?,
        })
    }
}

/// A round, a page each. It is looked at again as it prints: who has paid since is left out.
pub fn write_round(source: &Source, ask: Ask) -> Result<Written, No> {
    let round: Round = ask.id.parse()?;
    let mut papers = Vec::new();
    for noticed in month::notices(source.conn, round.period, &round.area, Some((round.from, round.to)))? {
        if noticed.stands
            && let Some((consumer, entry)) = month::notice(source.conn, &noticed.no)?
        {
            papers.push(values(source, &noticed.no, consumer, &entry, 0)?);
        }
    }
    if papers.is_empty() {
        return Err(Refusal::new("L-15", "Everyone of this round has paid since: no notice is due.").at("id").into());
    }
    let name = format!("notices-{}-{}-{}", round.period, round.from, round.to);
    Ok(Written { name, sheet: Sheet::Forms(FormKind::Bdn, papers), consumer: None, counted: None })
}

/// The notice meant: by its own number, or the one that stands of a consumer.
fn number(source: &Source, id: &str) -> Result<PaperNo, No> {
    if let Some(no) = id.parse().ok().filter(|no: &PaperNo| no.kind == PaperKind::Notice) {
        return Ok(no);
    }
    let no = source.rules.profile.parse_number(id, source.desk.office()).map_err(|refusal| refusal.at("id"))?;
    let consumer = read_consumer(source.conn, no)?.ok_or_else(|| unknown("consumer", id))?;
    consumer
        .notice
        .map(|notice| notice.no)
        .ok_or_else(|| Refusal::new("L-15", format!("{no} has no notice that stands: it is {}.", consumer.status.words())).at("id").into())
}

fn standing(source: &Source, no: ConsumerNo, notice: &PaperNo) -> Result<(), No> {
    let consumer = read_consumer(source.conn, no)?.ok_or_else(|| unknown("consumer", &no.to_string()))?;
    if consumer.notice.as_ref().is_some_and(|stands| stands.no == *notice) {
        return Ok(());
    }
    let message = format!("Notice {notice} stands no more: {no} has paid since, and is {}.", consumer.status.words());
    Err(Refusal::new("L-15", message).at("id").into())
}

fn closed(entry: &Entry) -> Option<(&ConsumerClosed, &Notice)> {
    let closed: &ConsumerClosed = match &entry.fact {
        Fact::ConsumerClosed(closed) => closed,
        Fact::Reclosed(again) => &again.closed,
        _ => return None,
    };
    closed.notice.as_ref().map(|notice| (closed, notice))
}

fn values(source: &Source, no: &PaperNo, consumer: ConsumerNo, entry: &Entry, copy: u32) -> Result<Values, No> {
    let (closed, notice) = closed(entry).ok_or_else(|| unknown("notice", &no.to_string()))?;
    let now = then(source.conn, consumer, entry)?;
    let mut values = Values::new();
    parts::head(&mut values, source, &entry.desk, copy);
    parts::consumer(&mut values, source, &now.after, &now.personal, closed.period);
    let of_close = closed.bill.as_ref().map(|issued| &issued.no);
    let billed = of_close.or(now.after.last_bill.as_ref().map(|bill| &bill.no));
    let bill = match billed {
        Some(bill) => bill_of(source, &mut values, bill, entry)?,
        None => None,
    };
    let own = bill.as_ref().map_or(crate::base::Money::ZERO, |bill| bill.bill_amount);
    let collect = to_collect(notice.payable);
    values
        .set(Field::NoticeNo, no.to_string())
        .set(Field::Status, now.after.status.to_string())
        .amount(Field::BillAmount, own)
        .amount(Field::Bpsc, closed.bpsc)
        .amount(Field::Arrears, notice.payable - own - closed.bpsc)
        .amount(Field::Payable, notice.payable)
        .rupees(Field::Collect, collect)
        .set(Field::CollectInWords, in_words(collect))
        .set(Field::DueDate, notice.due.dmy())
        .set(Field::Served, notice.served.dmy())
        .set(Field::CutFrom, notice.cut_from.dmy())
        .set(Field::Warning, warning(notice, source.rules.profile.lifecycle.clear_days))
        .set(Field::Notice, notices([Some("Who has paid in the meantime need do nothing: bring the receipt if in doubt.".to_owned())]));
    let upi = &source.rules.profile.upi;
    let note = billed.unwrap_or(no).to_string();
    values.upi = Some(Upi { payee: upi.payee.clone(), payee_name: upi.name.clone(), amount: collect, note });
    Ok(values)
}

/// Puts the bill that the notice is about; as the consumer was when it was made.
fn bill_of(source: &Source, values: &mut Values, no: &PaperNo, at: &Entry) -> Result<Option<Bill>, No> {
    let Some((line, consumer, bill)) = read::bill(source.conn, no)? else { return Ok(None) };
    let made =
        if line.entry == (at.desk.to_string(), at.seq) { at.clone() } else { read::entry(source.conn, &line.entry.0, line.entry.1)? };
    let was = then(source.conn, consumer, &made)?;
    let reading = if let Fact::Paid(paid) = &made.fact { paid.reading.as_ref() } else { None };
    parts::bill(values, &bill, &was.before, reading);
    values.set(Field::BillNo, no.to_string());
    Ok(Some(bill))
}

/// What the law wants said, with this notice's days.
fn warning(notice: &Notice, clear_days: u8) -> String {
    format!(
        "Take notice that Rs {} is outstanding for electricity supplied to you. Pay it on or before {}. Where it is not paid within \
         {clear_days} clear days of the service of this notice, the supply will be cut off on or after {} without further notice, under \
         section 56(1) of the Electricity Act, 2003, and without prejudice to any other way of recovering the amount. A further \
         surcharge is added at each close of the month until it is paid. Supply is restored after the dues, the surcharge and the \
         reconnection charge are paid. Where the bill is disputed, supply is not cut if the smaller of the amount and of six months' average \
         is deposited under protest at the billing counter. This notice counts as served on {}.",
        notice.payable.indian(),
        notice.due.dmy(),
        notice.cut_from.dmy(),
        notice.served.dmy(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_reads_back_as_it_was_written() {
        let no = |text: &str| text.parse::<ConsumerNo>().expect("a number");
        for area in ["", "North", "Pump house / jetty"] {
            let round =
                Round { period: "2026-11".parse().expect("a period"), area: area.to_owned(), from: no("0100001230"), to: no("0100004560") };
            assert_eq!(round.to_string().parse(), Ok(round));
        }
        assert!("2026-11/North".parse::<Round>().is_err());
    }
}
