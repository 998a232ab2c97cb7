//! News between hub processes: which office something was put in. It is told after the commit, many offices at once: within the deed's own
//! transaction each commit of the whole database would wait for the one before.

use std::future::poll_fn;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc};
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Socket};

use super::postgres;
use super::tls::{Stream, Tls};
use crate::hub::keep::EVERYWHERE;

/// A connection that broke is tried again so often.
const PAUSE: Duration = Duration::from_secs(1);
/// Offices in one telling.
const AT_ONCE: usize = 256;

/// Carries news both ways for as long as the storage is used.
pub(super) async fn carry(
    (config, tls): (Config, Tls),
    teller: String,
    news: broadcast::Sender<String>,
    mut telling: mpsc::UnboundedReceiver<String>,
) {
    loop {
        match config.connect(tls.clone()).await {
            Ok((client, connection)) => {
                let hearing = tokio::spawn(hear(connection, teller.clone(), news.clone()));
                let ended = tell(&client, &teller, &news, &mut telling).await;
                drop(client);
                hearing.abort();
                if ended {
                    return;
                }
            }
            Err(error) => tracing::warn!(%error, "news between hubs wait"),
        }
        if telling.is_closed() && telling.is_empty() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// What the other processes tell; what this one told it hears too, and knows already.
async fn hear(mut connection: Connection<Socket, Stream>, teller: String, news: broadcast::Sender<String>) {
    while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
        if let AsyncMessage::Notification(told) = message
            && let Some((other, office)) = told.payload().split_once(' ')
            && other != teller
        {
            let _ = news.send(office.to_owned());
        }
    }
}

/// Tells others until the storage is let go (`true`) or the connection breaks.
async fn tell(client: &Client, teller: &str, news: &broadcast::Sender<String>, telling: &mut mpsc::UnboundedReceiver<String>) -> bool {
    if client.batch_execute(postgres("listen")).await.is_err() {
        return false;
    }
    // What was told before is not known.
    let _ = news.send(EVERYWHERE.to_owned());
    let mut offices = Vec::new();
    loop {
        // Broken connections are noticed though there is nothing to tell.
        let heard = tokio::time::timeout(PAUSE, telling.recv_many(&mut offices, AT_ONCE)).await;
        if heard == Ok(0) {
            return true;
        }
        if client.is_closed() {
            return false;
        }
        if offices.is_empty() {
            continue;
        }
        offices.sort_unstable();
        offices.dedup();
        if client.execute(postgres("tell"), &[&teller, &offices]).await.is_err() {
            return false;
        }
        offices.clear();
    }
}
