//! One's own password and PIN (`J-16`).

use std::borrow::Cow;

use ratatui::layout::Rect;
use zeroize::Zeroizing;

use crate::acts::user::SetPassword;
use crate::base::Refusal;
use crate::desk::nothing_printed;
use crate::edge::secret;
use crate::rules::role::Role as Duty;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{House, Outcome, Work, identify};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, FormMove, Kind};

pub const CARD: Card<House> = Card {
    name: "account",
    title: "Your password and PIN",
    about: "Change them; the PIN opens the locked screen",
    roles: &Duty::ALL,
    actions: &[],
    open: |_| Box::new(Account { form: Form::new(fields()) }),
};

fn fields() -> Vec<Field> {
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

struct Account {
    form: Form,
}

impl Account {
    fn secret(&self, name: &str) -> Zeroizing<String> {
        self.form.field(name).map(Field::secret).unwrap_or_default()
    }

    /// Twice the same, or the refusal at the second.
    fn twice(&self, name: &str, again: &'static str) -> Result<Option<Zeroizing<String>>, Refusal> {
        let (first, second) = (self.secret(name), self.secret(again));
        if first != second {
            return Err(Refusal::new("J-16", "This is not what was typed above: type both again.").at(again));
        }
        Ok((!first.is_empty()).then_some(first))
    }

    fn send(&mut self) -> Effect<House> {
        let (pin, password) = match (self.twice("pin", "pin-again"), self.twice("password", "password-again")) {
            (Ok(pin), Ok(password)) => (pin, password),
            (Err(refusal), _) | (_, Err(refusal)) => {
                self.form.refuse(&refusal);
                return Effect::Nothing;
            }
        };
        if pin.is_none() && password.is_none() {
            return Effect::warn("type a new PIN or a new password");
        }
        let now = self.secret("now");
        Effect::Act(Work::new(move |bench| {
            let name = bench.session.user().to_owned();
            identify(bench.desk, &name, &now).map_err(at_now)?;
            let set = SetPassword {
                name,
                password: password.map(|p| secret::hash_password(&p)).transpose()?,
                pin: pin.map(|p| secret::hash_pin(&p)).transpose()?,
            };
            Ok(Outcome::Recorded(bench.desk.act(bench.session, &set, &nothing_printed)?))
        }))
    }
}

/// What is wrong with the one shown stands at its own field, not at the new one's.
fn at_now(no: crate::base::No) -> crate::base::No {
    match no {
        crate::base::No::Refused(refusal) => refusal.at("now").into(),
        broken @ crate::base::No::Broken(_) => broken,
    }
}

impl Screen<House> for Account {
    fn name(&self) -> &'static str {
        "account"
    }

    fn title(&self) -> Cow<'_, str> {
        CARD.title.into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["sheet", "form"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        if action == action::MAIN {
            return if self.form.check() { self.send() } else { Effect::Nothing };
        }
        match self.form.act(action) {
            FormMove::Finished => self.send(),
            FormMove::Pass => Effect::Pass,
            FormMove::Stays | FormMove::Moved => Effect::Nothing,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.form.typed(key);
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(_) => Effect::All(vec![Effect::Pop, Effect::good("recorded: it holds from now on")]),
            Err(Trouble::Refused(refusal)) if self.form.refuse(&refusal) => Effect::Nothing,
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        self.form.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, y: canvas.area.y + 1, width: canvas.area.width - 2, height: canvas.area.height - 1 };
        canvas.text(area, 0, Role::Label, "The PIN opens the locked screen and changes the user quickly; the password logs on.");
        self.form.draw(canvas, Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }, true);
    }
}
