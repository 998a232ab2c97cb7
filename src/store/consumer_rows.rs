//! What entries make of a consumer: reckoned without the file first, then put into its rows.

use rusqlite::{Connection, OptionalExtension, params};

use super::codec::json;
use super::fault::{broken, unreadable};
use super::{list, project, sql, work_rows};
use crate::base::{ConsumerNo, Money, No};
use crate::folds::rows::Rows;
use crate::folds::work::has_cases;
use crate::folds::{Consumer, consumer};
use crate::journal::fact::{Effected, Fact};
use crate::journal::{Entry, Personal, Subject};
use crate::rules::sounds::sounds;
use crate::rules::status::Status;

/// What an entry makes of a consumer that it begins. Everything of it that takes no file is reckoned when it is made, which a bulk lets
/// another thread do than the one that writes.
#[derive(Debug)]
pub struct Beginning {
    consumer: Consumer,
    rows: Rows,
    owner: String,
    row: Row,
    details: Details,
}

impl Beginning {
    /// # Errors
    /// A breach of an invariant (`J-6`).
    pub fn of(entry: &Entry) -> Result<Option<Self>, No> {
        for subject in entry.fact.subjects(&entry.desk) {
            let Subject::Consumer(no) = subject else { continue };
            if let Some((consumer, rows)) = fold(None, no, entry)? {
                let (row, details) = (Row::of(&consumer)?, Details::of(&consumer, entry.personal.as_ref()));
                return Ok(Some(Self { consumer, rows, owner: owner(no), row, details }));
            }
        }
        Ok(None)
    }

    pub const fn consumer(&self) -> ConsumerNo {
        self.consumer.no
    }

    /// Puts it into the rows, where no entry has made that consumer yet.
    pub fn put(&self, conn: &Connection, entry: &Entry) -> Result<(), No> {
        project::put_rows(conn, &self.owner, entry, &self.rows)?;
        put_consumer(conn, &self.consumer, &self.row, entry)?;
        work_rows::put_cases(conn, &self.consumer, false, entry)?;
        self.details.put(conn, self.consumer.no)
    }
}

/// A consumer on its way through some of its entries: it is held in memory, and its row, its details and what the search knows of it are
/// written once, at the way's end.
pub(super) struct Way<'a> {
    conn: &'a Connection,
    no: ConsumerNo,
    owner: String,
    state: Option<Consumer>,
    /// The last entry that made something of it.
    last: Option<&'a Entry>,
    /// Where these entries changed them.
    details: Option<Details>,
    /// Entries whose personal body goes by order.
    erased: Vec<String>,
}

impl<'a> Way<'a> {
    /// On from the state in which its entries so far have left it.
    pub(super) fn on_from(conn: &'a Connection, no: ConsumerNo, state: Option<Consumer>) -> Self {
        Self { conn, no, owner: owner(no), state, last: None, details: None, erased: Vec::new() }
    }

    /// From its first entry; what those folded before gave beside its row is taken away already.
    pub(super) fn from_start(conn: &'a Connection, no: ConsumerNo) -> Self {
        Self::on_from(conn, no, None)
    }

    /// Whether the entry, recorded after all that the consumer is made of, belongs before some of it (`L-13`).
    pub(super) fn is_turned_back_by(&self, entry: &Entry) -> bool {
        self.state.as_ref().is_some_and(|state| consumer::turns_back(state, entry))
    }

