//! Connections: what a busy day gets wrong, each refused in one clear line, or put right by the step that is there for it (`N-1` to `N-8`).

use ebcm::acts::Act;
use ebcm::acts::application::{AtOnce, TakeStep, Typed};
use ebcm::acts::meter::{ChangeMeter, Stuck};
use ebcm::acts::posting::{DecidePosting, MakePosting};
use ebcm::acts::shows::Shows;
use ebcm::base::{Day, Money, No};
use ebcm::journal::fact::{Posting, TextFile};
use ebcm::rules::status::Status;
use ebcm::rules::workflow::SHIPPED;
use ebcm::store::open::How;
use ebcm::store::sight::Seen;

use crate::support::connect::{domestic, festival, refused, typed};
use crate::support::office::{Office, row, today};

fn office() -> (tempfile::TempDir, Office) {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    office.open_counter();
    (dir, office)
}

fn order_first(office: &mut Office) {
    let (_, text) = SHIPPED.into_iter().find(|(file, _)| *file == "temporary-order-first").unwrap();
    let file = TextFile { file: "temporary-order-first.toml".to_owned(), text: text.to_owned() };
    office.act("admin", &ebcm::acts::application::AddWorkflow { file }).unwrap();
}

/// The same office on another day.
fn later(dir: &tempfile::TempDir, office: Office, iso: &str) -> Office {
    drop(office);
    let mut office = Office::on(dir.path(), How::default(), iso.parse().unwrap()).unwrap();
    let _ = office.close_counter();
    office.open_counter();
    office
}

#[test]
fn b9_a_final_reading_far_above_the_usual_is_confirmed_first() {
    let (_dir, mut office) = office();
    let consumers = office.import(2);
    let no = office.apply("je", "permanent", Some(consumers[0]), typed([("requested", "2026-11-10")])).unwrap();
    let fields = typed([("on", "12"), ("reading", "91240")]);
    let take = |confirmed| TakeStep { application: no.clone(), step: "execute".to_owned(), typed: fields.clone(), handed: None, confirmed };
    refused(office.act("je", &take(false)), "B-9", "90040 units in a month is far above the usual");
    let seen = Seen { conn: office.desk.store().connection(), desk: office.desk.id() };
    let Err(No::Refused(refusal)) = take(false).decide(&seen, &office.desk.moment(&office.session("je"))) else { panic!("refused") };
    assert_eq!(refusal.field, Some("confirm"), "where the form asks");
    office.act("je", &take(true)).unwrap();
    // A stop-bill that is carried out as it is asked for asks the same.
    let apply = ebcm::acts::application::Apply { workflow: "stop-bill".to_owned(), consumer: Some(consumers[1]), ..Default::default() };
    let stop = |confirmed| AtOnce { apply: apply.clone(), step: "execute".to_owned(), typed: fields.clone(), confirmed };
    refused(office.act("je", &stop(false)), "B-9", "then confirm");
    office.act("je", &stop(true)).unwrap();
    // A temporary supply is held against what its advance was reckoned by: 2 kW for 8 hours on one day.
    let no = office.apply("je", "temporary", None, festival()).unwrap();
    office.collect(&no, "collect").unwrap();
    office.step("ae", &no, "order", []).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("meter", "TMP-1"), ("digits", "5"), ("initial", "100")]).unwrap();
    refused(office.step("je", &no, "finish", [("on", "12"), ("reading", "217")]), "B-9", "117 units in a month is far above the usual 16");
    office.step("je", &no, "finish", [("on", "12"), ("reading", "216")]).unwrap();
    office.assert_whole();
}

#[test]
fn n2_what_was_not_paid_in_time_is_demanded_again_wherever_it_waits() {
    let (dir, mut office) = office();
    let consumer = office.import(1)[0];
    let load = office.apply("je", "change-load", Some(consumer), typed([("load_kw", "5")])).unwrap();
    office.step("ae", &load, "approve", []).unwrap();
    let advance = office.apply("je", "temporary", None, festival()).unwrap();
    let mut office = later(&dir, office, "2026-12-13");
    refused(office.collect(&load, "collect"), "N-2", "until 12-12-2026: the JE serves the demand again");
    refused(office.collect(&advance, "collect"), "N-2", "until 21-11-2026");
    let before = office.application(&load).demand.unwrap();
    refused(office.step("clerk", &load, "demand-note", []), "I-7", "JE");
    office.step("je", &load, "demand-note", []).unwrap();
    let again = office.application(&load).demand.unwrap();
    assert_ne!(again.no, before.no);
    assert_eq!((again.collect, again.last_day), (before.collect, "2027-01-12".parse().unwrap()));
    office.collect(&load, "collect").unwrap();
    office.step("je", &advance, "slip-again", []).unwrap();
    office.collect(&advance, "collect").unwrap();
    assert_eq!(office.state(&advance), "TAP");
    office.assert_whole();
}

