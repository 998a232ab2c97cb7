//! Connections: the regular path to LIVE and the first bill, every way out, what is refused (`N-1` to `N-8`).

use ebcm::acts::application::TakeStep;
use ebcm::acts::bill::Basis;
use ebcm::acts::cheque::Dishonour;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{ConsumerNo, Day, Money, PaperKind, PaperNo};
use ebcm::journal::fact::{Effected, Source};
use ebcm::rules::status::Status;
use ebcm::rules::tender::{Mode, Tender};
use ebcm::store::applications;
use ebcm::store::open::How;

use crate::support::connect::{domestic, festival, refused, typed};
use crate::support::office::{Office, exact_cash, row};

fn day(iso: &str) -> Day {
    iso.parse().unwrap()
}

fn office() -> (tempfile::TempDir, Office) {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    office.open_counter();
    (dir, office)
}

/// The same office on another day.
fn later(dir: &tempfile::TempDir, office: Office, iso: &str) -> Office {
    drop(office);
    let mut office = Office::on(dir.path(), How::default(), day(iso)).unwrap();
    let _ = office.close_counter();
    office.open_counter();
    office
}

#[test]
fn a_handwritten_application_to_live_and_its_first_bill() {
    let (dir, mut office) = office();
    let no = office.demanded();
    assert_eq!(office.state(&no), "DNP");
    let demand = office.application(&no).demand.unwrap();
    // (750 + 100 + 150) × 1.1 and 2 kW × 400.
    assert_eq!((demand.collect, demand.last_day), (Money::from_rupees(1_900), day("2026-12-12")));
    let done = office.collect(&no, "collect").unwrap();
    let consumer = office.application(&no).made.expect("a consumer number, in the same act");
    assert_eq!(done.entries.len(), 1, "number and receipt are one entry");
    assert_eq!(done.papers().iter().map(|p| p.kind).collect::<Vec<_>>(), [PaperKind::Receipt]);
    let sdp = office.consumer(consumer);
    assert_eq!((sdp.status, sdp.balance, sdp.sd), (Status::Sdp, Money::ZERO, Money::from_rupees(800)));
    office.step("ae", &no, "order", []).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Sco);
    let fields = [("on", "2026-11-12"), ("meter", "NEW-77"), ("make", "HPL"), ("digits", "5"), ("initial", "3"), ("transformer", "T4")];
    office.step("je", &no, "execute", fields).unwrap();
    let live = office.consumer(consumer);
    assert_eq!((live.status, live.connected_on, live.meter.no.as_str()), (Status::Live, Some(day("2026-11-12")), "NEW-77"));
    assert_eq!(live.supply.transformer, "T4");
    // Connected in November: the close leaves it alone, and its first bill is December's.
    let mut office = later(&dir, office, "2026-11-27");
    office.close_counter().unwrap();
    office.close_month("2026-11").unwrap();
    assert_eq!((office.consumer(consumer).status, office.consumer(consumer).last_bill), (Status::Live, None));
    let mut office = later(&dir, office, "2026-12-05");
    let basis = Basis::Reading { typed: "53".to_owned(), source: Source::Own, rollover: false, confirmed: true };
    office.act("clerk", &Pay { consumer, basis: Some(basis), handed: exact_cash(10_000), protest: None }).unwrap();
    let billed = office.consumer(consumer);
    assert_eq!(billed.chart.iter().map(|bar| bar.units.kwh()).collect::<Vec<_>>(), [50]);
    assert!(billed.balance <= Money::ZERO);
    office.assert_whole();
}