    /// # Errors
    /// A breach of an invariant (`J-6`).
    pub(super) fn fold(&mut self, entry: &'a Entry) -> Result<(), No> {
        let meter_before = self.state.as_ref().map(|before| before.meter.no.clone());
        let had_cases = self.state.as_ref().is_some_and(has_cases);
        let Some((after, rows)) = fold(self.state.take(), self.no, entry)? else { return Ok(()) };
        project::put_rows(self.conn, &self.owner, entry, &rows)?;
        work_rows::put_cases(self.conn, &after, had_cases, entry)?;
        let personal = entry.personal.as_ref();
        if meter_before.is_none() || !entry.apart && entry.fact.effects().contains(&Effected::PersonChanged) {
            self.details = Some(Details::of(&after, personal));
        } else if meter_before.as_ref() != Some(&after.meter.no) {
            let known = match self.details.take() {
                Some(details) => Some(details),
                None => Details::read(self.conn, self.no)?,
            };
            self.details = Some(Details::of(&after, known.map(Details::personal).as_ref()));
        } else if let Fact::PersonErased { entries, .. } = &entry.fact {
            self.details = Some(Details::of(&after, None));
            self.erased.extend_from_slice(entries);
        }
        (self.state, self.last) = (Some(after), Some(entry));
        Ok(())
    }

    /// Writes what it has become.
    pub(super) fn end(self) -> Result<(), No> {
        let (Some(consumer), Some(last)) = (&self.state, self.last) else { return Ok(()) };
        put_consumer(self.conn, consumer, &Row::of(consumer)?, last)?;
        if self.erased.is_empty() {
            return self.put_details();
        }
        // What an order erased leaves no trace in the file: the room it stood in is overwritten (J-19).
        self.conn.pragma_update(None, "secure_delete", true).map_err(broken)?;
        self.put_details()?;
        let mut statement = self.conn.prepare_cached(sql("erase personal")).map_err(broken)?;
        for name in &self.erased {
            let Some((desk, seq)) = name.rsplit_once('/') else { continue };
            statement.execute(params![desk, seq.parse::<i64>().unwrap_or(0)]).map_err(broken)?;
        }
        self.conn.pragma_update(None, "secure_delete", "FAST").map_err(broken)
    }

    /// The same from its start: where nothing makes it any more, it goes.
    pub(super) fn end_anew(self) -> Result<(), No> {
        if self.state.is_none() {
            self.conn.prepare_cached(sql("forget consumer")).map_err(broken)?.execute([self.no.key()]).map_err(broken)?;
            return forget_person(self.conn, self.no);
        }
        self.end()
    }

    /// The index of the search is the dearest of all to write: what is as it was stays.
    fn put_details(&self) -> Result<(), No> {
        let Some(details) = &self.details else { return Ok(()) };
        let here = Details::read(self.conn, self.no)?;
        if here.as_ref() == Some(details) {
            return Ok(());
        }
        if here.is_some() {
            forget_person(self.conn, self.no)?;
        }
        details.put(self.conn, self.no)
    }
}

fn owner(no: ConsumerNo) -> String {
    Subject::Consumer(no).to_string()
}

/// The next entry of a consumer, and the rows that it gives; `None` where it makes nothing of it.
fn fold(before: Option<Consumer>, no: ConsumerNo, entry: &Entry) -> Result<Option<(Consumer, Rows)>, No> {
    let mut rows = Rows::default();
    let balance_before = before.as_ref().map_or(Money::ZERO, |c| c.balance);
    let Some(after) = consumer::fold(before, no, entry, &mut rows) else { return Ok(None) };
    let what = || format!("the balance of {no} would not be the sum of its postings");
    project::hold(after.balance - balance_before == rows.dues_of(no), entry, what)?;
    Ok(Some((after, rows)))
}

/// What of a consumer's row is reckoned.
#[derive(Debug)]
struct Row {
    /// In JSON.
    state: String,
    place: String,
    read_in: String,
}

impl Row {
    fn of(consumer: &Consumer) -> Result<Self, No> {
        let state = json(consumer).map_err(|e| unreadable("a consumer's state", &e))?;
        let read_in = consumer.unbilled.last().map_or(consumer.last_actual, |r| r.day.period()).max(consumer.last_actual).to_string();
        Ok(Self { state, place: list::place(consumer), read_in })
    }
}

