//! A consumer whole: overview, account, bills, readings, receipts, history; one tab each.

mod credit;
mod rows;

use std::borrow::Cow;

use ratatui::layout::Rect;
use ratatui::text::Line;

use self::rows::{Heard, Tab};
use super::parts::bill;
use super::parts::who::Who;
use super::parts::why::Why;
use super::parts::wishes;
use super::patterns::{Listed, Moved, listed};
use crate::base::{ConsumerNo, PaperKind, PaperNo};
use crate::papers::word_of;
use crate::rules::bill::Bill;
use crate::rules::role::Role as Duty;
use crate::tui::backend::{Status, Trouble};
use crate::tui::canvas::Canvas;
use crate::tui::keys::{Action, Key, action};
use crate::tui::looks::Role;
use crate::tui::program::{Answer, House, Outcome, ask};
use crate::tui::screen::{Effect, Screen};
use crate::tui::widgets::Page;

/// Columns from which the tabs have room between them.
const WIDE: u16 = 100;

const NEXT_TAB: Action = Action("next-tab");
const LAST_TAB: Action = Action("tab-before");
const PAY: Action = Action("pay-this");
const WHY: Action = Action("why");
const REPRINT: Action = Action("reprint");
const INSTALMENTS: Action = Action("order-instalments");
const PROTEST: Action = Action("decide-protest");
const APPLICATIONS: Action = Action("applications-of");

/// What its keys add to those of its card's neighbours.
pub const ACTIONS: &[Action] = &[NEXT_TAB, LAST_TAB, PAY, INSTALMENTS, PROTEST, APPLICATIONS];

/// Opens the view of a consumer.
pub fn open(no: ConsumerNo) -> Effect<House> {
    Effect::Push(Box::new(View { no, who: None, tab: Tab::Overview, list: None, bill: None }))
}

/// The same, opened on its bills.
pub fn open_bills(no: ConsumerNo) -> Effect<House> {
    Effect::Push(Box::new(View { no, who: None, tab: Tab::Bills, list: None, bill: None }))
}

struct View {
    no: ConsumerNo,
    who: Option<Box<Who>>,
    tab: Tab,
    /// The list of the tab; the overview has none.
    list: Option<Listed>,
    /// The bill that is open over its list.
    bill: Option<(PaperNo, Box<Bill>)>,
}

impl View {
    fn turn(&mut self, tab: Tab) -> Effect<House> {
        self.tab = tab;
        self.bill = None;
        let no = self.no;
        self.list = tab.listing(no, self.who.as_ref().map_or("", |who| who.name())).map(Listed::new);
        self.list.as_ref().map_or_else(|| ask(move |view| rows::read(view, no)), Listed::read)
    }

    fn chosen(&self, key: &str) -> Effect<House> {
        match (self.tab, key.parse::<PaperNo>()) {
            (Tab::Cases, _) => super::todo::one::open(key),
            (Tab::Bills | Tab::Account, Ok(no)) if no.kind == PaperKind::Bill => ask(move |view| rows::read_bill(view, &no)),
            _ => Effect::Nothing,
        }
    }

    /// The list, unless a bill lies over it.
    const fn list(&mut self) -> Option<&mut Listed> {
        if self.bill.is_none() { self.list.as_mut() } else { None }
    }

    fn why(&self) -> Effect<House> {
        match (&self.bill, &self.who) {
            (Some((no, bill)), Some(who)) => Why::of(format!("{no}, {}", who.name()), bill),
            _ => Effect::warn("open a bill first: Enter on its row"),
        }
    }

    fn reprint(&self) -> Effect<House> {
        let paper = match &self.bill {
            Some((no, _)) => Some(no.clone()),
            None => self.list.as_ref().and_then(Listed::row).and_then(|row| row.key.parse().ok()),
        };
        match paper {
            Some(paper) => wishes::again(word_of(paper.kind), &paper),
            None => Effect::warn("go to a bill or receipt first"),
        }
    }
}

