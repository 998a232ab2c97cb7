//! Opening a data file: which file, which version, which desk.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::fault::{broken, fault};
use super::lock::Lock;
use super::sql;
use crate::base::{DeskId, Fault, No};
use crate::journal::chain::Hash;

/// The data file's name in its folder.
pub const FILE: &str = "ebcm.db";
/// The write-ahead log beside it.
const LOG: &str = "ebcm.db-wal";
/// `ebcm` in the file's header, so that another program's file is told apart.
pub(super) const APPLICATION: i64 = 0x6562_636d;
/// The writer's page cache in SQLite's measure, KiB below zero; and that of bulk work.
const CACHE: i32 = -16_000;
const WIDE_CACHE: i32 = -128_000;
/// Journal migrations, numbered, forward only.
const JOURNAL: [&str; 2] = [include_str!("../../sql/journal/0001_journal.sql"), include_str!("../../sql/journal/0002_sync.sql")];
/// The projections' present shape; a change of any text rebuilds them.
const PROJECTION: [&str; 8] = [
    include_str!("../../sql/projection/consumer.sql"),
    include_str!("../../sql/projection/money.sql"),
    include_str!("../../sql/projection/state.sql"),
    include_str!("../../sql/projection/month.sql"),
    include_str!("../../sql/projection/complaint.sql"),
    include_str!("../../sql/projection/outbox.sql"),
    include_str!("../../sql/projection/application.sql"),
    include_str!("../../sql/projection/work.sql"),
];

/// What the folds make of the journal; raised where they make something else of the same entries.
const FOLDS: u32 = 2;

/// The data file, open for writing.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
    pub(super) dir: PathBuf,
    pub(super) desk: Option<DeskId>,
    _lock: Option<Lock>,
}

/// The data file, open for reading beside the writer.
#[derive(Debug)]
pub struct Reader {
    pub(super) conn: Connection,
    pub(super) dir: PathBuf,
}

/// How a file is opened; tests name a VFS of their own.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    pub vfs: Option<&'a str>,
    /// `NORMAL` instead of `FULL`: only for the test that proves that it would lose receipts.
    pub careless: bool,
}

impl Store {
    /// Opens the data file in `dir`, or makes an empty one where `create` says so.
    ///
    /// # Errors
    /// No file, another program's file, a newer version, a second program, a disk that fails.
    pub fn open(dir: &Path, create: bool, how: How) -> Result<Self, Fault> {
        let path = dir.join(FILE);
        if create {
            std::fs::create_dir_all(dir)
                .map_err(|e| Fault::new(format!("the folder {} can't be made ({e})", dir.display()), "name another with --data"))?;
        } else if !path.exists() {
            return Err(Fault::new(
                format!("there is no data file in {}", dir.display()),
                "make one with `ebcm init`, look around with `ebcm demo`, or name its folder with --data",
            ));
        }
        // SQLite would take an empty file for a new one, and throw away the log beside it.
        let size = |path: &Path| std::fs::metadata(path).map(|file| file.len());
        if size(&path).is_ok_and(|size| size == 0) && (!create || size(&dir.join(LOG)).is_ok_and(|size| size > 0)) {
            return Err(Fault::new("the data file is empty: it was cut off", "leave it as it is, and restore the latest backup"));
        }
        let lock = if how.vfs.is_none() { Some(Lock::take(dir)?) } else { None };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = match how.vfs {
            Some(vfs) => Connection::open_with_flags_and_vfs(&path, flags, vfs),
            None => Connection::open_with_flags(&path, flags),
        }
        .map_err(|e| fault(&e))?;
        let mut store = Self { conn, dir: dir.to_owned(), desk: None, _lock: lock };
        let version = store.known_version(create).map_err(into_fault)?;
        store.set_up(how).map_err(|e| fault(&e))?;
        store.migrate(version).map_err(into_fault)?;
        store.desk = own(&store.conn, "desk").map_err(into_fault)?.and_then(|text| text.parse().ok());
        Ok(store)
    }

