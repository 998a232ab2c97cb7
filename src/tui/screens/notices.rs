//! Notices of a month close: printed for all, an area or one consumer; the day of serving recorded (`L-15`).

use super::patterns::listing::Said;
use super::patterns::sheet::{Plan, Sure};
use super::patterns::{Found, Sheet, Texts, Then, lookup};
use crate::acts::notice::{ServeNotice, ServeNotices};
use crate::base::{ConsumerNo, Day, No, Period, Refusal};
use crate::desk::nothing_printed;
use crate::rules::role::Role;
use crate::spool::{self, Order, Ordered};
use crate::store::month;
use crate::tui::backend::Status;
use crate::tui::looks::Tone;
use crate::tui::program::{Bench, House, Outcome, View, Work};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Field, Form, Kind, Panel};

pub const CARD: Card<House> = Card {
    name: "notices",
    title: "Notices (BDN)",
    about: "Print them, record the day of serving",
    roles: &[Role::Bcc, Role::Je],
    actions: &[],
    open,
};

const WORKS: &[&str] = &["Print", "Served"];
const WHOM: &[&str] = &["All", "Area", "Consumer"];
/// Notices recorded as served in one step.
const AT_ONCE: usize = 128;
/// Areas shown.
const AREAS: usize = 8;
/// Named of those who have paid since.
const NAMED: usize = 3;

const PLAN: Plan = Plan {
    name: CARD.name,
    title: CARD.title,
    intro: "The notices of a month close. Who has paid since gets none. They count as served on the 1st, unless a later day is recorded here.",
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
    let mut fields = vec![
        Field::new("work", "What", Kind::Choice(WORKS)),
        Field::new("month", "Close of", Kind::Day(today)).hint("any day of that month"),
        Field::new("whom", "For", Kind::Choice(WHOM)),
    ];
    match texts.get("whom") {
        "Area" => fields.push(Field::new("area", "Area", Kind::Text(24)).hint("as below")),
        "Consumer" => fields.push(Field::new("consumer", "Consumer", Kind::Text(24))),
        _ => {}
    }
    if texts.get("work") == "Served" {
        fields.push(Field::new("date", "Served on", Kind::Day(today)).holding(&today.dmy()));
    }
    fields
}

fn period(texts: &Texts, today: Day) -> Period {
    texts.day("month", today).period()
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    let month = month::month(view.conn(), view.desk().office())?;
    let Some(last) = month.last() else {
        found.panel = Panel::new().note(Tone::Warn, "no month is closed yet: there are no notices");
        return Ok(found);
    };
    if texts.get("month").is_empty() {
        found.put.push(("month", last.last_day().dmy()));
    }
    if texts.get("whom") == "Consumer" && !texts.get("consumer").is_empty() {
        lookup::look_up(view, texts, "consumer", &mut found)?;
        return Ok(found);
    }
    let chosen = if texts.get("month").is_empty() { last } else { period(texts, view.today()) };
    found.title = format!("Close of {}", chosen.short());
    let Some(closed) = month.close_of(chosen) else {
        found.wrong = Some(Refusal::new("L-15", format!("{} is not closed.", chosen.short())).at("month"));
        return Ok(found);
    };
    let areas = month::with_notice(view.conn())?;
    let all: i64 = areas.iter().map(|(_, count)| count).sum();
    let mut panel =
        Panel::new().pair("Made by the close", closed.totals.notices.to_string()).pair("Belated today", format!("{all}, of any close"));
    for (area, count) in areas.iter().take(AREAS) {
        panel = panel.pair(&format!("  {area}"), count.to_string());
    }
    if texts.get("whom") == "Area" && !texts.get("area").is_empty() && !areas.iter().any(|(area, _)| area == texts.get("area")) {
        found.wrong = Some(Refusal::new("L-15", "Nobody of an area of that name has a notice: type it as below.").at("area"));
    }
    found.panel = panel;
    Ok(found)
}

