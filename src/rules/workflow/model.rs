//! What a definition says, once it has been read and checked.

use serde::{Deserialize, Serialize};

use super::{Effect, Paper, Requires};
use crate::base::{PaperKind, Refusal};
use crate::rules::role::{Role, join};
use crate::rules::status::Status;
use crate::rules::todo::TodoType;

/// Where an item is before its first step.
pub const NEW: &str = "new";

/// One kind of work that passes from hand to hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    pub name: String,
    pub title: String,
    /// Which type of the To Do list its items are (`R-3`).
    pub todo: TodoType,
    /// One line of help.
    pub about: String,
    /// Whether it is about a consumer who stands in the tables already.
    pub of_consumer: bool,
    pub fields: Vec<Field>,
    /// In the order of the file: the path as people think of it.
    pub states: Vec<State>,
    pub steps: Vec<Step>,
}

/// What a step asks for, wherever it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub label: String,
    pub kind: Kind,
}

/// What may stand in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Name, address, phone, email: kept where an order can erase it (`J-19`).
    Personal,
    /// A day; `future` may be after today, `past` may be before it.
    Day {
        future: bool,
        past: bool,
    },
    Money,
    /// kW or kVA, at most three decimals, above zero.
    Load,
    /// A whole number.
    Whole {
        least: u64,
        most: u64,
    },
    Digits,
    Factor,
    /// As the meter shows it; the meter says whether it can be (`B-9`).
    Reading,
    Meter,
    YesNo,
    Phase,
    /// A category of the tariff in force.
    Category,
    /// A department, an area: a word that lists go by.
    Word,
    /// A bill's number, or its month.
    Bill,
    /// What is changed in bills (`R-7`).
    Changes,
    /// Papers that were put into the data folder: name, size and hash of each.
    Documents,
    Choice(Vec<String>),
}

impl Kind {
    /// For help and definitions.
    pub fn words(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Personal => "personal detail".to_owned(),
            Self::Day { .. } => "day".to_owned(),
            Self::Money => "amount".to_owned(),
            Self::Load => "load, as 2.5".to_owned(),
            Self::Whole { least, most } => format!("whole number, {least} to {most}"),
            Self::Digits => "digits of the meter, 1 to 9".to_owned(),
            Self::Factor => "multiplying factor".to_owned(),
            Self::Reading => "reading".to_owned(),
            Self::Meter => "meter number".to_owned(),
            Self::YesNo => "yes or no".to_owned(),
            Self::Phase => "single or three".to_owned(),
            Self::Category => "category of the tariff".to_owned(),
            Self::Word => "word".to_owned(),
            Self::Bill => "bill's number, or its month as 2026-06".to_owned(),
            Self::Changes => "changes, as 2026-06 reading 4512".to_owned(),
            Self::Documents => "files".to_owned(),
            Self::Choice(words) => words.join(" or "),
        }
    }
}

/// Who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Hand {
    /// Whoever holds the role; the item is in that role's list.
    Role(Role),
    /// Whoever applied: the item waits in nobody's list, and is found by its name.
    Applicant,
}

impl Hand {
    /// As definitions write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Role(role) => role.code(),
            Self::Applicant => "applicant",
        }
    }

    /// `JE (junior engineer)`.
    pub fn words(self) -> String {
        match self {
            Self::Role(role) => format!("{role} ({})", role.name()),
            Self::Applicant => "the applicant".to_owned(),
        }
    }

    pub const fn role(self) -> Option<Role> {
        if let Self::Role(role) = self { Some(role) } else { None }
    }
}

impl From<Role> for Hand {
    fn from(role: Role) -> Self {
        Self::Role(role)
    }
}

impl std::fmt::Display for Hand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if *self == Self::Applicant { "the applicant" } else { self.code() })
    }
}

impl std::str::FromStr for Hand {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text == Self::Applicant.code() { Ok(Self::Applicant) } else { text.parse().map(Self::Role) }
    }
}

impl TryFrom<String> for Hand {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Hand> for String {
    fn from(hand: Hand) -> Self {
        hand.code().to_owned()
    }
}

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub code: String,
    pub text: String,
    /// Who must act next; `None` at an end.
    pub waits: Option<Hand>,
    /// An end at which what was asked for is not done.
    pub rejects: bool,
    /// The template of what is told by SMS as an item comes there; without one it goes by what the step did.
    pub sms: Option<String>,
    pub limit: Option<Limit>,
    /// The status of a consumer whose number is made on the way into it.
    pub status: Option<Status>,
}

