//! The portal's file of applications: `reference`, `kind`, `status`, and a column for each field of the workflows that come in online.

use std::collections::{BTreeMap, HashMap};

use super::table::{Line, Table, shown};
use super::{Checked, LineFault, Unread, field};
use crate::acts::application::OnlineRow;
use crate::base::No;
use crate::rules::workflow::{Offered, Step, Workflow, Workflows};

const REFERENCE: usize = 0;
const KIND: usize = 1;
const STATUS: usize = 2;
const CONSUMER: usize = 3;
/// Before the fields.
const OWN: [&str; 4] = ["reference", "kind", "status", "consumer"];

/// Letters of a reference, at most.
const LETTERS: usize = 40;

/// What the portal calls a step.
const STATUSES: [(&str, &str); 7] = [
    ("", "online-submit"),
    ("submitted", "online-submit"),
    ("saved", "online-save"),
    ("updated", "online-update"),
    ("osb", "online-submit"),
    ("osv", "online-save"),
    ("osu", "online-update"),
];

/// Reads the file, every field by its workflow; `kind` is that of lines that name none, and `take` says what else is wrong with a line whose
/// form is right.
///
/// # Errors
/// The file as a whole can't be read: its faults; what `take` can't look at.
pub fn read(
    bytes: &[u8],
    workflows: &Workflows,
    offered: Offered,
    kind: Option<&str>,
    take: &mut dyn FnMut(&OnlineRow) -> Result<(), No>,
) -> Result<Checked<OnlineRow>, Unread> {
    let mut wanted: Vec<&'static str> = OWN.to_vec();
    for field in workflows.iter().flat_map(online_steps).flat_map(|step| &step.asks) {
        if !wanted.contains(&field.field) {
            wanted.push(field.field);
        }
    }
    let needed = [OWN[REFERENCE], OWN[KIND]];
    let mut table = Table::open(bytes, &wanted, if kind.is_some() { &needed[..1] } else { &needed }).map_err(Unread::Faults)?;
    let notes = std::mem::take(&mut table.notes);
    let mut checked = Checked { rows: Vec::new(), faults: Vec::new(), notes, bad: String::new() };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in table.records() {
        let mut faults: Vec<LineFault> = table.check_width(&line).err().into_iter().collect();
        let row = Reading { table: &table, wanted: &wanted, workflows, offered, kind }.row(&line, &mut seen, &mut faults);
        let row = row.filter(|_| faults.is_empty());
        faults.extend(row.as_ref().map_or(Ok(None), |row| unfit(row, take))?);
        match row {
            Some(row) if faults.is_empty() => checked.rows.push(row),
            _ => {
                if checked.bad.is_empty() {
                    checked.bad = table.bad_header();
                }
                checked.bad.push_str(&table.bad_line(&line, &faults));
                checked.faults.append(&mut faults);
            }
        }
    }
    Ok(checked)
}

/// What is wrong with a line beyond its form.
fn unfit(row: &OnlineRow, take: &mut dyn FnMut(&OnlineRow) -> Result<(), No>) -> Result<Option<LineFault>, No> {
    match take(row) {
        Ok(()) => Ok(None),
        Err(No::Refused(refusal)) => Ok(Some(LineFault::new(row.line, refusal.field.unwrap_or_default(), refusal.message))),
        Err(broken) => Err(broken),
    }
}

fn online_steps(workflow: &Workflow) -> impl Iterator<Item = &Step> {
    workflow.steps.iter().filter(|step| step.online)
}

struct Reading<'a> {
    table: &'a Table<'a>,
    wanted: &'a [&'static str],
    workflows: &'a Workflows,
    offered: Offered<'a>,
    /// Of lines that name none.
    kind: Option<&'a str>,
}

