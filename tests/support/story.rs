//! A day at the counter with every kind of act that moves money, and the day after.

use std::path::Path;

use ebcm::acts::Act;
use ebcm::acts::cheque::Dishonour;
use ebcm::acts::counter::{CloseCounter, HandOver, OpenCounter, Remit, TurnIn};
use ebcm::acts::meter::Stuck;
use ebcm::acts::misc::Misc;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::acts::stationery::{Duplicate, Spoil, TakeIn, UseForm};
use ebcm::acts::transfer::{Rightful, Transfer};
use ebcm::base::{ConsumerNo, Day, Money, PaperNo};
use ebcm::desk::{Desk, Done};
use ebcm::edge::SystemClock;
use ebcm::journal::fact::Posting;
use ebcm::reports::Source;
use ebcm::rules::status::Status;
use ebcm::rules::tender::{Mode, Tender};

use super::office::{Office, exact_cash, reading_of, row, today};

pub struct Story {
    pub office: Office,
    pub consumers: Vec<ConsumerNo>,
    pub close: PaperNo,
}

pub fn rupees(rupees: i64) -> Money {
    Money::from_rupees(rupees)
}

pub fn next_day() -> Day {
    today().plus_days(1)
}

/// What reports are made from, at the office's desk.
pub fn source(office: &Office) -> Source<'_> {
    let desk = &office.desk;
    Source {
        conn: desk.store().connection(),
        profile: &desk.rules().profile,
        desk: desk.id(),
        today: desk.today(),
        now: desk.now(),
        training: true,
    }
}

impl Story {
    /// The first day, whole: closed with a shortage, remitted in part, a cheque come back.
    pub fn first_day(dir: &Path) -> Self {
        let mut story = Self::opened(dir);
        story.take_payments();
        story.put_right();
        story.close_short();
        story
    }

    fn opened(dir: &Path) -> Self {
        let mut office = Office::found(dir);
        let mut rows: Vec<_> = (1..=9).map(|i| row(i, if i == 9 { "COM" } else { "DOM" }, None)).collect();
        rows[5].import.arrears = rupees(750);
        rows[5].import.status = Status::Blog;
        rows[6].import.arrears = Money::from_paise(-12_345);
        rows[7].import.supply.govt_department = Some("Public Works".to_owned());
        rows[7].import.supply.area = "South".to_owned();
        let consumers = office.import_rows(rows);
        let close = "K-KVT-1-2627-000001".parse().unwrap();
        let mut story = Self { office, consumers, close };
        story.act("clerk", &TakeIn { form: "receipt".to_owned(), first: 5001, last: 5100 });
        story.office.open_counter();
        story
    }

    pub fn act(&mut self, user: &str, act: &dyn Act) -> Done {
        self.office.act(user, act).expect("an act of the story")
    }

    pub fn pay(&mut self, user: &str, i: usize, reading: u64, tenders: Vec<Tender>) -> PaperNo {
        let handed = Handed { tenders, keep: None };
        let pay = Pay { consumer: self.consumers[i], basis: Some(reading_of(reading)), handed, protest: None };
        let receipt = self.act(user, &pay).papers().last().unwrap().clone();
        self.act(user, &UseForm { form: "receipt".to_owned(), paper: receipt.to_string() });
        receipt
    }

    pub fn misc(&mut self, i: Option<usize>, head: &str, amount: i64) -> PaperNo {
        let consumer = i.map(|i| self.consumers[i]);
        let remark = "Abdul Karim, two forms".to_owned();
        let misc = Misc { consumer, head: head.to_owned(), remark, amount: rupees(amount), handed: exact_cash(amount) };
        self.act("clerk", &misc).papers()[0].clone()
    }

    fn take_payments(&mut self) {
        let first = self.pay("clerk", 0, 1320, vec![Tender::cash(rupees(500))]);
        let upi = Tender::by_reference(Mode::Upi, rupees(100), "428812345678");
        self.pay("clerk", 1, 1300, vec![upi, Tender::cash(rupees(500))]);
        let cheque = Tender::instrument(Mode::Cheque, rupees(1_000), "State Bank", "004512", today());
        self.pay("clerk", 2, 1500, vec![cheque]);
        self.misc(None, "APPFORM", 50);
        self.misc(Some(3), "SD", 200);
        self.act("clerk", &Duplicate { paper: first.clone(), consumer: Some(self.consumers[0]) });
        self.act("clerk", &UseForm { form: "receipt".to_owned(), paper: format!("{first} duplicate 1") });
        self.act("clerk", &Spoil { form: "receipt".to_owned(), serial: 5005, reason: "torn".to_owned() });
        self.act("clerk", &TurnIn { amount: rupees(200), received_by: "ae".to_owned() });
        self.act("je", &Stuck { consumer: self.consumers[8], day: today() });
        let cash = self.office.desk.store().connection();
        let cash = ebcm::store::read::counter(cash, self.office.desk.id()).unwrap().open.unwrap().expected(Mode::Cash);
        self.act("clerk", &HandOver { to: "clerk2".to_owned(), cash });
        self.pay("clerk2", 4, 1290, vec![Tender::cash(rupees(200))]);
    }

