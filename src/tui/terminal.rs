//! Holding the terminal: raw mode and the alternate screen while the guard lives, and the old state whatever ends it.

use std::io::{self, Stdout, Write as _};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::bug;

/// Raw mode and the alternate screen, given back when dropped: at the end, on an error, and when a panic unwinds.
pub struct Guard {
    pub terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Guard {
    /// Refuses what is not a terminal.
    pub fn hold() -> io::Result<Self> {
        use std::io::IsTerminal as _;
        if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err(io::Error::other("this is not a terminal: run it in one, or use a command (ebcm --help)"));
        }
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
        enable_raw_mode()?;
        bug::hold_screen(true);
        let guard = Self { terminal };
        // Consoles that have one screen alone show what stood there before, until it is wiped.
        execute!(io::stdout(), EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste)?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Nothing can be done where the terminal has gone away.
        let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = io::stdout().flush();
        let _ = disable_raw_mode();
        bug::hold_screen(false);
    }
}
