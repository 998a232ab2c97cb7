//! What is told of an application and of its steps, in words: on its own screen, beside a form, after an act.

use crate::base::{Day, Money, PaperNo};
use crate::desk::Done;
use crate::folds::Application;
use crate::folds::application::Case;
use crate::journal::Fact;
use crate::journal::fact::{Connection, Demand, Effected, Final, Receipt, Revision, load_words};
use crate::rules::connection::Estimate;
use crate::rules::workflow::{Paper, Stand, Workflows};
use crate::tui::looks::Tone;
use crate::tui::program::Outcome;
use crate::tui::widgets::Panel;

/// A paper as people call it.
pub const fn paper(paper: Paper) -> &'static str {
    match paper {
        Paper::Application => "application",
        Paper::Sil => "site-inspection letter",
        Paper::Estimate => "estimate",
        Paper::Dn => "demand note",
        Paper::Receipt => "receipt",
        Paper::MeterCard => "meter-card slip",
        Paper::Sco => "service connection order",
        Paper::Execution => "execution report",
        Paper::AdvanceSlip => "advance slip",
        Paper::FinalBill => "final bill",
        Paper::Revision => "revision statement",
    }
}

/// `SFS submitted to the AE for sanction`.
pub fn stand(stand: &Stand) -> String {
    format!("{} {}", stand.state, stand.text)
}

/// Days in a place against its limit: `9 days, limit 3`, and how many past it.
pub fn waited(since: Day, due: Option<Day>, today: Day) -> (String, i32) {
    let days = today.days_since(since).max(0);
    let word = if days == 1 { "day" } else { "days" };
    let Some(due) = due else { return (format!("{days} {word}"), 0) };
    let late = today.days_since(due).max(0);
    (format!("{days} {word}, limit {}", due.days_since(since)), late)
}

/// `6 days past the limit`.
pub fn late(days: i32) -> String {
    format!("{days} day{} past the limit", if days == 1 { "" } else { "s" })
}

/// Works, supervision and deposit (`N-2`).
pub fn estimate(panel: Panel, estimate: &Estimate) -> Panel {
    let panel = estimate.works.iter().fold(panel, |panel, work| {
        let times = if work.quantity == 1 { String::new() } else { format!(", {} x {}", work.quantity, work.rate.indian()) };
        panel.money(&format!("{}{times}", work.text), work.amount)
    });
    let panel = if estimate.supervision.is_zero() { panel } else { panel.money("Supervision", estimate.supervision) };
    let panel = if estimate.deposit.is_zero() { panel } else { panel.money("Security deposit", estimate.deposit) };
    panel.money("Estimate", estimate.total())
}

/// What is to be paid, and until when.
pub fn demand(panel: Panel, demand: &Demand) -> Panel {
    let panel = demand.lines.iter().fold(panel, |panel, line| panel.money(&line.text, line.amount));
    panel.money("To pay", demand.collect).pair("Until", format!("{}, {}", demand.last_day.dmy(), demand.no))
}

pub fn connection(panel: Panel, connection: &Connection) -> Panel {
    let meter = &connection.meter;
    let make = if connection.make.is_empty() { String::new() } else { format!(", {}", connection.make) };
    panel
        .pair("Meter", format!("{}{make}, {} digits, x {}", meter.no, meter.digits.count(), meter.factor.decimal().normalize()))
        .pair("Supply on", format!("{}, reading {}", connection.day.dmy(), connection.initial))
}

fn ended(panel: Panel, end: &Final) -> Panel {
    let bill = &end.bill.bill;
    let panel = panel.pair("Final bill", format!("{} units to reading {}", bill.units, end.reading.value));
    let panel = panel.money("Bill", bill.bill_amount);
    let panel = if end.cofee.is_zero() { panel } else { panel.money("COFee", end.cofee) };
    if bill.payable < Money::ZERO { panel.money("To be refunded", -bill.payable) } else { panel.money("Payable then", bill.payable) }
}

