//! Documents in the hub's SQLite.

use rusqlite::params;

use super::{SqliteKeep, changed, row_of, rows};
use crate::base::{DeskId, Fault};
use crate::hub::shelf::{Shelf, Shelved, column, rest};

impl Shelf for SqliteKeep {
    async fn admitted(&self, desk: &DeskId, seq: i64) -> Result<Option<String>, Fault> {
        let desk = desk.clone();
        let refusal = format!("\"desk\":\"{desk}\",\"seq\":{seq},");
        self.read(move |conn| row_of(conn, "admitted", params![desk.office(), desk.number(), seq, refusal], |r| r.get(0))).await
    }

    async fn shelved(&self, desk: &DeskId, sha256: &str) -> Result<Option<Shelved>, Fault> {
        let (desk, sha256) = (desk.clone(), sha256.to_owned());
        self.read(move |conn| {
            row_of(conn, "document", params![desk.office(), desk.number(), sha256], |r| {
                let length = |at| r.get::<_, i64>(at).map(i64::unsigned_abs);
                Ok(Shelved { size: length(0)?, got: length(1)?, whole: r.get(2)? })
            })
        })
        .await
    }

    async fn whole(&self, desk: &DeskId) -> Result<Vec<String>, Fault> {
        let desk = desk.clone();
        self.read(move |conn| rows(conn, "whole documents", params![desk.office(), desk.number()], |r| r.get(0))).await
    }

    async fn begin(&self, desk: &DeskId, sha256: &str, size: u64) -> Result<(), Fault> {
        let (desk, sha256) = (desk.clone(), sha256.to_owned());
        self.write(move |tx| changed(tx, "begin document", params![desk.office(), desk.number(), sha256, column(size)]).map(Some)).await?;
        Ok(())
    }

    async fn put_piece(&self, desk: &DeskId, sha256: &str, at: u64, bytes: &[u8]) -> Result<bool, Fault> {
        let (desk, sha256, bytes) = (desk.clone(), sha256.to_owned(), bytes.to_vec());
        let (at, end) = (column(at), column(at.saturating_add(bytes.len() as u64)));
        let put = self.write(move |tx| {
            if !changed(tx, "move document", params![desk.office(), desk.number(), sha256, at, end])? {
                return Ok(None);
            }
            changed(tx, "put piece", params![desk.office(), desk.number(), sha256, at, bytes]).map(Some)
        });
        Ok(put.await?.is_some())
    }

    async fn pieces(&self, desk: &DeskId, sha256: &str) -> Result<Vec<u8>, Fault> {
        let (desk, sha256) = (desk.clone(), sha256.to_owned());
        let pieces = self.read(move |conn| rows(conn, "pieces", params![desk.office(), desk.number(), sha256], |r| r.get::<_, Vec<u8>>(0)));
        Ok(pieces.await?.concat())
    }

    async fn piece(&self, desk: &DeskId, sha256: &str, at: u64) -> Result<Vec<u8>, Fault> {
        let (desk, sha256) = (desk.clone(), sha256.to_owned());
        let found = self.read(move |conn| {
            row_of(conn, "piece", params![desk.office(), desk.number(), sha256, column(at)], |r| Ok((r.get(0)?, r.get(1)?)))
        });
        Ok(found.await?.map(|(begins, bytes)| rest(bytes, begins, at)).unwrap_or_default())
    }

    async fn end(&self, desk: &DeskId, sha256: &str, whole: bool) -> Result<(), Fault> {
        let (desk, sha256) = (desk.clone(), sha256.to_owned());
        let names: &[&'static str] = if whole { &["document is whole"] } else { &["take pieces", "take document"] };
        let end = self.write(move |tx| {
            names.iter().try_for_each(|name| changed(tx, name, params![desk.office(), desk.number(), sha256]).map(drop)).map(Some)
        });
        end.await.map(drop)
    }
}
