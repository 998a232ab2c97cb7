//! Another hand in the data file: `verify` names what was altered, removed, added or moved (`J-4`), and `rebuild` mends what the
//! journal makes (`J-2`); what an order erased is gone (`J-19`).

use std::fs;

use ebcm::acts::complaint::LogComplaint;
use ebcm::acts::consumer::ErasePerson;
use ebcm::acts::misc::Misc;
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::acts::transfer::{Rightful, Transfer};
use ebcm::base::Money;
use ebcm::journal::fact::Posting;
use ebcm::store::open::FILE;
use ebcm::store::rebuild::PROJECTED;
use ebcm::store::search;
use ebcm::store::verify::Report;
use rusqlite::Connection;

use crate::support::connect::domestic;
use crate::support::days::HOW;
use crate::support::office::{Office, exact_cash};

/// An office where a little of everything was recorded.
fn office(folder: &tempfile::TempDir) -> Office {
    let mut office = Office::found_as(folder.path(), "led", "KVT", HOW());
    let consumers = office.import(5);
    office.open_counter();
    let receipts: Vec<_> = consumers[..3].iter().map(|no| office.pay(*no, 1_320).unwrap().papers().pop().unwrap()).collect();
    let misc = Misc {
        consumer: None,
        head: "SCRAP".to_owned(),
        remark: "a scrap dealer".to_owned(),
        amount: Money::from_rupees(70),
        handed: exact_cash(100),
    };
    office.act("clerk", &misc).unwrap();
    let call = LogComplaint {
        place: "Jetty, pole 3".to_owned(),
        category: "7".to_owned(),
        phone: "9400000123".to_owned(),
        ..LogComplaint::default()
    };
    office.act("clerk", &call).unwrap();
    let debit = Posting::Debit { consumer: consumers[3], amount: Money::from_rupees(50), head: "ADJUST".to_owned(), bill: None };
    let made = office.act("clerk", &MakePosting { what: debit, reason: "left out".to_owned() }).unwrap();
    office.act("ae", &DecidePosting { no: made.papers().pop().unwrap(), approve: true, remark: None }).unwrap();
    let transfer = Transfer { receipt: receipts[0].clone(), to: Rightful::Consumer(consumers[4]), reason: "the neighbour's".to_owned() };
    let made = office.act("clerk", &transfer).unwrap();
    office.act("ae", &DecidePosting { no: made.papers().pop().unwrap(), approve: true, remark: None }).unwrap();
    office.apply("je", "regular", None, domestic()).unwrap();
    office
}

fn other_hand(folder: &tempfile::TempDir) -> Connection {
    Connection::open(folder.path().join(FILE)).unwrap()
}

fn names(report: &Report) -> Vec<(&str, &str)> {
    report.faults.iter().map(|fault| (fault.entry.as_str(), fault.what.as_str())).collect()
}

