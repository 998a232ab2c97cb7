//! `todo`: what waits for someone, found, looked at, taken, given, put back.

use serde_json::{Value, json};

use super::answer::{Answer, plain};
use super::args::{Todo, TodoWhich};
use super::reporting::source;
use super::{At, day, show};
use crate::acts::Act;
use crate::acts::item::{HandleItem, What};
use crate::base::{No, PaperNo, Refusal, Stamp};
use crate::desk::{Desk, Done, Eye, nothing_printed};
use crate::folds::User;
use crate::journal::Subject;
use crate::reports::todo::entry::{Logged, entry};
use crate::reports::{Given, Report};
use crate::rules::role::Role;
use crate::rules::todo::TodoType;
use crate::store::project::read_state;
use crate::store::work::{self, Lens, Line, Stands, Status, Which, Whose};

/// Columns of a report on the terminal.
const COLUMNS: usize = 100;

pub fn run(at: &At, what: Todo) -> Result<Answer, No> {
    match what {
        Todo::List(which) => list(at, &which),
        Todo::Show { id } => show_one(at, &id),
        Todo::Take { id, text } => handle(at, &id, What::Take, text),
        Todo::Next { types } => next(at, &types),
        Todo::PutBack { id, text } => handle(at, &id, What::PutBack, text),
        Todo::Assign { id, to, text } => handle(at, &id, What::Assign(to), text),
        Todo::Forward { id, to, text } => {
            let to = to.parse().map_err(|e: String| refuse("to", format!("{e}.")))?;
            handle(at, &id, What::Forward(to), text)
        }
        Todo::Comment { id, text } => handle(at, &id, What::Comment, text),
        Todo::Complete { id, text } => handle(at, &id, What::Complete, text),
        Todo::Mis { from, to } => {
            let given = Given { from: from.as_deref().map(day).transpose()?, to: to.as_deref().map(day).transpose()?, ..Given::default() };
            let (eye, report) = (at.eye()?, Report::named("todo")?);
            let text = report.document(&source(&eye), &given)?.text(COLUMNS);
            Ok(Answer::json(report.json(&source(&eye), &given)?).text(text))
        }
    }
}

fn refuse(field: &'static str, message: String) -> No {
    Refusal::new("R-3", message).at(field).into()
}

fn lens(eye: &Eye) -> Lens<'_> {
    Lens { profile: &eye.rules().profile, now: eye.now() }
}

fn types(text: &str) -> Result<Vec<TodoType>, No> {
    let named = text.split(',').map(str::trim).filter(|word| !word.is_empty() && *word != "all");
    named.map(|word| word.parse().map_err(|what: String| refuse("type", format!("{what}.")))).collect()
}

/// A day is its first minute, or its last.
fn minute(text: &str, field: &'static str, to_the_end: bool) -> Result<Option<Stamp>, No> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(stamp) = text.parse() {
        return Ok(Some(stamp));
    }
    let midnight =
        Stamp::midnight(day(text).map_err(|_| {
            refuse(field, format!("'{text}' is neither a day nor a day with its time: write 2026-11-05 or 2026-11-05T14:05."))
        })?);
    Ok(Some(if to_the_end { midnight.plus(1_439) } else { midnight }))
}

/// The user that the command names, with the roles they have at this office.
fn user_of(at: &At, eye: &Eye) -> Result<(String, Vec<Role>), No> {
    let name = at.user.clone().ok_or_else(|| refuse("user", "Whose list? Name the user: --user NAME.".to_owned()))?;
    let subject = Subject::User { office: eye.id().office().to_owned(), name: name.clone() };
    let user: Option<User> = read_state(eye.connection(), &subject.to_string())?;
    let user = user.ok_or_else(|| refuse("user", format!("There is no user {name} at {}.", eye.id().office())))?;
    Ok((name, user.roles))
}

fn which(at: &At, eye: &Eye, what: &TodoWhich) -> Result<Which, No> {
    let whose = match (&what.role, what.mine, what.given) {
        (Some(role), ..) => Whose::OfRoles(vec![role.parse().map_err(|e: String| refuse("role", format!("{e}.")))?]),
        (None, true, _) => {
            let (user, roles) = user_of(at, eye)?;
            Whose::Mine { user, roles }
        }
        (None, _, true) => Whose::GivenTo(user_of(at, eye)?.0),
        _ => Whose::All,
    };
    Ok(Which {
        types: types(&what.types)?,
        whose,
        status: Status::of(&what.status),
        from: minute(&what.from, "from", false)?,
        to: minute(&what.to, "to", true)?,
        text: what.text.clone(),
        offices: match (&what.office, what.mine) {
            (office, _) if !office.is_empty() => vec![office.clone()],
            (_, true) => eye.rules().profile.ruled_by(eye.id().office()),
            _ => Vec::new(),
        },
    })
}

