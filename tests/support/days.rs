//! Days at a counter made of chance: what people do there, in any order, refused or not.

use std::path::{Path, PathBuf};

use ebcm::acts::Act;
use ebcm::acts::bill::Basis;
use ebcm::acts::case::SettleCase;
use ebcm::acts::cheque::Dishonour;
use ebcm::acts::close::OrderClose;
use ebcm::acts::consumer::ErasePerson;
use ebcm::acts::counter::{HandOver, OpenCounter, Remit, TurnIn};
use ebcm::acts::instalment::OrderInstalments;
use ebcm::acts::meter::{ChangeMeter, Stuck};
use ebcm::acts::misc::Misc;
use ebcm::acts::money::Handed;
use ebcm::acts::notice::ServeNotice;
use ebcm::acts::pay::Pay;
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::acts::protest::DecideProtest;
use ebcm::acts::reading::{PostReading, Round, RoundRow};
use ebcm::acts::shows::Shows;
use ebcm::acts::supply::{CutSupply, CutWasMistaken, ReadFinal, RestoreSupply};
use ebcm::acts::transfer::{Rightful, Transfer};
use ebcm::acts::{Draft, Moment, Numbers, Sight};
use ebcm::base::{ConsumerNo, Day, Money, No, PaperKind};
use ebcm::folds::consumer::Consumer;
use ebcm::journal::Fact;
use ebcm::journal::fact::{Case, Instalment, PaidOnline, Posting, Receipt};
use ebcm::rules::role::Role;
use ebcm::rules::status::Status;
use ebcm::rules::tender::{Mode, Tender};
use ebcm::store::open::How;
use ebcm::store::read;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::office::{Office, reading_of, today};
use super::vfs::without_sync;

/// Something somebody does: what, with which consumer, and a number from which its amounts are taken.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    what: u8,
    who: usize,
    much: u32,
}

impl Step {
    pub fn new(what: u8, who: usize, much: u32) -> Self {
        Self { what, who, much }
    }
}

/// A day's work at a counter.
pub fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    kinds(0..26, most)
}

/// The same, and what months bring: closes, notices, cuts.
pub fn steps_of_months(most: usize) -> impl Strategy<Value = Vec<Step>> {
    kinds(0..52, most)
}

fn kinds(what: std::ops::Range<u8>, most: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = (what, 0_usize..6, 0_u32..1_000).prop_map(|(what, who, much)| Step { what, who, much });
    prop::collection::vec(step, 1..most)
}

/// A desk, its date, and its consumers.
pub struct Days {
    dir: PathBuf,
    pub office: Office,
    consumers: Vec<ConsumerNo>,
    today: Day,
}

pub const HOW: fn() -> How<'static> = || How { vfs: Some(without_sync()), careless: false };

impl Days {
    /// Over a founded data file with consumers.
    pub fn over(dir: &Path, consumers: Vec<ConsumerNo>) -> Self {
        let office = Office::through(dir, HOW()).expect("a data file");
        Self { dir: dir.to_owned(), office, consumers, today: today() }
    }

    /// The same on another date: clocks differ.
    pub fn over_on(dir: &Path, consumers: Vec<ConsumerNo>, today: Day) -> Self {
        let office = Office::on(dir, HOW(), today).expect("a data file");
        Self { dir: dir.to_owned(), office, consumers, today }
    }

    /// The program was killed, and is started again.
    pub fn starts_again(&mut self) {
        self.date_moves(0);
    }

    /// All that it wrote is in the file, as after an idle moment.
    pub fn rests(&mut self) {
        self.office.desk.store().checkpoint().expect("a checkpoint");
    }

    /// The same desk through another VFS.
    pub fn through(&self, vfs: &str) -> Self {
        let how = How { vfs: Some(vfs), careless: false };
        let office = Office::on(&self.dir, how, self.today).expect("a data file");
        Self { dir: self.dir.clone(), office, consumers: self.consumers.clone(), today: self.today }
    }

