//! Where a key goes: the lock, the work that is waited for, what stands over the screen, the screen, the loop's own actions.

use crossterm::event::KeyCode;

use super::{App, MOST_AHEAD, TRAIL};
use crate::tui::backend::{Backend, TICKS, Trouble, Unlocked};
use crate::tui::chrome;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Tone;
use crate::tui::overlay::{Closing, Overlay, Then, commands};
use crate::tui::screen::{Effect, Say};
use crate::tui::widgets::confirm::ConfirmBox;
use crate::tui::widgets::help::HelpBox;
use crate::tui::widgets::lock::LockMove;
use crate::tui::widgets::palette::Palette;

impl<B: Backend> App<B> {
    pub(super) fn key(&mut self, key: Key) {
        if !chrome::is_large_enough(self.size.0, self.size.1) {
            // Who can't see what a key does must not do it.
            if key == Key::plain(KeyCode::F(10)) {
                self.leave();
            }
        } else if self.lock.is_some() {
            self.lock_key(key);
        } else if let Some(waiting) = &mut self.waiting {
            let may_stop = waiting.ticks >= TICKS && self.kit.keys.action(&["progress"], key) == Some(action::STOP);
            if may_stop {
                waiting.stopping = true;
                let ticket = waiting.ticket;
                self.backend.stop(ticket);
            } else if self.ahead.len() < MOST_AHEAD {
                self.ahead.push_back(key);
            }
        } else if self.overlay.is_some() {
            self.overlay_key(key);
        } else {
            self.screen_key(key);
        }
    }