#[test]
fn j4_an_entry_altered_removed_added_or_moved_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let office = office(&folder);
    let hand = other_hand(&folder);
    let seq = |what: &str| -> i64 { hand.query_row(&format!("SELECT {what} FROM main.entry"), [], |row| row.get(0)).unwrap() };
    let (last, paid, import) =
        (seq("max(seq)"), seq("min(CASE kind WHEN 'paid' THEN seq END)"), seq("min(CASE kind WHEN 'consumer-imported' THEN seq END)"));
    let altered = "it was altered";
    let cases = [
        (format!("UPDATE main.entry SET body = replace(body, '24500', '14500') WHERE seq = {paid}"), paid, altered),
        (format!("UPDATE main.entry SET user = 'clerk2' WHERE seq = {paid}"), paid, altered),
        (format!("UPDATE main.entry SET day = '2026-11-13' WHERE seq = {paid}"), paid, altered),
        (format!("UPDATE main.entry SET at = at + 1 WHERE seq = {paid}"), paid, altered),
        (format!("UPDATE main.entry SET kind = 'misc-received' WHERE seq = {paid}"), paid, altered),
        (format!("UPDATE main.entry SET body = 'no fact' WHERE seq = {paid}"), paid, altered),
        (format!("UPDATE main.entry SET hash = zeroblob(32) WHERE seq = {paid}"), paid, altered),
        (format!("UPDATE main.entry SET hash = x'00' WHERE seq = {last}"), last, altered),
        (format!("UPDATE main.entry SET personal_hash = NULL WHERE seq = {import}"), import, altered),
        (
            format!("UPDATE main.entry SET personal = replace(personal, 'House', 'Hut') WHERE seq = {import}"),
            import,
            "its personal details were altered",
        ),
        (format!("UPDATE main.entry SET personal = '{{}}' WHERE seq = {paid}"), paid, "its personal details were altered"),
        (
            format!("UPDATE main.entry SET personal = NULL WHERE seq = {import}"),
            import,
            "its personal details were removed without an order",
        ),
        (format!("DELETE FROM main.entry WHERE seq = {paid}"), paid + 1, "is missing before it"),
        (format!("DELETE FROM main.entry WHERE seq IN ({paid}, {paid} + 1)"), paid + 2, "are missing before it"),
        (format!("DELETE FROM main.entry WHERE seq = {last}"), last, "it is missing"),
        (
            format!(
                "INSERT INTO main.entry SELECT desk, {last} + 1, at + 65536, day, user, kind, body, personal, personal_hash, hash FROM main.entry WHERE seq = {paid}"
            ),
            last + 1,
            altered,
        ),
        (
            format!(
                "UPDATE main.entry SET seq = -1 WHERE seq = {paid}; UPDATE main.entry SET seq = {paid} WHERE seq = {paid} + 1; UPDATE main.entry SET seq = {paid} + 1 WHERE seq = -1"
            ),
            paid,
            altered,
        ),
        (format!("UPDATE main.entry SET seq = {last} + 3 WHERE seq = {paid}"), last + 3, "are missing before it"),
        (format!("UPDATE main.entry SET desk = 'KVT-2' WHERE seq = {last}"), last, "it is missing"),
    ];
    office.assert_whole();
    hand.execute_batch("ATTACH ':memory:' AS kept; CREATE TABLE kept.entry AS SELECT * FROM main.entry").unwrap();
    for (sql, seq, what) in cases {
        hand.execute_batch(&format!("BEGIN; {sql}; COMMIT")).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let report = office.verify();
        let name = format!("KVT-1/{seq}");
        assert!(
            names(&report).iter().any(|(entry, words)| *entry == name && words.contains(what)),
            "{sql}\n{name} {what}: {:#?}",
            names(&report)
        );
        hand.execute_batch("DELETE FROM main.entry; INSERT INTO main.entry SELECT * FROM kept.entry").unwrap();
        office.assert_whole();
    }
}

