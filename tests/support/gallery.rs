//! A house of cards for the kit: every widget on a screen, and a backend that does nothing but answer.

use std::borrow::Cow;
use std::fmt;
use std::sync::mpsc::{Receiver, Sender, channel};

use ebcm::base::{Day, Money, Period, Refusal, Units};
use ebcm::tui::widgets::chart::Month;
use ebcm::tui::widgets::{
    Align, CashCount, Cell, Column, Field, Form, FormMove, Grid, GridColumn, Kind, ListMove, ListView, Memory, Months, Page, PageRequest,
    Panel, Pick, PickMove, Row, RowState, Rows,
};
use ebcm::tui::{
    Ability, Action, App, Backend, Canvas, Card, Confirm, Effect, Key, Kit, Lamp, Register, Reply, Screen, Status, Ticket, Tone, Trouble,
    Unlocked, Wake, action,
};
use ratatui::layout::{Constraint, Layout, Rect};
use zeroize::Zeroizing;

use super::stage::Stage;

pub struct House {
    pub sender: Sender<Wake<House>>,
    pub status: Status,
    pub roles: Vec<Role>,
    pub started: Vec<(Ticket, String)>,
    pub stopped: Vec<Ticket>,
    pub printed: Vec<String>,
    pub asked: Vec<PageRequest>,
    pub list: Memory,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Bcc,
    Ae,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bcc => "BCC",
            Self::Ae => "AE",
        })
    }
}

impl Backend for House {
    type Act = String;
    type Done = String;
    type Query = PageRequest;
    type Answer = Page;
    type Job = String;
    type Role = Role;

    fn start(&mut self, ticket: Ticket, act: String) {
        self.started.push((ticket, act));
    }

    fn stop(&mut self, ticket: Ticket) {
        self.stopped.push(ticket);
    }

    fn ask(&mut self, _ticket: Ticket, query: PageRequest) -> Reply<Page> {
        let page = self.list.page(&query);
        self.asked.push(query);
        Reply::Now(page)
    }

    fn print(&mut self, job: String) {
        self.printed.push(job);
    }

    fn unlock(&mut self, user: String, pin: Zeroizing<String>) {
        let outcome = match (user.as_str(), pin.as_str()) {
            ("ramla", "1234") => Ok(Unlocked::Same),
            ("koya", "5678") => Ok(Unlocked::Other),
            _ => Err(Trouble::Refused(Refusal::new("C-8", "that PIN is not right: type it again"))),
        };
        if outcome == Ok(Unlocked::Other) {
            self.status.user = user;
        }
        self.sender.send(Wake::Unlocked(outcome)).expect("the stage listens");
    }

    fn status(&self) -> &Status {
        &self.status
    }

    fn roles(&self) -> &[Role] {
        &self.roles
    }
}

const PROPOSAL: Action = Action("proposal");

/// The kit's own register: cards for every screen that the shipped keys open.
pub const REGISTER: Register<House> = &[
    card("payment", "Payment", "Take money for a bill", &[Role::Bcc], &[PROPOSAL], |status| Box::new(Payment::new(status))),
    card("find", "Find", "Find a consumer", &[], &[], |_| Box::new(Consumers::new())),
    card("complaints", "Complaint", "Log a call", &[Role::Ae], &[], |_| Box::new(Menu::new())),
    card("lists", "Lists", "Lists of every kind", &[], &[], |_| Box::new(Consumers::new())),
    card("todo", "To Do", "What waits for you", &[], &[], |_| Box::new(Menu::new())),
    card("print-queue", "Print queue", "Papers that wait", &[], &[], |_| Box::new(Menu::new())),
    card("reports", "Reports", "Day book and more", &[], &[], |_| Box::new(Menu::new())),
    card("count", "Count the drawer", "Notes and coins", &[Role::Bcc], &[], |_| Box::new(Drawer::new())),
    card("bulk", "Bulk readings", "Readings down the column", &[Role::Bcc], &[], |_| Box::new(Bulk::new())),
    card("bug", "Bug", "A screen that panics", &[], &[], |_| Box::new(Buggy)),
];

const fn card(
    name: &'static str,
    title: &'static str,
    about: &'static str,
    roles: &'static [Role],
    actions: &'static [Action],
    open: fn(&Status) -> Box<dyn Screen<House>>,
) -> Card<House> {
    Card { name, title, about, roles, actions, open }
}

pub fn status() -> Status {
    let lamp = |text: &str| Lamp { tone: Tone::Good, text: text.into() };
    Status {
        office: "Kavaratti".into(),
        desk: "KVT-1".into(),
        user: "ramla".into(),
        roles: "BCC".into(),
        date: Day::new(2026, 11, 22).expect("a day"),
        counter: "counter open, 12 receipts".into(),
        printer: lamp("ready"),
        todo: 0,
        sync: Some(lamp("1 min ago")),
        training: true,
    }
}