impl State {
    pub const fn is_end(&self) -> bool {
        self.waits.is_none()
    }
}

/// How many days an item may stand in a state: a word of the profile, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    Short,
    Usual,
    Long,
    Days(u16),
    /// Until the last date of a temporary supply (`N-6`).
    LastDate,
}

/// A step from one state to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    pub title: String,
    pub by: Vec<Role>,
    /// [`NEW`] where it begins an item.
    pub from: Vec<String>,
    pub to: String,
    /// Where it leads if something is to be paid after it.
    pub to_owing: Option<String>,
    pub asks: Vec<Asked>,
    pub papers: Vec<Paper>,
    pub effects: Vec<Effect>,
    /// What the consumer must be.
    pub requires: Vec<Requires>,
    /// The applicant's own, brought in from the portal.
    pub online: bool,
}

impl Step {
    /// The series of the number that it gives to an item which begins with it: a request about a bill has its own.
    pub fn number(&self) -> PaperKind {
        let is_request = self.effects.iter().any(|effect| matches!(effect, Effect::Dispute | Effect::StartRevision));
        if is_request { PaperKind::Request } else { PaperKind::Application }
    }
}

/// A field of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub field: &'static str,
    pub needed: bool,
}

/// Where an item stands, as an entry keeps it: a changed definition changes no old item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    pub state: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Hand>,
    /// Days within which the next step is to be taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// What was asked for is not done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rejected: bool,
    /// The template of what is told by SMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<String>,
}

impl Stand {
    pub const fn is_open(&self) -> bool {
        self.waits.is_some()
    }

    /// `AES (sanctioned)`.
    pub fn words(&self) -> String {
        format!("{} ({})", self.state, self.text)
    }
}

/// Where a step is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// How the item is called in a refusal.
    pub item: &'a str,
    /// [`NEW`], or the code of a state.
    pub state: &'a str,
}

impl Workflow {
    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.iter().find(|state| state.code == code)
    }

    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The steps that lead on from a state.
    pub fn steps_from<'a>(&'a self, state: &'a str) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(move |step| step.from.iter().any(|from| from == state))
    }

    /// The steps that a holder of these roles may take from a state; those of the portal are nobody's.
    pub fn open_to<'a>(&'a self, state: &'a str, roles: &'a [Role]) -> impl Iterator<Item = &'a Step> {
        self.steps_from(state).filter(|step| !step.online && step.by.iter().any(|role| roles.contains(role)))
    }

    /// The one step open there that the name begins: `return` is `return-online` where that is the one.
    fn meant(&self, name: &str, state: &str) -> Option<&Step> {
        let mut open = self.steps.iter().filter(|step| step.from.iter().any(|from| from == state) && !step.online);
        open.find(|step| step.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('-')))
    }

    /// The step of that name, if it leads on from where the item stands.
    ///
    /// # Errors
    /// No such step, or not from there: the refusal says where it stands and what may be done.
    pub fn may(&self, name: &str, at: Place) -> Result<&Step, Refusal> {
        let refuse = |message: String| Err(Refusal::new("N-1", message).at("step"));
        let step = self.step(name);
        let is_open = |step: &&Step| step.from.iter().any(|from| from == at.state);
        if let Some(step) = step.filter(is_open).or_else(|| self.meant(name, at.state)) {
            return Ok(step);
        }
        let stands = match self.state(at.state) {
            Some(state) => format!("{} is {} ({})", at.item, state.code, state.text),
            None if at.state == NEW => format!("{} has not begun", at.item),
            None => format!("{} stands at {}, which this program's workflow '{}' does not have", at.item, at.state, self.name),
        };
        let next: Vec<String> = self.steps_from(at.state).map(|step| format!("{} ({})", step.name, join(&step.by))).collect();
        let next = if next.is_empty() { "nothing more is to be done".to_owned() } else { format!("open now: {}", next.join(", ")) };
        match step {
            Some(_) => refuse(format!("{stands}: '{name}' is not open there; {next}.")),
            None => refuse(format!("'{name}' is no step of {}; {stands}; {next}.", self.title)),
        }
    }
}
