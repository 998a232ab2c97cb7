//! One frame.

use ratatui::Frame;

use super::App;
use crate::tui::backend::{Backend, TICKS};
use crate::tui::canvas::Canvas;
use crate::tui::keys::action;
use crate::tui::overlay::Overlay;
use crate::tui::{chrome, widgets};

impl<B: Backend> App<B> {
    /// The whole window, and the cursor where typing goes.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let mut canvas = Canvas::new(frame.buffer_mut(), &self.kit.looks, area);
        if chrome::is_large_enough(area.width, area.height) {
            self.draw_window(&mut canvas);
        } else {
            chrome::too_small(&mut canvas);
        }
        if let Some(cursor) = canvas.cursor {
            frame.set_cursor_position(cursor);
        }
    }

    pub(super) fn draw_window(&self, canvas: &mut Canvas<'_>) {
        let rows = chrome::frame(canvas.area);
        let status = self.backend.status();
        chrome::status(canvas, rows.status, status);
        if let Some(lock) = &self.lock {
            chrome::title(canvas, rows.title, "Locked", status);
            canvas.within(rows.body, |part| lock.draw(part));
            return chrome::keys(canvas, rows.keys, &self.kit.keys.layer("lock").iter().collect::<Vec<_>>());
        }
        let Some(top) = self.stack.last() else { return };
        chrome::title(canvas, rows.title, &top.screen.title(), status);
        if let Some(long) = &self.long {
            chrome::long(canvas, rows.title, long.progress.as_ref(), long.stopping, status.training);
        }
        canvas.within(rows.body, |part| top.screen.draw(part));
        let seen = self.kit.keys.key_of(&[], action::SEEN).map(|k| k.to_string());
        chrome::message(canvas, rows.message, self.say.as_ref(), &self.problems, seen);
        // Within its first second an act changes nothing on the screen: no flicker between two payments.
        let long = self.waiting.as_ref().filter(|w| w.ticks >= TICKS);
        let layer = if long.is_some() { Some("progress") } else { self.overlay.as_ref().map(Overlay::layer) };
        let bindings = match layer {
            Some(layer) => self.kit.keys.layer(layer).iter().collect(),
            None => self.kit.keys.bindings(top.screen.layers()),
        };
        chrome::keys(canvas, rows.keys, &bindings);
        match (&self.overlay, long) {
            (_, Some(waiting)) => {
                canvas
                    .within(rows.body, |part| widgets::progress::draw(part, waiting.progress.as_ref(), waiting.stopping, self.ahead.len()));
            }
            (Some(overlay), None) => canvas.within(rows.body, |part| overlay.draw(part)),
            (None, None) => {}
        }
    }
}
