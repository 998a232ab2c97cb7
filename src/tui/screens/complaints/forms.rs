//! What is recorded about the lit complaint: a step, its end, its reopening; and the shift handed over.

use super::super::patterns::sheet::Plan;
use super::super::patterns::{Found, Leaf, Texts, Then as Next, listing};
use crate::acts::Act;
use crate::acts::complaint::{HandOver, Proving, Rectify, Reopen, TakeStep};
use crate::base::{Day, No, PaperNo, Refusal, Stamp};
use crate::desk::nothing_printed;
use crate::journal::Fact;
use crate::journal::fact::Then;
use crate::reports::complaint::{register, shift, what, who};
use crate::store::complaints;
use crate::tui::looks::Tone;
use crate::tui::program::{Bench, House, Outcome, View, Work};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Field, Kind, Panel};

const THEN: &[&str] = &["goes on", "passed on", "on hold"];
const BACK: &[&str] = &["no", "yes"];

pub const STEP: Plan = Plan {
    name: "complaints",
    title: "What was done",
    intro: "A step: who did what, with which material. It may pass the complaint on, or put it on hold; the clock runs on.",
    fields: step_fields,
    look,
    sure: Plan::asks_nothing,
    record: |_, texts, _| Ok(work(texts, step)),
    said,
    then: Next::Close,
};

pub const RECTIFY: Plan = Plan {
    name: "complaints",
    title: "Rectified",
    intro: "It is put right. The code that the caller was told, or a call back, proves it; without either it is counted apart.",
    fields: |_, _| {
        vec![
            Field::new("done", "Done", Kind::Text(120)).optional().hint("where no step says it yet"),
            Field::new("by", "By", Kind::Text(40)).hint("crew"),
            Field::new("cause", "Cause", Kind::Text(80)),
            Field::new("code", "Code", Kind::Text(4)).optional().hint("that the crew brought back"),
            Field::new("back", "Called back", Kind::Choice(BACK)),
            Field::new("at", "When", Kind::Text(16)).optional().hint("now, or 14:05"),
        ]
    },
    look,
    sure: Plan::asks_nothing,
    record: |_, texts, _| Ok(work(texts, rectified)),
    said,
    then: Next::Close,
};

pub const REOPEN: Plan = Plan {
    name: "complaints",
    title: "Reopened",
    intro: "The caller says that it is not right. It is taken up again under its number.",
    fields: |_, _| {
        vec![Field::new("words", "Caller says", Kind::Text(120)).optional(), Field::new("phone", "Call back", Kind::Text(16)).optional()]
    },
    look,
    sure: Plan::asks_nothing,
    record: |_, texts, _| Ok(work(texts, reopened)),
    said,
    then: Next::Close,
};

pub const SHIFT: Plan = Plan {
    name: "complaints",
    title: "Hand over the shift",
    intro: "What the next clerk must know. The sheet with every open job prints with it.",
    fields: |_, _| {
        vec![
            Field::new("to", "To", Kind::Text(20)).hint("who takes over"),
            Field::new("crews", "Crews out", Kind::Text(120)).optional(),
            Field::new("promises", "Promises", Kind::Text(120)).optional().hint("made to callers"),
        ]
    },
    look: Plan::looks_at_nothing,
    sure: Plan::asks_nothing,
    record: |_, texts, _| Ok(hand_over(texts)),
    said,
    then: Next::Close,
};

/// Opens the register of a day, to be read, printed and saved.
pub const REGISTER: Plan = Plan {
    name: "complaints",
    title: "Complaint register",
    intro: "Of which day? The register of a past day comes out as it was.",
    fields: |_, today| vec![Field::new("day", "Day", Kind::Day(today)).holding(&today.dmy())],
    look: Plan::looks_at_nothing,
    sure: Plan::asks_nothing,
    record: |_, texts, today| {
        let day = texts.day("day", today);
        let title = format!("Complaint register, {}", day.dmy());
        Ok(Leaf::report("complaints", "complaint-register", title, move |look| register::register(&look.source(), day)))
    },
    said: |_| String::new(),
    then: Next::Opens,
};

fn step_fields(texts: &Texts, _: Day) -> Vec<Field> {
    let mut fields = vec![
        Field::new("then", "Then it", Kind::Choice(THEN)),
        Field::new("done", "Done", Kind::Text(120)),
        Field::new("staff", "By", Kind::Text(40)).optional().hint("crew"),
        Field::new("material", "Material", Kind::Text(80)).optional(),
        Field::new("at", "When", Kind::Text(16)).optional().hint("now, or 14:05"),
    ];
    match texts.get("then") {
        "passed on" => fields.insert(1, Field::new("to", "To", Kind::Text(30)).hint("its number, or its name below")),
        "on hold" => fields.insert(1, Field::new("reason", "Why", Kind::Text(80))),
        _ => return fields,
    }
    if let Some(done) = fields.iter_mut().find(|f| f.name == "done") {
        done.optional = true;
    }
    fields
}