#[test]
fn n5_order_first_has_a_way_on_where_the_advance_stays_unpaid() {
    let (dir, mut office) = office();
    order_first(&mut office);
    let no = office.apply("je", "temporary", None, festival()).unwrap();
    office.step("ae", &no, "order", []).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("meter", "TMP-9"), ("digits", "5"), ("initial", "50")]).unwrap();
    // Its meter is up, though no consumer has it yet.
    let execute = |meter| [("on", "12"), ("meter", meter), ("digits", "5"), ("initial", "0")];
    let other = office.apply("je", "temporary", None, festival()).unwrap();
    office.step("ae", &other, "order", []).unwrap();
    refused(office.step("je", &other, "execute", execute("TMP-9")), "N-3", "Meter TMP-9 is up at A-KVT-1-2627-000001");
    let consumer = office.import(1)[0];
    let change = |meter: &str| ChangeMeter {
        consumer,
        last: Shows::plain("1210"),
        meter: meter.to_owned(),
        digits: 5,
        factor: rust_decimal::Decimal::ONE,
        initial: "0".to_owned(),
    };
    refused(office.act("je", &change("TMP-9")), "B-10", "is up at A-KVT-1-2627-000001");
    let mut office = later(&dir, office, "2026-11-22");
    refused(office.collect(&no, "collect"), "N-2", "until 21-11-2026");
    refused(office.step("je", &no, "take-down", [("on", "22"), ("reading", "60")]), "N-1", "Reason is missing");
    office.step("je", &no, "take-down", [("on", "22"), ("reading", "60"), ("reason", "not paid")]).unwrap();
    assert_eq!(office.state(&no), "TORJ");
    // Taken down, it may be up elsewhere.
    office.act("je", &change("TMP-9")).unwrap();
    office.assert_whole();
}

#[test]
fn b10_a_meter_is_recorded_on_where_there_is_one() {
    let (_dir, mut office) = office();
    let no = office.demanded();
    office.collect(&no, "collect").unwrap();
    let consumer = office.application(&no).made.unwrap();
    let stuck = Stuck { consumer, day: today() };
    refused(office.act("je", &stuck), "B-10", "is SDP (deposit collected, order awaited): its meter comes with the execution of the order");
    office.step("ae", &no, "order", []).unwrap();
    let change = ChangeMeter {
        consumer,
        last: Shows::plain("0"),
        meter: "NEW-1".to_owned(),
        digits: 5,
        factor: rust_decimal::Decimal::ONE,
        initial: "0".to_owned(),
    };
    refused(office.act("je", &change), "B-10", "is SCO");
    office.step("je", &no, "execute", [("on", "12"), ("meter", "NEW-1"), ("digits", "5"), ("initial", "0")]).unwrap();
    office.act("je", &stuck).unwrap();
    let end = office.apply("je", "permanent", Some(consumer), typed([("requested", "12")])).unwrap();
    office.step("je", &end, "execute", [("on", "12"), ("reading", "0")]).unwrap();
    refused(office.act("je", &stuck), "B-10", "its connection has ended");
    // The meter of a connection that has ended may be up elsewhere.
    let (_, other) = office.connected("NEW-2");
    office.act("je", &ChangeMeter { consumer: other, last: Shows::plain("10"), ..change }).unwrap();
    office.assert_whole();
}

#[test]
fn n7_a_request_on_paper_may_have_been_carried_out_before_it_was_entered() {
    let (_dir, mut office) = office();
    let consumer = office.import(1)[0];
    let no = office.apply("je", "permanent", Some(consumer), typed([("requested", "2026-11-09")])).unwrap();
    refused(office.step("je", &no, "execute", [("on", "2026-11-08"), ("reading", "1240")]), "N-1", "before 09-11-2026");
    office.step("je", &no, "execute", [("on", "2026-11-10"), ("reading", "1240")]).unwrap();
    assert_eq!(office.consumer(consumer).disconnected_on, Some("2026-11-10".parse().unwrap()));
    office.assert_whole();
}

