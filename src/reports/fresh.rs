//! How fresh a list is: up to when each desk of the office has been heard of (`L-14`).

use serde_json::{Map, Value, json};

use super::Source;
use crate::base::{DeskId, No};
use crate::store::report::{self, Heard};

/// The desks of the office, and how far this data file knows of each.
pub struct Fresh {
    own: DeskId,
    desks: Vec<(DeskId, Option<Heard>)>,
    /// Other desks without an entry of today.
    not_heard: Vec<DeskId>,
}

/// How fresh what this data file says is.
///
/// # Errors
/// A fault of the data file.
pub fn fresh(source: &Source) -> Result<Fresh, No> {
    let mut desks = report::desks(source.conn, source.desk.office())?;
    if !desks.contains(source.desk) {
        desks.push(source.desk.clone());
    }
    let mut heard = Vec::with_capacity(desks.len());
    for desk in desks {
        let last = report::fresh(source.conn, &desk)?;
        heard.push((desk, last));
    }
    let is_silent = |last: &Option<Heard>| last.as_ref().is_none_or(|last| last.day < source.today);
    let others = heard.iter().filter(|(desk, last)| desk != source.desk && is_silent(last));
    let not_heard = others.map(|(desk, _)| desk.clone()).collect();
    Ok(Fresh { own: source.desk.clone(), desks: heard, not_heard })
}

impl Fresh {
    /// For other programs. `synced` is the last time that another desk was heard of, and null where none was.
    pub fn json(&self) -> Value {
        let at = |heard: &Heard| jiff::Timestamp::from_millisecond(heard.at).map(|at| at.to_string()).unwrap_or_default();
        let synced = self.others().filter_map(|(_, heard)| heard.as_ref()).max_by_key(|heard| heard.at).map(at);
        let desk = |(desk, heard): &(DeskId, Option<Heard>)| {
            let known = heard.as_ref().map(|heard| json!({ "entry": heard.entry, "at": at(heard) }));
            (desk.to_string(), known.unwrap_or(Value::Null))
        };
        let desks: Map<String, Value> = self.desks.iter().map(desk).collect();
        let not_heard: Vec<String> = self.not_heard.iter().map(ToString::to_string).collect();
        json!({ "synced": synced, "desks": desks, "not_heard": not_heard })
    }

    /// For whoever walks with the list.
    pub fn words(&self, source: &Source) -> String {
        let offset = source.profile.offset_seconds();
        let until = |heard: &Option<Heard>| heard.as_ref().map_or_else(|| "never".to_owned(), |heard| heard.when(offset));
        let own = self.desks.iter().find(|(desk, _)| *desk == self.own).map(|(_, heard)| until(heard)).unwrap_or_default();
        let mut words = format!("desk {} up to {own}", self.own);
        if self.others().next().is_none() {
            words.push_str("; no other desk of this office is known here");
        }
        for (desk, heard) in self.others() {
            let silent = if self.not_heard.contains(desk) { ", NOT HEARD FROM TODAY" } else { "" };
            words.push_str(&format!("; desk {desk} up to {}{silent}", until(heard)));
        }
        words
    }

    fn others(&self) -> impl Iterator<Item = &(DeskId, Option<Heard>)> {
        self.desks.iter().filter(|(desk, _)| *desk != self.own)
    }
}
