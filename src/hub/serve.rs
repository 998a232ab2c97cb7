//! The hub's door: HTTP/2 over TLS. It reads letters, limits their size and time, and hands them to the hub; it decides nothing itself.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use serde::Serialize;

use super::core::Hub;
use super::folder::Folder;
use super::keep::Keep;
use super::metrics::Page;
use crate::base::{DeskId, Fault};
use crate::journal::carry::DOCUMENT;
use crate::journal::sign::Signature;
use crate::journal::talk::{self, BORROW, DESK, ENROL, EXCHANGE, RETURN, SIGNATURE};

/// A parcel of five hundred entries packs into a tenth of this.
const LARGEST_LETTER: usize = 16 << 20;
/// A letter that takes longer to come than this does not come: the slowest line brings a parcel in half of it.
const SLOWEST_LETTER: Duration = Duration::from_secs(300);
/// A satellite line needs several of its rounds for a handshake.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// A desk that has gone away without a word is noticed in about a minute.
const ASK_IF_THERE: Duration = Duration::from_secs(40);
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);
/// How long a storage may take to say that it is well.
const HEALTHY_WITHIN: Duration = Duration::from_secs(5);
/// How long exchanges may take to end when the process is told to.
const LAST_WORDS: Duration = Duration::from_secs(20);

/// What the handlers share.
struct Door<K: Keep> {
    hub: Arc<Hub<K>>,
    /// Bytes of letters in and of answers out.
    read: AtomicU64,
    written: AtomicU64,
}

/// Serves until the process is told to end; then takes no more, ends what only waits, and finishes what is being done. `ready` hears
/// where it listens.
///
/// # Errors
/// A certificate that can't be read, an address that is taken, a system that gives no signals.
pub async fn serve<K: Keep>(
    hub: Arc<Hub<K>>,
    folder: &Folder,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr) + Send,
) -> Result<(), Fault> {
    // Where one is installed already, it is this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let shown = folder.shown()?;
    let tls = RustlsConfig::from_pem(shown.certificate.into_bytes(), shown.key.into_bytes())
        .await
        .map_err(|e| Fault::new(format!("the hub's certificate can't be used ({e})"), "make it anew with `ebcm hub renew`"))?;
    let listener =
        std::net::TcpListener::bind(listen).and_then(|listener| listener.set_nonblocking(true).map(|()| listener)).map_err(|e| {
            Fault::new(format!("the hub can't listen on {listen} ({e})"), "end what listens there, or name another with --listen")
        })?;
    let handle = Handle::new();
    let acceptor = axum_server::tls_rustls::RustlsAcceptor::new(tls).handshake_timeout(HANDSHAKE);
    let broken = |e: std::io::Error| Fault::new(format!("the hub can't serve any more ({e})"), "start it again");
    let mut server = axum_server::from_tcp(listener).map_err(broken)?.handle(handle.clone()).acceptor(acceptor);
    server
        .http_builder()
        .http2()
        .timer(hyper_util::rt::TokioTimer::new())
        .keep_alive_interval(ASK_IF_THERE)
        .keep_alive_timeout(ANSWERS_WITHIN);
    let told = told_to_end()?;
    tokio::spawn({
        let (hub, handle) = (Arc::clone(&hub), handle.clone());
        async move {
            told.await;
            tracing::info!("told to end: finishing what is being done");
            hub.stop();
            handle.graceful_shutdown(Some(LAST_WORDS));
        }
    });
    let serving = tokio::spawn(server.serve(router(hub).into_make_service()));
    if let Some(address) = handle.listening().await {
        tracing::info!(%address, "listening");
        ready(address);
    }
    serving.await.map_err(|e| broken(std::io::Error::other(e)))?.map_err(broken)?;
    tracing::info!("ended");
    Ok(())
}

/// Every path of the hub.
fn router<K: Keep>(hub: Arc<Hub<K>>) -> Router {
    let door = Arc::new(Door { hub, read: AtomicU64::new(0), written: AtomicU64::new(0) });
    Router::new()
        .route(EXCHANGE, post(exchange::<K>))
        .route(BORROW, post(borrow::<K>))
        .route(ENROL, post(enrol::<K>))
        .route(RETURN, post(hand_back::<K>))
        .route(DOCUMENT, post(document::<K>))
        .route("/health", get(health::<K>))
        .route("/metrics", get(metrics::<K>))
        .with_state(door)
}