#[test]
fn n4_premises_are_connected_again_once() {
    let (_dir, mut office) = office();
    let mut ended = row(1, "DOM", None);
    ended.import.status = Status::Blog;
    let old = office.import_rows(vec![ended])[0];
    let fields = || typed([("name", "New Owner")]);
    let no = office.apply("je", "lateral", Some(old), fields()).unwrap();
    office.step("ae", &no, "sanction", []).unwrap();
    office.step("je", &no, "demand-note", []).unwrap();
    office.collect(&no, "collect").unwrap();
    office.step("ae", &no, "order", []).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("meter", "LAT-1"), ("digits", "5"), ("initial", "0")]).unwrap();
    let new = office.application(&no).made.unwrap();
    refused(office.apply("je", "lateral", Some(old), fields()), "N-4", &format!("were connected again as {new}"));
}

#[test]
fn n8_a_change_to_what_it_is_already_is_refused() {
    let (_dir, mut office) = office();
    let consumer = office.import(1)[0];
    for (kind, field, text) in
        [("change-category", "category", "DOM"), ("change-load", "load_kw", "2"), ("change-phase", "phase", "single")]
    {
        let no = office.apply("je", kind, Some(consumer), typed([(field, text)]));
        refused(no, "N-8", "has DOM, single-phase, 2 kW already: nothing would change");
    }
    office.apply("je", "change-load", Some(consumer), typed([("load_kw", "2.5")])).unwrap();
}

#[test]
fn l17_a_deposit_is_set_against_dues_only_where_the_connection_has_ended() {
    let (_dir, mut office) = office();
    let mut owing = row(1, "DOM", None);
    owing.import.arrears = Money::from_rupees(500);
    let consumer = office.import_rows(vec![owing])[0];
    let set_off = |rupees| MakePosting {
        what: Posting::SdSetOff { consumer, amount: Money::from_rupees(rupees) },
        reason: "permanently disconnected".to_owned(),
    };
    refused(office.act("clerk", &set_off(100)), "L-17", "when the connection has ended for good");
    let no = office.apply("je", "permanent", Some(consumer), typed([("requested", "12")])).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("reading", "1210")]).unwrap();
    let ended = office.consumer(consumer);
    assert_eq!(ended.status, Status::Pdor);
    let owed = Posting::SdSetOff { consumer, amount: ended.balance };
    let made = office.act("clerk", &MakePosting { what: owed, reason: "permanently disconnected".to_owned() }).unwrap();
    refused(office.act("clerk", &DecidePosting { no: made.papers()[0].clone(), approve: true, remark: None }), "I-7", "AE");
    office.act("ae", &DecidePosting { no: made.papers()[0].clone(), approve: true, remark: None }).unwrap();
    let settled = office.consumer(consumer);
    assert_eq!((settled.status, settled.balance, settled.sd), (Status::Dear, Money::ZERO, ended.sd - ended.balance));
    // What is left is given back by voucher.
    let back = MakePosting { what: Posting::SdRefund { consumer, amount: settled.sd }, reason: "ended".to_owned() };
    let made = office.act("clerk", &back).unwrap();
    office.act("ae", &DecidePosting { no: made.papers()[0].clone(), approve: true, remark: None }).unwrap();
    assert_eq!(office.consumer(consumer).sd, Money::ZERO);
    office.assert_whole();
}

#[test]
fn n6_the_limit_of_a_temporary_supply_is_its_last_date() {
    let (_dir, mut office) = office();
    let no = office.apply("je", "temporary", None, festival()).unwrap();
    office.collect(&no, "collect").unwrap();
    office.step("ae", &no, "order", []).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("meter", "TMP-1"), ("digits", "5"), ("initial", "100")]).unwrap();
    let due = |office: &Office| office.application(&no).due();
    assert_eq!(due(&office), Some("2026-11-21".parse::<Day>().unwrap()));
    office.step("je", &no, "extend", [("until", "2026-11-24")]).unwrap();
    // 3 days more: 40 units at 10.80 and 8 at 12.90, where the first advance had come to; November's fixed charge was in it already.
    assert_eq!(office.application(&no).demand.unwrap().collect, Money::from_rupees(535));
    office.collect(&no, "collect").unwrap();
    assert_eq!(due(&office), Some("2026-11-24".parse::<Day>().unwrap()));
    // Ended with a further advance unpaid: nothing more is asked for.
    office.step("je", &no, "extend", [("until", "2026-11-28")]).unwrap();
    office.step("je", &no, "finish", [("on", "12"), ("reading", "110")]).unwrap();
    assert_eq!(office.application(&no).demand, None);
}

