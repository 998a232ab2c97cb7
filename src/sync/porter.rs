//! The carrier beside a talk that waits for news: one piece under way at a time, and pauses where the line is bad.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use tokio::time::Instant;

use super::carrier::{Carrier, Keep};
use super::line::{Line, Off};
use super::state::Documents;
use super::thread::pause;
use crate::base::No;
use crate::journal::carry::{Ask, Told};
use crate::store::Reader;
use crate::store::exchange::Place;
use crate::store::named::Named;

/// Entries that come are looked through for documents so much later, so that many are looked through once.
const LATER: Duration = Duration::from_secs(2);

/// What was asked, and what came of it.
type Came = (Ask, Result<Option<Told>, Off>);
type Flight = Pin<Box<dyn Future<Output = Came>>>;

pub(super) struct Porter {
    place: Rc<Place>,
    carrier: Carrier,
    flight: Option<Flight>,
    /// When to look again what is to be done.
    look: Option<Instant>,
    /// Tries in a row that came to nothing.
    tries: u32,
}

impl Porter {
    pub(super) fn new(reader: &Reader) -> Result<Self, No> {
        let place = Rc::new(Place::of(reader.connection())?);
        Ok(Self { place, carrier: Carrier::new(reader.dir()), flight: None, look: Some(Instant::now()), tries: 0 })
    }

    pub(super) fn state(&self) -> Documents {
        self.carrier.state()
    }

    /// Something was recorded or came in.
    pub(super) fn moved(&mut self) {
        self.look.get_or_insert_with(|| Instant::now() + LATER);
    }

    pub(super) fn want(&mut self, documents: Vec<Named>) {
        self.carrier.want(documents);
        self.look = Some(Instant::now());
    }

    /// Until a piece is there or it is time to look; never, where nothing is to be done. Dropped, nothing is lost.
    pub(super) async fn ready(&mut self) -> Option<Came> {
        match (&mut self.flight, self.look) {
            (Some(flight), _) => {
                let came = flight.await;
                self.flight = None;
                Some(came)
            }
            (None, Some(look)) => {
                tokio::time::sleep_until(look).await;
                None
            }
            (None, None) => std::future::pending().await,
        }
    }

    /// Takes what is ready, and sets out with the next piece; what is to be kept of it. What fails here stops no entry.
    pub(super) fn go_on(&mut self, came: Option<Came>, reader: &Reader, line: &Rc<Line>) -> Option<Keep> {
        self.try_on(came, reader, line).unwrap_or_else(|no| {
            self.look = None;
            self.carrier.broken(no);
            None
        })
    }

    fn try_on(&mut self, came: Option<Came>, reader: &Reader, line: &Rc<Line>) -> Result<Option<Keep>, No> {
        let place = Rc::clone(&self.place);
        let mut keep = None;
        match came {
            None => {
                self.look = None;
                self.carrier.plan(reader.connection(), &place)?;
            }
            Some((ask, Ok(told))) => {
                self.tries = 0;
                keep = self.carrier.took(reader.connection(), &place, &ask, told)?;
            }
            Some((ask, Err(Off::Denied(denied)))) if self.carrier.refused(&ask, &denied) => {}
            Some((_, Err(off))) => {
                self.carrier.away(&off);
                self.look = Some(Instant::now() + pause(self.tries));
                self.tries = self.tries.saturating_add(1);
                return Ok(None);
            }
        }
        let letter = self.carrier.next(&place)?;
        if letter.is_none() {
            let now = self.carrier.goes_on().then(Instant::now);
            self.look = self.look.into_iter().chain(self.carrier.again()).chain(now).min();
        }
        self.flight = letter.map(|letter| {
            let line = Rc::clone(line);
            let flight = async move {
                let told = line.document(&place, &letter).await;
                (letter.ask, told)
            };
            Box::pin(flight) as Flight
        });
        Ok(keep)
    }
}