/// SIGTERM or SIGINT, which a service manager and a person at the terminal send.
fn told_to_end() -> Result<impl Future<Output = ()> + Send, Fault> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let fault = |e: std::io::Error| Fault::new(format!("the system gives no signals ({e})"), "start again");
        let (mut term, mut int) = (signal(SignalKind::terminate()).map_err(fault)?, signal(SignalKind::interrupt()).map_err(fault)?);
        Ok(async move {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // Where it can't be heard, the system ends the process its own way.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

async fn exchange<K: Keep>(State(door): State<Arc<Door<K>>>, headers: HeaderMap, body: Body) -> Response {
    signed(&door, &headers, body, "exchange", async |desk, letter, signature| door.hub.exchange(desk, letter, signature).await).await
}

async fn borrow<K: Keep>(State(door): State<Arc<Door<K>>>, headers: HeaderMap, body: Body) -> Response {
    signed(&door, &headers, body, "borrow", async |desk, letter, signature| door.hub.borrow(desk, letter, signature).await).await
}

async fn document<K: Keep>(State(door): State<Arc<Door<K>>>, headers: HeaderMap, body: Body) -> Response {
    match door.asked_by(&headers, body).await {
        Ok((desk, signature, letter)) => door.answer(&door.hub.document(&desk, &letter, &signature).await),
        Err(status) => status.into_response(),
    }
}

async fn enrol<K: Keep>(State(door): State<Arc<Door<K>>>, body: Body) -> Response {
    let letter = match door.letter(body).await {
        Ok(letter) => letter,
        Err(status) => return status.into_response(),
    };
    door.answer(&door.hub.enrol(&letter).await)
}

async fn hand_back<K: Keep>(State(door): State<Arc<Door<K>>>, body: Body) -> Response {
    match door.letter(body).await {
        Ok(letter) => door.answer(&door.hub.hand_back(&letter).await),
        Err(status) => status.into_response(),
    }
}

/// A letter that a desk has put its name to.
async fn signed<K: Keep>(
    door: &Door<K>,
    headers: &HeaderMap,
    body: Body,
    what: &'static str,
    ask: impl AsyncFnOnce(&DeskId, &[u8], &Signature) -> talk::Answer,
) -> Response {
    let (desk, signature, letter) = match door.asked_by(headers, body).await {
        Ok(came) => came,
        Err(status) => return status.into_response(),
    };
    let began = Instant::now();
    let answer = ask(&desk, &letter, &signature).await;
    let (given, more) = match &answer {
        talk::Answer::Given(given) => (given.parcels.iter().map(|p| p.entries.len()).sum::<usize>(), given.more),
        talk::Answer::Denied(_) => (0, false),
    };
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(%desk, what, bytes = letter.len(), given, more, millis, "answered");
    door.answer(&answer)
}

impl<K: Keep> Door<K> {
    /// Who says that a letter is theirs, by which signature, and the letter.
    async fn asked_by(&self, headers: &HeaderMap, body: Body) -> Result<(DeskId, Signature, Bytes), StatusCode> {
        let named = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let desk: Option<DeskId> = named(DESK).and_then(|text| text.parse().ok());
        let (Some(desk), Some(signature)) = (desk, named(SIGNATURE).map(Signature::from_hex)) else {
            return Err(StatusCode::BAD_REQUEST);
        };
        Ok((desk, signature, self.letter(body).await?))
    }

    async fn letter(&self, body: Body) -> Result<Bytes, StatusCode> {
        match tokio::time::timeout(SLOWEST_LETTER, to_bytes(body, LARGEST_LETTER)).await {
            Ok(Ok(letter)) => {
                self.read.fetch_add(letter.len() as u64, Ordering::Relaxed);
                Ok(letter)
            }
            // Too large, or cut off: where it was cut off nobody hears.
            Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    }

    fn answer<T: Serialize>(&self, answer: &T) -> Response {
        match talk::pack(answer) {
            Ok(bytes) => {
                self.written.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                ([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response()
            }
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// Well only if the storage answers: a balancer then sends desks to another process.
async fn health<K: Keep>(State(door): State<Arc<Door<K>>>) -> Response {
    match tokio::time::timeout(HEALTHY_WITHIN, door.hub.keep().ready()).await {
        Ok(Ok(())) => (StatusCode::OK, "ok\n").into_response(),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the storage does not answer\n").into_response(),
    }
}

async fn metrics<K: Keep>(State(door): State<Arc<Door<K>>>) -> Response {
    let hub = &door.hub;
    let counts = hub.counts();
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let mut page = Page::default();
    page.counter("exchanges_total", "Exchanges begun by desks.", of(&counts.exchanges));
    page.counter("denied_total", "Letters answered with a denial.", of(&counts.denied));
    page.counter("entries_taken_total", "Entries taken from desks, those refused among them.", of(&counts.taken));
    page.counter("entries_refused_total", "Entries kept and refused for lack of right.", of(&counts.refused));
    page.counter("entries_given_total", "Entries given to desks.", of(&counts.given));
    page.counter("letter_bytes_total", "Bytes of letters, packed.", of(&door.read));
    page.counter("answer_bytes_total", "Bytes of answers, packed.", of(&door.written));
    page.gauge("waiting", "Desks that wait for news.", i64::try_from(of(&counts.waiting)).unwrap_or(i64::MAX));
    page.histogram("exchange_seconds", "Time of an exchange, without its wait for news.", &counts.seconds);
    if let Ok(Ok(members)) = tokio::time::timeout(HEALTHY_WITHIN, hub.members(None)).await {
        let mut writing: BTreeMap<&str, u64> = BTreeMap::new();
        for member in members.iter().filter(|member| !member.founded.desk.is_hub() && member.revoked.is_none()) {
            *writing.entry(member.founded.desk.office()).or_default() += 1;
        }
        page.by_office("members", "Desks that are not revoked.", &writing);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], page.text()).into_response()
}
