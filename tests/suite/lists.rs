//! The lists of `L-14`: who stands in which after which acts, by route.

use std::path::Path;

use ebcm::acts::case::SettleCase;
use ebcm::acts::meter::Stuck;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::acts::shows::Shows;
use ebcm::acts::supply::{CutSupply, RestoreSupply};
use ebcm::base::{ConsumerNo, Day, Money};
use ebcm::journal::fact::Case;
use ebcm::print::Cell;
use ebcm::reports::{Ask, LISTS, List};
use ebcm::rules::status::Status;
use ebcm::rules::tender::Tender;

use crate::support::office::{Office, row};
use crate::support::story::source;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn on(dir: &Path, date: &str) -> Office {
    Office::patiently(dir, day(date))
}

fn in_list(office: &Office, name: &str, ask: &Ask) -> Vec<String> {
    let source = source(office);
    let rows = List::named(name).unwrap().page(&source, ask).unwrap();
    rows.iter().map(|row| row[0].plain()).collect()
}

/// The month's lists that a consumer stands in.
fn lists_of(office: &Office, no: ConsumerNo) -> Vec<&'static str> {
    let monthly = LISTS.iter().filter(|list| !matches!(list.name, "arrears" | "advances" | "unposted" | "postings" | "users"));
    monthly.filter(|list| in_list(office, list.name, &Ask::default()).contains(&no.to_string())).map(|list| list.name).collect()
}

fn pay_all(office: &mut Office, no: ConsumerNo) {
    office.open_counter();
    let owed = office.consumer(no).balance;
    let handed = Handed { tenders: vec![Tender::cash(Money::from_rupees((owed.paise() + 99) / 100))], keep: None };
    office.act("clerk", &Pay { consumer: no, basis: None, handed, protest: None }).unwrap();
    office.close_counter().unwrap();
}

/// Two consumers who pay nothing; November and December are closed.
fn unpaid(dir: &Path) -> (Office, Vec<ConsumerNo>) {
    drop(Office::found(dir));
    let mut office = on(dir, "2026-11-05");
    let mut rows: Vec<_> = (1..=4).map(|i| row(i, "DOM", (i == 3).then_some("Public Works"))).collect();
    rows[3].import.status = Status::Blog;
    rows[3].import.arrears = Money::from_rupees(900);
    let numbers = office.import_rows(rows);
    drop(office);
    on(dir, "2026-11-27").close_month("2026-11").unwrap();
    (on(dir, "2026-12-05"), numbers)
}

#[test]
fn l14_who_stands_in_which_list_after_which_acts() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, numbers) = unpaid(dir.path());
    let [one, two, government, old] = numbers[..] else { panic!("four consumers") };
    assert_eq!(lists_of(&office, one), ["belated"]);
    assert_eq!(lists_of(&office, government), ["belated", "door-lock"]);
    assert_eq!(lists_of(&office, old), ["deactivated-outstanding"]);

    office.act("je", &Stuck { consumer: two, day: day("2026-12-05") }).unwrap();
    assert_eq!(lists_of(&office, two), ["belated", "stuck-meters"]);
    pay_all(&mut office, old);
    assert_eq!(lists_of(&office, old), Vec::<&str>::new());
    drop(office);

    assert_eq!(lists_of(&on(dir.path(), "2026-12-20"), one), ["belated"], "the notice's days are not over");
    let mut office = on(dir.path(), "2026-12-21");
    assert_eq!(lists_of(&office, one), ["belated", "due-for-disconnection"]);
    office.act("je", &CutSupply { consumer: one, day: day("2026-12-21"), reading: None, remark: String::new() }).unwrap();
    assert_eq!(lists_of(&office, one), ["disconnected"]);
    pay_all(&mut office, one);
    assert_eq!(lists_of(&office, one), ["due-for-reconnection"]);
    let restore = RestoreSupply { consumer: one, day: day("2026-12-21"), reading: Shows::plain("1330") };
    office.act("je", &restore).unwrap();
    assert_eq!(lists_of(&office, one), Vec::<&str>::new());
    drop(office);

    let mut office = on(dir.path(), "2026-12-27");
    office.close_month("2026-12").unwrap();
    assert_eq!(lists_of(&office, two), ["disconnected", "auto-disconnected", "stuck-meters"]);
    let of = |period: &str| Ask { period: Some(period.parse().unwrap()), ..Ask::default() };
    assert_eq!(in_list(&office, "auto-disconnected", &of("2026-12")), [two.to_string(), government.to_string()]);
    assert_eq!(in_list(&office, "auto-disconnected", &of("2026-11")), Vec::<String>::new());
    drop(office);

    let mut office = on(dir.path(), "2027-01-05");
    pay_all(&mut office, two);
    assert_eq!(lists_of(&office, two), ["due-for-reconnection", "stuck-meters"], "a payment drops it at once");
    office.assert_whole();
}

