//! A child killed without warning, and what it had reported until then.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::chance::Chance;
use super::patience::LONGEST;

/// When the child is killed.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// So many lines are waited for first (fewer where the child ends before).
    pub after_lines: u64,
    /// And then so long: what the child does meanwhile is the chance in it.
    pub then: Duration,
}

impl Moment {
    /// Somewhere in the first `lines` lines and up to `gap` after one: give the time that the child needs for a line or two.
    pub fn by(chance: &mut Chance, lines: u64, gap: Duration) -> Self {
        let micros = u64::try_from(gap.as_micros()).expect("a short time");
        Self { after_lines: chance.below(lines + 1), then: Duration::from_micros(chance.below(micros + 1)) }
    }
}

/// What a child left behind.
#[derive(Debug)]
pub struct Seen {
    /// Whole lines of its standard output that begin with the prefix asked for, without it: what it has reported.
    pub lines: Vec<String>,
    /// It ended by itself before the moment came.
    pub ended: bool,
    pub complaints: String,
}

/// Starts the child and kills it (SIGKILL) at the moment. Lines that don't begin with `prefix` are passed over.
pub fn run_and_kill(command: &mut Command, prefix: &str, moment: Moment) -> Seen {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the child starts");
    let output = BufReader::new(child.stdout.take().expect("its output is piped"));
    let mut errors = child.stderr.take().expect("its errors are piped");
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || read_lines(output, &sender));
    let complaints = thread::spawn(move || {
        let mut text = Vec::new();
        errors.read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
    });

    let reported = |line: String| line.strip_prefix(prefix).map(str::to_owned);
    let mut lines = Vec::new();
    let mut over = false;
    while (lines.len() as u64) < moment.after_lines && !over {
        match receiver.recv_timeout(LONGEST) {
            Ok(line) => lines.extend(reported(line)),
            Err(mpsc::RecvTimeoutError::Disconnected) => over = true,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                child.kill().expect("a hung child can be killed");
                panic!("the child said nothing for {LONGEST:?}; so far: {lines:?}");
            }
        }
    }
    thread::sleep(moment.then);
    let ended = child.try_wait().expect("the child can be asked").is_some();
    child.kill().expect("the child can be killed");
    child.wait().expect("the child can be buried");
    // What it wrote before its death is still in the pipe, and was reported.
    lines.extend(receiver.iter().filter_map(reported));
    reader.join().expect("the reader ends with the pipe");
    Seen { lines, ended, complaints: complaints.join().expect("the reader ends with the pipe") }
}

/// A line that death cut short was not reported.
fn read_lines(mut output: impl BufRead, sender: &mpsc::Sender<String>) {
    let mut line = String::new();
    while output.read_line(&mut line).is_ok_and(|length| length > 0) && line.ends_with('\n') {
        if sender.send(line.trim_end().to_owned()).is_err() {
            return;
        }
        line.clear();
    }
}

/// This test binary again, running one test alone as the child: the test must do its part only where the variable `role` is set.
pub fn child_of_this_binary(test: &str, role: &str, value: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test knows its binary"));
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(role, value);
    command
}
