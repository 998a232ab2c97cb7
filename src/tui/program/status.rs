//! The status line's facts, read anew after each act (`I-3`).

use crate::base::No;
use crate::desk::{Eye, Session};
use crate::edge::clock::local_time;
use crate::folds::Counter;
use crate::store::work::{self, Lens, Which, Whose};
use crate::store::{read, spool};
use crate::sync::state::Known;
use crate::sync::{Phase, State};
use crate::tui::backend::{Lamp, Status};
use crate::tui::looks::Tone;

/// Items of the To Do list are counted so far: the line is drawn after each act.
const COUNTED: usize = 999;

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
        todo: 0,
        sync: None,
        training: eye.is_training(),
    }
}

/// User, date, counter and printer as they are now.
pub fn renew(status: &mut Status, eye: &Eye, session: &Session, hub: Option<&State>) -> Result<(), No> {
    session.user().clone_into(&mut status.user);
    status.roles = session.roles().iter().map(|r| r.code()).collect::<Vec<_>>().join(" ");
    status.date = eye.today();
    status.counter = counter_words(&read::counter(eye.connection(), eye.id())?, status);
    status.printer = match spool::waiting(eye.connection())? {
        (0, _) => Lamp { tone: Tone::Good, text: "ready".to_owned() },
        (n, fault) if fault.is_empty() => Lamp { tone: Tone::Good, text: format!("{n} waiting") },
        (n, fault) => Lamp { tone: Tone::Warn, text: format!("{n} waiting: {fault}") },
    };
    status.todo = todo_count(eye, session)?;
    let offset = eye.rules().profile.offset_seconds();
    status.sync = Known::of(eye.connection(), eye.id())?.map(|known| sync_lamp(&known, hub, offset));
    Ok(())
}

/// How many items of the To Do list are the user's to do; nothing where nobody is logged on.
///
/// # Errors
/// A fault of the data file.
pub fn todo_count(eye: &Eye, session: &Session) -> Result<usize, No> {
    if session.roles().is_empty() {
        return Ok(0);
    }
    let which = Which {
        whose: Whose::Mine { user: session.user().to_owned(), roles: session.roles().to_vec() },
        offices: eye.rules().profile.ruled_by(eye.id().office()),
        ..Which::default()
    };
    work::count(eye.connection(), Lens { profile: &eye.rules().profile, now: eye.now() }, &which, COUNTED)
}

/// How the talk with the hub stands, in two or three words.
pub fn sync_lamp(known: &Known, hub: Option<&State>, offset: i32) -> Lamp {
    let to_send = if known.to_send > 0 { format!("{} to send", known.to_send) } else { String::new() };
    let and_to_send = |words: String| if to_send.is_empty() { words } else { format!("{words}, {to_send}") };
    let troubles = known.troubles.len();
    let (tone, text) = match hub.map(|state| (&state.phase, state.to_fetch())) {
        Some((Phase::Denied(_), _)) => (Tone::Bad, and_to_send("the hub says no".to_owned())),
        Some((Phase::Stuck(_), _)) => (Tone::Bad, and_to_send("nothing is taken in".to_owned())),
        _ if troubles > 0 => (Tone::Bad, and_to_send(format!("{troubles} fault{}", if troubles == 1 { "" } else { "s" }))),
        Some((Phase::Away { since, .. }, _)) => (Tone::Warn, and_to_send(format!("away since {}", local_time(*since, offset)))),
        Some((_, to_fetch @ 1..)) => (Tone::Good, and_to_send(format!("{to_fetch} to fetch"))),
        _ if known.to_send > 0 => (Tone::Good, to_send),
        Some((Phase::InStep, _)) => (Tone::Good, "in step".to_owned()),
        _ => (Tone::Warn, "reaching the hub".to_owned()),
    };
    Lamp { tone, text }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fault;
    use crate::store::exchange::Standing;

    #[test]
    fn i3_the_sync_lamp_says_how_it_stands() {
        let known = |to_send, troubles: usize| {
            let trouble = Standing { kind: "gap".into(), desk: "KVT-2".into(), at: 0, what: "x".into(), remedy: "y".into() };
            Known { url: String::new(), contact: None, to_send, documents: 0, denied: None, troubles: vec![trouble; troubles] }
        };
        let in_phase = |phase, lack| {
            let mut state = State { phase, ..State::default() };
            state.lacks.extend("KVT-2".parse().ok().map(|desk| (desk, lack)));
            state
        };
        let fault = || Fault::new("x", "y");
        let away = || Phase::Away { since: 5 * 3_600_000, fault: fault() };
        for (to_send, troubles, phase, lack, tone, text) in [
            (0, 0, Phase::InStep, 0, Tone::Good, "in step"),
            (12, 0, Phase::InStep, 0, Tone::Good, "12 to send"),
            (0, 0, Phase::Talking, 300, Tone::Good, "300 to fetch"),
            (0, 0, Phase::Reaching, 0, Tone::Warn, "reaching the hub"),
            (0, 0, away(), 0, Tone::Warn, "away since 10:30"),
            (12, 0, away(), 0, Tone::Warn, "away since 10:30, 12 to send"),
            (0, 1, Phase::InStep, 0, Tone::Bad, "1 fault"),
            (3, 2, away(), 0, Tone::Bad, "2 faults, 3 to send"),
            (0, 0, Phase::Denied(fault()), 0, Tone::Bad, "the hub says no"),
            (1, 0, Phase::Stuck(fault()), 0, Tone::Bad, "nothing is taken in, 1 to send"),
        ] {
            let lamp = sync_lamp(&known(to_send, troubles), Some(&in_phase(phase, lack)), 19_800);
            assert_eq!((lamp.tone, lamp.text.as_str()), (tone, text));
        }
    }
}
