//! One's own password and PIN (`J-16`).

use zeroize::Zeroizing;

use super::patterns::sheet::Plan;
use super::patterns::{Sheet, Texts, Then};
use crate::acts::user::SetPassword;
use crate::base::{Day, No, Refusal};
use crate::desk::nothing_printed;
use crate::edge::secret;
use crate::rules::role::Role;
use crate::tui::program::{House, Outcome, Work, identify};
use crate::tui::screen::{Card, Effect};
use crate::tui::widgets::{Field, Form, Kind};

pub const CARD: Card<House> = Card {
    name: "account",
    title: "Your password and PIN",
    about: "Change them; the PIN opens the locked screen",
    roles: &Role::ALL,
    actions: &[],
    open: |status| Box::new(Sheet::new(&PLAN, &[], status)),
};

const PLAN: Plan = Plan {
    name: "account",
    title: CARD.title,
    intro: "The PIN opens the locked screen and changes the user quickly; the password logs on.",
    fields,
    look: Plan::looks_at_nothing,
    sure: Plan::asks_nothing,
    record,
    said: |_| "recorded: it holds from now on".to_owned(),
    then: Then::Close,
};

fn fields(_: &Texts, _: Day) -> Vec<Field> {
    let secret = |name, label: &str| Field::new(name, label, Kind::Secret);
    let new = |name, label: &str| secret(name, label).optional();
    vec![
        secret("now", "PIN or password now"),
        new("pin", "New PIN").hint("4 to 8 digits; empty: as it is"),
        new("pin-again", "New PIN again"),
        new("password", "New password").hint("8 letters at least; empty: as it is"),
        new("password-again", "New password again"),
    ]
}

fn typed(form: &Form, name: &str) -> Zeroizing<String> {
    form.field(name).map(Field::secret).unwrap_or_default()
}

/// Twice the same, or the refusal at the second.
fn twice(form: &Form, name: &str, again: &'static str) -> Result<Option<Zeroizing<String>>, Refusal> {
    let (first, second) = (typed(form, name), typed(form, again));
    if first != second {
        return Err(Refusal::new("J-16", "This is not what was typed above: type both again.").at(again));
    }
    Ok((!first.is_empty()).then_some(first))
}

fn record(form: &Form, _: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let (pin, password) = (twice(form, "pin", "pin-again")?, twice(form, "password", "password-again")?);
    if pin.is_none() && password.is_none() {
        return Err(Refusal::new("J-16", "Type a new PIN or a new password.").at("pin"));
    }
    let now = typed(form, "now");
    Ok(Effect::Act(Work::new(move |bench| {
        let name = bench.session.user().to_owned();
        identify(bench.desk, &name, &now).map_err(at_now)?;
        let set = SetPassword {
            name,
            password: password.map(|p| secret::hash_password(&p)).transpose()?,
            pin: pin.map(|p| secret::hash_pin(&p)).transpose()?,
        };
        Ok(Outcome::Recorded(bench.desk.act(bench.session, &set, &nothing_printed)?))
    })))
}

/// What is wrong with the one shown stands at its own field, not at the new one's.
fn at_now(no: No) -> No {
    match no {
        No::Refused(refusal) => refusal.at("now").into(),
        broken @ No::Broken(_) => broken,
    }
}