    /// Does a step; the trade may refuse it, nothing may break.
    pub fn go(&mut self, step: Step) {
        let no = self.consumers[step.who % self.consumers.len()];
        let result = match step.what {
            0 => return self.date_moves(i32::try_from(step.much % 24).expect("small")),
            1 | 2 => self.act("clerk", &OpenCounter { float: Money::from_rupees(500) }),
            3 => self.office.close_counter().map(drop),
            4..=8 => self.pay_bill(no, step.much),
            9 => self.pay_dues(no, step.much),
            10 => self.misc(no, step.much),
            11 => self.act("clerk", &PostReading { round: Round::Surprise, row: self.row(no, step.much) }),
            12 => self.act("clerk", &PostReading { round: Round::Reader, row: self.row(no, step.much) }),
            13 => self.act("je", &Stuck { consumer: no, day: self.today }),
            14 => self.change_meter(no, step.much),
            15 | 16 => self.make_posting(no, step.much),
            17..=19 => self.decide(step.much),
            20 => self.transfer(step.much),
            21 => self.act("clerk", &Dishonour { bank: "SBI".to_owned(), number: cheque(step.much), charge: None }),
            22 => self.act("clerk", &TurnIn { amount: Money::from_rupees(i64::from(step.much)), received_by: "ae".to_owned() }),
            23 => self.remit(step.much),
            24 => self.hand_over(),
            25 => self.act("admin", &ErasePerson { consumer: no, order: "Order 7 of the EE".to_owned() }),
            26..=28 => return self.date_moves(i32::try_from(step.much % 24).expect("small")),
            _ => self.month_goes(step),
        };
        match result {
            Ok(()) | Err(No::Refused(_)) => {}
            Err(No::Broken(fault)) => panic!("{step:?} broke: {fault}"),
        }
    }

    /// What closes bring, and what the office and the engineer do about it.
    fn month_goes(&mut self, step: Step) -> Result<(), No> {
        let no = self.consumers[step.who % self.consumers.len()];
        let much = step.much;
        match step.what {
            29..=33 => self.close_month(),
            34 => {
                let no = self.one_that(no, |c| c.notice.is_some());
                if let Some(notice) = self.consumer(no).notice {
                    self.not_before(notice.served.plus_days(i32::try_from(much % 20).expect("small")));
                }
                self.act("clerk", &ServeNotice { consumer: no, day: self.today })
            }
            35..=37 => {
                let no = self.one_that(no, |c| c.status == Status::Bltd && c.notice.is_some());
                if let Some(notice) = self.consumer(no).notice {
                    self.not_before(notice.cut_from);
                }
                let reading = much.is_multiple_of(2).then(|| self.seen(no, much));
                self.act("je", &CutSupply { consumer: no, day: self.today, reading, remark: String::new() })
            }
            38 | 39 => {
                let no = self.one_that(no, Consumer::is_paid_but_cut);
                let reading = self.seen(no, much);
                self.act("je", &RestoreSupply { consumer: no, day: self.today, reading })
            }
            40 => {
                let no = self.one_that(no, |c| c.cut.is_some_and(|cut| cut.by_close.is_none()));
                self.act("je", &CutWasMistaken { consumer: no, reason: "the neighbour's service".to_owned() })
            }
            41 => {
                let no = self.one_that(no, |c| c.status == Status::Pdnp);
                let reading = self.seen(no, much);
                self.act("je", &ReadFinal { consumer: no, day: self.today, reading })
            }
            42 => self.instalments(no),
            43 => {
                let no = self.one_that(no, |c| !c.disputed.is_zero());
                let upheld = if much.is_multiple_of(2) { self.consumer(no).disputed } else { Money::ZERO };
                self.act("ae", &DecideProtest { consumer: no, upheld, reason: "tested".to_owned() })
            }
            44..=46 => {
                let paid_on = self.today.plus_days(-i32::try_from(much % 40).expect("small"));
                let amount = Money::from_rupees(i64::from(much));
                self.act("clerk", &Online { consumer: no, reference: format!("P{}", much % 30), amount, paid_on })
            }
            47 => {
                let case = [Case::Withdrawn, Case::ToRevise, Case::DoubleBilled][much as usize % 3];
                let no = self.one_that(no, |c| !c.withdrawn.is_empty() || !c.to_revise.is_empty());
                self.act("ae", &SettleCase { consumer: no, case, remark: "looked into".to_owned() })
            }
            48 => {
                let _ = self.act("clerk", &OpenCounter { float: Money::from_rupees(500) });
                let no =
                    self.one_that(no, |c| c.status.is_billed() && c.last_bill.as_ref().is_some_and(|b| b.period < c.last_actual.next()));
                let protest = Some("the meter runs fast".to_owned());
                let basis = Some(reading_of(self.consumer(no).last_reading().0.value + 290));
                let handed = Handed { keep: Some(Money::from_rupees(350)), ..handed(4, 1_000, self.today) };
                self.act("clerk", &Pay { consumer: no, basis, handed, protest })
            }
            // Whoever owes pays what is asked.
            _ => {
                let no = self.one_that(no, |c| !matches!(c.status, Status::Live | Status::Bltd) && c.is_outstanding());
                let handed = handed(4, 100_000, self.today);
                self.act("clerk", &Pay { consumer: no, basis: None, handed, protest: None })
            }
        }
    }

