//! `reading bulk` and `meter`.

use serde_json::json;

use super::answer::Answer;
use super::args::{Meter, Reading};
use super::import_file::refused;
use super::{At, show};
use crate::acts::Act;
use crate::acts::meter::{ChangeMeter, Stuck};
use crate::acts::reading::{PostRound, Round};
use crate::acts::shows::Shows;
use crate::base::{ConsumerNo, Fault, No, Refusal};
use crate::desk::Desk;
use crate::import::readings::read;

pub fn reading(at: &At, what: Reading) -> Result<Answer, No> {
    let Reading::Bulk { file, kind, confirm } = what;
    let round: Round = kind.parse().map_err(|e: String| Refusal::new("C-15", e).at("kind"))?;
    let bytes =
        std::fs::read(&file).map_err(|e| Fault::new(format!("{} can't be read ({e})", file.display()), "look at the file's name"))?;
    let (desk, done) = at.act(|desk| {
        let checked = read(&bytes, &desk.rules().profile, desk.id().office(), desk.today(), confirm)
            .map_err(|faults| refused(&faults, faults.len()))?;
        if !checked.faults.is_empty() {
            return Err(refused(&checked.faults, checked.bad_lines()));
        }
        Ok(Box::new(PostRound { round, rows: checked.rows }) as Box<dyn Act>)
    })?;
    Ok(Answer::json(show::write(&desk, &done, None, json!({ "posted": done.entries.len(), "kind": kind }))?))
}

pub fn meter(at: &At, what: Meter) -> Result<Answer, No> {
    match what {
        Meter::Stuck { no } => act(at, &no, |desk, consumer| Ok(Box::new(Stuck { consumer, day: desk.today() }))),
        Meter::Change { no, last, meter, digits, factor, initial, rollover, confirm } => {
            let factor =
                factor.parse().map_err(|_| Refusal::new("B-10", format!("'{factor}' is not a factor: write 1 or 1.5.")).at("factor"))?;
            let last = Shows { typed: last, rollover, confirmed: confirm };
            act(at, &no, |_, consumer| Ok(Box::new(ChangeMeter { consumer, last, meter, digits, factor, initial })))
        }
    }
}

fn act(at: &At, no: &str, make: impl FnOnce(&Desk, ConsumerNo) -> Result<Box<dyn Act>, No>) -> Result<Answer, No> {
    at.act_on(no, make, |_, _| json!({}))
}