/// The program's keys, and those of cards that only the gallery has.
fn keys_text() -> String {
    let program = include_str!("../../assets/keys.toml");
    let own = [
        ("F2", "payment"),
        ("F3", "find"),
        ("F4", "complaints"),
        ("F5", "lists"),
        ("F6", "todo"),
        ("F7", "print-queue"),
        ("F8", "reports"),
    ];
    let missing = own.iter().filter(|(key, _)| !program.contains(&format!("\n{key} = ")));
    let lines: String = missing.map(|(key, card)| format!("{key} = {{ do = '{card}', say = '{card}', foot = '{card}' }}\n")).collect();
    program.replacen("F10 = ", &format!("{lines}F10 = "), 1)
}

/// Keys and help of the gallery: those of the program, and what its own screens add.
pub fn kit(ability: Ability) -> Kit {
    let text = keys_text();
    let keys = ebcm::tui::assets::Asset { file: "keys.toml", text: &text };
    let actions = ebcm::tui::actions(ebcm::tui::screens::REGISTER).chain(ebcm::tui::actions(REGISTER));
    let mut kit = Kit {
        keys: ebcm::tui::Keymap::load(&keys, actions).expect("the keys that come with the program"),
        looks: ebcm::tui::Looks::embedded(ability).expect("the looks that come with the program"),
        helps: ebcm::tui::Helps::load(&ebcm::tui::assets::Asset { file: "help.toml", text: HELP }, REGISTER.iter().map(|c| c.name))
            .expect("help"),
    };
    let own = "[payment]\nF9 = { do = 'main', say = 'Collect: record reading, bill and receipt', foot = 'Collect' }\nCtrl-B = { do = 'proposal', say = 'Bill proposal on paper', foot = 'Proposal' }";
    let asset = ebcm::tui::assets::Asset { file: "gallery.toml", text: own };
    kit.keys.extend(ebcm::tui::Keymap::load(&asset, [PROPOSAL]).expect("keys"));
    kit
}

const HELP: &str = r#"
payment = """Type the consumer's number and the reading; the bill is shown at once. Say the amount, type what is given, and press Enter.

Nothing is recorded before the last Enter."""
find = "Type any part of a name, house, phone or number."
complaints = "c"
lists = "l"
todo = "t"
print-queue = "p"
reports = "r"
count = "c"
bulk = "b"
bug = "b"
"#;

pub fn stage(ability: Ability, width: u16, height: u16) -> Stage<House> {
    let (app, wakes) = app(ability);
    Stage::new(app, wakes, width, height)
}

pub fn app(ability: Ability) -> (App<House>, Receiver<Wake<House>>) {
    let (sender, wakes) = channel();
    let house = House {
        sender,
        status: status(),
        roles: vec![Role::Bcc],
        started: Vec::new(),
        stopped: Vec::new(),
        printed: Vec::new(),
        asked: Vec::new(),
        list: consumers(),
    };
    (App::new(house, kit(ability), REGISTER, Some(5), Box::new(Menu::new()), |_| Box::new(Menu::new())), wakes)
}

fn consumers() -> Memory {
    let names =
        ["Ayshabi Pallipura", "Hamza Koya", "Kunhi Thangal", "Sayed Mohammed Fathahulla Puthiyapura", "Beebi Chekkilla", "Attakoya Malmi"];
    let rows = (0..2_500_i64).map(|n| {
        let name = names[usize::try_from(n % 6).expect("small")];
        let balance = Money::from_paise((n * 7_919) % 500_000 - 20_000);
        Row {
            key: format!("01{n:06}"),
            cells: vec![
                Cell::Text(format!("01{n:06}7")),
                Cell::Text(name.into()),
                Cell::Text(format!("House {}", n % 900)),
                Cell::Day(Day::new(2026, 11, 5).expect("a day").plus_days(i32::try_from(n % 12).expect("small"))),
                Cell::Money(balance),
            ],
        }
    });
    Memory {
        columns: vec![
            Column::text("consumer", "Consumer", 10),
            Column::text("name", "Name", 14).growing(),
            Column::text("house", "House", 9),
            Column::text("last_reading_date", "Read on", 10),
            Column::figure("balance", "Balance", 15),
        ],
        rows: rows.collect(),
        filters: vec![
            ("owing", |row| row.cells[4] > Cell::Money(Money::ZERO)),
            ("in credit", |row| row.cells[4] < Cell::Money(Money::ZERO)),
        ],
    }
}

struct Menu {
    pick: Pick,
}

impl Menu {
    fn new() -> Self {
        Self { pick: Pick::new(REGISTER.iter().map(|c| (c.title.to_owned(), c.about.to_owned())).collect()) }
    }

