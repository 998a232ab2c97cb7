//! What a form must hold to before it may be printed on (`C-18`, `C-22`).

use super::form::{Form, FormKind};
use super::form_file::{Found, Placed};
use super::measure::{Mil, Pitch};
use super::values::Field;

/// The head of an 80-column printer reaches so far.
const HEAD_REACH: Mil = Mil::inches(8);
/// The longest form that a printer can be told of.
const LONGEST_FORM: Mil = Mil::inches(22);

/// Without these a paper would not be that paper.
const fn required(kind: FormKind) -> &'static [Field] {
    match kind {
        FormKind::Receipt => &[
            Field::Office,
            Field::Training,
            Field::SampleTariff,
            Field::Duplicate,
            Field::ConsumerNo,
            Field::Name,
            Field::BillNo,
            Field::Payable,
            Field::ReceiptNo,
            Field::ReceiptTime,
            Field::Amount,
            Field::AmountInWords,
            Field::Modes,
            Field::Balance,
            Field::Notice,
        ],
        FormKind::Bill => &[
            Field::Office,
            Field::Training,
            Field::SampleTariff,
            Field::Duplicate,
            Field::Proposal,
            Field::ConsumerNo,
            Field::Name,
            Field::BillNo,
            Field::BillDate,
            Field::DueDate,
            Field::BillAmount,
            Field::Payable,
        ],
        // What L-15 wants said.
        FormKind::Bdn => &[
            Field::Office,
            Field::Training,
            Field::SampleTariff,
            Field::Duplicate,
            Field::ConsumerNo,
            Field::Name,
            Field::BillNo,
            Field::Units,
            Field::Method,
            Field::BillAmount,
            Field::Bpsc,
            Field::Arrears,
            Field::Payable,
            Field::DueDate,
            Field::NoticeNo,
            Field::Served,
            Field::CutFrom,
            Field::Warning,
        ],
    }
}

pub(super) fn check(form: &Form, placed: &[Placed], faults: &mut Vec<Found>) {
    paper(form, faults);
    for field in required(form.kind) {
        if !form.fields.iter().any(|placed| placed.field == *field) {
            let what = format!("the field {} has no place", field.name());
            faults.push((None, what, "add it to fields: the paper is not valid without it"));
        }
    }
    if form.lines.is_none() {
        faults.push((None, "there is no place for the bill's lines".into(), "add [lines] as in the shipped form"));
    }
    for thing in placed {
        within(form, thing, faults);
    }
    for (i, one) in placed.iter().enumerate() {
        for other in placed.iter().skip(i + 1) {
            if one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom {
                let what = format!("{} lies over {} (line {})", other.what, one.what, one.line);
                faults.push((Some(other.line), what, "move one of them, or make it narrower"));
            }
        }
    }
}

fn paper(form: &Form, faults: &mut Vec<Found>) {
    if form.height <= Mil(0) || form.height > LONGEST_FORM || form.height.0 % 1000 != 0 {
        let what = format!("a form {} in long can't be set on the printer", form.height);
        faults.push((None, what, "take height = 1 to 22, whole inches"));
    }
    if form.width <= Mil(0) || form.head.0 < Mil(0) || form.head.1 > form.width || form.head.0 >= form.head.1 {
        let what = format!("the print head's reach, {} to {} in, is not on the paper", form.head.0, form.head.1);
        faults.push((None, what, "put head between 0 and the paper's width"));
    } else if form.head.1.0 - form.head.0.0 > HEAD_REACH.0 {
        let what = format!("the print head's reach, {} to {} in, is wider than 8 in", form.head.0, form.head.1);
        faults.push((None, what, "an 80-column printer reaches 8 in: make head narrower"));
    }
}

fn within(form: &Form, thing: &Placed, faults: &mut Vec<Found>) {
    let at = Some(thing.line);
    if thing.left >= thing.right {
        faults.push((at, format!("{} has no width", thing.what), "give it the width of its longest text"));
        return;
    }
    if thing.top < 0 || thing.bottom > form.height.down() || thing.left < 0 || thing.right > form.width.across() {
        faults.push((at, format!("{} is off the paper", thing.what), "move it onto the paper, or make the shift smaller"));
    } else if thing.by_the_head && (thing.left < form.head.0.across() || thing.right > form.head.1.across()) {
        let what = format!("{} is beyond the print head, which reaches {} to {} in", thing.what, form.head.0, form.head.1);
        faults.push((at, what, "move it inside, or shift the paper in the tractors instead of the form"));
    }
    let room = Pitch::Condensed.letters_in(thing.right - thing.left);
    if let Some(letters) = thing.must_hold.filter(|letters| *letters > room) {
        let what = format!("{} holds {room} letters condensed, its longest figure has {letters}", thing.what);
        faults.push((at, what, "make it wider: a figure is never shortened"));
    }
}