#[test]
fn n1_an_application_that_waits_for_its_applicant_is_in_nobodys_list() {
    use ebcm::acts::application::{ImportApplications, OnlineRow};
    use ebcm::rules::role::Role;
    use ebcm::store::applications::{Which, items};
    let (_dir, mut office) = office();
    let row = |line, reference: &str, step: &str| OnlineRow {
        line,
        reference: reference.to_owned(),
        workflow: "regular".to_owned(),
        step: step.to_owned(),
        consumer: None,
        typed: domestic(),
    };
    let rows = vec![row(2, "P-1", "online-save"), row(3, "P-2", "online-submit")];
    let done = office.act("ae", &ImportApplications { rows }).unwrap();
    let submitted = done.papers()[1].clone();
    let list = |office: &Office, role| {
        let which = Which { role, ..Which::default() };
        items(office.desk.store().connection(), &which, 9, 0).unwrap().into_iter().map(|item| item.state).collect::<Vec<_>>()
    };
    assert_eq!((list(&office, Some(Role::Je)), list(&office, Some(Role::Ae))), (vec![], vec!["OSB".to_owned()]));
    office.step("ae", &submitted, "return", [("reason", "the plan is missing")]).unwrap();
    assert_eq!(list(&office, Some(Role::Ae)), Vec::<String>::new());
    assert_eq!(list(&office, None), ["OSV", "ORT"], "found by whoever looks for it");
    office.step("je", &submitted, "resubmit", []).unwrap();
    assert_eq!(list(&office, Some(Role::Ae)), ["OSB"]);
    // The applicant is told what concerns them, not what they did themselves.
    let told = messages(&office);
    assert_eq!(told, ["application-received", "application-returned"]);
}

fn messages(office: &Office) -> Vec<String> {
    let mut statement = office.desk.store().connection().prepare("SELECT template FROM outbox ORDER BY desk, seq, line").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn each_step_that_concerns_the_applicant_queues_a_message() {
    let (_dir, mut office) = office();
    let (_, consumer) = office.connected("NEW-7");
    let regular = ["application-received", "site-inspection", "demand-note", "consumer-number", "supply-on"];
    assert_eq!(messages(&office), regular);
    let end = office.apply("je", "permanent", Some(consumer), typed([("requested", "12")])).unwrap();
    office.step("je", &end, "withdraw", [("reason", "stays")]).unwrap();
    let name = office.apply("je", "change-name", Some(consumer), typed([("name", "Her Son")])).unwrap();
    office.step("ae", &name, "approve", []).unwrap();
    assert_eq!(messages(&office)[5..], ["application-received", "application-closed", "application-received", "change-made"]);
    // Rebuilt from the journal, nobody is told twice.
    office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    assert_eq!(messages(&office).len(), 9);
}

#[test]
fn n2_an_estimate_that_comes_to_nothing_is_refused() {
    let (_dir, mut office) = office();
    let no = office.apply("je", "regular", None, domestic()).unwrap();
    office.step("je", &no, "sil", [("visit", "15")]).unwrap();
    let (_, text) = ebcm::rules::tariff::SHIPPED.into_iter().find(|(file, _)| *file == "led-sample.toml").unwrap();
    let nil = without_charges(text);
    office
        .act("admin", &ebcm::acts::found::AddTariff { file: TextFile { file: "nil.toml".to_owned(), text: nil }, id: "nil".to_owned() })
        .unwrap();
    refused(office.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]), "N-2", "comes to nothing");
    assert_eq!(office.state(&no), "ILS");
}

/// The tariff with a schedule of rates of zero and no deposit, in force in its place.
fn without_charges(text: &str) -> String {
    let mut lines = Vec::new();
    let mut section = "";
    for line in text.lines() {
        if line.starts_with('[') {
            section = line.split_once(']').map_or(line, |(name, _)| name);
        }
        match line.split_once('=').map(|(key, _)| key.trim()) {
            Some("id") if section.is_empty() => lines.push("id = \"nil\"".to_owned()),
            Some(key @ ("line" | "further_metre" | "inspection")) if section == "[works" => lines.push(format!("{key} = 0")),
            Some("meter") if section == "[works" => lines.push("meter = { single = 0, three = 0 }".to_owned()),
            Some("deposit") => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

#[test]
fn c2_a_step_by_two_hands_at_once_is_taken_once() {
    let (_dir, mut office) = office();
    let no = office.demanded();
    office.collect(&no, "collect").unwrap();
    refused(office.collect(&no, "collect"), "N-1", "'collect' is not open there; open now: order (AE)");
    let typed: Typed = typed([("remark", "go")]);
    let order = TakeStep { application: no.clone(), step: "order".to_owned(), typed, handed: None, confirmed: false };
    office.act("ae", &order).unwrap();
    refused(office.act("ae", &order), "N-1", "open now: execute (JE)");
}