fn number(texts: &Texts) -> Result<PaperNo, No> {
    texts.get("complaint").parse().map_err(|e: crate::base::number::NotANumber| Refusal::new("M-4", format!("{e}.")).into())
}

/// The complaint in a few lines, and to whom it may be passed.
fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let Some(line) = complaints::one(view.conn(), &number(texts)?)? else { return Ok(found) };
    let mut panel = Panel::new();
    if line.is_danger() {
        panel = panel.note(Tone::Bad, "DANGER");
    }
    panel = panel.pair("What", what(&line)).pair("Who", who(&line)).pair("Stands", line.stands.clone());
    if !line.words.is_empty() {
        panel = panel.pair("Caller says", line.words.clone());
    }
    if line.children > 0 {
        panel = panel.note(Tone::Warn, format!("an outage: {} complaints follow it", line.children));
    }
    if texts.get("then") == "passed on" {
        let known = &view.rules().profile.complaints.pass_to;
        for (place, name) in known.iter().enumerate() {
            panel = panel.pair(&(place + 1).to_string(), name.clone());
        }
        let by_place = texts.get("to").parse::<usize>().ok().and_then(|n| known.get(n.checked_sub(1)?));
        found.put.extend(by_place.map(|name| ("to", name.clone())));
    }
    found.title = line.no.to_string();
    found.panel = panel;
    Ok(found)
}

fn time(texts: &Texts, now: Stamp) -> Result<Option<Stamp>, No> {
    let read = |text: String| Stamp::parse_near(&text, now).map_err(|e| Refusal::new("M-6", format!("{e}.")).at("at").into());
    texts.some("at").map(read).transpose()
}

fn step(texts: &Texts, bench: &Bench<'_>) -> Result<Box<dyn Act>, No> {
    let then = match texts.get("then") {
        "passed on" => Then::Passed { to: texts.owned("to") },
        "on hold" => Then::Held { reason: texts.owned("reason") },
        _ => Then::GoesOn,
    };
    let at = time(texts, bench.desk.now())?;
    let (staff, done, material) = (texts.owned("staff"), texts.owned("done"), texts.owned("material"));
    Ok(Box::new(TakeStep { no: number(texts)?, at, staff, done, material, then }))
}

fn rectified(texts: &Texts, bench: &Bench<'_>) -> Result<Box<dyn Act>, No> {
    let proof = match (texts.some("code"), texts.get("back")) {
        (Some(code), _) => Proving::Code(code),
        (None, "yes") => Proving::CalledBack,
        _ => Proving::None,
    };
    let at = time(texts, bench.desk.now())?;
    let (by, cause, done) = (texts.owned("by"), texts.owned("cause"), texts.owned("done"));
    Ok(Box::new(Rectify { no: number(texts)?, at, by, cause, proof, done, material: String::new() }))
}

fn reopened(texts: &Texts, _: &Bench<'_>) -> Result<Box<dyn Act>, No> {
    Ok(Box::new(Reopen { no: number(texts)?, at: None, phone: texts.owned("phone"), words: texts.owned("words") }))
}

/// Recorded, and its sheet on paper.
fn hand_over(texts: &Texts) -> Effect<House> {
    let act = HandOver { to: texts.owned("to"), crews: texts.owned("crews"), promises: texts.owned("promises") };
    Effect::Act(Work::new(move |bench| {
        let done = bench.desk.act(bench.session, &act, &nothing_printed)?;
        listing::put_on_paper(bench, "hand-over", |look| shift::shift(&look.source()))?;
        Ok(Outcome::Recorded(done))
    }))
}

fn work(texts: &Texts, make: fn(&Texts, &Bench<'_>) -> Result<Box<dyn Act>, No>) -> Effect<House> {
    let texts = texts.clone();
    Effect::Act(Work::new(move |bench| {
        let act = make(&texts, bench)?;
        Ok(Outcome::Recorded(bench.desk.act(bench.session, act.as_ref(), &nothing_printed)?))
    }))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    match done.entries.last().map(|e| &e.fact) {
        Some(Fact::ComplaintStep(step)) => match &step.then {
            Then::Passed { to } => format!("{} is with {to}", step.no),
            Then::Held { .. } => format!("{} is on hold; its clock runs on", step.no),
            Then::GoesOn => format!("{}: {}", step.no, step.done),
        },
        Some(Fact::ComplaintRectified(rectified)) => format!("{} is rectified, {}", rectified.no, rectified.proof.word()),
        Some(Fact::ComplaintReopened(reopened)) => format!("{} is open again", reopened.no),
        Some(Fact::ShiftHandedOver(shift)) => {
            format!("shift handed over to {}: {} open, {} past the limit", shift.to, shift.open, shift.late)
        }
        _ => String::new(),
    }
}