fn sure(texts: &Texts, _: &Found) -> Option<Sure> {
    let whom = match texts.get("whom") {
        "Area" => format!("those of {}", texts.get("area")),
        "Consumer" => format!("that of {}", texts.get("consumer")),
        _ => "all of them".to_owned(),
    };
    Some(if texts.get("work") == "Served" {
        Sure {
            question: format!("Record {whom} as served on {}?", texts.get("date")),
            detail: "Nobody may be cut before the days of the notice are over, counted from then.".to_owned(),
        }
    } else {
        Sure { question: format!("Print {whom}?"), detail: "They go to the printer in rounds of 25; receipts go before.".to_owned() }
    })
}

fn record(_: &Form, texts: &Texts, today: Day) -> Result<Effect<House>, Refusal> {
    let (period, area, one) = (period(texts, today), texts.owned("area"), texts.some("consumer"));
    Ok(Effect::Act(if texts.get("work") == "Served" {
        let day = texts.day("date", today);
        match one {
            Some(typed) => Work::new(move |bench| {
                let consumer = lookup::consumer_of(bench, &typed, "consumer")?;
                let done = bench.desk.act(bench.session, &ServeNotice { consumer, day }, &nothing_printed)?;
                Ok(Said::outcome(served(done.entries.len(), day)))
            }),
            None => serve(period, area, day),
        }
    } else {
        Work::new(move |bench| print(bench, period, &area, one.as_deref()))
    }))
}

fn served(count: usize, day: Day) -> String {
    match count {
        0 => "nothing to record: they count as served on that day or later".to_owned(),
        n => format!("{n} recorded as served on {}", day.dmy()),
    }
}

/// Some at a time, so that a receipt need not wait.
fn serve(period: Period, area: String, day: Day) -> Work {
    let mut todo: Option<Vec<ConsumerNo>> = None;
    let (mut done, mut count) = (0, 0);
    Work::steps(move |bench| {
        let Some(all) = &todo else {
            let found = month::notices(bench.desk.store().connection(), period, &area, None)?;
            todo = Some(found.into_iter().filter(|noticed| noticed.stands).map(|noticed| noticed.consumer).collect());
            return Ok(None);
        };
        let consumers: Vec<ConsumerNo> = all.iter().skip(done).take(AT_ONCE).copied().collect();
        if consumers.is_empty() {
            return Ok(Some(Said::outcome(served(count, day))));
        }
        done += consumers.len();
        bench.progress("Recording the serving", as_u64(done), as_u64(all.len()));
        count += bench.desk.act(bench.session, &ServeNotices { consumers, day }, &nothing_printed)?.entries.len();
        Ok(None)
    })
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn print(bench: &mut Bench<'_>, period: Period, area: &str, one: Option<&str>) -> Result<Outcome, No> {
    let (target, look) = (spool::target_of(bench.settings, "bdn"), bench.settings.printers.paper.as_str());
    let Some(typed) = one else {
        let ordered = spool::order_notices(bench.desk, bench.session, (period, area), (target, look))?;
        return Ok(Said::outcome(printing(&ordered)));
    };
    let consumer = lookup::consumer_of(bench, typed, "consumer")?;
    let found = month::notices(bench.desk.store().connection(), period, "", Some((consumer, consumer)))?;
    let notice = found
        .last()
        .ok_or_else(|| Refusal::new("L-15", format!("The close of {} made no notice of {consumer}.", period.short())).at("consumer"))?;
    let id = notice.no.to_string();
    spool::order(bench.desk, bench.session, &Order { kind: "bdn", id: &id, target, look }).map_err(|no| match no {
        No::Refused(refusal) => No::Refused(refusal.at("consumer")),
        broken => broken,
    })?;
    Ok(Said::outcome(format!("{id} goes to the printer")))
}

/// Who has paid since is said.
fn printing(ordered: &Ordered) -> String {
    let rounds = ordered.jobs.len();
    let mut words = format!("{} notices go to the printer in {rounds} round{}", ordered.notices, if rounds == 1 { "" } else { "s" });
    if !ordered.skipped.is_empty() {
        let named: Vec<String> = ordered.skipped.iter().take(NAMED).map(ToString::to_string).collect();
        let more = if ordered.skipped.len() > NAMED { ", ..." } else { "" };
        words.push_str(&format!("; {} paid since and get none: {}{more}", ordered.skipped.len(), named.join(", ")));
    }
    words
}

fn said(outcome: &Outcome) -> String {
    Said::of(outcome).unwrap_or_default().to_owned()
}
