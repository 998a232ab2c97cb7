//! The program as a command: arguments in, exit code and JSON out.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    /// The command as typed, for the failure's line.
    pub command: String,
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    pub fn of(command: &mut Command) -> Self {
        let typed =
            std::iter::once(command.get_program()).chain(command.get_args()).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
        let output = command.stdin(Stdio::null()).output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        // A program ended by a signal has no code; none of ours is negative.
        Self { command: typed, code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The one JSON document on standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON document ({error}):\n{self}"))
    }

    /// The document of a command that was done (exit 0).
    #[track_caller]
    pub fn done(&self) -> Value {
        assert_eq!(self.code, 0, "not done:\n{self}");
        self.json()
    }

    /// The rule and message of a command that a rule refused (exit 1).
    #[track_caller]
    pub fn refused(&self) -> (String, String) {
        assert_eq!(self.code, 1, "not refused:\n{self}");
        self.error()
    }

    /// The message of a system fault (exit 3): disk, file, network.
    #[track_caller]
    pub fn fault(&self) -> String {
        assert_eq!(self.code, 3, "no system fault:\n{self}");
        self.error().1
    }

    #[track_caller]
    fn error(&self) -> (String, String) {
        let document = self.json();
        let part = |name: &str| document["error"][name].as_str().unwrap_or_default().to_owned();
        assert!(!part("message").is_empty(), "a failure says what is wrong:\n{self}");
        (part("rule"), part("message"))
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "$ {}\n(exit {})\n{}{}", self.command, self.code, self.out, self.err)
    }
}

pub const PASSWORD: &str = "a password of the tests 1";

/// A data folder of its own, gone with the test.
pub struct World {
    folder: TempDir,
    user: String,
    on: Option<String>,
}

impl World {
    /// A folder without a data file; commands go as `user`.
    pub fn empty(user: &str) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for the data"), user: user.to_owned(), on: None }
    }

    /// A training data file of LED's, its administrator `admin` made.
    #[track_caller]
    pub fn training(office: &str, desk: u16) -> Self {
        let world = Self::empty("admin");
        let desk = desk.to_string();
        world.run(&["init", "--utility", "led", "--office", office, "--desk", &desk, "--training", "--admin", "admin"]).done();
        world
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    /// Commands go as this user from now.
    pub fn be(&mut self, user: &str) -> &mut Self {
        user.clone_into(&mut self.user);
        self
    }

    /// Commands go on this business date (`--on`, training only) from now.
    pub fn on(&mut self, date: &str) -> &mut Self {
        self.on = Some(date.to_owned());
        self
    }

    /// The command, not started yet: for a child to be killed, or one more variable.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ebcm"));
        command.arg("--data").arg(self.data()).arg("--json");
        if let Some(date) = &self.on {
            command.args(["--on", date]);
        }
        command.args(arguments).env("EBCM_USER", &self.user).env("EBCM_PASSWORD", PASSWORD).env("EBCM_NEW_PASSWORD", PASSWORD);
        command.env_remove("EBCM_DATA").env_remove("NO_COLOR");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        Answer::of(&mut self.command(arguments))
    }
}
