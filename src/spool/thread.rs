//! The spooler of the terminal: its own thread and its own eye, so that no key waits for a printer (`I-4`).

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::write::Far;
use super::{Asked, Press, SpoolWrite, Step, Writer, of_eye, state};
use crate::base::{Day, No};
use crate::desk::Eye;
use crate::edge::clock::Clock;
use crate::edge::{Settings, SystemClock};
use crate::print::Patience;
use crate::store::spool::Job;

/// How often it looks for work by itself; jobs also come from other hands.
const LOOK: Duration = Duration::from_millis(500);
/// How long it keeps away from a data file that can't be read or written.
const AFTER_A_FAULT: Duration = Duration::from_secs(5);

/// What the spooler tells the program.
pub enum Message {
    /// To be run where the desk is, soon: the spooler waits for it.
    Write(Asked),
    /// A job came to a state; the status line shows it.
    Moved(Box<Job>),
    /// A line for the person: a paper failed, a printer is away. Stays until seen.
    Trouble(String),
}

enum Call {
    Look,
    End,
}

/// The running spooler.
pub struct Handle {
    calls: Sender<Call>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the spooler for a data folder. `tell` is called on the spooler's thread, and must not wait.
pub fn start(dir: &Path, on: Option<Day>, settings: Settings, patience: Patience, tell: impl Fn(Message) + Send + 'static) -> Handle {
    let (calls, called) = channel();
    let dir = dir.to_owned();
    let thread = std::thread::spawn(move || {
        let mut spooler = Spooler { dir, on, settings, patience, tell: Box::new(tell), last_fault: String::new() };
        while let Err(no) = spooler.run(&called) {
            (spooler.tell)(Message::Trouble(no.to_string()));
            // Told to end while it keeps away.
            if !matches!(called.recv_timeout(AFTER_A_FAULT), Ok(Call::Look) | Err(RecvTimeoutError::Timeout)) {
                return;
            }
        }
    });
    Handle { calls, thread: Some(thread) }
}

impl Handle {
    /// A job was made or a printer is back: look now, and try every printer again.
    pub fn look(&self) {
        // One that has ended looks no more.
        let _ = self.calls.send(Call::Look);
    }

    /// Ends it after the paper it is sending. The desk must still be writing: the paper's state is recorded.
    pub fn end(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        let _ = self.calls.send(Call::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Handle {
    /// Without waiting: who must know that the last paper's state is written calls [`Handle::end`].
    fn drop(&mut self) {
        let _ = self.calls.send(Call::End);
    }
}

struct Spooler {
    dir: PathBuf,
    on: Option<Day>,
    settings: Settings,
    patience: Patience,
    tell: Box<dyn Fn(Message) + Send>,
    last_fault: String,
}

impl Spooler {
    /// Until it is told to end.
    fn run(&mut self, calls: &Receiver<Call>) -> Result<(), No> {
        let mut press = Press::new(&self.dir, self.settings.clone(), self.patience)?;
        let mut eye = Eye::open(&self.dir, Box::new(SystemClock), self.on)?;
        self.writer(|writer| writer.write(SpoolWrite::Requeue))?;
        loop {
            let step = self.writer(|writer| press.step(&of_eye(&eye), writer, SystemClock.millis()))?;
            let wait = match step {
                Step::Idle => LOOK,
                Step::Job(job) => {
                    self.told(job);
                    Duration::ZERO
                }
            };
            match calls.recv_timeout(wait) {
                Ok(Call::Look) => {
                    press.forget_away();
                    // A profile or tariff may have changed since.
                    eye.learn()?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Call::End) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn writer<T>(&self, work: impl FnOnce(&mut dyn Writer) -> T) -> T {
        let ask = |asked: Asked| (self.tell)(Message::Write(asked));
        work(&mut Far(&ask))
    }

    /// A printer that stays away is said once.
    fn told(&mut self, job: Box<Job>) {
        let fault = job.fault.clone().unwrap_or_default();
        if !fault.is_empty() && (fault != self.last_fault || job.state == state::FAILED) {
            (self.tell)(Message::Trouble(format!("{} {}: {fault}", job.job.kind, job.job.paper)));
        }
        self.last_fault = fault;
        (self.tell)(Message::Moved(job));
    }
}
