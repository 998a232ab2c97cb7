//! Appending: entry, subjects, projections and invariants, in the caller's one transaction (`J-2`, `J-6`).

use rusqlite::{Connection, OptionalExtension, params};

use super::codec::json;
use super::consumer_rows::Beginning;
use super::fault::{broken, unreadable};
use super::{project, series, sql};
use crate::acts::Draft;
use crate::base::{Day, DeskId, No};
use crate::journal::chain::Hash;
use crate::journal::{Entry, Hlc, Recorded};

/// The head of a desk's chain, carried from one append to the next.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub seq: i64,
    pub hash: Hash,
    /// The latest moment known here, of any desk.
    pub at: Hlc,
}

impl Head {
    /// Where a desk's chain stands, and time in the whole file: what another desk recorded with a clock ahead of this one came before
    /// what is recorded here from now on.
    pub fn of(conn: &Connection, desk: &DeskId) -> Result<Self, No> {
        let at =
            conn.prepare_cached(sql("latest moment")).map_err(broken)?.query_row([], |r| r.get(0).map(Hlc::from_raw)).map_err(broken)?;
        let last: Option<(i64, Vec<u8>)> = conn
            .prepare_cached(sql("head of desk"))
            .map_err(broken)?
            .query_row([desk.to_string()], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()
            .map_err(broken)?;
        Ok(match last {
            Some((seq, hash)) => {
                let hash =
                    Hash::from_slice(&hash).ok_or_else(|| unreadable(&format!("entry {desk}/{seq}"), &"its hash is not 32 bytes"))?;
                Self { seq, hash, at }
            }
            None => Self { seq: 0, hash: Hash::ZERO, at },
        })
    }
}

/// What a desk's own clock showed when it was last ahead of all moments known: its last entry that did not borrow its time.
pub fn clock_shown(conn: &Connection, desk: &DeskId) -> Option<Hlc> {
    let mut statement = conn.prepare_cached(sql("clock shown")).ok()?;
    statement.query_row([desk.to_string()], |r| r.get(0).map(Hlc::from_raw)).ok()
}

/// Who records, where and when.
#[derive(Debug, Clone, Copy)]
pub struct Pen<'a> {
    pub desk: &'a DeskId,
    pub user: &'a str,
    pub day: Day,
    /// Milliseconds since 1970 on the PC's clock.
    pub millis: i64,
}

/// An entry with its bodies in JSON and its place in the chain; not recorded yet.
#[derive(Debug)]
pub struct Written {
    raw: Recorded,
    entry: Entry,
    /// What it makes of a consumer that it begins, where that was reckoned beforehand.
    first: Option<Beginning>,
}

impl Written {
    /// Writes a draft down as the next entry of the desk's own chain.
    pub fn of(head: &mut Head, pen: Pen, draft: Draft) -> Result<Self, No> {
        let body = json(&draft.fact).map_err(|e| unreadable("a fact", &e))?;
        let personal = draft.personal.as_ref().map(serde_json::to_string).transpose().map_err(|e| unreadable("a fact", &e))?;
        let at = head.at.tick(pen.millis);
        let day = draft.day.unwrap_or(pen.day);
        let mut raw = Recorded {
            desk: pen.desk.to_string(),
            seq: head.seq + 1,
            at: at.raw(),
            day: day.to_string(),
            user: pen.user.to_owned(),
            kind: draft.fact.kind().to_owned(),
            body,
            personal_hash: personal.as_ref().map(|text| Hash::of(text.as_bytes()).bytes().to_vec()),
            personal,
            hash: Vec::new(),
        };
        let hash = raw.expected_hash(head.hash);
        raw.hash = hash.bytes().to_vec();
        *head = Head { seq: raw.seq, hash, at };
        let (desk, user) = (pen.desk.clone(), pen.user.to_owned());
        let entry = Entry { desk, seq: raw.seq, at, day, user, fact: draft.fact, personal: draft.personal, hash, apart: false };
        Ok(Self { raw, entry, first: None })
    }

    /// The chain's head after it.
    pub const fn head(&self) -> Head {
        Head { seq: self.entry.seq, hash: self.entry.hash, at: self.entry.at }
    }

    /// Reckons what it makes of a consumer that it begins: work that the thread which records it need not do.
    ///
    /// # Errors
    /// A breach of an invariant (`J-6`).
    pub fn reckoned(mut self) -> Result<Self, No> {
        self.first = Beginning::of(&self.entry)?;
        Ok(self)
    }

    /// Records it and folds it. Entries of a desk are recorded in the order in which they were written down.
    pub fn record(&self, conn: &Connection) -> Result<&Entry, No> {
        let Self { raw, entry, first } = self;
        write(conn, raw)?;
        index(conn, entry)?;
        project::project_newest(conn, entry, first.as_ref())?;
        for paper in entry.fact.papers() {
            series::count(conn, paper)?;
            series::hold(conn, paper)?;
        }
        Ok(entry)
    }
}

/// Appends one draft to the desk's own chain and folds it.
pub fn append(conn: &Connection, head: &mut Head, pen: Pen, draft: Draft) -> Result<Entry, No> {
    let mut next = *head;
    let written = Written::of(&mut next, pen, draft)?;
    written.record(conn)?;
    *head = next;
    Ok(written.entry)
}

pub(super) fn write(conn: &Connection, raw: &Recorded) -> Result<(), No> {
    conn.prepare_cached(sql("append entry"))
        .map_err(broken)?
        .execute(params![raw.desk, raw.seq, raw.at, raw.day, raw.user, raw.kind, raw.body, raw.personal, raw.personal_hash, raw.hash])
        .map_err(broken)?;
    Ok(())
}

/// Puts an entry in the index of its subjects.
pub(super) fn index(conn: &Connection, entry: &Entry) -> Result<(), No> {
    let mut statement = conn.prepare_cached(sql("append subject")).map_err(broken)?;
    for subject in entry.fact.subjects(&entry.desk) {
        statement.execute(params![subject.to_string(), entry.at.raw(), entry.desk.to_string(), entry.seq]).map_err(broken)?;
    }
    Ok(())
}
