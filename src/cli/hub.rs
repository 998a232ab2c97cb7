//! `hub`.

use std::future::Future;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::answer::{Answer, plain};
use super::args::Hub as What;
use super::{At, office};
use crate::base::{DeskId, Fault, No, Refusal};
use crate::edge::clock::{Clock, local_day, local_stamp};
use crate::edge::{SystemClock, log, secret};
use crate::hub::folder::{Folder, New, Storage};
use crate::hub::keep::{Keep, Member};
use crate::hub::postgres::PostgresKeep;
use crate::hub::sqlite::SqliteKeep;
use crate::hub::{Hub, serve};
use crate::journal::code::Code;

/// From so many days before its end on, each start warns of the certificate's.
const WARN_DAYS: i32 = 60;

pub fn run(at: &At, what: What) -> Result<Answer, No> {
    match what {
        What::Init { at: dir, utility, training, db, name, listen } => {
            let profile = office::profile(&utility)?;
            let today = local_day(SystemClock.millis(), 0);
            let new = New { profile: profile.text, file: profile.file, training, database: db, names: name, listen, today };
            Ok(Answer::json(described(&Folder::init(&dir.dir, &new)?)?))
        }
        What::Renew { at: dir } => {
            let folder = Folder::open(&dir.dir)?;
            let until = folder.renew(local_day(SystemClock.millis(), folder.profile.offset_seconds()))?;
            Ok(Answer::json(json!({ "certificate_until": until })))
        }
        What::Serve { at: dir, listen } => {
            log::to_standard_error();
            let folder = Folder::open(&dir.dir)?;
            let listen = listen.unwrap_or(folder.settings.listen);
            warn_of_the_end(&folder)?;
            on(&folder, Work::Serve { listen, json: at.json })
        }
        What::Code { at: dir, office, replaces } => {
            let replaces = replaces.as_deref().map(desk).transpose()?;
            on(&Folder::open(&dir.dir)?, Work::Code { office, replaces })
        }
        What::Revoke { at: dir, desk: name, reason } => on(&Folder::open(&dir.dir)?, Work::Revoke { desk: desk(&name)?, reason }),
        What::Members { at: dir, office } => on(&Folder::open(&dir.dir)?, Work::Members { office }),
        What::Backup { at: dir, to } => backup(&Folder::open(&dir.dir)?, &to),
        What::Restored { at: dir, nobody_holds_more, office } => on(&Folder::open(&dir.dir)?, Work::Restored { nobody_holds_more, office }),
        What::Stick { at: dir, file, out } => on(&Folder::open(&dir.dir)?, Work::Stick { file, out }),
        What::Status { at: dir } => on(&Folder::open(&dir.dir)?, Work::Status),
    }
}

fn backup(folder: &Folder, to: &Path) -> Result<Answer, No> {
    let copied = folder.backup(to)?;
    let value = json!({
        "folder": to.display().to_string(), "storage": folder.storage().kind(), "entries": copied.as_ref().map(|copied| copied.entries),
        "documents": copied.as_ref().map(|copied| copied.documents), "altered": copied.as_ref().map(|copied| &copied.altered),
    });
    let keys = format!("{} holds the hub's keys: keep it where nobody else reads it.\n", to.display());
    let text = match &copied {
        Some(copied) => {
            let altered: String = copied.altered.iter().map(|one| format!("document {one} is altered: its desk has it\n")).collect();
            format!("{} entries, {} documents, checked. {keys}{altered}", copied.entries, copied.documents)
        }
        None => {
            format!("The hub's folder alone: its entries are in PostgreSQL, which backs them up itself (pg_dump, pg_basebackup). {keys}")
        }
    };
    Ok(Answer::json(value).text(text))
}

/// What is done with the hub's storage open.
enum Work {
    Serve { listen: SocketAddr, json: bool },
    Code { office: String, replaces: Option<DeskId> },
    Revoke { desk: DeskId, reason: String },
    Members { office: Option<String> },
    Restored { nobody_holds_more: bool, office: Option<String> },
    Stick { file: PathBuf, out: PathBuf },
    Status,
}

fn on(folder: &Folder, work: Work) -> Result<Answer, No> {
    let identity = folder.identity()?;
    let clock = Arc::new(|| SystemClock.millis());
    block_on(async {
        match folder.storage() {
            Storage::Sqlite(path) => done(Hub::new(SqliteKeep::open(&path)?, identity, clock), folder, work).await,
            Storage::Postgres(url) => done(Hub::new(PostgresKeep::connect(&url).await?, identity, clock), folder, work).await,
        }
    })
}

/// Runs what waits for the network, on this thread and as many as there are processors.
pub fn block_on<T>(work: impl Future<Output = Result<T, No>>) -> Result<T, No> {
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|e| Fault::new(format!("the system gives no threads ({e})"), "close other programs and try again"))?;
    runtime.block_on(work)
}

