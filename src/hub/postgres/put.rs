//! A deed as one transaction. The members' rows are what two processes meet at: the later finds the head moved, and does nothing.

use std::pin::pin;

use deadpool_postgres::{Object, Transaction};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;

use super::{Values, broken, number, postgres};
use crate::base::Fault;
use crate::hub::keep::{Deed, Run, Standing};
use crate::hub::row;
use crate::journal::chain::Hash;

/// The columns that `copy entries` names.
const COLUMNS: [Type; 12] = [
    Type::TEXT,
    Type::INT2,
    Type::INT8,
    Type::INT8,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::TEXT,
    Type::BYTEA,
    Type::BYTEA,
    Type::BYTEA,
];

/// `false`: something stands otherwise than the deed started from.
pub(super) async fn put(client: &mut Object, deed: &Deed) -> Result<bool, Fault> {
    let tx = client.transaction().await.map_err(broken)?;
    if !write(&tx, deed).await? {
        tx.rollback().await.map_err(broken)?;
        return Ok(false);
    }
    tx.commit().await.map_err(broken)?;
    Ok(true)
}

async fn write(tx: &Transaction<'_>, deed: &Deed) -> Result<bool, Fault> {
    for founded in &deed.admit {
        let (desk, text, standing) = (&founded.desk, row::founded(founded)?, row::standing(&Standing::default())?);
        let nothing = Hash::ZERO.bytes().as_slice();
        if !changed(tx, "admit", &[&desk.office(), &number(desk), &text, &nothing, &standing]).await? {
            return Ok(false);
        }
    }
    if let Some((id, key)) = &deed.code
        && !changed(tx, "use code", &[id, key]).await?
    {
        return Ok(false);
    }
    // Always in one order, so that two deeds never wait for each other.
    let mut runs: Vec<&Run> = deed.runs.iter().collect();
    runs.sort_by_key(|run| &run.desk);
    for run in &runs {
        if !move_head(tx, run).await? {
            return Ok(false);
        }
    }
    for run in &runs {
        copy(tx, run).await?;
        for (user, role) in &run.granted {
            changed(tx, "grant", &[&run.desk.office(), user, &role.code()]).await?;
        }
    }
    for (desk, seq) in runs.iter().flat_map(|run| &run.erased) {
        changed(tx, "erase", &[&desk.office(), &number(desk), seq]).await?;
    }
    if let Some((witness, heard)) = &deed.heard {
        let bytes = row::witness_bytes(witness)?;
        changed(tx, "put witness", &[&witness.desk.office(), &number(&witness.desk), heard, &bytes]).await?;
    }
    for (desk, reason) in &deed.revoke {
        if !changed(tx, "revoke", &[&desk.office(), &number(desk), reason]).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn changed(tx: &Transaction<'_>, name: &'static str, values: Values<'_>) -> Result<bool, Fault> {
    let statement = tx.prepare_cached(postgres(name)).await.map_err(broken)?;
    Ok(tx.execute(&statement, values).await.map_err(broken)? == 1)
}

async fn move_head(tx: &Transaction<'_>, run: &Run) -> Result<bool, Fault> {
    let (hash, standing) = (run.head.hash.bytes().as_slice(), row::standing(&run.standing)?);
    let values: Values = &[&run.desk.office(), &number(&run.desk), &run.after, &run.head.seq, &hash, &run.at, &standing, &run.of_the_past];
    changed(tx, "move head", values).await
}

async fn copy(tx: &Transaction<'_>, run: &Run) -> Result<(), Fault> {
    if run.entries.is_empty() {
        return Ok(());
    }
    let statement = tx.prepare_cached(postgres("copy entries")).await.map_err(broken)?;
    let sink = tx.copy_in(&statement).await.map_err(broken)?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &COLUMNS));
    let (office, number) = (run.desk.office(), number(&run.desk));
    for e in &run.entries {
        let signature = row::signature(run, e);
        let values: Values =
            &[&office, &number, &e.seq, &e.at, &e.day, &e.user, &e.kind, &e.body, &e.personal, &e.personal_hash, &e.hash, &signature];
        writer.as_mut().write(values).await.map_err(broken)?;
    }
    writer.as_mut().finish().await.map_err(broken)?;
    Ok(())
}
