//! A definition's fields as a form shows them: each drawn by its kind, read as its kind reads it (`I-4`).

use crate::acts::application::Typed;
use crate::acts::application::categories;
use crate::base::Day;
use crate::rules::workflow::{self as rules, Offered, Step, Workflow, lasting_words};
use crate::tui::program::View;
use crate::tui::screens::patterns::{Found, Texts};
use crate::tui::widgets::{Field, Kind, Panel};

/// What a choice that may be left as it is holds first.
const UNCHANGED: &str = "as it is";
const NO: &str = "no";
/// Columns of a category's code.
const CODE: u16 = 8;
/// Categories offered beside the form; of more the beginning is typed.
const OFFERED: usize = 14;

/// A field that is asked for.
#[derive(Debug, Clone)]
pub struct Ask {
    field: rules::Field,
    needed: bool,
}

/// The fields of a step, and what reading them needs.
#[derive(Debug, Clone, Default)]
pub struct Asks {
    asks: Vec<Ask>,
    /// Code and name.
    categories: Vec<(String, String)>,
}

impl Asks {
    /// Those of these steps of a workflow, each once, where the last of them has it; needed where one of them needs it.
    pub fn of(view: &View<'_>, workflow: &Workflow, steps: &[&Step]) -> Self {
        let mut asks: Vec<Ask> = Vec::new();
        for asked in steps.iter().flat_map(|step| &step.asks) {
            let known = asks.iter().position(|ask| ask.field.name == asked.field).map(|place| asks.remove(place));
            let needed = asked.needed || known.is_some_and(|known| known.needed);
            asks.extend(workflow.field(asked.field).map(|field| Ask { field: field.clone(), needed }));
        }
        let tariff = view.rules().tariffs.on(view.today());
        let name = |code: &str| tariff.and_then(|tariff| tariff.category(code)).map_or_else(String::new, |c| c.name.clone());
        let categories = categories(&view.moment()).into_iter().map(|code| (code.clone(), name(&code))).collect();
        Self { asks, categories }
    }

    pub fn needs(&self, name: &str) -> bool {
        self.asks.iter().any(|ask| ask.needed && ask.field.name == name)
    }

    /// The fields that name files.
    pub fn documents(&self) -> impl Iterator<Item = &'static str> {
        self.asks.iter().filter(|ask| ask.field.kind == rules::Kind::Documents).map(|ask| ask.field.name)
    }

    pub fn fields(&self, today: Day) -> Vec<Field> {
        let named = |ask: &Ask| ask.drawn(today).hint(ask.hint(&self.categories));
        self.asks.iter().map(named).collect()
    }

    /// What was typed, as the acts take it.
    pub fn typed(&self, texts: &Texts) -> Typed {
        let text = |ask: &Ask| Some((ask.field.name.to_owned(), ask.meant(texts.get(ask.field.name))?));
        self.asks.iter().filter_map(text).collect()
    }

    /// Reads what is typed so far: the first that is wrong, at its field; categories in their whole form, and which there are.
    pub fn read(&self, texts: &Texts, today: Day, found: &mut Found) {
        let codes: Vec<String> = self.categories.iter().map(|(code, _)| code.clone()).collect();
        let offered = Offered { today, categories: &codes };
        for ask in &self.asks {
            let Some(text) = ask.meant(texts.get(ask.field.name)) else { continue };
            let text = match ask.field.kind {
                rules::Kind::Category => self.category(ask.field.name, &text, found).unwrap_or(text),
                _ => text,
            };
            if let Err(refusal) = ask.field.read(&text, offered) {
                found.wrong = found.wrong.take().or(Some(refusal));
            }
        }
        let category = self.asks.iter().find(|ask| ask.field.kind == rules::Kind::Category);
        if category.is_some_and(|ask| ask.needed && !found.put.iter().any(|(name, _)| *name == ask.field.name)) {
            self.offer(found);
        }
    }

    /// The category meant by its place, its code or the beginning of either its code or its name.
    fn category(&self, field: &'static str, text: &str, found: &mut Found) -> Option<String> {
        let low = text.to_lowercase();
        let by_place = text.parse::<usize>().ok().and_then(|n| self.categories.get(n.checked_sub(1)?));
        let by_code = || self.categories.iter().find(|(code, _)| code.to_lowercase() == low);
        let begins = |(code, name): &&(String, String)| code.to_lowercase().starts_with(&low) || name.to_lowercase().starts_with(&low);
        let mut by_start = self.categories.iter().filter(begins);
        let (first, second) = (by_start.next(), by_start.next());
        let (code, _) = by_place.or_else(by_code).or_else(|| first.filter(|_| second.is_none()))?;
        found.put.push((field, code.clone()));
        Some(code.clone())
    }

    fn offer(&self, found: &mut Found) {
        "Categories".clone_into(&mut found.title);
        let rows = (1..).zip(&self.categories).take(OFFERED);
        found.panel = rows.fold(Panel::new(), |panel, (place, (code, name))| panel.pair(&format!("{place:>2}  {code}"), name.clone()));
        let more = self.categories.len().saturating_sub(OFFERED);
        if more > 0 {
            found.panel = std::mem::take(&mut found.panel).pair("", format!("and {more} more: type the beginning of code or name"));
        }
    }
}

