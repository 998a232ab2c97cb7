//! Bill revision by command, as scripts do it: the whole path in both utilities, documents, the statement on paper.

use serde_json::{Value, json};

use crate::support::cli::World;

const CONSUMERS: &str = "\
old_number,name,address,area,phone,category,govt_department,phase,load_kw,meter_no,meter_digits,meter_factor,connected_on,last_reading,last_reading_date,units_1,units_2,units_3,arrears,sd,status
A1,Aminath Beebi,Pandaram House,North,9400000001,DOM,,single,2,M1,5,1,2015-01-10,1200,2026-10-20,130,110,90,0,800,
A2,Koya P,Beach House,South,9400000002,DOM,,single,2,M2,5,1,2015-01-10,2200,2026-10-20,130,110,90,0,800,
";

fn office() -> (World, Vec<String>) {
    let mut world = World::training("KVT", 1);
    world.on("2026-11-12");
    for (name, roles) in [("clerk", "BCC"), ("anwar", "AE"), ("elias", "EE")] {
        world.run(&["user", "add", name, "--roles", roles]).done();
    }
    let file = world.file("consumers.csv");
    std::fs::write(&file, CONSUMERS).unwrap();
    let imported = world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    let no = imported["rows"].as_array().unwrap().iter().map(|row| row["consumer"].as_str().unwrap().to_owned()).collect();
    world.be("clerk");
    world.run(&["counter", "open", "--float", "500"]).done();
    (world, no)
}

fn as_(world: &mut World, user: &str, arguments: &[&str]) -> Value {
    world.be(user);
    world.run(arguments).done()
}

