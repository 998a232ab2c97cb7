//! A terminal without a person: the real binary on a pseudo-terminal, keys typed, the screen read as a person would see it.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::patience::LONGEST;

/// Keys that are not text, as a Linux console or xterm sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
    Ctrl(char),
    Alt(char),
}

impl Key {
    fn bytes(self) -> Vec<u8> {
        let text = match self {
            Self::Enter => "\r",
            Self::Esc => "\x1b",
            Self::Tab => "\t",
            Self::BackTab => "\x1b[Z",
            Self::Backspace => "\x7f",
            Self::Delete => "\x1b[3~",
            Self::Up => "\x1b[A",
            Self::Down => "\x1b[B",
            Self::Right => "\x1b[C",
            Self::Left => "\x1b[D",
            Self::Home => "\x1b[H",
            Self::End => "\x1b[F",
            Self::PageUp => "\x1b[5~",
            Self::PageDown => "\x1b[6~",
            Self::F(number) => {
                const F: [&str; 12] = [
                    "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~",
                    "\x1b[23~", "\x1b[24~",
                ];
                F[usize::from(number) - 1]
            }
            Self::Ctrl(letter) => return vec![letter.to_ascii_uppercase() as u8 & 0x1f],
            Self::Alt(letter) => return format!("\x1b{letter}").into_bytes(),
        };
        text.as_bytes().to_vec()
    }
}

fn without_second_screen(bytes: &[u8]) -> Vec<&[u8]> {
    const LENGTH: usize = b"\x1b[?1049h".len();
    let is_switch = |at: &usize| matches!(&bytes[*at..(*at + LENGTH).min(bytes.len())], b"\x1b[?1049h" | b"\x1b[?1049l");
    let mut parts = Vec::new();
    let mut from = 0;
    for at in (0..bytes.len()).filter(is_switch) {
        parts.push(&bytes[from..at]);
        from = at + LENGTH;
    }
    parts.push(&bytes[from..]);
    parts
}

/// A program on a terminal of its own; dropped, it is killed.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    /// Behind a cell so that looking at the screen takes `&self`, as it does for a person.
    terminal: RefCell<vt100::Parser>,
    /// A console that has one screen alone.
    plain: bool,
}

impl Pty {
    /// The program under test, with none of the tester's own settings but those in `environment`.
    pub fn ebcm(arguments: &[&str], environment: &[(&str, &str)], columns: u16, rows: u16) -> Self {
        Self::start(env!("CARGO_BIN_EXE_ebcm"), arguments, environment, columns, rows)
    }

    pub fn start(program: &str, arguments: &[&str], environment: &[(&str, &str)], columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal is to be had");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(std::env::temp_dir());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("EBCM_") || name == "NO_COLOR") {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        // While this end is held, the reader would never see the program's end.
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let keyboard = pair.master.take_writer().expect("the terminal can be typed on");
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        let terminal = RefCell::new(vt100::Parser::new(at_least_one(rows), at_least_one(columns), 0));
        Self { child, master: pair.master, keyboard, output, terminal, plain: false }
    }

    /// On a console that knows no second screen: what stood there stays until it is wiped.
    #[must_use]
    pub fn on_console(mut self) -> Self {
        self.plain = true;
        self
    }

    pub fn type_text(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    pub fn key(&mut self, key: Key) {
        self.send(&key.bytes());
    }

    pub fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.key(*key);
        }
    }

    #[track_caller]
    fn send(&mut self, bytes: &[u8]) {
        if let Err(error) = self.keyboard.write_all(bytes).and_then(|()| self.keyboard.flush()) {
            panic!("the program takes no keys ({error}); its screen:\n{}", self.framed());
        }
    }

    fn show(&self, bytes: &[u8]) {
        let parts: Vec<&[u8]> = if self.plain { without_second_screen(bytes) } else { vec![bytes] };
        parts.into_iter().for_each(|part| self.terminal.borrow_mut().process(part));
    }

    /// The screen as text, lines without the spaces at their end.
    pub fn screen(&self) -> String {
        for bytes in self.output.try_iter() {
            self.show(&bytes);
        }
        self.terminal.borrow().screen().contents()
    }

    /// Row and column, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        let _ = self.screen();
        self.terminal.borrow().screen().cursor_position()
    }

    #[track_caller]
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("to show {text:?}"), LONGEST, |screen| screen.contains(text))
    }

    #[track_caller]
    pub fn wait_gone(&self, text: &str) -> String {
        self.wait_until(&format!("to show {text:?} no more"), LONGEST, |screen| !screen.contains(text))
    }

    /// Waits until the screen is as wanted and returns it; `what` completes "the program was waited for ...".
    #[track_caller]
    pub fn wait_until(&self, what: &str, timeout: Duration, wanted: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + timeout;
        loop {
            let screen = self.screen();
            if wanted(&screen) {
                return screen;
            }
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.show(&bytes),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the program was waited for {what} for {timeout:?}; its screen:\n{}", self.framed())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the program was waited for {what} and has ended; its screen:\n{}", self.framed())
                }
            }
        }
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let _ = self.screen();
        self.terminal.borrow_mut().set_size(at_least_one(rows), at_least_one(columns));
        self.master.resize(size(columns, rows)).expect("the terminal can be resized");
    }

    /// SIGKILL: no farewell, as when the power goes or a clerk closes the lid.
    pub fn kill9(&mut self) {
        let process = self.child.process_id().expect("the program has a process");
        let killed = Command::new("sh").args(["-c", &format!("kill -9 {process}")]).status().expect("sh runs");
        assert!(killed.success(), "process {process} could not be killed");
        self.child.wait().expect("the program can be buried");
    }

    /// Waits for the program's end.
    #[track_caller]
    pub fn exit_code(&mut self) -> u32 {
        let deadline = Instant::now() + LONGEST;
        // The terminal closes with the program; only then is it sure that all it drew has been read.
        while let Ok(bytes) = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.show(&bytes);
        }
        assert!(Instant::now() < deadline, "the program has not ended in {LONGEST:?}; its screen:\n{}", self.framed());
        self.child.wait().expect("the program's end can be asked").exit_code()
    }

    fn framed(&self) -> String {
        let screen = self.screen();
        let (rows, columns) = self.terminal.borrow().screen().size();
        let width = usize::from(columns.get());
        let edge = "-".repeat(width);
        let mut lines: Vec<String> = screen.lines().map(|line| format!("|{line:width$}|")).collect();
        lines.resize(usize::from(rows.get()), format!("|{:width$}|", ""));
        format!("+{edge}+\n{}\n+{edge}+", lines.join("\n"))
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // It may have ended by itself, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn at_least_one(length: u16) -> NonZeroU16 {
    NonZeroU16::new(length).expect("a terminal has rows and columns")
}