#[test]
fn each_hand_sees_its_own_list_with_days_and_limit() {
    let (dir, mut office) = office();
    let first = office.apply("je", "regular", None, domestic()).unwrap();
    let mut office = later(&dir, office, "2026-11-18");
    let second = office.demanded();
    let conn = office.desk.store().connection();
    let today = day("2026-11-18");
    let of = |role| applications::items(conn, &applications::Which { role: Some(role), ..applications::Which::default() }, 50, 0).unwrap();
    let je = of(ebcm::rules::role::Role::Je);
    assert_eq!(
        je.iter().map(|item| (&item.no, item.waited(today), item.limit(), item.late(today))).collect::<Vec<_>>(),
        [(&first, 6, Some(3), 3)]
    );
    let bcc = of(ebcm::rules::role::Role::Bcc);
    assert_eq!(
        bcc.iter().map(|item| (&item.no, item.state.as_str(), item.name.as_str())).collect::<Vec<_>>(),
        [(&second, "DNP", "Koya Pandaram")]
    );
    let waiting = applications::waiting(conn, ebcm::rules::role::Role::Je, "", today).unwrap();
    assert_eq!((waiting.open, waiting.late), (1, 1));
    for (text, found) in [("koya", 2), ("beach", 2), ("9400", 2), ("xyz", 0), ("PANDARAM k", 2)] {
        let which = applications::Which { text: text.to_owned(), ..applications::Which::default() };
        assert_eq!(applications::items(conn, &which, 50, 0).unwrap().len(), found, "{text}");
    }
    let heaps = applications::heaps(conn, today).unwrap();
    assert_eq!(heaps.iter().map(|heap| (heap.state.as_str(), heap.count, heap.late)).collect::<Vec<_>>(), [("DNP", 1, 0), ("APN", 1, 1)]);
}

#[test]
fn one_rejected_one_returned_and_sanctioned_later() {
    let (_dir, mut office) = office();
    let no = office.apply("je", "regular", None, domestic()).unwrap();
    office.step("je", &no, "sil", [("visit", "13")]).unwrap();
    office.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]).unwrap();
    refused(office.step("ae", &no, "return", []), "N-1", "Reason is missing");
    office.step("ae", &no, "return", [("reason", "measure the line again")]).unwrap();
    assert_eq!(office.state(&no), "AER");
    office.step("je", &no, "estimate", [("line_metres", "45"), ("recommend", "accept")]).unwrap();
    office.step("ae", &no, "sanction", []).unwrap();
    let charges = office.application(&no).estimate.unwrap().charges();
    assert_eq!(charges, Money::from_rupees(1_760), "the later estimate counts");
    office.step("je", &no, "reject", [("reason", "the applicant does not pay")]).unwrap();
    let rejected = office.application(&no);
    assert!(!rejected.stand.is_open());
    assert_eq!(rejected.path.iter().map(|t| t.to.as_str()).collect::<Vec<_>>(), ["APN", "ILS", "SFS", "AER", "SFS", "AES", "APR"]);
    refused(office.step("ae", &no, "sanction", []), "N-1", "nothing more is to be done");
    office.assert_whole();
}

#[test]
fn bad_input_is_refused_at_its_field_and_records_nothing() {
    let (dir, mut office) = office();
    // By the wrong role, out of order, without what is needed.
    refused(office.apply("clerk", "regular", None, domestic()), "I-7", "JE");
    refused(office.apply("je", "no-such", None, domestic()), "N-1", "regular, lateral");
    let mut nameless = domestic();
    nameless.remove("name");
    refused(office.apply("je", "regular", None, nameless), "N-1", "Name is missing");
    let mut unknown = domestic();
    unknown.insert("colour".to_owned(), "red".to_owned());
    refused(office.apply("je", "regular", None, unknown), "N-1", "no field 'colour'");
    let no = office.apply("je", "regular", None, domestic()).unwrap();
    refused(office.step("je", &no, "execute", []), "N-1", "open now: sil (JE)");
    refused(office.step("ae", &no, "sil", [("visit", "15")]), "I-7", "JE");
    refused(office.step("je", &no, "sil", [("visit", "2026-11-11")]), "N-1", "before today");
    office.step("je", &no, "sil", [("visit", "15")]).unwrap();
    refused(office.step("je", &no, "estimate", [("line_metres", "0"), ("recommend", "accept")]), "N-1", "from 1 to 5000");
    office.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]).unwrap();
    office.step("ae", &no, "sanction", []).unwrap();
    refused(office.collect(&no, "collect"), "N-1", "demand-note (JE)");
    office.step("je", &no, "demand-note", []).unwrap();
    // Paid short, paid too much in a mode that gives no change, not paid, paid late.
    refused(office.collect_of(&no, "collect", Money::from_rupees(1_899)), "N-2", "1,900.00, no more and no less");
    refused(office.step("clerk", &no, "collect", []), "N-2", "type what was handed over");
    let mut late = later(&dir, office, "2026-12-13");
    refused(late.collect(&no, "collect"), "N-2", "until 12-12-2026");
    late.step("je", &no, "demand-note", []).unwrap();
    late.collect(&no, "collect").unwrap();
    refused(late.collect(&no, "collect"), "N-1", "not open there");
    // Execution without an order; dates before the application, before the order; a meter that is up elsewhere.
    let execute = [("on", "2026-12-13"), ("meter", "M00001"), ("digits", "5"), ("initial", "0")];
    refused(late.step("je", &no, "execute", execute), "N-1", "order (AE)");
    late.step("ae", &no, "order", []).unwrap();
    late.import_rows(vec![row(1, "DOM", None)]);
    refused(late.step("je", &no, "execute", execute), "N-3", "Meter M00001 is up at");
    let at = |on: &'static str, initial: &'static str| [("on", on), ("meter", "NEW-1"), ("digits", "5"), ("initial", initial)];
    refused(late.step("je", &no, "execute", at("2026-11-11", "0")), "N-1", "the day of A-KVT-1");
    refused(late.step("je", &no, "execute", at("2026-11-20", "0")), "N-3", "before the service connection order");
    refused(late.step("je", &no, "execute", at("2026-12-14", "0")), "N-1", "after today");
    refused(late.step("je", &no, "execute", at("2026-12-13", "100000")), "N-3", "at most 5 digits");
    let entries = late.verify().entries;
    late.step("je", &no, "execute", at("2026-12-13", "0")).unwrap();
    assert_eq!(late.verify().entries, entries + 1, "what was refused was not recorded");
    late.assert_whole();
}

