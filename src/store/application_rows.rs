//! The rows of applications, of open items and of applicants, kept as entries are folded.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::{broken, unreadable};
use super::project::read_state;
use super::work_rows::{Times, moment_of};
use super::{named, sql, work_rows};
use crate::base::{ConsumerNo, DeskId, No, PaperNo};
use crate::folds::application::Taken;
use crate::folds::{Application, Work};
use crate::journal::fact::{Effected, Fact};
use crate::journal::{Entry, Personal, Subject};

/// Words of an applicant are kept up to so many letters.
const LETTERS: usize = 24;

/// An application as its entries made it.
pub fn read(conn: &Connection, no: &PaperNo) -> Result<Option<Application>, No> {
    read_state(conn, &Subject::Application(no.clone()).to_string())
}

/// Keeps the rows of an application just folded. Gives the consumers of steps that stand now and did not before, or the other way: all but
/// those of `entry`, which is not folded into its consumer yet.
pub(super) fn list(conn: &Connection, no: &PaperNo, entry: &Entry) -> Result<Vec<ConsumerNo>, No> {
    let Some(application) = read(conn, no)? else { return Ok(Vec::new()) };
    put(conn, &application)?;
    stand_apart(conn, &application, entry)
}

fn put(conn: &Connection, application: &Application) -> Result<(), No> {
    let Application { stand, given, .. } = application;
    let key = application.no.to_string();
    let of = |no: Option<ConsumerNo>| no.map(ConsumerNo::key);
    let (day, since) = (application.day.to_string(), application.since.to_string());
    conn.prepare_cached(sql("put application"))
        .map_err(broken)?
        .execute(params![
            key,
            application.workflow,
            application.title,
            application.office,
            day,
            stand.state,
            stand.text,
            stand.is_open(),
            since,
            given.text("area"),
            given.text("category"),
            of(application.about),
            of(application.made),
            application.reference,
            application.until().map(|day| day.to_string()),
            application.meter_up(),
            i64::try_from(application.apart.len()).unwrap_or(i64::MAX),
            application.applicant.0.to_string(),
            application.applicant.1
        ])
        .map_err(broken)?;
    let moment = |taken: Option<&Taken>| taken.map_or(Ok(0), |taken| moment_of(conn, (&taken.desk, taken.seq)));
    let times = Times { made: moment(application.path.first())?, moved: moment(application.path.last())? };
    work_rows::put(conn, &Work::of_application(application), times)
}

/// Which of its steps stand apart now; the others' consumers are folded again.
fn stand_apart(conn: &Connection, application: &Application, entry: &Entry) -> Result<Vec<ConsumerNo>, No> {
    let key = application.no.to_string();
    let mut statement = conn.prepare_cached(sql("steps apart")).map_err(broken)?;
    let before = statement.query_map([&key], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).map_err(broken)?;
    let before: Vec<(String, i64, Option<i64>)> = before.collect::<Result<_, _>>().map_err(broken)?;
    let now: Vec<(String, &Taken)> = application.apart.iter().map(|taken| (taken.desk.to_string(), taken)).collect();
    let own = |desk: &str, seq: i64| desk == entry.desk.to_string() && seq == entry.seq;
    let mut changed = Vec::new();
    for (desk, seq, consumer) in &before {
        if !now.iter().any(|(d, taken)| d == desk && taken.seq == *seq) {
            conn.prepare_cached(sql("take step apart")).map_err(broken)?.execute(params![desk, seq]).map_err(broken)?;
            changed.extend(consumer.and_then(ConsumerNo::from_key).filter(|_| !own(desk, *seq)));
        }
    }
    for (desk, taken) in &now {
        if !before.iter().any(|(d, seq, _)| d == desk && *seq == taken.seq) {
            conn.prepare_cached(sql("put step apart"))
                .map_err(broken)?
                .execute(params![desk, taken.seq, key, taken.consumer.map(ConsumerNo::key)])
                .map_err(broken)?;
            changed.extend(taken.consumer.filter(|_| !own(desk, taken.seq)));
        }
    }
    changed.sort_unstable();
    changed.dedup();
    Ok(changed)
}

/// Whether an entry's step stands apart.
pub(super) fn is_apart(conn: &Connection, desk: &DeskId, seq: i64) -> Result<bool, No> {
    conn.prepare_cached(sql("is apart")).map_err(broken)?.query_row(params![desk.to_string(), seq], |r| r.get(0)).map_err(broken)
}

/// An entry with what its application says of it.
pub(super) fn marked(conn: &Connection, mut entry: Entry) -> Result<Entry, No> {
    mark(conn, &mut entry)?;
    Ok(entry)
}