fn put_consumer(conn: &Connection, consumer: &Consumer, row: &Row, entry: &Entry) -> Result<(), No> {
    conn.prepare_cached(sql("put consumer"))
        .map_err(broken)?
        .execute(params![
            consumer.no.key(),
            consumer.office,
            consumer.supply.area,
            consumer.supply.category,
            consumer.status.code(),
            consumer.supply.govt_department.as_ref().filter(|_| !consumer.status.is_before_supply()),
            consumer.balance.paise(),
            consumer.sd.paise(),
            row.read_in,
            consumer.last_receipt.as_ref().map(|r| r.period.to_string()),
            entry.at.raw(),
            entry.desk.to_string(),
            entry.seq,
            row.state,
            list::marks(consumer),
            consumer.cash_only_until.map(|day| day.to_string()),
            consumer.billed.iter().max().map_or_else(String::new, ToString::to_string),
            consumer.notice.as_ref().filter(|_| consumer.status == Status::Bltd).map(|notice| notice.cut_from.to_string()),
            consumer.cut.filter(|_| matches!(consumer.status, Status::Dis(_))).and_then(|cut| cut.by_close).map(|p| p.to_string()),
            row.place,
            list::stage(consumer)
        ])
        .map_err(broken)?;
    Ok(())
}

/// Who a consumer is, as it is found and shown.
#[derive(Debug, PartialEq, Eq)]
struct Details {
    number: String,
    old_number: String,
    personal: Personal,
    area: String,
    meter: String,
    sounds: String,
    /// The address as one walks.
    house: String,
}

impl Details {
    /// Without personal details: they were erased.
    fn of(consumer: &Consumer, personal: Option<&Personal>) -> Self {
        let personal = personal.map_or_else(gone, |p| Personal { words: String::new(), ..p.clone() });
        Self {
            number: consumer.no.to_string(),
            old_number: consumer.old_number.clone().unwrap_or_default(),
            area: consumer.supply.area.clone(),
            meter: consumer.meter.no.clone(),
            sounds: sounds(&format!("{} {}", personal.name, personal.address)),
            house: list::walked(&personal.address),
            personal,
        }
    }

    fn read(conn: &Connection, no: ConsumerNo) -> Result<Option<Self>, No> {
        let read = |r: &rusqlite::Row| {
            let personal = Personal { name: r.get(2)?, address: r.get(3)?, phone: r.get(5)?, email: r.get(6)?, ..Personal::default() };
            let (number, old_number, area, meter) = (r.get(0)?, r.get(1)?, r.get(4)?, r.get(7)?);
            Ok(Self { number, old_number, personal, area, meter, sounds: r.get(8)?, house: r.get(9)? })
        };
        conn.prepare_cached(sql("person")).map_err(broken)?.query_row([no.key()], read).optional().map_err(broken)
    }

    fn personal(self) -> Personal {
        self.personal
    }

    fn put(&self, conn: &Connection, no: ConsumerNo) -> Result<(), No> {
        let Self { number, old_number, personal, area, meter, sounds, house } = self;
        let Personal { name, address, phone, email, .. } = personal;
        let id = no.key();
        conn.prepare_cached(sql("put person"))
            .map_err(broken)?
            .execute(params![id, number, old_number, name, address, area, phone, email, meter, sounds, house])
            .map_err(broken)?;
        conn.prepare_cached(sql("put found"))
            .map_err(broken)?
            .execute(params![id, number, old_number, name, address, area, phone, meter, sounds])
            .map_err(broken)?;
        Ok(())
    }
}

/// What stands where the details were erased.
fn gone() -> Personal {
    Personal { name: "(erased by order)".to_owned(), ..Personal::default() }
}

/// Names, phone and address as they stand.
pub fn person(conn: &Connection, no: ConsumerNo) -> Result<Option<Personal>, No> {
    Ok(Details::read(conn, no)?.map(Details::personal))
}

/// Takes a consumer's details away, from the search with the rest.
fn forget_person(conn: &Connection, no: ConsumerNo) -> Result<(), No> {
    conn.prepare_cached(sql("take found")).map_err(broken)?.execute([no.key()]).map_err(broken)?;
    conn.prepare_cached(sql("take person")).map_err(broken)?.execute([no.key()]).map_err(broken)?;
    Ok(())
}
