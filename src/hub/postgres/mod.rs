//! The hub's storage for a large utility: PostgreSQL, shared by several hub processes.

mod news;
mod put;
mod shelf;
mod tls;

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime};
use tokio::sync::{broadcast, mpsc};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use super::keep::{Code, Deed, Keep, Member};
use super::row::{self, MemberRow};
use super::sql::postgres;
use crate::base::{DeskId, Fault};
use crate::edge::secret;
use crate::journal::Recorded;
use crate::journal::chain::Hash;
use crate::journal::parcel::Parcel;
use crate::journal::sign::Signature;
use crate::journal::talk::Witness;
use crate::rules::role::Role;

const MIGRATIONS: [&str; 3] = [
    include_str!("../../../sql/hub/postgres/0001_hub.sql"),
    include_str!("../../../sql/hub/postgres/0002_put_back.sql"),
    include_str!("../../../sql/hub/postgres/0003_documents.sql"),
];
/// Connections of one process; long polls hold none.
const CONNECTIONS: usize = 16;
/// So long a letter waits for one of them, and one of them for the server.
const PATIENCE: Duration = Duration::from_secs(10);
/// News that a slow listener may be behind.
const NEWS: usize = 1_024;

/// A hub's database. Connections that break are made anew when they are next needed.
pub struct PostgresKeep {
    pool: Pool,
    news: broadcast::Sender<String>,
    /// Offices of which the other processes are to be told.
    to_tell: mpsc::UnboundedSender<String>,
}

/// What the server says, without the rows that it may quote: they are people's.
fn broken(error: tokio_postgres::Error) -> Fault {
    if let Some(fault) = tls::refused(&error) {
        return fault;
    }
    let what = match (error.as_db_error(), error.is_closed()) {
        (Some(db), _) => format!("the hub's database refused ({}, {})", db.code().code(), db.message()),
        (None, true) => "the hub's database broke the connection off".to_owned(),
        (None, false) => match error.source() {
            Some(why) => format!("the hub's database does not answer ({error}: {why})"),
            None => format!("the hub's database does not answer ({error})"),
        },
    };
    Fault::new(what, "look at PostgreSQL: does it run, is its disk full? Desks go on alone and try again")
}

/// The parameters of a statement.
type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

impl PostgresKeep {
    /// Connects to `postgres://user@host:port/database?sslmode=verify-full&sslrootcert=/path/root.pem` and brings its tables up to date.
    ///
    /// # Errors
    /// An address that can't be read, a server that does not answer or is not the one meant, tables of a newer version.
    pub async fn connect(url: &str) -> Result<Self, Fault> {
        let (mut config, tls) = tls::read(url)?;
        config.connect_timeout(PATIENCE).application_name("ebcm hub");
        let manager = Manager::from_config(config.clone(), tls.clone(), ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let begin = Hook::async_fn(|client, _| Box::pin(async move { begin(client).await.map_err(HookError::Backend) }));
        let pool = Pool::builder(manager).max_size(CONNECTIONS).runtime(Runtime::Tokio1).post_create(begin);
        let pool = pool.wait_timeout(Some(PATIENCE)).create_timeout(Some(PATIENCE)).build();
        let pool = pool.map_err(|e| Fault::new(format!("connections to the database can't be kept ({e})"), "start the hub again"))?;
        let (news, (to_tell, telling)) = (broadcast::channel(NEWS).0, mpsc::unbounded_channel());
        let keep = Self { pool, news, to_tell };
        keep.migrate().await?;
        let teller = hex::encode(secret::random::<8>()?);
        tokio::spawn(news::carry((config, tls), teller, keep.news.clone(), telling));
        Ok(keep)
    }

    async fn client(&self) -> Result<Object, Fault> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => broken(error),
            error => Fault::new(format!("the hub's database is not to be had ({error})"), "look at PostgreSQL: desks go on alone"),
        })
    }

    async fn migrate(&self) -> Result<(), Fault> {
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(broken)?;
        // Two processes that start together do it one after the other.
        tx.query(postgres("begin migration"), &[]).await.map_err(broken)?;
        tx.batch_execute(postgres("versions")).await.map_err(broken)?;
        let version: i32 = tx.query_one(postgres("version"), &[]).await.map_err(broken)?.get(0);
        let known = MIGRATIONS.len();
        let newer = || {
            Fault::new(format!("the hub's tables are of a newer ebcm (version {version}, this one knows {known})"), "update this program")
        };
        for (number, text) in (1..).zip(MIGRATIONS).skip(usize::try_from(version).ok().filter(|v| *v <= known).ok_or_else(newer)?) {
            tx.batch_execute(text).await.map_err(broken)?;
            tx.execute(postgres("put version"), &[&number]).await.map_err(broken)?;
        }
        tx.commit().await.map_err(broken)
    }

    /// All rows of a named statement.
    async fn rows(&self, name: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
        rows(&self.client().await?, name, values).await
    }

    async fn run(&self, name: &'static str, values: Values<'_>) -> Result<(), Fault> {
        let client = self.client().await?;
        let statement = client.prepare_cached(postgres(name)).await.map_err(broken)?;
        client.execute(&statement, values).await.map_err(broken)?;
        Ok(())
    }

    /// Each named statement as the server understands it, for the test that prepares each.
    ///
    /// # Errors
    /// The first that the server refuses.
    pub async fn prepare_all(&self) -> Result<usize, Fault> {
        let client = self.client().await?;
        let mut count = 0;
        for (name, text) in super::sql::all_postgres() {
            client.prepare(text).await.map_err(|e| Fault::new(format!("{name}: {}", broken(e).what), ""))?;
            count += 1;
        }
        Ok(count)
    }
}

