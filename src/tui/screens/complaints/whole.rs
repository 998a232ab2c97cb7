//! A complaint whole, to be read: calls, steps, rectification.

use super::super::patterns::Leaf;
use crate::base::{No, PaperNo, Stamp};
use crate::folds::complaint::{Closure, Mark};
use crate::journal::Personal;
use crate::journal::fact::Then;
use crate::reports::complaint::{limit, what, who};
use crate::store::complaints;
use crate::tui::program::{House, View};
use crate::tui::screen::Effect;

/// The effect of opening it.
pub fn open(no: PaperNo) -> Effect<House> {
    Leaf::open("complaints", no.to_string(), move |view| lines(view, &no))
}

fn lines(view: &View<'_>, no: &PaperNo) -> Result<Vec<String>, No> {
    let (Some(line), Some((complaint, stands))) = (complaints::one(view.conn(), no)?, complaints::whole(view.conn(), no)?) else {
        return Ok(vec![format!("There is no complaint {no} any more.")]);
    };
    let mut out = vec![format!("{}, {}", what(&line), stands.words()), who(&line)];
    let pairs = [("Transformer", line.transformer.clone()), ("Call back", line.phone.clone()), ("Caller says", line.words.clone())];
    out.extend(pairs.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("{name}: {text}")));
    out.push(format!(
        "Logged {} by {}; limit: {}; code {}",
        line.logged.short(),
        complaint.user,
        limit(&line, view.eye.now()),
        complaint.logged.code
    ));
    if let Some(outage) = &line.outage {
        out.push(format!("Part of the outage {outage}"));
    }
    let children = complaints::children(view.conn(), no)?;
    if !children.is_empty() {
        out.push(format!("Outage: {} follow it", children.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    }
    out.push(String::new());
    let callers = complaints::callers(view.conn(), no)?;
    let called = |word: &str, at: Stamp, mark: &Mark| {
        let said = callers.get(&(mark.1.to_string(), mark.2)).map(said).unwrap_or_default();
        (at, format!("{word}{said}"))
    };
    let mut events: Vec<(Stamp, String)> = complaint.calls.iter().map(|call| called("called again", call.at, &call.mark)).collect();
    events.extend(complaint.reopened.iter().map(|(at, mark)| called("reopened by the caller", *at, mark)));
    for step in &complaint.steps {
        let then = match &step.then {
            Then::GoesOn => String::new(),
            Then::Passed { to } => format!("; passed on to {to}"),
            Then::Held { reason } => format!("; on hold: {reason}"),
        };
        let by = if step.staff.is_empty() { String::new() } else { format!(" ({})", step.staff) };
        let material = if step.material.is_empty() { String::new() } else { format!("; material: {}", step.material) };
        events.push((step.at, format!("{}{by}{material}{then}", step.done)));
    }
    let closed = |c: &Closure, word: &str| (c.at, format!("{word} by {}: {}; {}", c.by, c.cause, c.proof.word()));
    events.extend(complaint.closures.iter().map(|c| closed(c, "rectified")));
    events.extend(complaint.apart.iter().map(|c| closed(c, &format!("ALSO rectified apart at {},", c.desk))));
    events.sort_by_key(|(at, _)| *at);
    out.extend(events.into_iter().map(|(at, text)| format!("{}  {text}", at.short())));
    Ok(out)
}

/// `: now it sparks (9400000001)`.
fn said(caller: &Personal) -> String {
    let words = [caller.name.as_str(), &caller.words].into_iter().filter(|text| !text.is_empty()).map(|text| format!(": {text}"));
    let phone = if caller.phone.is_empty() { String::new() } else { format!(" ({})", caller.phone) };
    words.chain([phone]).collect()
}
