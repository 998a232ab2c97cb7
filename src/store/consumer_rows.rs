//! What an entry makes of a consumer: reckoned without the file first, then put into its rows.

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

/// What an entry makes of a consumer. Everything of it that takes no file is reckoned when it is made, which a bulk lets another
/// thread do than the one that writes.
#[derive(Debug)]
pub struct Step {
    after: Consumer,
    meter_before: Option<String>,
    /// Whether it had a case before.
    had_cases: bool,
    rows: Rows,
    /// The consumer as a subject.
    owner: String,
    /// The state in JSON.
    state: String,
    place: String,
    read_in: String,
    /// Of one that begins.
    looks: Option<Looks>,
}

impl Step {
    /// The next entry of a consumer; `None` where it makes nothing of it.
    ///
    /// # Errors
    /// A breach of an invariant (`J-6`).
    pub fn of(before: Option<Consumer>, no: ConsumerNo, entry: &Entry) -> Result<Option<Self>, No> {
        let mut rows = Rows::default();
        let balance_before = before.as_ref().map_or(Money::ZERO, |c| c.balance);
        let had_cases = before.as_ref().is_some_and(has_cases);
        let meter_before = before.as_ref().map(|c| c.meter.no.clone());
        let Some(after) = consumer::fold(before, no, entry, &mut rows) else { return Ok(None) };
        project::hold(
            after.balance - balance_before == rows.dues_of(no),
            entry,
            &format!("the balance of {no} would not be the sum of its postings"),
        )?;
        let state = json(&after).map_err(|e| unreadable("a consumer's state", &e))?;
        let read_in = after.unbilled.last().map_or(after.last_actual, |r| r.day.period()).max(after.last_actual).to_string();
        let looks = meter_before.is_none().then(|| Looks::of(&after, entry.personal.as_ref()));
        let (owner, place) = (Subject::Consumer(no).to_string(), list::place(&after));
        Ok(Some(Self { after, meter_before, had_cases, rows, owner, state, place, read_in, looks }))
    }

