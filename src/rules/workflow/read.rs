//! From the text of a definition to a checked [`Workflow`]; every fault is named, with file, line and remedy.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::known::lasting;
use super::{Asked, Effect, Field, Hand, Kind, Limit, Paper, Requires, State, Step, Workflow, check};
use crate::rules::role::Role;
use crate::rules::todo::TodoType;

/// What is wrong in a definition, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what}")]
pub struct WorkflowFault {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// With what would be right.
    pub what: String,
}

/// The faults of one text.
pub(super) struct Faults<'t> {
    file: &'t str,
    text: &'t str,
    found: Vec<WorkflowFault>,
}

impl Faults<'_> {
    pub fn add(&mut self, at: usize, what: String) {
        let line = 1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count();
        self.found.push(WorkflowFault { file: self.file.to_owned(), line, what });
    }
}

/// Where each state and step stands in the text, for the check.
pub(super) struct Places {
    pub states: Vec<usize>,
    pub steps: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    kind: Spanned<String>,
    name: Spanned<String>,
    title: String,
    about: String,
    #[serde(rename = "type")]
    todo: Option<Spanned<String>>,
    #[serde(default)]
    of_consumer: bool,
    #[serde(default)]
    fields: BTreeMap<Spanned<String>, RawField>,
    #[serde(default)]
    states: Vec<RawState>,
    #[serde(default)]
    steps: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    label: String,
    kind: Spanned<String>,
    least: Option<u64>,
    most: Option<u64>,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawState {
    code: Spanned<String>,
    text: String,
    waits: Option<Spanned<String>>,
    limit: Option<Spanned<RawLimit>>,
    #[serde(default)]
    ends: bool,
    #[serde(default)]
    rejects: bool,
    sms: Option<Spanned<String>>,
    status: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawLimit {
    Days(u16),
    Word(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    name: Spanned<String>,
    title: String,
    by: Vec<Spanned<String>>,
    from: Vec<Spanned<String>>,
    to: Spanned<String>,
    to_owing: Option<Spanned<String>>,
    #[serde(default)]
    asks: Vec<Spanned<String>>,
    #[serde(default)]
    papers: Vec<Spanned<String>>,
    #[serde(default)]
    effects: Vec<Spanned<String>>,
    #[serde(default)]
    requires: Vec<Spanned<String>>,
    #[serde(default)]
    online: bool,
}

/// Reads and checks a definition's text; `file` is named in every fault.
///
/// # Errors
/// All faults, in the order of the lines.
pub fn load(text: &str, file: &str) -> Result<Workflow, Vec<WorkflowFault>> {
    let mut faults = Faults { file, text, found: Vec::new() };
    let raw: RawFile = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            faults.add(at, format!("{}; compare it with a definition that is in use", error.message()));
            return Err(faults.found);
        }
    };
    if raw.kind.get_ref() != "workflow" {
        faults.add(raw.kind.span().start, format!("the kind is '{}': write kind = \"workflow\"", raw.kind.get_ref()));
    }
    let places = Places {
        states: raw.states.iter().map(|state| state.code.span().start).collect(),
        steps: raw.steps.iter().map(|step| step.name.span().start).collect(),
    };
    let name_at = raw.name.span().start;
    let todo = raw.todo.as_ref().and_then(|word| read_type(word, &mut faults)).unwrap_or_default();
    // As the file has them: so forms and papers list them.
    let mut fields: Vec<_> = raw.fields.into_iter().collect();
    fields.sort_by_key(|(name, _)| name.span().start);
    let fields = fields.into_iter().filter_map(|(name, field)| read_field(name, field, &mut faults)).collect();
    let states = raw.states.into_iter().map(|state| read_state(state, &mut faults)).collect();
    let mut workflow = Workflow {
        name: raw.name.into_inner(),
        title: raw.title,
        todo,
        about: raw.about,
        of_consumer: raw.of_consumer,
        fields,
        states,
        steps: Vec::new(),
    };
    workflow.steps = raw.steps.into_iter().map(|step| read_step(step, &workflow, &mut faults)).collect();
    if faults.found.is_empty() {
        check::check(&workflow, &places, name_at, &mut faults);
    }
    faults.found.sort_by_key(|fault| fault.line);
    if faults.found.is_empty() { Ok(workflow) } else { Err(faults.found) }
}

fn read_field(name: Spanned<String>, field: RawField, faults: &mut Faults) -> Option<Field> {
    let (least, most) = (field.least.unwrap_or(0), field.most.unwrap_or(1_000_000));
    let kind = match field.kind.get_ref().as_str() {
        "text" => Kind::Text,
        "personal" => Kind::Personal,
        "day" => Kind::Day { future: true, past: true },
        "past-day" => Kind::Day { future: false, past: true },
        "coming-day" => Kind::Day { future: true, past: false },
        "money" => Kind::Money,
        "load" => Kind::Load,
        "whole" => Kind::Whole { least, most },
        "digits" => Kind::Digits,
        "factor" => Kind::Factor,
        "reading" => Kind::Reading,
        "meter" => Kind::Meter,
        "yes-no" => Kind::YesNo,
        "phase" => Kind::Phase,
        "category" => Kind::Category,
        "word" => Kind::Word,
        "bill" => Kind::Bill,
        "changes" => Kind::Changes,
        "documents" => Kind::Documents,
        "choice" => Kind::Choice(field.words),
        other => {
            let kinds = "text, personal, day, past-day, coming-day, money, load, whole, digits, factor, reading, meter, yes-no, phase, category, word, bill, changes, documents, choice";
            faults.add(field.kind.span().start, format!("'{other}' is not a kind of field: write one of {kinds}"));
            return None;
        }
    };
    let at = name.span().start;
    if kind == Kind::Personal && !["name", "address", "phone", "email"].contains(&name.get_ref().as_str()) {
        faults.add(at, format!("'{}' is not a personal detail: those are name, address, phone and email", name.get_ref()));
    }
    if matches!(&kind, Kind::Choice(words) if words.is_empty()) {
        faults.add(at, format!("the choice '{}' has no words: write words = [\"...\"]", name.get_ref()));
    }
    Some(Field { name: lasting(name.get_ref()), label: field.label, kind })
}

fn read_type(word: &Spanned<String>, faults: &mut Faults) -> Option<TodoType> {
    let mut add = |what| faults.add(word.span().start, what);
    match word.get_ref().parse::<TodoType>() {
        Ok(todo) if todo.is_of_workflow() => Some(todo),
        Ok(todo) => {
            add(format!("items of the type {todo} come of the program's own work: write type = \"application\", or leave it out"));
            None
        }
        Err(what) => {
            add(what);
            None
        }
    }
}

fn read_role(word: &Spanned<String>, faults: &mut Faults) -> Option<Role> {
    word.get_ref().parse().map_err(|what| faults.add(word.span().start, what)).ok()
}

fn read_hand(word: &Spanned<String>, faults: &mut Faults) -> Option<Hand> {
    match Hand::Applicant.code() == word.get_ref() {
        true => Some(Hand::Applicant),
        false => read_role(word, faults).map(Hand::Role),
    }
}

fn read_state(state: RawState, faults: &mut Faults) -> State {
    let at = state.code.span().start;
    let waits = state.waits.as_ref().and_then(|hand| read_hand(hand, faults));
    if state.ends == state.waits.is_some() {
        let what = format!(
            "the state {} must have either `waits` (the role that acts next, or \"applicant\") or `ends = true`",
            state.code.get_ref()
        );
        faults.add(at, what);
    }
    if state.rejects && !state.ends {
        faults.add(at, format!("only an end rejects: take `rejects` out of the state {}, or write `ends = true`", state.code.get_ref()));
    }
    let limit = state.limit.and_then(|limit| match limit.get_ref() {
        RawLimit::Days(days) => Some(Limit::Days(*days)),
        RawLimit::Word(word) => match word.as_str() {
            "short" => Some(Limit::Short),
            "usual" => Some(Limit::Usual),
            "long" => Some(Limit::Long),
            "last-date" => Some(Limit::LastDate),
            other => {
                faults
                    .add(limit.span().start, format!("'{other}' is not a limit: write short, usual, long, last-date, or a number of days"));
                None
            }
        },
    });
    let status = state.status.and_then(|status| {
        let wrong = |what: String| faults.add(status.span().start, format!("{what}: write one of `ebcm status table`"));
        status.get_ref().parse().map_err(wrong).ok()
    });
    let sms = state.sms.map(|name| {
        if name.get_ref().is_empty() || !name.get_ref().chars().all(|c| c.is_ascii_lowercase() || c == '-') {
            let what = format!("'{}' is not a template's name: write small letters and -, as revision-registered", name.get_ref());
            faults.add(name.span().start, what);
        }
        name.into_inner()
    });
    State { code: state.code.into_inner(), text: state.text, waits, rejects: state.rejects, sms, limit, status }
}

/// A word of a closed list, or the fault that it is none.
fn word_of<T: Copy>(word: &Spanned<String>, all: &[T], of: fn(T) -> &'static str, what: &str, faults: &mut Faults) -> Option<T> {
    let found = all.iter().copied().find(|one| of(*one) == word.get_ref());
    if found.is_none() {
        let words = all.iter().map(|one| of(*one)).collect::<Vec<_>>().join(", ");
        faults.add(word.span().start, format!("'{}' is not {what}: write one of {words}", word.get_ref()));
    }
    found
}

fn read_step(step: RawStep, workflow: &Workflow, faults: &mut Faults) -> Step {
    let known = |code: &str| code == super::NEW || workflow.states.iter().any(|state| state.code == code);
    let ends = std::iter::once(&step.to).chain(&step.to_owing).filter(|to| to.get_ref() == super::NEW || !known(to.get_ref()));
    for state in step.from.iter().filter(|from| !known(from.get_ref())).chain(ends) {
        let all = workflow.states.iter().map(|state| state.code.as_str()).collect::<Vec<_>>().join(", ");
        faults.add(state.span().start, format!("there is no state '{}': write one of {all}, or add it under [[states]]", state.get_ref()));
    }
    let mut asks = Vec::new();
    for asked in &step.asks {
        let (name, needed) = asked.get_ref().strip_suffix('?').map_or((asked.get_ref().as_str(), true), |name| (name, false));
        match workflow.field(name) {
            Some(field) => asks.push(Asked { field: field.name, needed }),
            None => faults.add(asked.span().start, format!("there is no field '{name}': add it under [fields], with label and kind")),
        }
    }
    Step {
        by: step.by.iter().filter_map(|role| read_role(role, faults)).collect(),
        from: step.from.iter().map(|from| from.get_ref().clone()).collect(),
        to: step.to.into_inner(),
        to_owing: step.to_owing.map(Spanned::into_inner),
        asks,
        papers: step.papers.iter().filter_map(|word| word_of(word, &Paper::ALL, Paper::word, "a paper", faults)).collect(),
        effects: step.effects.iter().filter_map(|word| word_of(word, &Effect::ALL, Effect::word, "an effect", faults)).collect(),
        requires: step.requires.iter().filter_map(|word| word_of(word, &Requires::ALL, Requires::word, "a requirement", faults)).collect(),
        online: step.online,
        name: step.name.into_inner(),
        title: step.title,
    }
}
