//! Bill revision: what else may be changed, what is refused, what is held, who decides (`R-2` to `R-12`).

use ebcm::acts::application::{ImportApplications, OnlineRow};
use ebcm::acts::pay::Pay;
use ebcm::acts::revision::HoldDispute;
use ebcm::acts::user::AddUser;
use ebcm::base::{ConsumerNo, Day, Money, No, PaperNo};
use ebcm::journal::fact::{Attached, Revision};
use ebcm::rules::role::Role;
use ebcm::rules::status::Status;
use ebcm::store::open::How;
use ebcm::store::read;

use super::revision::{bills, close, day, money, on, wrong_reading};
use crate::support::connect::{refused, typed};
use crate::support::office::{Office, exact_cash, reading_of};

fn ee(office: &mut Office) {
    let add = AddUser { name: "ee".to_owned(), roles: vec![Role::Ee], password: "not a hash".to_owned() };
    office.act("admin", &add).unwrap();
}

fn request(office: &mut Office, no: ConsumerNo, bill: &str) -> Result<PaperNo, No> {
    office.apply("clerk", "bill-revision", Some(no), typed([("bill", bill), ("about", "wrong reading")]))
}

/// What a proposal of these changes finds.
fn found(office: &mut Office, request: &PaperNo, changes: &str) -> Result<Revision, No> {
    office.step("clerk", request, "propose", [("changes", changes)])?;
    let (revision, _) = office.application(request).case.unwrap().proposal.unwrap();
    office.step("ae", request, "send-back", [("reason", "again")])?;
    Ok(revision)
}

#[test]
fn r7_each_kind_of_change_and_what_follows_from_it() {
    let (_dir, mut office, no) = wrong_reading();
    let case = request(&mut office, no, "2026-11").unwrap();
    // Old: 3,785.00, 1,076.00, 1,076.00; surcharge 20.82. DOM slabs 1.50, 3, 5, 7 of 100 each; fixed 25, rent 10.
    for (changes, new, bpsc, difference) in [
        // The mean of 110, 130, 90 (the months before): 110 units are 180.00 in November; with no actual bill all three are 110.
        ("2026-11 average", vec!["215.00", "215.00", "215.00"], Some("3.60"), "-5309.22"),
        ("2026-11 average 50", vec!["110.00", "215.00", "215.00"], Some("3.60"), "-5414.22"),
        ("2026-12 average 100", vec!["185.00"], Some("3.00"), "-908.82"),
        // 0.1: 70 units; the mean of 110, 130, 70 is 103: 159.00.
        ("factor 0.1 from 2026-11", vec!["140.00", "194.00", "194.00"], Some("3.18"), "-5426.64"),
        // Two bills changed at a time.
        ("2026-11 reading 1300; 2027-01 average 60", vec!["185.00", "224.00", "125.00"], Some("3.78"), "-5420.04"),
    ] {
        let revision = found(&mut office, &case, changes).unwrap_or_else(|no| panic!("{changes}: {no}"));
        assert_eq!(revision.bills.iter().map(|b| b.new.amount.to_string()).collect::<Vec<_>>(), new, "{changes}");
        assert_eq!(revision.bpsc.first().map(|line| line.new.to_string()).as_deref(), bpsc, "{changes}");
        assert_eq!(revision.difference(), money(difference), "{changes}");
    }
    // COM from December on; the load alone changes nothing here.
    let commercial = found(&mut office, &case, "category COM from 2026-12").unwrap();
    assert_eq!(commercial.bills.iter().map(|b| b.period.to_string()).collect::<Vec<_>>(), ["2026-12", "2027-01"]);
    assert_eq!((commercial.after.supply.category.as_str(), commercial.before.supply.category.as_str()), ("COM", "DOM"));
    refused(found(&mut office, &case, "category NONE from 2026-12"), "B-5", "NONE");
    for (changes, part) in [
        ("2026-10 reading 1300", "has no bill 2026-10"),
        ("category COM from 2027-03", "changes no bill"),
        ("dark 2027-03", "changes no bill"),
        ("supplied 2026-12", "changes no bill"),
        ("meter 2026-12-12 last 1400 initial 0", "changes no bill"),
        ("2026-11 reading 1100", "is below 1200"),
        ("2026-11 reading 123456", "more digits than the meter"),
        ("2026-11 drop \"Reconnection charge\"", "shows no 'Reconnection charge'"),
        ("2026-11 reading 1900", "comes out as it was"),
        ("load 2 from 2026-12", "comes out as it was"),
        ("", "Changes is missing"),
        ("nonsense", "is not a change"),
    ] {
        let rule = if changes.is_empty() { "N-1" } else { "R-7" };
        refused(found(&mut office, &case, changes), rule, part);
    }
    office.assert_whole();
}

