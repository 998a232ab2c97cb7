//! What the spooler has recorded, by whoever owns the desk.

use std::sync::mpsc::{Sender, channel};

use crate::acts::stationery::UseForm;
use crate::base::{Fault, No};
use crate::desk::Desk;
use crate::store::spool::{self, Job};

/// One thing to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpoolWrite {
    /// Where a job stands.
    State(Box<Job>),
    /// A paper went onto the next pre-printed form (`C-23`), in the name of who printed it.
    FormUsed { user: String, form: &'static str, paper: String },
    /// The program begins: what it was printing when it ended is printed again.
    Requeue,
}

/// Who records for the spooler. What is written is durable when it returns.
pub trait Writer {
    fn write(&mut self, write: SpoolWrite) -> Result<(), No>;
}

impl Writer for Desk {
    fn write(&mut self, write: SpoolWrite) -> Result<(), No> {
        match write {
            SpoolWrite::State(job) => spool::set(self.store().connection(), &job),
            SpoolWrite::FormUsed { user, form, paper } => self.act_itself(&user, &UseForm { form: form.to_owned(), paper }).map(|_| ()),
            SpoolWrite::Requeue => spool::requeue_interrupted(self.store().connection()),
        }
    }
}

/// A write on its way to the thread that owns the desk; the spooler waits for its answer.
pub struct Asked {
    write: SpoolWrite,
    answer: Sender<Result<(), No>>,
}

impl Asked {
    /// Does it, on the thread of the desk's owner.
    pub fn run(self, desk: &mut Desk) {
        // A spooler that has ended wants no answer.
        let _ = self.answer.send(desk.write(self.write));
    }
}

/// Asks another thread to write.
pub(super) struct Far<'a>(pub &'a dyn Fn(Asked));

impl Writer for Far<'_> {
    fn write(&mut self, write: SpoolWrite) -> Result<(), No> {
        let (answer, answered) = channel();
        (self.0)(Asked { write, answer });
        let gone = || Fault::new("the data file is not being written any more", "start the program again");
        answered.recv().map_err(|_| No::from(gone()))?
    }
}
