//! Documents between this desk and the hub, piece by piece, when entries have gone: what the hub lacks of this desk's own is sent, what is
//! wanted here is fetched. It reads the data file and writes files of the folder `documents` alone.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use tokio::time::Instant;

use super::line::Off;
use super::state::{Documents, SENT, sent};
use super::words;
use crate::base::{Fault, No};
use crate::journal::carry::{ASKED, Ask, DocumentLetter, PIECE, Told};
use crate::journal::talk::{Denied, VERSION};
use crate::store::documents;
use crate::store::exchange::{Place, taken};
use crate::store::named::{Named, of_desk};
use crate::store::wanted::wanted;

/// A document that the hub had not is asked for again after so long, and at the longest after so long.
const SOON: Duration = Duration::from_secs(5);
const SELDOM: Duration = Duration::from_secs(900);

/// What is under way, and what was found out while the line was there.
pub struct Carrier {
    data: PathBuf,
    /// What the hub said it has of this desk in this talk; before it is asked nothing is sent.
    asked: bool,
    to_send: VecDeque<Named>,
    /// The number up to which the hub has all, when that is sent.
    until: i64,
    /// The number up to which this talk has gone through what is to be sent.
    passed: Option<i64>,
    /// Something of that could not be sent: what is kept stays where it was.
    stuck: bool,
    /// There is more to go through.
    more: bool,
    /// What a person waits for, before what is wanted by rule.
    opened: VecDeque<Named>,
    to_fetch: VecDeque<Named>,
    /// How far the hub said it has one.
    far: HashMap<String, u64>,
    /// The document that is being sent.
    open: Option<(String, Vec<u8>)>,
    /// Not tried again in this talk.
    aside: HashSet<String>,
    /// Those that the hub had not when it was asked: when it is asked again, and how often it was.
    absent: HashMap<String, (Instant, u32)>,
    /// Nothing more is carried in this talk: the hub is from before there were documents, or the folder failed.
    over: bool,
    note: Option<Fault>,
    /// Why the last letter had no answer.
    away: Option<Fault>,
    /// Documents that are there now, and were not.
    pub done: usize,
}