    fn set_up(&self, how: How) -> rusqlite::Result<()> {
        // FULL: when a receipt is reported, the power may go (J-5). The checkpoint is taken in idle moments.
        let synchronous = if how.careless { "NORMAL" } else { "FULL" };
        self.conn.pragma_update(None, "journal_mode", "WAL")?;
        self.conn.pragma_update(None, "synchronous", synchronous)?;
        self.conn.pragma_update(None, "wal_autocheckpoint", 0)?;
        self.conn.pragma_update(None, "cache_size", CACHE)?;
        self.conn.pragma_update(None, "temp_store", "MEMORY")?;
        // Names moved within the file leave no copy behind, where that costs no writing.
        self.conn.pragma_update(None, "secure_delete", "FAST")?;
        self.conn.set_prepared_statement_cache_capacity(128);
        Ok(())
    }

    /// The version of the file's journal. A file that is not for this program is refused before anything of it is touched (`J-17`).
    fn known_version(&self, create: bool) -> Result<usize, No> {
        // Closing a file that is refused must not move its log into it.
        let hands_off = |on| self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on).map_err(broken);
        hands_off(true)?;
        let header = |name: &str| self.conn.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(broken);
        let (version, application) = (header("user_version")?, header("application_id")?);
        let is_new = version == 0 && application == 0 && self.conn.query_row(sql("is bare"), [], |r| r.get(0)).map_err(broken)?;
        if is_new && !create {
            return Err(Fault::new("this data file is not founded", "make one with `ebcm init`").into());
        }
        if !is_new && (application != APPLICATION || version == 0) {
            return Err(
                Fault::new("this is not a data file of ebcm", "name the right folder with --data; the file was left as it is").into()
            );
        }
        let version = usize::try_from(version).unwrap_or(usize::MAX);
        if version > JOURNAL.len() {
            return Err(Fault::new(
                format!("the data file is of a newer ebcm (version {version}, this one knows {})", JOURNAL.len()),
                "update this program; the file was left as it is",
            )
            .into());
        }
        if self.conn.is_readonly(rusqlite::MAIN_DB).map_err(broken)? {
            return Err(
                Fault::new("the data file can't be written", "give this user write access to it and its folder, and try again").into()
            );
        }
        hands_off(false)?;
        Ok(version)
    }

    fn migrate(&mut self, version: usize) -> Result<(), No> {
        if version < JOURNAL.len() {
            if version > 0 {
                super::backup::to_file(&self.conn, &self.dir.join(format!("before-version-{}.db", JOURNAL.len())))?;
            }
            let tx = self.conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(broken)?;
            for text in &JOURNAL[version..] {
                tx.execute_batch(text).map_err(broken)?;
            }
            tx.pragma_update(None, "application_id", APPLICATION).map_err(broken)?;
            tx.pragma_update(None, "user_version", i64::try_from(JOURNAL.len()).unwrap_or(0)).map_err(broken)?;
            tx.commit().map_err(broken)?;
        }
        let is_newer = super::receive::can_read_more(&self.conn);
        if own(&self.conn, "projection")?.as_deref() != Some(projection_shape().as_str()) || is_newer? {
            self.rebuild(&mut |_| true)?;
        }
        Ok(())
    }

    /// Begins a transaction; dropped without a commit, nothing of it stays.
    pub fn begin(&self) -> Result<rusqlite::Transaction<'_>, No> {
        rusqlite::Transaction::new_unchecked(&self.conn, rusqlite::TransactionBehavior::Immediate).map_err(broken)
    }

    /// Says which desk a new file is.
    pub fn know_desk(&mut self, desk: DeskId) {
        self.desk = Some(desk);
    }

    /// The desk that this data file is; `None` before it is founded.
    pub fn desk(&self) -> Option<&DeskId> {
        self.desk.as_ref()
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Moves what the write-ahead log holds into the file; for idle moments. A reader in the way is no fault.
    pub fn checkpoint(&self) -> Result<(), Fault> {
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(|e| fault(&e))
    }

    /// The same as far as it goes without waiting for readers: bulk work that never rests keeps its log short by it.
    pub fn checkpoint_in_passing(&self) -> Result<(), Fault> {
        self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(|e| fault(&e))
    }

    /// Before many entries in one transaction: the page cache would overflow into the log again and again. Wider than this gains nothing:
    /// most of what bulk work writes stands in the order of its keys.
    pub fn widen(&self) -> Result<(), Fault> {
        self.conn.pragma_update(None, "cache_size", WIDE_CACHE).map_err(|e| fault(&e))
    }

    /// After bulk work: the cache as it was, and the log, which grew with it, moved into the file.
    pub fn narrow(&self) -> Result<(), Fault> {
        self.conn.pragma_update(None, "cache_size", CACHE).map_err(|e| fault(&e))?;
        self.checkpoint()
    }

    /// After bulk work in many steps: the cache as it was. The log was moved into the file in passing; the rest of it goes in idle moments.
    pub fn narrow_in_passing(&self) -> Result<(), Fault> {
        self.conn.pragma_update(None, "cache_size", CACHE).map_err(|e| fault(&e))?;
        self.checkpoint_in_passing()
    }

    /// The writer's own connection, to read what it has just written.
    pub const fn connection(&self) -> &Connection {
        &self.conn
    }

    /// A reader on the same file.
    pub fn reader(&self) -> Result<Reader, Fault> {
        Reader::open(&self.dir)
    }
}

