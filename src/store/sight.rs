//! What acts may look at, answered from the tables inside their transaction.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::{broken, unreadable};
use super::project::{entries_of, read_consumer, read_state};
use super::sql;
use crate::acts::{SeenReceipt, Sight};
use crate::base::{ConsumerNo, DeskId, FinYear, Money, No, PaperKind, PaperNo, Period};
use crate::folds::consumer::in_order;
use crate::folds::{Consumer, Counter, Month, Online, Pending, Setup, Stationery, User};
use crate::journal::fact::{CloseTotals, FormCount};
use crate::journal::{Entry, Subject};
use crate::rules::tariff::Document;
use crate::rules::tender::Tender;

/// The tables as seen from a desk.
pub struct Seen<'a> {
    pub conn: &'a Connection,
    pub desk: &'a DeskId,
}

/// A tender's row.
pub fn tender(row: &Row) -> rusqlite::Result<Tender> {
    let mode: String = row.get(0)?;
    let date: Option<String> = row.get(5)?;
    Ok(Tender {
        mode: mode.parse().map_err(|_| rusqlite::Error::InvalidQuery)?,
        amount: Money::from_paise(row.get(1)?),
        reference: row.get(2)?,
        bank: row.get(3)?,
        number: row.get(4)?,
        date: date.and_then(|d| d.parse().ok()),
    })
}

/// The tenders of a receipt.
pub fn tenders(conn: &Connection, receipt: &str) -> Result<Vec<Tender>, No> {
    let mut statement = conn.prepare_cached(sql("tenders")).map_err(broken)?;
    let rows = statement.query_map([receipt], tender).map_err(broken)?;
    rows.collect::<Result<_, _>>().map_err(broken)
}

impl Seen<'_> {
    fn one<T: rusqlite::types::FromSql>(&self, name: &'static str, params: impl rusqlite::Params) -> Result<T, No> {
        self.conn.prepare_cached(sql(name)).map_err(broken)?.query_row(params, |r| r.get(0)).map_err(broken)
    }
}

