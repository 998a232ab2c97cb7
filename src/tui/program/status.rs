//! The status line's facts, read anew after each act (`I-3`).

use crate::base::No;
use crate::desk::{Eye, Session};
use crate::folds::Counter;
use crate::store::{read, spool};
use crate::tui::backend::{Lamp, Status};
use crate::tui::looks::Tone;

/// What never changes while the program runs, and nothing yet of what does.
pub fn first(eye: &Eye, session: &Session) -> Status {
    let office = eye.rules().profile.office(eye.id().office()).map_or_else(|| eye.id().office().to_owned(), |o| o.name.clone());
    Status {
        office,
        desk: eye.id().to_string(),
        user: session.user().to_owned(),
        roles: String::new(),
        date: eye.today(),
        counter: String::new(),
        printer: Lamp { tone: Tone::Good, text: "ready".to_owned() },
        sync: None,
        training: eye.is_training(),
    }
}

/// User, date, counter and printer as they are now.
pub fn renew(status: &mut Status, eye: &Eye, session: &Session) -> Result<(), No> {
    session.user().clone_into(&mut status.user);
    status.roles = session.roles().iter().map(|r| r.code()).collect::<Vec<_>>().join(" ");
    status.date = eye.today();
    status.counter = counter_words(&read::counter(eye.connection(), eye.id())?, status);
    status.printer = match spool::waiting(eye.connection())? {
        (0, _) => Lamp { tone: Tone::Good, text: "ready".to_owned() },
        (n, fault) if fault.is_empty() => Lamp { tone: Tone::Good, text: format!("{n} waiting") },
        (n, fault) => Lamp { tone: Tone::Warn, text: format!("{n} waiting: {fault}") },
    };
    Ok(())
}

/// Open or closed, and how many receipts: never how much is in the drawer, for the count is blind (`C-8`).
fn counter_words(counter: &Counter, status: &Status) -> String {
    let Some(open) = &counter.open else { return "counter closed".to_owned() };
    let receipts = match open.receipts {
        1 => "1 receipt".to_owned(),
        n => format!("{n} receipts"),
    };
    if open.date != status.date {
        return format!("counter of {} still open", open.date.dmy());
    }
    if open.clerk == status.user || status.user.is_empty() {
        return format!("counter open, {receipts}");
    }
    format!("{}'s counter open", open.clerk)
}
