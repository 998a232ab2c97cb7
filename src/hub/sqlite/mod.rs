//! The hub's storage for a small utility: one SQLite file.

mod news;
mod shelf;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use tokio::sync::broadcast;

use crate::base::{DeskId, Fault};
use crate::hub::keep::{Code, Deed, Keep, Member, Run};
use crate::hub::row::{self, MemberRow};
use crate::hub::sql::sqlite;
use crate::journal::Recorded;
use crate::journal::chain::Hash;
use crate::journal::parcel::Parcel;
use crate::journal::sign::Signature;
use crate::journal::talk::Witness;
use crate::rules::role::Role;

/// `ehub` in the file's header, so that a desk's data file is told apart.
const APPLICATION: i64 = 0x6568_7562;
const MIGRATIONS: [&str; 3] = [
    include_str!("../../../sql/hub/sqlite/0001_hub.sql"),
    include_str!("../../../sql/hub/sqlite/0002_put_back.sql"),
    include_str!("../../../sql/hub/sqlite/0003_documents.sql"),
];
/// Another process on the file (a command beside the server) is waited for so long.
const PATIENCE: Duration = Duration::from_secs(10);
/// The page cache in SQLite's measure, KiB below zero.
const CACHE: i32 = -32_000;
/// News that a slow listener may be behind.
const NEWS: usize = 256;

/// A hub's file. One connection writes, others read beside it.
pub struct SqliteKeep {
    file: Arc<File>,
    news: broadcast::Sender<String>,
    /// Dropped, it ends the watch for other processes.
    _watched: mpsc::Sender<()>,
}

struct File {
    path: PathBuf,
    writer: Mutex<Connection>,
    /// Those that nobody uses now.
    readers: Mutex<Vec<Connection>>,
}

fn broken(error: rusqlite::Error) -> Fault {
    Fault::new(format!("the hub's file failed ({error})"), "look at its disk: is it full, is it there? Desks go on alone and try again")
}

impl SqliteKeep {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// Another program's file, one of a newer version, a disk that fails.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let mut writer = connect(path)?;
        migrate(&mut writer, path)?;
        let file = File { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) };
        let (file, news) = (Arc::new(file), broadcast::channel(NEWS).0);
        let (watched, let_go) = mpsc::channel();
        let (seen, told) = (Arc::downgrade(&file), news.clone());
        let watch = std::thread::Builder::new().name("hub news".to_owned()).spawn(move || news::watch(&seen, &told, &let_go));
        watch.map_err(|e| Fault::new(format!("the system gives no threads ({e})"), "close other programs and try again"))?;
        Ok(Self { file, news, _watched: watched })
    }

    async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
        let file = self.file.clone();
        blocking(move || file.read(work)).await
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<Option<T>, Fault> + Send + 'static,
    ) -> Result<Option<T>, Fault> {
        let file = self.file.clone();
        blocking(move || {
            let conn = file.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let tx = Transaction::new_unchecked(&conn, TransactionBehavior::Immediate).map_err(broken)?;
            let done = work(&tx)?;
            if done.is_some() {
                tx.commit().map_err(broken)?;
            }
            Ok(done)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    let stopped = |e| Fault::new(format!("the hub's storage stopped ({e})"), "start the hub again");
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}

fn connect(path: &Path) -> Result<Connection, Fault> {
    let conn = Connection::open(path).map_err(broken)?;
    conn.busy_timeout(PATIENCE).map_err(broken)?;
    // FULL: what a desk is told was taken, is taken though the power goes.
    for (name, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("secure_delete", "FAST")] {
        conn.pragma_update(None, name, value).map_err(broken)?;
    }
    conn.pragma_update(None, "cache_size", CACHE).map_err(broken)?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

fn migrate(conn: &mut Connection, path: &Path) -> Result<(), Fault> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(broken)?;
    let header = |name: &str| tx.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(broken);
    let (version, application) = (header("user_version")?, header("application_id")?);
    if (version, application) != (0, 0) && application != APPLICATION {
        return Err(Fault::new(format!("{} is not a hub's file", path.display()), "name the hub's own; the file was left as it is"));
    }
    let known = MIGRATIONS.len();
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    let newer =
        || Fault::new(format!("the hub's file is of a newer ebcm (version {version}, this one knows {known})"), "update this program");
    for text in MIGRATIONS.get(version..).ok_or_else(newer)? {
        tx.execute_batch(text).map_err(broken)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION).map_err(broken)?;
    tx.pragma_update(None, "user_version", i64::try_from(known).unwrap_or(0)).map_err(broken)?;
    tx.commit().map_err(broken)
}

impl File {
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, Fault> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => {
                let conn = connect(&self.path)?;
                conn.pragma_update(None, "query_only", true).map_err(broken)?;
                conn
            }
        };
        let read = work(&conn)?;
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        Ok(read)
    }
}

