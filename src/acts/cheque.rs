//! A cheque came back unpaid: one act for every receipt that it paid (`C-16`, `L-12`).

use super::{Act, Draft, Moment, Sight, known, needed_text};
use crate::base::{ConsumerNo, Money, No, Refusal};
use crate::journal::Fact;
use crate::journal::fact::{ChequeDishonoured, DishonouredReceipt};
use crate::rules::head::Account;
use crate::rules::role::Role;

#[derive(Debug, Clone)]
pub struct Dishonour {
    pub bank: String,
    pub number: String,
    /// The bank's charge; `None`: the tariff's.
    pub charge: Option<Money>,
}

impl Act for Dishonour {
    fn work(&self) -> &'static str {
        "Recording a dishonoured cheque"
    }

    fn roles(&self) -> &'static [Role] {
        &[Role::Bcc]
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        let refuse = |field: &'static str, message: String| No::from(Refusal::new("C-16", message).at(field));
        let bank = needed_text(&self.bank, "The bank", "C-16", "bank")?;
        let number = needed_text(&self.number, "The cheque's number", "C-16", "number")?;
        let receipts = see.receipts_of_instrument(&bank, &number)?;
        if receipts.is_empty() {
            return Err(refuse("number", format!("No standing receipt was paid by cheque {number} of {bank}.")));
        }
        if self.charge.is_some_and(|c| c < Money::ZERO) {
            return Err(refuse("charge", "The charge can't be below zero.".to_owned()));
        }
        let mut charged: Vec<ConsumerNo> = Vec::new();
        let mut hits = Vec::new();
        for receipt in receipts {
            let matching = |t: &&crate::rules::tender::Tender| {
                t.number.as_deref() == Some(number.as_str()) && t.bank.as_deref().is_some_and(|b| b.eq_ignore_ascii_case(&bank))
            };
            let mode = receipt.tenders.iter().find(matching).map_or(crate::rules::tender::Mode::Cheque, |t| t.mode);
            let amount = receipt.tenders.iter().filter(matching).map(|t| t.amount).sum();
            // What an application demanded was debited to the account, so that it stands there again.
            let is_of_bills = receipt.head == Account::DUES.code();
            let head = if receipt.head == Account::CONNECTION.code() { Account::DUES.code().to_owned() } else { receipt.head };
            let mut charge = Money::ZERO;
            let mut bpsc = Vec::new();
            if let Some(no) = receipt.consumer.filter(|no| !charged.contains(no)) {
                known(see, no)?;
                let tariff = moment.rules.tariffs.on(moment.day);
                charge = self
                    .charge
                    .or_else(|| tariff.and_then(|t| t.dishonour).map(|rate| crate::base::rounding::to_paise(rate.decimal())))
                    .unwrap_or(Money::ZERO);
                // A surcharge is on bills.
                if is_of_bills {
                    bpsc = super::close::bpsc_since(see, no, &receipt.no, amount, moment)?;
                }
                charged.push(no);
            }
            hits.push(DishonouredReceipt { receipt: receipt.no, consumer: receipt.consumer, head, mode, amount, charge, bpsc });
        }
        let months = i32::from(moment.rules.profile.counter.cash_only_months);
        let cheque = ChequeDishonoured { bank, number, cash_only_until: moment.day.plus_months(months), hits };
        Ok(vec![Fact::ChequeDishonoured(cheque).into()])
    }
}
