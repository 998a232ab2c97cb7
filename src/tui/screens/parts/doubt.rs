//! A reading in doubt: what is asked about it on a form, and in the row of a sheet (`B-9`).

use crate::acts::shows::{CONFIRM, Shows};
use crate::acts::{Act, Draft};
use crate::base::{No, Refusal};
use crate::store::sight::Seen;
use crate::tui::keys::Action;
use crate::tui::program::View;

/// The keys of a sheet's rows; each is bound where a row waits for it.
pub const RIGHT: Action = Action("confirm-row");
pub const ROLLOVER: Action = Action("rollover-row");
pub const NOT_ASKED: &str = "no reading here waits for that word";

/// What an act would record; where its reading is far above the usual, what it would once that is confirmed, and what is to be asked.
pub struct Decided {
    pub drafts: Result<Vec<Draft>, Refusal>,
    pub doubt: Option<String>,
}

/// Decides an act as a form asks for it; `act` makes it, its reading confirmed or not.
///
/// # Errors
/// A fault of the data file.
pub fn decide(view: &View<'_>, act: impl Fn(bool) -> Box<dyn Act>) -> Result<Decided, No> {
    let see = Seen { conn: view.conn(), desk: view.desk() };
    let decide = |confirmed| refused(act(confirmed).decide(&see, &view.moment()));
    Ok(match decide(false)? {
        // What would come of it is shown beside the question.
        Err(refusal) if refusal.field == Some(CONFIRM) => Decided { drafts: decide(true)?, doubt: Some(refusal.message) },
        drafts => Decided { drafts, doubt: None },
    })
}

fn refused<T>(outcome: Result<T, No>) -> Result<Result<T, Refusal>, No> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(No::Refused(refusal)) => Ok(Err(refusal)),
        Err(broken) => Err(broken),
    }
}

/// What would let a refused reading in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// That it is right, though far above the usual.
    Far,
    /// That the meter passed its last digit.
    Below,
}

/// Why a row is wrong, and what would let its reading in.
#[derive(Debug, Clone)]
pub struct Wrong {
    pub why: String,
    pub doubt: Option<Doubt>,
}

/// Checks a row; `check` is given its reading with what is said of it.
///
/// # Errors
/// A fault of the data file.
pub fn check<T>(shows: &Shows, check: impl Fn(&Shows) -> Result<T, No>) -> Result<Result<T, Wrong>, No> {
    let refusal = match refused(check(shows))? {
        Ok(taken) => return Ok(Ok(taken)),
        Err(refusal) => refusal,
    };
    let turned = Shows { rollover: true, confirmed: true, typed: shows.typed.clone() };
    let doubt = if refusal.field == Some(CONFIRM) {
        Some(Doubt::Far)
    } else if !shows.rollover && refusal.field == Some("reading") && refused(check(&turned))?.is_ok() {
        Some(Doubt::Below)
    } else {
        None
    };
    Ok(Err(Wrong { why: refusal.message, doubt }))
}

/// What was said of a row's reading, and what it waits for. It is said of that reading alone: another one typed is asked about anew.
#[derive(Debug, Clone, Default)]
struct Row {
    said_of: String,
    rollover: bool,
    confirmed: bool,
    doubt: Option<Doubt>,
}

/// The same of all rows of a sheet.
#[derive(Debug, Clone, Default)]
pub struct Doubts(Vec<Row>);

impl Doubts {
    pub fn of(rows: usize) -> Self {
        Self(vec![Row::default(); rows])
    }

    /// A row's reading as it is typed now.
    pub fn shows(&self, row: usize, typed: &str) -> Shows {
        let said = self.0.get(row).filter(|row| row.said_of == typed);
        Shows { typed: typed.to_owned(), rollover: said.is_some_and(|r| r.rollover), confirmed: said.is_some_and(|r| r.confirmed) }
    }

    /// What a row waits for, once it was checked.
    pub fn mark(&mut self, row: usize, doubt: Option<Doubt>) {
        if let Some(row) = self.0.get_mut(row) {
            row.doubt = doubt;
        }
    }

    /// The lit row, else the one just left, where it is in doubt.
    fn asked(&self, lit: usize, of: impl Fn(Doubt) -> bool) -> Option<usize> {
        let waits = |row: &usize| self.0.get(*row).and_then(|row| row.doubt).is_some_and(&of);
        [Some(lit), lit.checked_sub(1)].into_iter().flatten().find(waits)
    }

    /// What the lit row waits for, else the one just left.
    pub fn waits(&self, lit: usize) -> Option<Doubt> {
        let place = self.asked(lit, |_| true)?;
        self.0.get(place)?.doubt
    }

    /// Says of that row what the key says; the row that is to be checked again, `typed` gives its reading. `None`: nothing of it was asked.
    pub fn say(&mut self, key: Action, lit: usize, typed: impl Fn(usize) -> String) -> Option<usize> {
        let answers = if key == RIGHT { Doubt::Far } else { Doubt::Below };
        let place = self.asked(lit, |doubt| doubt == answers)?;
        let Shows { rollover, confirmed, typed } = self.shows(place, &typed(place));
        let (rollover, confirmed) = (rollover || answers == Doubt::Below, confirmed || answers == Doubt::Far);
        *self.0.get_mut(place)? = Row { said_of: typed, rollover, confirmed, doubt: None };
        Some(place)
    }
}
