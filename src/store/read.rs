//! What screens, commands and papers read.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codec::{decode, each_entry, recorded, rows};
use super::fault::{broken, unreadable};
pub use super::project::entries_of;
use super::project::{read_consumer, read_state};
use super::sight::{Seen, tenders};
use super::sql;
use crate::acts::{Rules, Sight};
use crate::base::{ConsumerNo, Day, DeskId, Fault, Money, No, PaperNo, Period};
use crate::folds::{Consumer, Counter, Pending, Setup, User};
use crate::journal::fact::{CounterClosed, Fact, MonthClosed};
use crate::journal::{Entry, Personal, Subject};
use crate::rules::bill::Bill;
use crate::rules::profile::Profile;
use crate::rules::tariff::{Document, TariffBook};
use crate::rules::tender::Tender;
use crate::rules::workflow::Workflows;

/// A bill in a consumer's list.
#[derive(Debug, Clone, PartialEq)]
pub struct BillLine {
    pub no: PaperNo,
    pub period: Period,
    pub day: Day,
    pub standing: bool,
    pub units: i64,
    pub amount: Money,
    pub payable: Money,
    /// The request by which it was revised (`R-7`).
    pub revised: Option<PaperNo>,
    /// The entry that holds it whole.
    pub entry: (String, i64),
}

/// A receipt in a scroll or a consumer's list.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceiptLine {
    pub no: PaperNo,
    pub consumer: Option<ConsumerNo>,
    pub day: Day,
    pub head: String,
    pub amount: Money,
    pub tenders: Vec<Tender>,
    /// The entry that holds it whole.
    pub entry: (String, i64),
}

/// A line of a consumer's account.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    pub day: Day,
    pub text: String,
    pub paper: Option<PaperNo>,
    pub debit: Money,
    pub credit: Money,
    pub balance: Money,
    pub entry: String,
}

/// Everything of a consumer but names: with them it is the consumer's view.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub consumer: Consumer,
    pub personal: Personal,
}

fn text_of<T: std::str::FromStr>(row: &Row, column: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e)))
}

fn bill_line(row: &Row) -> rusqlite::Result<BillLine> {
    Ok(BillLine {
        no: text_of(row, 0)?,
        period: text_of(row, 1)?,
        day: text_of(row, 2)?,
        standing: row.get(3)?,
        units: row.get(4)?,
        amount: Money::from_paise(row.get(5)?),
        payable: Money::from_paise(row.get(6)?),
        revised: row.get::<_, Option<String>>(9)?.and_then(|no| no.parse().ok()),
        entry: (row.get(7)?, row.get(8)?),
    })
}

fn receipt_line(row: &Row) -> rusqlite::Result<ReceiptLine> {
    Ok(ReceiptLine {
        no: text_of(row, 0)?,
        consumer: row.get::<_, Option<i64>>(1)?.and_then(ConsumerNo::from_key),
        day: text_of(row, 2)?,
        head: row.get(3)?,
        amount: Money::from_paise(row.get(4)?),
        tenders: Vec::new(),
        entry: (row.get(5)?, row.get(6)?),
    })
}

pub(super) fn receipts(conn: &Connection, name: &'static str, params: impl rusqlite::Params) -> Result<Vec<ReceiptLine>, No> {
    let mut lines = rows(conn, name, params, receipt_line)?;
    for line in &mut lines {
        line.tenders = tenders(conn, &line.no.to_string())?;
    }
    Ok(lines)
}

/// The consumer with the personal details; `None` where there is none of that number.
pub fn card(conn: &Connection, no: ConsumerNo) -> Result<Option<Card>, No> {
    let Some(consumer) = read_consumer(conn, no)? else { return Ok(None) };
    let personal = super::consumer_rows::person(conn, no)?.unwrap_or_default();
    Ok(Some(Card { consumer, personal }))
}

/// A consumer's bills, the newest first.
pub fn bills(conn: &Connection, no: ConsumerNo) -> Result<Vec<BillLine>, No> {
    rows(conn, "bills of consumer", [no.key()], bill_line)
}

/// A bill whole, with its line in the list and its consumer.
pub fn bill(conn: &Connection, no: &PaperNo) -> Result<Option<(BillLine, ConsumerNo, Bill)>, No> {
    let found = conn
        .prepare_cached(sql("bill"))
        .map_err(broken)?
        .query_row([no.to_string()], |r| Ok((bill_line(r)?, r.get::<_, i64>(10)?)))
        .optional()
        .map_err(broken)?;
    let Some((line, key)) = found else { return Ok(None) };
    let entry = entry(conn, &line.entry.0, line.entry.1)?;
    let issued = entry.fact.issued();
    Ok(ConsumerNo::from_key(key).zip(issued).map(|(consumer, issued)| (line, consumer, issued.bill.clone())))
}

