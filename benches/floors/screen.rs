//! With a million consumers: from a key to the drawn frame, and from the start to the first frame.

use std::io::Read;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use ebcm::desk::{Desk, Eye};
use ebcm::edge::{Settings, SystemClock};
use ebcm::tui::program::app;
use ebcm::tui::{Ability, Key, Letters, Wake};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::sample::{Sample, large, peak_mib, today};

pub fn run() {
    keys();
    starts();
}

/// The payment window and the search, typed letter by letter.
fn keys() {
    let desk = Desk::open(large(), Box::new(SystemClock), Some(today())).unwrap();
    let eye = Eye::open(large(), Box::new(SystemClock), Some(today())).unwrap();
    let ability = Ability { colour: true, letters: Letters::Unicode };
    let (mut app, wakes) = app(desk, eye, Settings::default(), Some("clerk"), ability).unwrap();
    let Ok(mut terminal) = Terminal::new(TestBackend::new(120, 40));
    app.handle(Wake::Resize(120, 40));
    let (mut drawn, mut floor) = (Sample::default(), Sample::default());
    let mut key = |key: Key, sample: &mut Sample| {
        sample.time(|| {
            app.handle(Wake::Key(key));
            let Ok(_) = terminal.draw(|frame| app.draw(frame));
        });
        // The floor: the same frame drawn again, with nothing decided.
        floor.time(|| {
            let Ok(_) = terminal.draw(|frame| app.draw(frame));
        });
        while app.is_waiting() {
            let wake = wakes.recv_timeout(Duration::from_secs(10)).unwrap();
            app.handle(wake);
        }
    };
    let enter: Key = "Enter".parse().unwrap();
    key("F2".parse().unwrap(), &mut Sample::default());
    for i in 0..100 {
        for text in [format!("{:010}", 1_000_000_000_i64 + i * 7_919), (1_300 + i % 90).to_string()] {
            text.chars().for_each(|c| key(Key::char(c), &mut drawn));
            key(enter, &mut drawn);
        }
        // The amount to collect, exact cash: recorded by the writer's thread, whose time is the payment's own bench.
        key(enter, &mut Sample::default());
    }
    let mut searched = Sample::default();
    key("F3".parse().unwrap(), &mut Sample::default());
    for text in ["aminath beebi", "fatima manikf", "9400123456", "m0123456", "hameed jetty 99", "zainab pook", "xqz"] {
        text.chars().for_each(|c| key(Key::char(c), &mut searched));
        (0..text.len()).for_each(|_| key("Backspace".parse().unwrap(), &mut searched));
    }
    drawn.say("a key in the payment window to the drawn frame, 120x40");
    searched.say("a search key to the drawn frame, 120x40");
    floor.say("the same frame drawn again");
}

/// The program itself in a terminal of its own.
fn starts() {
    let mut first = Sample::default();
    let mut peak = 0;
    for _ in 0..10 {
        let pty = native_pty_system().openpty(PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ebcm"));
        command.args(["--data", large().to_str().unwrap(), "--on", &today().to_string()]);
        command.env("TERM", "xterm-256color");
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (send, receive) = channel();
        let start = Instant::now();
        let mut child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        std::thread::spawn(move || {
            let (mut seen, mut part) = (Vec::new(), [0; 65_536]);
            while let Ok(read) = reader.read(&mut part) {
                if read == 0 {
                    return;
                }
                seen.extend_from_slice(&part[..read]);
                // The login asks for the password: its frame is whole when the word is there.
                if String::from_utf8_lossy(&seen).contains("assword") && send.send(Instant::now()).is_err() {
                    return;
                }
            }
        });
        let shown = receive.recv_timeout(Duration::from_secs(20)).unwrap();
        first.push(shown - start);
        std::thread::sleep(Duration::from_millis(300));
        peak = peak.max(child.process_id().and_then(peak_mib).unwrap_or(0));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    first.say("from the start to the first frame");
    println!("peak resident memory {peak} MiB");
}