    /// The next consumer from this one on that is so; else this one.
    fn one_that(&self, no: ConsumerNo, is: fn(&Consumer) -> bool) -> ConsumerNo {
        let place = self.consumers.iter().position(|c| *c == no).unwrap_or(0);
        let from_here = self.consumers[place..].iter().chain(&self.consumers[..place]);
        from_here.copied().find(|no| is(&self.consumer(*no))).unwrap_or(no)
    }

    fn close_month(&mut self) -> Result<(), No> {
        let next = {
            let (conn, desk) = (self.office.desk.store().connection(), self.office.desk.id());
            ebcm::acts::close::next_to_close(&ebcm::store::sight::Seen { conn, desk })?
        };
        let Some(period) = next else { return Ok(()) };
        self.not_before(period.day(26));
        let _ = self.office.close_counter();
        if let Err(No::Refused(_)) = self.office.close_month(&period.to_string()) {
            self.act("ae", &OrderClose { period, reason: "no boat this week".to_owned() })?;
            self.office.close_month(&period.to_string())?;
        }
        Ok(())
    }

    fn not_before(&mut self, day: Day) {
        if self.today < day {
            self.date_moves(day.days_since(self.today));
        }
    }

    fn instalments(&mut self, no: ConsumerNo) -> Result<(), No> {
        let no = self.one_that(no, |c| c.status != Status::Live && c.is_outstanding());
        let owed = self.consumer(no).outstanding();
        let third = Money::from_rupees(owed.paise() / 300);
        let day = |days| self.today.plus_days(days);
        let parts = vec![
            Instalment { day: day(2), amount: third },
            Instalment { day: day(30), amount: third },
            Instalment { day: day(60), amount: owed - third - third },
        ];
        self.act("ae", &OrderInstalments { consumer: no, parts, reason: "a poor season".to_owned() })
    }

    /// The desk has heard of what others recorded: it opens its file anew, closes again what is void, and goes on.
    pub fn has_heard(&mut self) {
        self.office = Office::on(&self.dir, HOW(), self.today).expect("the data file");
        let clerk = self.office.session("clerk");
        self.office.desk.reclose(&clerk).expect("nothing breaks");
    }

    fn act(&mut self, user: &str, act: &dyn Act) -> Result<(), No> {
        self.office.act(user, act).map(drop)
    }

    fn consumer(&self, no: ConsumerNo) -> Consumer {
        self.office.consumer(no)
    }

    fn date_moves(&mut self, days: i32) {
        self.today = self.today.plus_days(days);
        self.office = Office::on(&self.dir, HOW(), self.today).expect("the data file");
    }

    fn row(&self, no: ConsumerNo, much: u32) -> RoundRow {
        RoundRow { consumer: no, reading: self.seen(no, much), day: self.today }
    }

    fn seen(&self, no: ConsumerNo, much: u32) -> Shows {
        Shows::plain(self.next_reading(no, much).to_string()).confirmed()
    }

    fn next_reading(&self, no: ConsumerNo, much: u32) -> u64 {
        self.consumer(no).last_reading().0.value + u64::from(much % 300)
    }

    fn pay_bill(&mut self, no: ConsumerNo, much: u32) -> Result<(), No> {
        let basis = if much.is_multiple_of(7) { Basis::Acm } else { reading_of(self.next_reading(no, much)) };
        let protest = much.is_multiple_of(11).then(|| "the meter runs fast".to_owned());
        self.act("clerk", &Pay { consumer: no, basis: Some(basis), handed: handed(much, 20_000, self.today), protest })
    }

    fn pay_dues(&mut self, no: ConsumerNo, much: u32) -> Result<(), No> {
        let keep = much.is_multiple_of(2).then(|| Money::from_rupees(i64::from(much)));
        let handed = Handed { keep, ..handed(much, 5_000, self.today) };
        self.act("clerk", &Pay { consumer: no, basis: None, handed, protest: None })
    }

    fn misc(&mut self, no: ConsumerNo, much: u32) -> Result<(), No> {
        let head = ["SD", "APPFORM", "TESTING", "SCRAP"][much as usize % 4];
        let rupees = i64::from(much % 90) + 10;
        let consumer = (much.is_multiple_of(3) || head == "SD").then_some(no);
        let handed = handed(much / 4, rupees, self.today);
        let amount = Money::from_rupees(rupees);
        self.act("clerk", &Misc { consumer, head: head.to_owned(), remark: "a passer-by, a form".to_owned(), amount, handed })
    }

    fn change_meter(&mut self, no: ConsumerNo, much: u32) -> Result<(), No> {
        let last = self.seen(no, much);
        let change = ChangeMeter {
            consumer: no,
            last,
            meter: format!("N{no}{much}"),
            digits: 6,
            factor: Decimal::ONE,
            initial: (much % 50).to_string(),
        };
        self.act("je", &change)
    }

