//! The command line: each piece of work by command, for scripts, batch and tests.

mod admin;
mod answer;
mod application;
mod args;
mod bill;
mod complaint;
mod consumer;
mod counter;
mod hub;
mod import_file;
mod keep;
mod month;
mod office;
mod online;
mod pay;
mod posting;
mod print;
mod prompt;
mod reporting;
mod revision;
mod round;
mod show;
mod statuses;
mod supply;
mod sync;
mod todo;
mod workflow;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use answer::Answer;
use args::{Command, Line};

use crate::acts::Act;
use crate::base::{ConsumerNo, Day, No, PaperNo, Refusal};
use crate::desk::{Desk, Done, Eye, Session, nothing_printed};
use crate::edge::SystemClock;

/// Reads the command line, does the work, prints the answer. Exit: 0 done, 1 refused by a rule, 2 wrong usage, 3 system fault.
pub fn main() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // clap's own text; where even that can't be printed nothing more can be said.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let json = line.json;
    let at = match At::new(&line) {
        Ok(at) => at,
        Err(no) => return answer::refuse(&no, json),
    };
    match run(&at, line.command) {
        Ok(answer) => answer.print(json),
        Err(no) => answer::refuse(&no, json),
    }
}

fn run(at: &At, command: Option<Command>) -> Result<Answer, No> {
    let Some(command) = command else { return office::screen(at) };
    match command {
        Command::Demo(what) => office::demo(at, &what),
        Command::Init(what) => office::init(at, &what),
        Command::User(what) => admin::user(at, what),
        Command::Tariff(what) => admin::tariff(at, what),
        Command::Consumer(what) => consumer::run(at, what),
        Command::Counter(what) => counter::run(at, what),
        Command::Bill(what) => bill::run(at, what),
        Command::Pay(what) => pay::pay(at, &what),
        Command::Receipt(what) => pay::receipt(at, what),
        Command::Cheque(what) => posting::cheque(at, what),
        Command::Reading(what) => round::reading(at, what),
        Command::Meter(what) => round::meter(at, what),
        Command::Adjust(what) => posting::adjust(at, what),
        Command::Sd(what) => posting::deposit(at, what),
        Command::Close(what) => month::close(at, what),
        Command::Bdn(what) => month::bdn(at, what),
        Command::Instalment(what) => month::instalment(at, what),
        Command::Protest(what) => month::protest(at, what),
        Command::Case(what) => month::case(at, what),
        Command::Online(what) => online::run(at, what),
        Command::Status(what) => statuses::run(at, &what),
        Command::Disconnect(what) => supply::disconnect(at, what),
        Command::Reconnect(what) => supply::reconnect(at, what),
        Command::Mistaken(what) => supply::mistaken(at, what),
        Command::FinalReading(what) => supply::final_reading(at, what),
        Command::Apply(what) => application::run(at, what),
        Command::Workflow(what) => workflow::run(at, what),
        Command::Revision(what) => revision::run(at, what),
        Command::Permanent(what) => workflow::permanent(at, what),
        Command::Stopbill(what) => workflow::stop_bill(at, what),
        Command::Reactivate(what) => workflow::reactivate(at, what),
        Command::Energise(what) => workflow::energise(at, what),
        Command::Complaint(what) => complaint::run(at, what),
        Command::Todo(what) => todo::run(at, what),
        Command::Stationery(what) => admin::stationery(at, what),
        Command::Reporting(what) => reporting::run(at, what),
        Command::Print(what) => print::print(at, &what),
        Command::Hub(what) => hub::run(at, what),
        Command::Join(what) => sync::join(at, &what),
        Command::Sync(what) => sync::run(at, &what),
        Command::Verify => keep::verify(at),
        Command::Rebuild => keep::rebuild(at),
        Command::Backup { file } => keep::backup(at, &file),
        Command::Restore { file } => keep::restore(at, &file),
        Command::Journal(what) => keep::journal(at, what),
    }
}

/// Where and as whom a command works.
pub struct At {
    /// The data folder.
    pub data: PathBuf,
    pub json: bool,
    user: Option<String>,
    pub on: Option<Day>,
}

impl At {
    fn new(line: &Line) -> Result<Self, No> {
        let on = line.on.as_deref().map(day).transpose()?;
        let data = match &line.data {
            Some(dir) => dir.clone(),
            None if matches!(line.command, Some(Command::Demo(_))) => office::demo_folder()?,
            None => office::default_folder()?,
        };
        Ok(Self { data, json: line.json, user: line.user.clone(), on })
    }

    /// The desk, and who acts there.
    pub fn desk(&self) -> Result<(Desk, Session), No> {
        let mut desk = Desk::open(&self.data, Box::new(SystemClock), self.on)?;
        let user = match &self.user {
            Some(user) => user.clone(),
            None => prompt::text("User")?,
        };
        let password = prompt::secret("EBCM_PASSWORD", &format!("Password of {user}"))?;
        let session = desk.login(&user, &password)?;
        Ok((desk, session))
    }

    /// Looking without changing, beside a program that writes.
    pub fn eye(&self) -> Result<Eye, No> {
        Eye::open(&self.data, Box::new(SystemClock), self.on)
    }

    /// Does one act and gives its desk for reading what came of it.
    pub fn act(&self, make: impl FnOnce(&Desk) -> Result<Box<dyn Act>, No>) -> Result<(Desk, Done), No> {
        let (mut desk, session) = self.desk()?;
        let act = make(&desk)?;
        let done = desk.act(&session, act.as_ref(), &nothing_printed)?;
        Ok((desk, done))
    }
}

impl At {
    /// Does one act on a consumer and answers with what it made; `more` adds what is the act's own.
    pub fn act_on(
        &self,
        typed: &str,
        make: impl FnOnce(&Desk, ConsumerNo) -> Result<Box<dyn Act>, No>,
        more: impl FnOnce(&Done, ConsumerNo) -> serde_json::Value,
    ) -> Result<Answer, No> {
        let (mut desk, session) = self.desk()?;
        let no = consumer_no(&desk, typed)?;
        let act = make(&desk, no)?;
        let done = desk.act(&session, act.as_ref(), &nothing_printed)?;
        let more = more(&done, no);
        Ok(Answer::json(show::write(&desk, &done, Some(no), more)?))
    }
}

/// A day as typed on the command line: ISO, or with the day first and the year.
fn day(text: &str) -> Result<Day, No> {
    let far = Day::new(2000, 1, 1).filter(|_| text.len() >= 8);
    far.and_then(|near| Day::parse_near(text, near).ok())
        .ok_or_else(|| Refusal::new("I-5", format!("'{text}' is not a day: write it as 2026-11-05 or 05-11-2026.")).at("date").into())
}

fn consumer_no(desk: &Desk, typed: &str) -> Result<ConsumerNo, No> {
    Ok(desk.rules().profile.parse_number(typed, desk.id().office())?)
}

fn seen_no(eye: &Eye, typed: &str) -> Result<ConsumerNo, No> {
    Ok(eye.rules().profile.parse_number(typed, eye.id().office())?)
}

fn paper_no(text: &str) -> Result<PaperNo, No> {
    text.parse().map_err(|e: crate::base::number::NotANumber| Refusal::new("C-7", e.to_string()).into())
}

fn money(text: &str) -> Result<crate::base::Money, No> {
    crate::base::Money::parse(text).map_err(|e| Refusal::new("B-1", e.to_string()).at("amount").into())
}
