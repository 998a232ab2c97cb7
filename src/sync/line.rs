//! The line to the hub: HTTP/2 over TLS, to one hub that is known by its authority. Each letter is signed by the desk.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use reqwest::{Client, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pin::{self, Pin, Seen};
use super::words;
use crate::base::{DeskId, Fault};
use crate::journal::carry::{DOCUMENT, DocumentLetter, Told};
use crate::journal::sign::Signature;
use crate::journal::talk::{
    self, Answer, BORROW, Borrow, DESK, Denied, ENROL, EXCHANGE, Enrol, Enrolled, Exchange, Given, HandBack, HandedBack, RETURN, SIGNATURE,
};
use crate::store::exchange::Place;

const CONNECTS_WITHIN: Duration = Duration::from_secs(20);
/// What a letter and the first word of its answer may take beside the wait that was asked for.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);
/// The slowest line that letters still come through.
const BYTES_A_SECOND: u64 = 400;
/// Between two pieces of an answer.
const NEXT_PIECE: Duration = Duration::from_secs(60);
/// A line that dies while the hub is waited for is noticed so: asked after silence, given up without an answer.
const ASK_IF_THERE: Duration = Duration::from_secs(20);
const GIVE_UP: Duration = Duration::from_secs(60);
const LARGEST_ANSWER: usize = 64 << 20;

/// Why an exchange came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Off {
    /// The hub was not reached, or the line was cut: it is tried again.
    Away(Fault),
    /// The hub says no.
    Denied(Denied),
}

impl Off {
    /// In words for the person at the desk.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Away(fault) => fault.clone(),
            Self::Denied(denied) => words::denied(denied),
        }
    }

    /// Whether waiting alone may mend it.
    pub const fn mends_itself(&self) -> bool {
        matches!(self, Self::Away(_) | Self::Denied(Denied::Later { .. }))
    }
}

/// A line to one hub.
pub struct Line {
    base: Url,
    pin: Pin,
    client: RwLock<Client>,
    seen: RwLock<Seen>,
    bytes_out: AtomicU64,
    bytes_in: AtomicU64,
}

impl Line {
    /// Makes ready to reach a hub; nothing is sent yet.
    ///
    /// # Errors
    /// An address that is none.
    pub fn to(address: &str, pin: Pin) -> Result<Self, Fault> {
        let base = address_of(address)?;
        let (client, seen) = client(pin)?;
        let (bytes_out, bytes_in) = (AtomicU64::new(0), AtomicU64::new(0));
        Ok(Self { base, pin, client: RwLock::new(client), seen: RwLock::new(seen), bytes_out, bytes_in })
    }

    /// The hub's address, as it is kept.
    pub fn address(&self) -> String {
        self.base.as_str().trim_end_matches('/').to_owned()
    }

    /// The whole fingerprint of the hub's authority, once it was reached.
    pub fn authority(&self) -> Option<[u8; 32]> {
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen
    }

    /// Bytes of letters sent and of answers read, packed as they travel.
    pub fn bytes(&self) -> (u64, u64) {
        (self.bytes_out.load(Ordering::Relaxed), self.bytes_in.load(Ordering::Relaxed))
    }

    /// One exchange.
    ///
    /// # Errors
    /// The hub is away, or says no.
    pub async fn exchange(&self, place: &Place, asked: &Exchange) -> Result<Given, Off> {
        self.given(place, EXCHANGE, asked, Duration::from_secs(asked.wait.into())).await
    }

    /// Asks for the close of a period.
    ///
    /// # Errors
    /// The hub is away, or says no.
    pub async fn borrow(&self, place: &Place, asked: &Borrow) -> Result<Given, Off> {
        self.given(place, BORROW, asked, Duration::ZERO).await
    }

    /// Hands back what the hub had recorded itself, and lost; so many entries of it were lacking there.
    ///
    /// # Errors
    /// The hub is away, or says no.
    pub async fn hand_back(&self, letter: &HandBack) -> Result<u64, Off> {
        match self.ask(RETURN, &packed(letter)?, None, Duration::ZERO).await? {
            HandedBack::Denied(denied) => Err(Off::Denied(denied)),
            HandedBack::Taken { entries } => Ok(entries),
        }
    }

    /// Asks to be taken in.
    ///
    /// # Errors
    /// The hub is away, or says no.
    pub async fn enrol(&self, asked: &Enrol) -> Result<Enrolled, Off> {
        match self.ask(ENROL, &packed(asked)?, None, Duration::ZERO).await? {
            Enrolled::Denied(denied) => Err(Off::Denied(denied)),
            taken_in @ Enrolled::In { .. } => Ok(taken_in),
        }
    }

    /// Asks about a document; `None` where the hub is from before there were any.
    ///
    /// # Errors
    /// The hub is away, or says no.
    pub async fn document(&self, place: &Place, letter: &DocumentLetter) -> Result<Option<Told>, Off> {
        let letter = packed(letter)?;
        let signature = place.key.sign_letter(&letter);
        match self.answer_of(DOCUMENT, &letter, Some((&place.desk, &signature)), Duration::ZERO).await? {
            None => Ok(None),
            Some(bytes) => match unpacked(&bytes)? {
                Told::Denied(denied) => Err(Off::Denied(denied)),
                told => Ok(Some(told)),
            },
        }
    }