#[test]
fn a_request_by_command_from_the_counter_to_the_statement() {
    let (mut world, no) = office();
    world.run(&["pay", &no[0], "--reading", "1900", "--confirm", "--cash", "4000"]).done();
    let letter = world.file("letter.pdf");
    std::fs::write(&letter, "a letter").unwrap();
    let letter = letter.to_str().unwrap().to_owned();
    let refused = world.run(&["revision", "new", &no[0], "--bill", "2026-11", "--document", "no-such.pdf"]).refused();
    assert!(refused.0 == "R-1" && refused.1.contains("no-such.pdf"), "{refused:?}");
    let made = world
        .run(&[
            "revision",
            "new",
            &no[0],
            "--bill",
            "2026-11",
            "--about",
            "wrong reading",
            "--details",
            "it says 1300",
            "--document",
            &letter,
        ])
        .done();
    let id = made["application"].as_str().unwrap().to_owned();
    assert_eq!((id.as_str(), &made["status"], &made["text"]), ("Q-KVT-1-2627-000001", &json!("IBC"), &json!("Initiate Bill Complaint")));
    let again = world.run(&["revision", "new", &no[0], "--bill", "2026-11"]).refused();
    assert!(again.0 == "R-2" && again.1.contains(&id), "{again:?}");
    let other = world.run(&["revision", "new", &no[1], "--bill", "B-KVT-1-2627-000001"]).refused();
    assert_eq!(other.0, "R-2");
    let kept = std::fs::read_dir(world.data().join("documents")).unwrap().count();
    assert_eq!(kept, 1);
    let preview = world.run(&["revision", "preview", &id, "--changes", "2026-11 reading 1300"]).done();
    assert_eq!((&preview["difference"], &preview["approver"]), (&json!("-3600.00"), &json!("AE")));
    assert_eq!(preview["bills"][0]["new"], json!({ "method": "actual", "reading": 1300, "units": 100, "amount": "185.00" }));
    assert_eq!(world.run(&["revision", "preview", &no[0], "--changes", "2026-11 reading 1300"]).done()["difference"], json!("-3600.00"));
    as_(&mut world, "clerk", &["revision", "accept", &id]);
    let sent = as_(&mut world, "clerk", &["revision", "propose", &id, "--changes", "2026-11 reading 1300"]);
    assert_eq!((&sent["status"], &sent["waits"]), (&json!("SFA"), &json!("AE")));
    let held = as_(&mut world, "clerk", &["revision", "list", "--role", "AE"]);
    assert_eq!(held["rows"][0]["application"], json!(id));
    let own = world.run(&["revision", "approve", &id]).refused();
    assert_eq!(own.0, "I-7");
    let done = as_(&mut world, "anwar", &["revision", "approve", &id]);
    assert_eq!((&done["status"], &done["balance"]), (&json!("CMP"), &json!("-3600.00")));
    let of = world.run(&["revision", "of", &no[0]]).done();
    assert_eq!(
        (&of["repeat"], &of["revised"][0]["request"], &of["revised"][0]["difference"]),
        (&json!(true), &json!(id), &json!("-3600.00"))
    );
    assert_eq!(of["rows"][0]["documents"][0]["name"], json!("letter.pdf"));
    let bills = world.run(&["consumer", "bills", &no[0]]).done();
    assert_eq!(bills["rows"][0]["revised"], json!(id));
    let file = world.file("statement.pdf");
    world.run(&["print", "revision", &id, "--to", &format!("pdf:{}", file.display())]).done();
    let out = std::process::Command::new("pdftotext").args(["-layout", file.to_str().unwrap(), "-"]).output().expect("pdftotext");
    let text = String::from_utf8(out.stdout).unwrap();
    for part in
        ["BILL REVISION STATEMENT", &id, "Aminath Beebi", "Energy above 300", "Rs 3,600.00 less", "Worked out: clerk", "Approved: anwar"]
    {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert_eq!(world.run(&["verify"]).done()["ok"], json!(true));
}

#[test]
fn the_portals_file_with_every_bad_line_and_an_officers_own_start() {
    let (mut world, no) = office();
    for (no, reading) in [(&no[0], "1900"), (&no[1], "2300")] {
        world.run(&["pay", no, "--reading", reading, "--confirm", "--cash", "4000"]).done();
    }
    let file = world.file("portal.csv");
    let path = file.to_str().unwrap().to_owned();
    std::fs::write(
        &file,
        format!("reference,consumer,bill,about,details\nW1,{0},2026-11,wrong reading,it says 1300\nW2,{1},soon,wrong reading,\nW3,x,2026-11,meter,\nW4,{1},2026-11,taste,\n", no[0], no[1]),
    )
    .unwrap();
    let refused = world.run(&["revision", "import", &path]).refused();
    for part in ["line 3", "line 4", "line 5"] {
        assert!(refused.1.contains(part), "{part} in {}", refused.1);
    }
    // What the register says no to is named with the rest, and set aside with it: the good line comes in.
    std::fs::write(
        &file,
        format!("reference,consumer,bill,about,details\nW1,{0},2026-11,wrong reading,it says 1300\nW2,{1},2020-01,wrong reading,\nW3,{0},2026-11,taste,\nW4,{0},2026-11,wrong reading,\n", no[0], no[1]),
    )
    .unwrap();
    let refused = world.run(&["revision", "import", &path, "--check"]).refused();
    for part in ["line 3, bill: ", "line 4, about: ", "line 5, bill: ", "an earlier line"] {
        assert!(refused.1.contains(part), "{part} in {}", refused.1);
    }
    let bad = world.file("bad.csv");
    let taken = world.run(&["revision", "import", &path, "--skip-bad", bad.to_str().unwrap()]).done();
    assert_eq!(taken["bad"], json!(3));
    let aside = std::fs::read_to_string(&bad).unwrap();
    assert_eq!(aside.lines().skip(1).map(|line| &line[..2]).collect::<Vec<_>>(), ["W2", "W3", "W4"], "{aside}");
    std::fs::write(&file, format!("reference,consumer,bill,about,details\nW1,{},2026-11,wrong reading,it says 1300\n", no[0])).unwrap();
    assert_eq!((&taken["imported"], &taken["applications"]), (&json!(1), &json!(["Q-KVT-1-2627-000001"])));
    assert_eq!(world.run(&["revision", "import", &path]).done()["known"], json!(1));
    assert_eq!(world.run(&["revision", "start", &no[1], "--bill", "2026-11", "--for", "meter replacement"]).refused().0, "I-7");
    let started = as_(&mut world, "elias", &["revision", "start", &no[1], "--bill", "2026-11", "--for", "meter replacement"]);
    assert_eq!(started["text"], json!("Bill Revision Required"));
    let id = started["application"].as_str().unwrap().to_owned();
    assert_eq!(as_(&mut world, "elias", &["revision", "reject", &id, "--reason", "the meter was right"])["status"], json!("REJ"));
}
