//! The forms that are shipped; an office's own copy of a file takes the place of one (`Form::load`).

use super::form::{Form, FormKind, Shift};
use super::form_file::FormFaults;

/// A shipped form: what its file is called, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    pub kind: FormKind,
    pub file: &'static str,
    pub text: &'static str,
}

pub const SHIPPED: [Shipped; 3] = [
    Shipped { kind: FormKind::Receipt, file: "receipt.toml", text: include_str!("../../assets/forms/receipt.toml") },
    Shipped { kind: FormKind::Bill, file: "bill.toml", text: include_str!("../../assets/forms/bill.toml") },
    Shipped { kind: FormKind::Bdn, file: "bdn.toml", text: include_str!("../../assets/forms/bdn.toml") },
];

impl Shipped {
    pub fn load(&self, shift: Shift) -> Result<Form, FormFaults> {
        Form::load_shifted(self.text, self.file, shift)
    }
}

impl FormKind {
    pub const fn shipped(self) -> &'static Shipped {
        match self {
            Self::Receipt => &SHIPPED[0],
            Self::Bill => &SHIPPED[1],
            Self::Bdn => &SHIPPED[2],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::measure::Mil;

    #[test]
    fn c18_the_shipped_forms_are_without_fault() {
        for shipped in &SHIPPED {
            let form = shipped.load(Shift::default()).unwrap_or_else(|faults| panic!("{faults}"));
            assert_eq!((form.kind, form.kind.shipped().file), (shipped.kind, shipped.file));
            // A printer that stands off by a tenth of an inch either way can be put right.
            for (across, down) in [(100, 100), (-100, -100)] {
                let shift = Shift { across: Mil(across), down: Mil(down) };
                assert!(shipped.load(shift).is_ok(), "{} by {across}, {down}", shipped.file);
            }
        }
    }

    fn faults_of(edit: impl Fn(&str) -> String) -> String {
        let text = FormKind::Receipt.shipped().text;
        let edited = edit(text);
        assert_ne!(text, edited, "the edit changed nothing");
        Form::load(&edited, "receipt.toml").expect_err("a fault").to_string()
    }

    #[test]
    fn c18_a_form_at_fault_says_where_and_what_to_do() {
        for (from, to, says) in [
            ("\"meter_no\"", "\"metre\"", "line 34: there is no field 'metre': the test sheet"),
            ("y = 1.093, width = 1.75", "y = 1.000, width = 1.75", "field meter_no lies over field category (line 32): move one"),
            ("x = 7.80, y = 0.120", "x = 8.20, y = 0.120", "field duplicate is beyond the print head, which reaches 1.00 to 9.00 in"),
            ("y = 3.731, align", "y = 3.960, align", "label 'Signature of the clerk' is off the paper"),
            ("width = 0.80, align = \"right\", bold = true", "width = 0.20, align = \"right\", bold = true", "never shortened"),
            ("pitch = 10", "pitch = 11", "pitch 11 is not 10, 12 or 17"),
            ("x = 1.10", "x = \"left\"", "a length is a number of inches, as 1.25"),
            ("x = 1.10", "x = 1.10, colour = 3", "unknown field `colour`"),
            ("height = 4\n", "height = 4.5\n", "a form 4.50 in long can't be set on the printer"),
            ("right = 9 ", "right = 9.5 ", "is wider than 8 in: an 80-column printer reaches 8 in"),
            ("name = \"amount\", x", "name = \"sum\", x", "no column 'sum' in the bill's lines: take text, units, rate or amount"),
            ("rows = 8", "rows = 0", "0 rows of bill lines"),
            ("lines = 2, spacing = 0.139", "lines = 2, spacing = 0.1", "closer than 0.125 in"),
            ("long = \"wrap\", lines = 3", "long = \"wrap\", lines = 0", "a wrapped text needs 2 to 60 lines"),
            ("{ name = \"notice\"", "# { name = \"notice\"", "the field notice has no place: add it to fields"),
        ] {
            let faults = faults_of(|text| text.replacen(from, to, 1));
            assert!(faults.contains(says) && faults.starts_with("receipt.toml"), "{from} -> {to}: {faults}");
        }
    }

    #[test]
    fn c18_a_shift_beyond_the_paper_is_refused() {
        let shift = Shift { across: Mil(0), down: Mil(500) };
        let faults = FormKind::Receipt.shipped().load(shift).expect_err("off the paper").to_string();
        assert!(faults.contains("off the paper: move it onto the paper, or make the shift smaller"), "{faults}");
    }
}