    async fn given<T: Serialize>(&self, place: &Place, path: &str, asked: &T, wait: Duration) -> Result<Given, Off> {
        let letter = packed(asked)?;
        let signature = place.key.sign_letter(&letter);
        match self.ask(path, &letter, Some((&place.desk, &signature)), wait).await? {
            Answer::Given(given) => Ok(given),
            Answer::Denied(denied) => Err(Off::Denied(denied)),
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        letter: &[u8],
        signed: Option<(&DeskId, &Signature)>,
        wait: Duration,
    ) -> Result<T, Off> {
        match self.answer_of(path, letter, signed, wait).await? {
            Some(bytes) => unpacked(&bytes),
            None => {
                let what = format!("{} answers {} to a desk's letter", self.host(), StatusCode::NOT_FOUND);
                Err(Off::Away(Fault::new(what, "look at the hub's address and port")))
            }
        }
    }

    async fn answer_of(
        &self,
        path: &str,
        letter: &[u8],
        signed: Option<(&DeskId, &Signature)>,
        wait: Duration,
    ) -> Result<Option<Vec<u8>>, Off> {
        let asked = self.answer(path, letter, signed, wait).await;
        if asked.is_err() {
            self.hang_up();
        }
        let bytes = asked.map_err(Off::Away)?;
        self.bytes_in.fetch_add(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64), Ordering::Relaxed);
        Ok(bytes)
    }

    /// `None` where nothing of the hub's is under that path.
    async fn answer(
        &self,
        path: &str,
        letter: &[u8],
        signed: Option<(&DeskId, &Signature)>,
        wait: Duration,
    ) -> Result<Option<Vec<u8>>, Fault> {
        let mut url = self.base.clone();
        url.set_path(path);
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut request = client.post(url).body(letter.to_vec());
        if let Some((desk, signature)) = signed {
            request = request.header(DESK, desk.to_string()).header(SIGNATURE, signature.to_hex());
        }
        self.bytes_out.fetch_add(letter.len() as u64, Ordering::Relaxed);
        let on_the_way = Duration::from_secs(letter.len() as u64 / BYTES_A_SECOND);
        let answer = tokio::time::timeout(wait + ANSWERS_WITHIN + on_the_way, request.send()).await;
        let answer = answer.map_err(|_| words::slow(self.host()))?.map_err(|e| words::away(&e, self.host()))?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !answer.status().is_success() {
            let what = format!("{} answers {} to a desk's letter", self.host(), answer.status());
            return Err(Fault::new(what, "look at the hub's address and port"));
        }
        self.read(answer).await.map(Some)
    }

    async fn read(&self, mut answer: Response) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        loop {
            let piece = tokio::time::timeout(NEXT_PIECE, answer.chunk()).await.map_err(|_| words::slow(self.host()))?;
            let Some(piece) = piece.map_err(|e| words::away(&e, self.host()))? else { return Ok(bytes) };
            if bytes.len() + piece.len() > LARGEST_ANSWER {
                return Err(Fault::new(format!("{} answers without end", self.host()), "look at the hub's address"));
            }
            bytes.extend_from_slice(&piece);
        }
    }

    /// A connection that failed is not used again: it may be dead without knowing it.
    fn hang_up(&self) {
        if let Ok((client, seen)) = client(self.pin) {
            let known = self.authority();
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = known;
            *self.client.write().unwrap_or_else(PoisonError::into_inner) = client;
            *self.seen.write().unwrap_or_else(PoisonError::into_inner) = seen;
        }
    }

    fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }
}

fn client(pin: Pin) -> Result<(Client, Seen), Fault> {
    let (tls, seen) = pin::client(pin)?;
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(true)
        .http2_prior_knowledge()
        .no_proxy()
        .connect_timeout(CONNECTS_WITHIN)
        .http2_keep_alive_interval(ASK_IF_THERE)
        .http2_keep_alive_timeout(GIVE_UP)
        .tcp_nodelay(true)
        .build()
        .map_err(|e| Fault::new(format!("this program can't reach out ({e})"), "install it again"))?;
    Ok((client, seen))
}

/// `https://` may be left out; anything but a host and a port may not stand in it.
fn address_of(text: &str) -> Result<Url, Fault> {
    let no = || Fault::new(format!("'{text}' is not a hub's address"), "write it as https://hub.example.org:7443");
    let whole = if text.contains("://") { text.trim().to_owned() } else { format!("https://{}", text.trim()) };
    let url = Url::parse(&whole).map_err(|_| no())?;
    let plain = url.scheme() == "https" && url.host().is_some() && url.path() == "/" && url.query().is_none() && url.username().is_empty();
    if plain { Ok(url) } else { Err(no()) }
}

fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Off> {
    talk::unpack(bytes).map_err(|unreadable| Off::Away(Fault::new(unreadable.to_string(), "update the older of hub and desk")))
}

fn packed<T: Serialize>(letter: &T) -> Result<Vec<u8>, Off> {
    talk::pack(letter).map_err(|e| Off::Away(Fault::new(e.to_string(), "tell the maintainers")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port() {
        for (text, address) in [
            ("https://hub.example.org:7443", "https://hub.example.org:7443"),
            ("hub.example.org:7443", "https://hub.example.org:7443"),
            (" 10.0.0.5:7443 ", "https://10.0.0.5:7443"),
            ("https://hub/", "https://hub"),
        ] {
            let line = Line::to(text, Pin::Whole([0; 32])).expect("a line");
            assert_eq!(line.address(), address, "{text}");
        }
        for wrong in ["", "http://hub:7443", "https://hub/path", "https://user@hub", "ftp://hub", "https://hub:x"] {
            assert!(Line::to(wrong, Pin::Whole([0; 32])).is_err(), "{wrong}");
        }
    }
}