/// What each connection begins with: acknowledged commits stand, and a database that was restored from a dump is noticed.
async fn begin(client: &Client) -> Result<(), tokio_postgres::Error> {
    client.execute(postgres("durable"), &[]).await?;
    match client.query_one(postgres("put back"), &[&false]).await {
        Ok(moved) if moved.try_get::<_, i64>(0)? > 0 => {
            tracing::warn!("the hub's database is another than it was: put back from a dump");
            Ok(())
        }
        // Its tables are made with the first connection.
        Err(error) if error.code() != Some(&SqlState::UNDEFINED_TABLE) => Err(error),
        _ => Ok(()),
    }
}

async fn rows(client: &Object, name: &'static str, values: Values<'_>) -> Result<Vec<Row>, Fault> {
    let statement = client.prepare_cached(postgres(name)).await.map_err(broken)?;
    client.query(&statement, values).await.map_err(broken)
}

/// The value of a column.
fn col<'a, T: tokio_postgres::types::FromSql<'a>>(row: &'a Row, at: usize) -> Result<T, Fault> {
    row.try_get(at).map_err(broken)
}

fn number(desk: &DeskId) -> i16 {
    i16::from(desk.number())
}

fn member(r: &Row) -> Result<Member, Fault> {
    MemberRow {
        office: col(r, 0)?,
        desk: col::<i16>(r, 1)?.into(),
        founded: col(r, 2)?,
        seq: col(r, 3)?,
        hash: col(r, 4)?,
        at: col(r, 5)?,
        standing: col(r, 6)?,
        revoked: col(r, 7)?,
        heard: col(r, 8)?,
    }
    .member()
}

fn recorded(name: &str, r: &Row) -> Result<Recorded, Fault> {
    Ok(Recorded {
        desk: name.to_owned(),
        seq: col(r, 0)?,
        at: col(r, 1)?,
        day: col(r, 2)?,
        user: col(r, 3)?,
        kind: col(r, 4)?,
        body: col(r, 5)?,
        personal: col(r, 6)?,
        personal_hash: col(r, 7)?,
        hash: col(r, 8)?,
    })
}

impl Keep for PostgresKeep {
    async fn member(&self, desk: &DeskId) -> Result<Option<Member>, Fault> {
        self.rows("member", &[&desk.office(), &number(desk)]).await?.first().map(member).transpose()
    }

    async fn members(&self, offices: &[String]) -> Result<Vec<Member>, Fault> {
        self.rows("members", &[&offices]).await?.iter().map(member).collect()
    }

    async fn granted(&self, office: &str) -> Result<Vec<(String, Role)>, Fault> {
        let role = |r: &Row| Ok((col(r, 0)?, col::<&str>(r, 1)?.parse().map_err(|e| row::altered("a role", &e))?));
        self.rows("granted", &[&office]).await?.iter().map(role).collect()
    }

