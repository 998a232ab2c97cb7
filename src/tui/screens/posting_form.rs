//! Asking for a posting: debit, credit, a receipt put right, a deposit or advance given back (`C-11`, `C-16`).

use super::patterns::sheet::Plan;
use super::patterns::{Found, Texts, Then, lookup};
use crate::acts::Act;
use crate::acts::posting::MakePosting;
use crate::acts::transfer::{Rightful, Transfer};
use crate::base::{ConsumerNo, Day, No, PaperKind, PaperNo, Refusal};
use crate::desk::nothing_printed;
use crate::journal::fact::Posting;
use crate::rules::profile::HeadUse;
use crate::rules::tender::{Mode, Tender};
use crate::store::read;
use crate::tui::program::{House, Outcome, View, Work};
use crate::tui::screen::Effect;
use crate::tui::widgets::{Field, Form, Kind, Panel};

/// What a posting may be: the word of the choice, and what it does.
const KINDS: [(&str, &str); 7] = [
    ("Debit", "the consumer owes more: a charge left out"),
    ("Credit", "the consumer owes less: a charge taken twice"),
    ("Consumer", "a receipt was given to the wrong consumer"),
    ("Mode", "a receipt was written in the wrong mode"),
    ("SD back", "security deposit paid back, by voucher"),
    ("SD to dues", "security deposit set against what is owed"),
    ("Advance", "advance paid back, by voucher"),
];
const WORDS: &[&str] = &[KINDS[0].0, KINDS[1].0, KINDS[2].0, KINDS[3].0, KINDS[4].0, KINDS[5].0, KINDS[6].0];
const MODES: &[&str] = &["Cash", "UPI", "Card", "Cheque", "DD", "Transfer"];

pub const PLAN: Plan = Plan {
    name: "postings",
    title: "New posting",
    intro: "The AE approves it before it counts; the next bill shows it.",
    fields,
    look,
    sure: Plan::asks_nothing,
    record,
    said,
    then: Then::Close,
};

fn kind(texts: &Texts) -> usize {
    WORDS.iter().position(|word| *word == texts.get("kind")).unwrap_or(0)
}

fn fields(texts: &Texts, _: Day) -> Vec<Field> {
    let consumer = || Field::new("consumer", "Consumer", Kind::Text(24)).hint("number, or words of name and house");
    let amount = || Field::new("amount", "Amount", Kind::Money);
    let receipt = || Field::new("receipt", "Receipt", Kind::Text(24)).hint("its number; here and this year its last digits do");
    let mut fields = vec![Field::new("kind", "What", Kind::Choice(WORDS)).hint("a digit takes one")];
    match kind(texts) {
        0 | 1 => fields.extend([
            consumer(),
            Field::new("head", "Head", Kind::Text(12)).hint("its number in the list, or its code"),
            amount(),
            Field::new("bill", "Bill", Kind::Text(24)).optional().hint("the bill it puts right, where there is one"),
        ]),
        2 => fields.extend([receipt(), Field::new("to", "Belongs to", Kind::Text(24)).hint("number, or words of name and house")]),
        3 => fields.extend([receipt(), Field::new("mode", "It was", Kind::Choice(MODES))]),
        _ => fields.extend([consumer(), amount()]),
    }
    fields.push(Field::new("reason", "Reason", Kind::Text(120)));
    fields
}

fn look(texts: &Texts, view: &View<'_>) -> Result<Found, No> {
    let mut found = Found::default();
    match kind(texts) {
        0 | 1 => {
            if lookup::look_up(view, texts, "consumer", &mut found)?.is_none() {
                return Ok(or_kinds(found));
            }
            let (title, panel) = (std::mem::take(&mut found.title), std::mem::take(&mut found.panel));
            if lookup::look_up_head(&view.rules().profile, HeadUse::Posting, texts, &mut found).is_some() {
                (found.title, found.panel) = (title, panel);
            }
            if let Some(bill) = texts.some("bill") {
                match lookup::paper(view, PaperKind::Bill, &bill, "bill") {
                    Ok(no) => found.put.push(("bill", no.to_string())),
                    Err(refusal) => found.wrong = found.wrong.take().or(Some(refusal)),
                }
            }
        }
        2 | 3 => {
            look_up_receipt(view, texts, &mut found)?;
            if kind(texts) == 2 && !texts.get("to").is_empty() {
                let receipt = std::mem::take(&mut found.panel);
                lookup::look_up(view, texts, "to", &mut found)?;
                if found.panel.height() == 0 {
                    found.panel = receipt;
                }
            }
        }
        _ => {
            lookup::look_up(view, texts, "consumer", &mut found)?;
        }
    }
    Ok(or_kinds(found))
}

