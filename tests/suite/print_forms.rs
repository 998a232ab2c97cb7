//! Forms on paper: what the printer gets, what falls where, how large and how fast.

use std::io::Write as _;
use std::process::Command;

use ebcm::base::{Money, words::in_words};
use ebcm::print::{Field, Form, FormKind, Paper, Shift, Values, escp, pdf};
use proptest::prelude::*;

use crate::support::escp as printer;
use crate::support::papers;

fn form(kind: FormKind) -> Form {
    kind.shipped().load(Shift::default()).expect("the shipped form")
}

/// Runs a tool that reads the PDF's file last but one, or says which package it is missing from.
pub fn with_pdf(bytes: &[u8], tool: &str, package: &str, arguments: &[&str]) -> Vec<u8> {
    let mut file = tempfile::Builder::new().suffix(".pdf").tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    let mut command = Command::new(tool);
    for argument in arguments {
        command.arg(if *argument == "FILE" { file.path().as_os_str().to_owned() } else { (*argument).into() });
    }
    let output = command.output().unwrap_or_else(|error| panic!("{tool} does not run ({error}): install Debian's {package}"));
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

pub fn pdf_text(bytes: &[u8]) -> String {
    String::from_utf8(with_pdf(bytes, "pdftotext", "poppler-utils", &["-layout", "FILE", "-"])).expect("text")
}

#[test]
fn c19_a_receipt_as_a_dot_matrix_printer_prints_it() {
    let form = form(FormKind::Receipt);
    let printed = printer::read(&escp(&[form.fill(&papers::receipt())], Paper::Preprinted));
    assert_eq!((printed.faults.as_slice(), printed.form_lengths.as_slice()), (&[][..], &[4][..]));
    insta::assert_snapshot!("receipt_preprinted", printed.text());
    let plain = printer::read(&escp(&[form.fill(&papers::receipt())], Paper::Plain));
    assert_eq!(plain.faults, Vec::<String>::new());
    insta::assert_snapshot!("receipt_plain", plain.text());
}

#[test]
fn c19_a_bill_as_a_dot_matrix_printer_prints_it() {
    let form = form(FormKind::Bill);
    let printed = printer::read(&escp(&[form.fill(&papers::bill())], Paper::Plain));
    assert_eq!((printed.faults.as_slice(), printed.form_lengths.as_slice()), (&[][..], &[6][..]));
    insta::assert_snapshot!("bill_plain", printed.text());
}

#[test]
fn c19_a_pdf_page_is_exactly_the_form() {
    for (kind, values, size) in [(FormKind::Receipt, papers::receipt(), "720 x 288 pts"), (FormKind::Bill, papers::bill(), "720 x 432 pts")]
    {
        let form = form(kind);
        for paper in [Paper::Preprinted, Paper::Plain] {
            let bytes = pdf("paper", &[form.fill(&values)], paper);
            assert!(bytes.len() < 30_000, "{kind:?} {paper:?}: {} bytes", bytes.len());
            let info = String::from_utf8(with_pdf(&bytes, "pdfinfo", "poppler-utils", &["FILE"])).expect("text");
            let line = info.lines().find(|line| line.starts_with("Page size")).expect("a size");
            assert_eq!(line.split_once(':').map(|(_, size)| size.trim()), Some(size));
            let text = pdf_text(&bytes);
            assert_eq!(text.contains("Consumer no"), paper == Paper::Plain, "labels are of the form");
            assert_eq!(text.contains("LAKSHADWEEP"), paper == Paper::Plain, "the utility's name is on the stationery");
            for shown in ["010001230", "584.70", "TRAINING", "SAMPLE TARIFF", "B-KVT-1-2627-000118"] {
                assert!(text.contains(shown), "{shown}: {text}");
            }
        }
    }
}

#[test]
fn c19_a_letter_of_the_pdf_stands_where_the_printer_puts_it() {
    let form = form(FormKind::Receipt);
    let page = form.fill(&papers::receipt());
    let printed = printer::read(&escp(std::slice::from_ref(&page), Paper::Preprinted));
    let bytes = pdf("paper", &[page], Paper::Preprinted);
    let boxes = String::from_utf8(with_pdf(&bytes, "pdftotext", "poppler-utils", &["-bbox", "FILE", "-"])).expect("text");
    let word = boxes.lines().find(|line| line.contains(">R-KVT-1-2627-000123<")).expect("the receipt's number");
    let left: f64 = word.split("xMin=\"").nth(1).and_then(|rest| rest.split('"').next()).and_then(|n| n.parse().ok()).expect("a place");
    let on_paper = printed.pages[0].iter().find(|l| l.letter == 'R' && l.top > 2 * 216 && l.bold).expect("the number");
    let inches = 1.0 + f64::from(on_paper.left) / 120.0;
    assert!((left / 72.0 - inches).abs() < 0.01, "{left} pt against {inches} in");
}

#[test]
fn c21_the_code_on_a_plain_bill_is_read_by_a_scanner() {
    let bytes = pdf("bill", &[form(FormKind::Bill).fill(&papers::bill())], Paper::Plain);
    let picture = with_pdf(&bytes, "pdftoppm", "poppler-utils", &["-png", "-r", "150", "FILE"]);
    let mut file = tempfile::Builder::new().suffix(".png").tempfile().expect("a file");
    file.write_all(&picture).expect("written");
    let output =
        Command::new("zbarimg").args(["-q", "--raw"]).arg(file.path()).output().expect("zbarimg runs: install Debian's zbar-tools");
    let address = papers::bill().upi.expect("a code").address();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), address);
    let preprinted = pdf("bill", &[form(FormKind::Bill).fill(&papers::bill())], Paper::Preprinted);
    assert!(preprinted.len() + 1_000 < bytes.len(), "the code is of the plain paper alone");
}

