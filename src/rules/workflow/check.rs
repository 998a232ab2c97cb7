//! What must hold in a definition as a whole: every state is reached, none is a dead end, each step finds what it works on.

use std::collections::BTreeSet;

use super::effect::NUMBERED;
use super::read::{Faults, Places};
use super::{Hand, NEW, Step, Workflow};

/// Adds what is wrong.
pub(super) fn check(workflow: &Workflow, places: &Places, name_at: usize, faults: &mut Faults) {
    names(workflow, places, name_at, faults);
    for (step, &at) in workflow.steps.iter().zip(&places.steps) {
        step_alone(workflow, step, at, faults);
    }
    let certain = Certain::of(workflow);
    states(workflow, places, &certain, faults);
    for (step, &at) in workflow.steps.iter().zip(&places.steps) {
        effects(workflow, step, at, &certain, faults);
    }
}

fn names(workflow: &Workflow, places: &Places, name_at: usize, faults: &mut Faults) {
    let name = &workflow.name;
    let fits = (2..=24).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !fits {
        faults.add(name_at, format!("'{name}' is not a workflow's name: write 2 to 24 small letters, digits and dashes"));
    }
    for (i, state) in workflow.states.iter().enumerate() {
        let fits = (2..=6).contains(&state.code.len()) && state.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !fits {
            faults.add(places.states[i], format!("'{}' is not a state's code: write 2 to 6 capital letters and digits", state.code));
        }
        if workflow.states[..i].iter().any(|other| other.code == state.code) {
            faults.add(places.states[i], format!("the state {} stands twice: give one of them another code", state.code));
        }
    }
    for (i, step) in workflow.steps.iter().enumerate() {
        if workflow.steps[..i].iter().any(|other| other.name == step.name) {
            faults.add(places.steps[i], format!("the step '{}' stands twice: give one of them another name", step.name));
        }
    }
    if !workflow.steps.iter().any(|step| step.from.iter().any(|from| from == NEW)) {
        faults.add(name_at, format!("no step begins an item: write from = [\"{NEW}\"] in the first one"));
    }
}

fn step_alone(workflow: &Workflow, step: &Step, at: usize, faults: &mut Faults) {
    if step.by.is_empty() {
        faults.add(at, format!("nobody may take the step '{}': write by = [\"JE\"]", step.name));
    }
    if step.from.is_empty() {
        faults.add(at, format!("the step '{}' leads from nowhere: write from = [\"...\"], or [\"{NEW}\"]", step.name));
    }
    if step.to_owing.is_some() && !step.effects.iter().any(|effect| effect.may_owe()) {
        faults.add(at, format!("after the step '{}' nothing can be owed: take `to_owing` out", step.name));
    }
    if !step.requires.is_empty() && !workflow.of_consumer {
        faults.add(at, format!("the step '{}' requires something of a consumer: write of_consumer = true at the head", step.name));
    }
}

/// What is certain to be there in a state, whatever path led to it: fields given, and what steps left.
struct Certain<'a>(Vec<(&'a str, BTreeSet<&'static str>)>);

impl<'a> Certain<'a> {
    /// Follows every step until nothing changes any more. States that no path reaches are not in it.
    fn of(workflow: &'a Workflow) -> Self {
        let own: &[&'static str] = if workflow.of_consumer { &[NUMBERED] } else { &[] };
        let mut certain = Self(vec![(NEW, own.iter().copied().collect())]);
        loop {
            let mut changed = false;
            for step in &workflow.steps {
                for from in &step.from {
                    let Some(before) = certain.at(from) else { continue };
                    let after: BTreeSet<&'static str> = before.iter().copied().chain(given(step)).collect();
                    for to in std::iter::once(&step.to).chain(&step.to_owing) {
                        changed |= certain.join(to, &after);
                    }
                }
            }
            if !changed {
                return certain;
            }
        }
    }

    fn at(&self, state: &str) -> Option<&BTreeSet<&'static str>> {
        self.0.iter().find(|(code, _)| *code == state).map(|(_, set)| set)
    }

