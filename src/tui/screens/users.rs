//! Users: who they are, what they may do, new passwords; the administrator's (`J-16`).

use super::patterns::board::{Board, Deed, Plan as BoardPlan};
use super::patterns::listing::text;
use super::patterns::sheet::Plan;
use super::patterns::{Found, Listing, Look, Sheet, Texts, Then};
use crate::acts::Act;
use crate::acts::user::{AddUser, SetPassword, SetRoles};
use crate::base::{Day, No, Refusal};
use crate::desk::nothing_printed;
use crate::edge::secret;
use crate::rules::role::{Role, join, parse_roles};
use crate::store::read;
use crate::tui::backend::Status;
use crate::tui::keys::{Action, action};
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::rows::Filter;
use crate::tui::widgets::{Column, Field, Form, Kind, Panel, Row};

pub const CARD: Card<House> = Card {
    name: "users",
    title: "Users",
    about: "Who may log on, what for; new passwords",
    roles: &[Role::Adm],
    actions: &[ROLES, PASSWORD],
    open,
};

pub const ROLES: Action = Action("roles");
pub const PASSWORD: Action = Action("new-password");

const COLUMNS: &[Column] = &[
    Column::text("user", "User", 20),
    Column::text("roles", "Roles", 20).growing(),
    Column::text("pin", "PIN", 6),
    Column::text("state", "State", 8),
];

const FILTERS: &[Filter] = &[("locked", |row| row.cells.last() == Some(&text("locked")))];

const PLAN: BoardPlan = BoardPlan {
    name: "users",
    layers: &["users", "list"],
    enter: Some(ROLES),
    deeds: &[
        Deed { action: action::MAIN, sure: None, run: |_, status| Sheet::open(&ADD, &[], status) },
        Deed { action: ROLES, sure: None, run: |row, status| of_row(&GIVE, row, status) },
        Deed { action: PASSWORD, sure: None, run: |row, status| of_row(&RENEW, row, status) },
    ],
    detail: None,
    said: |_| String::new(),
    lives: false,
};

const ADD: Plan = Plan {
    name: "users",
    title: "New user",
    intro: "Tell the user the password; it is changed at the desk by its own user.",
    fields: |_, _| {
        [vec![Field::new("name", "Name", Kind::Text(20)).hint("letters, digits, point, dash"), roles_field()], secrets()].concat()
    },
    look: roles_told,
    sure: Plan::asks_nothing,
    record: add,
    said: |_| "the user may log on".to_owned(),
    then: Then::Close,
};

const GIVE: Plan = Plan {
    name: "users",
    title: "Roles",
    intro: "What the user may do from the next time it logs on.",
    fields: |_, _| vec![roles_field()],
    look: roles_told,
    sure: Plan::asks_nothing,
    record: give,
    said: |_| "the roles are given".to_owned(),
    then: Then::Close,
};

const RENEW: Plan = Plan {
    name: "users",
    title: "New password",
    intro: "The user forgot it, or was locked after wrong tries: the new one unlocks.",
    fields: |_, _| secrets(),
    look: |texts, _| Ok(Found { title: texts.owned("name"), panel: Panel::new().pair("User", texts.get("name")), ..Found::default() }),
    sure: Plan::asks_nothing,
    record: renew,
    said: |_| "the new password holds".to_owned(),
    then: Then::Close,
};

fn open(_: &Status) -> Box<dyn Screen<House>> {
    Box::new(Board::new(&PLAN, Listing::short("users", "Users", COLUMNS, FILTERS, rows)))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let users = read::users(look.conn, look.desk.office())?;
    let row = |user: &crate::folds::User| Row {
        key: user.name.clone(),
        cells: vec![
            text(user.name.clone()),
            text(join(&user.roles)),
            text(if user.pin.is_some() { "set" } else { "none" }),
            text(if user.locked { "locked" } else { "" }),
        ],
    };
    Ok(users.iter().map(row).collect())
}

fn of_row(plan: &'static Plan, row: Option<&Row>, status: &Status) -> Effect<House> {
    let Some(row) = row else { return Effect::warn("there is no user in this list") };
    let roles = row.cells.get(1).map(crate::tui::widgets::Cell::shown).unwrap_or_default();
    Sheet::open(plan, &[("name", row.key.clone()), ("roles", roles.replace("nobody", ""))], status)
}

fn roles_field() -> Field {
    Field::new("roles", "Roles", Kind::Text(30)).hint("such as BCC, JE")
}

fn secrets() -> Vec<Field> {
    vec![Field::new("password", "Password", Kind::Secret).hint("at least 8 letters"), Field::new("again", "Once more", Kind::Secret)]
}

fn roles_told(texts: &Texts, _: &View<'_>) -> Result<Found, No> {
    let panel = Role::ALL.into_iter().fold(Panel::new(), |panel, role| panel.pair(role.code(), role.name()));
    let wrong = roles(texts).err().filter(|_| !texts.get("roles").is_empty());
    Ok(Found { title: "Roles".to_owned(), panel, wrong, ..Found::default() })
}

fn roles(texts: &Texts) -> Result<Vec<Role>, Refusal> {
    let typed = texts.get("roles").replace([' ', ';'], ",");
    parse_roles(&typed).map_err(|e| Refusal::new("J-16", e).at("roles"))
}

/// The password typed twice.
fn password(form: &Form) -> Result<zeroize::Zeroizing<String>, Refusal> {
    let typed = |name: &str| form.field(name).map(Field::secret).unwrap_or_default();
    if typed("password") == typed("again") {
        return Ok(typed("password"));
    }
    Err(Refusal::new("J-16", "The two are not the same: type the password again.").at("again"))
}

/// Hashing takes its time: it is done on the writer's thread.
fn work(make: impl FnOnce() -> Result<Box<dyn Act>, Refusal> + Send + 'static) -> Effect<House> {
    Effect::Act(Work::new(move |bench| {
        let act = make()?;
        Ok(Outcome::Recorded(bench.desk.act(bench.session, act.as_ref(), &nothing_printed)?))
    }))
}

fn add(form: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let (name, roles, password) = (texts.owned("name"), roles(texts)?, password(form)?);
    Ok(work(move || Ok(Box::new(AddUser { name, roles, password: secret::hash_password(&password)? }))))
}

fn give(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let (name, roles) = (texts.owned("name"), roles(texts)?);
    Ok(work(move || Ok(Box::new(SetRoles { name, roles }))))
}

fn renew(form: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let (name, password) = (texts.owned("name"), password(form)?);
    Ok(work(move || Ok(Box::new(SetPassword { name, password: Some(secret::hash_password(&password)?), pin: None }))))
}