async fn done<K: Keep>(hub: Hub<K>, folder: &Folder, work: Work) -> Result<Answer, No> {
    match work {
        Work::Serve { listen, json } => {
            tracing::info!(utility = %folder.settings.utility, training = folder.settings.training, storage = folder.storage().kind(), "begins");
            for (office, fault) in hub.held_back().await? {
                tracing::warn!(office, why = fault.what, remedy = fault.remedy, "the hub writes nothing of its own here yet");
            }
            hub.found_offices().await?;
            serve::serve(Arc::new(hub), folder, listen, move |address| say_where(address, json)).await?;
            Ok(Answer::quiet())
        }
        Work::Code { office, replaces } => {
            let secret = hub.make_code(&office, replaces.clone()).await?;
            let code = whole_code(&secret, folder)?.to_string();
            let settings = &folder.settings;
            let host = settings.names.first().map_or("HUB", String::as_str);
            let join = format!("ebcm join https://{host}:{} --code {code}", settings.listen.port());
            let text = format!("{code}\n\nFor one new desk of {office}, once, within seven days:\n  {join}\n");
            Ok(Answer::json(json!({ "code": code, "office": office, "replaces": replaces, "days": 7 })).text(text))
        }
        Work::Revoke { desk, reason } => {
            hub.revoke(&desk, &reason).await?;
            Ok(Answer::json(json!({ "desk": desk, "revoked": reason })))
        }
        Work::Members { office } => {
            let members = hub.members(office.as_deref()).await?;
            let rows: Vec<Value> = members.iter().filter(|m| !m.founded.desk.is_hub()).map(|m| row(m, folder)).collect();
            let text = plain(&Value::Array(rows.clone()));
            Ok(Answer::json(json!({ "rows": rows })).text(text))
        }
        Work::Restored { nobody_holds_more, office } => {
            if nobody_holds_more {
                hub.nobody_holds_more(office.as_deref()).await?;
            } else {
                hub.was_put_back().await?;
            }
            let waits = held_back(&hub).await?;
            let text = match waits.as_slice() {
                [] => "The hub waits for nobody.\n".to_owned(),
                _ => "The hub writes nothing of its own in an office until its desks have spoken. Codes given out before are void.\n"
                    .to_owned(),
            };
            Ok(Answer::json(json!({ "waits": waits })).text(text))
        }
        Work::Stick { file, out } => {
            let cannot = |path: &Path, what: &str, e: &std::io::Error| {
                Fault::new(format!("{} can't be {what} ({e})", path.display()), "look at the stick, or name another file")
            };
            let bytes = std::fs::read(&file).map_err(|e| cannot(&file, "read", &e))?;
            let (desk, answer) = hub.stick(&bytes, secret::random::<32>()?).await?;
            std::fs::write(&out, &answer).map_err(|e| cannot(&out, "written", &e))?;
            Ok(Answer::json(json!({ "from": desk, "file": out.display().to_string(), "bytes": answer.len() })))
        }
        Work::Status => {
            let members = hub.members(None).await?;
            let mut value = described(folder)?;
            let desks = |revoked: bool| members.iter().filter(|m| !m.founded.desk.is_hub() && m.revoked.is_some() == revoked).count();
            if let Value::Object(map) = &mut value {
                map.insert("desks".to_owned(), json!(desks(false)));
                map.insert("revoked".to_owned(), json!(desks(true)));
                map.insert("entries".to_owned(), json!(members.iter().map(|m| m.head.seq).sum::<i64>()));
                map.insert("waits".to_owned(), json!(held_back(&hub).await?));
            }
            Ok(Answer::json(value))
        }
    }
}

/// Where the hub writes nothing of its own yet, and why.
async fn held_back<K: Keep>(hub: &Hub<K>) -> Result<Vec<Value>, No> {
    let held = hub.held_back().await?;
    Ok(held.into_iter().map(|(office, fault)| json!({ "office": office, "why": fault.what, "remedy": fault.remedy })).collect())
}

/// The hub as its folder says it is; no secret, and no address of a database, which may hold a password.
fn described(folder: &Folder) -> Result<Value, No> {
    let settings = &folder.settings;
    Ok(json!({
        "utility": settings.utility,
        "training": settings.training,
        "storage": folder.storage().kind(),
        "listen": settings.listen.to_string(),
        "names": settings.names,
        "fingerprint": hex::encode(folder.fingerprint),
        "certificate_until": folder.certificate_until()?,
    }))
}

fn row(member: &Member, folder: &Folder) -> Value {
    let heard = (member.heard > 0).then(|| local_stamp(member.heard, folder.profile.offset_seconds()).to_string());
    json!({
        "desk": member.founded.desk,
        "entries": member.head.seq,
        "heard": heard,
        "revoked": member.revoked,
    })
}

/// The secret, and by what the hub is known: both go to the new desk in one word.
fn whole_code(secret: &str, folder: &Folder) -> Result<Code, Fault> {
    let bytes = hex::decode(secret).ok().and_then(|bytes| bytes.try_into().ok());
    let bytes = bytes.ok_or_else(|| Fault::new("the code could not be made", "try again"))?;
    Ok(Code::new(bytes, &folder.fingerprint))
}

fn desk(text: &str) -> Result<DeskId, No> {
    text.parse().map_err(|e: crate::base::number::NotANumber| Refusal::new("J-12", e.to_string()).at("desk").into())
}

/// Whoever started it learns where it listens; with port 0 the system chooses.
fn say_where(address: SocketAddr, json: bool) {
    let mut out = std::io::stdout().lock();
    let line = if json { json!({ "listening": address.to_string() }).to_string() } else { format!("listening on {address}") };
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

fn warn_of_the_end(folder: &Folder) -> Result<(), Fault> {
    let today = local_day(SystemClock.millis(), folder.profile.offset_seconds());
    if let Some(until) = folder.certificate_until()?
        && until.days_since(today) < WARN_DAYS
    {
        tracing::warn!(until = %until, "the certificate ends soon: run `ebcm hub renew` and start the hub again");
    }
    Ok(())
}