    fn take(step: PickMove) -> Effect<House> {
        match step {
            PickMove::Taken(place) => Effect::Open(REGISTER[place].name),
            PickMove::Stays => Effect::Nothing,
            PickMove::Pass => Effect::Pass,
        }
    }
}

impl Screen<House> for Menu {
    fn name(&self) -> &'static str {
        "home"
    }

    fn title(&self) -> Cow<'_, str> {
        "Billing counter".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["pick"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        Self::take(self.pick.act(action))
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        Self::take(self.pick.typed(key))
    }

    fn done(&mut self, _: Result<String, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        let inner = Rect { x: area.x + 2, y: area.y + 2, width: area.width - 4, height: area.height - 3 };
        self.pick.draw(canvas, inner, true);
    }
}

struct Payment {
    form: Form,
    said: usize,
}

impl Payment {
    fn new(status: &Status) -> Self {
        let fields = vec![
            Field::new("reading", "Reading", Kind::Digits(6)).hint("last 004512 on 05-10-2026"),
            Field::new("mode", "Mode", Kind::Choice(&["Cash", "UPI", "Card", "Cheque"])).hint("a digit takes one"),
            Field::new("amount", "Cash given", Kind::Money),
            Field::new("date", "Dated", Kind::Day(status.date)).optional(),
        ];
        Self { form: Form::new(fields), said: 0 }
    }

    fn collect(&self) -> Effect<House> {
        Effect::Act(format!("pay {} {}", self.form.text("reading"), self.form.text("amount")))
    }
}

impl Screen<House> for Payment {
    fn name(&self) -> &'static str {
        "payment"
    }

    fn title(&self) -> Cow<'_, str> {
        "Payment".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["payment", "form"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match action {
            action::MAIN if self.form.check() => self.collect(),
            action::MAIN => Effect::Nothing,
            PROPOSAL => Effect::All(vec![Effect::Print("proposal".into()), Effect::good("the bill proposal goes to the printer")]),
            action::YES => Effect::good("agreed"),
            _ => match self.form.act(action) {
                FormMove::Finished => self.collect(),
                FormMove::Pass => Effect::Pass,
                FormMove::Stays | FormMove::Moved => Effect::Nothing,
            },
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        if key == Key::ctrl('a') {
            let confirm = Confirm { question: "Keep the rest as advance?".into(), detail: String::new(), yes: action::YES, ready: true };
            return Effect::Confirm(confirm);
        }
        self.form.typed(key);
        Effect::Nothing
    }

    fn done(&mut self, outcome: Result<String, Trouble>, _: &Status) -> Effect<House> {
        match outcome {
            Ok(receipt) => {
                self.form.clear();
                self.said += 1;
                Effect::All(vec![Effect::Print(receipt.clone()), Effect::good(format!("receipt {receipt} recorded"))])
            }
            Err(Trouble::Refused(refusal)) if self.form.refuse(&refusal) => Effect::Nothing,
            Err(trouble) => Effect::bad(trouble.to_string()),
        }
    }

    fn has_typed(&self) -> bool {
        self.form.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let [head, body] = Layout::vertical([Constraint::Length(9), Constraint::Min(0)]).areas(canvas.area);
        let [left, right] = Layout::horizontal([Constraint::Length(35), Constraint::Min(0)]).spacing(1).areas(head);
        let inner = canvas.boxed(left, "010000016");
        let who = Panel::new()
            .pair("Name", "Ayshabi Pallipura")
            .pair("House", "Pallipura, Kavaratti")
            .pair("Category", "Domestic, 2.4 kW")
            .pair("Status", "LIVE")
            .money("Deposit", Money::from_rupees(1_500))
            .money("Balance", Money::from_paise(123_456))
            .note(Tone::Warn, "cash only until 31-03-2027");
        who.draw(canvas, inner);
        let inner = canvas.boxed(right, "Units of 12 months");
        months().draw(canvas, inner);
        let [left, right] = Layout::horizontal([Constraint::Length(35), Constraint::Min(0)]).spacing(1).areas(body);
        let bill = canvas.boxed(left, "Bill");
        Panel::new()
            .money("Energy", Money::from_paise(42_150))
            .money("Fixed", Money::from_rupees(60))
            .money("Duty", Money::from_paise(2_110))
            .gap()
            .money("Payable", Money::from_paise(50_260))
            .draw(canvas, bill);
        let form = canvas.boxed(right, "Collect");
        self.form.draw(canvas, form, true);
    }
}

fn months() -> Months {
    let last = Period::of(Day::new(2026, 10, 1).expect("a day"));
    let figures = [112, 98, 134, 167, 201, 188, 95, 0, 143, 150, 1_204, 139];
    let months = figures.iter().enumerate().map(|(i, units)| {
        let back = i32::try_from(figures.len() - 1 - i).expect("small");
        let period = Period::of(last.first_day().plus_months(-back));
        Month { period, units: Units::new(*units), averaged: i == 7 }
    });
    Months(months.collect())
}