#[test]
fn n5_a_temporary_connection_extended_once_and_settled_with_a_refund() {
    let (dir, mut office) = office();
    let no = office.apply("je", "temporary", None, festival()).unwrap();
    assert_eq!(office.state(&no), "AVP");
    office.collect(&no, "collect").unwrap();
    let consumer = office.application(&no).made.unwrap();
    // 160 units: 1,548; fixed and rent 85; the 300 are charges.
    assert_eq!((office.consumer(consumer).status, office.consumer(consumer).balance), (Status::Tap, Money::from_rupees(-1_633)));
    office.step("ae", &no, "order", []).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("meter", "TMP-1"), ("digits", "5"), ("initial", "100")]).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::New);
    refused(office.step("je", &no, "extend", [("until", "2026-11-20")]), "N-6", "an extension is to a later one");
    office.step("je", &no, "extend", [("until", "2026-11-24")]).unwrap();
    assert_eq!((office.state(&no).as_str(), office.consumer(consumer).status), ("EXTA", Status::Extn));
    office.collect(&no, "collect").unwrap();
    assert_eq!(office.state(&no), "EXTN");
    let mut office = later(&dir, office, "2026-11-25");
    let expired = applications::expired(office.desk.store().connection(), day("2026-11-25")).unwrap();
    assert_eq!(expired.iter().map(|t| (t.consumer, t.until)).collect::<Vec<_>>(), [(consumer, day("2026-11-24"))]);
    office.step("je", &no, "finish", [("on", "2026-11-25"), ("reading", "150")]).unwrap();
    let settled = office.consumer(consumer);
    assert_eq!((office.state(&no).as_str(), settled.status), ("DISC", Status::Disc));
    assert!(settled.balance < Money::ZERO, "a refund: {}", settled.balance);
    assert!(applications::expired(office.desk.store().connection(), day("2026-12-25")).unwrap().is_empty());
    office.assert_whole();
}

#[test]
fn n6_a_temporary_connection_that_used_more_pays_the_rest() {
    let (dir, mut office) = office();
    let no = office.apply("je", "temporary", None, festival()).unwrap();
    office.collect(&no, "collect").unwrap();
    office.step("ae", &no, "order", []).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("meter", "TMP-1"), ("digits", "5"), ("initial", "0")]).unwrap();
    let consumer = office.application(&no).made.unwrap();
    let mut office = later(&dir, office, "2026-11-21");
    office.step("je", &no, "finish", [("on", "2026-11-21"), ("reading", "400")]).unwrap();
    assert_eq!((office.state(&no).as_str(), office.consumer(consumer).status), ("DISP", Status::Disp));
    office.act("clerk", &Pay { consumer, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Disc);
    office.assert_whole();
}

