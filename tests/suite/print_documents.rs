//! Lists and letters on A4, on 132 columns, as text and as CSV (`C-19`).

use ebcm::base::Money;
use ebcm::print::{Cell, Column, Document, Fanfold, Paper, Section, Table, a4, escp, fanfold, pdf};
use proptest::prelude::*;

use crate::print_forms::{pdf_text, with_pdf};
use crate::support::escp as printer;
use crate::support::papers::money;

/// A cash scroll of so many receipts.
pub fn scroll(receipts: i64) -> Document {
    let mut table = Table::new(vec![
        Column::figures("No"),
        Column::text("Receipt"),
        Column::text("Consumer"),
        Column::text("Name"),
        Column::text("Mode"),
        Column::figures("Amount Rs.").with_total(),
    ]);
    for i in 1..=receipts {
        let name = ["Kunhikoya P.", "Aminabi K. K.", "Sayed Mohammed Koya Thangal", "Hajara B."][usize::try_from(i % 4).expect("small")];
        table.row([
            Cell::Count(i),
            format!("R-KVT-1-2627-{i:06}").into(),
            format!("0100{:05}", i * 17).into(),
            name.into(),
            if i % 3 == 0 { "UPI 428812345678" } else { "Cash" }.into(),
            Money::from_paise(i * 1_234_567).into(),
        ]);
    }
    let mut document = Document::new("Cash scroll K-KVT-1-2627-000042");
    document.office = vec!["Lakshadweep Electricity Department".into(), "Electrical Sub-Division, Kavaratti".into()];
    document.mark = "TRAINING".into();
    document.meta = vec![("Business date".into(), "22-11-2026".into()), ("Counter".into(), "Desk 1, P. Fathima Beevi".into())];
    document
        .with(Section::Heading("Receipts in order".into()))
        .with(Section::Table(table))
        .with(Section::Heading("Cash".into()))
        .with(Section::Pairs(vec![("Opening float".into(), "500.00".into()), ("Check code".into(), "7f3a-91c2".into())]))
        .with(Section::Paragraph(
            "Counted in the presence of the head cashier; the difference, if any, is posted to short and over.".into(),
        ))
        .with(Section::Signatures(vec!["Billing counter clerk".into(), "Head cashier".into(), "Assistant Engineer".into()]))
}

#[test]
fn c19_a_list_as_text_and_csv() {
    insta::assert_snapshot!("scroll_text", scroll(5).text(80));
    insta::assert_snapshot!("scroll_csv", scroll(3).csv());
}

#[test]
fn c19_a_list_too_wide_for_the_screen_loses_nothing() {
    insta::assert_snapshot!("scroll_narrow", scroll(2).text(60));
    insta::assert_snapshot!("scroll_cards", scroll(2).text(40));
}

#[test]
fn c19_a_list_on_132_columns() {
    for (paper, inches) in [(Fanfold::Eleven, 11), (Fanfold::Twelve, 12)] {
        let printed = printer::read(&escp(&fanfold(&scroll(120), paper), Paper::Preprinted));
        assert_eq!((printed.faults.clone(), printed.form_lengths.as_slice()), (Vec::new(), &[inches][..]));
        let text = printed.text();
        for i in 1..=120 {
            assert!(text.contains(&format!("R-KVT-1-2627-{i:06}")), "receipt {i}");
        }
        assert!(text.contains(&format!("Page 1 of {}", printed.pages.len())) && printed.pages.len() > 1);
        assert_eq!(text.matches("Amount Rs.").count(), printed.pages.len(), "the columns' names stand on each page of the table");
    }
}

#[test]
fn c19_a_list_on_a4() {
    let pages = a4(&scroll(120));
    let bytes = pdf("scroll", &pages, Paper::Plain);
    let info = String::from_utf8(with_pdf(&bytes, "pdfinfo", "poppler-utils", &["FILE"])).expect("text");
    assert!(info.contains("(A4)") && info.contains(&format!("Pages:           {}", pages.len())), "{info}");
    let text = pdf_text(&bytes);
    for i in 1..=120 {
        assert!(text.contains(&format!("R-KVT-1-2627-{i:06}")), "receipt {i}");
    }
    let total: Money = (1..=120).map(|i| Money::from_paise(i * 1_234_567)).sum();
    assert!(text.contains(&total.indian()), "the total");
}

fn any_document() -> impl Strategy<Value = Document> {
    let cell = prop_oneof![
        "\\PC{0,90}".prop_map(Cell::from),
        (-10_000_000_000_000i64..10_000_000_000_000).prop_map(|paise| Cell::Amount(Money::from_paise(paise))),
        any::<i64>().prop_map(Cell::Count),
    ];
    let column =
        ("\\PC{0,30}", any::<bool>(), any::<bool>()).prop_map(|(name, figures, total)| Column { name, figures, counts: !total, total });
    let table = (prop::collection::vec(column, 1..14), prop::collection::vec(prop::collection::vec(cell, 0..14), 0..70));
    (table, "\\PC{0,900}", "\\PC{0,60}").prop_map(|((columns, rows), words, name)| {
        let mut document = Document::new(name.clone());
        document.office = vec![name.clone()];
        document.meta = vec![(name.clone(), words.clone())];
        document
            .with(Section::Heading(name.clone()))
            .with(Section::Table(Table { columns, rows }))
            .with(Section::Pairs(vec![(words.clone(), name.clone())]))
            .with(Section::Paragraph(words))
            .with(Section::Signatures(vec![name; 3]))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn c22_no_document_leaves_the_paper(document in any_document()) {
        let printed = printer::read(&escp(&fanfold(&document, Fanfold::Twelve), Paper::Preprinted));
        prop_assert_eq!(printed.faults, Vec::<String>::new());
        for page in a4(&document) {
            for run in &page.fields {
                let letters = i32::try_from(run.text.chars().count()).expect("a line");
                prop_assert!(run.left >= 0 && run.left + letters * run.pitch.letter() <= page.width.across(), "{:?}", run);
                prop_assert!(run.top >= 0 && run.top + 27 <= page.height.down(), "{:?}", run);
            }
        }
    }
}

#[test]
fn the_samples_amounts_are_shown_the_indian_way() {
    assert!(scroll(3).text(100).contains(&money("37037.01").indian()));
}