fn list(at: &At, what: &TodoWhich) -> Result<Answer, No> {
    let eye = at.eye()?;
    let (lens, which) = (lens(&eye), which(at, &eye, what)?);
    let lines = work::page(eye.connection(), lens, &which, what.limit, what.skip)?;
    let count = work::count(eye.connection(), lens, &which, usize::MAX)?;
    let rows: Vec<Value> = lines.iter().map(|line| shown(line, lens.now)).collect();
    let short: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({ "priority": line.priority, "created": line.created.short(), "days": line.days(lens.now), "item": line.key, "message": line.message,
                "status": line.status(), "has it": line.open().and_then(|open| open.assigned.clone()), "type": line.todo })
        })
        .collect();
    let text = match (short.is_empty(), count.checked_sub(what.skip + lines.len())) {
        (true, _) => "Nothing waits.\n".to_owned(),
        (false, Some(more @ 1..)) => format!("{}and {more} more: --skip {}\n", plain(&Value::Array(short)), what.skip + lines.len()),
        _ => plain(&Value::Array(short)),
    };
    Ok(Answer::json(json!({ "rows": rows, "count": count })).text(text))
}

/// An item for other programs.
fn shown(line: &Line, now: Stamp) -> Value {
    let mut value = json!({
        "item": line.key, "type": line.todo, "priority": line.priority, "created": line.created, "days": line.days(now),
        "message": line.message, "status": line.status(), "state": line.state, "text": line.text, "title": line.title, "workflow": line.workflow,
        "office": line.office, "consumer": line.consumer, "name": line.name, "area": line.area, "due": line.due,
    });
    let more = match &line.stands {
        Stands::Open(open) => json!({
            "open": true, "role": open.role, "assigned": open.assigned, "sent_by": open.sender, "last_assigned": line.last_assigned(), "since": open.moved,
            "level": open.level.map(|(level, _)| level), "level_role": open.level.map(|(_, role)| role), "completed": null,
        }),
        Stands::Done { at, by, rejected, amount } => json!({
            "open": false, "completed": at, "by": by, "rejected": rejected, "amount": amount.map(show::amount),
        }),
    };
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    value
}

/// An item whole.
fn show_one(at: &At, id: &str) -> Result<Answer, No> {
    let eye = at.eye()?;
    let id = key_of(id);
    let entry = entry(&source(&eye), &id)?.ok_or_else(|| refuse("item", format!("There is no item {id} in the To Do list.")))?;
    let mut value = shown(&entry.line, eye.now());
    let said = |line: &Logged| json!({ "at": line.at, "kind": line.kind, "details": line.details, "user": line.user });
    value["keys"] = entry.keys.iter().map(|key| json!({ "name": key.name, "value": key.value })).collect();
    value["comments"] = entry.comments().into_iter().map(said).collect();
    value["repeats"] = entry.repeats.iter().map(|(no, text)| json!({ "item": no, "status": text })).collect();
    value["log"] = entry.log.iter().map(said).collect();
    Ok(Answer::json(value))
}

/// Numbers are written in capitals; references as they are.
fn key_of(id: &str) -> String {
    let id = id.trim();
    id.parse::<PaperNo>()
        .map_or_else(|_| id.to_uppercase().parse::<PaperNo>().map_or_else(|_| id.to_owned(), |no| no.to_string()), |no| no.to_string())
}

fn handle(at: &At, id: &str, what: What, comment: String) -> Result<Answer, No> {
    let item = key_of(id);
    let act = HandleItem { item: item.clone(), what, comment };
    let (desk, done) = at.act(|_| Ok(Box::new(act) as Box<dyn Act>))?;
    handled(&desk, &done, &item)
}

fn handled(desk: &Desk, done: &Done, item: &str) -> Result<Answer, No> {
    let lens = Lens { profile: &desk.rules().profile, now: desk.now() };
    let line = work::line(desk.store().connection(), lens, item)?;
    let more = line.map_or_else(|| json!({ "item": item }), |line| shown(&line, lens.now));
    Ok(Answer::json(show::write(desk, done, None, more)?))
}

/// Takes what `todo list --mine` has on top and nobody works on (`R-10`).
fn next(at: &At, named: &str) -> Result<Answer, No> {
    let (mut desk, session) = at.desk()?;
    let which = Which {
        types: types(named)?,
        whose: Whose::Mine { user: session.user().to_owned(), roles: session.roles().to_vec() },
        status: Status::Waiting,
        offices: desk.rules().profile.ruled_by(desk.id().office()),
        ..Which::default()
    };
    let lens = Lens { profile: &desk.rules().profile, now: desk.now() };
    let first = work::page(desk.store().connection(), lens, &which, 1, 0)?.pop();
    let Some(first) = first else { return Err(refuse("item", "Nothing waits for you that nobody works on.".to_owned())) };
    let act = HandleItem { item: first.key.clone(), what: What::Take, comment: String::new() };
    let done = desk.act(&session, &act, &nothing_printed)?;
    handled(&desk, &done, &first.key)
}