#[test]
fn n7_a_permanent_disconnection_after_twenty_months_with_cofee() {
    let (_dir, mut office) = office();
    let mut long = row(1, "DOM", None);
    long.import.connected_on = Some(day("2025-03-12"));
    let consumer = office.import_rows(vec![long])[0];
    let no = office.apply("je", "permanent", Some(consumer), typed([("requested", "2026-11-10")])).unwrap();
    refused(office.apply("je", "permanent", Some(consumer), typed([("requested", "2026-11-10")])), "N-1", "is open already");
    refused(office.step("je", &no, "execute", [("on", "12"), ("reading", "1100")]), "B-9", "below 1200");
    let done = office.step("je", &no, "execute", [("on", "12"), ("reading", "1240")]).unwrap();
    let end = done.entries[0].fact.effects().iter().find_map(Effected::ended).unwrap().clone();
    // 36 − 20 months are left of the contract, at Rs 25.
    assert_eq!(end.cofee, Money::from_rupees(16 * 25));
    let ended = office.consumer(consumer);
    assert_eq!((ended.status, ended.balance, office.state(&no).as_str()), (Status::Pdor, end.bill.bill.payable, "PDOR"));
    office.act("clerk", &Pay { consumer, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Dear);
    office.assert_whole();
}

#[test]
fn n7_stop_bill_and_reactivation_in_either_order() {
    let (dir, mut office) = office();
    let consumers = office.import(2);
    for &consumer in &consumers {
        let no = office.apply("je", "stop-bill", Some(consumer), typed([])).unwrap();
        office.step("je", &no, "execute", [("on", "12"), ("reading", "1300")]).unwrap();
        assert_eq!(office.consumer(consumer).status, Status::Stbl);
        refused(office.apply("ae", "reactivation", Some(consumer), typed([])), "N-1", "STBP");
        office.act("clerk", &Pay { consumer, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
        assert_eq!(office.consumer(consumer).status, Status::Stbp);
    }
    let mut office = later(&dir, office, "2026-11-20");
    // The deposit of Rs 800 was given back meanwhile to the second, so that it lacks.
    let refund = ebcm::journal::fact::Posting::SdRefund { consumer: consumers[1], amount: Money::from_rupees(300) };
    let made = office.act("clerk", &ebcm::acts::posting::MakePosting { what: refund, reason: "asked for".to_owned() }).unwrap();
    let posting = made.papers()[0].clone();
    office.act("ae", &ebcm::acts::posting::DecidePosting { no: posting, approve: true, remark: None }).unwrap();
    let again: Vec<_> = consumers.iter().map(|&consumer| office.apply("ae", "reactivation", Some(consumer), typed([])).unwrap()).collect();
    for no in &again {
        office.step("ae", no, "admit", []).unwrap();
    }
    assert_eq!((office.state(&again[0]).as_str(), office.state(&again[1]).as_str()), ("STSP", "STSD"));
    refused(office.step("je", &again[0], "energise", [("on", "20"), ("reading", "1290")]), "B-9", "below 1300");
    office.step("je", &again[0], "energise", [("on", "20"), ("reading", "1300")]).unwrap();
    assert_eq!(office.consumer(consumers[0]).status, Status::Live);
    // Put on first, paid after.
    office.step("je", &again[1], "energise", [("on", "20"), ("reading", "1300")]).unwrap();
    assert_eq!((office.state(&again[1]).as_str(), office.consumer(consumers[1]).status), ("STSE", Status::Stsd));
    office.collect(&again[1], "collect").unwrap();
    let live = office.consumer(consumers[1]);
    assert_eq!((live.status, live.sd, live.balance.is_outstanding()), (Status::Live, Money::from_rupees(800), false));
    office.assert_whole();
}

/// A stopped connection, `lacking` rupees short of its deposit, whose reactivation is admitted.
fn reactivated(office: &mut Office, lacking: i64) -> (PaperNo, ConsumerNo) {
    let mut stopped = row(1, "DOM", None);
    stopped.import.status = Status::Stbp;
    stopped.import.disconnected_on = Some("2026-10-25".parse().unwrap());
    stopped.import.sd = Money::from_rupees(800 - lacking);
    let consumer = office.import_rows(vec![stopped])[0];
    let no = office.apply("ae", "reactivation", Some(consumer), typed([])).unwrap();
    office.step("ae", &no, "admit", []).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Stsd);
    (no, consumer)
}

#[test]
fn l12_a_reactivation_is_withdrawn_while_neither_paid_nor_put_on() {
    let withdraw = |office: &mut Office, no: &PaperNo| office.step("ae", no, "withdraw", [("reason", "moved away")]);
    for lacking in [300, 0] {
        let (_dir, mut office) = office();
        let (no, consumer) = reactivated(&mut office, lacking);
        refused(office.step("je", &no, "withdraw", [("reason", "moved away")]), "I-7", "is for AE");
        refused(office.step("ae", &no, "withdraw", []), "N-1", "Reason is missing");
        withdraw(&mut office, &no).unwrap();
        let application = office.application(&no);
        assert_eq!((application.stand.state.as_str(), application.demand.is_none()), ("RAW", true));
        assert_eq!(application.path.last().unwrap().said, "moved away");
        assert_eq!(office.consumer(consumer).status, Status::Stbp);
        // It may be asked for again.
        let again = office.apply("ae", "reactivation", Some(consumer), typed([])).unwrap();
        office.step("ae", &again, "admit", []).unwrap();
        office.assert_whole();
    }
    // Paid, or put on: what to do instead.
    let (_dir, mut office) = office();
    let (no, _) = reactivated(&mut office, 300);
    office.collect(&no, "collect").unwrap();
    refused(withdraw(&mut office, &no), "L-12", "is paid with R-KVT-1-2627-000001: the JE puts the supply on; then it may be stopped");
    let (_dir, mut office) = self::office();
    let (no, consumer) = reactivated(&mut office, 300);
    office.step("je", &no, "energise", [("on", "12"), ("reading", "1200")]).unwrap();
    refused(withdraw(&mut office, &no), "N-1", "open now: collect-last (BCC), demand-note-again-on (JE)");
    assert_eq!(office.consumer(consumer).status, Status::Stsd);
    office.assert_whole();
}

#[test]
fn l12_a_reactivation_whose_cheque_came_back_ends_with_its_application() {
    let (_dir, mut office) = office();
    let (no, consumer) = reactivated(&mut office, 300);
    let cheque = Tender::instrument(Mode::Cheque, Money::from_rupees(300), "SBI".to_owned(), "000123".to_owned(), day("2026-11-12"));
    let handed = Some(Handed { tenders: vec![cheque], keep: None });
    office
        .act("clerk", &TakeStep { application: no.clone(), step: "collect".to_owned(), typed: typed([]), handed, confirmed: false })
        .unwrap();
    office.act("clerk", &Dishonour { bank: "SBI".to_owned(), number: "000123".to_owned(), charge: None }).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Stbl);
    office.step("ae", &no, "withdraw", [("reason", "the cheque came back")]).unwrap();
    assert_eq!((office.state(&no).as_str(), office.consumer(consumer).status), ("RAW", Status::Stbl));
    office.act("clerk", &Pay { consumer, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Stbp);
    office.apply("ae", "reactivation", Some(consumer), typed([])).unwrap();
    office.assert_whole();
}

#[test]
fn n4_a_lateral_re_connection_under_a_new_number() {
    let (_dir, mut office) = office();
    let mut ended = row(1, "DOM", None);
    ended.import.status = Status::Blog;
    ended.import.arrears = Money::from_rupees(500);
    let old = office.import_rows(vec![ended])[0];
    let fields = || typed([("name", "New Owner"), ("phone", "9400000777")]);
    refused(office.apply("je", "lateral", Some(old), fields()), "N-1", "500.00 outstanding");
    office.act("clerk", &Pay { consumer: old, basis: None, handed: exact_cash(500), protest: None }).unwrap();
    let no = office.apply("je", "lateral", Some(old), fields()).unwrap();
    office.step("ae", &no, "sanction", []).unwrap();
    office.step("je", &no, "demand-note", []).unwrap();
    assert_eq!(office.state(&no), "DNL");
    office.collect(&no, "collect").unwrap();
    office.step("ae", &no, "order", []).unwrap();
    // The meter of the premises stays: its old consumer has ended.
    office.step("je", &no, "execute", [("on", "12"), ("meter", "M00001"), ("digits", "5"), ("initial", "1200")]).unwrap();
    let new = office.application(&no).made.unwrap();
    let live = office.consumer(new);
    assert!(new != old);
    assert_eq!((live.status, live.supply.category.as_str(), live.supply.area.as_str()), (Status::Live, "DOM", "North"));
    assert_eq!(office.consumer(old).status, Status::Deaa, "the old one stays what it was");
    let person = ebcm::store::consumer_rows::person(office.desk.store().connection(), new).unwrap().unwrap();
    assert_eq!((person.name.as_str(), person.address.as_str()), ("New Owner", "House 1"));
    office.assert_whole();
}

#[test]
fn n4_government_quarters_keep_their_number_under_a_new_name() {
    let (_dir, mut office) = office();
    let mut quarters = row(1, "GOV", Some("Public Works"));
    quarters.import.status = Status::Live;
    quarters.import.sd = Money::ZERO;
    let consumer = office.import_rows(vec![quarters, row(2, "DOM", None)])[0];
    let stop = office.apply("je", "stop-bill", Some(consumer), typed([])).unwrap();
    office.step("je", &stop, "execute", [("on", "12"), ("reading", "1200")]).unwrap();
    office.act("clerk", &Pay { consumer, basis: None, handed: exact_cash(100_000), protest: None }).unwrap();
    let occupant = || typed([("name", "Next Officer"), ("phone", "9400000888")]);
    let turned_down = office.apply("je", "quarters", Some(consumer), occupant()).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Gvac);
    office.step("ae", &turned_down, "reject", [("reason", "not allotted")]).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Stbp);
    let no = office.apply("je", "quarters", Some(consumer), occupant()).unwrap();
    office.step("ae", &no, "admit", []).unwrap();
    assert_eq!((office.state(&no).as_str(), office.consumer(consumer).status), ("STSD", Status::Stsd));
    office.collect(&no, "collect").unwrap();
    office.step("je", &no, "energise", [("on", "12"), ("reading", "1200")]).unwrap();
    let live = office.consumer(consumer);
    assert_eq!((live.status, live.sd), (Status::Live, Money::from_rupees(1_600)));
    let person = ebcm::store::consumer_rows::person(office.desk.store().connection(), consumer).unwrap().unwrap();
    assert_eq!((person.name.as_str(), person.phone.as_str()), ("Next Officer", "9400000888"));
    office.assert_whole();
}