/// All rows of a named statement.
fn rows<T>(
    conn: &Connection,
    name: &'static str,
    params: impl rusqlite::Params,
    row: impl FnMut(&Row) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Fault> {
    let mut statement = conn.prepare_cached(sqlite(name)).map_err(broken)?;
    statement.query_map(params, row).map_err(broken)?.collect::<rusqlite::Result<_>>().map_err(broken)
}

/// The only row of a named statement.
fn row_of<T>(
    conn: &Connection,
    name: &'static str,
    params: impl rusqlite::Params,
    row: impl FnOnce(&Row) -> rusqlite::Result<T>,
) -> Result<Option<T>, Fault> {
    conn.prepare_cached(sqlite(name)).map_err(broken)?.query_row(params, row).optional().map_err(broken)
}

/// Whether a named statement changed one row.
fn changed(conn: &Connection, name: &'static str, params: impl rusqlite::Params) -> Result<bool, Fault> {
    Ok(conn.prepare_cached(sqlite(name)).map_err(broken)?.execute(params).map_err(broken)? == 1)
}

fn member_row(r: &Row) -> rusqlite::Result<MemberRow> {
    Ok(MemberRow {
        office: r.get(0)?,
        desk: r.get(1)?,
        founded: r.get(2)?,
        seq: r.get(3)?,
        hash: r.get(4)?,
        at: r.get(5)?,
        standing: r.get(6)?,
        revoked: r.get(7)?,
        heard: r.get(8)?,
    })
}

fn parcel(conn: &Connection, desk: &DeskId, after: i64, about: usize) -> Result<Option<Parcel>, Fault> {
    let (office, number) = (desk.office(), desk.number());
    let reach = after.saturating_add(i64::try_from(about).unwrap_or(i64::MAX));
    let end = |r: &Row| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?));
    let near = row_of(conn, "end near", params![office, number, after, reach], end)?;
    let far = || row_of(conn, "end far", params![office, number, after], end);
    let Some((last, signature)) = near.map_or_else(far, |near| Ok(Some(near)))? else { return Ok(None) };
    let name = desk.to_string();
    let entries = rows(conn, "run", params![office, number, after, last], |r| {
        Ok(Recorded {
            desk: name.clone(),
            seq: r.get(0)?,
            at: r.get(1)?,
            day: r.get(2)?,
            user: r.get(3)?,
            kind: r.get(4)?,
            body: r.get(5)?,
            personal: r.get(6)?,
            personal_hash: r.get(7)?,
            hash: r.get(8)?,
        })
    })?;
    Ok(Some(Parcel { desk: desk.clone(), after, entries, signature: Signature::from_bytes(&signature) }))
}

