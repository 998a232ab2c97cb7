//! `list`, `report`, `export` and `counter close-report` as commands.

use serde_json::json;

use crate::support::cli::World;
use crate::support::office::today;
use crate::support::story::Story;

/// The story's data file under a command.
fn world() -> World {
    let mut world = World::empty("clerk");
    drop(Story::first_day(world.data()));
    world.on(&today().to_string());
    world
}

#[test]
fn i6_a_list_comes_in_four_shapes() {
    let world = world();
    let list = world.run(&["list", "arrears"]).done();
    assert_eq!((&list["list"], &list["as_on"], &list["totals"]["rows"]), (&json!("arrears"), &json!("2026-11-12"), &json!(3)));
    assert_eq!(list["rows"][0]["balance"], json!("1135.00"), "the largest first");
    let smallest = world.run(&["list", "arrears", "--sort", "balance", "--limit", "1"]).done();
    assert_eq!((smallest["rows"].as_array().unwrap().len(), &smallest["rows"][0]["balance"]), (1, &json!("245.00")));
    let file = world.file("arrears.csv");
    world.run(&["list", "arrears", "--format", "csv", "--out", file.to_str().unwrap()]).done();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("Consumer,Name,Area,Category,Status,Last bill,Last paid,Deposit,Balance\n"), "{text}");
    assert_eq!(text.lines().count(), 4);
    let file = world.file("arrears.pdf");
    world.run(&["list", "arrears", "--format", "pdf", "--out", file.to_str().unwrap()]).done();
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    assert_eq!(world.run(&["list", "colours"]).refused().0, "I-6");
    assert_eq!(world.run(&["list", "arrears", "--sort", "colour"]).refused().0, "I-6");
    let nowhere = world.file("no/such/folder.csv");
    let fault = world.run(&["list", "arrears", "--format", "csv", "--out", nowhere.to_str().unwrap()]).fault();
    assert!(fault.contains("can't be written"), "{fault}");
}

#[test]
fn reports_and_the_close_as_json() {
    let world = world();
    let book = world.run(&["report", "day-book", "--date", "12-11-2026"]).done();
    assert_eq!((&book["report"], &book["date"]), (&json!("day-book"), &json!("2026-11-12")));
    assert_eq!(book["receipts_in_order"].as_array().unwrap().len(), 6);
    assert_eq!(book["receipts_in_order_totals"]["amount"], json!("1850.00"));
    let demand = world.run(&["report", "demand", "--period", "2026-11"]).done();
    assert_eq!((&demand["by_category"][0]["category"], &demand["by_category"][0]["bills"]), (&json!("DOM"), &json!(4)));
    assert_eq!(world.run(&["report", "weather"]).refused().0, "I-2");
    assert_eq!(world.run(&["report", "heads", "--from", "2026-11-12", "--to", "2026-11-01"]).refused().0, "I-4");
    let close = world.run(&["counter", "close-report", "K-KVT-1-2627-000001"]).done();
    assert_eq!((&close["expected"]["cash"], &close["difference"]), (&json!("1000.00"), &json!("-10.00")));
    assert_eq!(
        close["receipts_by_head_of_account"][1],
        json!({ "head": "DUES", "name": "Dues of consumers", "receipts": 4, "amount": "1600.00" })
    );
    assert_eq!(close["carried"]["cash"], json!("690.00"));
}

#[test]
fn c10_exports_go_to_a_file() {
    let world = world();
    for kind in ["hledger", "csv"] {
        let file = world.file(kind);
        let done = world.run(&["export", kind, "--out", file.to_str().unwrap()]).done();
        assert!(done["rows"].as_u64().unwrap() > 20, "{done}");
        assert!(std::fs::read_to_string(&file).unwrap().contains("2026-11-12"));
    }
}