    /// Of two paths to one state only what both have is certain.
    fn join(&mut self, state: &'a str, with: &BTreeSet<&'static str>) -> bool {
        match self.0.iter_mut().find(|(code, _)| *code == state) {
            Some((_, set)) => {
                let both: BTreeSet<_> = set.intersection(with).copied().collect();
                let changed = both != *set;
                *set = both;
                changed
            }
            None => {
                self.0.push((state, with.clone()));
                true
            }
        }
    }
}

/// What a step adds: the fields that must be filled in, what its effects leave.
fn given(step: &Step) -> impl Iterator<Item = &'static str> + '_ {
    let fields = step.asks.iter().filter(|asked| asked.needed).map(|asked| asked.field);
    fields.chain(step.effects.iter().filter_map(|effect| effect.leaves()))
}

fn states(workflow: &Workflow, places: &Places, certain: &Certain, faults: &mut Faults) {
    for (state, &at) in workflow.states.iter().zip(&places.states) {
        if certain.at(&state.code).is_none() {
            faults.add(at, format!("no step leads to the state {}: give one `to = \"{0}\"`, or take the state out", state.code));
        }
        let onward: Vec<&Step> = workflow.steps_from(&state.code).collect();
        match state.waits {
            None if !onward.is_empty() => {
                faults.add(at, format!("the state {} is an end, but '{}' leads on from it: take `ends` out", state.code, onward[0].name));
            }
            Some(_) if onward.is_empty() => {
                faults.add(at, format!("the state {} is a dead end: give a step `from = [\"{0}\"]`, or write ends = true", state.code));
            }
            Some(Hand::Role(role)) if !onward.iter().any(|step| step.by.contains(&role)) => {
                faults.add(
                    at,
                    format!("the state {} waits for {role}, who may take no step from it: put the role into the step's `by`", state.code),
                );
            }
            Some(Hand::Applicant) if !onward.iter().any(|step| !step.online) => {
                let what = "waits for the applicant, who may come to the window: give a step from it that is not online";
                faults.add(at, format!("the state {} {what}", state.code));
            }
            _ => {}
        }
    }
}

fn effects(workflow: &Workflow, step: &Step, at: usize, certain: &Certain, faults: &mut Faults) {
    for effect in &step.effects {
        let word = effect.word();
        for from in &step.from {
            let Some(before) = certain.at(from) else { continue };
            let has = |what: &str| before.contains(what) || given(step).any(|own| own == what);
            for need in effect.needs().iter().filter(|need| !has(need) && !from_consumer(workflow, need)) {
                faults.add(
                    at,
                    format!(
                        "the effect {word} of '{}' needs the field {need}: ask for it in this step, or in each step before it",
                        step.name
                    ),
                );
            }
            if let Some(want) = effect.wants().filter(|want| !before.contains(want)) {
                faults.add(at, format!("the effect {word} of '{}' needs {want}, which no step before it is sure to have left", step.name));
            }
            if effect.is_on_consumer() && !has(NUMBERED) {
                faults.add(
                    at,
                    format!("the effect {word} of '{}' works on a consumer, and there is none yet: make the number first", step.name),
                );
            }
        }
        let number_without_status = *effect == super::Effect::MakeNumber && workflow.state(&step.to).is_some_and(|to| to.status.is_none());
        if number_without_status {
            faults
                .add(at, format!("'{}' makes a consumer, so the state {} must say its status: write status = \"...\"", step.name, step.to));
        }
    }
}

/// What a consumer's own record says need not be asked.
fn from_consumer(workflow: &Workflow, need: &str) -> bool {
    workflow.of_consumer && ["category", "phase", "load_kw"].contains(&need)
}

#[cfg(test)]
mod tests {
    use super::super::load;