    async fn hash(&self, desk: &DeskId, seq: i64) -> Result<Option<Hash>, Fault> {
        let found = self.rows("hash", &[&desk.office(), &number(desk), &seq]).await?;
        found.first().map(|r| row::hash(col(r, 0)?, &format!("{desk}/{seq}"))).transpose()
    }

    async fn parcel(&self, desk: &DeskId, after: i64, about: usize) -> Result<Option<Parcel>, Fault> {
        let (office, number, name) = (desk.office(), number(desk), desk.to_string());
        let reach = after.saturating_add(i64::try_from(about).unwrap_or(i64::MAX));
        let client = self.client().await?;
        let mut end = rows(&client, "end near", &[&office, &number, &after, &reach]).await?;
        if end.is_empty() {
            end = rows(&client, "end far", &[&office, &number, &after]).await?;
        }
        let Some(end) = end.first() else { return Ok(None) };
        let (last, signature): (i64, &[u8]) = (col(end, 0)?, col(end, 1)?);
        let found = rows(&client, "run", &[&office, &number, &after, &last]).await?;
        let entries = found.iter().map(|r| recorded(&name, r)).collect::<Result<_, _>>()?;
        Ok(Some(Parcel { desk: desk.clone(), after, entries, signature: Signature::from_bytes(signature) }))
    }

    async fn next_at(&self, behind: &[(DeskId, i64)]) -> Result<Vec<(DeskId, i64)>, Fault> {
        let offices: Vec<&str> = behind.iter().map(|(desk, _)| desk.office()).collect();
        let desks: Vec<i16> = behind.iter().map(|(desk, _)| number(desk)).collect();
        let next: Vec<i64> = behind.iter().map(|(_, after)| after + 1).collect();
        let found = self.rows("next at", &[&offices, &desks, &next]).await?;
        found.iter().map(|r| Ok((row::desk(col(r, 0)?, col::<i16>(r, 1)?.into())?, col(r, 2)?))).collect()
    }

    async fn put(&self, deed: &Arc<Deed>) -> Result<bool, Fault> {
        let done = put::put(&mut self.client().await?, deed).await?;
        if done {
            for office in row::offices(deed) {
                // Nobody listens: nobody waits. The others are told soon after, and find out by themselves where that fails.
                let _ = self.news.send(office.clone());
                let _ = self.to_tell.send(office);
            }
        }
        Ok(done)
    }

    async fn put_witness(&self, witness: &Witness, heard: i64) -> Result<(), Fault> {
        let bytes = row::witness_bytes(witness)?;
        self.run("put witness", &[&witness.desk.office(), &number(&witness.desk), &heard, &bytes]).await
    }

    async fn witnesses(&self, office: &str) -> Result<Vec<Witness>, Fault> {
        let found = self.rows("witnesses", &[&office]).await?;
        Ok(found.iter().filter_map(|r| row::witness(r.try_get(0).ok()?)).collect())
    }

    async fn put_code(&self, code: &Code) -> Result<(), Fault> {
        let replaces = code.replaces.as_ref().map(number);
        self.run("put code", &[&code.office, &code.id, &replaces, &code.until, &code.used_by]).await
    }

    async fn code(&self, id: &str) -> Result<Option<Code>, Fault> {
        let found = self.rows("code", &[&id]).await?;
        let Some(r) = found.first() else { return Ok(None) };
        let office: String = col(r, 0)?;
        let replaces = col::<Option<i16>>(r, 1)?.map(|number| row::desk(&office, number.into())).transpose()?;
        Ok(Some(Code { id: id.to_owned(), office, replaces, until: col(r, 2)?, used_by: col(r, 3)? }))
    }

    async fn set_put_back(&self) -> Result<(), Fault> {
        self.rows("put back", &[&true]).await.map(drop)
    }

    async fn is_put_back(&self, office: &str) -> Result<bool, Fault> {
        let found = self.rows("is put back", &[&office]).await?;
        found.first().map_or(Ok(false), |r| col(r, 0))
    }

    async fn set_caught_up(&self, offices: &[String]) -> Result<(), Fault> {
        self.run("caught up", &[&offices]).await
    }

    async fn ready(&self) -> Result<(), Fault> {
        self.rows("ready", &[]).await.map(|_| ())
    }

    fn news(&self) -> broadcast::Receiver<String> {
        self.news.subscribe()
    }
}