/// The same in its place.
pub(super) fn mark(conn: &Connection, entry: &mut Entry) -> Result<(), No> {
    if matches!(entry.fact, Fact::ApplicationStep(_)) {
        entry.apart = is_apart(conn, &entry.desk, entry.seq)?;
    }
    Ok(())
}

pub(super) fn forget(conn: &Connection, no: &PaperNo) -> Result<(), No> {
    conn.prepare_cached(sql("forget application")).map_err(broken)?.execute([no.to_string()]).map_err(broken)?;
    Ok(())
}

/// Carries out an order to erase, again each time that the application is folded: an entry may come after the order.
pub(super) fn obey(conn: &Connection, entry: &Entry) -> Result<(), No> {
    if let Fact::ApplicantErased { entries, .. } = &entry.fact { erase(conn, entries, true) } else { Ok(()) }
}

/// What stands beside the applications' states: who applied, the words to find it by, which entry made a paper.
pub(super) fn keep(conn: &Connection, entry: &Entry) -> Result<(), No> {
    let (no, consumer, applicant) = match &entry.fact {
        Fact::ApplicationMade(made) => (&made.no, made.consumer, true),
        Fact::ApplicationStep(step) => (&step.no, step.consumer, step.applicant),
        Fact::PersonErased { entries, .. } => return erase(conn, entries, false),
        _ => return Ok(()),
    };
    let (desk, key) = (entry.desk.to_string(), no.to_string());
    for paper in entry.fact.papers() {
        conn.prepare_cached(sql("put application paper"))
            .map_err(broken)?
            .execute(params![paper.to_string(), key, desk, entry.seq])
            .map_err(broken)?;
    }
    named::keep(conn, entry, &key)?;
    let is_new_number = entry.fact.effects().iter().any(|effect| matches!(effect, Effected::NumberMade(_)));
    if !applicant && !is_new_number {
        return Ok(());
    }
    let is_erased: bool =
        conn.prepare_cached(sql("is erased")).map_err(broken)?.query_row(params![desk, entry.seq], |r| r.get(0)).map_err(broken)?;
    if is_erased {
        // The order was heard before the application.
        return erase(conn, &[entry.name()], true);
    }
    let mut text = format!("{} {}", key.rsplit('-').next().unwrap_or(&key), consumer.map_or_else(String::new, |no| no.to_string()));
    if let Some(personal) = entry.personal.as_ref().filter(|_| applicant) {
        put_applicant(conn, entry, &key, personal)?;
        text.push_str(&format!(" {} {} {}", personal.name, personal.address, personal.phone));
    }
    let mut put = conn.prepare_cached(sql("put applicant word")).map_err(broken)?;
    for word in words(&text) {
        put.execute(params![word, key, desk, entry.seq]).map_err(broken)?;
    }
    Ok(())
}

fn put_applicant(conn: &Connection, entry: &Entry, key: &str, personal: &Personal) -> Result<(), No> {
    let Personal { name, address, phone, email, .. } = personal;
    conn.prepare_cached(sql("put applicant"))
        .map_err(broken)?
        .execute(params![entry.desk.to_string(), entry.seq, key, name, address, phone, email])
        .map_err(broken)?;
    Ok(())
}

/// A text as words to be found by: small letters, without what stands between.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    split.map(|word| word.to_lowercase().chars().take(LETTERS).collect())
}

/// What an order erased leaves no trace in the file (`J-19`); `body` where the entries' own bodies are still to go.
fn erase(conn: &Connection, entries: &[String], body: bool) -> Result<(), No> {
    conn.pragma_update(None, "secure_delete", true).map_err(broken)?;
    let mut names = vec!["take applicant", "take applicant words", "put erased"];
    names.extend(body.then_some("erase personal"));
    for entry in entries {
        let Some((desk, seq)) = entry.rsplit_once('/') else { continue };
        let Ok(seq) = seq.parse::<i64>() else { continue };
        for name in &names {
            conn.prepare_cached(sql(name)).map_err(broken)?.execute(params![desk, seq]).map_err(broken)?;
        }
    }
    conn.pragma_update(None, "secure_delete", "FAST").map_err(broken)
}

/// The entry that made a numbered paper: its application, and where it stands.
pub fn entry_of(conn: &Connection, paper: &PaperNo) -> Result<Option<(PaperNo, DeskId, i64)>, No> {
    let found: Option<(String, String, i64)> = conn
        .prepare_cached(sql("application paper"))
        .map_err(broken)?
        .query_row([paper.to_string()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()
        .map_err(broken)?;
    let Some((application, desk, seq)) = found else { return Ok(None) };
    Ok(Some((application.parse().map_err(|e| unreadable(&application, &e))?, desk.parse().map_err(|e| unreadable(&desk, &e))?, seq)))
}