/// Where nothing is known yet: what the kinds do.
fn or_kinds(mut found: Found) -> Found {
    if found.panel.height() == 0 {
        found.title = "What a posting may be".to_owned();
        found.panel = KINDS
            .iter()
            .enumerate()
            .fold(Panel::new(), |panel, (place, (word, does))| panel.pair(&format!("{}  {word}", place + 1), *does));
    }
    found
}

fn look_up_receipt(view: &View<'_>, texts: &Texts, found: &mut Found) -> Result<(), No> {
    let Some(typed) = texts.some("receipt") else { return Ok(()) };
    let no = match lookup::paper(view, PaperKind::Receipt, &typed, "receipt") {
        Ok(no) => no,
        Err(refusal) => {
            found.wrong = Some(refusal);
            return Ok(());
        }
    };
    let Some((line, _)) = read::receipt(view.conn(), &no)? else {
        found.wrong = Some(Refusal::new("C-11", format!("There is no receipt {no}.")).at("receipt"));
        return Ok(());
    };
    let card = line.consumer.map(|consumer| read::card(view.conn(), consumer)).transpose()?.flatten();
    let who = card.map_or_else(|| line.head.clone(), |card| format!("{} {}", card.consumer.no, lookup::name(&card)));
    found.put.push(("receipt", no.to_string()));
    found.title = no.to_string();
    found.panel = Panel::new()
        .pair("Of", line.day.dmy())
        .pair("Paid by", who)
        .pair("Amount", line.amount.indian())
        .pair("In", line.tenders.iter().map(Tender::text).collect::<Vec<_>>().join(" + "));
    Ok(())
}

fn record(_: &Form, texts: &Texts, _: Day) -> Result<Effect<House>, Refusal> {
    let texts = texts.clone();
    Ok(Effect::Act(Work::new(move |bench| {
        let consumer = |field: &'static str| lookup::consumer_of(bench, texts.get(field), field);
        let act: Box<dyn Act> = match kind(&texts) {
            2 => transfer(&texts, Rightful::Consumer(consumer("to")?))?,
            3 => {
                let place = MODES.iter().position(|word| *word == texts.get("mode")).unwrap_or(0);
                transfer(&texts, Rightful::Mode(Mode::ALL.get(place).copied().unwrap_or(Mode::Cash)))?
            }
            other => {
                let what = posting(other, &texts, consumer("consumer")?)?;
                Box::new(MakePosting { what, reason: texts.owned("reason") })
            }
        };
        Ok(Outcome::Recorded(bench.desk.act(bench.session, act.as_ref(), &nothing_printed)?))
    })))
}

fn number(text: &str, field: &'static str) -> Result<PaperNo, Refusal> {
    text.parse().map_err(|e: crate::base::number::NotANumber| Refusal::new("C-7", e.to_string()).at(field))
}

fn transfer(texts: &Texts, to: Rightful) -> Result<Box<dyn Act>, Refusal> {
    Ok(Box::new(Transfer { receipt: number(texts.get("receipt"), "receipt")?, to, reason: texts.owned("reason") }))
}

fn posting(kind: usize, texts: &Texts, consumer: ConsumerNo) -> Result<Posting, Refusal> {
    let (amount, head) = (texts.money("amount"), texts.owned("head"));
    let bill = texts.some("bill").map(|bill| number(&bill, "bill")).transpose()?;
    Ok(match kind {
        0 => Posting::Debit { consumer, amount, head, bill },
        1 => Posting::Credit { consumer, amount, head, bill },
        4 => Posting::SdRefund { consumer, amount },
        5 => Posting::SdSetOff { consumer, amount },
        _ => Posting::AdvanceRefund { consumer, amount },
    })
}

fn said(outcome: &Outcome) -> String {
    let Outcome::Recorded(done) = outcome else { return String::new() };
    done.papers().first().map_or_else(String::new, |no| format!("{no} waits for the AE's approval"))
}
