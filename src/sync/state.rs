//! How things stand between this desk and the hub, for status line, screen and command.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::base::{DeskId, Fault, No};
use crate::store::exchange::{self, Standing};
use crate::store::named::count_of_desk;
use crate::store::open::{own, put_own};

/// Under these names the data file keeps what it needs of the hub.
pub const URL: &str = "hub url";
pub const AUTHORITY: &str = "hub authority";
pub const HUB_KEY: &str = "hub key";
/// Up to which of its own entries the hub has all documents that they name.
pub const SENT: &str = "hub documents";
const CONTACT: &str = "hub contact";
const DENIED: &str = "hub denied";

/// Where the talk with the hub is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// The hub is being reached.
    Reaching,
    /// Entries go and come.
    Talking,
    /// Nothing is left to fetch; news is waited for.
    InStep,
    /// Not reached since then, in milliseconds since 1970.
    Away { since: i64, fault: Fault },
    /// The hub says no.
    Denied(Fault),
    /// What came can't be written here, or what is here can't be read.
    Stuck(Fault),
}

/// How things stand since the program began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub phase: Phase,
    /// Entries that the hub has and this desk has not, by their desk.
    pub lacks: BTreeMap<DeskId, i64>,
    pub sent: u64,
    pub fetched: u64,
    /// Packed letters and answers.
    pub bytes_out: u64,
    pub bytes_in: u64,
    pub documents: Documents,
}

/// How documents stand, beside the entries that name them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    pub to_send: usize,
    pub to_fetch: usize,
    /// What is wrong with them; entries go and come all the same.
    pub note: Option<Fault>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            phase: Phase::Reaching,
            lacks: BTreeMap::new(),
            sent: 0,
            fetched: 0,
            bytes_out: 0,
            bytes_in: 0,
            documents: Documents::default(),
        }
    }
}

impl State {
    pub fn to_fetch(&self) -> i64 {
        self.lacks.values().sum()
    }
}

/// What the data file itself knows of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub url: String,
    /// Milliseconds since 1970; `None` before the first contact.
    pub contact: Option<i64>,
    /// Own entries that the hub has not.
    pub to_send: i64,
    /// Documents of its own that the hub has not said it has.
    pub documents: usize,
    /// Why the hub denied this desk the last time, where it did.
    pub denied: Option<Fault>,
    /// What is wrong between this desk and others.
    pub troubles: Vec<Standing>,
}

impl Known {
    /// `None` for a desk without a hub.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn of(conn: &Connection, desk: &DeskId) -> Result<Option<Self>, No> {
        let Some(url) = own(conn, URL)? else { return Ok(None) };
        let contact = own(conn, CONTACT)?.and_then(|text| text.parse().ok());
        let to_send = exchange::to_send(conn, desk)?;
        let documents = count_of_desk(conn, desk, sent(conn)?)?;
        Ok(Some(Self { url, contact, to_send, documents, denied: denied(conn)?, troubles: exchange::troubles(conn)? }))
    }
}

/// See [`SENT`].
///
/// # Errors
/// Faults of the data file.
pub fn sent(conn: &Connection) -> Result<i64, No> {
    Ok(own(conn, SENT)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Why the hub denied this desk the last time, where it did.
///
/// # Errors
/// Faults of the data file.
pub fn denied(conn: &Connection) -> Result<Option<Fault>, No> {
    Ok(own(conn, DENIED)?.filter(|text| !text.is_empty()).map(|text| {
        let (what, remedy) = text.split_once('\n').unwrap_or((&text, ""));
        Fault::new(what, remedy)
    }))
}

/// A denial as it is kept, and the name that it is kept under; an empty text takes it back.
pub fn denial(fault: Option<&Fault>) -> (&'static str, String) {
    (DENIED, fault.map_or_else(String::new, |fault| format!("{}\n{}", fault.what, fault.remedy)))
}

/// Keeps a denial, or that there is none; by whoever writes the data file.
///
/// # Errors
/// Faults of the data file.
pub fn put_denial(conn: &Connection, fault: Option<&Fault>) -> Result<(), No> {
    let (name, text) = denial(fault);
    if own(conn, name)?.unwrap_or_default() == text {
        return Ok(());
    }
    put_own(conn, name, &text)
}