fn effect(panel: Panel, effect: &Effected) -> Panel {
    match effect {
        Effected::Inspection { visit, .. } => panel.pair("Inspection", visit.dmy()),
        Effected::Estimated(made) => estimate(panel, made),
        Effected::Demanded(made) => demand(panel, made),
        Effected::NumberMade(made) => panel.pair("Consumer", format!("{}, a new number", made.consumer)),
        Effected::Connected(made) => connection(panel, made),
        Effected::Extended { until } => panel.pair("Last date", until.dmy()),
        Effected::TemporarySettled(end) | Effected::ConnectionEnded(end) | Effected::BillStopped(end) => ended(panel, end),
        Effected::SupplyChanged(supply) => panel.pair("Supply", format!("{}, {}", supply.category, load_words(supply))),
        Effected::Claimed => panel.pair("Quarters", "claimed for the new occupant"),
        Effected::Released => panel.pair("Quarters", "free again"),
        Effected::PersonChanged => panel.pair("Name", "the consumer's record is changed"),
        Effected::ReactivationWithdrawn => panel.pair("Supply", "stays stopped; nothing is to be paid"),
        Effected::Reactivated => panel.pair("Supply", "billing begins again"),
        Effected::Energised { reading } => panel.pair("Reading", format!("{} on {}", reading.value, reading.day.dmy())),
        Effected::Disputed { bill } => panel.pair("Disputed", bill.to_string()),
        Effected::Attached(files) => files.iter().fold(panel, |panel, file| panel.pair("Document", file.name.clone())),
        Effected::RevisionProposed(revision) => revised(panel, revision),
        Effected::Revised(made) => revised(panel, &made.revision),
        Effected::ProtestEnded { bpsc } => {
            let charged: Money = bpsc.iter().map(|line| line.amount).sum();
            let panel = panel.pair("Protest", "decided with it");
            if charged.is_zero() { panel } else { panel.money("Surcharge since", charged) }
        }
        Effected::Collected(_) | Effected::Ordered { .. } | Effected::WentLive => panel,
    }
}

/// A request about a bill: which, what came with it and where that lies, what is found, what is held.
pub fn case(panel: Panel, case: &Case, documents: &[String]) -> Panel {
    let mut panel = panel.pair("Bill", case.bill.to_string());
    for document in documents {
        panel = panel.pair("Document", document.clone());
    }
    if let Some(receipt) = &case.protest {
        panel = panel.pair("Protest", format!("with receipt {receipt}"));
    }
    if let Some(held) = case.held {
        panel = panel.pair("Held", format!("{} out of disconnection until {}", held.amount.indian(), held.until.dmy()));
    }
    match &case.proposal {
        Some((revision, maker)) => revised(panel.pair("Proposed", format!("by {maker}")), revision),
        None => panel,
    }
}

/// Bill by bill what comes out otherwise, and the whole.
fn revised(panel: Panel, revision: &Revision) -> Panel {
    let panel = revision.bills.iter().fold(panel, |panel, bill| panel.money(&bill.period.short(), bill.new.amount - bill.old.amount));
    let panel = revision.items.iter().fold(panel, |panel, item| panel.money(&item.text, item.new - item.old));
    let back = revision.bpsc_back();
    let panel = if back.is_zero() { panel } else { panel.money("Surcharges", back) };
    panel.money("Difference", revision.difference())
}

/// What would be recorded.
pub fn comes_of(panel: Panel, fact: &Fact) -> Panel {
    let (done, stands) = match fact {
        Fact::ApplicationMade(made) => (&made.done, &made.stand),
        Fact::ApplicationStep(step) => (&step.done, &step.stand),
        _ => return panel,
    };
    let panel = done.iter().fold(panel, effect);
    panel.pair("Then", then(stands))
}

/// `SFS submitted to the AE for sanction; waits for AE`.
fn then(stands: &Stand) -> String {
    let next = stands.waits.map_or_else(|| "ended".to_owned(), |role| format!("waits for {role}"));
    format!("{}; {next}", stand(stands))
}