/// `None`: something stands otherwise than the deed started from.
fn put(tx: &Transaction, deed: &Deed) -> Result<Option<()>, Fault> {
    for founded in &deed.admit {
        let (desk, text, standing) = (&founded.desk, row::founded(founded)?, row::standing(&crate::hub::keep::Standing::default())?);
        if !changed(tx, "admit", params![desk.office(), desk.number(), text, Hash::ZERO.bytes(), standing])? {
            return Ok(None);
        }
    }
    if let Some((id, key)) = &deed.code
        && !changed(tx, "use code", params![id, key])?
    {
        return Ok(None);
    }
    for run in &deed.runs {
        if !put_run(tx, run)? {
            return Ok(None);
        }
    }
    for (desk, seq) in deed.runs.iter().flat_map(|run| &run.erased) {
        changed(tx, "erase", params![desk.office(), desk.number(), seq])?;
    }
    for (desk, reason) in &deed.revoke {
        if !changed(tx, "revoke", params![desk.office(), desk.number(), reason])? {
            return Ok(None);
        }
    }
    if let Some((witness, heard)) = &deed.heard {
        put_witness(tx, witness, *heard)?;
    }
    Ok(Some(()))
}

/// Marks a hub's file as an earlier state of itself.
pub(super) fn put_back(conn: &Connection) -> rusqlite::Result<()> {
    for name in ["put back", "nobody was heard", "codes are void", "none caught up"] {
        conn.execute(sqlite(name), [])?;
    }
    Ok(())
}

fn put_witness(tx: &Transaction, witness: &Witness, heard: i64) -> Result<(), Fault> {
    let (desk, bytes) = (&witness.desk, row::witness_bytes(witness)?);
    changed(tx, "put witness", params![desk.office(), desk.number(), heard, bytes]).map(|_| ())
}

fn put_run(tx: &Transaction, run: &Run) -> Result<bool, Fault> {
    let (office, number) = (run.desk.office(), run.desk.number());
    let (hash, standing) = (run.head.hash.bytes(), row::standing(&run.standing)?);
    if !changed(tx, "move head", params![office, number, run.after, run.head.seq, hash, run.at, standing, run.of_the_past])? {
        return Ok(false);
    }
    let mut statement = tx.prepare_cached(sqlite("put entry")).map_err(broken)?;
    for e in &run.entries {
        let signature = row::signature(run, e);
        statement
            .execute(params![office, number, e.seq, e.at, e.day, e.user, e.kind, e.body, e.personal, e.personal_hash, e.hash, signature])
            .map_err(broken)?;
    }
    for (user, role) in &run.granted {
        changed(tx, "grant", params![office, user, role.code()])?;
    }
    Ok(true)
}

impl Keep for SqliteKeep {
    async fn member(&self, desk: &DeskId) -> Result<Option<Member>, Fault> {
        let desk = desk.clone();
        let found = self.read(move |conn| row_of(conn, "member", params![desk.office(), desk.number()], member_row)).await?;
        found.map(MemberRow::member).transpose()
    }

    async fn members(&self, offices: &[String]) -> Result<Vec<Member>, Fault> {
        let mut offices = offices.to_vec();
        offices.sort_unstable();
        let found = self.read(move |conn| {
            let found = offices.iter().map(|office| rows(conn, "members", [office], member_row)).collect::<Result<Vec<_>, _>>()?;
            Ok(found.into_iter().flatten().collect::<Vec<_>>())
        });
        found.await?.into_iter().map(MemberRow::member).collect()
    }

    async fn granted(&self, office: &str) -> Result<Vec<(String, Role)>, Fault> {
        let office = office.to_owned();
        let found = self.read(move |conn| rows(conn, "granted", [office], |r| Ok((r.get(0)?, r.get::<_, String>(1)?))));
        found.await?.into_iter().map(|(user, role)| Ok((user, role.parse().map_err(|e| row::altered("a role", &e))?))).collect()
    }

    async fn hash(&self, desk: &DeskId, seq: i64) -> Result<Option<Hash>, Fault> {
        let name = format!("{desk}/{seq}");
        let desk = desk.clone();
        let found = self.read(move |conn| row_of(conn, "hash", params![desk.office(), desk.number(), seq], |r| r.get::<_, Vec<u8>>(0)));
        found.await?.map(|bytes| row::hash(&bytes, &name)).transpose()
    }

    async fn parcel(&self, desk: &DeskId, after: i64, about: usize) -> Result<Option<Parcel>, Fault> {
        let desk = desk.clone();
        self.read(move |conn| parcel(conn, &desk, after, about)).await
    }

