//! `verify`: every hash of the chain, every number, every projection; it names what it finds (`J-4`, `J-6`).

use std::collections::HashSet;

use rusqlite::Connection;

use super::codec::each_entry;
use super::copied::altered;
use super::fault::broken;
use super::fit::{Unfolded, unfolded};
use super::named::Named;
use super::open::{Reader, empty_projections};
use super::rebuild::{fold_all, hashes};
use super::{named, sql};
use crate::base::{ConsumerNo, No};
use crate::journal::Fact;
use crate::journal::chain::Hash;

/// One thing that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The entry, `KVT-1/42`, or the table.
    pub entry: String,
    pub what: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub entries: u64,
    /// Entries of a newer program: whole, and not folded here.
    pub unread: Vec<String>,
    /// Entries that the hub refused, or that can't be true: whole, and folded by nobody.
    pub unfolded: Vec<Unfolded>,
    /// Documents of other desks that were altered here: nothing of the journal.
    pub notes: Vec<Found>,
    pub faults: Vec<Found>,
}

impl Reader {
    /// Checks the whole file. The projections are built again in memory and compared to the byte.
    pub fn verify(&self) -> Result<Report, No> {
        let mut report = Report::default();
        self.check_file(&mut report)?;
        self.check_chains(&mut report)?;
        self.check_balances(&mut report)?;
        self.check_series(&mut report)?;
        self.compare_projections(&mut report)?;
        Ok(report)
    }

    /// What this desk's entries name must lie here as it was taken in; what others' name need not, but not otherwise.
    fn check_documents(&self, named: Vec<Named>, report: &mut Report) -> Result<(), No> {
        let altered = altered(&self.dir, &named)?;
        for lacking in self.lacking(named, &altered)? {
            let found = Found { entry: lacking.named.entry(), what: lacking.what() };
            if lacking.own { report.faults.push(found) } else { report.notes.push(found) }
        }
        Ok(())
    }

