//! The money of one payment: a mode lit, the exact amount filled in, parts taken one after the other (`C-4`).

use crate::acts::money::Handed;
use crate::base::{Day, Money, Refusal};
use crate::rules::tender::{Mode, Tender};
use crate::tui::keys::{Action, Key};
use crate::tui::widgets::{Field, Form, FormMove, Kind};

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TillMove {
    Pass,
    Stays,
    /// Everything is there: the payment may be recorded.
    Ready,
}

/// What is asked, what is in, and the part being typed.
#[derive(Debug, Clone)]
pub struct Till {
    pub collect: Money,
    taken: Vec<Tender>,
    mode: Mode,
    form: Form,
    /// The amount stands as it was filled in: the first digit typed takes its place.
    fresh: bool,
    /// What is over stays on the account instead of being change.
    pub advance: bool,
    pub protest: bool,
    today: Day,
}

impl Till {
    pub fn new(collect: Money, today: Day) -> Self {
        let mut till = Self {
            collect,
            taken: Vec::new(),
            mode: Mode::Cash,
            form: Form::new(Vec::new()),
            fresh: true,
            advance: false,
            protest: false,
            today,
        };
        till.ask(Mode::Cash);
        till
    }

    pub const fn mode(&self) -> Mode {
        self.mode
    }

    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// The parts that are in.
    pub fn taken(&self) -> &[Tender] {
        &self.taken
    }

    /// Whether the amount has the focus: letters choose the mode there, and type elsewhere.
    pub fn is_at_amount(&self) -> bool {
        self.form.focused().is_none_or(|f| f.name == "amount")
    }

    pub fn has_typed(&self) -> bool {
        !self.taken.is_empty() || self.form.has_typed()
    }

    /// What the parts leave to be collected.
    pub fn rest(&self) -> Money {
        (self.collect - self.taken.iter().map(|t| t.amount).sum()).at_least_zero()
    }

    /// The change that the amount as it stands would give.
    pub fn change(&self) -> Money {
        if self.mode != Mode::Cash || self.advance {
            return Money::ZERO;
        }
        self.form.field("amount").and_then(Field::money).map_or(Money::ZERO, |amount| (amount - self.rest()).at_least_zero())
    }

    /// Another mode for the part being typed; the amount stays.
    pub fn ask(&mut self, mode: Mode) {
        let held = self.form.text("amount").to_owned();
        let reason = self.form.text("protest").to_owned();
        let kept = if self.fresh { self.rest().indian() } else { held };
        self.mode = mode;
        let label = if mode == Mode::Cash { "Cash given" } else { "Amount" };
        let mut fields = vec![Field::new("amount", label, Kind::Money).holding(&kept)];
        if matches!(mode, Mode::Upi | Mode::Card | Mode::Transfer) {
            fields.push(Field::new("reference", "Reference", Kind::Text(24)));
        }
        if mode.is_instrument() {
            fields.push(Field::new("bank", "Bank", Kind::Text(24)));
            fields.push(Field::new("number", "Number", Kind::Digits(12)));
            fields.push(Field::new("date", "Dated", Kind::Day(self.today)).holding(&self.today.dmy()));
        }
        if self.protest {
            fields.push(Field::new("protest", "Protest", Kind::Text(60)).hint("what is claimed to be wrong"));
        }
        self.form = Form::new(fields);
        if let Some(field) = self.form.field_mut("protest") {
            field.set(&reason);
        }
    }

    /// Under protest or not: the reason is asked, and less than the payable may be deposited (`C-13`).
    pub fn turn_protest(&mut self) {
        self.protest = !self.protest;
        self.ask(self.mode);
    }

    /// Takes the last part back.
    pub fn take_back(&mut self) -> bool {
        let back = self.taken.pop();
        if let Some(tender) = &back {
            self.fresh = true;
            self.ask(tender.mode);
        }
        back.is_some()
    }

    pub fn act(&mut self, action: Action) -> TillMove {
        match self.form.act(action) {
            FormMove::Pass => TillMove::Pass,
            FormMove::Stays | FormMove::Moved => TillMove::Stays,
            FormMove::Finished => self.take(),
        }
    }

    pub fn typed(&mut self, key: Key) {
        if self.is_at_amount() && self.fresh {
            self.fresh = false;
            if key.typed().is_some()
                && let Some(amount) = self.form.field_mut("amount")
            {
                amount.clear();
            }
        }
        self.form.typed(key);
    }

    /// Shows a refusal at its field; `false` where it belongs elsewhere. Parts that are in are opened again for it.
    pub fn refuse(&mut self, refusal: &Refusal) -> bool {
        let mut here = refusal.clone();
        if matches!(refusal.field, Some("keep" | "mode")) {
            here.field = Some("amount");
        }
        if self.form.refuse(&here) {
            return true;
        }
        self.take_back() && self.form.refuse(&here)
    }