    async fn next_at(&self, behind: &[(DeskId, i64)]) -> Result<Vec<(DeskId, i64)>, Fault> {
        let behind = behind.to_vec();
        self.read(move |conn| {
            let mut next = Vec::with_capacity(behind.len());
            for (desk, after) in behind {
                if let Some(at) = row_of(conn, "next at", params![desk.office(), desk.number(), after + 1], |r| r.get(0))? {
                    next.push((desk, at));
                }
            }
            Ok(next)
        })
        .await
    }

    async fn put(&self, deed: &Arc<Deed>) -> Result<bool, Fault> {
        let done = {
            let deed = deed.clone();
            self.write(move |tx| put(tx, &deed)).await?.is_some()
        };
        if done {
            for office in row::offices(deed) {
                // Nobody listens: nobody waits.
                let _ = self.news.send(office);
            }
        }
        Ok(done)
    }

    async fn put_witness(&self, witness: &Witness, heard: i64) -> Result<(), Fault> {
        let witness = witness.clone();
        self.write(move |tx| put_witness(tx, &witness, heard).map(Some)).await?;
        Ok(())
    }

    async fn witnesses(&self, office: &str) -> Result<Vec<Witness>, Fault> {
        let office = office.to_owned();
        let found = self.read(move |conn| rows(conn, "witnesses", [office], |r| r.get::<_, Vec<u8>>(0))).await?;
        Ok(found.iter().filter_map(|bytes| row::witness(bytes)).collect())
    }

    async fn put_code(&self, code: &Code) -> Result<(), Fault> {
        let Code { id, office, replaces, until, used_by } = code.clone();
        let replaces = replaces.map(|desk| desk.number());
        self.write(move |tx| changed(tx, "put code", params![id, office, replaces, until, used_by]).map(Some)).await?;
        Ok(())
    }

    async fn code(&self, id: &str) -> Result<Option<Code>, Fault> {
        let id = id.to_owned();
        let key = id.clone();
        let found = self.read(move |conn| {
            row_of(conn, "code", [key], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?, r.get(2)?, r.get(3)?)))
        });
        let Some((office, replaces, until, used_by)) = found.await? else { return Ok(None) };
        let replaces = replaces.map(|number| row::desk(&office, number)).transpose()?;
        Ok(Some(Code { id, office, replaces, until, used_by }))
    }

    async fn set_put_back(&self) -> Result<(), Fault> {
        self.write(|tx| put_back(tx).map(Some).map_err(broken)).await?;
        Ok(())
    }

    async fn is_put_back(&self, office: &str) -> Result<bool, Fault> {
        let office = office.to_owned();
        let found = self.read(move |conn| row_of(conn, "is put back", [office], |r| r.get(0))).await?;
        Ok(found.unwrap_or(false))
    }

    async fn set_caught_up(&self, offices: &[String]) -> Result<(), Fault> {
        let offices = offices.to_vec();
        self.write(move |tx| offices.iter().try_for_each(|office| changed(tx, "caught up", [office]).map(drop)).map(Some)).await?;
        Ok(())
    }

    async fn ready(&self) -> Result<(), Fault> {
        self.read(|conn| row_of(conn, "ready", [], |r| r.get::<_, i64>(0))).await.map(|_| ())
    }

    fn news(&self) -> broadcast::Receiver<String> {
        self.news.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statement_prepares() {
        let dir = tempfile::tempdir().unwrap();
        let keep = SqliteKeep::open(&dir.path().join("hub.db")).unwrap();
        let conn = keep.file.writer.lock().unwrap();
        for (name, text) in crate::hub::sql::all_sqlite() {
            let prepared = conn.prepare(text);
            assert!(prepared.is_ok(), "{name}: {}\n{text}", prepared.unwrap_err());
        }
    }

    #[test]
    fn a_file_of_another_program_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("other.db");
        let other = Connection::open(&path).unwrap();
        other.pragma_update(None, "user_version", 3).unwrap();
        assert!(SqliteKeep::open(&path).is_err_and(|fault| fault.what.contains("not a hub's file")));
    }
}
