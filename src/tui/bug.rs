//! A bug in a screen: caught, the terminal restored by who holds it, a report written, one plain line said.

use std::backtrace::Backtrace;
use std::cell::Cell;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

/// What a panic left behind.
static LAST: Mutex<Option<String>> = Mutex::new(None);
static HOOK: Once = Once::new();
/// While the terminal is held, no thread may write over the screen.
static HELD: AtomicBool = AtomicBool::new(false);

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// A bug that was caught, in words for the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bug(pub String);

/// Runs `work`; a panic in it becomes a [`Bug`] instead of text on the screen. For the loop, and for the threads of a backend.
pub fn catch<R>(work: impl FnOnce() -> R) -> Result<R, Bug> {
    install();
    let before = CATCHING.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(before);
    result.map_err(|_| Bug(LAST.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_else(|| "no word of it".to_owned())))
}

/// Says whether the terminal is held: a panic on any thread is then kept silent, as it would write over the screen.
pub fn hold_screen(held: bool) {
    install();
    HELD.store(held, Ordering::Relaxed);
}

/// The hook keeps the words of a panic that is caught or would spoil the screen; any other goes to the hook that was there.
fn install() {
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if CATCHING.get() || HELD.load(Ordering::Relaxed) {
                let words = format!("{info}\n\n{}", Backtrace::force_capture());
                *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
            } else {
                before(info);
            }
        }));
    });
}

/// Writes the report into `folder` and says where it is. `trail` holds what was done last, by the names of actions: nothing typed is in it.
pub fn report(folder: &Path, bug: &Bug, screen: &str, trail: &[&str]) -> std::io::Result<PathBuf> {
    let mut text = String::new();
    let _ = writeln!(text, "ebcm {} came to a place that it should not have.", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(
        text,
        "Nothing recorded before was touched. Please send this file to the maintainers; nothing that was typed is in it, unless the words below name it.\n"
    );
    let _ = writeln!(
        text,
        "system  {} {}\nscreen  {screen}\nactions {}\n\n{}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        trail.join(" "),
        bug.0
    );
    std::fs::create_dir_all(folder)?;
    let mut number = 1_u32;
    loop {
        let path = folder.join(format!("report-{number:03}.txt"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && number < 999 => number += 1,
            Err(e) => return Err(e),
        }
    }
}
