//! What stands over the top screen for a moment: help, the palette, a question.

use super::backend::Backend;
use super::canvas::Canvas;
use super::keys::{Action, Key};
use super::widgets::confirm::{ConfirmBox, Verdict};
use super::widgets::help::HelpBox;
use super::widgets::palette::{Palette, PaletteMove};

/// What follows a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The top screen gets this action.
    Tell(Action),
    Close,
    Quit,
    /// Keys that were typed ahead of a refusal are typed now; on no they are let go.
    TypeAhead,
}

/// At most one at a time.
pub enum Overlay {
    Help(HelpBox),
    Palette(Palette),
    Confirm(ConfirmBox, Then),
}

/// What an overlay made of a key.
pub enum Closing {
    Stays,
    Goes,
    /// Gone with a no.
    Denied(Then),
    Agreed(Then),
    Run(Action),
}

impl Overlay {
    pub const fn layer(&self) -> &'static str {
        match self {
            Self::Help(_) => "help",
            Self::Palette(_) => "palette",
            Self::Confirm(..) => "confirm",
        }
    }

    pub fn key(&mut self, action: Option<Action>, key: Key) -> Closing {
        match self {
            Self::Help(help) => {
                if help.act(action) {
                    Closing::Goes
                } else {
                    Closing::Stays
                }
            }
            Self::Palette(palette) => match palette.key(action, key) {
                PaletteMove::Stays => Closing::Stays,
                PaletteMove::Goes => Closing::Goes,
                PaletteMove::Run(action) => Closing::Run(action),
            },
            Self::Confirm(question, then) => match question.act(action) {
                Verdict::Open => Closing::Stays,
                Verdict::Yes => Closing::Agreed(*then),
                Verdict::No => Closing::Denied(*then),
            },
        }
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>) {
        canvas.cursor = None;
        match self {
            Self::Help(help) => help.draw(canvas),
            Self::Palette(palette) => palette.draw(canvas),
            Self::Confirm(question, _) => question.draw(canvas),
        }
    }
}

/// The commands that the palette offers: screens the roles allow, and what the keys in force can do.
pub fn commands<B: Backend>(
    register: super::Register<B>,
    roles: &[B::Role],
    keys: &super::Keymap,
    layers: &[&str],
) -> Vec<super::widgets::palette::Command> {
    use super::widgets::palette::Command;
    let screens = register.iter().filter(|card| card.allows(roles)).map(|card| Command {
        name: card.title.to_owned(),
        about: card.about.to_owned(),
        key: keys.key_of(layers, card.action()).map(|k| k.to_string()).unwrap_or_default(),
        action: card.action(),
    });
    let is_screen = |action: Action| register.iter().any(|card| card.action() == action);
    let bound = keys.bindings(layers).into_iter().filter(|b| b.key.is_command() && !is_screen(b.action)).map(|b| Command {
        name: b.foot.clone().unwrap_or_else(|| b.say.clone()),
        about: b.say.clone(),
        key: b.key.to_string(),
        action: b.action,
    });
    screens.chain(bound).filter(|c| c.action != super::keys::action::PALETTE).collect()
}