    fn check_file(&self, report: &mut Report) -> Result<(), No> {
        let answer: String = self.conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0)).map_err(broken)?;
        if answer != "ok" {
            report
                .faults
                .push(Found { entry: "data file".to_owned(), what: format!("the file is damaged ({answer}): restore the latest backup") });
        }
        Ok(())
    }

    fn check_chains(&self, report: &mut Report) -> Result<(), No> {
        // Personal details that stand no more, and those that an order erased (J-19).
        let (mut gone, mut ordered) = (Vec::new(), HashSet::new());
        let mut statement = self.conn.prepare_cached(sql("desks")).map_err(broken)?;
        let desks: Vec<String> = statement.query_map([], |r| r.get(0)).map_err(broken)?.collect::<Result<_, _>>().map_err(broken)?;
        for desk in desks {
            let mut previous = Hash::ZERO;
            let mut expected = 1;
            let mut last_at = 0;
            each_entry(&self.conn, "entries of desk", [&desk], |raw| {
                let mut fault = |what: String| report.faults.push(Found { entry: raw.name(), what });
                if raw.seq != expected {
                    let gone = if raw.seq == expected + 1 {
                        format!("entry {expected} is missing")
                    } else {
                        format!("entries {expected} to {} are missing", raw.seq - 1)
                    };
                    fault(format!("{gone} before it"));
                }
                // After a gap the chain can't be followed: the entry's own hash is taken on trust and the next held to it.
                let own = Hash::from_slice(&raw.hash).unwrap_or(Hash::ZERO);
                if raw.seq == expected && raw.expected_hash(previous) != own {
                    fault("it was altered, or what stands before it was: its hash does not follow".to_owned());
                }
                match (&raw.personal, &raw.personal_hash) {
                    (Some(personal), hash) if hash.as_deref() != Some(Hash::of(personal.as_bytes()).bytes().as_slice()) => {
                        fault("its personal details were altered".to_owned());
                    }
                    (None, Some(_)) => gone.push(raw.name()),
                    _ => {}
                }
                if raw.at <= last_at {
                    fault("its time does not follow the one before".to_owned());
                }
                match raw.decode().map(|entry| entry.fact) {
                    Ok(Fact::PersonErased { entries, .. } | Fact::CallerErased { entries, .. } | Fact::ApplicantErased { entries, .. }) => {
                        ordered.extend(entries)
                    }
                    Ok(_) => {}
                    // Its hash holds it to what was written: a newer program wrote it (J-20).
                    Err(_) => report.unread.push(raw.name()),
                }
                (previous, expected, last_at) = (own, raw.seq + 1, raw.at);
                report.entries += 1;
                Ok(())
            })?;
        }
        let unordered = gone.into_iter().filter(|entry| !ordered.contains(entry));
        report.faults.extend(unordered.map(|entry| Found { entry, what: "its personal details were removed without an order".to_owned() }));
        self.check_ends(report)
    }

    /// Entries missing at a chain's end: the chain can't tell, the index of subjects can.
    fn check_ends(&self, report: &mut Report) -> Result<(), No> {
        let mut statement = self.conn.prepare_cached(sql("entries beyond the end")).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let entry = format!("{}/{}", row.get::<_, String>(0).map_err(broken)?, row.get::<_, i64>(1).map_err(broken)?);
            report.faults.push(Found { entry, what: "it is missing".to_owned() });
        }
        Ok(())
    }

    fn check_balances(&self, report: &mut Report) -> Result<(), No> {
        let mut statement = self.conn.prepare_cached(sql("ledger by entry out of balance")).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let entry = format!("{}/{}", row.get::<_, String>(0).map_err(broken)?, row.get::<_, i64>(1).map_err(broken)?);
            report.faults.push(Found { entry, what: "its ledger rows don't sum to nothing".to_owned() });
        }
        let mut statement = self.conn.prepare_cached(sql("balances that differ")).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let no = ConsumerNo::from_key(row.get(0).map_err(broken)?).map_or_else(|| "?".to_owned(), |no| no.to_string());
            report.faults.push(Found { entry: "consumer".to_owned(), what: format!("the balance of {no} is not the sum of its postings") });
        }
        Ok(())
    }

    fn check_series(&self, report: &mut Report) -> Result<(), No> {
        let mut statement = self.conn.prepare_cached(sql("series with a gap")).map_err(broken)?;
        let mut rows = statement.query([]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let (kind, desk, year): (String, String, i64) =
                (row.get(0).map_err(broken)?, row.get(1).map_err(broken)?, row.get(2).map_err(broken)?);
            let (last, made): (i64, i64) = (row.get(3).map_err(broken)?, row.get(4).map_err(broken)?);
            report
                .faults
                .push(Found { entry: format!("series {kind}-{desk} of {year}"), what: format!("{made} papers up to number {last}") });
        }
        Ok(())
    }

    fn compare_projections(&self, report: &mut Report) -> Result<(), No> {
        let scratch = self.copy_of_file()?;
        if scratch.execute(sql("check found"), []).is_err() {
            let what = "the index of the search is not what the consumers make of it: run `ebcm rebuild`";
            report.faults.push(Found { entry: "found".to_owned(), what: what.to_owned() });
        }
        empty_projections(&scratch)?;
        if let Err(no) = fold_all(&scratch, &mut |_| true) {
            report.faults.push(Found { entry: "projections".to_owned(), what: format!("the journal does not fold: {no}") });
            return Ok(());
        }
        self.check_documents(named::all(&scratch)?, report)?;
        report.unfolded = unfolded(&scratch)?;
        report.unfolded.retain(|one| !report.unread.contains(&one.entry));
        let (here, again) = (hashes(&self.conn)?, hashes(&scratch)?);
        let mut differing: Vec<&str> =
            here.iter().filter(|(table, hash)| again.get(*table) != Some(hash)).map(|(table, _)| *table).collect();
        differing.sort_unstable();
        for table in differing {
            report.faults.push(Found {
                entry: table.to_owned(),
                what: "the table is not what the journal makes of it: run `ebcm rebuild`".to_owned(),
            });
        }
        Ok(())
    }

    /// The file in a scratch database of its own, to be written to.
    fn copy_of_file(&self) -> Result<Connection, No> {
        let mut scratch = Connection::open("").map_err(broken)?;
        scratch.set_prepared_statement_cache_capacity(64);
        {
            let backup = rusqlite::backup::Backup::new(&self.conn, &mut scratch).map_err(broken)?;
            backup.run_to_completion(10_000, std::time::Duration::ZERO, None).map_err(broken)?;
        }
        scratch.pragma_update(None, "journal_mode", "OFF").map_err(broken)?;
        scratch.pragma_update(None, "synchronous", "OFF").map_err(broken)?;
        scratch.execute_batch("BEGIN").map_err(broken)?;
        Ok(scratch)
    }
}
