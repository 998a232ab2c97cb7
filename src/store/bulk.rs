//! What makes the recording of very many entries fast: indexes that fill in no order are built once at the end, in the order of
//! their keys, instead of row by row; and the search's is merged once, instead of again and again.

use rusqlite::Connection;

use super::fault::broken;
use super::{search, sql};
use crate::base::No;

/// With fewer consumers than this in the file, building an index again costs less than keeping it.
const FEW: i64 = 10_000;

/// How often bulk work writes a consumer's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// Once, as an import does. The lists' indexes are kept then: most hold few consumers, and to go through all for each of them
    /// at the end costs more.
    Once,
    /// With each of its entries, as a rebuild does.
    Often,
}

/// Bulk work in the caller's transaction, from its begin to its end. Given up in between, the transaction goes back, and all of
/// this with it.
pub struct Bulk<'a> {
    conn: &'a Connection,
    /// The statements that make the indexes put away.
    indexes: Vec<String>,
}

impl<'a> Bulk<'a> {
    /// Puts away what is built again at the end.
    pub fn begin(conn: &'a Connection, writes: Writes) -> Result<Self, No> {
        search::leave_in_pieces(conn)?;
        let few: bool = conn.query_row(sql("few consumers"), [FEW], |r| r.get(0)).map_err(broken)?;
        let mut indexes = Vec::new();
        if few {
            let mut statement = conn.prepare(sql("indexes to put away")).map_err(broken)?;
            let found = statement.query_map([writes == Writes::Often], |r| Ok((r.get(0)?, r.get(1)?))).map_err(broken)?;
            let found: Vec<(String, String)> = found.collect::<Result<_, _>>().map_err(broken)?;
            for (name, text) in found {
                conn.execute_batch(&format!("DROP INDEX {name}")).map_err(broken)?;
                indexes.push(text);
            }
        }
        Ok(Self { conn, indexes })
    }

    /// Builds what was put away.
    pub fn end(self) -> Result<(), No> {
        self.indexes.iter().try_for_each(|text| self.conn.execute_batch(text)).map_err(broken)?;
        search::keep_together(self.conn)
    }
}
