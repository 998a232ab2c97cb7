//! The drivers themselves: a terminal, a command and a killed child, each on something whose behaviour is known.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rusqlite::Connection;

use crate::support::chance::Chance;
use crate::support::cli::Answer;
use crate::support::kill::{Moment, child_of_this_binary, run_and_kill};
use crate::support::pty::{Key, Pty};

#[test]
fn a_terminal_is_typed_on_read_resized_and_left() {
    let mut pty =
        Pty::start("sh", &["-c", "echo ready; read name; echo \"got <$name>\"; stty size; read again; stty size; exit 7"], &[], 60, 10);
    pty.wait_for("ready");
    pty.type_text("Agattx");
    pty.keys(&[Key::Backspace, Key::Enter]);
    pty.wait_for("got <Agatt>");
    pty.wait_for("10 60");
    pty.resize(20, 5);
    pty.key(Key::Enter);
    pty.wait_for("5 20");
    assert_eq!(pty.exit_code(), 7);
}

#[test]
fn keys_are_sent_as_a_console_sends_them() {
    let mut pty = Pty::start("sh", &["-c", "stty raw -echo; printf 'ready\\r\\n'; head -c 13 | od -An -c; stty sane"], &[], 80, 10);
    pty.wait_for("ready");
    pty.keys(&[Key::Up, Key::F(1), Key::F(10), Key::Ctrl('k'), Key::Esc]);
    let screen = pty.wait_until("to show what it was sent", Duration::from_secs(60), |screen| screen.contains("033   [   2   1"));
    let sent: Vec<&str> = screen.lines().filter(|line| line.contains("033")).flat_map(str::split_whitespace).collect();
    assert_eq!(sent, ["033", "[", "A", "033", "O", "P", "033", "[", "2", "1", "~", "\\v", "033"]);
    assert_eq!(pty.exit_code(), 0);
}

#[test]
#[should_panic(expected = "|a screen to see      |")]
fn a_wait_in_vain_shows_the_screen() {
    let pty = Pty::start("sh", &["-c", "echo a screen to see; read never"], &[], 21, 3);
    pty.wait_for("screen");
    pty.wait_until("to speak", Duration::from_millis(50), |screen| screen.contains("never"));
}

#[test]
fn a_terminal_whose_program_is_killed_says_so() {
    let mut pty = Pty::start("sh", &["-c", "trap '' HUP TERM; echo ready; read never"], &[], 40, 5);
    pty.wait_for("ready");
    pty.kill9();
    assert_ne!(pty.exit_code(), 0);
}

#[test]
fn a_command_answers_with_code_and_document() {
    let say = |code: u8, text: &str| Answer::of(Command::new("sh").args(["-c", &format!("echo '{text}'; exit {code}")]));
    assert_eq!(say(0, r#"{"receipt":"R1"}"#).done()["receipt"], "R1");
    let (rule, message) = say(1, r#"{"error":{"rule":"C-8","message":"count again"}}"#).refused();
    assert_eq!((rule.as_str(), message.as_str()), ("C-8", "count again"));
    assert_eq!(say(3, r#"{"error":{"rule":"J-18","message":"the disk is full"}}"#).fault(), "the disk is full");
}

const ROLE: &str = "EBCM_TEST_CHILD";
const REPORT: &str = "reported ";

/// Not a test by itself: the child of the two below, which writes rows until it is killed.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let (order, path) = role.split_once(':').unwrap();
    let file = Connection::open(path).unwrap();
    file.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE IF NOT EXISTS receipt (number INTEGER PRIMARY KEY)",
    )
    .unwrap();
    let first: i64 = file.query_row("SELECT coalesce(max(number), 0) + 1 FROM receipt", [], |row| row.get(0)).unwrap();
    let write = |number: i64| file.execute("INSERT INTO receipt VALUES (?1)", [number]).unwrap();
    for number in first.. {
        if order == "honest" {
            write(number);
            println!("{REPORT}{number}");
        } else {
            println!("{REPORT}{number}");
            std::thread::sleep(Duration::from_millis(5));
            write(number);
        }
    }
}

/// How many of the kills lost a number that was reported.
fn kills_that_lost(order: &str, kills: u64) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.db");
    let test = "drivers::child_that_writes_until_it_is_killed";
    let mut lost = 0;
    for seed in 0..kills {
        let moment = Moment::by(&mut Chance::seeded(seed), 5, Duration::from_millis(2));
        let seen = run_and_kill(&mut child_of_this_binary(test, ROLE, &format!("{order}:{}", path.display())), REPORT, moment);
        assert!(!seen.ended, "the child ended by itself: {}", seen.complaints);
        let reported = seen.lines.last().map_or(0, |line| line.parse().unwrap());
        lost += usize::from(highest(&path) < reported);
    }
    assert!(highest(&path) > 0, "no child came to write");
    lost
}

fn highest(path: &Path) -> i64 {
    let file = Connection::open(path).unwrap();
    let numbers = "SELECT CASE count(*) WHEN coalesce(max(number), 0) THEN count(*) ELSE -1 END FROM receipt";
    // A child killed at its very start has not made the table.
    file.query_row(numbers, [], |row| row.get(0)).unwrap_or(0)
}

#[test]
fn a_killed_child_keeps_what_it_reported() {
    assert_eq!(kills_that_lost("honest", 60), 0);
}

#[test]
fn control_a_child_that_reports_too_early_is_caught() {
    assert!(kills_that_lost("hasty", 20) > 0);
}
