//! The forms of the To Do list: its search, and what is arranged about an item.

use super::CARD;
use super::list::{Asked, Scope};
use crate::acts::item::{HandleItem, What};
use crate::base::{Day, Refusal, Stamp};
use crate::rules::role::Role;
use crate::rules::todo::TodoType;
use crate::store::work::Status as Standing;
use crate::tui::program::{Answer, House, Outcome, act};
use crate::tui::screen::Effect;
use crate::tui::screens::patterns::sheet::Plan;
use crate::tui::screens::patterns::{Texts, Then};
use crate::tui::widgets::{Field, Form, Kind};

/// Letters of a comment.
const LETTERS: usize = 160;

pub const SEARCH: Plan = Plan {
    name: CARD.name,
    title: "Search the To Do list",
    intro: "Every field narrows the list; what stays empty asks for nothing. Esc on the list takes the search away.",
    fields: |_, _| {
        let text = |name, label: &str, letters| Field::new(name, label, Kind::Text(letters)).optional();
        vec![
            Field::new("whose", "Whose", Kind::Choice(Scope::WORDS)),
            text("type", "Type", 24).hint("bill-revision, load, name, meter, category ... or its beginning"),
            text("status", "Status", 12).hint("open, waiting, working, escalated, done, rejected, all, or a code"),
            text("from", "Made from", 16).hint("5/11, or 5/11 14:05"),
            text("to", "Made up to", 16).hint("the same"),
            text("text", "With the word", 30).hint("of number, consumer, message or name"),
        ]
    },
    look: Plan::looks_at_nothing,
    sure: Plan::asks_nothing,
    record: |_, texts, today| search(texts, today).map(|asked| Effect::Return(Answer::of(asked))),
    said: |_| String::new(),
    then: Then::Opens,
};

/// The form as the list is asked now.
pub fn given(asked: &Asked) -> Vec<(&'static str, String)> {
    let stamp = |at: Option<Stamp>| at.map(Stamp::short).unwrap_or_default();
    vec![
        ("whose", asked.whose.word().to_owned()),
        ("type", asked.todo.map(|todo| todo.word().to_owned()).unwrap_or_default()),
        ("status", asked.status.as_ref().map(|status| status.word().to_owned()).unwrap_or_default()),
        ("from", stamp(asked.from)),
        ("to", stamp(asked.to)),
        ("text", asked.text.clone()),
    ]
}

fn search(texts: &Texts, today: Day) -> Result<Asked, Refusal> {
    let refuse = |field, message: String| Refusal::new("R-3", message).at(field);
    let named = texts.owned("type").to_lowercase();
    let todo = match named.as_str() {
        "" | "all" => None,
        word => Some(
            TodoType::ALL
                .into_iter()
                .find(|todo| todo.word().starts_with(word))
                .ok_or_else(|| refuse("type", format!("'{word}' is no type: {}.", TodoType::ALL.map(TodoType::word).join(", "))))?,
        ),
    };
    Ok(Asked {
        whose: Scope::of(texts.get("whose")),
        todo,
        status: texts.some("status").map(|word| Standing::of(&word.to_lowercase())),
        from: minute(texts.get("from"), "from", today, 0)?,
        to: minute(texts.get("to"), "to", today, 1_439)?,
        text: texts.owned("text"),
    })
}

/// A day alone is its first minute, or its last.
fn minute(text: &str, field: &'static str, today: Day, of_day: i64) -> Result<Option<Stamp>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(day) = Day::parse_near(text, today) {
        return Ok(Some(Stamp::midnight(day).plus(of_day)));
    }
    let near = Stamp::midnight(today).plus(1_439);
    Stamp::parse_near(text, near).map(Some).map_err(|e| Refusal::new("R-3", format!("{e}.")).at(field))
}

macro_rules! arrangement {
    ($name:ident, $title:literal, $intro:literal, $fields:expr, $what:expr) => {
        pub const $name: Plan = Plan {
            name: CARD.name,
            title: $title,
            intro: $intro,
            fields: $fields,
            look: Plan::looks_at_nothing,
            sure: Plan::asks_nothing,
            record: |_: &Form, texts: &Texts, _: Day| handle(texts, ($what)(texts)?),
            said,
            then: Then::Close,
        };
    };
}

fn comment(label: &str) -> Field {
    Field::new("comment", label, Kind::Text(LETTERS))
}

arrangement!(
    ASSIGN,
    "Give the item to a user",
    "It stands in their list as theirs, until they put it back or its next step is taken.",
    |_, _| vec![Field::new("to", "To", Kind::Text(24)).hint("user name"), comment("Comment").optional()],
    |texts: &Texts| -> Result<What, Refusal> { Ok(What::Assign(texts.owned("to"))) }
);

arrangement!(
    FORWARD,
    "Forward the item to another role",
    "It waits for them until its next step is taken; say what they are asked.",
    |_, _| vec![Field::new("to", "Role", Kind::Text(3)).hint("BCC, CCC, JE, AE or EE"), comment("What they are asked")],
    |texts: &Texts| -> Result<What, Refusal> {
        let role: Role = texts.get("to").parse().map_err(|e: String| Refusal::new("R-4", format!("{e}.")).at("to"))?;
        Ok(What::Forward(role))
    }
);

arrangement!(
    COMMENT,
    "Say something about the item",
    "Whoever opens the item reads it.",
    |_, _| vec![comment("Comment")],
    |_: &Texts| -> Result<What, Refusal> { Ok(What::Comment) }
);

arrangement!(
    COMPLETE,
    "The escalation was seen to",
    "The complaint leaves your list; it comes back where it climbs further. Everything else is completed by its own step.",
    |_, _| vec![comment("What was done")],
    |_: &Texts| -> Result<What, Refusal> { Ok(What::Complete) }
);

fn handle(texts: &Texts, what: What) -> Result<Effect<House>, Refusal> {
    Ok(act(HandleItem { item: texts.owned("item"), what, comment: texts.owned("comment") }))
}

/// What was arranged, in a line.
pub fn said(outcome: &Outcome) -> String {
    use crate::journal::Fact;
    let Outcome::Recorded(done) = outcome else { return String::new() };
    match done.entries.first().map(|entry| &entry.fact) {
        Some(Fact::ItemHandled(handled)) => format!("{}: {}", handled.item, handled.how.word()),
        _ => String::new(),
    }
}