impl Reading<'_> {
    fn row(&self, line: &Line, seen: &mut HashMap<String, usize>, faults: &mut Vec<LineFault>) -> Option<OnlineRow> {
        let text = |place: usize| self.table.field(line, place);
        let mut wrong = |place: &'static str, message: String| faults.push(LineFault::new(line.number, place, message));
        let reference = match field::needed(text(REFERENCE), LETTERS) {
            Ok(reference) => Some(reference),
            Err(message) => {
                wrong(OWN[REFERENCE], message);
                None
            }
        };
        if let Some(before) = reference.as_ref().and_then(|reference| seen.insert(reference.clone(), line.number)) {
            wrong(OWN[REFERENCE], format!("{} stands in line {before} already: take one of them out", shown(text(REFERENCE))));
        }
        let status = text(STATUS).to_lowercase();
        let status = status.strip_prefix('t').filter(|code| code.starts_with("os")).unwrap_or(&status);
        let Some((_, name)) = STATUSES.iter().find(|(word, _)| *word == status) else {
            wrong(OWN[STATUS], format!("{} is not a status: saved, updated, submitted", shown(text(STATUS))));
            return None;
        };
        let kind = if text(KIND).is_empty() { self.kind.unwrap_or_default() } else { text(KIND) };
        let found = self.workflows.get(kind).and_then(|workflow| Some((workflow, online_steps(workflow).find(|step| step.name == *name)?)));
        let Some((workflow, step)) = found else {
            let kinds: Vec<&str> =
                self.workflows.iter().filter(|w| online_steps(w).next().is_some()).map(|workflow| workflow.name.as_str()).collect();
            wrong(OWN[KIND], format!("{} does not come in online: {}", shown(text(KIND)), kinds.join(", ")));
            return None;
        };
        let consumer = match (workflow.of_consumer, text(CONSUMER)) {
            (true, number) => match number.parse() {
                Ok(number) => Some(number),
                Err(_) => {
                    faults.push(LineFault::new(line.number, OWN[CONSUMER], format!("{} is not a consumer number", shown(number))));
                    None
                }
            },
            (false, _) => None,
        };
        let typed = self.fields(line, workflow, step, faults);
        let (workflow, step) = (workflow.name.clone(), step.name.clone());
        Some(OnlineRow { line: line.number, reference: reference?, workflow, step, consumer, typed })
    }

    fn fields(&self, line: &Line, workflow: &Workflow, step: &Step, faults: &mut Vec<LineFault>) -> BTreeMap<String, String> {
        let mut typed = BTreeMap::new();
        for asked in &step.asks {
            let (Some(place), Some(field)) = (self.wanted.iter().position(|name| *name == asked.field), workflow.field(asked.field)) else {
                continue;
            };
            let text = self.table.field(line, place);
            if text.is_empty() {
                if asked.needed {
                    faults.push(LineFault::new(line.number, asked.field, format!("it is empty: {}", field.kind.words())));
                }
                continue;
            }
            match field.read(text, self.offered) {
                Ok(_) => drop(typed.insert(asked.field.to_owned(), text.to_owned())),
                Err(refusal) => faults.push(LineFault::new(line.number, asked.field, refusal.message.trim_end_matches('.').to_owned())),
            }
        }
        typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Refusal;
    use crate::rules::workflow::SHIPPED;

    const HEAD: &str = "reference,kind,status,name,address,phone,category,phase,load_kw,from,until";

    fn faults(lines: &str) -> Vec<String> {
        let files: Vec<String> =
            SHIPPED.iter().take(5).filter(|(name, _)| !name.ends_with("order-first")).map(|(n, _)| (*n).to_owned()).collect();
        let workflows = Workflows::of(&files, std::iter::empty()).expect("good");
        let categories = ["DOM".to_owned(), "COM".to_owned()];
        let offered = Offered { today: "2026-11-12".parse().expect("a day"), categories: &categories };
        let text = format!("{HEAD}\n{lines}\n");
        let sold = |row: &OnlineRow| match row.reference.as_str() {
            "P7" => Err(Refusal::new("N-1", "That house is sold.").at("name").into()),
            _ => Ok(()),
        };
        match read(text.as_bytes(), &workflows, offered, None, &mut { sold }) {
            Ok(Checked { faults, .. }) | Err(Unread::Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
            Err(Unread::No(no)) => vec![no.to_string()],
        }
    }

    #[test]
    fn each_bad_line_is_named_with_its_field() {
        let good =
            "P1,regular,,Koya,Beach House,9400000001,DOM,single,2,,\nP2,temporary,TOSB,Beebi,Jetty,,com,three,5,20-11-2026,2026-11-30";
        assert_eq!(faults(good), Vec::<String>::new());
        for (line, field, part) in [
            (",regular,,Koya,Beach,,DOM,single,2,,", "reference", "empty"),
            ("P7,regular,,Koya,Beach,,DOM,single,2,,", "name", "That house is sold"),
            ("P1,change-name,,Koya,Beach,,DOM,single,2,,", "kind", "regular, temporary"),
            ("P1,regular,sold,Koya,Beach,,DOM,single,2,,", "status", "saved, updated"),
            ("P1,regular,,,Beach,,DOM,single,2,,", "name", "empty"),
            ("P1,regular,,Koya,Beach,12,DOM,single,2,,", "phone", "telephone"),
            ("P1,regular,,Koya,Beach,,XYZ,single,2,,", "category", "DOM, COM"),
            ("P1,regular,,Koya,Beach,,DOM,two,2,,", "phase", "single or three"),
            ("P1,regular,,Koya,Beach,,DOM,single,0,,", "load_kw", "not a load"),
            ("P1,temporary,,Koya,Beach,,DOM,single,2,20-11-2026,", "until", "empty"),
            ("P1,temporary,,Koya,Beach,,DOM,single,2,01-11-2026,30-11-2026", "from", "before today"),
        ] {
            let found = faults(line);
            assert!(
                found.len() == 1 && found[0].contains("line 2") && found[0].contains(field) && found[0].contains(part),
                "{line}: {found:?}"
            );
        }
        let twice = faults("P1,regular,,Koya,Beach,,DOM,single,2,,\nP1,regular,,Koya,Beach,,DOM,single,2,,");
        assert!(twice.len() == 1 && twice[0].contains("line 3") && twice[0].contains("line 2 already"), "{twice:?}");
    }
}
