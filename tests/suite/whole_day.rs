//! A clerk's day through the real program in a terminal of its own, by keys alone; then read back by command.

use std::fs;

use serde_json::json;

use crate::support::cli::{PASSWORD, World};
use crate::support::patience::LONGEST;
use crate::support::pty::{Key, Pty};

fn world() -> World {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12");
    world.run(&["user", "add", "clerk", "--roles", "BCC"]).done();
    let mut csv =
        "name,address,category,phase,load_kw,meter_no,meter_digits,last_reading,last_reading_date,units_1,units_2,units_3\n".to_owned();
    for (i, name) in ["Aminath Beebi", "Koya P", "Fathima T", "Hameed K", "Zainaba M", "Sayyid V"].iter().enumerate() {
        csv.push_str(&format!("{name},House {i},DOM,single,2,M{i},5,1200,2026-10-20,130,110,90\n"));
    }
    let file = world.file("consumers.csv");
    fs::write(&file, csv).unwrap();
    world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    world
}

fn terminal(world: &World) -> Pty {
    let mut pty = Pty::ebcm(&["--data", world.data().to_str().unwrap(), "--on", "2026-11-12"], &[], 80, 24);
    pty.wait_for("Password");
    pty.key(Key::Ctrl('u'));
    pty.type_text("clerk");
    pty.key(Key::Enter);
    pty.type_text(PASSWORD);
    pty.key(Key::Enter);
    pty.wait_for("billing counter clerk");
    pty
}

fn enters(pty: &mut Pty, words: &[&str]) {
    for word in words {
        pty.type_text(word);
        pty.key(Key::Enter);
    }
}

#[test]
fn a_clerk_opens_collects_from_five_and_closes_by_keys_alone() {
    let world = world();
    let mut pty = terminal(&world);
    pty.key(Key::Ctrl('k'));
    pty.type_text("counter");
    pty.key(Key::Enter);
    pty.wait_for("No counter today");
    pty.type_text("1");
    pty.wait_for("The float is");
    enters(&mut pty, &["500"]);
    pty.wait_for("counter open");

    pty.key(Key::F(2));
    pty.wait_for("serial");
    // Cash: exact, then UPI, cheque, UPI and cash mixed, and cash under protest: all typed ahead of what is shown.
    enters(&mut pty, &["1", "1320", ""]);
    pty.wait_for("R-KVT-1-2627-000001");
    enters(&mut pty, &["2", "1320", "u", "612345678901", ""]);
    pty.wait_for("R-KVT-1-2627-000002");
    enters(&mut pty, &["3", "1320", "q", "sbi", "004512", "", ""]);
    pty.wait_for("R-KVT-1-2627-000003");
    enters(&mut pty, &["4", "1320", "u100", "612345678902", ""]);
    pty.wait_for("R-KVT-1-2627-000004");
    enters(&mut pty, &["5", "1320", "p245", "the meter runs fast"]);
    pty.wait_for("R-KVT-1-2627-000005");
    pty.resize(20, 5);
    pty.wait_for("small");
    pty.resize(80, 24);
    pty.wait_for("R-KVT-1-2627-000005");

    let counted = world.run(&["receipt", "list", "--date", "2026-11-12"]).done();
    let modes: Vec<String> = counted["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["modes"].as_array().unwrap().iter().map(|m| m["mode"].as_str().unwrap()).collect::<Vec<_>>().join("+"))
        .collect();
    assert_eq!(modes, ["cash", "upi", "cheque", "cash+upi", "cash"]);
    // No sum before the drawer is counted (C-8).
    assert_eq!(counted["totals"]["amount"], json!(null));
    let second = world.run(&["counter", "none"]).fault();
    assert!(second.contains("another ebcm"), "{second}");

    // Esc and the next key in one breath are another key to a terminal: the screen is waited for.
    pty.key(Key::Esc);
    pty.wait_for("count the drawer;");
    pty.type_text("1");
    pty.wait_for("500");
    // 500 + 245 + 145 + 245: two of five hundred, one of a hundred, one of twenty, one of ten, one of five.
    enters(&mut pty, &["2", "", "1", "", "1", "1", "1"]);
    pty.key(Key::F(9));
    let shown = pty.wait_until("the close or its difference", LONGEST, |s| s.contains("K-KVT-1-2627-000001") || s.contains("reason"));
    if shown.contains("reason") {
        pty.key(Key::Enter);
        enters(&mut pty, &["UPI and cheque counted elsewhere"]);
        pty.wait_for("K-KVT-1-2627-000001");
    }
    // Receipts print behind the clerk's back; leaving early would leave them to the next start.
    let printed = || fs::read_dir(world.file("printed")).map_or(0, Iterator::count);
    (0..400).take_while(|_| printed() < 6).for_each(|_| std::thread::sleep(std::time::Duration::from_millis(50)));
    assert!(printed() >= 6, "five receipts and the close are on paper: {}", printed());
    pty.key(Key::F(10));
    pty.wait_until("the question or the end", LONGEST, |_| true);
    pty.key(Key::Enter);
    pty.kill9();

    let report = world.run(&["counter", "close-report", "K-KVT-1-2627-000001"]).done();
    assert_eq!((&report["receipts"], &report["counted"]["cash"]), (&json!(5), &json!("1135.00")));
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
    let protest = world.run(&["receipt", "show", "R-KVT-1-2627-000005"]).done();
    assert_eq!(protest["request"], "Q-KVT-1-2627-000001");
}