    /// Made by the clerk, approved by the AE.
    pub fn posted(&mut self, act: &dyn Act) {
        let no = self.act("clerk", act).papers()[0].clone();
        self.act("ae", &DecidePosting { no, approve: true, remark: None });
    }

    fn put_right(&mut self) {
        let consumers = self.consumers.clone();
        let posting = |what| MakePosting { what, reason: "wrong meter read".to_owned() };
        self.posted(&posting(Posting::Debit { consumer: consumers[3], amount: rupees(90), head: "ADJUST".to_owned(), bill: None }));
        self.posted(&posting(Posting::Credit { consumer: consumers[5], amount: rupees(40), head: "ADJUST".to_owned(), bill: None }));
        self.posted(&posting(Posting::SdSetOff { consumer: consumers[5], amount: rupees(300) }));
        self.posted(&posting(Posting::SdRefund { consumer: consumers[4], amount: rupees(100) }));
        self.posted(&posting(Posting::AdvanceRefund { consumer: consumers[6], amount: rupees(50) }));
        let receipt: PaperNo = "R-KVT-1-2627-000001".parse().unwrap();
        self.posted(&Transfer { receipt, to: Rightful::Consumer(consumers[3]), reason: "given to the wrong consumer".to_owned() });
        let receipt: PaperNo = "R-KVT-1-2627-000004".parse().unwrap();
        self.posted(&Transfer { receipt, to: Rightful::Mode(Mode::Upi), reason: "it was UPI".to_owned() });
        let waits = Posting::Debit { consumer: consumers[0], amount: rupees(5), head: "ADJUST".to_owned(), bill: None };
        self.act("clerk", &posting(waits));
    }

    fn close_short(&mut self) {
        let open = ebcm::store::read::counter(self.office.desk.store().connection(), self.office.desk.id()).unwrap().open.unwrap();
        let short = open.expected(Mode::Cash) - rupees(10);
        let pieces = vec![(10, u32::try_from(short.paise() / 1_000).unwrap()), (1, u32::try_from(short.paise() % 1_000 / 100).unwrap())];
        let other = [Mode::Upi, Mode::Cheque].map(|mode| (mode, open.expected(mode))).to_vec();
        let close = CloseCounter { pieces, other, reason: Some("a ten-rupee note is missing".to_owned()) };
        self.act("clerk2", &close);
        let remit = |challan: &str, amount, mode| Remit { challan: challan.to_owned(), amount, mode, date: today() };
        self.act("clerk2", &remit("TR-118", rupees(300), Mode::Cash));
        let cheque = open.expected(Mode::Cheque);
        self.act("clerk2", &remit("SBI-77", cheque, Mode::Cheque));
        self.act("clerk", &Dishonour { bank: "State Bank".to_owned(), number: "004512".to_owned(), charge: Some(rupees(150)) });
    }

    /// The day after: another counter, opened, used and closed; the rest of the cash remitted.
    pub fn second_day(mut self, dir: &Path) -> Self {
        drop(self.office);
        self.office = Office { desk: Desk::open(dir, Box::new(SystemClock), Some(next_day())).expect("the data file") };
        self.office.open_counter();
        self.pay("clerk", 7, 1400, vec![Tender::cash(rupees(5_000))]);
        let first: PaperNo = "R-KVT-1-2627-000001".parse().unwrap();
        self.act("clerk", &Duplicate { paper: first, consumer: None });
        let receipt: PaperNo = "R-KVT-1-2627-000006".parse().unwrap();
        self.posted(&Transfer { receipt, to: Rightful::Mode(Mode::Card), reason: "it was a card".to_owned() });
        let open = ebcm::store::read::counter(self.office.desk.store().connection(), self.office.desk.id()).unwrap().open.unwrap();
        let cash = open.expected(Mode::Cash);
        let pieces = vec![(1, u32::try_from(cash.paise() / 100).unwrap())];
        let other = Mode::ALL.into_iter().filter(|mode| *mode != Mode::Cash).map(|mode| (mode, open.expected(mode))).collect();
        self.act("clerk", &CloseCounter { pieces, other, reason: None });
        self.act("clerk", &Remit { challan: "TR-119".to_owned(), amount: rupees(100), mode: Mode::Cash, date: next_day() });
        self
    }

    /// An open counter with one receipt in it.
    pub fn third_counter(&mut self) {
        self.act("clerk", &OpenCounter { float: rupees(200) });
        self.misc(None, "SCRAP", 77);
    }
}