/// The papers of a step that its act made, as people call them.
fn printed(fact: &Fact, workflows: &Workflows) -> Vec<&'static str> {
    let (no, workflow, step) = match fact {
        Fact::ApplicationMade(made) => (&made.no, &made.workflow, &made.step),
        Fact::ApplicationStep(step) => (&step.no, &step.workflow, &step.step),
        _ => return Vec::new(),
    };
    let made: Vec<PaperNo> = fact.papers().into_iter().cloned().collect();
    let step = workflows.get(workflow).and_then(|workflow| workflow.step(step));
    step.iter().flat_map(|step| &step.papers).filter(|named| named.number(no, &made).is_some()).map(|named| paper(*named)).collect()
}

/// What is said of an act after it, with the papers that print.
pub struct Taken {
    pub done: Done,
    papers: Vec<&'static str>,
}

impl Taken {
    pub fn new(done: Done, workflows: &Workflows) -> Self {
        let papers = done.entries.iter().flat_map(|entry| printed(&entry.fact, workflows)).collect();
        Self { done, papers }
    }

    /// The application that the act was about.
    pub fn application(&self) -> Option<&PaperNo> {
        self.done.entries.iter().find_map(|entry| match &entry.fact {
            Fact::ApplicationMade(made) => Some(&made.no),
            Fact::ApplicationStep(step) => Some(&step.no),
            _ => None,
        })
    }

    /// In a line, what the person at the window is told first.
    pub fn said(&self) -> String {
        let facts = self.done.entries.iter().map(|entry| &entry.fact);
        let mut words = Vec::new();
        for effect in facts.clone().flat_map(Fact::effects) {
            match effect {
                Effected::Collected(paid) => {
                    let Receipt { no, amount, change, .. } = &paid.receipt;
                    let change = if change.is_zero() { String::new() } else { format!("give {} change; ", change.indian()) };
                    words.push(format!("{change}{} for {}", no, amount.indian()));
                }
                Effected::NumberMade(made) => words.insert(0, format!("consumer {}", made.consumer)),
                _ => {}
            }
        }
        let mut stands = facts.filter_map(|fact| match fact {
            Fact::ApplicationMade(made) => Some((format!("{} ", made.no), &made.stand)),
            Fact::ApplicationStep(step) => Some((String::new(), &step.stand)),
            _ => None,
        });
        words.extend(stands.next_back().map(|(no, stand)| {
            let next = stand.waits.map_or_else(|| format!(", {}", stand.text), |role| format!(", waits for {role}"));
            format!("{no}{}{next}", stand.state)
        }));
        if !self.papers.is_empty() {
            words.push(format!("prints {}", self.papers.join(", ")));
        }
        words.join("; ")
    }

    /// Of what a form did.
    pub fn of(outcome: &Outcome) -> Option<&Self> {
        if let Outcome::Gave(answer) = outcome { answer.look() } else { None }
    }
}

/// What must be known of an application before anything else.
pub fn notices(application: &Application, today: Day) -> Vec<(Tone, String)> {
    let mut said = Vec::new();
    let (_, late_by) = waited(application.since, application.due(), today);
    if application.stand.is_open() && late_by > 0 {
        said.push((Tone::Bad, late(late_by)));
    }
    if let Some(demand) = application.demand.as_ref().filter(|demand| demand.last_day < today && application.stand.is_open()) {
        said.push((Tone::Bad, format!("{} was payable until {}; to be served again", demand.no, demand.last_day.dmy())));
    }
    if let Some(until) = application.until().filter(|until| *until < today && application.stand.is_open() && application.made.is_some()) {
        said.push((Tone::Bad, format!("the last date was {}: to be disconnected, or extended", until.dmy())));
    }
    // Why it came back, or was refused.
    let reason = application.given.text("reason");
    if let Some(last) = application.path.last().filter(|last| !reason.is_empty() && last.said == reason) {
        said.push((Tone::Warn, format!("{}: {} ({})", last.title, last.said, last.user)));
    }
    for taken in &application.apart {
        said.push((Tone::Bad, format!("{} was also taken apart at {} on {}", taken.title, taken.desk, taken.day.dmy())));
    }
    said
}
