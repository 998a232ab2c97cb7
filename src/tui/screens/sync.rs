//! How this desk stands with the hub: last contact, what is to be sent and fetched, how far each desk was heard, and what is wrong (`J-8`).

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::patterns::listed::{Listed, Moved};
use super::patterns::listing::{Said, text};
use super::patterns::{Listing, Look};
use crate::base::money::group_indian;
use crate::base::{Fault, No};
use crate::edge::clock::{local_stamp, local_time};
use crate::journal::Hlc;
use crate::store::exchange;
use crate::store::fit::{Unfolded, unfolded};
use crate::sync::state::Known;
use crate::sync::{Phase, State};
use crate::tui::backend::{Status, TICKS, Trouble};
use crate::tui::canvas::{Canvas, wrap};
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::{Role, Tone};
use crate::tui::program::{Answer, House, Outcome, View, Work, ask};
use crate::tui::screen::{Card, Effect, Screen};
use crate::tui::widgets::{Cell, Column, Page, Panel, Row};

pub const CARD: Card<House> = Card {
    name: "sync",
    title: "In step with the hub",
    about: "Last contact, to send, to fetch, faults",
    roles: &[],
    actions: &[],
    open: |_| Box::new(InStep { told: None, list: desks(), ticks: 0 }),
};

/// Rows that the desks have at least.
const DESKS: u16 = 4;

const COLUMNS: [Column; 6] = [
    Column::text("desk", "Desk", 9),
    Column::text("office", "Office", 10).growing(),
    Column::figure("entries", "Entries", 9),
    Column::figure("to_fetch", "To fetch", 8),
    Column::text("last", "Last entry", 16),
    Column::text("stands", "Stands", 10),
];

fn desks() -> Listed {
    Listed::new(Listing::short("desks", "Desks", &COLUMNS, &[], rows))
}

fn rows(look: &Look<'_>) -> Result<Vec<Row>, No> {
    let state = look.hub.clone().unwrap_or_default();
    let setup = crate::store::read::rules(look.conn)?.0;
    let offset = look.rules.profile.offset_seconds();
    let mut heads = exchange::heads(look.conn)?;
    let unheard = state.lacks.keys().filter(|desk| !heads.iter().any(|(head, _)| head.desk == **desk)).cloned().collect::<Vec<_>>();
    heads.retain(|(head, _)| !head.desk.is_hub());
    let mut rows: Vec<Row> = heads
        .iter()
        .map(|(head, at)| {
            let stands = if head.desk == *look.desk {
                "this desk"
            } else if setup.revoked.contains(&head.desk) {
                "revoked"
            } else {
                "writes"
            };
            let last = local_stamp(Hlc::from_raw(*at).millis(), offset).short();
            (head.desk.clone(), head.seq, last, stands)
        })
        .chain(unheard.into_iter().filter(|desk| !desk.is_hub()).map(|desk| (desk, 0, String::new(), "not heard")))
        .map(|(desk, entries, last, stands)| {
            let office = look.rules.profile.office(desk.office()).map_or_else(String::new, |office| office.name.clone());
            let to_fetch = state.lacks.get(&desk).map_or(Cell::Empty, |lack| Cell::Number(*lack));
            let cells = vec![text(desk.to_string()), text(office), Cell::Number(entries), to_fetch, text(last), text(stands)];
            Row { key: desk.to_string(), cells }
        })
        .collect();
    rows.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(rows)
}

/// What stands above the list.
struct Told {
    known: Option<Known>,
    state: Option<State>,
    /// Entries that stand here and of which nothing comes.
    unfolded: Vec<Unfolded>,
    offset: i32,
}

fn tell(view: &View<'_>) -> Result<Told, No> {
    let state = view.hub.map(crate::sync::thread::Voice::state);
    let (known, unfolded) = (Known::of(view.conn(), view.desk())?, unfolded(view.conn())?);
    Ok(Told { known, state, unfolded, offset: view.rules().profile.offset_seconds() })
}

struct InStep {
    told: Option<Told>,
    list: Listed,
    ticks: u32,
}

impl InStep {
    fn read(&self) -> Effect<House> {
        Effect::All(vec![ask(tell), self.list.read()])
    }
}

