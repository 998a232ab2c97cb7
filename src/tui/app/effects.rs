//! Carrying out what screens answer: the stack, acts, questions, and what comes back of them.

use super::{App, DEEPEST, Long, Slot, Waiting};
use crate::tui::backend::{Backend, Reply, Ticket, Trouble};
use crate::tui::looks::Tone;
use crate::tui::overlay::{Overlay, Then};
use crate::tui::screen::{Confirm, Effect, Say, Screen};
use crate::tui::widgets::confirm::ConfirmBox;

impl<B: Backend> App<B> {
    pub(super) fn done(&mut self, ticket: Ticket, outcome: Result<B::Done, Trouble>) {
        if let Some(long) = self.long.take_if(|l| l.ticket == ticket) {
            return self.long_done(&long, outcome);
        }
        let Some(waiting) = self.waiting.take_if(|w| w.ticket == ticket) else { return };
        let refused = outcome.is_err();
        if let Some(slot) = self.stack.iter_mut().find(|slot| slot.id == waiting.slot) {
            let effect = slot.screen.done(outcome, self.backend.status());
            self.apply(effect, waiting.slot);
        }
        if refused && !self.ahead.is_empty() {
            // They were typed for what comes after success: into a refused screen they would do something else.
            let question = format!("That was not done. Type the {} keys that you typed ahead?", self.ahead.len());
            self.overlay = Some(Overlay::Confirm(
                ConfirmBox::new(&question, "On no they are let go, and the screen stays as it is.", false),
                Then::TypeAhead,
            ));
        } else {
            self.type_ahead();
        }
    }

    fn long_done(&mut self, long: &Long, outcome: Result<B::Done, Trouble>) {
        if let Some(slot) = self.stack.iter_mut().find(|slot| slot.id == long.slot) {
            let effect = slot.screen.done(outcome, self.backend.status());
            return self.apply(effect, long.slot);
        }
        // Another user sits here now: the screen that began it is gone.
        let what = long.progress.as_ref().map_or("the work", |progress| progress.what.as_str()).to_owned();
        match outcome {
            Ok(_) => self.say = Some(Say { tone: Tone::Good, text: format!("{what}: done") }),
            Err(trouble) => self.problems.push(format!("{what}: {trouble}")),
        }
    }

    fn begin_long(&mut self, act: B::Act, slot: u64) {
        if self.long.is_some() {
            self.say = Some(Say { tone: Tone::Warn, text: "another long piece of work goes on: wait for its end, or stop it".into() });
            return;
        }
        let ticket = self.ticket();
        self.long = Some(Long { ticket, slot, progress: None, stopping: false });
        self.backend.start(ticket, act);
    }

    fn stop_long(&mut self) {
        if let Some(long) = &mut self.long {
            long.stopping = true;
            self.backend.stop(long.ticket);
        }
    }

    pub(super) fn type_ahead(&mut self) {
        while self.waiting.is_none() && self.lock.as_ref().is_none_or(|lock| !lock.is_checking()) {
            let Some(key) = self.ahead.pop_front() else { break };
            self.key(key);
        }
    }

    pub(super) fn answered(&mut self, ticket: Ticket, answer: B::Answer) {
        let Some(place) = self.asked.iter().position(|(t, _)| *t == ticket) else { return };
        let (_, id) = self.asked.swap_remove(place);
        if let Some(slot) = self.stack.iter_mut().find(|slot| slot.id == id) {
            let effect = slot.screen.answered(answer, self.backend.status());
            self.apply(effect, id);
        }
    }

    pub(super) fn apply(&mut self, effect: Effect<B>, id: u64) {
        match effect {
            Effect::Nothing | Effect::Pass => {}
            Effect::Push(screen) => self.push(screen),
            Effect::Replace(screen) => {
                self.stack.pop();
                self.push(screen);
            }
            Effect::Pop => self.pop(),
            Effect::Return(answer) => self.hand_down(answer),
            Effect::Open(name) => self.open(name),
            Effect::Home(screen) => self.restart(screen),
            Effect::Act(act) => {
                let ticket = self.ticket();
                self.waiting = Some(Waiting { ticket, slot: id, ticks: 0, progress: None, stopping: false });
                self.backend.start(ticket, act);
            }
            Effect::Long(act) => self.begin_long(act, id),
            Effect::Stop => self.stop_long(),
            Effect::Ask(query) => {
                let ticket = self.ticket();
                self.asked.push((ticket, id));
                if let Reply::Now(answer) = self.backend.ask(ticket, query) {
                    self.answered(ticket, answer);
                }
            }
            Effect::Print(job) => self.backend.print(job),
            Effect::Say(say) => self.say = Some(say),
            Effect::Confirm(Confirm { question, detail, yes, ready }) => {
                self.overlay = Some(Overlay::Confirm(ConfirmBox::new(&question, &detail, ready), Then::Tell(yes)));
            }
            Effect::Lock => self.lock(),
            Effect::Quit => self.ended = true,
            Effect::All(effects) => {
                for effect in effects {
                    self.apply(effect, id);
                }
            }
        }
    }

    pub(super) fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    pub(super) fn ticket(&mut self) -> Ticket {
        Ticket(self.number())
    }

    pub(super) fn push(&mut self, mut screen: Box<dyn Screen<B>>) {
        if self.stack.len() >= DEEPEST {
            self.say = Some(Say { tone: Tone::Warn, text: "too many screens are open one over the other: go back first".into() });
            return;
        }
        let id = self.number();
        let effect = screen.opened(self.backend.status());
        self.stack.push(Slot { id, screen });
        self.apply(effect, id);
    }

    pub(super) fn pop(&mut self) {
        if self.stack.len() > 1 {
            self.stack.pop();
        }
        if let Some(slot) = self.stack.last_mut() {
            let id = slot.id;
            let effect = slot.screen.uncovered(self.backend.status());
            self.apply(effect, id);
        }
    }

    pub(super) fn hand_down(&mut self, answer: B::Answer) {
        if self.stack.len() > 1 {
            self.stack.pop();
        }
        if let Some(slot) = self.stack.last_mut() {
            let id = slot.id;
            let effect = slot.screen.answered(answer, self.backend.status());
            self.apply(effect, id);
        }
    }

    pub(super) fn restart(&mut self, screen: Box<dyn Screen<B>>) {
        self.stack.clear();
        self.asked.clear();
        self.overlay = None;
        self.say = None;
        self.push(screen);
    }
}
