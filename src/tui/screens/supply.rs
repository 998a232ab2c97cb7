//! The JE's record of one supply: cut, on again, cut by mistake, read for the last time (`L-12`, `L-15`).

use super::parts::doubt::{self, Decided};
use super::patterns::sheet::Plan;
use super::patterns::{Found, Sheet, Sure, Texts, Then, lookup};
use crate::acts::Act;
use crate::acts::shows::Shows;
use crate::acts::supply::{CutSupply, CutWasMistaken, ReadFinal, RestoreSupply};
use crate::base::{ConsumerNo, Day, No, Refusal};
use crate::desk::nothing_printed;
use crate::folds::Consumer;
use crate::journal::Fact;
use crate::journal::fact::BillIssued;
use crate::rules::role::Role;
use crate::tui::backend::Status;
use crate::tui::looks::Tone;
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind, Panel};

pub const CARD: Card<House> = Card {
    name: "supply",
    title: "Cut, reconnect",
    about: "Cut, on again, cut by mistake, final reading",
    roles: &[Role::Je],
    actions: &[],
    open,
};

const CUT: &str = "Cut";
const ON_AGAIN: &str = "On again";
const MISTAKE: &str = "Cut by mistake";
const FINAL: &str = "Final reading";
const WHAT: &[&str] = &[CUT, ON_AGAIN, MISTAKE, FINAL];
const ROLLOVER: &[&str] = &["no", "yes"];

const PLAN: Plan = Plan {
    name: "supply",
    title: "Cut, reconnect",
    intro: "One consumer's supply: cut for non-payment, put on again after payment, a cut taken back, the final reading of one that ended.",
    fields,
    look,
    sure,
    record,
    said,
    then: Then::Again,
};

fn open(status: &Status) -> Box<dyn Screen<House>> {
    Box::new(Sheet::new(&PLAN, &[], status))
}

fn fields(texts: &Texts, today: Day) -> Vec<Field> {
    let what = texts.get("what");
    let mut fields = vec![
        Field::new("what", "What", Kind::Choice(WHAT)),
        Field::new("consumer", "Consumer", Kind::Text(24)).hint("number, or words of name and house"),
    ];
    if what == MISTAKE {
        fields.push(Field::new("reason", "Reason", Kind::Text(120)));
        return fields;
    }
    let reading = Field::new("reading", "Meter shows", Kind::Digits(9));
    let is_cut = what != ON_AGAIN && what != FINAL;
    fields.extend([
        Field::new("day", "Done on", Kind::Day(today)).holding(&today.dmy()),
        if is_cut { reading.optional().hint("empty where none could be taken; else it is billed at once") } else { reading },
        Field::new("rollover", "Passed 99...9", Kind::Choice(ROLLOVER)),
    ]);
    if is_cut {
        fields.push(Field::new("remark", "Remark", Kind::Text(120)).optional());
    }
    fields
}

/// The act that the form asks for; `confirmed`: a reading far above the usual is right (`B-9`).
fn act(consumer: ConsumerNo, texts: &Texts, today: Day, confirmed: bool) -> Box<dyn Act> {
    let day = texts.day("day", today);
    let reading = Shows { typed: texts.owned("reading"), rollover: texts.get("rollover") == "yes", confirmed };
    match texts.get("what") {
        ON_AGAIN => Box::new(RestoreSupply { consumer, day, reading }),
        MISTAKE => Box::new(CutWasMistaken { consumer, reason: texts.owned("reason") }),
        FINAL => Box::new(ReadFinal { consumer, day, reading }),
        _ => {
            let reading = Some(reading).filter(|shows| !shows.typed.is_empty());
            Box::new(CutSupply { consumer, day, reading, remark: texts.owned("remark") })
        }
    }
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let Some(card) = lookup::look_up(view, texts, "consumer", &mut found)? else { return Ok(found) };
    found.panel = stands(found.panel, &card.consumer);
    let Decided { drafts, doubt } = doubt::decide(view, |confirmed| act(card.consumer.no, texts, view.today(), confirmed))?;
    found.doubts(doubt);
    match drafts {
        Ok(drafts) => {
            for draft in drafts {
                found.panel = comes_of(found.panel, &draft.fact);
            }
        }
        // What is not typed yet is not wrong yet.
        Err(refusal) if refusal.field.is_some_and(|field| texts.get(field).is_empty()) => {}
        Err(refusal) => {
            found.panel = found.panel.note(Tone::Bad, refusal.message.clone());
            found.wrong = Some(refusal);
        }
    }
    Ok(found)
}