impl Screen<House> for View {
    fn name(&self) -> &'static str {
        "consumer"
    }

    fn title(&self) -> Cow<'_, str> {
        let name = self.who.as_ref().map_or("", |who| who.name());
        format!("{} {name}", self.no).into()
    }

    fn layers(&self) -> &'static [&'static str] {
        match (&self.bill, &self.list) {
            (Some(_), _) => &["consumer-bill", "consumer"],
            (None, Some(_)) => &["consumer-list", "consumer", "list"],
            (None, None) => &["consumer"],
        }
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        let no = self.no;
        match self.tab {
            Tab::Overview => self.turn(Tab::Overview),
            tab => Effect::All(vec![ask(move |view| rows::read(view, no)), self.turn(tab)]),
        }
    }

    fn uncovered(&mut self, _: &Status) -> Effect<House> {
        let bill = self.bill.take();
        let effect = self.turn(self.tab);
        self.bill = bill;
        effect
    }

    fn answered(&mut self, answer: Answer, _: &Status) -> Effect<House> {
        match answer.take::<Heard>() {
            Ok(Heard::Who(who)) => self.who = Some(who),
            Ok(Heard::Bill(no, bill)) => self.bill = Some((no, bill)),
            Ok(Heard::Nothing) => {}
            Err(answer) => {
                if let (Ok(page), Some(list)) = (answer.take::<Page>(), &mut self.list) {
                    list.give(page);
                }
            }
        }
        Effect::Nothing
    }

    fn act(&mut self, action: Action, status: &Status) -> Effect<House> {
        match action {
            INSTALMENTS | PROTEST if !is_ae(status) => Effect::warn("an order or decision is for the assistant engineer (AE)"),
            INSTALMENTS => super::instalments::open(self.no, status),
            PROTEST => super::protests::open(self.no, status),
            action::BACK if self.bill.is_some() => {
                self.bill = None;
                Effect::Nothing
            }
            NEXT_TAB => self.turn(self.tab.step(1)),
            LAST_TAB => self.turn(self.tab.step(Tab::ALL.len() - 1)),
            PAY => super::payment::open(self.no),
            APPLICATIONS => Effect::Push(super::connections::begin::screen(Some(self.no))),
            WHY => self.why(),
            REPRINT => self.reprint(),
            _ => match self.list().map(|list| list.act(action)) {
                Some(Moved::Effect(effect)) => effect,
                Some(Moved::Chosen(key)) => self.chosen(&key),
                None => Effect::Pass,
            },
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        let searching = self.list.as_ref().is_some_and(Listed::is_searching);
        if let Some(n) = key.typed().and_then(|c| c.to_digit(10)).filter(|_| !searching) {
            return Tab::ALL.get((n as usize).wrapping_sub(1)).map_or(Effect::Nothing, |tab| self.turn(*tab));
        }
        self.list().map_or(Effect::Nothing, |list| list.typed(key))
    }

    fn done(&mut self, outcome: Result<Outcome, Trouble>, _: &Status) -> Effect<House> {
        listed::said(outcome, |_| "the paper goes to the printer".to_owned())
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = Rect { x: canvas.area.x + 1, width: canvas.area.width.saturating_sub(2), ..canvas.area };
        self.draw_tabs(canvas, Rect { height: 1, ..area });
        canvas.rule(area, 1, "");
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        match (&self.bill, &self.list, &self.who) {
            (Some((no, bill)), ..) => draw_bill(canvas, body, no, bill),
            (None, Some(list), _) => {
                let whole = Rect { x: canvas.area.x, width: canvas.area.width, ..body };
                list.draw(canvas, whole);
            }
            (None, None, Some(who)) if self.tab == Tab::Credit => credit::draw(canvas, body, who),
            (None, None, Some(who)) => draw_overview(canvas, body, who),
            (None, None, None) => {}
        }
    }
}

impl View {
    fn draw_tabs(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let mut spans = Vec::new();
        let between = if area.width < WIDE { " " } else { "   " };
        for (place, tab) in Tab::ALL.iter().enumerate() {
            spans.push(canvas.span(Role::Key, format!("{} ", place + 1)));
            spans.push(canvas.span(if *tab == self.tab { Role::Select } else { Role::Label }, tab.title()));
            spans.push(between.into());
        }
        canvas.line(area, 0, &Line::from(spans));
    }
}

fn is_ae(status: &Status) -> bool {
    status.roles.split_whitespace().any(|role| role == Duty::Ae.code())
}

fn draw_overview(canvas: &mut Canvas<'_>, area: Rect, who: &Who) {
    let between = canvas.looks.signs.between.clone();
    canvas.text(area, 0, Role::Value, who.name());
    let status = who.consumer().status;
    canvas.right(area, 0, Role::Title, &format!("{} {}", status.code(), status.words()));
    canvas.right(area, 1, Role::Label, &who.supply());
    canvas.text(area, 1, Role::Label, &who.place(&between));
    let mut row = 2;
    for (tone, text) in &who.notices {
        let words = format!("{} {text}", canvas.looks.signs.of(*tone));
        canvas.text(area, row, tone.role(), &words);
        row += 1;
    }
    let facts = who.facts();
    let left = Rect { y: area.y + row + 1, height: area.height.saturating_sub(row + 1), width: 34.min(area.width), ..area };
    facts.draw(canvas, left);
    let beside = Rect { x: left.x + left.width + 2, width: area.width.saturating_sub(left.width + 2), ..left };
    let premises = who.premises();
    premises.draw(canvas, beside);
    row += 2 + facts.height().max(premises.height());
    let chart = Rect { y: area.y + row, height: area.height.saturating_sub(row).min(10), ..area };
    canvas.rule(chart, 0, "Units of the last months");
    let below = Rect { y: chart.y + 1, height: chart.height.saturating_sub(1), ..chart };
    who.months.draw(canvas, below);
}

fn draw_bill(canvas: &mut Canvas<'_>, area: Rect, no: &PaperNo, bill: &Bill) {
    let area = Rect { width: area.width.min(64), ..area };
    canvas.text(area, 0, Role::Title, &no.to_string());
    let tariffs: Vec<&str> = bill.tariffs.iter().map(|t| t.id.as_str()).collect();
    canvas.right(area, 0, Role::Label, &format!("{}, tariff {}", bill.period.short(), tariffs.join(", ")));
    let readings = match (bill.previous_reading, bill.reading) {
        (Some(before), Some(now)) if bill.months > 1 => {
            format!("Reading {before} to {now}: {} units in {} months", bill.units, bill.months)
        }
        (Some(before), Some(now)) => format!("Reading {before} to {now}: {} units", bill.units),
        _ => format!("{} units by average", bill.units),
    };
    canvas.text(area, 1, Role::Label, &readings);
    bill::draw(canvas, Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area }, bill);
}
