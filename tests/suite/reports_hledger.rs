//! The ledger as hledger reads it: `hledger check` accepts it and its balances are the program's (`C-10`).

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use ebcm::base::{Day, Money};
use ebcm::reports::{hledger::hledger, ledger};
use ebcm::store::report::Days;

use crate::support::office::{Office, today};
use crate::support::story::{Story, next_day, source};

fn ever() -> Days {
    Days { from: Day::new(1900, 1, 1).unwrap(), to: Day::new(9998, 1, 1).unwrap() }
}

fn export(office: &Office, days: Days, file: &Path) -> String {
    let mut bytes = Vec::new();
    hledger(&source(office), days, &mut bytes).unwrap();
    std::fs::write(file, &bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Runs the real hledger on a file.
fn run(file: &Path, arguments: &[&str]) -> String {
    let output = Command::new("hledger").arg("-f").arg(file).args(arguments).output().expect("hledger is installed (apt install hledger)");
    assert!(output.status.success(), "hledger {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What hledger makes of it: balances by account.
fn balances(file: &Path) -> BTreeMap<String, Money> {
    let text = run(file, &["balance", "--no-total", "--flat", "--empty", "-O", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let amount = |text: &str| Money::parse(text.trim_end_matches("INR").trim()).unwrap_or_else(|_| signed(text));
    reader.records().map(|r| r.unwrap()).map(|r| (r[0].to_owned(), amount(&r[1]))).filter(|(_, a)| !a.is_zero()).collect()
}

fn signed(text: &str) -> Money {
    let text = text.trim_end_matches("INR").trim();
    -Money::parse(text.strip_prefix('-').unwrap_or_else(|| panic!("{text}"))).unwrap()
}

/// What the program holds, under the names that the profile gives.
fn own(office: &Office, days: Days) -> BTreeMap<String, Money> {
    let source = source(office);
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    let mut statement =
        source.conn.prepare("SELECT account, sum(amount) FROM ledger WHERE day BETWEEN ?1 AND ?2 GROUP BY account").unwrap();
    let rows =
        statement.query_map([days.from.to_string(), days.to.to_string()], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?))).unwrap();
    for (code, paise) in rows.map(Result::unwrap) {
        let head = source.profile.head(&code).unwrap_or_else(|| panic!("the profile names no account for {code}"));
        *sums.entry(head.ledger.clone()).or_default() += Money::from_paise(paise);
    }
    sums.retain(|_, amount| !amount.is_zero());
    sums
}

#[test]
fn c10_hledger_accepts_the_journal_and_its_balances_are_ours() {
    let dir = tempfile::tempdir().unwrap();
    let mut story = Story::first_day(dir.path()).second_day(dir.path());
    story.third_counter();
    let file = dir.path().join("ledger.journal");
    let text = export(&story.office, ever(), &file);
    run(&file, &["check"]);
    run(&file, &["check", "accounts", "commodities", "ordereddates", "balancednoautoconversion"]);
    run(&file, &["check", "--strict"]);
    assert_eq!(balances(&file), own(&story.office, ever()));
    assert!(balances(&file).len() > 15, "every kind of account is used: {:?}", balances(&file));
    for personal in ["Consumer 1", "Abdul", "House", "94000"] {
        assert!(!text.contains(personal), "{personal} stands in the export");
    }
    let first = Days::one(today());
    export(&story.office, first, &file);
    assert_eq!(balances(&file), own(&story.office, first));
    let days = Days { from: next_day(), to: next_day() };
    let text = export(&story.office, days, &file);
    run(&file, &["check", "--strict"]);
    assert_eq!(balances(&file), own(&story.office, days));
    assert!(text.contains("2026-11-13 (K-KVT-1-2627-000002) counter closed  ; entry KVT-1/"), "{text}");
}

#[test]
fn c10_every_account_of_both_profiles_has_a_name_that_hledger_takes() {
    for (_, text) in ebcm::desk::SHIPPED_PROFILES {
        let profile = ebcm::rules::profile::Profile::load(text, "profile").unwrap();
        for head in &profile.heads {
            let kind = head.ledger.split(':').next().unwrap();
            assert!(["assets", "liabilities", "equity", "income", "expenses"].contains(&kind), "{}", head.ledger);
            let odd = head.ledger.contains("  ") || head.ledger.contains([';', '(', ')', '|', '"']) || head.ledger.trim() != head.ledger;
            assert!(!odd, "{}", head.ledger);
        }
    }
}

#[test]
fn c10_the_csv_has_a_line_for_each_side() {
    let dir = tempfile::tempdir().unwrap();
    let story = Story::first_day(dir.path());
    let mut bytes = Vec::new();
    let count = ledger::csv(&source(&story.office), ever(), &mut bytes).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let sum = |column: usize| rows.iter().map(|r| Money::parse(&r[column]).unwrap()).sum::<Money>();
    assert_eq!((u64::try_from(rows.len()).unwrap(), sum(7)), (count, sum(8)));
    assert!(!sum(7).is_zero() && !String::from_utf8(bytes.clone()).unwrap().contains("Abdul"));
}