/// A consumer's receipts, the newest first.
pub fn receipts_of(conn: &Connection, no: ConsumerNo) -> Result<Vec<ReceiptLine>, No> {
    receipts(conn, "receipts of consumer", [no.key()])
}

/// A receipt with the entry that made it.
pub fn receipt(conn: &Connection, no: &PaperNo) -> Result<Option<(ReceiptLine, Entry)>, No> {
    let Some(line) = receipts(conn, "receipt row", [no.to_string()])?.pop() else { return Ok(None) };
    let entry = entry(conn, &line.entry.0, line.entry.1)?;
    Ok(Some((line, entry)))
}

/// The receipts of a business date, in order.
pub fn receipts_of_day(conn: &Connection, day: Day) -> Result<Vec<ReceiptLine>, No> {
    receipts(conn, "receipts of day", [day.to_string()])
}

/// The receipts of a counter's session: those between two entries of its desk.
pub fn receipts_between(conn: &Connection, desk: &DeskId, after: i64, before: i64) -> Result<Vec<ReceiptLine>, No> {
    receipts(conn, "receipts of session", params![desk.to_string(), after, before])
}

/// One entry.
pub fn entry(conn: &Connection, desk: &str, seq: i64) -> Result<Entry, No> {
    let found = conn
        .prepare_cached(sql("entry"))
        .map_err(broken)?
        .query_row(params![desk, seq], recorded)
        .optional()
        .map_err(broken)?
        .ok_or_else(|| No::Broken(Fault::new(format!("entry {desk}/{seq} is missing"), "run `ebcm verify`")))?;
    decode(&found)
}

/// The payment under protest that made a request.
pub fn request(conn: &Connection, no: &PaperNo) -> Result<Option<Entry>, No> {
    entry_that_made(conn, "paid", no)
}

/// The decision that made a refund's voucher.
pub fn voucher(conn: &Connection, no: &PaperNo) -> Result<Option<Entry>, No> {
    entry_that_made(conn, "posting-decided", no)
}

/// The order that an instalment order's number stands for.
pub fn instalments(conn: &Connection, no: &PaperNo) -> Result<Option<Entry>, No> {
    entry_that_made(conn, "instalments-ordered", no)
}

/// The entry of a kind that made a paper which has no list of its own.
fn entry_that_made(conn: &Connection, kind: &str, no: &PaperNo) -> Result<Option<Entry>, No> {
    let mut found = None;
    each_entry(conn, "entry with", params![kind, no.desk.to_string(), format!("\"{no}\"")], |raw| {
        let entry = decode(&raw)?;
        if found.is_none() && entry.fact.papers().contains(&no) {
            found = Some(entry);
        }
        Ok(())
    })?;
    Ok(found)
}

/// A month's close as it was recorded.
pub fn month_closed(conn: &Connection, no: &PaperNo) -> Result<Option<MonthClosed>, No> {
    let entries = entries_of(conn, &Subject::Month(no.desk.office().to_owned()))?;
    Ok(entries.into_iter().find_map(|entry| match entry.fact {
        Fact::MonthClosed(closed) if closed.no == *no => Some(*closed),
        _ => None,
    }))
}

/// The state of a desk's counter.
pub fn counter(conn: &Connection, desk: &DeskId) -> Result<Counter, No> {
    Seen { conn, desk }.counter()
}

/// A user of a desk's office.
pub fn user(conn: &Connection, desk: &DeskId, name: &str) -> Result<Option<User>, No> {
    Seen { conn, desk }.user(name)
}

/// The users of an office, by name.
pub fn users(conn: &Connection, office: &str) -> Result<Vec<User>, No> {
    let texts = rows(conn, "users", [format!("u{office}/")], |r| r.get::<_, String>(0))?;
    texts.iter().map(|text| serde_json::from_str(text).map_err(|e| unreadable("a user", &e))).collect()
}

/// Postings, the newest first; `stands` is `waiting`, `approved`, `rejected`, or empty for all.
pub fn postings(conn: &Connection, stands: &str, limit: u32) -> Result<Vec<Pending>, No> {
    let texts = rows(conn, "postings", params![stands, limit], |r| r.get::<_, String>(0))?;
    texts.iter().map(|text| serde_json::from_str(text).map_err(|e| unreadable("a posting", &e))).collect()
}

