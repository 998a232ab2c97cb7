//! A list on a screen together with its source: its keys carried out, its pages asked for, paper and CSV ordered (`I-6`).

use ratatui::layout::Rect;

use super::Look;
use super::listing::{Listing, Said};
use crate::base::No;
use crate::tui::backend::Trouble;
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{House, Outcome, ask};
use crate::tui::screen::Effect;
use crate::tui::widgets::{ListMove, ListView, Page, PageRequest, Row};

/// A list and the rows of it that are shown.
pub struct Listed {
    listing: Listing,
    view: ListView,
}

/// What a key came to: an effect, or the row that was taken by Enter.
pub enum Moved {
    Effect(Effect<House>),
    Chosen(String),
}

impl Listed {
    pub fn new(listing: Listing) -> Self {
        Self { view: listing.view(), listing }
    }

    /// The list with a filter put on from the start.
    #[must_use]
    pub fn only(mut self, filter: usize) -> Self {
        self.view.only(filter);
        self
    }

    /// The list of a screen that tells the lit row whole by itself.
    #[must_use]
    pub const fn told(mut self) -> Self {
        self.view.is_told();
        self
    }

    pub fn title(&self) -> &str {
        self.listing.title()
    }

    /// Reads the rows in view, at the start or again.
    pub fn read(&self) -> Effect<House> {
        self.listing.ask(self.view.wanted())
    }

    pub fn give(&mut self, page: Page) {
        self.view.give(page);
    }

    pub fn act(&mut self, action: Action) -> Moved {
        if action == action::FILTER && !self.listing.has_filters() {
            return Moved::Effect(Effect::warn("this list has no filter: type what to search for"));
        }
        let step = self.view.act(action);
        self.follow(step)
    }

    /// Typing searches; what is no typing is nobody's.
    pub fn typed(&mut self, key: Key) -> Effect<House> {
        match self.view.typed(key) {
            ListMove::Ask(request) => self.listing.ask(request),
            _ => Effect::Nothing,
        }
    }

    /// The same, where the answer at a key is another than the whole one, which [`Self::read`] asks for when typing pauses.
    pub fn typed_by(&mut self, key: Key, at_once: fn(&Look<'_>, &PageRequest) -> Result<Page, No>) -> Effect<House> {
        match self.view.typed(key) {
            ListMove::Ask(request) => ask(move |view| at_once(&Look::from(view), &request)),
            _ => Effect::Nothing,
        }
    }

    fn follow(&self, step: ListMove) -> Moved {
        Moved::Effect(match step {
            ListMove::Pass => Effect::Pass,
            ListMove::Stays => Effect::Nothing,
            ListMove::Ask(request) => self.listing.ask(request),
            ListMove::Chosen(key) => return Moved::Chosen(key),
            ListMove::Print(request) => self.listing.print(request),
            ListMove::Export(request) => self.listing.save(request),
        })
    }

    pub fn row(&self) -> Option<&Row> {
        self.view.row()
    }

    pub fn is_searching(&self) -> bool {
        self.view.is_searching()
    }

    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        self.view.draw(canvas, area);
    }
}

/// What is said of a list that was printed or saved, or of why it was not; other work says `else_said`.
pub fn said(outcome: Result<Outcome, Trouble>, else_said: impl FnOnce(&Outcome) -> String) -> Effect<House> {
    match outcome {
        Ok(outcome) => Effect::good(Said::of(&outcome).map_or_else(|| else_said(&outcome), str::to_owned)),
        Err(trouble) => Effect::bad(trouble.to_string()),
    }
}
