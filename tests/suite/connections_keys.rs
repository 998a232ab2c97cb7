//! Every way in and out of a connection through the real program, by keys, changing users; what lies between is done by command.

use std::fs;

use serde_json::{Value, json};

use crate::support::cli::World;
use crate::support::hands::{at_work, enters, goes_to, leaves, terminal};
use crate::support::pty::{Key, Pty};

const ON: &str = "2026-11-12";
const JE: &str = "junior engineer";
const AE: &str = "assistant engineer";
const BCC: &str = "billing counter clerk";

/// An office with its people and two consumers; the clerk's counter is open.
fn office() -> (World, Vec<String>) {
    let mut world = World::training("KVT", 1);
    world.on(ON);
    for (user, roles) in [("june", "JE"), ("anwar", "AE"), ("asha", "BCC")] {
        world.run(&["user", "add", user, "--roles", roles]).done();
    }
    let file = world.file("consumers.csv");
    let head = "name,address,area,category,phase,load_kw,meter_no,meter_digits,meter_factor,connected_on,last_reading,last_reading_date,units_1,arrears,sd,status";
    let rows = "Aminath,House 1,North,DOM,single,2,M1,5,1,2025-03-12,1200,2026-10-20,100,0,800,\nBeebi,House 2,North,DOM,single,2,M2,5,1,2020-01-01,900,2026-10-20,,500,0,BLOG\n";
    fs::write(&file, format!("{head}\n{rows}")).unwrap();
    let imported = world.run(&["consumer", "import", file.to_str().unwrap()]).done();
    let numbers = imported["rows"].as_array().unwrap().iter().map(|row| row["consumer"].as_str().unwrap().to_owned()).collect();
    world.be("asha");
    world.run(&["counter", "open", "--float", "500"]).done();
    (world, numbers)
}

fn by_command(world: &mut World, user: &str, id: &str, step: &str, more: &[&str]) -> Value {
    world.be(user);
    let arguments: Vec<&str> = ["workflow", "step", id, step].into_iter().chain(more.iter().copied()).collect();
    world.run(&arguments).done()
}

fn status_of(world: &World, consumer: &str) -> String {
    world.run(&["consumer", "show", consumer]).done()["status"].as_str().unwrap().to_owned()
}

/// A new application of the kind at that place of the list.
fn begins(pty: &mut Pty, place: &str, shows: &str) {
    goes_to(pty, "new application");
    pty.wait_for("Reactivation");
    pty.type_text(place);
    pty.wait_for(shows);
}

/// The step that is first in the list, whose form has nothing that must be typed.
fn takes_first(mut pty: Pty, shows: &str, then: &str) {
    pty.type_text("1");
    pty.wait_for(shows);
    pty.key(Key::F(9));
    pty.wait_for(then);
    leaves(pty);
}

/// Exact cash for what the application demands.
fn collects(world: &World, number: &str, then: &str) {
    let mut pty = at_work(world, ON, "asha", BCC, number);
    pty.type_text("1");
    pty.wait_for("Exactly");
    pty.key(Key::Enter);
    pty.wait_for(then);
    leaves(pty);
}