#[test]
fn n8_changes_leave_the_history_as_it_was() {
    let (_dir, mut office) = office();
    let consumer = office.import(1)[0];
    let name = office.apply("je", "change-name", Some(consumer), typed([("name", "Her Daughter")])).unwrap();
    office.step("ae", &name, "approve", []).unwrap();
    let load = office.apply("je", "change-load", Some(consumer), typed([("load_kw", "5")])).unwrap();
    office.step("ae", &load, "approve", []).unwrap();
    assert_eq!(office.state(&load), "CLD");
    assert_eq!(office.application(&load).demand.unwrap().collect, Money::from_rupees(1_200), "3 kW more at Rs 400");
    office.collect(&load, "collect").unwrap();
    office.step("je", &load, "execute", [("on", "12")]).unwrap();
    let category = office.apply("je", "change-category", Some(consumer), typed([("category", "BPL")])).unwrap();
    office.step("ae", &category, "approve", []).unwrap();
    assert_eq!(office.state(&category), "CCE", "nothing lacks");
    office.step("je", &category, "execute", [("on", "12")]).unwrap();
    let phase = office.apply("je", "change-phase", Some(consumer), typed([("phase", "three")])).unwrap();
    office.step("ae", &phase, "approve", []).unwrap();
    office.step("je", &phase, "execute", [("on", "12")]).unwrap();
    let shift = office.apply("je", "shifting", Some(consumer), typed([("address", "House 99"), ("area", "South")])).unwrap();
    office.step("ae", &shift, "approve", []).unwrap();
    office.step("je", &shift, "execute", [("on", "12")]).unwrap();
    let contact = office.apply("je", "change-contact", Some(consumer), typed([("phone", "9400009999")])).unwrap();
    office.step("ae", &contact, "approve", []).unwrap();
    let changed = office.consumer(consumer);
    assert_eq!(changed.supply.load_kw, rust_decimal::Decimal::from(5));
    assert_eq!((changed.supply.category.as_str(), changed.supply.area.as_str()), ("BPL", "South"));
    assert_eq!(changed.sd, Money::from_rupees(2_000));
    let person = ebcm::store::consumer_rows::person(office.desk.store().connection(), consumer).unwrap().unwrap();
    assert_eq!((person.name.as_str(), person.address.as_str(), person.phone.as_str()), ("Her Daughter", "House 99", "9400009999"));
    assert_eq!(applications::of_consumer(office.desk.store().connection(), consumer).unwrap().len(), 6);
    office.assert_whole();
}
