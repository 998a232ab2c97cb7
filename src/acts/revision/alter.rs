//! Facts as they would have been: with another reading, bill or surcharge. Never recorded; a replay folds them.

use crate::base::Money;
use crate::journal::fact::{ConsumerClosed, Effected, Fact, Final, ReadingFact};
use crate::rules::bill::{Bill, Line};

/// Puts each reading of a fact through `right`; where that gives none, and the fact can be without, it is left out. `false`: the fact was
/// that reading and nothing else.
pub(super) fn correct_readings(fact: &mut Fact, right: impl Fn(ReadingFact) -> Option<ReadingFact>) -> bool {
    match fact {
        Fact::Paid(paid) => paid.reading = paid.reading.and_then(right),
        Fact::SupplyCut(cut) => cut.reading = cut.reading.and_then(right),
        Fact::ReadingPosted(posted) => match right(posted.reading) {
            Some(reading) => posted.reading = reading,
            None => return false,
        },
        Fact::SupplyRestored(restored) => restored.reading = right(restored.reading).unwrap_or(restored.reading),
        Fact::FinalRead(read) => read.reading = right(read.reading).unwrap_or(read.reading),
        fact => {
            for effect in effects(fact) {
                match effect {
                    Effected::Energised { reading } => *reading = right(*reading).unwrap_or(*reading),
                    effect => {
                        if let Some(end) = ended(effect) {
                            end.reading = right(end.reading).unwrap_or(end.reading);
                        }
                    }
                }
            }
        }
    }
    true
}

/// The fact with another bill; `None`: with none, where it can be without.
pub(super) fn put_bill(fact: &mut Fact, bill: Option<Bill>) {
    let place = match fact {
        Fact::Paid(paid) => &mut paid.bill,
        Fact::ConsumerClosed(closed) => &mut closed.bill,
        Fact::Reclosed(again) => &mut again.closed.bill,
        Fact::SupplyCut(cut) => &mut cut.bill,
        fact => {
            let issued = match fact {
                Fact::FinalRead(read) => Some(&mut read.bill),
                fact => effects(fact).iter_mut().find_map(ended).map(|end| &mut end.bill),
            };
            if let (Some(issued), Some(bill)) = (issued, bill) {
                issued.bill = bill;
            }
            return;
        }
    };
    match (place, bill) {
        (Some(issued), Some(bill)) => issued.bill = bill,
        (place, None) => *place = None,
        (None, Some(_)) => {}
    }
}

/// A close with another surcharge, which its own bill shows as `line` where it did before.
pub(super) fn put_bpsc(fact: &mut Fact, amount: Money, line: Option<Line>) {
    let closed: &mut ConsumerClosed = match fact {
        Fact::ConsumerClosed(closed) => closed,
        Fact::Reclosed(again) => &mut again.closed,
        _ => return,
    };
    closed.bpsc = amount;
    if let (Some(issued), Some(line)) = (&mut closed.bill, line.filter(|line| !line.amount.is_zero())) {
        issued.bill = issued.bill.clone().with_bpsc(line);
    }
}

/// A fact without the revision that it approved: what it changed is among the changes of the replay.
pub(super) fn drop_revision(fact: &mut Fact) {
    if let Fact::ApplicationStep(step) = fact {
        step.done.retain(|effect| !matches!(effect, Effected::Revised(_)));
    }
}

fn effects(fact: &mut Fact) -> &mut [Effected] {
    match fact {
        Fact::ApplicationMade(made) => &mut made.done,
        Fact::ApplicationStep(step) => &mut step.done,
        _ => &mut [],
    }
}

fn ended(effect: &mut Effected) -> Option<&mut Final> {
    match effect {
        Effected::TemporarySettled(end) | Effected::ConnectionEnded(end) | Effected::BillStopped(end) => Some(end),
        _ => None,
    }
}
