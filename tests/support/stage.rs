//! A terminal without a terminal: keys in, screen out.

use std::sync::mpsc::Receiver;

use super::patience::LONGEST;
use ebcm::tui::{App, Backend, Key, Wake};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// An app on a made-up terminal.
pub struct Stage<B: Backend> {
    pub app: App<B>,
    wakes: Receiver<Wake<B>>,
    terminal: Terminal<TestBackend>,
}

impl<B: Backend> Stage<B> {
    pub fn new(app: App<B>, wakes: Receiver<Wake<B>>, width: u16, height: u16) -> Self {
        let Ok(terminal) = Terminal::new(TestBackend::new(width, height));
        let mut stage = Self { app, wakes, terminal };
        stage.app.handle(Wake::Resize(width, height));
        stage
    }

    /// Presses keys by name, with spaces between: `"0 1 2 Enter F9 Ctrl-K"`.
    pub fn keys(&mut self, names: &str) -> &mut Self {
        for name in names.split_whitespace() {
            let key: Key = name.parse().unwrap_or_else(|e| panic!("{e}"));
            self.app.handle(Wake::Key(key));
        }
        self
    }

    /// Types text, a character at a time.
    pub fn types(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.app.handle(Wake::Key(Key::char(c)));
        }
        self
    }

    pub fn wakes(&mut self, wake: Wake<B>) -> &mut Self {
        self.app.handle(wake);
        self
    }

    /// Quarters of a second go by.
    pub fn ticks(&mut self, count: u32) -> &mut Self {
        for _ in 0..count {
            self.app.handle(Wake::Tick);
        }
        self
    }

    /// Takes what the background sends until no act is waited for; fails when nothing comes for long.
    pub fn settle(&mut self) -> &mut Self {
        while self.app.is_waiting() {
            let wake = self.wakes.recv_timeout(LONGEST).expect("the act ends");
            self.app.handle(wake);
        }
        while let Ok(wake) = self.wakes.try_recv() {
            self.app.handle(wake);
        }
        self
    }

    /// Takes what the background sends until the screen shows `words`; fails when nothing comes for long.
    pub fn wait_for(&mut self, words: &str) -> &mut Self {
        while !self.shows(words) {
            let wake = self.wakes.recv_timeout(LONGEST).unwrap_or_else(|_| panic!("no {words} on\n{}", self.text()));
            self.app.handle(wake);
        }
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.terminal.backend_mut().resize(width, height);
        self.app.handle(Wake::Resize(width, height));
        self
    }

    /// The screen as drawn now, with its styles.
    pub fn buffer(&mut self) -> Buffer {
        let app = &self.app;
        let Ok(frame) = self.terminal.draw(|frame| app.draw(frame));
        frame.buffer.clone()
    }

    /// The screen as text, without the blanks at the ends of rows.
    pub fn text(&mut self) -> String {
        let buffer = self.buffer();
        let rows = (0..buffer.area.height).map(|y| {
            let row: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
            row.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Where the cursor stands; `None` while it is hidden.
    pub fn cursor(&mut self) -> Option<Position> {
        self.buffer();
        let backend = self.terminal.backend();
        backend.cursor_visible().then(|| backend.cursor_position())
    }

    pub fn shows(&mut self, words: &str) -> bool {
        self.text().contains(words)
    }
}
