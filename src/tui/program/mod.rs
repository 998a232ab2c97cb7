//! The program's own terminal: the house behind the screens, and its start.
//!
//! One thread owns the desk and writes; the screens read on an eye of their own, beside it. What the writer did comes
//! back through the channel that the keys come through, so that nothing ever waits for the disk.

mod house;
mod identity;
mod keep;
mod query;
pub mod status;
mod work;
mod writer;

pub use house::House;
pub use identity::identify;
pub use keep::backup;
pub use query::{Answer, Query, View, ask};
pub use status::todo_count;
pub use work::{Bench, Outcome, Work, act, print_act};

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use super::app::{App, Kit};
use super::backend::Wake;
use super::looks::Ability;
use super::screens;
use crate::base::{Day, Fault, No};
use crate::desk::{Desk, Eye};
use crate::edge::{Settings, SystemClock};

/// The folder in the data folder for reports of bugs.
const REPORTS: &str = "reports";

/// Runs the terminal screen on the data file in `dir` until the clerk leaves. `on` is the business date of a training file;
/// `user` is logged on at once, in a training file alone.
///
/// # Errors
/// What opening the data file names, a terminal that can't be used, or a bug, each as one plain line.
pub fn run(dir: &Path, on: Option<Day>, user: Option<&str>) -> Result<(), Fault> {
    let settings = Settings::load(dir)?;
    let ability = Ability::from_env(|name| std::env::var(name).ok(), settings.screen.ascii);
    let desk = Desk::open(dir, Box::new(SystemClock), on).map_err(plain)?;
    let eye = Eye::open(dir, Box::new(SystemClock), on).map_err(plain)?;
    let (mut app, wakes) = app(desk, eye, settings.clone(), user, ability)?;
    app.backend_mut().start_spooler(dir, on, settings);
    app.backend_mut().start_sync(dir).map_err(plain)?;
    let sender = app.backend().sender();
    let ended = super::run::run(&mut app, &sender, &wakes, &dir.join(REPORTS));
    app.backend_mut().end();
    ended.map_err(|e| Fault::new(e.to_string(), ""))
}

/// The app on an open desk, and the channel that wakes it: for [`run`], and for tests without a terminal. Nothing prints
/// before [`House::start_spooler`].
pub fn app(
    desk: Desk,
    eye: Eye,
    settings: Settings,
    user: Option<&str>,
    ability: Ability,
) -> Result<(App<House>, Receiver<Wake<House>>), Fault> {
    let session = user.map(|name| desk.training_session(name)).transpose().map_err(plain)?;
    let kit =
        Kit::embedded(screens::REGISTER, ability).map_err(|e| Fault::new(e.to_string(), "this program is damaged: install it again"))?;
    let lock_after = u32::from(eye.rules().profile.counter.idle_minutes);
    let (sender, wakes) = channel();
    let first = if session.is_some() { screens::home::first } else { screens::login::first };
    let house = House::new(desk, eye, settings, session, sender);
    let status = super::backend::Backend::status(&house).clone();
    Ok((App::new(house, kit, screens::REGISTER, Some(lock_after), first(&status), screens::home::first), wakes))
}

fn plain(no: No) -> Fault {
    match no {
        No::Broken(fault) => fault,
        No::Refused(refusal) => Fault::new(refusal.message, ""),
    }
}