#[test]
fn c22_a_printer_command_in_a_name_does_nothing() {
    let mut values = papers::receipt();
    values.set(Field::Name, "A\u{1b}@B\u{0c}C\u{1b}J\u{ff}").set(Field::Notice, "\u{0f}\u{12}\r\n\u{9b}x");
    let printed = printer::read(&escp(&[form(FormKind::Receipt).fill(&values)], Paper::Preprinted));
    assert_eq!((printed.faults, printed.pages.len()), (Vec::new(), 1));
}

/// Any value for every field there is.
fn any_values() -> impl Strategy<Value = Values> {
    let text = prop_oneof!["[ -~]{0,200}", "\\PC{0,60}", Just(String::new())];
    let texts = prop::collection::vec(text, Field::ALL.len());
    let lines = prop::collection::vec(("\\PC{0,40}", -10_000_000_000_000i64..10_000_000_000_000), 0..30);
    (texts, lines).prop_map(|(texts, lines)| {
        let mut values = Values::new();
        for (field, text) in Field::ALL.iter().zip(texts) {
            values.set(*field, text);
        }
        for (text, paise) in lines {
            values.line(text, "99999999", "12.3456", Money::from_paise(paise));
        }
        values
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn c22_nothing_is_printed_off_the_paper_or_over_something(values in any_values(), plain in any::<bool>()) {
        let paper = if plain { Paper::Plain } else { Paper::Preprinted };
        for (kind, inches) in [(FormKind::Receipt, 4), (FormKind::Bill, 6), (FormKind::Bdn, 6)] {
            let form = form(kind);
            let pages = [form.fill(&values), form.fill(&papers::receipt())];
            let printed = printer::read(&escp(&pages, paper));
            prop_assert_eq!(&printed.faults, &Vec::<String>::new());
            prop_assert_eq!((printed.pages.len(), printed.form_lengths), (2, vec![inches]));
        }
    }

    #[test]
    fn c22_every_amount_there_can_be_is_printed_whole(paise in 0i64..=10_000_000_000_000) {
        let amount = Money::from_paise(paise);
        let mut values = papers::receipt();
        values.rupees(Field::Amount, amount).amount(Field::Payable, amount).set(Field::AmountInWords, in_words(amount));
        values.lines.clear();
        values.line("Energy", "", "", -amount);
        let text = printer::read(&escp(&[form(FormKind::Receipt).fill(&values)], Paper::Preprinted)).text();
        prop_assert!(text.matches(&amount.indian()).count() >= 3, "{}", text);
        prop_assert!(!text.contains('#') && !text.contains(".."), "{}", text);
    }
}

#[test]
fn c18_the_test_sheet_prints_within_the_form() {
    for (kind, inches) in [(FormKind::Receipt, 4), (FormKind::Bill, 6), (FormKind::Bdn, 6)] {
        let form = form(kind);
        let printed = printer::read(&escp(&form.test_sheet(), Paper::Preprinted));
        assert_eq!((printed.faults.clone(), printed.form_lengths.clone(), printed.pages.len()), (Vec::new(), vec![inches], 2));
        assert!(pdf_text(&pdf("test sheet", &form.test_sheet(), Paper::Preprinted)).contains("Test sheet: "));
        if kind == FormKind::Receipt {
            insta::assert_snapshot!("receipt_test_sheet", printed.text());
        }
    }
}

#[test]
fn c17_the_same_papers_are_the_same_file() {
    let form = form(FormKind::Receipt);
    let pages = [form.fill(&papers::receipt()), form.fill(&papers::bill())];
    let bytes = pdf("day", &pages, Paper::Plain);
    assert!(bytes == pdf("day", &pages, Paper::Plain), "the bytes differ");
    let text = pdf_text(&bytes);
    assert_eq!(text.matches("Signature of the clerk").count(), 2, "the form, drawn once, stands on both pages");
}