#[test]
fn l13_a_settled_case_leaves_its_list() {
    let dir = tempfile::tempdir().unwrap();
    let (mut office, numbers) = unpaid(dir.path());
    for case in [Case::Withdrawn, Case::ToRevise, Case::DoubleBilled] {
        let settle = SettleCase { consumer: numbers[0], case, remark: "looked into".to_owned() };
        assert!(office.act("ae", &settle).is_err(), "who is in no list can't be settled");
    }
}

#[test]
fn l14_by_route_with_totals_by_area_and_category() {
    let dir = tempfile::tempdir().unwrap();
    drop(Office::found(dir.path()));
    let mut office = on(dir.path(), "2026-11-05");
    let at = |i: usize, area: &str, transformer: &str, house: &str, category: &str| {
        let mut row = row(i, category, None);
        area.clone_into(&mut row.import.supply.area);
        transformer.clone_into(&mut row.import.supply.transformer);
        house.clone_into(&mut row.personal.address);
        row
    };
    let numbers = office.import_rows(vec![
        at(1, "South", "T2", "House 10", "DOM"),
        at(2, "North", "T10", "House 1", "DOM"),
        at(3, "South", "T2", "House 9", "COM"),
        at(4, "North", "T9", "House 3", "DOM"),
        at(5, "North", "T9", "House 2", "DOM"),
    ]);
    drop(office);
    on(dir.path(), "2026-11-27").close_month("2026-11").unwrap();
    let office = on(dir.path(), "2026-12-22");
    let serials = |ask: &Ask| -> Vec<usize> {
        let rows = in_list(&office, "due-for-disconnection", ask);
        rows.iter().map(|no| numbers.iter().position(|known| known.to_string() == *no).unwrap() + 1).collect()
    };
    assert_eq!(serials(&Ask::default()), [5, 4, 2, 3, 1]);
    assert_eq!(serials(&Ask { sort: Some(("house".to_owned(), true)), ..Ask::default() }), [1, 3, 2, 4, 5]);
    assert_eq!(serials(&Ask { area: "South".to_owned(), category: "DOM".to_owned(), ..Ask::default() }), [1]);
    assert_eq!(serials(&Ask { office: "KVT".to_owned(), text: "M00005".to_owned(), ..Ask::default() }), [5]);
    assert_eq!(serials(&Ask { office: "AGT".to_owned(), ..Ask::default() }), Vec::<usize>::new());

    let source = source(&office);
    let list = List::named("due-for-disconnection").unwrap();
    let json = list.json(&source, &Ask::default()).unwrap();
    let parts: Vec<(&str, &str, i64)> = json["totals"]["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["area"].as_str().unwrap(), p["category"].as_str().unwrap(), p["rows"].as_i64().unwrap()))
        .collect();
    assert_eq!(parts, [("North", "DOM", 3), ("South", "COM", 1), ("South", "DOM", 1)]);
    assert_eq!((&json["fresh"]["synced"], &json["fresh"]["not_heard"]), (&serde_json::Value::Null, &serde_json::json!([])));
    let rows = list.page(&source, &Ask::default()).unwrap();
    assert!(matches!(rows[0].last(), Some(Cell::Amount(owed)) if *owed > Money::ZERO));
    insta::with_settings!({ filters => vec![(r"\d\d-\d\d-\d{4} \d\d:\d\d", "DAY AND TIME")] }, {
        insta::assert_snapshot!("due_for_disconnection_paper", list.paper(&source, &Ask::default()).unwrap().text(132));
        insta::assert_snapshot!("due_for_disconnection_text", list.document(&source, &Ask::default()).unwrap().text(132));
    });
}
