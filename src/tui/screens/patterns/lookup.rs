//! Who and what a clerk means by what is typed: a consumer by number or name, a paper by its last digits, a head by code.

use super::super::parts::who::house;
use super::sheet::{Found, Texts};
use crate::base::{ConsumerNo, Day, FinYear, Money, No, PaperKind, PaperNo, Refusal};
use crate::rules::profile::{HeadUse, Profile};
use crate::store::read::{self, Card};
use crate::store::search::{self, Hit};
use crate::tui::looks::Tone;
use crate::tui::program::{Bench, View};
use crate::tui::widgets::Panel;

/// Names offered where more than one fits.
const OFFERED: usize = 6;

/// Whom a text means.
pub enum Meant {
    Nobody,
    One(Box<Card>),
    Many(Vec<Hit>),
    Wrong(Refusal),
}

/// The consumer meant by a number, a serial of the own office, or words of name and house.
pub fn meant(view: &View<'_>, typed: &str, field: &'static str) -> Result<Meant, No> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Meant::Nobody);
    }
    if typed.bytes().any(|b| b.is_ascii_alphabetic()) {
        let hits = search::find(view.conn(), typed, OFFERED + 1)?;
        return Ok(match hits.as_slice() {
            [] => {
                Meant::Wrong(Refusal::new("C-1", format!("Nobody is found by '{typed}': type the number, or less of the name.")).at(field))
            }
            [one] => card(view, one.consumer, field)?,
            _ => Meant::Many(hits),
        });
    }
    match view.rules().profile.parse_number(typed, view.desk().office()) {
        Ok(no) => card(view, no, field),
        Err(refusal) => Ok(Meant::Wrong(refusal.at(field))),
    }
}

fn card(view: &View<'_>, no: ConsumerNo, field: &'static str) -> Result<Meant, No> {
    Ok(match read::card(view.conn(), no)? {
        Some(card) => Meant::One(Box::new(card)),
        None => {
            Meant::Wrong(Refusal::new("C-1", format!("There is no consumer {no}. Search by name, house, phone or meter (F3).")).at(field))
        }
    })
}

/// What is found at a field that takes a consumer: who it is, or who it may be. `None` unless it is one.
pub fn look_up(view: &View<'_>, texts: &Texts, field: &'static str, found: &mut Found) -> Result<Option<Card>, No> {
    match meant(view, texts.get(field), field)? {
        Meant::Nobody => {}
        Meant::Wrong(refusal) => found.wrong = found.wrong.take().or(Some(refusal)),
        Meant::Many(hits) => {
            found.title = format!("Who is meant by '{}'", texts.get(field));
            let mut panel = Panel::new();
            for hit in hits.iter().take(OFFERED) {
                panel = panel.pair(&hit.consumer.to_string(), format!("{}, {}", hit.name, hit.address));
            }
            if hits.len() > OFFERED {
                panel = panel.note(Tone::Warn, "and more: type another word of the name or house");
            }
            found.panel = panel;
            let message = "More than one is meant: type the number, or another word of the name or house.";
            found.wrong = found.wrong.take().or_else(|| Some(Refusal::new("C-1", message).at(field)));
        }
        Meant::One(card) => {
            found.put.push((field, card.consumer.no.to_string()));
            found.title = name(&card);
            found.panel = who(&card);
            return Ok(Some(*card));
        }
    }
    Ok(None)
}

pub fn name(card: &Card) -> String {
    if card.personal.name.is_empty() { "(name erased)".to_owned() } else { card.personal.name.clone() }
}

/// A consumer in a few lines.
pub fn who(card: &Card) -> Panel {
    let consumer = &card.consumer;
    let (reading, day) = consumer.last_reading();
    let panel = Panel::new()
        .pair("House", house(&card.personal.address, &consumer.supply.area))
        .pair("Supply", format!("{}, {} kW, meter {}", consumer.supply.category, consumer.supply.load_kw.normalize(), consumer.meter.no))
        .pair("Last reading", format!("{} of {}", reading.value, day.dmy()))
        .pair("Status", format!("{} ({})", consumer.status, consumer.status.words()))
        .pair("Account", balance(consumer.balance));
    if consumer.sd.is_zero() { panel } else { panel.pair("Deposit", consumer.sd.indian()) }
}

/// `260.00 owed`, `40.00 in advance`, `nothing owed`.
pub fn balance(amount: Money) -> String {
    match amount {
        owed if owed > Money::ZERO => format!("{} owed", owed.indian()),
        Money::ZERO => "nothing owed".to_owned(),
        advance => format!("{} in advance", (-advance).indian()),
    }
}

/// The consumer of a field, on the writer's side.
pub fn consumer_of(bench: &Bench<'_>, typed: &str, field: &'static str) -> Result<ConsumerNo, No> {
    Ok(bench.desk.rules().profile.parse_number(typed, bench.desk.id().office()).map_err(|refusal| refusal.at(field))?)
}

/// A paper by its whole number, or by the digits alone of this desk's and year's.
pub fn paper(view: &View<'_>, kind: PaperKind, typed: &str, field: &'static str) -> Result<PaperNo, Refusal> {
    let typed = typed.trim();
    if let Some(number) = typed.parse().ok().filter(|_| typed.len() <= 6) {
        return Ok(PaperNo { kind, desk: view.desk().clone(), year: year_of(view.today()), number });
    }
    let wrong = || {
        let message = format!("'{typed}' is not a {}'s number: type it whole, or the last digits of one made here this year.", kind.name());
        Refusal::new("C-7", message).at(field)
    };
    typed.to_uppercase().parse().ok().filter(|no: &PaperNo| no.kind == kind).ok_or_else(wrong)
}

fn year_of(day: Day) -> FinYear {
    FinYear::of(day)
}

/// Looks up the head typed as its place in the list, its code, or the beginning of its name; shows the list where none is meant yet.
pub fn look_up_head(profile: &Profile, what: HeadUse, texts: &Texts, found: &mut Found) -> Option<String> {
    let typed = texts.get("head").trim().to_lowercase();
    let heads: Vec<_> = profile.heads_for(what).collect();
    let by_place = typed.parse::<usize>().ok().and_then(|n| heads.get(n.checked_sub(1)?));
    let by_code = || heads.iter().find(|h| h.code.eq_ignore_ascii_case(&typed));
    let by_start = || heads.iter().find(|h| h.name.to_lowercase().starts_with(&typed) || h.code.to_lowercase().starts_with(&typed));
    let meant = if typed.is_empty() { None } else { by_place.or_else(by_code).or_else(by_start) };
    if let Some(head) = meant {
        found.put.push(("head", head.code.clone()));
        return Some(head.name.clone());
    }
    found.title = "Heads of account".to_owned();
    found.panel = heads
        .iter()
        .enumerate()
        .fold(Panel::new(), |panel, (place, head)| panel.pair(&format!("{:>2}  {}", place + 1, head.code), head.name.clone()));
    if !typed.is_empty() {
        found.wrong = Some(Refusal::new("C-11", "No head is called so: type one of the list, or its number.").at("head"));
    }
    None
}