#[test]
fn n6_a_temporary_connection_is_extended_once_and_settled_with_a_refund() {
    let (mut world, _) = office();
    let number = "A-KVT-1-2627-000001";
    let mut pty = terminal(&world, ON, "june", JE);
    begins(&mut pty, "4", "Handwritten application");
    enters(&mut pty, &["Youth Club", "Stadium", "", "", "com", "", "2", "", "", "", "", "12", "21"]);
    pty.wait_for("Connection and disconnection");
    pty.key(Key::F(9));
    pty.wait_for("AVP advance pending");
    leaves(pty);
    collects(&world, number, "TAP advance paid, order awaited");
    takes_first(at_work(&world, ON, "anwar", AE, number), "Remark", "TCC order issued");
    let mut pty = at_work(&world, ON, "june", JE, number);
    pty.type_text("1");
    pty.wait_for("Meter number");
    enters(&mut pty, &["", "TMP-1", "", "5", "", "100"]);
    pty.wait_for("Supply on");
    pty.key(Key::F(9));
    pty.wait_for("NEW active");
    // Extended: the further advance takes no fixed charge twice.
    pty.type_text("1");
    pty.wait_for("Last date");
    enters(&mut pty, &["24"]);
    pty.wait_for("535.00");
    pty.key(Key::F(9));
    pty.wait_for("EXTA extended, further advance to be paid");
    leaves(pty);
    collects(&world, number, "EXTN extended");
    // Its time is over before its last date: a reading that can't be is asked about, the right one is settled.
    let mut pty = at_work(&world, ON, "june", JE, number);
    pty.type_text("2");
    pty.wait_for("Final reading");
    enters(&mut pty, &["", "1100"]);
    pty.wait_for("far above the usual 16 a month");
    pty.key(Key::F(9));
    pty.wait_for("Is the reading right?");
    pty.key(Key::Esc);
    pty.wait_gone("Is the reading right?");
    pty.key(Key::BackTab);
    pty.key(Key::Ctrl('u'));
    enters(&mut pty, &["110"]);
    pty.wait_for("To be refunded");
    pty.key(Key::F(9));
    pty.wait_for("ended on 12-11-2026");
    leaves(pty);
    world.be("admin");
    let whole = world.run(&["workflow", "show", number, "--format", "json"]).done();
    let consumer = whole["consumer"].as_str().unwrap().to_owned();
    let shown = world.run(&["consumer", "show", &consumer]).done();
    // 1,633 and 535 of advance, 90 of energy, 75 fixed, 10 rent: the 300 of connection were their own.
    assert_eq!((&shown["status"], &shown["advance"]), (&json!("DISC"), &json!("1993.00")));
    // The refund is a voucher that the AE approves.
    world.be("asha");
    let made = world.run(&["sd", "advance", &consumer, "--amount", "1993", "--reason", "settled"]).done();
    world.be("anwar");
    world.run(&["adjust", "approve", made["id"].as_str().unwrap()]).done();
    assert_eq!(world.run(&["consumer", "show", &consumer]).done()["advance"], "0.00");
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

#[test]
fn l16_a_permanent_disconnection_after_twenty_months_has_its_fee_on_the_final_bill() {
    let (world, consumers) = office();
    let mut pty = terminal(&world, ON, "june", JE);
    begins(&mut pty, "5", "Date of the request");
    enters(&mut pty, &[&consumers[0]]);
    pty.wait_for("Aminath, House 1");
    enters(&mut pty, &["10", "12", "1240"]);
    // 36 − 20 months at Rs 25.
    pty.wait_for("COFee");
    pty.wait_for("400.00");
    pty.key(Key::F(9));
    pty.wait_for("PDOR");
    leaves(pty);
    assert_eq!(status_of(&world, &consumers[0]), "PDOR");
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

#[test]
fn n7_a_connection_is_stopped_paid_and_put_on_again() {
    let (mut world, consumers) = office();
    let consumer = &consumers[0];
    let mut pty = terminal(&world, ON, "june", JE);
    begins(&mut pty, "7", "Date of the request");
    enters(&mut pty, &[consumer]);
    pty.wait_for("Aminath, House 1");
    enters(&mut pty, &["", "", "1240"]);
    pty.wait_for("Payable then");
    pty.key(Key::F(9));
    pty.wait_for("STBL stop-bill, payment pending");
    leaves(pty);
    world.be("asha");
    world.run(&["pay", consumer, "--dues", "--cash", "5000"]).done();
    // The AE admits it as it is asked for; nothing of the deposit lacks.
    let mut pty = terminal(&world, ON, "anwar", AE);
    begins(&mut pty, "1", "Admitting a reactivation");
    enters(&mut pty, &[consumer]);
    pty.wait_for("Account  STBP");
    pty.key(Key::F(9));
    pty.wait_for("STSP reactivated, deposit paid, to be put on");
    leaves(pty);
    // Withdrawn again, while it is neither paid for nor on; then asked for once more.
    // It waits for the JE: the AE finds it in the office's list.
    let mut pty = terminal(&world, ON, "anwar", AE);
    goes_to(&mut pty, "connections");
    pty.wait_for("Ctrl-O Office");
    pty.key(Key::Ctrl('o'));
    pty.wait_for("A-KVT-1-2627-000002");
    pty.key(Key::Enter);
    pty.wait_for("Application A-KVT-1-2627-000002");
    pty.type_text("1");
    pty.wait_for("it will stand at RAW");
    enters(&mut pty, &["not wanted yet"]);
    pty.wait_for("stays stopped");
    pty.key(Key::F(9));
    pty.wait_for("RAW reactivation withdrawn");
    leaves(pty);
    assert_eq!(status_of(&world, consumer), "STBP");
    world.be("anwar");
    world.run(&["reactivate", consumer]).done();
    let mut pty = at_work(&world, ON, "june", JE, "A-KVT-1-2627-000003");
    pty.type_text("1");
    pty.wait_for("Date of execution");
    // Nothing ran through it while it stood stopped: so much is asked about.
    enters(&mut pty, &["", "9240"]);
    pty.wait_for("is far above the usual");
    pty.key(Key::F(9));
    pty.wait_for("Is the reading right?");
    pty.type_text("y");
    pty.wait_for("LIVE active");
    leaves(pty);
    assert_eq!(status_of(&world, consumer), "LIVE");
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

#[test]
fn n4_premises_are_connected_again_under_a_new_number() {
    let (world, consumers) = office();
    let number = "A-KVT-1-2627-000001";
    // What the old connection owed is paid first.
    world.run(&["pay", &consumers[1], "--dues", "--cash", "500"]).done();
    let mut pty = terminal(&world, ON, "june", JE);
    begins(&mut pty, "2", "Lateral re-connection");
    enters(&mut pty, &[&consumers[1]]);
    pty.wait_for("Beebi, House 2");
    enters(&mut pty, &["New Owner"]);
    pty.key(Key::F(9));
    pty.wait_for("APN new application");
    leaves(pty);
    takes_first(at_work(&world, ON, "anwar", AE, number), "Remark", "AES sanctioned");
    let mut pty = at_work(&world, ON, "june", JE, number);
    pty.type_text("1");
    pty.wait_for("To pay");
    pty.key(Key::F(9));
    pty.wait_for("DNL demand note served, lateral");
    leaves(pty);
    collects(&world, number, "SDP security deposit collected");
    takes_first(at_work(&world, ON, "anwar", AE, number), "Remark", "SCO service connection order served");
    let mut pty = at_work(&world, ON, "june", JE, number);
    pty.type_text("1");
    pty.wait_for("Meter number");
    // The meter of the premises stays.
    enters(&mut pty, &["", "M2", "", "5", "", "900"]);
    pty.wait_for("Supply on");
    pty.key(Key::F(9));
    pty.wait_for("ended on 12-11-2026");
    pty.wait_for(&format!("in place of {}", consumers[1]));
    leaves(pty);
    let whole = world.run(&["workflow", "show", number, "--format", "json"]).done();
    let new = whole["consumer"].as_str().unwrap();
    assert_ne!(new, consumers[1]);
    assert_eq!((status_of(&world, new).as_str(), status_of(&world, &consumers[1]).as_str()), ("LIVE", "DEAA"));
    assert_eq!(world.run(&["verify"]).done()["ok"], true);
}

/// Entered and estimated by command.
fn submitted(world: &mut World, name: &str) -> String {
    world.be("june");
    let set: Vec<String> = [("name", name), ("address", "Beach 1"), ("category", "DOM"), ("phase", "single"), ("load_kw", "2")]
        .into_iter()
        .flat_map(|(field, text)| ["--set".to_owned(), format!("{field}={text}")])
        .collect();
    let arguments: Vec<&str> = ["apply", "new", "--kind", "regular"].into_iter().chain(set.iter().map(String::as_str)).collect();
    let id = world.run(&arguments).done()["application"].as_str().unwrap().to_owned();
    by_command(world, "june", &id, "sil", &["--set", "visit=2026-11-13"]);
    by_command(world, "june", &id, "estimate", &["--set", "line_metres=30", "--set", "recommend=accept"]);
    id
}

#[test]
fn n1_one_is_rejected_and_one_returned_and_sanctioned_later() {
    let (mut world, _) = office();
    let (first, second) = (submitted(&mut world, "Cheriya Koya"), submitted(&mut world, "Pookunhi"));
    let mut pty = terminal(&world, ON, "anwar", AE);
    pty.wait_for("2 waiting for you");
    goes_to(&mut pty, "connections");
    pty.wait_for("Cheriya Koya");
    pty.key(Key::Enter);
    pty.wait_for(&format!("Application {first}"));
    // What sends back or rejects stands below what leads on, and asks why.
    pty.type_text("3");
    pty.wait_for("Reason");
    enters(&mut pty, &["no line to that place"]);
    pty.key(Key::F(9));
    pty.wait_for("APR application rejected");
    pty.key(Key::Esc);
    pty.wait_for("Pookunhi");
    pty.wait_gone("Cheriya Koya");
    pty.key(Key::Enter);
    pty.wait_for(&format!("Application {second}"));
    pty.type_text("2");
    pty.wait_for("Reason");
    enters(&mut pty, &["measure the line again"]);
    pty.key(Key::F(9));
    pty.wait_for("AER returned to the JE");
    leaves(pty);
    let mut pty = at_work(&world, ON, "june", JE, &second);
    pty.wait_for("measure the line again");
    pty.type_text("1");
    pty.wait_for("Service line, metres");
    enters(&mut pty, &["42", ""]);
    pty.wait_for("2,428.00");
    pty.key(Key::F(9));
    pty.wait_for("SFS submitted to the AE for sanction");
    leaves(pty);
    takes_first(at_work(&world, ON, "anwar", AE, &second), "Remark", "AES sanctioned");
    world.be("admin");
    let show = |id: &str| world.run(&["workflow", "show", id, "--format", "json"]).done();
    assert_eq!((&show(&first)["status"], &show(&first)["open"]), (&json!("APR"), &json!(false)));
    assert_eq!((&show(&second)["status"], &show(&second)["waits"]), (&json!("AES"), &json!("JE")));
}

#[test]
fn b13_the_first_bill_of_a_new_connection_is_made_at_the_window() {
    let (mut world, _) = office();
    let id = submitted(&mut world, "Cheriya Koya");
    by_command(&mut world, "anwar", &id, "sanction", &[]);
    by_command(&mut world, "june", &id, "demand-note", &[]);
    by_command(&mut world, "asha", &id, "collect", &["--cash", "1900"]);
    by_command(&mut world, "anwar", &id, "order", &[]);
    let execute = ["--set", "on=2026-11-12", "--set", "meter=NEW-1", "--set", "digits=5", "--set", "initial=3"];
    let consumer = by_command(&mut world, "june", &id, "execute", &execute)["consumer"].as_str().unwrap().to_owned();
    // A change that waits for the counter is said at the window (C-2).
    world.be("june");
    let change = world.run(&["apply", "new", "--kind", "change-load", "--consumer", &consumer, "--set", "load_kw=3"]).done();
    by_command(&mut world, "anwar", change["application"].as_str().unwrap(), "approve", &[]);
    let mut pty = terminal(&world, ON, "asha", BCC);
    pty.key(Key::F(2));
    pty.wait_for("Consumer");
    enters(&mut pty, &[&consumer]);
    pty.wait_for("Cheriya Koya");
    pty.wait_for("Change of load A-KVT-1-2627-000002: 400.00 to be paid by 12-12-2026");
    pty.type_text("53");
    // 50 units at 1.50, fixed charge and rent; Enter, and Enter for exact cash.
    pty.wait_for("110.00");
    pty.keys(&[Key::Enter, Key::Enter]);
    pty.wait_for("R-KVT-1-2627-000002");
    leaves(pty);
    let shown = world.run(&["consumer", "show", &consumer]).done();
    assert_eq!((&shown["last_reading"], &shown["balance"]), (&json!(53), &json!("0.00")));
}
