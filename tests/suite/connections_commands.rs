//! Connections by command, as scripts do them: the spec's words, JSON, refusals; and each paper on A4.

use std::fs;

use serde_json::{Value, json};

use crate::support::cli::World;

/// An office with its people; the clerk's counter is open.
fn office() -> World {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12");
    for (name, roles) in [("clerk", "BCC"), ("anwar", "AE"), ("june", "JE")] {
        world.run(&["user", "add", name, "--roles", roles]).done();
    }
    world.be("clerk");
    world.run(&["counter", "open", "--float", "500"]).done();
    world
}

fn step(world: &mut World, user: &str, id: &str, action: &str, more: &[&str]) -> Value {
    world.be(user);
    let arguments: Vec<&str> = ["workflow", "step", id, action].into_iter().chain(more.iter().copied()).collect();
    world.run(&arguments).done()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

/// Prints a paper as PDF and gives its text.
fn printed(world: &World, kind: &str, id: &str) -> String {
    let file = world.file(&format!("{kind}.pdf"));
    world.run(&["print", kind, id, "--to", &format!("pdf:{}", file.display())]).done();
    let out = std::process::Command::new("pdftotext").args(["-layout", file.to_str().unwrap(), "-"]).output().expect("pdftotext");
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn a_domestic_connection_by_command_with_every_paper() {
    let mut world = office();
    let file = world.file("application.json");
    let fields =
        json!({ "name": "Koya P", "address": "Beach House", "phone": "9400000001", "category": "DOM", "phase": "single", "load_kw": 2 });
    fs::write(&file, fields.to_string()).unwrap();
    world.be("june");
    let made = world.run(&["apply", "new", "--kind", "regular", "--from", file.to_str().unwrap()]).done();
    assert_eq!((&made["application"], &made["status"]), (&json!("A-KVT-1-2627-000001"), &json!("APN")));
    let id = text(&made, "application").to_owned();
    let letter = step(&mut world, "june", &id, "sil", &["--set", "visit=2026-11-15"]);
    assert_eq!(letter["papers"], json!([{ "kind": "sil", "id": "S-KVT-1-2627-000001" }]));
    step(&mut world, "june", &id, "estimate", &["--set", "line_metres=30", "--set", "recommend=accept"]);
    step(&mut world, "anwar", &id, "sanction", &[]);
    let note = step(&mut world, "june", &id, "demand-note", &[]);
    assert_eq!(note["demand"], json!({ "demand": "D-KVT-1-2627-000001", "collect": "1900.00", "last_date": "2026-12-12" }));
    world.be("clerk");
    assert_eq!(world.run(&["workflow", "step", &id, "collect", "--cash", "1000"]).refused().0, "N-2");
    assert_eq!(world.run(&["workflow", "step", &id, "order"]).refused().0, "N-1");
    let paid = step(&mut world, "clerk", &id, "collect", &["--cash", "2000"]);
    assert_eq!(
        (&paid["status"], &paid["change"], &paid["balance"], &paid["sd"]),
        (&json!("SDP"), &json!("100.00"), &json!("0.00"), &json!("800.00"))
    );
    let consumer = text(&paid, "consumer").to_owned();
    step(&mut world, "anwar", &id, "order", &[]);
    world.be("june");
    let execute = ["--set", "on=2026-11-12", "--set", "meter=N-1", "--set", "make=HPL", "--set", "digits=5", "--set", "initial=7"];
    let live = step(&mut world, "june", &id, "execute", &execute);
    assert_eq!((&live["status"], &live["consumer_status"]), (&json!("LIVE"), &json!("LIVE")));
    let shown = world.run(&["consumer", "show", &consumer]).done();
    assert_eq!(
        (&shown["name"], &shown["meter"], &shown["last_reading"], &shown["sd"]),
        (&json!("Koya P"), &json!("N-1"), &json!(7), &json!("800.00"))
    );
    assert_eq!(world.run(&["consumer", "find", "koya"]).done()["rows"][0]["consumer"], json!(consumer));
    for (kind, id, part) in [
        ("application", id.as_str(), "ELD form"),
        ("sil", "S-KVT-1-2627-000001", "15-11-2026"),
        ("estimate", id.as_str(), "1,900.00"),
        ("dn", "D-KVT-1-2627-000001", "12-12-2026"),
        ("meter-card", id.as_str(), consumer.as_str()),
        ("sco", "O-KVT-1-2627-000001", "SERVICE CONNECTION ORDER"),
        ("execution", id.as_str(), "HPL"),
        ("receipt", text(&paid, "receipt"), "Security deposit"),
        ("path", id.as_str(), "R-KVT-1-2627-000001"),
    ] {
        let paper = printed(&world, kind, id);
        assert!(paper.contains(part), "{kind}: no '{part}' in\n{paper}");
        assert!(paper.contains("Koya P") && paper.contains("TRAINING"), "{kind}:\n{paper}");
    }
    assert!(printed(&world, "dn", "D-KVT-1-2627-000001").contains("DUPLICATE 1"));
    let path = world.run(&["workflow", "show", &id]).done();
    assert_eq!(path["path"].as_array().unwrap().len(), 8);
    assert_eq!(world.run(&["apply", "list"]).done()["rows"], json!([]));
    // The scroll and its sums know the receipt.
    let receipts = world.run(&["receipt", "list", "--date", "2026-11-12"]).done();
    assert_eq!((&receipts["rows"][0]["head"], &receipts["rows"][0]["amount"]), (&json!("CONNECTION"), &json!("1900.00")));
    world.be("clerk");
    let close = world.run(&["counter", "close", "--count", "500=4,100=4"]).done();
    assert_eq!((&close["receipts"], &close["difference"]), (&json!(1), &json!("0.00")));
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

#[test]
fn requests_of_a_consumer_in_one_command_each() {
    let mut world = office();
    let file = world.file("consumers.csv");
    let csv = "old_number,name,address,area,phone,category,phase,load_kw,meter_no,meter_digits,meter_factor,connected_on,last_reading,last_reading_date,units_1,arrears,sd,status\n\
               A1,Aminath,House 1,North,9400000001,DOM,single,2,M1,5,1,2025-03-12,1200,2026-10-20,100,0,800,\n\
               A2,Beebi,House 2,North,9400000002,DOM,single,2,M2,5,1,2020-01-01,1200,2026-10-20,100,0,800,\n";
    fs::write(&file, csv).unwrap();
    world.be("admin");
    let imported = world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    let no = |i: usize| imported["rows"][i]["consumer"].as_str().unwrap().to_owned();
    world.be("june");
    let ended = world.run(&["permanent", &no(0), "--reading", "1240", "--request-date", "2026-11-10"]).done();
    assert_eq!((&ended["status"], &ended["cofee"]), (&json!("PDOR"), &json!("400.00")));
    let heads: Vec<&str> = ended["bill"]["lines"].as_array().unwrap().iter().map(|line| line["head"].as_str().unwrap()).collect();
    assert!(heads.contains(&"COFEE"), "the fee stands on the final bill: {heads:?}");
    let paper = printed(&world, "final-bill", ended["bill"]["bill"].as_str().unwrap());
    assert!(paper.contains("FINAL BILL") && paper.contains("Contractual obligatory fee") && paper.contains("1200 to 1240"), "{paper}");
    let stopped = world.run(&["stopbill", &no(1), "--reading", "1250"]).done();
    assert_eq!(stopped["status"], "STBL");
    assert_eq!(world.run(&["energise", &no(1), "--reading", "1250"]).refused().0, "N-1");
    world.be("clerk");
    world.run(&["pay", &no(1), "--dues", "--cash", "5000"]).done();
    world.be("anwar");
    assert_eq!(world.run(&["reactivate", &no(1)]).done()["status"], "STSD");
    // Taken back, and asked for once more.
    assert_eq!(world.run(&["reactivate", &no(1), "--withdraw", "not asked for"]).done()["status"], "STBP");
    assert_eq!(world.run(&["reactivate", &no(1), "--withdraw", "twice"]).refused().0, "N-1");
    assert_eq!(world.run(&["reactivate", &no(1)]).done()["status"], "STSD");
    world.be("june");
    let (rule, message) = world.run(&["energise", &no(1), "--reading", "9250"]).refused();
    assert!(rule == "B-9" && message.contains("far above the usual"), "{message}");
    assert_eq!(world.run(&["energise", &no(1), "--reading", "1250"]).done()["status"], "LIVE");
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

const ONLINE: &str = "reference,kind,status,name,address,phone,category,phase,load_kw,from,until\n";

#[test]
fn online_applications_come_in_by_file_and_the_ae_decides() {
    let mut world = office();
    let file = world.file("portal.csv");
    let path = file.to_str().unwrap().to_owned();
    fs::write(&file, format!("{ONLINE}P1,regular,,Koya,Beach,9400000001,DOM,single,2,,\nP2,regular,,Beebi,Jetty,,XYZ,single,2,,\n"))
        .unwrap();
    world.be("anwar");
    let (_, message) = world.run(&["apply", "import", &path]).refused();
    assert!(message.contains("line 3") && message.contains("category"), "{message}");
    fs::write(
        &file,
        format!("{ONLINE}P1,regular,,Koya,Beach,9400000001,DOM,single,2,,\nP2,regular,saved,Beebi,Jetty,,COM,single,2,,\nP3,temporary,TOSB,Feast,Jetty,,COM,single,2,2026-11-20,2026-11-25\n"),
    )
    .unwrap();
    let imported = world.run(&["apply", "import", &path]).done();
    assert_eq!((&imported["imported"], &imported["bad"]), (&json!(3), &json!(0)));
    let numbers: Vec<String> = imported["applications"].as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_owned()).collect();
    // The same file again changes nothing.
    assert_eq!(world.run(&["apply", "import", &path]).done()["known"], 3);
    let waits = world.run(&["apply", "list", "--role", "AE"]).done();
    assert_eq!(waits["rows"].as_array().unwrap().iter().map(|r| r["status"].as_str().unwrap()).collect::<Vec<_>>(), ["OSB", "TOSB"]);
    let returned = step(&mut world, "anwar", &numbers[0], "return", &["--set", "reason=the house's plan is missing"]);
    assert_eq!(returned["status"], "ORT");
    // Submitted again at the portal, with another load.
    fs::write(&file, format!("{ONLINE}P1,regular,submitted,Koya,Beach,9400000001,DOM,single,3,,\n")).unwrap();
    world.run(&["apply", "import", &path]).done();
    let admitted = step(&mut world, "anwar", &numbers[0], "admit", &[]);
    assert_eq!(admitted["status"], "APN");
    assert_eq!(world.run(&["workflow", "show", &numbers[0]]).done()["given"]["load_kw"], "3");
    let temporary = step(&mut world, "anwar", &numbers[2], "admit", &[]);
    assert_eq!(temporary["status"], "AVP");
    assert!(printed(&world, "advance-slip", temporary["demand"]["demand"].as_str().unwrap()).contains("25-11-2026"));
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

#[test]
fn a_workflow_of_the_offices_own() {
    let mut world = office();
    let drawn = world.run(&["workflow", "show", "regular"]).done();
    assert!(drawn["steps"].as_array().unwrap().iter().any(|s| s["step"] == "execute"));
    let file = world.file("own.toml");
    let path = file.to_str().unwrap().to_owned();
    let shipped = include_str!("../../assets/workflows/change-name.toml");
    fs::write(&file, shipped.replace("by = [\"AE\"]", "by = [\"BOSS\"]")).unwrap();
    let fault = world.run(&["workflow", "check", &path]).fault();
    assert!(fault.contains("own.toml, line ") && fault.contains("not a role"), "{fault}");
    fs::write(&file, shipped.replace("by = [\"AE\"]", "by = [\"AE\", \"EE\"]")).unwrap();
    world.run(&["workflow", "check", &path]).done();
    assert_eq!(world.run(&["workflow", "add", &path]).refused().0, "I-7");
    world.be("admin");
    world.run(&["workflow", "add", &path]).done();
    let steps = world.run(&["workflow", "show", "change-name"]).done()["steps"].clone();
    assert_eq!(steps.as_array().unwrap().iter().find(|s| s["step"] == "approve").unwrap()["by"], json!(["AE", "EE"]));
}
