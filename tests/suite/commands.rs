//! The program as a command, as scripts use it: its JSON, its exit codes, its refusals.

use std::fs;

use serde_json::{Value, json};

use crate::support::cli::World;

const CONSUMERS: &str = "\
old_number,name,address,area,phone,category,govt_department,phase,load_kw,meter_no,meter_digits,meter_factor,last_reading,last_reading_date,units_1,units_2,units_3,arrears,sd,status
A1,Aminath Beebi,Pandaram House,North,9400000001,DOM,,single,2,M1,5,1,1200,2026-10-20,130,110,90,0,800,
A2,Koya P,Beach House,South,9400000002,DOM,,three,6,M2,5,1,2200,2026-10-20,130,110,90,250.50,800,BLTD
A3,Public Works,Jetty Office,South,9400000003,GOV,Public Works,three,8,M3,5,1,500,2026-10-20,200,200,200,0,0,
A4,Hameed K,Lagoon House,North,9400000004,DOM,,single,2,M4,5,1,99900,2026-10-20,100,100,100,0,800,
A5,Zainaba,Coral House,North,9400000005,DOM,,single,2,M5,5,1,10,2026-10-20,,,,1000,800,BLOG
";

/// The number of the consumer that was brought in on that line (the header is line 1).
fn number(imported: &Value, line: u64) -> String {
    let row = imported["rows"].as_array().unwrap().iter().find(|r| r["line"] == line).unwrap();
    row["consumer"].as_str().unwrap().to_owned()
}

/// An office with its people and five consumers; the clerk's counter is open.
fn office() -> (World, Vec<String>) {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12");
    for (name, roles) in [("clerk", "BCC"), ("anwar", "AE"), ("june", "JE")] {
        world.run(&["user", "add", name, "--roles", roles]).done();
    }
    let file = world.file("consumers.csv");
    fs::write(&file, CONSUMERS).unwrap();
    let imported = world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    assert_eq!(imported["imported"], 5);
    let numbers = (2..=6).map(|line| number(&imported, line)).collect();
    world.be("clerk");
    world.run(&["counter", "open", "--float", "500"]).done();
    (world, numbers)
}

