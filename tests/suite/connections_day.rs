//! A connection from hand to hand through the real program, by keys alone, changing users; then read back by command.

use serde_json::json;

use crate::support::cli::World;
use crate::support::hands::{at_work, enters, goes_to, leaves, terminal};
use crate::support::pty::Key;

const NUMBER: &str = "A-KVT-1-2627-000001";
const ON: &str = "2026-11-12";

#[test]
fn n1_a_handwritten_application_goes_from_hand_to_hand_to_live() {
    let mut world = World::training("KVT", 1);
    world.on(ON);
    for (user, roles) in [("june", "JE"), ("anwar", "AE"), ("asha", "BCC")] {
        world.run(&["user", "add", user, "--roles", roles]).done();
    }

    // JE: the application, the letter, the estimate.
    let mut pty = terminal(&world, ON, "june", "junior engineer");
    goes_to(&mut pty, "new application");
    pty.wait_for("Temporary connection");
    pty.type_text("1");
    pty.wait_for("Handwritten application");
    enters(&mut pty, &["Cheriya Koya", "Palm House 3", "9400000041", "", "dom", "", "2", "", "", "North"]);
    pty.key(Key::F(9));
    pty.wait_for("APN new application");
    pty.type_text("1");
    pty.wait_for("Day of the inspection");
    enters(&mut pty, &["13"]);
    pty.wait_for("ILS inspection letter served");
    pty.type_text("1");
    pty.wait_for("Service line, metres");
    enters(&mut pty, &["35", ""]);
    pty.wait_for("Security deposit");
    pty.key(Key::F(9));
    pty.wait_for("not yours: Sanction (AE)");
    leaves(pty);

    // AE: sanctioned. JE: the demand note.
    let mut pty = at_work(&world, ON, "anwar", "assistant engineer", NUMBER);
    pty.type_text("1");
    pty.wait_for("Remark");
    pty.key(Key::F(9));
    pty.wait_for("AES sanctioned");
    leaves(pty);
    let mut pty = at_work(&world, ON, "june", "junior engineer", NUMBER);
    pty.type_text("1");
    pty.wait_for("To pay");
    pty.key(Key::Enter);
    pty.wait_for("DNP demand note served");
    leaves(pty);

    // BCC: exact cash; the consumer's number is made with the receipt.
    let mut pty = terminal(&world, ON, "asha", "billing counter clerk");
    goes_to(&mut pty, "counter");
    pty.wait_for("No counter today");
    pty.type_text("1");
    pty.wait_for("The float is");
    enters(&mut pty, &["500"]);
    pty.wait_for("counter open");
    goes_to(&mut pty, "connections");
    pty.wait_for(NUMBER);
    pty.key(Key::Enter);
    pty.wait_for("Connection charges & SD collection");
    pty.type_text("1");
    pty.wait_for("Exactly");
    pty.key(Key::Enter);
    pty.wait_for("SDP security deposit collected");
    pty.wait_for("R-KVT-1-2627-000001");
    leaves(pty);

    // AE: the order. JE: executed.
    let mut pty = at_work(&world, ON, "anwar", "assistant engineer", NUMBER);
    pty.type_text("1");
    pty.wait_for("Remark");
    pty.key(Key::F(9));
    pty.wait_for("SCO service connection order served");
    leaves(pty);
    let mut pty = at_work(&world, ON, "june", "junior engineer", NUMBER);
    pty.type_text("1");
    pty.wait_for("Meter number");
    enters(&mut pty, &["", "ISK-4471", "ISKRA", "5", "", "3"]);
    pty.wait_for("Supply on");
    pty.key(Key::F(9));
    pty.wait_for("ended on 12-11-2026");
    leaves(pty);

    world.be("admin");
    let whole = world.run(&["workflow", "show", NUMBER, "--format", "json"]).done();
    let path: Vec<String> = whole["path"].as_array().unwrap().iter().map(|taken| format!("{} {}", taken["to"], taken["user"])).collect();
    let hands = ["APN june", "ILS june", "SFS june", "AES anwar", "DNP june", "SDP asha", "SCO anwar", "LIVE june"];
    assert_eq!(path, hands.map(|hand| hand.split(' ').map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" ")));
    let consumer = whole["consumer"].as_str().expect("a number");
    let shown = world.run(&["consumer", "show", consumer]).done();
    assert_eq!((&shown["status"], &shown["name"], &shown["meter"]), (&json!("LIVE"), &json!("Cheriya Koya"), &json!("ISK-4471")));
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
    // Each step's papers were ordered with it, once.
    let queue = world.run(&["print", "queue"]).done();
    let mut papers: Vec<&str> = queue["rows"].as_array().unwrap().iter().map(|job| job["kind"].as_str().unwrap()).collect();
    papers.sort_unstable();
    assert_eq!(papers, ["application", "dn", "estimate", "execution", "meter-card", "receipt", "sco", "sil"]);
}