/// The counter closes of a desk with their entries, the newest first.
pub fn closes(conn: &Connection, desk: &DeskId, limit: u32) -> Result<Vec<(CounterClosed, Entry)>, No> {
    let mut closes = Vec::new();
    each_entry(conn, "closes", params![desk.to_string(), limit], |raw| {
        let entry = decode(&raw)?;
        if let Fact::CounterClosed(close) = &entry.fact {
            closes.push(((**close).clone(), entry));
        }
        Ok(())
    })?;
    Ok(closes)
}

/// The same, counted no further than `most`.
pub fn consumers_upto(conn: &Connection, most: i64) -> Result<i64, No> {
    conn.prepare_cached(sql("consumers upto")).map_err(broken)?.query_row([most], |r| r.get(0)).map_err(broken)
}

/// How many consumers the file holds.
pub fn consumers(conn: &Connection) -> Result<i64, No> {
    conn.prepare_cached(sql("consumers")).map_err(broken)?.query_row([], |r| r.get(0)).map_err(broken)
}

/// Profile and tariffs as this data file has them.
///
/// # Errors
/// A file not founded, or a profile or tariff in it that this program can't read.
pub fn rules(conn: &Connection) -> Result<(Setup, Rules), No> {
    let setup: Setup = read_state(conn, &Subject::Setup.to_string())?.unwrap_or_default();
    let Some(file) = &setup.profile else {
        return Err(Fault::new("the data file has no utility profile", "make one with `ebcm init`").into());
    };
    let profile = Profile::load(&file.text, &file.file).map_err(|faults| broken_text(&faults))?;
    let mut tariffs = TariffBook::new();
    for file in &setup.tariffs {
        let document = Document::load(&file.text, &file.file).map_err(|faults| broken_text(&faults))?;
        tariffs.add(document)?;
    }
    let added = setup.workflows.iter().map(|file| (file.file.as_str(), file.text.as_str()));
    let files = profile.workflows();
    let workflows = Workflows::of(&files, added).map_err(|faults| broken_text(&faults))?;
    Ok((setup, Rules { profile, tariffs, workflows }))
}

fn broken_text<T: std::fmt::Display>(faults: &[T]) -> No {
    let all = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    No::Broken(Fault::new(all, "this program can't read it: update the program"))
}

/// The consumer's account under `account` (`DUES` or `SD`), the oldest line first, each with the balance after it.
pub fn ledger(conn: &Connection, no: ConsumerNo, account: &str) -> Result<Vec<LedgerLine>, No> {
    struct Raw {
        desk: String,
        seq: i64,
        day: Day,
        amount: Money,
        body: String,
        /// The account on the other side.
        against: String,
    }
    let raws = rows(conn, "ledger of consumer", params![no.key(), account], |r| {
        let amount = Money::from_paise(r.get(3)?);
        Ok(Raw { desk: r.get(0)?, seq: r.get(1)?, day: text_of(r, 2)?, amount, body: r.get(4)?, against: r.get(5)? })
    })?;
    let mut lines: Vec<LedgerLine> = Vec::new();
    let mut balance = Money::ZERO;
    for raw in raws {
        let entry = format!("{}/{}", raw.desk, raw.seq);
        balance += raw.amount;
        let fact: Fact = serde_json::from_str(&raw.body).map_err(|e| unreadable(&format!("entry {entry}"), &e))?;
        let (text, paper) = crate::folds::words::account_line(&fact, no, &raw.against);
        // A bill's lines are one line of the account, and so are a receipt's modes.
        match lines.last_mut().filter(|last| last.entry == entry && last.text == text) {
            Some(last) => {
                let net = last.debit - last.credit + raw.amount;
                (last.debit, last.credit) = (net.at_least_zero(), (-net).at_least_zero());
                last.balance = balance;
            }
            None => lines.push(LedgerLine {
                day: raw.day,
                text,
                paper,
                debit: raw.amount.at_least_zero(),
                credit: (-raw.amount).at_least_zero(),
                balance,
                entry,
            }),
        }
    }
    Ok(lines)
}

/// The consumer whom the former system had under that number.
pub fn by_old_number(conn: &Connection, old: &str) -> Result<Option<ConsumerNo>, No> {
    let key: Option<i64> =
        conn.prepare_cached(sql("by old number")).map_err(broken)?.query_row([old], |r| r.get(0)).optional().map_err(broken)?;
    Ok(key.and_then(ConsumerNo::from_key))
}

/// The consumer with a meter of that number.
pub fn by_meter(conn: &Connection, meter: &str) -> Result<Option<ConsumerNo>, No> {
    let key: Option<i64> =
        conn.prepare_cached(sql("by meter")).map_err(broken)?.query_row([meter], |r| r.get(0)).optional().map_err(broken)?;
    Ok(key.and_then(ConsumerNo::from_key))
}
