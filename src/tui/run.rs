//! The loop: one channel wakes it, one frame a batch of wake-ups.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event};
use ratatui::Terminal;
use ratatui::backend::Backend as Surface;

use super::app::App;
use super::backend::{Backend, TICKS, Wake};
use super::bug::{self, Bug};
use super::keys::Key;
use super::terminal::Guard;

const TICK: Duration = Duration::from_millis(1_000 / TICKS as u64);
/// Wake-ups taken before a frame is drawn: typing ahead or a flood of news must not keep the screen dark.
const BATCH: usize = 256;

/// How the terminal screen came to a bad end. One plain line for the person at the desk.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    #[error("the terminal can't be used: {0}")]
    Terminal(#[from] std::io::Error),
    #[error("the program had to stop; nothing recorded was touched. Start it again, and send {} to the maintainers", .0.display())]
    Bug(PathBuf),
    #[error("the program had to stop; nothing recorded was touched. Start it again (no report could be written: {0})")]
    BugUnwritten(std::io::Error),
}

/// Runs on the real terminal until the clerk leaves. `wakes` is the channel whose sender the backend holds a clone of.
pub fn run<B: Backend>(app: &mut App<B>, sender: &Sender<Wake<B>>, wakes: &Receiver<Wake<B>>, reports: &Path) -> Result<(), Ended>
where
    Wake<B>: Send,
{
    let mut guard = Guard::hold()?;
    let size = guard.terminal.size()?;
    app.handle(Wake::Resize(size.width, size.height));
    let over = Arc::new(AtomicBool::new(false));
    let reader = thread::spawn({
        let (sender, over) = (sender.clone(), Arc::clone(&over));
        move || read_events(&sender, &over)
    });
    watch_signals(&over);
    let result = turn(app, &mut guard.terminal, wakes, &over, reports);
    over.store(true, Ordering::Relaxed);
    drop(guard);
    part_from(&reader);
    result
}

/// Lets the reader of keys end, so that nothing more is taken from the terminal. Where the line was cut it may wait for ever in the
/// terminal's library, on a terminal that is no more: it ends with the program then.
fn part_from(reader: &thread::JoinHandle<()>) {
    let until = Instant::now() + TICK * 2;
    while !reader.is_finished() && Instant::now() < until {
        thread::sleep(TICK / 50);
    }
}

/// The loop proper, on any surface. Ends when the app has ended, when `over` is set, or when no one can wake it any more.
pub fn turn<B: Backend, S: Surface>(
    app: &mut App<B>,
    terminal: &mut Terminal<S>,
    wakes: &Receiver<Wake<B>>,
    over: &AtomicBool,
    reports: &Path,
) -> Result<(), Ended>
where
    S::Error: std::error::Error + Send + Sync + 'static,
{
    let caught = |bug: &Bug, app: &App<B>| {
        let screens = bug::catch(|| app.screens().join(" / ")).unwrap_or_default();
        bug::report(reports, bug, &screens, &app.trail()).map_or_else(Ended::BugUnwritten, Ended::Bug)
    };
    let mut next_tick = Instant::now() + TICK;
    loop {
        match bug::catch(|| terminal.draw(|frame| app.draw(frame)).map(|_| ())) {
            Ok(drawn) => drawn.map_err(std::io::Error::other)?,
            Err(bug) => return Err(caught(&bug, app)),
        }
        let first = match wakes.recv_timeout(next_tick.saturating_duration_since(Instant::now())) {
            Ok(wake) => wake,
            Err(RecvTimeoutError::Timeout) => Wake::Tick,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        };
        if matches!(first, Wake::Tick) {
            next_tick = Instant::now() + TICK;
        }
        if let Err(bug) = bug::catch(|| {
            app.handle(first);
            for wake in wakes.try_iter().take(BATCH) {
                app.handle(wake);
            }
        }) {
            return Err(caught(&bug, app));
        }
        if app.has_ended() || over.load(Ordering::Relaxed) {
            return Ok(());
        }
    }
}

/// Keys, pastes and sizes into the channel, until the loop has gone.
fn read_events<B: Backend>(sender: &Sender<Wake<B>>, over: &AtomicBool) {
    while !over.load(Ordering::Relaxed) {
        // A short wait, so that the thread ends with the loop instead of holding the next key.
        match event::poll(Duration::from_millis(100)) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(_) => break,
        }
        let wake = match event::read() {
            Ok(Event::Key(key)) => Key::from_event(key).map(Wake::Key),
            Ok(Event::Paste(text)) => Some(Wake::Paste(text)),
            Ok(Event::Resize(width, height)) => Some(Wake::Resize(width, height)),
            Ok(_) => None,
            Err(_) => break,
        };
        if let Some(wake) = wake
            && sender.send(wake).is_err()
        {
            return;
        }
    }
    // The terminal has gone: the line is cut or its window closed.
    let _ = sender.send(Wake::Terminate);
}

/// SIGTERM, SIGHUP and SIGINT end the loop in order, so that the terminal is restored.
#[cfg(unix)]
fn watch_signals(over: &Arc<AtomicBool>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGTERM, SIGHUP, SIGINT] {
        // Without the handler the system's own way of ending stays: the program still ends.
        let _ = signal_hook::flag::register(signal, Arc::clone(over));
    }
}

#[cfg(not(unix))]
fn watch_signals(_over: &Arc<AtomicBool>) {}