#[test]
fn a_day_at_the_counter_by_command() {
    let (mut world, no) = office();
    let preview = world.run(&["bill", "preview", &no[0], "--reading", "1345"]).done();
    assert_eq!((&preview["bill"], &preview["state"], &preview["collect"]), (&Value::Null, &json!("preview"), &json!("320.00")));

    let paid = world.run(&["pay", &no[0], "--reading", "1345", "--cash", "500"]).done();
    assert_eq!(
        (&paid["amount"], &paid["change"], &paid["balance"], &paid["status"]),
        (&json!("320.00"), &json!("180.00"), &json!("0.00"), &json!("LIVE"))
    );
    assert_eq!(paid["receipt"], "R-KVT-1-2627-000001");
    assert_eq!(paid["bill"]["lines"][0], json!({ "head": "CC", "text": "Energy 0-100", "units": 100, "rate": "1.50", "amount": "150.00" }));

    let mixed = world.run(&["pay", "2", "--reading", "2300", "--upi", "100:612345678901", "--cash", "400"]).done();
    assert_eq!(
        (&mixed["bill"]["payable"], &mixed["bill"]["collect"], &mixed["balance"]),
        (&json!("490.50"), &json!("491.00"), &json!("-0.50"))
    );
    assert_eq!((&mixed["status"], &mixed["change"]), (&json!("LIVE"), &json!("9.00")));
    // The ledger has the bill and the receipt in the order in which they were.
    let ledger = world.run(&["consumer", "ledger", &no[1]]).done();
    let balances: Vec<&str> = ledger["rows"].as_array().unwrap().iter().map(|r| r["balance"].as_str().unwrap()).collect();
    assert_eq!(balances, ["250.50", "490.50", "-0.50"]);
    let receipts = world.run(&["consumer", "receipts", &no[1]]).done();
    assert_eq!((&receipts["rows"][0]["receipt"], &receipts["rows"][0]["amount"]), (&mixed["receipt"], &json!("491.00")));
    let readings = world.run(&["consumer", "readings", &no[1]]).done();
    assert_eq!((&readings["rows"][0]["reading"], &readings["rows"][0]["date"]), (&json!("2300"), &json!("2026-11-12")));
    let file = world.file("bills.csv").display().to_string();
    world.run(&["consumer", "bills", &no[1], "--format", "csv", "--out", &file]).done();
    let saved = std::fs::read_to_string(&file).unwrap();
    assert!(saved.starts_with("Bill,Period,Date,Units,This bill,Payable\n") && saved.lines().count() == 2, "{saved}");

    let lock = world.run(&["pay", &no[2], "--acm", "--cheque", "2100:SBI:004512:2026-11-10"]).done();
    assert_eq!(
        (&lock["bill"]["method"], &lock["bill"]["marks"][0], &lock["bill"]["units"]),
        (&json!("acm"), &json!("door lock"), &json!(200))
    );
    let over = world.run(&["pay", &no[3], "--reading", "20", "--rollover", "--cash", "1000", "--protest", "the meter runs fast"]).done();
    assert_eq!((&over["bill"]["units"], &over["request"]), (&json!(120), &json!("Q-KVT-1-2627-000001")));
    let dues = world.run(&["pay", &no[4], "--dues", "--cash", "1000"]).done();
    assert_eq!((&dues["bill"], &dues["status"]), (&Value::Null, &json!("DEAA")));

    // What should be in the drawer is not said before it is counted.
    let (rule, message) = world.run(&["counter", "close", "--count", "500=1"]).refused();
    assert_eq!(rule, "C-8");
    assert!(!message.chars().any(|c| c.is_ascii_digit()), "{message}");
    let status = world.run(&["counter", "status"]).done();
    assert_eq!((&status["open"]["receipts"], &status["open"].get("expected")), (&json!(5), &None));
    let close = world
        .run(&["counter", "close", "--count", "500=4,100=3,10=1,5=1,1=1", "--other", "upi=100,cheque=2100", "--reason", "one rupee short"])
        .done();
    assert_eq!((&close["receipts"], &close["counted"]["cheque"]), (&json!(5), &json!("2100.00")));
    assert_eq!(world.run(&["counter", "close-report", close["number"].as_str().unwrap()]).done()["check"], close["check"]);
    assert_eq!(world.run(&["pay", &no[0], "--dues", "--cash", "1"]).refused().0, "C-8");

    let posted = world.run(&["adjust", "add", &no[0], "--debit", "50", "--head", "ADJUST", "--reason", "bill of October"]).done();
    let id = posted["id"].as_str().unwrap();
    assert_eq!(world.run(&["adjust", "approve", id]).refused().0, "I-7");
    world.be("anwar");
    assert_eq!(world.run(&["adjust", "approve", id]).done()["balance"], "50.00");
    assert_eq!(world.run(&["adjust", "approve", id]).refused().0, "C-11");

    let report = world.run(&["verify"]).done();
    assert_eq!((&report["ok"], &report["faults"]), (&json!(true), &json!([])));
    world.run(&["rebuild"]).done();
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

#[test]
fn readings_that_are_no_readings_are_refused_with_their_rule() {
    let (world, no) = office();
    for (reading, rule, word) in [
        ("12x4", "B-9", "digits"),
        ("12345678901234567890", "B-9", "20 digits"),
        ("-5", "B-9", "negative"),
        ("1100", "B-9", "below 1200"),
        ("9000", "B-9", "confirm"),
    ] {
        let (got, message) = world.run(&["pay", &no[0], "--reading", reading, "--cash", "99999999"]).refused();
        assert_eq!(got, rule, "{reading}: {message}");
        assert!(message.contains(word), "{reading}: {message}");
    }
    let confirmed = world.run(&["pay", &no[0], "--reading", "9000", "--confirm", "--cash", "99999999"]).done();
    assert_eq!(confirmed["bill"]["units"], 7_800);
    assert_eq!(world.run(&["pay", &no[1], "--acm", "--cash", "500"]).refused().0, "L-11");
    assert_eq!(world.run(&["pay", &no[4], "--reading", "20", "--cash", "500"]).refused().0, "L-12");
    assert_eq!(world.run(&["pay", &no[1], "--reading", "2300", "--cash", "100"]).refused().0, "C-4");
}

#[test]
fn numbers_and_dates_are_held_to_their_rules() {
    let (mut world, no) = office();
    let last = no[0].chars().last().and_then(|c| c.to_digit(10)).unwrap();
    let wrong = format!("{}{}", &no[0][..8], (last + 1) % 10);
    let (rule, message) = world.run(&["consumer", "show", &wrong]).refused();
    assert_eq!(rule, "C-7");
    assert!(message.contains("check digit"), "{message}");
    assert_eq!(world.run(&["consumer", "show", "99"]).refused().0, "C-1");
    assert_eq!(world.run(&["consumer", "show", "A2"]).done()["consumer"], no[1].as_str());
    world.on("2026-11-27");
    world.run(&["counter", "close", "--count", "500=1"]).done();
    world.run(&["counter", "open", "--float", "0"]).done();
    let (rule, message) = world.run(&["pay", &no[0], "--reading", "1300", "--cash", "500"]).refused();
    assert_eq!(rule, "L-1");
    assert!(message.contains("01-12-2026"), "{message}");
    world.run(&["receipt", "misc", "--head", "APPFORM", "--amount", "20", "--remark", "form, H. Koya", "--cash", "20"]).done();
}

#[test]
fn exit_codes_tell_usage_from_rule_from_fault() {
    let (mut world, no) = office();
    assert_eq!(world.run(&["pay", &no[0]]).code, 2);
    assert_eq!(world.run(&["no-such-command"]).code, 2);
    world.be("june");
    let (rule, message) = world.run(&["pay", &no[0], "--reading", "1300", "--cash", "500"]).refused();
    assert_eq!(rule, "I-7");
    assert!(message.contains("BCC"), "{message}");
    world.be("nobody");
    assert_eq!(world.run(&["counter", "open", "--float", "1"]).refused().0, "J-16");
    let missing = World::empty("clerk");
    let fault = missing.run(&["counter", "status"]).fault();
    assert!(fault.contains("ebcm init"), "{fault}");
}

#[test]
fn j16_no_hash_of_a_password_leaves_by_command() {
    let (world, _) = office();
    let journal = world.run(&["journal", "export"]).done().to_string();
    assert!(journal.contains("password-set") && !journal.contains("argon2"), "the names stand, the hashes do not");
}

#[test]
fn an_import_is_all_or_nothing_and_names_each_bad_line() {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12");
    let file = world.file("bad.csv");
    fs::write(&file, CONSUMERS.replace("Koya P,Beach House,South,9400000002,DOM", "Koya P,Beach House,South,9400000002,XYZ")).unwrap();
    let path = file.to_str().unwrap();
    let (_, message) = world.run(&["consumer", "import", path]).refused();
    assert!(message.contains("line 3") && message.contains("category"), "{message}");
    assert_eq!(world.run(&["consumer", "find", "koya"]).done()["rows"], json!([]));
    // A line is checked just before it is recorded: those above the bad one have been, and go back; those below it are named too.
    fs::write(&file, CONSUMERS.replace("9400000004,DOM", "9400000004,XYZ").replace("9400000005,DOM", "9400000005,XYZ")).unwrap();
    let (_, message) = world.run(&["consumer", "import", path]).refused();
    assert!(
        message.starts_with("2 bad line(s); nothing was recorded") && message.contains("line 5,") && message.contains("line 6,"),
        "{message}"
    );
    assert_eq!(world.run(&["consumer", "find", "aminath"]).done()["rows"], json!([]));
    assert_eq!(world.run(&["verify"]).done()["ok"], json!(true));
    fs::write(&file, CONSUMERS.replace("Koya P,Beach House,South,9400000002,DOM", "Koya P,Beach House,South,9400000002,XYZ")).unwrap();
    let nowhere = world.file("no/such/folder.csv");
    let fault = world.run(&["consumer", "import", path, "--skip-bad", nowhere.to_str().unwrap()]).fault();
    assert!(fault.contains("--skip-bad"), "{fault}");
    assert_eq!(world.run(&["consumer", "find", "a"]).done()["rows"], json!([]), "nothing is recorded where its bad lines can't be kept");
    let set_aside = world.file("set-aside.csv");
    let imported = world.run(&["consumer", "import", path, "--skip-bad", set_aside.to_str().unwrap()]).done();
    assert_eq!((&imported["imported"], &imported["bad"]), (&json!(4), &json!(1)));
    assert!(fs::read_to_string(set_aside).unwrap().contains("Koya P"));
}