    pub(super) fn layers(&self) -> &'static [&'static str] {
        self.stack.last().map_or(&[], |slot| slot.screen.layers())
    }

    pub(super) fn screen_key(&mut self, key: Key) {
        let found = self.kit.keys.action(self.layers(), key);
        let Some(slot) = self.stack.last_mut() else { return };
        let (id, effect) = match found {
            Some(action) => return self.run(action),
            None => (slot.id, slot.screen.typed(key)),
        };
        self.apply(effect, id);
    }

    /// An action, by key or by name: the top screen first, then the loop.
    pub(super) fn run(&mut self, action: Action) {
        if self.trail.len() == TRAIL {
            self.trail.pop_front();
        }
        self.trail.push_back(action.0);
        self.say = None;
        let Some(slot) = self.stack.last_mut() else { return };
        let id = slot.id;
        match slot.screen.act(action, self.backend.status()) {
            Effect::Pass => self.own(action),
            effect => self.apply(effect, id),
        }
    }

    pub(super) fn own(&mut self, action: Action) {
        match action {
            action::HELP => self.help(),
            action::PALETTE => {
                let list = commands(self.register, self.backend.roles(), &self.kit.keys, self.layers());
                self.overlay = Some(Overlay::Palette(Palette::new(list)));
            }
            action::BACK => self.back(),
            action::LEAVE => self.leave(),
            action::LOCK => {
                if self.backend.status().user.is_empty() {
                    self.say = Some(Say { tone: Tone::Warn, text: "nobody is logged on".into() });
                } else {
                    self.lock();
                }
            }
            action::SEEN => {
                if !self.problems.is_empty() {
                    self.problems.remove(0);
                }
            }
            Action(name) => self.open(name),
        }
    }

    pub(super) fn help(&mut self) {
        if let Some(slot) = self.stack.last() {
            let keys = self.kit.keys.bindings(slot.screen.layers());
            let text = self.kit.helps.text(slot.screen.name());
            self.overlay = Some(Overlay::Help(HelpBox::new(&slot.screen.title(), text, &keys)));
        }
    }

    pub(super) fn back(&mut self) {
        match self.stack.last() {
            Some(_) if self.stack.len() == 1 => {
                let key = self.kit.keys.key_of(self.layers(), action::LEAVE).map(|k| k.to_string()).unwrap_or_default();
                self.say = Some(Say { tone: Tone::Warn, text: format!("this is the first screen; {key} leaves the program") });
            }
            Some(slot) if slot.screen.has_typed() => self.ask_loss(Then::Close, "Go back?"),
            _ => self.pop(),
        }
    }

    pub(super) fn leave(&mut self) {
        if self.waiting.is_some() {
            return;
        }
        if self.long.is_some() {
            let detail = "Work goes on: it stops at the next safe place, and can be taken up again.";
            self.overlay = Some(Overlay::Confirm(ConfirmBox::new("Leave the program?", detail, false), Then::Quit));
        } else if self.stack.iter().any(|slot| slot.screen.has_typed()) {
            self.ask_loss(Then::Quit, "Leave the program?");
        } else if self.stack.len() > 1 {
            self.overlay = Some(Overlay::Confirm(ConfirmBox::new("Leave the program?", "", true), Then::Quit));
        } else {
            self.ended = true;
        }
    }

    pub(super) fn ask_loss(&mut self, then: Then, question: &str) {
        let detail = "What was typed here and not yet recorded would be lost.";
        self.overlay = Some(Overlay::Confirm(ConfirmBox::new(question, detail, false), then));
    }

    pub(super) fn open(&mut self, name: &str) {
        let Some(card) = self.register.iter().find(|card| card.name == name) else { return };
        if self.stack.last().is_some_and(|slot| slot.screen.name() == name) {
            return;
        }
        if card.allows(self.backend.roles()) {
            let screen = (card.open)(self.backend.status());
            self.push(screen);
        } else {
            let roles: Vec<String> = card.roles.iter().map(ToString::to_string).collect();
            self.say = Some(Say {
                tone: Tone::Bad,
                text: format!("{} is for {} alone: ask one of them, or change the user", card.title, roles.join(", ")),
            });
        }
    }

    pub(super) fn overlay_key(&mut self, key: Key) {
        let Some(overlay) = &mut self.overlay else { return };
        let own = [overlay.layer()];
        let found = self.kit.keys.layer(own[0]).iter().find(|b| b.key == key).map(|b| b.action);
        let closing = overlay.key(found, key);
        if !matches!(closing, Closing::Stays) {
            self.overlay = None;
        }
        match closing {
            Closing::Stays | Closing::Goes => {}
            Closing::Denied(then) => {
                if then == Then::TypeAhead {
                    self.ahead.clear();
                }
            }
            Closing::Agreed(Then::Tell(action)) | Closing::Run(action) => self.run(action),
            Closing::Agreed(Then::Close) => self.pop(),
            Closing::Agreed(Then::Quit) => self.ended = true,
            Closing::Agreed(Then::TypeAhead) => self.type_ahead(),
        }
    }

    pub(super) fn lock_key(&mut self, key: Key) {
        let Some(lock) = &mut self.lock else { return };
        if lock.is_checking() {
            if self.ahead.len() < MOST_AHEAD {
                self.ahead.push_back(key);
            }
            return;
        }
        let found = self.kit.keys.layer("lock").iter().find(|b| b.key == key).map(|b| b.action);
        match lock.key(found, key) {
            LockMove::Stays => {}
            LockMove::Leave => self.ended = true,
            LockMove::Try { user, pin } => self.backend.unlock(user, pin),
        }
    }

    pub(super) fn unlocked(&mut self, outcome: Result<Unlocked, Trouble>) {
        let Some(lock) = &mut self.lock else { return };
        match outcome {
            Ok(who) => {
                self.lock = None;
                self.idle = 0;
                if who == Unlocked::Other {
                    let home = (self.home)(self.backend.status());
                    self.restart(home);
                }
                self.type_ahead();
            }
            Err(trouble) => {
                // What was typed after a wrong PIN was meant for another screen.
                self.ahead.clear();
                lock.refuse(trouble.to_string());
            }
        }
    }
}