struct Consumers {
    list: ListView,
}

impl Consumers {
    fn new() -> Self {
        let source = consumers();
        Self { list: ListView::new(&source.columns, source.filters()) }
    }

    fn follow(step: ListMove) -> Effect<House> {
        match step {
            ListMove::Pass => Effect::Pass,
            ListMove::Stays => Effect::Nothing,
            ListMove::Ask(request) => Effect::Ask(request),
            ListMove::Chosen(key) => Effect::good(format!("taken {key}")),
            ListMove::Print(request) => Effect::Print(format!("list '{}'", request.search)),
            ListMove::Export(request) => Effect::Act(format!("csv '{}'", request.search)),
        }
    }
}

impl Screen<House> for Consumers {
    fn name(&self) -> &'static str {
        "find"
    }

    fn title(&self) -> Cow<'_, str> {
        "Consumers".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["list"]
    }

    fn opened(&mut self, _: &Status) -> Effect<House> {
        Effect::Ask(self.list.wanted())
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        Self::follow(self.list.act(action))
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        Self::follow(self.list.typed(key))
    }

    fn done(&mut self, outcome: Result<String, Trouble>, _: &Status) -> Effect<House> {
        outcome.map_or_else(|trouble| Effect::bad(trouble.to_string()), Effect::good)
    }

    fn answered(&mut self, page: Page, _: &Status) -> Effect<House> {
        self.list.give(page);
        Effect::Nothing
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        self.list.draw(canvas, canvas.area);
    }
}

struct Drawer {
    count: CashCount,
}

impl Drawer {
    fn new() -> Self {
        Self { count: CashCount::new(&[500, 200, 100, 50, 20, 10, 5, 2, 1].map(Money::from_rupees)) }
    }
}

impl Screen<House> for Drawer {
    fn name(&self) -> &'static str {
        "count"
    }

    fn title(&self) -> Cow<'_, str> {
        "Count the drawer".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["form"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match self.count.act(action) {
            None => Effect::Pass,
            Some(true) => Effect::Act(format!("count {}", self.count.total())),
            Some(false) => Effect::Nothing,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.count.typed(key);
        Effect::Nothing
    }

    fn done(&mut self, _: Result<String, Trouble>, _: &Status) -> Effect<House> {
        Effect::Pop
    }

    fn has_typed(&self) -> bool {
        self.count.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        let area = canvas.area;
        self.count.draw(canvas, Rect { x: area.x + 2, y: area.y + 1, width: area.width - 2, height: area.height - 1 }, true);
    }
}

struct Bulk {
    grid: Grid,
}

impl Bulk {
    fn new() -> Self {
        let columns = vec![
            GridColumn { title: "Consumer", width: 10, align: Align::Left, kind: None },
            GridColumn { title: "Name", width: 20, align: Align::Left, kind: None },
            GridColumn { title: "Last", width: 7, align: Align::Right, kind: None },
            GridColumn { title: "Reading", width: 8, align: Align::Left, kind: Some(Kind::Digits(6)) },
        ];
        let rows = (1..=30)
            .map(|n| (n.to_string(), vec![format!("0100{n:04}3"), "Primary Health Centre".into(), (n * 731).to_string(), String::new()]));
        let mut grid = Grid::new(columns, rows.collect());
        grid.set_state(1, RowState::Posted("posted, 214 units".into()));
        Self { grid }
    }
}

impl Screen<House> for Bulk {
    fn name(&self) -> &'static str {
        "bulk"
    }

    fn title(&self) -> Cow<'_, str> {
        "Bulk readings".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["grid"]
    }

    fn act(&mut self, action: Action, _: &Status) -> Effect<House> {
        match self.grid.act(action) {
            ebcm::tui::widgets::GridMove::Pass => Effect::Pass,
            _ => Effect::Nothing,
        }
    }

    fn typed(&mut self, key: Key) -> Effect<House> {
        self.grid.typed(key);
        Effect::Nothing
    }

    fn done(&mut self, _: Result<String, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn has_typed(&self) -> bool {
        self.grid.has_typed()
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        self.grid.draw(canvas, canvas.area, true);
    }
}

struct Buggy;

impl Screen<House> for Buggy {
    fn name(&self) -> &'static str {
        "bug"
    }

    fn title(&self) -> Cow<'_, str> {
        "Bug".into()
    }

    fn layers(&self) -> &'static [&'static str] {
        &["list"]
    }

    fn act(&mut self, _: Action, _: &Status) -> Effect<House> {
        panic!("a screen's bug")
    }

    fn done(&mut self, _: Result<String, Trouble>, _: &Status) -> Effect<House> {
        Effect::Nothing
    }

    fn draw(&self, _: &mut Canvas<'_>) {}
}
