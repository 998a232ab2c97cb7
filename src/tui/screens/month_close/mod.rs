//! The month close: which month comes next and what is missing, the rehearsal, the run, the closes that are done (`L-1` to `L-3`).

mod draw;
mod order;
mod work;

use std::borrow::Cow;
use std::sync::Arc;

use super::patterns::listed::{Listed, Moved};
use super::patterns::listing::Said;
use super::patterns::{Leaf, Listing, Look};
use crate::acts::close::{missing, must_wait, next_to_close, not_lent};
use crate::base::{No, Period};
use crate::folds::Month;
use crate::folds::month::{Closed, Rehearsal};
use crate::reports::month_close;
use crate::rules::role::Role;
use crate::store::month;
use crate::store::sight::Seen;
use crate::tui::backend::{Progress, Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::program::{Answer, House, Outcome, View, ask};
use crate::tui::screen::{Card, Confirm, Effect, Screen};
use crate::tui::widgets::{Cell, Column, Page, Row};

pub const CARD: Card<House> = Card {
    name: "month-close",
    title: "Month close",
    about: "What comes next, rehearsal, run, reports",
    roles: &[Role::Bcc, Role::Ae, Role::Ee],
    actions: &[REHEARSE, WHO, ORDER],
    open: |_| Box::new(MonthClose::new()),
};

const REHEARSE: Action = Action("rehearse-close");
const WHO: Action = Action("rehearsed-who");
const ORDER: Action = Action("order-close");

const COLUMNS: [Column; 7] = [
    Column::text("period", "Month", 8),
    Column::text("number", "Close", 19).growing(),
    Column::text("run_on", "Run on", 10),
    Column::figure("bills", "Bills", 6).spare(),
    Column::figure("notices", "Notices", 7),
    Column::figure("billed", "Billed", 15),
    Column::figure("bpsc", "BPSC", 14).spare(),
];

/// How the office stands.
struct Stand {
    next: Option<Period>,
    /// What no order sets aside: the window, the month before.
    wait: Option<String>,
    missing: Vec<String>,
    month: Month,
}

fn stand(view: &View<'_>) -> Result<Stand, No> {
    let see = Seen { conn: view.conn(), desk: view.desk() };
    let moment = view.moment();
    let month = month::month(view.conn(), view.desk().office())?;
    let running = month.running.as_ref().map(|running| running.period);
    let next = match running {
        Some(period) => Some(period),
        None => next_to_close(&see)?,
    };
    let (mut wait, mut lacks) = (None, Vec::new());
    if let Some(period) = next.filter(|_| running.is_none()) {
        match must_wait(&see, period, &moment) {
            Ok(()) => {
                lacks = missing(&see, period, &moment)?;
                // The hub is asked when the close is run.
                let not_asked = month.holder(period).is_none().then(|| not_lent(&see, period, &moment)).transpose()?.flatten();
                lacks.retain(|line| Some(line) != not_asked.as_ref());
            }
            Err(No::Refused(refusal)) => wait = Some(refusal.message),
            Err(no) => return Err(no),
        }
    }
    Ok(Stand { next, wait, missing: lacks, month })
}

/// What goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Rehearsal,
    Close,
}

/// A rehearsal that is done.
struct Rehearsed {
    period: Period,
    rehearsal: Arc<Rehearsal>,
    names: Arc<Vec<(String, String)>>,
}

struct MonthClose {
    stand: Option<Stand>,
    list: Listed,
    doing: Option<Doing>,
    progress: Option<Progress>,
    rehearsed: Option<Rehearsed>,
}

impl MonthClose {
    fn new() -> Self {
        Self { stand: None, list: closes(), doing: None, progress: None, rehearsed: None }
    }

    fn take(&mut self, stand: Stand) {
        self.rehearsed.take_if(|rehearsed| Some(rehearsed.period) != stand.next);
        self.stand = Some(stand);
    }

    /// What stands now: above, and in the list of the closes.
    fn read(&self) -> Effect<House> {
        Effect::All(vec![ask(stand), self.list.read()])
    }

    fn next(&self) -> Option<Period> {
        self.stand.as_ref().and_then(|stand| stand.next)
    }

    fn is_working(&self) -> bool {
        self.progress.is_some()
    }

    /// Asks before the run, and says what is in the way.
    fn ask_run(&self) -> Effect<House> {
        let (Some(stand), Some(period)) = (&self.stand, self.next()) else {
            return Effect::warn("nothing has been billed here yet: there is no month to close");
        };
        if let Some(wait) = &stand.wait {
            return Effect::bad(wait.clone());
        }
        if !stand.missing.is_empty() && !stand.month.ordered.contains(&period) {
            return Effect::bad("something is missing, as named above; the AE may order the close all the same (Ctrl-O)");
        }
        let question = match &stand.month.running {
            Some(_) => format!("Take the close of {} up again?", period.short()),
            None => format!("Run the close of {}?", period.short()),
        };
        let told = self.rehearsed.as_ref().map_or("It was not rehearsed (Ctrl-T). ", |_| "");
        let detail = format!("{told}Receipts can be made while it runs. It may be stopped, and run again.");
        Effect::Confirm(Confirm { question, detail, yes: action::YES, ready: self.rehearsed.is_some() })
    }