#[test]
fn r7_what_was_put_on_the_account_is_taken_away_where_it_stands() {
    let (dir, mut office, no) = wrong_reading();
    let posting = ebcm::acts::posting::MakePosting {
        what: ebcm::journal::fact::Posting::Debit { consumer: no, amount: money("50.00"), head: "ADJUST".to_owned(), bill: None },
        reason: "Testing fee".to_owned(),
    };
    let made = office.act("clerk", &posting).unwrap().papers()[0].clone();
    office.act("ae", &ebcm::acts::posting::DecidePosting { no: made.clone(), approve: true, remark: None }).unwrap();
    office.act("clerk", &Pay { consumer: no, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
    let mut office = close(&dir, office, "2027-02");
    let fee = format!("Testing fee ({made})");
    let case = request(&mut office, no, "2027-02").unwrap();
    let revision = found(&mut office, &case, &format!("2027-02 drop \"{fee}\"")).unwrap();
    assert_eq!((revision.bills.len(), revision.difference()), (0, money("-50.00")));
    let some = found(&mut office, &case, &format!("2027-02 item \"{fee}\" 20")).unwrap();
    assert_eq!(some.difference(), money("-30.00"));
    // The surcharge that stands on December's own bill.
    let surcharge = found(&mut office, &case, "2026-12 drop \"BPSC 2026-12\"").unwrap();
    assert_eq!((surcharge.bpsc_back(), surcharge.difference()), (money("-20.82"), money("-20.82")));
    office.assert_whole();
}

#[test]
fn r2_which_bills_may_be_disputed() {
    let (dir, mut office, no) = wrong_reading();
    let other = office.import_rows(vec![crate::support::office::row(2, "DOM", None)])[0];
    let issued = bills(&office, no);
    refused(request(&mut office, other, &issued[0].to_string()), "R-2", "has no bill");
    refused(request(&mut office, no, "B-KVT-1-2627-009999"), "R-2", "has no bill");
    refused(request(&mut office, no, "the last one"), "N-1", "neither a bill's number nor a month");
    let first = request(&mut office, no, "2026-11").unwrap();
    refused(request(&mut office, no, &issued[0].to_string()), "R-2", &format!("already, as {first}"));
    // Another bill of the same account is another request.
    let second = request(&mut office, no, "2026-12").unwrap();
    assert_eq!(office.consumer(no).disputes.len(), 2);
    office.step("ae", &second, "reject", [("reason", "the same matter")]).unwrap();
    let third = request(&mut office, no, "2026-12").unwrap();
    assert_ne!(second, third);
    office.step("ae", &third, "reject", [("reason", "the same matter")]).unwrap();
    // Older than two years: not the consumer's any more, but an officer's.
    let mut office = on(&dir, office, "2029-02-05");
    refused(request(&mut office, no, "2027-01"), "R-2", "within 24 months");
    let started = office
        .act(
            "ae",
            &ebcm::acts::application::Apply {
                workflow: "bill-revision".to_owned(),
                step: "start".to_owned(),
                consumer: Some(no),
                typed: typed([("bill", "2027-01"), ("start", "meter replacement")]),
                reference: None,
            },
        )
        .unwrap();
    let started = started.papers()[0].clone();
    assert_eq!(office.state(&started), "BRR");
    refused(office.apply("clerk", "bill-revision", Some(other), typed([])), "N-1", "Disputed bill is missing");
    office.assert_whole();
}

#[test]
fn r2_a_paid_bill_where_the_profile_says_no() {
    let dir = tempfile::tempdir().unwrap();
    let text = include_str!("../../assets/profiles/led.toml").replace("paid_bills = true", "paid_bills = false");
    let founding = ebcm::desk::Founding {
        profile: ebcm::journal::fact::TextFile { file: "led.toml".to_owned(), text },
        office: "KVT".to_owned(),
        desk: 1,
        training: true,
        admin: "admin".to_owned(),
        password: "not a hash".to_owned(),
    };
    let clock = Box::new(ebcm::edge::SystemClock);
    let desk = ebcm::desk::found(dir.path(), &founding, How::default(), clock, Some(crate::support::office::today())).unwrap();
    let mut office = Office { desk };
    let add = AddUser { name: "clerk".to_owned(), roles: vec![Role::Bcc], password: "not a hash".to_owned() };
    office.act("admin", &add).unwrap();
    office.open_counter();
    let no = office.import(1)[0];
    office.pay(no, 1_300).unwrap();
    refused(request(&mut office, no, "2026-11"), "R-2", "is paid");
}

#[test]
fn r1_uppcl_takes_none_at_the_counter_and_names_every_bad_line_of_the_portals_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(dir.path(), "uppcl", "LKO", How::default());
    ee(&mut office);
    office.open_counter();
    let rows = (1..=3).map(|i| crate::support::office::row(i, "10B", None)).collect();
    let consumers = office.import_rows(rows);
    for no in &consumers {
        office.pay(*no, 1_300).unwrap();
    }
    refused(request(&mut office, consumers[0], "2026-11"), "R-1", "registered online only");
    let line = |line, reference: &str, consumer, bill: &str| OnlineRow {
        line,
        reference: reference.to_owned(),
        workflow: "bill-revision".to_owned(),
        step: "online-submit".to_owned(),
        consumer: Some(consumer),
        typed: typed([("bill", bill), ("about", "wrong reading"), ("details", "the meter stood at 1250")]),
    };
    let mine = bills(&office, consumers[0])[0].to_string();
    let rows = vec![
        line(2, "W1", consumers[0], "2026-11"),
        line(3, "W2", consumers[1], &mine),
        line(4, "W3", consumers[0], &mine),
        line(5, "W4", "9999999999".parse().unwrap(), "2026-11"),
        line(6, "W5", consumers[2], "2026-10"),
    ];
    let Err(No::Refused(refusal)) = office.act("clerk", &ImportApplications { rows: rows.clone() }) else { panic!("taken") };
    let lines: Vec<&str> = refusal.message.lines().collect();
    assert_eq!(lines.len(), 4, "{}", refusal.message);
    for (line, part) in lines.iter().zip(["line 3: ", "line 4: ", "line 5: ", "line 6: "]) {
        assert!(line.starts_with(part), "{line}");
    }
    assert!(lines[1].contains("earlier line of this file"), "{}", lines[1]);
    let good = vec![rows[0].clone()];
    let done = office.act("clerk", &ImportApplications { rows: good.clone() }).unwrap();
    assert_eq!(done.entries.len(), 1);
    assert_eq!(office.act("clerk", &ImportApplications { rows: good }).unwrap().entries.len(), 0, "the same file again changes nothing");
    let case = done.papers()[0].clone();
    assert_eq!(office.application(&case).reference.as_deref(), Some("W1"));
    assert_eq!(ebcm::folds::outbox::messages_of(&done.entries[0].fact)[0].template, "revision-registered");
    // Paid under protest there prints the advice, and opens nothing.
    let pay = Pay { consumer: consumers[1], basis: None, handed: exact_cash(0), protest: Some("too much".to_owned()) };
    let _ = office.act("clerk", &pay);
    assert!(office.consumer(consumers[1]).disputes.is_empty());
    office.assert_whole();
}

#[test]
fn r6_asked_for_a_document_sent_back_rejected_with_its_log() {
    let (dir, mut office, no) = wrong_reading();
    let case = request(&mut office, no, "2026-11").unwrap();
    office.step("clerk", &case, "ask-document", [("wanted", "a photograph of the meter")]).unwrap();
    let photograph = vec![7; 90_000];
    let file = Attached { name: "meter.jpg".to_owned(), bytes: 90_000, sha256: Attached::hash_of(&photograph) };
    ebcm::store::documents::put(dir.path(), &file, &photograph).unwrap();
    let large = Attached { bytes: 3_000_000, ..file.clone() };
    refused(office.step("clerk", &case, "document", [("documents", Attached::written(&[large]).as_str())]), "R-1", "meter.jpg is larger");
    let six = vec![file.clone(); 6];
    refused(office.step("clerk", &case, "document", [("documents", Attached::written(&six).as_str())]), "R-1", "5 documents");
    refused(office.step("clerk", &case, "document", [("documents", "meter.jpg")]), "R-1", "give the file itself");
    office.step("clerk", &case, "document", [("documents", Attached::written(&[file]).as_str())]).unwrap();
    office.step("clerk", &case, "accept", []).unwrap();
    refused(office.step("clerk", &case, "approve", []), "N-1", "not open there");
    office.step("clerk", &case, "propose", [("changes", "2026-11 reading 1300")]).unwrap();
    refused(office.step("clerk", &case, "reject", [("reason", "no")]), "I-7", "AE");
    refused(office.step("ae", &case, "send-back", []), "N-1", "Reason is missing");
    office.step("ae", &case, "send-back", [("reason", "read it again")]).unwrap();
    office.step("ae", &case, "reject", [("reason", "the reading was right")]).unwrap();
    let ended = office.application(&case);
    let path: Vec<&str> = ended.path.iter().map(|taken| taken.text.as_str()).collect();
    assert_eq!(
        path,
        [
            "Initiate Bill Complaint",
            "Document Awaited",
            "Initiate Bill Complaint",
            "Bill Revision Required",
            "Sent for Approval",
            "Bill Revision Required",
            "Reject the Case"
        ]
    );
    assert_eq!(ended.case.unwrap().documents.len(), 1);
    assert!(office.consumer(no).disputes.is_empty());
    office.assert_whole();
}

#[test]
fn r7_who_approves_by_amount_and_never_what_is_ones_own() {
    let (_dir, mut office, no) = wrong_reading();
    ee(&mut office);
    for (name, roles) in [("both", vec![Role::Bcc, Role::Ae]), ("senior", vec![Role::Bcc, Role::Ee])] {
        office.act("admin", &AddUser { name: name.to_owned(), roles, password: "not a hash".to_owned() }).unwrap();
    }
    let case = request(&mut office, no, "2026-11").unwrap();
    office.step("both", &case, "propose", [("changes", "2026-11 reading 1300")]).unwrap();
    refused(office.step("both", &case, "approve", []), "R-7", "Who made a proposal can't approve it");
    office.step("ae", &case, "send-back", [("reason", "higher")]).unwrap();
    // 4,000 units more cost 28,000: above the AE's 10,000.
    office.step("senior", &case, "propose", [("changes", "2026-11 reading 5900")]).unwrap();
    let waits = office.application(&case);
    assert_eq!(waits.stand.waits, Some(Role::Ee.into()), "by its amount it waits for the EE");
    refused(office.step("ae", &case, "approve", []), "R-7", "above your limit: the executive engineer");
    refused(office.step("senior", &case, "approve", []), "R-7", "Who made a proposal can't approve it");
    office.step("ee", &case, "approve", []).unwrap();
    assert_eq!(office.consumer(no).meter.base.value, 5_900);
    office.assert_whole();
}

#[test]
fn r7_an_account_that_moved_on_is_not_revised_by_an_old_proposal() {
    let (dir, mut office, no) = wrong_reading();
    let case = request(&mut office, no, "2026-11").unwrap();
    office.step("clerk", &case, "propose", [("changes", "2026-11 reading 1300")]).unwrap();
    office.act("clerk", &Pay { consumer: no, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
    let mut office = close(&dir, office, "2027-02");
    refused(office.step("ae", &case, "approve", []), "R-7", "moved on since this was proposed");
    office.step("ae", &case, "send-back", [("reason", "worked out before February's bill")]).unwrap();
    office.step("clerk", &case, "propose", [("changes", "2026-11 reading 1300")]).unwrap();
    office.step("ae", &case, "approve", []).unwrap();
    let revised = office.consumer(no);
    assert_eq!((revised.revised.len(), revised.revised[0].bills.len()), (1, 4));
    assert!(revised.flags(day("2027-02-27")).contains(&"repeat"));
    // A receipt alone does not move what is revised.
    office.assert_whole();
}

#[test]
fn r7_a_second_revision_builds_on_the_first() {
    let (_dir, mut office, no) = wrong_reading();
    let start = office.consumer(no).balance;
    for (bill, changes, difference) in [
        ("2026-11", "2026-11 reading 1300", "-5321.04"),
        // 150 units are 300.00; the mean of 110, 130, 150 is 130: 240.00 each, and 2 % of it 4.80 in place of 3.78.
        ("2026-11", "2026-11 reading 1350", "253.02"),
        ("2026-12", "2026-12 average 113", "-52.02"),
    ] {
        let case = request(&mut office, no, bill).unwrap();
        office.step("clerk", &case, "propose", [("changes", changes)]).unwrap();
        let (revision, _) = office.application(&case).case.unwrap().proposal.unwrap();
        assert_eq!(revision.difference(), money(difference), "{changes}");
        office.step("ae", &case, "approve", []).unwrap();
    }
    let after = office.consumer(no);
    assert_eq!(after.revised.len(), 3);
    let sum: Money = after.revised.iter().map(|was| was.difference).sum();
    assert_eq!(after.balance, start + sum);
    assert!(after.to_revise.is_empty());
    office.assert_whole();
}

#[test]
fn r8_the_disputed_part_is_held_out_of_disconnection_until_its_day() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    office.open_counter();
    let no = office.import(1)[0];
    let office = close(&dir, office, "2026-11");
    let mut office = on(&dir, office, "2026-12-03");
    assert_eq!(office.consumer(no).status, Status::Bltd);
    let case = request(&mut office, no, "2026-11").unwrap();
    let hold =
        |until: Option<&str>| HoldDispute { no: case.clone(), amount: None, until: until.map(day), reason: "meter under test".to_owned() };
    refused(office.act("clerk", &hold(Some("2026-12-31"))), "I-7", "AE, EE");
    refused(office.act("ae", &hold(Some("2027-03-01"))), "R-8", "60 days at most");
    refused(office.act("ae", &hold(Some("2026-12-02"))), "R-8", "not between today");
    refused(office.act("ae", &HoldDispute { amount: Some(money("99999")), ..hold(Some("2026-12-31")) }), "R-8", "of it a part or all");
    refused(office.act("ae", &hold(None)), "R-8", "Nothing is held");
    let whole = office.consumer(no).outstanding();
    office.act("ae", &HoldDispute { amount: Some(whole), ..hold(Some("2026-12-31")) }).unwrap();
    assert_eq!(office.consumer(no).status, Status::Live, "nothing presses any more");
    // The window asks for the rest alone: December's 110 units, less November's average.
    let done =
        office.act("clerk", &Pay { consumer: no, basis: Some(reading_of(1_420)), handed: exact_cash(10_000), protest: None }).unwrap();
    let bill = &done.entries[0].fact.issued().unwrap().bill;
    assert_eq!((bill.disputed, bill.collect), (whole, ebcm::base::rounding::to_collect(bill.bill_amount)));
    let office = close(&dir, office, "2026-12");
    let held = office.consumer(no);
    assert_eq!((held.status, held.held(day("2026-12-31"))), (Status::Live, whole.min(held.outstanding())));
    assert_eq!(held.held(day("2027-01-01")), Money::ZERO, "it lapses by itself");
    // January's close finds it unheld: belated again.
    let mut office = close(&dir, office, "2027-01");
    assert_eq!(office.consumer(no).status, Status::Bltd);
    office.act("ae", &HoldDispute { no: case.clone(), amount: None, until: Some(day("2027-02-20")), reason: "still".to_owned() }).unwrap();
    office.step("ae", &case, "reject", [("reason", "the meter is right")]).unwrap();
    assert!(office.consumer(no).disputes.is_empty(), "it ends with the case");
    refused(office.act("ae", &hold(Some("2027-02-10"))), "R-8", "REJ");
    office.assert_whole();
}

#[test]
fn c13_paid_under_protest_opens_a_request_under_the_same_number() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    office.open_counter();
    let no = office.import(1)[0];
    office.pay(no, 1_300).unwrap();
    let office = close(&dir, office, "2026-11");
    let mut office = on(&dir, office, "2026-12-05");
    let handed = ebcm::acts::money::Handed { keep: Some(Money::from_rupees(185)), ..exact_cash(185) };
    let pay = Pay { consumer: no, basis: Some(reading_of(1_900)), handed, protest: Some("the meter jumped".to_owned()) };
    let done = office.act("clerk", &pay).unwrap();
    assert_eq!(done.entries.len(), 2);
    let case = done.papers().into_iter().find(|no| no.to_string().starts_with("Q-")).unwrap();
    let application = office.application(&case);
    assert_eq!((application.stand.state.as_str(), application.given.text("details")), ("IBC", "the meter jumped"));
    let disputed = office.consumer(no).disputed;
    assert!(disputed > Money::from_rupees(2_000), "{disputed}");
    office.step("clerk", &case, "propose", [("changes", "2026-12 reading 1400")]).unwrap();
    office.step("ae", &case, "approve", []).unwrap();
    let after = office.consumer(no);
    assert_eq!((after.disputed, after.disputes.len()), (Money::ZERO, 0));
    assert_eq!(after.balance, Money::ZERO, "100 units are 185.00, which were deposited");
    // What was given back by a decision on the protest is not given back again.
    let office = close(&dir, office, "2026-12");
    let mut office = on(&dir, office, "2027-01-05");
    let handed = ebcm::acts::money::Handed { keep: Some(Money::from_rupees(1_635)), ..exact_cash(1_635) };
    let pay = Pay { consumer: no, basis: Some(reading_of(1_900)), handed, protest: Some("again".to_owned()) };
    let done = office.act("clerk", &pay).unwrap();
    let case = done.papers().into_iter().find(|no| no.to_string().starts_with("Q-")).unwrap();
    let upheld = Money::from_rupees(100);
    office.act("ae", &ebcm::acts::protest::DecideProtest { consumer: no, upheld, reason: "in part".to_owned() }).unwrap();
    refused(office.step("clerk", &case, "propose", [("changes", "2027-01 reading 1500")]), "R-7", "given back already");
    office.step("ae", &case, "reject", [("reason", "decided as a protest")]).unwrap();
    office.assert_whole();
}

#[test]
fn r7_the_bill_list_and_the_account_show_it() {
    let (_dir, mut office, no) = wrong_reading();
    let case = request(&mut office, no, "2026-11").unwrap();
    office.step("clerk", &case, "propose", [("changes", "2026-11 reading 1300")]).unwrap();
    office.step("ae", &case, "approve", []).unwrap();
    let conn = office.desk.store().connection();
    let revised: Vec<Option<PaperNo>> = read::bills(conn, no).unwrap().into_iter().map(|bill| bill.revised).collect();
    assert_eq!(revised, vec![Some(case.clone()); 3]);
    let ledger = read::ledger(conn, no, "DUES").unwrap();
    let last: Vec<(String, Money)> = ledger.iter().rev().take(2).map(|line| (line.text.clone(), line.credit)).collect();
    assert_eq!(last, [("Surcharges taken back, bill revision".to_owned(), money("17.04")), ("Bill revision".to_owned(), money("5304.00"))]);
    let _: Day = day("2027-02-05");
}
