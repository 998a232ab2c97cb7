//! Who sits at the desk.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::home;
use crate::base::No;
use crate::rules::role::{Role as Duty, join};
use crate::store::read;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, View, Work, ask, identify};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::{Field, Form, FormMove, Kind};

/// What stands above the form.
struct Sign {
    utility: String,
    place: String,
    training: bool,
    /// Of a training file: its users with their roles.
    users: Vec<(String, String)>,
    /// Whose name the form begins with: in training the clerk with the open counter, or the first.
    likely: String,
}

fn read_sign(view: &View<'_>) -> Result<Sign, No> {
    let profile = &view.rules().profile;
    let training = view.eye.is_training();
    let users = if training { read::users(view.conn(), view.desk().office())? } else { Vec::new() };
    let open = read::counter(view.conn(), view.desk())?.open.map(|o| o.clerk);
    let clerk = users.iter().find(|u| u.roles.contains(&Duty::Bcc)).map(|u| u.name.clone());
    Ok(Sign {
        utility: profile.name.clone(),
        place: profile.place.clone(),
        training,
        likely: if training { open.or(clerk).unwrap_or_default() } else { String::new() },
        users: users.into_iter().map(|u| (u.name, join(&u.roles))).collect(),
    })
}

/// User and password.
pub struct Login {
    form: Form,
    sign: Option<Sign>,
}

/// The screen that a program without a user begins with.
pub fn first(_: &Status) -> Box<dyn Screen<House>> {
    let fields = vec![Field::new("user", "User", Kind::Text(20)), Field::new("password", "Password", Kind::Secret)];
    Box::new(Login { form: Form::new(fields), sign: None })
}

impl Login {
    fn take_sign(&mut self, sign: Sign) {
        if sign.training {
            let mut password = Field::new("password", "Password", Kind::Secret).hint("may stay empty");
            password.optional = true;
            self.form.replace(vec![Field::new("user", "User", Kind::Text(20)).holding(&sign.likely).guessed(), password]);
        }
        self.sign = Some(sign);
    }

    fn log_in(&self) -> Effect<House> {
        let user = self.form.text("user").to_owned();
        let password = self.form.field("password").map(Field::secret).unwrap_or_default();
        Effect::Act(Work::new(move |bench| Ok(Outcome::CameIn(identify(bench.desk, &user, &password)?))))
    }
}

impl Screen<House> for Login {
    fn name(&self) -> &'static str {
        "login"
    }

    fn title(&self) -> Cow<'_, str> {
        "Log on".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["form"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        ask(read_sign)
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        if let Ok(sign) = answer.take() {
            self.take_sign(sign);
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match self.form.act(action) {
            FormMove::Finished => self.log_in(),
            FormMove::Pass => Effect::Pass,
            FormMove::Stays | FormMove::Moved => Effect::Nothing,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.form.typed(key);
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, status: &Status) -> Effect<House> {
        if let Some(password) = self.form.field_mut("password") {
            password.clear();
        }
        match outcome {
            Ok(_) => Effect::Home(home::first(status)),
            Err(Trouble::Refused(refusal)) if self.form.refuse(&refusal) => Effect::Nothing,
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        let Some(sign) = &self.sign else { return };
        let width = 52.min(area.width);
        let x = area.x + (area.width - width) / 2;
        let column = Rect { x, y: area.y + area.height / 6, width, height: area.height - area.height / 6 };
        canvas.text(column, 0, Role::Title, &sign.utility);
        canvas.text(column, 1, Role::Label, &sign.place);
        canvas.rule(column, 2, "");
        self.form.draw(canvas, Rect { y: column.y + 4, height: column.height.saturating_sub(4), ..column }, true);
        if !sign.training {
            return;
        }
        let below = Rect { y: column.y + 9, height: column.height.saturating_sub(9), ..column };
        canvas.text(below, 0, Role::Warn, "TRAINING: consumers and money are made up");
        let users: Vec<String> = sign.users.iter().map(|(name, roles)| format!("{name} ({roles})")).collect();
        for (row, line) in (2..below.height).zip(wrap(&format!("Users: {}", users.join("  ")), below.width)) {
            canvas.text(below, row, Role::Label, &line);
        }
    }
}