/// Notice and cut as they stand.
fn stands(panel: Panel, consumer: &Consumer) -> Panel {
    let panel = match &consumer.notice {
        Some(notice) if consumer.cut.is_none() => {
            panel.pair("Notice", format!("{}, may be cut from {} on", notice.no, notice.cut_from.dmy()))
        }
        _ => panel,
    };
    match consumer.cut {
        Some(cut) => {
            let by = cut.by_close.map_or_else(|| "by the JE".to_owned(), |period| format!("by the close of {}", period.short()));
            panel.pair("Cut", format!("on {} {by}", cut.on.dmy()))
        }
        None => panel,
    }
}

/// What would be recorded.
fn comes_of(panel: Panel, fact: &Fact) -> Panel {
    let bill = |panel: Panel, issued: &BillIssued| {
        let bill = &issued.bill;
        panel.pair("Bill", format!("{} units, Rs {}; payable then {}", bill.units, bill.bill_amount.indian(), bill.payable.indian()))
    };
    match fact {
        Fact::SupplyCut(cut) => match &cut.bill {
            Some(issued) => bill(panel, issued),
            None => panel.pair("Bill", "none: no reading is typed"),
        },
        Fact::SupplyRestored(on) if on.charge.is_zero() => panel.pair("Charge", "none"),
        Fact::SupplyRestored(on) => panel.pair("Charge", format!("Rs {} on the next bill", on.charge.indian())),
        Fact::FinalRead(read) => bill(panel, &read.bill),
        Fact::PostingMade(_) => panel.pair("Then", "the AE approves it; until then the supply counts as cut"),
        _ => panel,
    }
}

fn sure(texts: &Texts, found: &Found) -> Option<Sure> {
    let day = texts.get("day");
    let reading = texts.get("reading");
    let (question, detail) = match texts.get("what") {
        ON_AGAIN => (format!("Record the supply of {} as on again?", found.title), format!("Since {day}; the meter shows {reading}.")),
        MISTAKE => (format!("Was the cut of {} a mistake?", found.title), "The AE approves it as a posting.".to_owned()),
        FINAL => (format!("Record the final reading of {}?", found.title), format!("{reading} on {day}; it is billed at once.")),
        _ if reading.is_empty() => (format!("Record the supply of {} as cut?", found.title), format!("On {day}, without a reading.")),
        _ => (format!("Record the supply of {} as cut?", found.title), format!("On {day}; {reading} is billed at once.")),
    };
    Some(found.asked(question, detail))
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let texts = texts.clone();
    Ok(Effect::Act(Work::new(move |bench| {
        let consumer = lookup::consumer_of(bench, texts.get("consumer"), "consumer")?;
        // A reading that is to be confirmed was asked about just now.
        let act = act(consumer, &texts, today, true);
        Ok(Outcome::Recorded(bench.desk.act(bench.session, act.as_ref(), &nothing_printed)?))
    })))
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    match done.entries.first().map(|e| &e.fact) {
        Some(Fact::SupplyCut(cut)) => {
            let bill = cut.bill.as_ref().map_or_else(String::new, |issued| format!("; bill {}", issued.no));
            format!("{} recorded as cut on {}{bill}", cut.consumer, cut.day.dmy())
        }
        Some(Fact::SupplyRestored(on)) => format!("{} is on again since {}", on.consumer, on.day.dmy()),
        Some(Fact::FinalRead(read)) => format!("{}: final reading {}; bill {}", read.consumer, read.reading.value, read.bill.no),
        Some(Fact::PostingMade(made)) => format!("{} waits for the AE's approval", made.no),
        _ => String::new(),
    }
}
