//! A workflow drawn: its states, the steps that lead on from each, who takes them and what they ask.

use serde_json::{Value, json};

use crate::print::{Column, Document, Section, Table};
use crate::rules::role::join;
use crate::rules::workflow::{Effect, Limit, NEW, Paper, Requires, Step, Workflow, Workflows};

/// For the screen and paper.
pub fn document(workflow: &Workflow) -> Document {
    let mut document = Document::new(format!("{} ({})", workflow.title, workflow.name));
    document.meta = vec![("About".to_owned(), workflow.about.clone())];
    document.sections.push(Section::Paragraph(drawn(workflow)));
    document.sections.push(Section::Heading("What each step asks, does and prints".to_owned()));
    document.sections.push(Section::Table(steps(workflow)));
    document
}

/// The path as lines: each state, and below it where one may go from there.
pub fn drawn(workflow: &Workflow) -> String {
    let mut lines = vec![NEW.to_owned()];
    arrows(workflow, NEW, &mut lines);
    for state in &workflow.states {
        let limit = state.limit.map_or_else(String::new, |limit| format!(", {}", limit_words(limit)));
        let waits = state.waits.map_or_else(|| "end".to_owned(), |hand| format!("waits for {hand}{limit}"));
        lines.push(String::new());
        lines.push(format!("[{}] {} ({waits})", state.code, state.text));
        arrows(workflow, &state.code, &mut lines);
    }
    lines.join("\n")
}

fn arrows(workflow: &Workflow, from: &str, lines: &mut Vec<String>) {
    for step in workflow.steps_from(from) {
        let owing = step.to_owing.as_ref().map_or_else(String::new, |to| format!(", or [{to}] while something is owed"));
        let online = if step.online { ", online" } else { "" };
        lines.push(format!("|-- {} ({}{online}) --> [{}]{owing}", step.name, join(&step.by), step.to));
    }
}

fn limit_words(limit: Limit) -> String {
    match limit {
        Limit::Short => "short limit".to_owned(),
        Limit::Usual => "usual limit".to_owned(),
        Limit::Long => "long limit".to_owned(),
        Limit::Days(days) => format!("{days} days"),
        Limit::LastDate => "until the last date".to_owned(),
    }
}

fn asked(step: &Step) -> String {
    let one = |asked: &crate::rules::workflow::Asked| format!("{}{}", asked.field, if asked.needed { "" } else { "?" });
    step.asks.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> String {
    all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ")
}

fn steps(workflow: &Workflow) -> Table {
    let mut table = Table::new(["Step", "Title", "Asks", "Requires", "Effects", "Papers"].map(Column::text).into());
    for step in &workflow.steps {
        table.row([
            step.name.as_str().into(),
            step.title.as_str().into(),
            asked(step).into(),
            words(&step.requires, Requires::word).into(),
            words(&step.effects, Effect::word).into(),
            words(&step.papers, Paper::word).into(),
        ]);
    }
    table
}

/// As a page of documentation.
pub fn markdown(workflow: &Workflow) -> String {
    let mut page = format!("# {}\n\n`{}`: {}.\n\n```\n{}\n```\n\n", workflow.title, workflow.name, workflow.about, drawn(workflow));
    page.push_str("| Step | Title | Asks | Requires | Effects | Papers |\n|---|---|---|---|---|---|\n");
    for step in &workflow.steps {
        page.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            step.name,
            step.title,
            asked(step),
            words(&step.requires, Requires::word),
            words(&step.effects, Effect::word),
            words(&step.papers, Paper::word)
        ));
    }
    page
}

/// All of them as one page of documentation.
pub fn pages(all: &Workflows) -> String {
    let head = "Made from the definitions in `assets/workflows/`: `ebcm workflow show --format markdown`.\n";
    let pages = all.iter().map(|workflow| format!("\n#{}", markdown(workflow)));
    format!("# Workflows\n\n{head}{}", pages.collect::<String>())
}

/// For other programs.
pub fn value(workflow: &Workflow) -> Value {
    let states: Vec<Value> = workflow
        .states
        .iter()
        .map(|state| json!({ "state": state.code, "text": state.text, "waits": state.waits, "ends": state.is_end() }))
        .collect();
    json!({
        "workflow": workflow.name, "title": workflow.title, "about": workflow.about, "of_consumer": workflow.of_consumer,
        "states": states, "steps": workflow.steps.iter().map(|step| step_value(workflow, step)).collect::<Vec<_>>(),
    })
}

/// A step with its fields, for other programs.
pub fn step_value(workflow: &Workflow, step: &Step) -> Value {
    let field = |asked: &crate::rules::workflow::Asked| {
        let field = workflow.field(asked.field);
        json!({ "field": asked.field, "needed": asked.needed, "label": field.map(|f| f.label.clone()), "kind": field.map(|f| f.kind.words()) })
    };
    json!({
        "step": step.name, "title": step.title, "by": step.by, "from": step.from, "to": step.to, "to_owing": step.to_owing,
        "online": step.online, "asks": step.asks.iter().map(field).collect::<Vec<_>>(),
        "effects": step.effects.iter().map(|e| e.word()).collect::<Vec<_>>(), "papers": step.papers.iter().map(|p| p.word()).collect::<Vec<_>>(),
    })
}