    /// The part as typed comes in. Ready where nothing is left to collect, or where a protest deposits less.
    fn take(&mut self) -> TillMove {
        let amount = self.form.field("amount").and_then(Field::money).unwrap_or(Money::ZERO);
        let short = amount < self.rest();
        if short && amount.is_zero() {
            return self.stop("type what is given, or Esc to leave it");
        }
        if short && !self.protest {
            self.taken.extend(self.part());
            self.fresh = true;
            self.ask(Mode::Cash);
            return TillMove::Stays;
        }
        TillMove::Ready
    }

    fn stop(&mut self, why: &str) -> TillMove {
        if let Some(field) = self.form.field_mut("amount") {
            field.error = Some(why.to_owned());
        }
        TillMove::Stays
    }

    /// The part being typed, as a tender; none where nothing is given.
    fn part(&self) -> Option<Tender> {
        let amount = self.form.field("amount").and_then(Field::money).filter(|a| !a.is_zero())?;
        let text = |name: &str| self.form.text(name).to_owned();
        Some(match self.mode {
            Mode::Cash => Tender::cash(amount),
            Mode::Upi | Mode::Card | Mode::Transfer => Tender::by_reference(self.mode, amount, text("reference")),
            Mode::Cheque | Mode::Dd => {
                let date = self.form.field("date").and_then(Field::day).unwrap_or(self.today);
                Tender::instrument(self.mode, amount, text("bank"), text("number"), date)
            }
        })
    }

    /// All that was handed over, for the act. Cash that stands in two parts is one.
    pub fn handed(&self) -> Handed {
        let mut tenders: Vec<Tender> = Vec::new();
        for tender in self.taken.iter().cloned().chain(self.part()) {
            match tenders.iter_mut().find(|t| t.mode == Mode::Cash && tender.mode == Mode::Cash) {
                Some(cash) => cash.amount += tender.amount,
                None => tenders.push(tender),
            }
        }
        let total: Money = tenders.iter().map(|t| t.amount).sum();
        let keep = (self.advance || self.protest && total < self.collect).then_some(total);
        Handed { tenders, keep }
    }

    /// The reason, where it is paid under protest.
    pub fn protest_reason(&self) -> Option<String> {
        self.protest.then(|| self.form.text("protest").to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keys::action;

    fn till() -> Till {
        Till::new(Money::from_rupees(245), Day::new(2026, 11, 12).expect("a day"))
    }

    fn types(till: &mut Till, text: &str) {
        for c in text.chars() {
            till.typed(Key::char(c));
        }
    }

    #[test]
    fn c6_exact_cash_is_one_enter() {
        let mut till = till();
        assert_eq!(till.act(action::NEXT), TillMove::Ready);
        assert_eq!(till.handed(), Handed { tenders: vec![Tender::cash(Money::from_rupees(245))], keep: None });
    }

    #[test]
    fn c4_typing_takes_the_place_of_the_filled_amount_and_gives_change() {
        let mut till = till();
        types(&mut till, "300");
        assert_eq!(till.change(), Money::from_rupees(55));
        assert_eq!(till.act(action::NEXT), TillMove::Ready);
        till.advance = true;
        assert_eq!((till.change(), till.handed().keep), (Money::ZERO, Some(Money::from_rupees(300))));
    }

    #[test]
    fn c4_modes_mix_and_the_rest_is_asked_in_cash() {
        let mut till = till();
        till.ask(Mode::Upi);
        types(&mut till, "100");
        assert_eq!((till.act(action::NEXT), till.is_at_amount()), (TillMove::Stays, false));
        types(&mut till, "61234");
        assert_eq!(till.act(action::NEXT), TillMove::Stays);
        assert_eq!((till.mode(), till.rest(), till.form().text("amount")), (Mode::Cash, Money::from_rupees(145), "145.00"));
        assert_eq!(till.act(action::NEXT), TillMove::Ready);
        let handed = till.handed();
        assert_eq!(
            handed.tenders.iter().map(|t| (t.mode, t.amount)).collect::<Vec<_>>(),
            [(Mode::Upi, Money::from_rupees(100)), (Mode::Cash, Money::from_rupees(145))]
        );
        assert!(till.take_back());
        assert_eq!((till.mode(), till.rest()), (Mode::Upi, Money::from_rupees(245)));
    }

    #[test]
    fn c13_a_protest_deposits_less() {
        let mut till = till();
        till.turn_protest();
        types(&mut till, "150");
        assert_eq!(till.act(action::NEXT), TillMove::Stays);
        types(&mut till, "meter runs fast");
        assert_eq!(till.act(action::NEXT), TillMove::Ready);
        assert_eq!((till.handed().keep, till.protest_reason().as_deref()), (Some(Money::from_rupees(150)), Some("meter runs fast")));
    }

    #[test]
    fn i4_a_refusal_finds_its_field() {
        let mut till = till();
        assert!(till.refuse(&Refusal::new("C-16", "cash only").at("mode")));
        assert_eq!(till.form().field("amount").and_then(|f| f.error.as_deref()), Some("cash only"));
        assert!(!till.refuse(&Refusal::new("C-8", "no counter")));
    }
}
