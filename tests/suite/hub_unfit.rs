//! What a desk's program signed and can't be true is kept, named, and counted by nobody; what stands behind it comes all the same, and every
//! holder makes the same of it (`J-6`, `J-9`).

use ebcm::acts::misc::Misc;
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::base::{ConsumerNo, Money};
use ebcm::journal::Recorded;
use ebcm::journal::chain::Hash;
use ebcm::journal::fact::Posting;
use ebcm::store::exchange::Intake;
use ebcm::store::fit::unfolded;
use ebcm::store::open::{FILE, How};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::faults_order::{assert_same, entries, heard_in, heard_together};
use crate::support::office::{Office, exact_cash};

/// A day at the first desk: entries of every kind that money goes by, and a receipt of each consumer behind them.
struct Told {
    entries: Vec<Recorded>,
    consumers: Vec<ConsumerNo>,
}

fn told() -> Told {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::found(folder.path());
    let consumers = office.import(3);
    office.open_counter();
    office.pay(consumers[0], 1_300).unwrap();
    let misc = Misc {
        consumer: Some(consumers[0]),
        head: "SD".to_owned(),
        remark: "more deposit".to_owned(),
        amount: Money::from_rupees(100),
        handed: exact_cash(100),
    };
    office.act("clerk", &misc).unwrap();
    let what = Posting::Debit { consumer: consumers[1], amount: Money::from_rupees(50), head: "ADJUST".to_owned(), bill: None };
    let made = office.act("clerk", &MakePosting { what, reason: "left out".to_owned() }).unwrap();
    office.act("ae", &DecidePosting { no: made.papers().pop().unwrap(), approve: true, remark: None }).unwrap();
    // Behind them all, one of each again: another number of the same series, and a consumer of its own.
    office.pay(consumers[1], 1_350).unwrap();
    office.pay(consumers[2], 1_400).unwrap();
    let entries = entries(&Connection::open(folder.path().join(FILE)).unwrap());
    Told { entries, consumers }
}

type Lie = fn(&mut Value);

/// What a tampered program writes in place of the first entry of a kind, or the second; its chain holds all the same.
fn forge(told: &Told, kind: &str, which: usize, change: Lie) -> (Vec<Recorded>, String) {
    let mut entries = told.entries.clone();
    let place = entries.iter().enumerate().filter(|(_, raw)| raw.kind == kind).nth(which).unwrap().0;
    let mut body: Value = serde_json::from_str(&entries[place].body).unwrap();
    change(&mut body[kind]);
    let body = body.to_string();
    assert_ne!(body, entries[place].body);
    entries[place].body = body;
    let mut previous = Hash::ZERO;
    for raw in &mut entries {
        previous = raw.expected_hash(previous);
        raw.hash = previous.bytes().to_vec();
    }
    let name = entries[place].name();
    (entries, name)
}

/// In what a tampered entry lies, of what kind it is and which of that kind, and what is said of it.
const LIES: [(&str, usize, Lie, &str); 9] = [
    ("paid", 0, |paid| paid["receipt"]["amount"] = json!(1), "the tenders of R-KVT-1-2627-000001 are not its amount"),
    ("paid", 0, |paid| paid["bill"]["bill"]["bill_amount"] = json!(1), "the lines of B-KVT-1-2627-000001 are not its amount"),
    ("paid", 0, |paid| paid["bill"]["bill"]["bill_amount"] = json!(i64::MAX), "no bill is as large as B-KVT-1-2627-000001"),
    ("paid", 0, |paid| paid["receipt"]["tenders"][0]["amount"] = json!(i64::MAX), "no receipt is as large as R-KVT-1-2627-000001"),
    ("paid", 0, |paid| paid["receipt"]["no"] = json!("R-KVT-2-2627-000001"), "R-KVT-2-2627-000001 is a number of KVT-2"),
    ("paid", 1, |paid| paid["receipt"]["no"] = json!("R-KVT-1-2627-000001"), "R-KVT-1-2627-000001 stands in an earlier entry"),
    ("misc-received", 0, |misc| misc["head"] = json!("DUES"), "it books what is owed against itself"),
    ("posting-decided", 0, |decided| *amount(decided) = json!(i64::MAX), "no amount is as large as one in it"),
    ("posting-decided", 0, moved_nowhere, "it is about the same twice"),
];

fn amount(decided: &mut Value) -> &mut Value {
    &mut decided["what"]["debit"]["amount"]
}

fn moved_nowhere(decided: &mut Value) {
    let consumer = decided["what"]["debit"]["consumer"].clone();
    decided["what"] = json!({ "move-receipt": { "receipt": "R-KVT-1-2627-000001", "amount": 100, "from": consumer, "to": consumer } });
}

/// A desk of the same office that has heard nothing yet.
fn second(dir: &std::path::Path) -> Office {
    Office::found_desk(dir, "led", "KVT", 2, How::default())
}

fn take_in(office: &mut Office, entries: Vec<Recorded>) {
    let mut intake = Intake { entries, ..Intake::default() };
    while office.desk.take_in(&mut intake).unwrap() {}
}

#[test]
fn j6_what_cannot_be_true_is_named_and_blocks_nothing_behind_it() {
    let told = told();
    for (kind, which, lie, why) in LIES {
        let (entries, name) = forge(&told, kind, which, lie);
        let folder = tempfile::tempdir().unwrap();
        let mut office = second(folder.path());
        take_in(&mut office, entries.clone());
        let conn = office.desk.store().connection();
        let named: Vec<_> = unfolded(conn).unwrap().into_iter().map(|one| (one.entry, one.kind, one.why)).collect();
        assert_eq!(named, [(name.clone(), kind.to_owned(), why.to_owned())]);
        // The last receipt came, and its consumer has its bill.
        assert!(office.consumer(told.consumers[2]).last_bill.is_some(), "{why}: it blocks what is behind it");
        let report = office.verify();
        assert_eq!(report.unfolded.len(), 1, "{why}");
        let faults: Vec<_> = report.faults.iter().filter(|fault| !fault.entry.starts_with("series ")).collect();
        assert_eq!(faults, Vec::<&ebcm::store::verify::Found>::new(), "{why}");
    }
}

#[test]
fn j9_all_make_the_same_of_what_cannot_be_true() {
    let told = told();
    for (kind, which, lie, _) in LIES {
        let (entries, _) = forge(&told, kind, which, lie);
        let order: Vec<&Recorded> = entries.iter().collect();
        let one_by_one = heard_in(&order);
        assert_same(&one_by_one, &heard_together(&order, 3), "three at once");
        assert_same(&one_by_one, &heard_together(&order, entries.len()), "all at once");
    }
}

/// What is told of it is for a person who may know nothing of journals.
#[test]
fn j6_the_command_line_names_it() {
    let told = told();
    let (entries, name) = forge(&told, "paid", 0, |paid| paid["receipt"]["amount"] = json!(1));
    let folder = tempfile::tempdir().unwrap();
    take_in(&mut second(folder.path()), entries);
    let answer = std::process::Command::new(env!("CARGO_BIN_EXE_ebcm")).arg("--data").arg(folder.path()).arg("verify").output().unwrap();
    let said = String::from_utf8(answer.stdout).unwrap();
    assert!(answer.status.success(), "{said}");
    let named =
        format!("{name} (paid, by clerk) is kept, and nothing comes of it: the tenders of R-KVT-1-2627-000001 are not its amount; tell");
    assert!(said.contains(&named), "{said}");
}