impl Ask {
    /// The text of a choice that is left as it is means nothing.
    fn meant(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let is_left = text == UNCHANGED || (self.field.kind == rules::Kind::YesNo && !self.needed && text == NO);
        (!text.is_empty() && !is_left).then(|| text.to_owned())
    }

    fn drawn(&self, today: Day) -> Field {
        let words = |words: &[&str]| {
            let first = (!self.needed).then_some(UNCHANGED);
            Kind::Choice(lasting_words(first.into_iter().chain(words.iter().copied())))
        };
        let kind = match &self.field.kind {
            rules::Kind::Text => Kind::Text(200),
            rules::Kind::Personal => Kind::Text(if self.field.name == "phone" { 16 } else { 80 }),
            rules::Kind::Word | rules::Kind::Bill => Kind::Text(40),
            rules::Kind::Changes | rules::Kind::Documents => Kind::Text(500),
            rules::Kind::Meter => Kind::Text(24),
            rules::Kind::Category => Kind::Text(16),
            rules::Kind::Load | rules::Kind::Factor => Kind::Text(10),
            rules::Kind::Day { .. } => Kind::Day(today),
            rules::Kind::Money => Kind::Money,
            rules::Kind::Whole { most, .. } => Kind::Digits(most.to_string().len()),
            rules::Kind::Digits => Kind::Digits(1),
            rules::Kind::Reading => Kind::Digits(9),
            rules::Kind::YesNo => Kind::Choice(lasting_words([NO, "yes"])),
            rules::Kind::Phase => words(&["single", "three"]),
            rules::Kind::Choice(all) => words(&all.iter().map(String::as_str).collect::<Vec<_>>()),
        };
        let mut field = Field::new(self.field.name, self.field.label.clone(), kind);
        if self.field.kind == rules::Kind::Category {
            field.width = CODE;
        }
        // Done today, unless another day is typed.
        if matches!(self.field.kind, rules::Kind::Day { future: false, .. }) && self.needed {
            field = field.holding(&today.dmy());
        }
        if self.needed { field } else { field.optional() }
    }

    fn hint(&self, categories: &[(String, String)]) -> String {
        let words = match &self.field.kind {
            rules::Kind::Category => {
                (1..).zip(categories).map(|(place, (code, _))| format!("{place} {code}")).collect::<Vec<_>>().join("  ")
            }
            rules::Kind::Whole { least, most } => format!("{least} to {most}"),
            rules::Kind::Digits => "1 to 9".to_owned(),
            rules::Kind::Load => "such as 2.5".to_owned(),
            rules::Kind::Factor => "1 where there is no transformer".to_owned(),
            rules::Kind::Bill => "its number, or its month as 2026-06".to_owned(),
            rules::Kind::Documents => "files, with a ; between two".to_owned(),
            _ => String::new(),
        };
        match (self.needed, words.is_empty()) {
            (true, _) => words,
            (false, true) => "may stay empty".to_owned(),
            (false, false) if self.field.kind == rules::Kind::Category => words,
            (false, false) => format!("{words}; may stay empty"),
        }
    }
}