    const GOOD: &str = r#"
kind = "workflow"
name = "small"
title = "A small one"
about = "For the test."
[fields]
name = { label = "Name", kind = "personal" }
visit = { label = "Visit", kind = "day" }
[[states]]
code = "APN"
text = "new"
waits = "JE"
limit = "short"
[[states]]
code = "END"
text = "done"
ends = true
[[steps]]
name = "apply"
title = "Application"
by = ["JE"]
from = ["new"]
to = "APN"
asks = ["name"]
[[steps]]
name = "letter"
title = "Letter"
by = ["JE"]
from = ["APN"]
to = "END"
asks = ["visit"]
effects = ["inspection-letter"]
papers = ["sil"]
"#;

    #[track_caller]
    fn fault(from: &str, to: &str, line: usize, part: &str) {
        assert!(GOOD.contains(from), "{from}");
        let faults = load(&GOOD.replacen(from, to, 1), "small.toml").expect_err("a fault");
        let found = faults.iter().any(|f| f.line == line && f.what.contains(part));
        assert!(found, "{from} -> {to}: {:?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert!(faults[0].to_string().starts_with("small.toml, line "));
    }

    #[test]
    fn a_good_definition_loads() {
        let workflow = load(GOOD, "small.toml").expect("good");
        assert_eq!((workflow.states.len(), workflow.steps.len()), (2, 2));
    }

    #[test]
    fn each_fault_is_named_with_line_and_remedy() {
        fault("by = [\"JE\"]\nfrom = [\"APN\"]", "by = [\"BOSS\"]\nfrom = [\"APN\"]", 28, "not a role");
        fault("from = [\"APN\"]", "from = [\"XYZ\"]", 29, "no state 'XYZ'");
        fault("to = \"END\"", "to = \"XYZ\"", 30, "no state 'XYZ'");
        fault("asks = [\"visit\"]", "asks = [\"when\"]", 31, "no field 'when'");
        fault("papers = [\"sil\"]", "papers = [\"letter\"]", 33, "not a paper");
        fault("effects = [\"inspection-letter\"]", "effects = [\"explode\"]", 32, "not an effect");
        fault("asks = [\"visit\"]", "asks = [\"visit?\"]", 26, "needs the field visit");
        fault("kind = \"day\"", "kind = \"date\"", 8, "not a kind of field");
        fault("limit = \"short\"", "limit = \"soon\"", 13, "not a limit");
        fault("waits = \"JE\"", "waits = \"AE\"", 10, "may take no step");
        fault("ends = true\n", "", 15, "either `waits`");
        fault("ends = true", "waits = \"JE\"", 15, "dead end");
        fault("name = \"letter\"", "name = \"apply\"", 26, "stands twice");
        fault("[[steps]]", "[[states]]\ncode = \"APN\"\ntext = \"again\"\nends = true\n[[steps]]", 19, "stands twice");
        fault("to = \"END\"", "to = \"APN\"", 15, "no step leads to");
        fault("from = [\"new\"]", "from = [\"APN\"]", 3, "no step begins");
        fault("name = \"small\"", "name = \"Small One\"", 3, "not a workflow's name");
        fault("effects = [\"inspection-letter\"]", "effects = [\"collect\"]", 26, "needs a demand");
        fault("effects = [\"inspection-letter\"]", "effects = [\"go-live\"]", 26, "works on a consumer");
        fault("effects = [\"inspection-letter\"]", "effects = [\"inspection-letter\"]\nto_owing = \"APN\"", 26, "nothing can be owed");
        fault("name = \"small\"", "name = \"small\"\ntype = \"bread\"", 4, "not a type of the To Do list");
        fault("name = \"small\"", "name = \"small\"\ntype = \"unmatched-payment\"", 4, "the program's own work");
        fault("waits = \"JE\"", "waits = \"JE\"\nrejects = true", 10, "only an end rejects");
        fault("ends = true", "ends = true\nsms = \"To the consumer\"", 18, "not a template's name");
        fault("title = \"Letter\"", "colour = \"red\"", 27, "unknown field");
    }
}