#[test]
fn j2_a_projection_altered_is_named_and_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = office(&folder);
    let hand = other_hand(&folder);
    let mut altered: Vec<(&str, String)> = PROJECTED
        .into_iter()
        .filter(|(table, _)| {
            !["duplicate", "closing", "online", "step_apart", "erased", "refused", "unfit", "unread", "work_apart", "document"]
                .contains(table)
        })
        .map(|(table, key)| (table, format!("DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1)")))
        .collect();
    altered.extend([
        ("duplicate", "INSERT INTO duplicate VALUES ('R-KVT-1-2627-000001', 'KVT-1', 9)".to_owned()),
        ("closing", "INSERT INTO closing VALUES ('2026-11', 1010000016, 'c010000016', 'belated', 'LIVE', 'BLTD', 1, NULL, NULL, 0, 0, 0, 0, NULL, 'KVT-1', 9)".to_owned()),
        ("step_apart", "INSERT INTO step_apart VALUES ('KVT-1', 9, 'A-KVT-1-2627-000001', NULL)".to_owned()),
        ("work_apart", "INSERT INTO work_apart VALUES ('clerk', 'A-KVT-1-2627-000001', 'taken', 'je')".to_owned()),
        ("document", "INSERT INTO document VALUES ('KVT-1', 9, 0, 'no request', 'a.pdf', 7, 'no hash')".to_owned()),
        ("erased", "INSERT INTO erased VALUES ('KVT-1', 9)".to_owned()),
        ("refused", "INSERT INTO refused VALUES ('KVT-1', 9, 'paid', 'clerk', 'no right')".to_owned()),
        ("unfit", "INSERT INTO unfit VALUES ('KVT-1', 9, 'paid', 'clerk', 'its tenders')".to_owned()),
        ("unread", "INSERT INTO unread VALUES ('KVT-1', 9, 'paid')".to_owned()),
        ("online", "INSERT INTO online VALUES ('P1', '1', 100, '2026-11-22', 'unknown')".to_owned()),
        ("consumer", "UPDATE consumer SET balance = balance - 100 WHERE id = (SELECT min(id) FROM consumer)".to_owned()),
        ("person", "UPDATE person SET name = 'Somebody else' WHERE id = (SELECT min(id) FROM person)".to_owned()),
        ("receipt", "UPDATE receipt SET amount = amount + 1".to_owned()),
        ("ledger", "UPDATE ledger SET account = 'SCRAP' WHERE account = 'CASH'".to_owned()),
        ("series", "UPDATE series SET last = last + 1, made = made + 1 WHERE kind = 'R'".to_owned()),
        ("state", "UPDATE state SET state = replace(state, 'clerk', 'thief') WHERE subject = 'kKVT-1'".to_owned()),
        ("found", "INSERT INTO found (found) VALUES ('delete-all')".to_owned()),
    ]);
    for (table, sql) in altered {
        hand.execute_batch(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let report = office.verify();
        assert!(names(&report).iter().any(|(entry, _)| *entry == table), "{sql}: {:#?}", names(&report));
        office.desk.store_mut().rebuild(&mut |_| true).unwrap();
        office.assert_whole();
    }
}

#[test]
fn j19_what_an_order_erased_is_gone_and_the_journal_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(folder.path(), "led", "KVT", HOW());
    let mut rows: Vec<_> = (1..=3).map(|i| crate::support::office::row(i, "DOM", None)).collect();
    rows[1].personal.name = "Kunhibi Pokkarappada".to_owned();
    rows[1].personal.address = "Thattampokkada".to_owned();
    let consumers = office.import_rows(rows);
    office.open_counter();
    office.pay(consumers[1], 1_320).unwrap();
    let find = |office: &Office, text: &str| search::find(office.desk.store().connection(), text, 10).unwrap().len();
    assert_eq!((find(&office, "pokkarappada"), find(&office, "thattampok"), find(&office, "94000 00002")), (1, 1, 0));
    assert_eq!(find(&office, "9400000002"), 1);

    office.act("admin", &ErasePerson { consumer: consumers[1], order: "Order 12 of the EE, 10-11-2026".to_owned() }).unwrap();
    for text in ["pokkarappada", "kunhibi", "thattampok", "9400000002"] {
        assert_eq!(find(&office, text), 0, "{text} is still found");
    }
    office.assert_whole();

    // Not in any corner of the file either.
    drop(office);
    let bytes = fs::read(folder.path().join(FILE)).unwrap();
    for text in ["Kunhibi", "Pokkarappada", "Thattampokkada", "pokkarappada", "9400000002"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text} still stands in the file");
    }
    assert!(!folder.path().join("ebcm.db-wal").exists());

    let mut office = Office::through(folder.path(), HOW()).unwrap();
    office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    office.assert_whole();
    assert_eq!(find(&office, "pokkarappada"), 0);
    office.pay(consumers[0], 1_320).unwrap();
}
