//! Documents in the hub's PostgreSQL.

use super::{PostgresKeep, broken, col, number, postgres};
use crate::base::{DeskId, Fault};
use crate::hub::shelf::{Shelf, Shelved, column, rest};

impl Shelf for PostgresKeep {
    async fn admitted(&self, desk: &DeskId, seq: i64) -> Result<Option<String>, Fault> {
        let refusal = format!("\"desk\":\"{desk}\",\"seq\":{seq},");
        self.rows("admitted", &[&desk.office(), &number(desk), &seq, &refusal]).await?.first().map(|r| col(r, 0)).transpose()
    }

    async fn shelved(&self, desk: &DeskId, sha256: &str) -> Result<Option<Shelved>, Fault> {
        let found = self.rows("document", &[&desk.office(), &number(desk), &sha256]).await?;
        let Some(r) = found.first() else { return Ok(None) };
        let length = |at| col::<i64>(r, at).map(i64::unsigned_abs);
        Ok(Some(Shelved { size: length(0)?, got: length(1)?, whole: col(r, 2)? }))
    }

    async fn whole(&self, desk: &DeskId) -> Result<Vec<String>, Fault> {
        self.rows("whole documents", &[&desk.office(), &number(desk)]).await?.iter().map(|r| col(r, 0)).collect()
    }

    async fn begin(&self, desk: &DeskId, sha256: &str, size: u64) -> Result<(), Fault> {
        self.run("begin document", &[&desk.office(), &number(desk), &sha256, &column(size)]).await
    }

    async fn put_piece(&self, desk: &DeskId, sha256: &str, at: u64, bytes: &[u8]) -> Result<bool, Fault> {
        let (at, end) = (column(at), column(at.saturating_add(bytes.len() as u64)));
        let mut client = self.client().await?;
        let tx = client.transaction().await.map_err(broken)?;
        let moves = tx.prepare_cached(postgres("move document")).await.map_err(broken)?;
        if tx.execute(&moves, &[&desk.office(), &number(desk), &sha256, &at, &end]).await.map_err(broken)? != 1 {
            tx.rollback().await.map_err(broken)?;
            return Ok(false);
        }
        let put = tx.prepare_cached(postgres("put piece")).await.map_err(broken)?;
        tx.execute(&put, &[&desk.office(), &number(desk), &sha256, &at, &bytes]).await.map_err(broken)?;
        tx.commit().await.map_err(broken)?;
        Ok(true)
    }

    async fn pieces(&self, desk: &DeskId, sha256: &str) -> Result<Vec<u8>, Fault> {
        let found = self.rows("pieces", &[&desk.office(), &number(desk), &sha256]).await?;
        Ok(found.iter().map(|r| col::<&[u8]>(r, 0)).collect::<Result<Vec<_>, _>>()?.concat())
    }

    async fn piece(&self, desk: &DeskId, sha256: &str, at: u64) -> Result<Vec<u8>, Fault> {
        let found = self.rows("piece", &[&desk.office(), &number(desk), &sha256, &column(at)]).await?;
        let Some(r) = found.first() else { return Ok(Vec::new()) };
        Ok(rest(col(r, 1)?, col(r, 0)?, at))
    }

    async fn end(&self, desk: &DeskId, sha256: &str, whole: bool) -> Result<(), Fault> {
        let name = if whole { "document is whole" } else { "take document" };
        self.run(name, &[&desk.office(), &number(desk), &sha256]).await
    }
}