impl Reader {
    /// Opens the data file in `dir` for reading; it works beside a program that writes.
    pub fn open(dir: &Path) -> Result<Self, Fault> {
        let path = dir.join(FILE);
        if !path.exists() {
            return Err(Fault::new(
                format!("there is no data file in {}", dir.display()),
                "make one with `ebcm init`, look around with `ebcm demo`, or name its folder with --data",
            ));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&path, flags).map_err(|e| fault(&e))?;
        conn.pragma_update(None, "query_only", true).map_err(|e| fault(&e))?;
        conn.pragma_update(None, "cache_size", -16_000).map_err(|e| fault(&e))?;
        conn.busy_timeout(std::time::Duration::from_secs(2)).map_err(|e| fault(&e))?;
        conn.set_prepared_statement_cache_capacity(64);
        Ok(Self { conn, dir: dir.to_owned() })
    }

    /// Whether what screens and lists read is of this program's shape.
    pub(super) fn is_current(&self) -> Result<bool, No> {
        Ok(own(&self.conn, "projection")?.is_none_or(|shape| shape == projection_shape()))
    }

    /// Itself, where what screens and lists read is of this program's shape.
    ///
    /// # Errors
    /// A file that another version of the program wrote last.
    pub fn current(self) -> Result<Self, No> {
        if !self.is_current()? {
            let remedy = "open the terminal screen once, or run `ebcm rebuild`: it brings the file up to date";
            return Err(Fault::new("the data file was last opened by another version of ebcm", remedy).into());
        }
        Ok(self)
    }

    pub const fn connection(&self) -> &Connection {
        &self.conn
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// A fact of this machine alone.
pub fn own(conn: &Connection, name: &str) -> Result<Option<String>, No> {
    conn.prepare_cached(sql("own")).map_err(broken)?.query_row([name], |r| r.get(0)).optional().map_err(broken)
}

/// Keeps a fact of this machine alone.
pub fn put_own(conn: &Connection, name: &str, value: &str) -> Result<(), No> {
    conn.prepare_cached(sql("put own")).map_err(broken)?.execute([name, value]).map_err(broken)?;
    Ok(())
}

/// Whether opening the data file in `dir` for writing will first build everything that screens read again; it takes a while.
pub fn will_rebuild(dir: &Path) -> bool {
    Reader::open(dir).is_ok_and(|reader| reader.current().is_err())
}

/// The hash of the projections' shape.
pub fn projection_shape() -> String {
    Hash::of(format!("{}{FOLDS}", PROJECTION.concat()).as_bytes()).to_string()
}

/// Drops the projections' tables and makes them empty.
pub(super) fn empty_projections(conn: &Connection) -> Result<(), No> {
    for table in PROJECTION.iter().flat_map(|text| tables(text)) {
        conn.execute_batch(&format!("DROP TABLE IF EXISTS {table}")).map_err(broken)?;
    }
    for text in PROJECTION {
        conn.execute_batch(text).map_err(broken)?;
    }
    conn.execute(sql("forget subjects"), []).map_err(broken)?;
    put_own(conn, "projection", &projection_shape())
}

/// The tables that a text makes; an index over another table's rows first, as it needs them to be dropped.
fn tables(text: &str) -> impl Iterator<Item = &str> {
    let named = |begin: &'static str| text.split(begin).skip(1).filter_map(|rest| rest.split_whitespace().next());
    named("CREATE VIRTUAL TABLE ").chain(named("CREATE TABLE "))
}

fn into_fault(no: No) -> Fault {
    match no {
        No::Broken(fault) => fault,
        No::Refused(refusal) => Fault::new(refusal.message, ""),
    }
}
