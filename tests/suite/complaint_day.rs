//! A shift of the complaint cell through the real program in a terminal of its own, keys counted; then read back by command.

use std::fs;

use serde_json::{Value, json};

use crate::support::cli::{PASSWORD, World};
use crate::support::pty::{Key, Pty};

/// The terminal with a count of what was pressed.
struct Cell {
    pty: Pty,
    keys: usize,
}

impl Cell {
    fn types(&mut self, text: &str) -> &mut Self {
        self.keys += text.chars().count();
        self.pty.type_text(text);
        self
    }

    fn key(&mut self, key: Key) -> &mut Self {
        self.keys += 1;
        self.pty.key(key);
        self
    }

    fn enters(&mut self, words: &[&str]) -> &mut Self {
        for word in words {
            self.types(word).key(Key::Enter);
        }
        self
    }

    #[track_caller]
    fn shows(&mut self, words: &str) -> &mut Self {
        self.pty.wait_for(words);
        self
    }

    /// Who calls by the end of the number, about what; shown before it is logged.
    fn caller(&mut self, end: &str, name: &str, category: &str) -> &mut Self {
        self.types(end).key(Key::Enter).shows(name).types(category)
    }
}

fn world() -> World {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12");
    world.run(&["user", "add", "zeenath", "--roles", "CCC"]).done();
    let mut csv = "name,address,area,phone,transformer,category,phase,load_kw,meter_no,meter_digits,last_reading,last_reading_date,units_1,units_2,units_3\n".to_owned();
    for i in 1..=9 {
        let (area, transformer) = if i <= 4 { ("Jetty", "T1") } else { ("Market", "T2") };
        csv.push_str(&format!("Caller {i},House {i},{area},940000{i:04},{transformer},DOM,single,2,M{i},5,1200,2026-10-20,130,110,90\n"));
    }
    let file = world.file("consumers.csv");
    fs::write(&file, csv).unwrap();
    world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    world.be("zeenath");
    world
}

fn terminal(world: &World) -> Cell {
    let mut pty = Pty::ebcm(&["--data", world.data().to_str().unwrap(), "--on", "2026-11-12"], &[], 80, 24);
    pty.wait_for("Password");
    pty.key(Key::Ctrl('u'));
    pty.type_text("zeenath");
    pty.key(Key::Enter);
    pty.type_text(PASSWORD);
    pty.key(Key::Enter);
    pty.wait_for("complaint cell clerk");
    Cell { pty, keys: 0 }
}

fn rows(value: &Value) -> &Vec<Value> {
    value["rows"].as_array().unwrap()
}

#[test]
fn m1_a_known_callers_no_supply_is_logged_in_under_twelve_keys() {
    let world = world();
    let mut cell = terminal(&world);
    // From home: the cell, the end of the number, that caller, no supply, logged.
    cell.key(Key::F(4)).shows("Caller").types("0003").shows("House 3").key(Key::Enter).types("1").key(Key::F(9));
    cell.shows("C-KVT-1-2627-000001, code");
    println!("keys of a known caller's no supply: {}", cell.keys);
    assert_eq!(cell.keys, 8);
    let shown = world.run(&["complaint", "show", "C-KVT-1-2627-000001"]).done();
    assert_eq!((&shown["name"], &shown["phone"], &shown["category"]), (&json!("Caller 3"), &json!("9400000003"), &json!("no-supply")));
}

