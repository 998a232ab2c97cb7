//! The spool at work (`C-20`): jobs that stand in the data file are rendered, sent, tried again, and never lost.
//!
//! Whoever owns the desk writes: the spooler asks it through [`Writer`]. In the terminal the spooler has a thread of its own
//! ([`start`]); a command prints its one job at once ([`print_now`]).

mod forms;
mod notices;
mod order;
mod press;
mod ready;
mod slips;
mod thread;
mod write;

pub use forms::Forms;
pub use notices::{Ordered, order_notices};
pub use order::{Order, at_once, cancel, of_step, order, order_proposal, order_ready, retry, target_of};
pub use press::{Press, Step, print_now};
pub use ready::{Ready, word as form_word};
pub use slips::{OrderedSlips, SLIP, Whom, again, order_slips};
pub use thread::{Handle, Message, start};
pub use write::{Asked, SpoolWrite, Writer};

use crate::papers::Source;

/// Where a job stands, as the data file writes it.
pub mod state {
    pub const QUEUED: &str = "queued";
    pub const PRINTING: &str = "printing";
    pub const DONE: &str = "done";
    pub const FAILED: &str = "failed";
    pub const CANCELLED: &str = "cancelled";
}

/// The papers' source of a desk that is open for writing.
pub fn of_desk(desk: &crate::desk::Desk) -> Source<'_> {
    Source {
        conn: desk.store().connection(),
        rules: desk.rules(),
        desk: desk.id(),
        today: desk.today(),
        now: desk.now(),
        training: desk.is_training(),
    }
}

/// The papers' source of an eye.
pub fn of_eye(eye: &crate::desk::Eye) -> Source<'_> {
    Source { conn: eye.connection(), rules: eye.rules(), desk: eye.id(), today: eye.today(), now: eye.now(), training: eye.is_training() }
}