impl Screen<House> for InStep {
    fn name(&self) -> &'static str {
        CARD.name
    }

    fn title(&self) -> Cow<'_, str> {
        CARD.title.into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["sync", "list"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        self.read()
    }

    fn ticked(&mut self, _: &Status) -> Effect<House> {
        self.ticks += 1;
        if self.ticks < TICKS {
            return Effect::Nothing;
        }
        self.ticks = 0;
        self.read()
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Page>() {
            Ok(page) => self.list.give(page),
            Err(answer) => {
                if let Ok(told) = answer.take() {
                    self.told = Some(told);
                }
            }
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        if action == action::MAIN {
            return Effect::Act(Work::new(|bench| {
                let said = bench.hub.map_or("this desk has no hub: it works alone", |hub| {
                    hub.try_now();
                    "the hub is tried now"
                });
                Ok(Said::outcome(said.to_owned()))
            }));
        }
        match self.list.act(action) {
            Moved::Effect(effect) => effect,
            Moved::Chosen(_) => Effect::Nothing,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.list.typed(key)
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        let said = match &outcome {
            Ok(outcome) => Said::of(outcome).map_or(Effect::Nothing, Effect::good),
            Err(trouble) => Effect::bad(trouble.to_string()),
        };
        Effect::All(vec![self.read(), said])
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let Some(told) = &self.told else { return };
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        let Some(known) = &told.known else {
            canvas.text(area, 1, Role::Hint, "This desk has no hub: it works alone, and all that it does is whole.");
            canvas.text(area, 2, Role::Hint, "A hub's administrator takes it in with a code: ebcm join ADDRESS --code CODE");
            return;
        };
        let mut panel = summary(known, told);
        let faults = faults(known, told);
        let room = area.height.saturating_sub(DESKS + 3 + panel.height());
        let mut left = room;
        for (shown, (tone, fault)) in faults.iter().enumerate() {
            let lines = wrap(&fault.to_string(), area.width.saturating_sub(4));
            let needs = u16::try_from(lines.len()).unwrap_or(u16::MAX);
            if needs > left {
                panel = panel.note(Tone::Warn, format!("{} more: `ebcm sync status` names them", faults.len() - shown));
                break;
            }
            left -= needs;
            for (place, line) in lines.into_iter().enumerate() {
                panel = if place == 0 { panel.note(*tone, line) } else { panel.pair("", line) };
            }
        }
        panel.draw(canvas, Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area });
        let row = 2 + panel.height();
        let rest = |row: u16| Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
        canvas.rule(rest(row), 0, "Desks");
        self.list.draw(canvas, Rect { x: area.x - 1, width: area.width + 2, ..rest(row + 1) });
    }
}

fn summary(known: &Known, told: &Told) -> Panel {
    let stands = match told.state.as_ref().map(|state| &state.phase) {
        Some(Phase::InStep) if known.to_send == 0 => "in step; news comes by itself".to_owned(),
        Some(Phase::InStep | Phase::Talking) => "entries go and come".to_owned(),
        Some(Phase::Away { since, .. }) => format!("line away since {}; it is tried again by itself", local_time(*since, told.offset)),
        Some(Phase::Denied(_)) => "the hub says no".to_owned(),
        Some(Phase::Stuck(_)) => "nothing is taken in".to_owned(),
        Some(Phase::Reaching) | None => "the hub is being reached".to_owned(),
    };
    let contact = known.contact.map_or_else(|| "none yet".to_owned(), |at| local_stamp(at, told.offset).short());
    let figure = |n: i64| group_indian(&n.to_string());
    let state = told.state.clone().unwrap_or_default();
    let count = |n: u64| group_indian(&n.to_string());
    Panel::new()
        .pair("Hub", known.url.clone())
        .pair("Stands", stands)
        .pair("Last contact", contact)
        .pair("To send", and_documents(format!("{} entries", figure(known.to_send)), known.documents))
        .pair("To fetch", and_documents(format!("{} entries", figure(state.to_fetch())), state.documents.to_fetch))
        .pair(
            "Since the start",
            format!(
                "{} sent, {} fetched, {} kB over the line",
                count(state.sent),
                count(state.fetched),
                count((state.bytes_out + state.bytes_in).div_ceil(1_000))
            ),
        )
}

/// Where there are documents on the way as well, how many.
fn and_documents(entries: String, count: usize) -> String {
    match count {
        0 => entries,
        1 => format!("{entries}, 1 document"),
        count => format!("{entries}, {count} documents"),
    }
}

/// What is wrong, each with what to do.
fn faults(known: &Known, told: &Told) -> Vec<(Tone, Fault)> {
    let now = match told.state.as_ref().map(|state| &state.phase) {
        Some(Phase::Away { fault, .. }) => Some((Tone::Warn, fault.clone())),
        Some(Phase::Denied(fault) | Phase::Stuck(fault)) => Some((Tone::Bad, fault.clone())),
        _ => None,
    };
    let standing = known.troubles.iter().map(|trouble| (Tone::Bad, Fault::new(trouble.what.clone(), trouble.remedy.clone())));
    let unfolded = told.unfolded.iter().map(|one| (Tone::Warn, Fault::new(one.to_string(), one.remedy)));
    let documents = told.state.as_ref().and_then(|state| state.documents.note.clone()).map(|note| (Tone::Warn, note));
    now.into_iter().chain(standing).chain(documents).chain(unfolded).collect()
}