impl Sight for Seen<'_> {
    fn consumer(&self, no: ConsumerNo) -> Result<Option<Consumer>, No> {
        read_consumer(self.conn, no)
    }

    fn by_old_number(&self, old: &str) -> Result<Option<ConsumerNo>, No> {
        super::read::by_old_number(self.conn, old)
    }

    fn by_meter(&self, meter: &str) -> Result<Option<ConsumerNo>, No> {
        super::read::by_meter(self.conn, meter)
    }

    fn counter(&self) -> Result<Counter, No> {
        Ok(read_state(self.conn, &Subject::Counter(self.desk.clone()).to_string())?.unwrap_or_default())
    }

    fn user(&self, name: &str) -> Result<Option<User>, No> {
        read_state(self.conn, &Subject::User { office: self.desk.office().to_owned(), name: name.to_owned() }.to_string())
    }

    fn pending(&self, no: &PaperNo) -> Result<Option<Pending>, No> {
        read_state(self.conn, &Subject::Posting(no.clone()).to_string())
    }

    fn receipt(&self, no: &PaperNo) -> Result<Option<SeenReceipt>, No> {
        let text = no.to_string();
        let row: Option<(Option<i64>, String, String, i64, bool)> = self
            .conn
            .prepare_cached(sql("receipt"))
            .map_err(broken)?
            .query_row([&text], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
            .optional()
            .map_err(broken)?;
        let Some((consumer, day, head, amount, undone)) = row else { return Ok(None) };
        Ok(Some(SeenReceipt {
            no: no.clone(),
            consumer: consumer.and_then(ConsumerNo::from_key),
            day: day.parse().map_err(|e| unreadable(&text, &e))?,
            head,
            amount: Money::from_paise(amount),
            tenders: tenders(self.conn, &text)?,
            undone,
        }))
    }

    fn receipts_of_instrument(&self, bank: &str, number: &str) -> Result<Vec<SeenReceipt>, No> {
        let mut statement = self.conn.prepare_cached(sql("receipts of instrument")).map_err(broken)?;
        let found: Vec<(String, Option<i64>)> = statement
            .query_map([bank, number], |r| Ok((r.get(0)?, r.get(1)?)))
            .map_err(broken)?
            .collect::<Result<_, _>>()
            .map_err(broken)?;
        let mut receipts = Vec::new();
        for (name, moved_to) in found {
            let no: PaperNo = name.parse().map_err(|e| unreadable(&name, &e))?;
            let moved_to = moved_to.and_then(ConsumerNo::from_key);
            receipts.extend(self.receipt(&no)?.map(|seen| SeenReceipt { consumer: moved_to.or(seen.consumer), ..seen }));
        }
        Ok(receipts)
    }

    fn billed(&self, bill: &PaperNo) -> Result<Option<ConsumerNo>, No> {
        let key: Option<i64> = self
            .conn
            .prepare_cached(sql("billed"))
            .map_err(broken)?
            .query_row([bill.to_string()], |r| r.get(0))
            .optional()
            .map_err(broken)?;
        Ok(key.and_then(ConsumerNo::from_key))
    }

    fn bill_amounts(&self, no: ConsumerNo, before: Period, months: u32) -> Result<Vec<Money>, No> {
        let mut statement = self.conn.prepare_cached(sql("bill amounts")).map_err(broken)?;
        let rows =
            statement.query_map(params![no.key(), before.to_string(), months], |r| r.get(0).map(Money::from_paise)).map_err(broken)?;
        rows.collect::<Result<_, _>>().map_err(broken)
    }

    fn made(&self, kind: PaperKind, year: FinYear) -> Result<u32, No> {
        let last: Option<u32> = self
            .conn
            .prepare_cached(sql("series"))
            .map_err(broken)?
            .query_row(params![kind.code(), self.desk.to_string(), year.start()], |r| r.get(0))
            .optional()
            .map_err(broken)?;
        Ok(last.unwrap_or(0))
    }

    fn last_number(&self, from: ConsumerNo, to: ConsumerNo) -> Result<Option<ConsumerNo>, No> {
        let key: i64 = self.one("last consumer", params![from.key(), to.key()])?;
        Ok(ConsumerNo::from_key(key))
    }

    fn duplicates(&self, paper: &PaperNo) -> Result<u32, No> {
        self.one("duplicates", [paper.to_string()])
    }

    fn stationery(&self) -> Result<Stationery, No> {
        Ok(read_state(self.conn, &Subject::Stationery(self.desk.clone()).to_string())?.unwrap_or_default())
    }

    fn forms_used(&self, since_session: i64) -> Result<Vec<FormCount>, No> {
        let mut counts: Vec<FormCount> = Vec::new();
        let mut statement = self.conn.prepare_cached(sql("forms of desk")).map_err(broken)?;
        let mut rows = statement.query(params![self.desk.to_string(), since_session]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let (kind, form, count): (String, String, u32) =
                (row.get(0).map_err(broken)?, row.get(1).map_err(broken)?, row.get(2).map_err(broken)?);
            let place = counts.iter().position(|c| c.form == form).unwrap_or_else(|| {
                counts.push(FormCount { form, used: 0, spoiled: 0 });
                counts.len() - 1
            });
            match kind.as_str() {
                "form-used" => counts[place].used += count,
                _ => counts[place].spoiled += count,
            }
        }
        Ok(counts)
    }

    fn unsent(&self) -> Result<i64, No> {
        // Without a hub nothing has been sent: every entry of this desk waits.
        self.one("count of desk", [self.desk.to_string()])
    }

    fn has_users(&self) -> Result<bool, No> {
        self.one("any user", [])
    }

    fn tariff_files(&self) -> Result<Vec<String>, No> {
        let setup: Setup = read_state(self.conn, &Subject::Setup.to_string())?.unwrap_or_default();
        Ok(setup.tariffs.iter().filter_map(|file| Document::load(&file.text, &file.file).ok()).map(|d| d.id().to_owned()).collect())
    }

    fn personal_entries(&self, no: ConsumerNo) -> Result<Vec<String>, No> {
        let mut statement = self.conn.prepare_cached(sql("personal entries")).map_err(broken)?;
        let rows = statement
            .query_map([Subject::Consumer(no).to_string()], |r| Ok(format!("{}/{}", r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))
            .map_err(broken)?;
        let mut entries: Vec<String> = rows.collect::<Result<_, _>>().map_err(broken)?;
        // Who applied for the connection, before it had a number.
        for entry in super::applications::applicants_of(self.conn, no)? {
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    fn month(&self) -> Result<Month, No> {
        Ok(read_state(self.conn, &Subject::Month(self.desk.office().to_owned()).to_string())?.unwrap_or_default())
    }

    fn first_bill(&self) -> Result<Option<Period>, No> {
        let first: Option<String> = self.one("first bill", [])?;
        first.map(|period| period.parse().map_err(|e| unreadable("the first bill's period", &e))).transpose()
    }

    fn is_served(&self) -> Result<bool, No> {
        let setup: Setup = read_state(self.conn, &Subject::Setup.to_string())?.unwrap_or_default();
        Ok(setup.served.iter().any(|office| office == self.desk.office()))
    }

    fn counters(&self) -> Result<Vec<(DeskId, Counter)>, No> {
        let setup: Setup = read_state(self.conn, &Subject::Setup.to_string())?.unwrap_or_default();
        setup
            .desks_of(self.desk.office())
            .map(|desk| {
                let counter = read_state(self.conn, &Subject::Counter(desk.clone()).to_string())?.unwrap_or_default();
                Ok((desk.clone(), counter))
            })
            .collect()
    }

    fn past(&self, no: ConsumerNo) -> Result<Vec<Entry>, No> {
        Ok(in_order(entries_of(self.conn, &Subject::Consumer(no))?))
    }

    fn close_totals(&self, period: Period) -> Result<CloseTotals, No> {
        super::month::totals(self.conn, self.desk.office(), period)
    }

    fn online(&self, reference: &str) -> Result<Option<Online>, No> {
        read_state(self.conn, &Subject::Online(reference.to_owned()).to_string())
    }
}