    fn begin(&mut self, doing: Doing) -> Effect<House> {
        let Some(period) = self.next() else { return Effect::warn("there is no month to close") };
        if self.is_working() {
            return Effect::warn("it runs already");
        }
        self.doing = Some(doing);
        Effect::Long(match doing {
            Doing::Rehearsal => work::rehearse(period),
            Doing::Close => work::run(period),
        })
    }

    fn closed(closed: &Closed) -> Effect<House> {
        let totals = &closed.totals;
        Effect::good(format!(
            "{} is closed, {}: bills {}, notices {}; Enter shows its report",
            closed.period.short(),
            closed.no,
            totals.acm + totals.actual + totals.final_bills,
            totals.notices,
        ))
    }
}

/// The closes that are done, the newest lit.
fn closes() -> Listed {
    Listed::new(Listing::short("month-closes", "Month closes", &COLUMNS, &[], rows))
}

/// The newest first.
fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    Ok(month::month(look.conn, look.desk.office())?.closed.iter().rev().map(row).collect())
}

fn row(closed: &Closed) -> Row {
    let totals = &closed.totals;
    let number = closed.no.to_string();
    let cells = vec![
        Cell::Text(closed.period.short()),
        Cell::Text(number.clone()),
        Cell::Day(closed.run_on),
        Cell::Number((totals.acm + totals.actual + totals.final_bills).into()),
        Cell::Number(totals.notices.into()),
        Cell::Money(totals.billed),
        Cell::Money(totals.bpsc),
    ];
    Row { key: number, cells }
}

/// The report of a close, to read, print and save.
fn report(number: String) -> Effect<House> {
    let title = format!("Report {number}");
    Leaf::report(CARD.name, "month-close", title, move |look| month_close::month_close(&look.source(), &number))
}

impl Screen<House> for MonthClose {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        CARD.title.into()
    }

    fn layers(&self) -> &'static [&'static str] {
        if self.is_working() { &["month-working", "list"] } else { &["month-close", "list"] }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Page>() {
            Ok(page) => self.list.give(page),
            Err(answer) => {
                if let Ok(stand) = answer.take() {
                    self.take(stand);
                }
            }
        }
        Effect::Nothing
    }

    fn progressed(&mut self, progress: &Progress) {
        self.progress = Some(progress.clone());
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            action::BACK | action::STOP if self.is_working() => {
                Effect::All(vec![Effect::Stop, Effect::warn("it stops at the next safe place")])
            }
            action::MAIN => self.ask_run(),
            action::YES => self.begin(Doing::Close),
            REHEARSE => self.begin(Doing::Rehearsal),
            WHO => self.rehearsed.as_ref().map_or_else(
                || Effect::warn("rehearse it first (Ctrl-T): then it is known whom the close would touch"),
                |rehearsed| work::who(rehearsed.period, &rehearsed.rehearsal, &rehearsed.names),
            ),
            ORDER => self.next().map_or(Effect::Nothing, |period| order::open(period, status)),
            other => match self.list.act(other) {
                Moved::Effect(effect) => effect,
                Moved::Chosen(number) => report(number),
            },
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.list.typed(key)
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        if let Some(said) = outcome.as_ref().ok().and_then(Said::of) {
            // The list was printed or saved; a close may be running all the while.
            return Effect::good(said);
        }
        let doing = self.doing.take();
        self.progress = None;
        if doing == Some(Doing::Close) {
            self.list = closes();
        }
        let said = match outcome {
            Ok(Outcome::Gave(answer)) => match answer.take::<work::Came>() {
                Ok(came) => {
                    self.rehearsed = Some(Rehearsed { period: came.period, rehearsal: came.rehearsal, names: came.names });
                    Effect::good("rehearsed: nothing is recorded; Ctrl-W lists whom the close would touch")
                }
                Err(answer) => answer.look::<Closed>().map_or(Effect::Nothing, Self::closed),
            },
            Ok(_) => Effect::Nothing,
            Err(Trouble::Stopped) if doing == Some(Doing::Close) => {
                Effect::warn("stopped; what is done so far stands, and F9 takes the close up where it stopped")
            }
            Err(trouble) => Effect::bad(trouble.to_string()),
        };
        Effect::All(vec![self.read(), said])
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        draw::draw(self, canvas);
    }
}