    fn make_posting(&mut self, no: ConsumerNo, much: u32) -> Result<(), No> {
        let amount = Money::from_rupees(i64::from(much % 400) + 1);
        let what = match much % 5 {
            0 => Posting::Debit { consumer: no, amount, head: "ADJUST".to_owned(), bill: None },
            1 => Posting::Credit { consumer: no, amount, head: "ADJUST".to_owned(), bill: None },
            2 => Posting::SdRefund { consumer: no, amount },
            3 => Posting::SdSetOff { consumer: no, amount },
            _ => Posting::AdvanceRefund { consumer: no, amount },
        };
        self.act("clerk", &MakePosting { what, reason: "as the file says".to_owned() })
    }

    fn decide(&mut self, much: u32) -> Result<(), No> {
        let waiting = read::postings(self.office.desk.store().connection(), "waiting", 50)?;
        let Some(posting) = waiting.get(much as usize % waiting.len().max(1)) else { return Ok(()) };
        let approve = !much.is_multiple_of(4);
        self.act("ae", &DecidePosting { no: posting.no.clone(), approve, remark: Some("not shown".to_owned()) })
    }

    fn transfer(&mut self, much: u32) -> Result<(), No> {
        let receipts = read::receipts_of_day(self.office.desk.store().connection(), self.today)?;
        let Some(receipt) = receipts.get(much as usize % receipts.len().max(1)) else { return Ok(()) };
        let to = if much.is_multiple_of(2) {
            Rightful::Consumer(self.consumers[much as usize % self.consumers.len()])
        } else {
            Rightful::Mode(Mode::ALL[much as usize % 6])
        };
        let receipt = receipt.no.clone();
        self.act("clerk", &Transfer { receipt, to, reason: "the wrong one".to_owned() })
    }

    fn remit(&mut self, much: u32) -> Result<(), No> {
        let mode = Mode::ALL[much as usize % 6];
        let in_hand = read::counter(self.office.desk.store().connection(), self.office.desk.id())?.in_hand(mode);
        let amount = if much.is_multiple_of(2) { in_hand } else { Money::from_rupees(i64::from(much % 100)) };
        let date = self.today;
        self.act("clerk", &Remit { challan: format!("CH{much}"), amount, mode, date })
    }

    /// There and back, so that the clerk goes on.
    fn hand_over(&mut self) -> Result<(), No> {
        for (from, to) in [("clerk", "clerk2"), ("clerk2", "clerk")] {
            let state = read::counter(self.office.desk.store().connection(), self.office.desk.id())?;
            let cash = state.open.map_or(Money::ZERO, |open| open.expected(Mode::Cash));
            self.act(from, &HandOver { to: to.to_owned(), cash })?;
        }
        Ok(())
    }
}

fn cheque(much: u32) -> String {
    format!("{:06}", much % 5)
}

/// Money in a mode, or in two; more of it than is due only where it is cash.
fn handed(much: u32, rupees: i64, day: Day) -> Handed {
    let amount = Money::from_rupees(rupees);
    let part = Money::from_rupees(rupees.min(40));
    let tenders = match much % 6 {
        0 => vec![Tender::by_reference(Mode::Upi, part, format!("UPI{much}")), Tender::cash(amount)],
        1 => vec![Tender::instrument(Mode::Cheque, part, "SBI", cheque(much), day), Tender::cash(amount)],
        2 => vec![Tender::by_reference(Mode::Card, amount, format!("CARD{much}"))],
        3 => vec![Tender::instrument(Mode::Cheque, amount, "SBI", cheque(much), day)],
        _ => vec![Tender::cash(amount)],
    };
    Handed { tenders, keep: None }
}

/// A payment of the online system as its file brings it, dated the day on which it was paid there.
pub struct Online {
    pub consumer: ConsumerNo,
    pub reference: String,
    pub amount: Money,
    pub paid_on: Day,
}

impl Act for Online {
    fn work(&self) -> &'static str {
        "Bringing in an online payment"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let tenders = vec![Tender::by_reference(Mode::Upi, self.amount, self.reference.clone())];
        let receipt = Receipt {
            no: Numbers::of_day(see, moment, self.paid_on).next(PaperKind::Online)?,
            amount: self.amount,
            tenders,
            tendered: self.amount,
            change: Money::ZERO,
            time: moment.time.clone(),
        };
        let paid = PaidOnline { consumer: self.consumer, period: self.paid_on.period(), reference: self.reference.clone(), receipt };
        Ok(vec![Draft::as_of(self.paid_on, Fact::PaidOnline(paid))])
    }
}