#[test]
fn m1_to_m11_a_shift_by_keys() {
    let world = world();
    let mut cell = terminal(&world);
    cell.key(Key::F(4)).shows("nothing is pending");
    // Ten calls: four of one transformer, a danger to life and a repeat of it, a meter, a street lamp, a bill, something else.
    cell.caller("0001", "Caller 1", "1").key(Key::F(9)).shows("C-KVT-1-2627-000001, code");
    cell.caller("0002", "Caller 2", "1").key(Key::F(9)).shows("C-KVT-1-2627-000002, code");
    cell.caller("0003", "Caller 3", "1").shows("Ctrl-O makes it one outage").key(Key::Ctrl('o')).shows("outage of 3");
    cell.caller("0004", "Caller 4", "1").key(Key::Ctrl('o')).shows("outage of 4");
    cell.caller("0005", "Caller 5", "41").key(Key::F(9)).shows("1 DANGER");
    cell.caller("0005", "Open already", "41").shows("F9 adds this call to").key(Key::F(9)).shows("the call was added to");
    cell.caller("0006", "Caller 6", "5").key(Key::F(9)).shows("C-KVT-1-2627-000006, code");
    cell.enters(&["", "Harbour road, lamp 9"]).types("7").key(Key::F(9)).shows("C-KVT-1-2627-000007, code");
    cell.caller("0007", "Caller 7", "62").key(Key::F(9)).shows("C-KVT-1-2627-000008, code");
    cell.caller("0008", "Caller 8", "9").key(Key::Enter).types("asks for the office hours").key(Key::F(9)).shows("Pending 9");

    // The job sheet; a step for the outage's first, which is the oldest; then its end.
    cell.key(Key::PageDown).types("j").shows("Job sheet goes to").key(Key::End).types("s").shows("What was done");
    cell.enters(&["", "crew 1 sent to T1", "crew 1"]).key(Key::F(9)).shows("crew 1 sent to T1");
    cell.types("r")
        .shows("It is put right")
        .enters(&["", "crew 1", "transformer fuse blown"])
        .key(Key::F(9))
        .shows("is rectified, not proved");
    cell.shows("Pending 5");
    // One of its children is still dark.
    cell.key(Key::Esc).shows("Log").types("0002").key(Key::Enter).shows("Ctrl-R reopens it").key(Key::Ctrl('r')).shows("Caller says");
    cell.types("still dark").key(Key::F(9)).shows("is open again").shows("Pending 6");
    cell.key(Key::F(10)).shows("Leave the program").key(Key::Enter);
    cell.pty.exit_code();

    let pending = world.run(&["complaint", "pending"]).done();
    let ids: Vec<&str> = rows(&pending).iter().map(|r| r["id"].as_str().unwrap().rsplit('-').next().unwrap()).collect();
    assert_eq!(ids, ["000005", "000009", "000008", "000007", "000006", "000002"]);
    assert_eq!(
        (&rows(&pending)[0]["priority"], &rows(&pending)[0]["calls"], &rows(&pending)[5]["reopened"]),
        (&json!("danger"), &json!(1), &json!(1))
    );
    let fourth = world.run(&["complaint", "show", "C-KVT-1-2627-000004"]).done();
    assert_eq!(fourth["stands"], "rectified with C-KVT-1-2627-000001");
    let meters = world.run(&["list", "meter-complaints"]).done();
    assert_eq!(meters["rows"][0]["name"], "Caller 6", "the JE looks at the meter (M-12)");
    let register = world.run(&["complaint", "register", "--date", "2026-11-12"]).done();
    assert_eq!(rows(&register).len(), 9);
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

#[test]
fn the_cell_by_command() {
    let mut world = world();
    let add = |more: &[&str]| world.run(&[&["complaint", "add", "--category", "no-supply", "--text", "dark"], more].concat());
    let first = add(&["--consumer", "1", "--phone", "9400000001", "--at", "10:05"]).done();
    assert_eq!(
        (&first["id"], &first["added"], &first["limit"]),
        (&json!("C-KVT-1-2627-000001"), &json!(false), &json!("2026-11-12T14:05"))
    );
    assert_eq!(add(&["--consumer", "1"]).done()["added"], true);
    assert_eq!(add(&["--consumer", "99"]).refused().0, "C-1");
    assert_eq!(add(&["--place", " "]).refused().0, "M-1");
    assert_eq!(add(&["--consumer", "2", "--phone", "12"]).refused().0, "M-1");
    assert_eq!(add(&[]).refused().0, "M-1", "a consumer or a place");
    let second = add(&["--consumer", "2"]).done();
    let id = first["id"].as_str().unwrap();
    let run = |arguments: &[&str]| world.run(&[&["complaint"], arguments].concat());
    assert_eq!(run(&["rectify", id, "--cause", "fuse", "--code", "0"]).refused().0, "M-6", "before the first step");
    assert_eq!(run(&["step", id, "--done", "crew sent", "--staff", "crew 1", "--at", "11:00"]).done()["stands"], "open");
    assert_eq!(run(&["pass", id, "--to", "stores"]).done()["stands"], "with Stores");
    assert_eq!(run(&["hold", id, "--reason", "no wire"]).done()["stands"], "on hold: no wire");
    assert_eq!(run(&["outage", id, second["id"].as_str().unwrap()]).done()["open"], true);
    assert_eq!(run(&["rectify", id, "--cause", "fuse", "--code", "x"]).refused().0, "M-11");
    let code = first["code"].as_str().unwrap();
    assert_eq!(run(&["rectify", id, "--cause", "fuse", "--by", "crew 1", "--code", code]).done()["stands"], "rectified");
    assert_eq!(rows(&run(&["pending"]).done()).len(), 0);
    assert_eq!(run(&["reopen", id, "--text", "dark again"]).done()["open"], true);
    let shown = run(&["show", id]).done();
    assert_eq!((shown["steps"].as_array().unwrap().len(), &shown["rectifications"][0]["proof"]), (3, &json!("code")));
    assert_eq!(rows(&run(&["list", "--area", "jet"]).done()).len(), 1);
    let pendency = run(&["pendency"]).done();
    assert_eq!(pendency["open_by_office_and_category"][0]["open"], 1);
    assert_eq!(run(&["hand-over", "--to", "night", "--promises", "House 1 by six"]).done()["open"], 1);
    let file = world.file("sheet.pdf");
    for (kind, name) in [("jobsheet", "all"), ("register", "12/11"), ("hand-over", "now")] {
        let to = format!("pdf:{}", file.display());
        assert_eq!(world.run(&["print", kind, name, "--to", &to]).done()["state"], "done");
        assert!(fs::read(&file).unwrap().starts_with(b"%PDF"), "{kind}");
    }
    world.be("admin");
    assert_eq!(world.run(&["complaint", "add", "--category", "1", "--place", "x", "--text", "y"]).refused().0, "I-7");
    assert_eq!(world.run(&["complaint", "erase", id, "--order", "order 7"]).done()["id"], id);
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}
