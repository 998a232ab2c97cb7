//! The talk itself, while the line is there: catch up, then wait for news at the hub, and hand over beside the wait what is recorded here.

use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

use tokio::sync::oneshot;

use super::borrow;
use super::line::{Line, Off};
use super::porter::Porter;
use super::round::{Asked, Round, converse, line_of, weigh};
use super::state::{Phase, State, denial, denied};
use super::thread::{Ears, FIRST_PAUSE, Halt, Lease, Message, Mouth, Taking, pause};
use crate::base::{Fault, No};
use crate::journal::talk::{Exchange, Given};
use crate::store::Reader;
use crate::store::exchange::{Claims, Intake, Place, to_send};

/// Seconds that the hub may wait for news.
const WAIT: u16 = 120;

/// A talk while the line is there.
pub(super) struct Talk<'a> {
    reader: Rc<Reader>,
    line: Rc<Line>,
    mouth: &'a Mouth,
    pub(super) state: State,
    claims: Claims,
    porter: Porter,
    /// Bytes of the lines before this one.
    before: (u64, u64),
    /// The hub answered at least once.
    pub(super) reached: bool,
}

impl<'a> Talk<'a> {
    pub(super) fn begin(dir: &Path, mouth: &'a Mouth, state: State) -> Result<Self, No> {
        let reader = Reader::open(dir)?;
        let line = line_of(reader.connection())?
            .ok_or_else(|| No::from(Fault::new("this data file has no hub any more", "start the program again")))?;
        let before = (state.bytes_out, state.bytes_in);
        let porter = Porter::new(&reader)?;
        Ok(Self { reader: Rc::new(reader), line: Rc::new(line), mouth, state, claims: Claims::new(), porter, before, reached: false })
    }

    /// Until the line is away or the hub says no.
    pub(super) async fn go_on(&mut self, ears: &mut Ears, lease: Option<Lease>) -> Halt {
        match self.until_halt(ears, lease).await {
            Ok(never) => match never {},
            Err(halt) => halt,
        }
    }

    async fn until_halt(&mut self, ears: &mut Ears, lease: Option<Lease>) -> Result<std::convert::Infallible, Halt> {
        if let Some(lease) = lease {
            self.lend(lease).await?;
        }
        let mut idle = 0;
        loop {
            self.catch_up().await?;
            self.move_to(Phase::InStep)?;
            let began = Instant::now();
            let moved = self.wait_for_news(ears).await?;
            // A hub that answers at once, and with nothing that can be taken, is asked again with pauses.
            idle = if moved || began.elapsed() > FIRST_PAUSE { 0 } else { idle + 1 };
            if idle > 0 {
                tokio::time::sleep(pause(idle)).await;
            }
        }
    }

    /// Exchanges without waiting, until both have the same.
    async fn catch_up(&mut self) -> Result<(), Halt> {
        loop {
            let (place, asked, given) = exchange(Rc::clone(&self.reader), Rc::clone(&self.line), 0, false).await?;
            let (moved, more) = self.take(&place, &asked, given?).await?;
            if !(moved && more) {
                return Ok(());
            }
            self.move_to(Phase::Talking)?;
        }
    }

    /// Waits at the hub; what is recorded here meanwhile goes out beside the wait. Whether anything came.
    async fn wait_for_news(&mut self, ears: &mut Ears) -> Result<bool, Halt> {
        let poll = exchange(Rc::clone(&self.reader), Rc::clone(&self.line), WAIT, false);
        tokio::pin!(poll);
        loop {
            tokio::select! {
                biased;
                answer = &mut poll => {
                    let (place, asked, given) = answer?;
                    return Ok(self.take(&place, &asked, given?).await?.0);
                }
                () = ears.recorded.notified() => self.hand_over().await?,
                () = ears.now.notified() => return Ok(true),
                Some(lease) = ears.leases.recv() => self.lend(lease).await?,
                Some(wanted) = ears.wanted.recv() => self.porter.want(wanted),
                // Entries come first: a document's next piece sets out when nothing else is to be done.
                came = self.porter.ready() => {
                    if let Some((name, text)) = self.porter.go_on(came, &self.reader, &self.line) {
                        self.mouth.tell(Message::Keep { name, text })?;
                    }
                    self.state.documents = self.porter.state();
                    self.count_bytes();
                    self.say()?;
                }
            }
        }
    }

    fn count_bytes(&mut self) {
        let (bytes_out, bytes_in) = self.line.bytes();
        (self.state.bytes_out, self.state.bytes_in) = (self.before.0 + bytes_out, self.before.1 + bytes_in);
    }

    /// Sends what was recorded here.
    async fn hand_over(&mut self) -> Result<(), Halt> {
        let desk = Place::of(self.reader.connection())?.desk;
        while to_send(self.reader.connection(), &desk)? > 0 {
            let (place, asked, given) = exchange(Rc::clone(&self.reader), Rc::clone(&self.line), 0, true).await?;
            let (moved, _) = self.take(&place, &asked, given?).await?;
            if !moved {
                return Ok(());
            }
        }
        self.say()
    }

    async fn lend(&mut self, lease: Lease) -> Result<(), Halt> {
        match borrow::ask(self.reader.connection(), &self.line, lease.period).await? {
            Ok(intake) => {
                self.write(intake).await?;
                // Who asked may have gone on.
                let _ = lease.reply.send(Ok(()));
                Ok(())
            }
            Err(off) => {
                let _ = lease.reply.send(Err(off.clone()));
                if matches!(off, Off::Away(_)) { Err(off.into()) } else { Ok(()) }
            }
        }
    }

    /// Takes an answer: whether anything moved by it, and whether more is to be exchanged at once.
    async fn take(&mut self, place: &Place, asked: &Exchange, given: Given) -> Result<(bool, bool), Halt> {
        if !self.reached {
            self.reached = true;
            if denied(self.reader.connection())?.is_some() {
                let (name, text) = denial(None);
                self.mouth.tell(Message::Keep { name, text })?;
            }
        }
        let round = weigh(self.reader.connection(), place, asked, given, &mut self.claims)?;
        let moved = round.moved();
        let Round { intake, sent, lacks, .. } = round;
        let (fetched, more) = (intake.entries.len(), intake.more);
        self.state.sent += u64::try_from(sent).unwrap_or(0);
        self.state.fetched += fetched as u64;
        if !asked.only_send {
            self.state.lacks = lacks;
        }
        self.count_bytes();
        self.write(intake).await?;
        if moved {
            self.porter.moved();
        }
        self.say()?;
        Ok((moved, more || to_send(self.reader.connection(), &place.desk)? > 0))
    }

    /// Gives entries to the owner of the desk, and waits until they stand.
    async fn write(&self, intake: Intake) -> Result<(), Halt> {
        let (done, stands) = oneshot::channel();
        self.mouth.tell(Message::Take(Taking { intake, done }))?;
        Ok(stands.await.map_err(|_| Halt::Unheard)??)
    }

    fn move_to(&mut self, phase: Phase) -> Result<(), Halt> {
        self.state.phase = phase;
        self.say()
    }

    fn say(&self) -> Result<(), Halt> {
        self.mouth.say(&self.state)
    }
}

async fn exchange(reader: Rc<Reader>, line: Rc<Line>, wait: u16, only_send: bool) -> Result<Asked, No> {
    converse(reader.connection(), &line, wait, only_send).await
}