    /// What an entry makes of a consumer that it begins, if it does.
    ///
    /// # Errors
    /// As `of`.
    pub fn first(entry: &Entry) -> Result<Option<Self>, No> {
        for subject in entry.fact.subjects(&entry.desk) {
            if let Subject::Consumer(no) = subject
                && let Some(step) = Self::of(None, no, entry)?
            {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    pub const fn consumer(&self) -> ConsumerNo {
        self.after.no
    }

    /// Puts it into the rows, where the state is still the one that it follows.
    pub fn put(&self, conn: &Connection, entry: &Entry) -> Result<(), No> {
        project::put_rows(conn, &self.owner, entry, &self.rows)?;
        self.put_consumer(conn, entry)?;
        work_rows::put_cases(conn, &self.after, self.had_cases, entry)?;
        let consumer = &self.after;
        if let Some(looks) = &self.looks {
            put_person(conn, consumer, entry.personal.as_ref(), looks)
        } else if !entry.apart && entry.fact.effects().contains(&Effected::PersonChanged) {
            let personal = entry.personal.as_ref();
            forget_person(conn, consumer.no)?;
            put_person(conn, consumer, personal, &Looks::of(consumer, personal))
        } else if self.meter_before.as_ref() != Some(&consumer.meter.no) {
            let personal = person(conn, consumer.no)?;
            forget_person(conn, consumer.no)?;
            put_person(conn, consumer, personal.as_ref(), &Looks::of(consumer, personal.as_ref()))
        } else if let Fact::PersonErased { entries, .. } = &entry.fact {
            erase(conn, consumer, entries)
        } else {
            Ok(())
        }
    }

    fn put_consumer(&self, conn: &Connection, entry: &Entry) -> Result<(), No> {
        let consumer = &self.after;
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
                self.read_in,
                consumer.last_receipt.as_ref().map(|r| r.period.to_string()),
                entry.at.raw(),
                entry.desk.to_string(),
                entry.seq,
                self.state,
                list::marks(consumer),
                consumer.cash_only_until.map(|day| day.to_string()),
                consumer.billed.iter().max().map_or_else(String::new, ToString::to_string),
                consumer.notice.as_ref().filter(|_| consumer.status == Status::Bltd).map(|notice| notice.cut_from.to_string()),
                consumer.cut.filter(|_| matches!(consumer.status, Status::Dis(_))).and_then(|cut| cut.by_close).map(|p| p.to_string()),
                self.place,
                list::stage(consumer)
            ])
            .map_err(broken)?;
        Ok(())
    }
}

/// How a consumer is found, beside what stands in its details.
#[derive(Debug)]
struct Looks {
    number: String,
    sounds: String,
    /// The address as one walks.
    house: String,
}

impl Looks {
    fn of(consumer: &Consumer, personal: Option<&Personal>) -> Self {
        let gone = gone();
        let personal = personal.unwrap_or(&gone);
        Self {
            number: consumer.no.to_string(),
            sounds: sounds(&format!("{} {}", personal.name, personal.address)),
            house: list::walked(&personal.address),
        }
    }
}

/// What stands where the details were erased.
fn gone() -> Personal {
    Personal { name: "(erased by order)".to_owned(), ..Personal::default() }
}

fn put_person(conn: &Connection, consumer: &Consumer, personal: Option<&Personal>, looks: &Looks) -> Result<(), No> {
    let gone = gone();
    let personal = personal.unwrap_or(&gone);
    let Looks { number, sounds, house } = looks;
    let Personal { name, address, phone, email, .. } = personal;
    let (id, old) = (consumer.no.key(), consumer.old_number.as_deref().unwrap_or(""));
    let (area, meter) = (&consumer.supply.area, &consumer.meter.no);
    conn.prepare_cached(sql("put person"))
        .map_err(broken)?
        .execute(params![id, number, old, name, address, area, phone, email, meter, sounds, house])
        .map_err(broken)?;
    conn.prepare_cached(sql("put found"))
        .map_err(broken)?
        .execute(params![id, number, old, name, address, area, phone, meter, sounds])
        .map_err(broken)?;
    Ok(())
}

/// Names, phone and address as they stand.
pub fn person(conn: &Connection, no: ConsumerNo) -> Result<Option<Personal>, No> {
    conn.prepare_cached(sql("person"))
        .map_err(broken)?
        .query_row([no.key()], |r| {
            Ok(Personal { name: r.get(2)?, address: r.get(3)?, phone: r.get(5)?, email: r.get(6)?, ..Personal::default() })
        })
        .optional()
        .map_err(broken)
}

/// Takes a consumer's details away, from the search with the rest.
pub fn forget_person(conn: &Connection, no: ConsumerNo) -> Result<(), No> {
    conn.prepare_cached(sql("take found")).map_err(broken)?.execute([no.key()]).map_err(broken)?;
    conn.prepare_cached(sql("take person")).map_err(broken)?.execute([no.key()]).map_err(broken)?;
    Ok(())
}

/// What an order erased leaves no trace in the file: the room it stood in is overwritten (`J-19`).
fn erase(conn: &Connection, consumer: &Consumer, entries: &[String]) -> Result<(), No> {
    conn.pragma_update(None, "secure_delete", true).map_err(broken)?;
    forget_person(conn, consumer.no)?;
    put_person(conn, consumer, None, &Looks::of(consumer, None))?;
    let mut statement = conn.prepare_cached(sql("erase personal")).map_err(broken)?;
    for name in entries {
        let Some((desk, seq)) = name.rsplit_once('/') else { continue };
        statement.execute(params![desk, seq.parse::<i64>().unwrap_or(0)]).map_err(broken)?;
    }
    conn.pragma_update(None, "secure_delete", "FAST").map_err(broken)
}
