//! News of what another process put into the same file: a command (`hub code`, `hub revoke`) beside the server.

use std::sync::Weak;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use tokio::sync::broadcast;

use super::File;
use crate::hub::keep::EVERYWHERE;

/// How often it is looked, while anybody waits: a look reads a few bytes of memory that the processes share.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Tells the waiting when another process has written; until the storage is let go.
pub(super) fn watch(file: &Weak<File>, news: &broadcast::Sender<String>, let_go: &Receiver<()>) {
    let mut seen = None;
    while let_go.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
        let Some(file) = file.upgrade() else { return };
        if news.receiver_count() == 0 {
            continue;
        }
        // Who writes just now is this process, and is looked at next time. The writer's own commits don't count for it.
        let Ok(writer) = file.writer.try_lock() else { continue };
        let now: Option<i64> = writer.pragma_query_value(None, "data_version", |r| r.get(0)).ok();
        drop(writer);
        if now.is_some() && seen.is_some() && now != seen {
            // Nobody may be listening any more.
            let _ = news.send(EVERYWHERE.to_owned());
        }
        seen = now.or(seen);
    }
}
