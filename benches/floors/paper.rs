//! 1,000 receipts to ESC/P and to one PDF; the floor is the same bytes copied in a plain loop.

use std::hint::black_box;

use ebcm::acts::bill::Basis;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::Money;
use ebcm::desk::nothing_printed;
use ebcm::journal::fact::Source as Given;
use ebcm::papers::{self, Ask, Sheet, Source};
use ebcm::print::{FormKind, Paper, Shift, Values, escp, pdf};
use ebcm::rules::tender::Tender;

use crate::sample::{Sample, office};

const COUNT: u32 = 1_000;

pub fn run() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = office(dir.path(), "led", "KVT", COUNT as usize);
    let clerk = desk.training_session("clerk").unwrap();
    let mut numbers = Vec::new();
    for i in 1..=COUNT {
        let pay = Pay {
            consumer: desk.rules().profile.make_number("KVT", i).unwrap(),
            basis: Some(Basis::Reading { typed: (1_300 + i % 90).to_string(), source: Given::Own, rollover: false, confirmed: false }),
            handed: Handed { tenders: vec![Tender::cash(Money::from_rupees(500))], keep: None },
            protest: None,
        };
        numbers.push(desk.act(&clerk, &pay, &nothing_printed).unwrap().papers()[1].to_string());
    }
    let source = Source {
        conn: desk.store().connection(),
        rules: desk.rules(),
        desk: desk.id(),
        training: true,
        today: desk.today(),
        now: desk.now(),
    };
    let write = papers::kind("receipt").unwrap().write;
    let mut reading = Sample::default();
    let values: Vec<Values> = numbers
        .iter()
        .map(|no| match reading.time(|| write(&source, Ask { id: no, copy: 0 })).unwrap().sheet {
            Sheet::Form(_, values) => *values,
            Sheet::Forms(..) | Sheet::Document(_) => panic!("a receipt is one form"),
        })
        .collect();
    reading.say("a receipt's values from the journal");

    let form = FormKind::Receipt.shipped().load(Shift::default()).unwrap();
    let (mut dots, mut sheets, mut own, mut copied) = (Sample::default(), Sample::default(), Sample::default(), Sample::default());
    let mut sizes = (0, 0, 0);
    for _ in 0..10 {
        sizes.0 = dots.time(|| escp(&values.iter().map(|v| form.fill(v)).collect::<Vec<_>>(), Paper::Preprinted)).len();
        let bytes = sheets.time(|| pdf("receipts", &values.iter().map(|v| form.fill(v)).collect::<Vec<_>>(), Paper::Plain));
        sizes.1 = bytes.len();
        copied.time(|| black_box(bytes.to_vec()));
        sizes.2 = own.time(|| pdf("receipt", &[form.fill(&values[0])], Paper::Plain)).len();
    }
    dots.say(&format!("1,000 receipts to ESC/P, {} KB", sizes.0 / 1_000));
    sheets.say(&format!("1,000 receipts to one PDF, {} KB", sizes.1 / 1_000));
    copied.say("the PDF's bytes copied in a plain loop");
    own.say(&format!("a receipt's own PDF, {} KB", sizes.2 / 1_000));
}
