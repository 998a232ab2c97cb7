//! Documents of a request in words: how large each is, and where it lies.

use std::path::Path;

use rusqlite::Connection;

use crate::base::{DeskId, No, PaperNo};
use crate::store::documents::{Lies, seems};
use crate::store::named::{Named, of_request};

/// The documents of a request, and how each seems to lie in this data folder.
///
/// # Errors
/// A fault of the data file.
pub fn of(conn: &Connection, data: &Path, no: &PaperNo) -> Result<Vec<(Named, Lies)>, No> {
    let lies = |named: Named| {
        let lies = seems(data, &named.file);
        (named, lies)
    };
    Ok(of_request(conn, no)?.into_iter().map(lies).collect())
}

/// `letter.pdf, 12 kB, here`.
pub fn line(named: &Named, lies: Lies, own: &DeskId) -> String {
    format!("{}, {} kB, {}", named.file.name, named.file.bytes.div_ceil(1_024), place(named, lies, own))
}

/// Where it lies, seen from this desk.
pub fn place(named: &Named, lies: Lies, own: &DeskId) -> String {
    match lies {
        Lies::Here => "here".to_owned(),
        Lies::Altered => "altered here".to_owned(),
        Lies::Missing if named.desk == *own => "lost here".to_owned(),
        Lies::Missing => format!("at {}", named.desk),
    }
}