/// A fact of this machine that the owner of the desk is to keep.
pub type Keep = (&'static str, String);

impl Carrier {
    pub fn new(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            asked: false,
            to_send: VecDeque::new(),
            until: 0,
            passed: None,
            stuck: false,
            more: false,
            opened: VecDeque::new(),
            to_fetch: VecDeque::new(),
            far: HashMap::new(),
            open: None,
            aside: HashSet::new(),
            absent: HashMap::new(),
            over: false,
            note: None,
            away: None,
            done: 0,
        }
    }

    /// How things stand, for whoever asks.
    pub fn state(&self) -> Documents {
        Documents {
            to_send: self.to_send.len(),
            to_fetch: self.to_fetch.len() + self.opened.len() + self.absent.len(),
            note: self.note.clone().or_else(|| self.away.clone()),
        }
    }

    /// Somebody opens these: they come first.
    pub fn want(&mut self, opened: Vec<Named>) {
        for named in opened {
            self.aside.remove(&named.file.sha256);
            self.absent.remove(&named.file.sha256);
            if !self.opened.contains(&named) {
                self.opened.push_back(named);
            }
        }
    }

    /// Looks what is to be sent and fetched now.
    ///
    /// # Errors
    /// Faults of the data file.
    pub fn plan(&mut self, conn: &Connection, place: &Place) -> Result<(), No> {
        let (after, taken) = (self.passed.map_or_else(|| sent(conn), Ok)?, taken(conn)?);
        let mut own: VecDeque<Named> = of_desk(conn, &place.desk, after)?.into_iter().filter(|named| named.seq <= taken).collect();
        self.until = taken;
        self.more = own.len() > ASKED;
        if let Some(beyond) = own.get(ASKED).map(|named| named.seq) {
            // As many as one letter asks about, an entry's all together.
            let first = own.front().map_or(0, |named| named.seq);
            self.until = if first < beyond { beyond - 1 } else { beyond };
            own.retain(|named| named.seq <= self.until);
        }
        if own.iter().any(|named| !self.to_send.contains(named)) {
            self.asked = false;
        }
        self.to_send = own;
        self.to_fetch = wanted(conn, &self.data, &place.desk)?.into();
        let now = Instant::now();
        self.absent.retain(|sha256, _| self.to_fetch.iter().any(|named| named.file.sha256 == *sha256));
        let is_late = |sha256: &str| self.absent.get(sha256).is_none_or(|(at, _)| *at <= now);
        self.to_fetch.retain(|named| !self.aside.contains(&named.file.sha256) && is_late(&named.file.sha256));
        Ok(())
    }

    /// When to look again, where the hub had not all that is wanted.
    pub fn again(&self) -> Option<Instant> {
        self.absent.values().map(|(at, _)| *at).min().filter(|_| !self.over)
    }

    /// The next letter; `None` where nothing is to be done now.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn next(&mut self, place: &Place) -> Result<Option<DocumentLetter>, Fault> {
        let ask = if self.over { None } else { self.next_ask()? };
        Ok(ask.map(|ask| DocumentLetter { version: VERSION, utility: place.utility.clone(), desk: place.desk.clone(), ask }))
    }

    fn next_ask(&mut self) -> Result<Option<Ask>, Fault> {
        if let Some(named) = self.opened.front() {
            return Ok(Some(self.fetch(named)));
        }
        if !self.asked {
            let hashes = self.to_send.iter().map(|named| named.file.sha256.clone()).collect();
            return Ok(Some(Ask::Lacks { hashes }));
        }
        while let Some(named) = self.to_send.front().cloned() {
            if let Some(ask) = self.send(&named)? {
                return Ok(Some(ask));
            }
            self.to_send.pop_front();
        }
        if self.stuck {
            self.passed = self.passed.max(Some(self.until));
        }
        Ok(self.to_fetch.front().map(|named| self.fetch(named)))
    }

    fn fetch(&self, named: &Named) -> Ask {
        Ask::Fetch { of: named.desk.clone(), sha256: named.file.sha256.clone(), at: documents::came(&self.data, &named.file) }
    }

    /// The next piece; the first asks how far the hub has it. `None` where it is not here to be sent.
    fn send(&mut self, named: &Named) -> Result<Option<Ask>, Fault> {
        let sha256 = named.file.sha256.clone();
        let Some(at) = self.far.get(&sha256).copied() else {
            return Ok(Some(Ask::Send { seq: named.seq, sha256, at: u64::MAX, bytes: Vec::new() }));
        };
        if self.open.as_ref().is_none_or(|(open, _)| *open != sha256) {
            let Ok(bytes) = documents::read(&self.data, &named.file)? else {
                let what = format!("{} of {} is lost or altered here, and the hub has it not", named.file.name, named.request);
                self.stuck = true;
                self.put_aside(named, Fault::new(what, "`ebcm verify` names it; put it back from a backup"));
                return Ok(None);
            };
            self.open = Some((sha256.clone(), bytes));
        }
        let from = usize::try_from(at).unwrap_or(usize::MAX);
        let rest = self.open.as_ref().and_then(|(_, bytes)| bytes.get(from..)).unwrap_or_default();
        Ok(Some(Ask::Send { seq: named.seq, sha256, at, bytes: rest.iter().take(PIECE).copied().collect() }))
    }

    /// Takes an answer; what is to be kept of it.
    ///
    /// # Errors
    /// Faults of the disks, and of the data file.
    pub fn took(&mut self, conn: &Connection, place: &Place, ask: &Ask, told: Option<Told>) -> Result<Option<Keep>, No> {
        self.away = None;
        match (ask, told) {
            (_, None) => {
                self.over = true;
                self.note = Some(Fault::new(
                    "the hub takes no documents yet: they stay at the desks that took them in",
                    "have the hub updated; entries go and come as ever",
                ));
            }
            (Ask::Lacks { .. }, Some(Told::Lacks { hashes, whole })) => {
                self.asked = true;
                if self.is_behind(conn, place, whole)? {
                    self.passed = Some(0);
                    self.plan(conn, place)?;
                    self.asked = false;
                    return Ok(Some((SENT, "0".to_owned())));
                }
                self.to_send.retain(|named| hashes.contains(&named.file.sha256));
                return self.went_through(conn, place);
            }
            (Ask::Send { sha256, .. }, Some(Told::Sent { upto, whole })) => {
                self.far.insert(sha256.clone(), upto);
                if whole {
                    self.open = None;
                    self.done += 1;
                    self.to_send.retain(|named| named.file.sha256 != *sha256);
                    return self.went_through(conn, place);
                }
            }
            (Ask::Fetch { sha256, .. }, Some(Told::Piece { bytes })) if !bytes.is_empty() => {
                self.absent.remove(sha256);
                self.add(sha256, &bytes)?;
            }
            (Ask::Fetch { sha256, .. }, Some(_)) => self.is_not_there(sha256),
            (Ask::Send { sha256, .. }, Some(_)) => {
                self.far.remove(sha256);
            }
            (Ask::Lacks { .. }, Some(_)) => self.asked = true,
        }
        Ok(None)
    }

    /// Whether the hub has fewer of this desk's documents than it had: it was put back. Once a talk.
    fn is_behind(&self, conn: &Connection, place: &Place, whole: u64) -> Result<bool, No> {
        if self.passed.is_some() {
            return Ok(false);
        }
        let sent = sent(conn)?;
        let had: HashSet<String> =
            of_desk(conn, &place.desk, 0)?.into_iter().filter(|named| named.seq <= sent).map(|named| named.file.sha256).collect();
        Ok(whole < had.len() as u64)
    }

    /// Where nothing is left to send up to there, what follows is next. Where the hub has all of it, that is kept; not each time that there
    /// was none.
    fn went_through(&mut self, conn: &Connection, place: &Place) -> Result<Option<Keep>, No> {
        if !self.to_send.is_empty() {
            return Ok(None);
        }
        let before = self.passed.replace(self.until).map_or_else(|| sent(conn), Ok)?;
        let is_new = of_desk(conn, &place.desk, before)?.iter().any(|named| named.seq <= self.until);
        Ok((is_new && !self.stuck).then(|| (SENT, self.until.to_string())))
    }

    /// Whether to plan again at once.
    pub fn goes_on(&self) -> bool {
        self.more && self.to_send.is_empty() && !self.over
    }

    fn add(&mut self, sha256: &str, bytes: &[u8]) -> Result<(), Fault> {
        let Some(named) = self.opened.iter().chain(&self.to_fetch).find(|named| named.file.sha256 == sha256).cloned() else {
            return Ok(());
        };
        match documents::add(&self.data, &named.file, bytes) {
            Ok(false) => {}
            Ok(true) => {
                self.done += 1;
                self.is_done(sha256);
                self.note = self.note.take().filter(|_| !self.aside.is_empty());
            }
            Err(fault) => {
                self.is_done(sha256);
                self.put_aside(&named, fault);
            }
        }
        Ok(())
    }

    fn is_done(&mut self, sha256: &str) {
        self.opened.retain(|named| named.file.sha256 != sha256);
        self.to_fetch.retain(|named| named.file.sha256 != sha256);
    }

    /// The desk that has it has not sent it yet: it is asked for again, ever more seldom.
    fn is_not_there(&mut self, sha256: &str) {
        let tries = self.absent.get(sha256).map_or(0, |(_, tries)| *tries);
        let pause = SOON.saturating_mul(2_u32.saturating_pow(tries.min(16))).min(SELDOM);
        self.absent.insert(sha256.to_owned(), (Instant::now() + pause, tries.saturating_add(1)));
        let waited_for = self.opened.iter().find(|named| named.file.sha256 == sha256).cloned();
        self.is_done(sha256);
        if let Some(named) = waited_for {
            let what = format!("the hub has {} of {} not yet: it lies at {}", named.file.name, named.request, named.desk);
            self.note = Some(Fault::new(what, "it comes when that desk has been in step with the hub"));
        }
    }

    fn put_aside(&mut self, named: &Named, fault: Fault) {
        self.aside.insert(named.file.sha256.clone());
        self.note = Some(fault);
    }

    /// The hub says no to a letter. Whether the line may be asked about other documents.
    pub fn refused(&mut self, ask: &Ask, denied: &Denied) -> bool {
        let sha256 = match (ask, denied) {
            (Ask::Send { sha256, .. } | Ask::Fetch { sha256, .. }, Denied::Refused { .. } | Denied::Tampered { .. }) => sha256,
            _ => return false,
        };
        self.note = Some(words::denied(denied));
        self.stuck |= matches!(ask, Ask::Send { .. });
        self.aside.insert(sha256.clone());
        self.far.remove(sha256);
        self.to_send.retain(|named| named.file.sha256 != *sha256);
        self.is_done(&sha256.clone());
        true
    }

    /// The line is away, or the hub can't do it now: it is told, and tried again.
    pub fn away(&mut self, off: &Off) {
        self.away = Some(off.fault());
    }

    /// The folder or the data file failed: documents wait, entries don't.
    pub fn broken(&mut self, no: No) {
        self.over = true;
        self.note = Some(match no {
            No::Broken(fault) => fault,
            No::Refused(refusal) => Fault::new(refusal.message, ""),
        });
    }

    /// Whether somebody waits for a document.
    pub fn is_waited_for(&self) -> bool {
        !self.opened.is_empty() && !self.over
    }
}
