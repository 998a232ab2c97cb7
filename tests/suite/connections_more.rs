//! Connections, the other order, money that comes back, names erased by order, a utility that keeps the former system's numbers.

use ebcm::acts::application::{AddWorkflow, EraseApplicant, TakeStep, Typed};
use ebcm::acts::cheque::Dishonour;
use ebcm::acts::consumer::ErasePerson;
use ebcm::acts::found::AddTariff;
use ebcm::acts::money::Handed;
use ebcm::acts::pay::Pay;
use ebcm::base::{Day, Money};
use ebcm::journal::fact::TextFile;
use ebcm::rules::status::Status;
use ebcm::rules::tender::{Mode, Tender};
use ebcm::rules::workflow::SHIPPED;
use ebcm::store::open::How;
use ebcm::store::{applications, search};

use crate::support::connect::{domestic, festival, refused, typed};
use crate::support::office::{Office, exact_cash, today};

fn office() -> (tempfile::TempDir, Office) {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    office.open_counter();
    (dir, office)
}

fn shipped(name: &str) -> TextFile {
    let (_, text) = SHIPPED.into_iter().find(|(file, _)| *file == name).unwrap();
    TextFile { file: format!("{name}.toml"), text: text.to_owned() }
}

#[test]
fn n5_order_first_pays_the_advance_last_and_is_new_at_once() {
    let (_dir, mut office) = office();
    office.act("admin", &AddWorkflow { file: shipped("temporary-order-first") }).unwrap();
    let no = office.apply("je", "temporary", None, festival()).unwrap();
    assert_eq!(office.state(&no), "TAP");
    office.step("ae", &no, "order", []).unwrap();
    office.step("je", &no, "execute", [("on", "12"), ("meter", "TMP-9"), ("digits", "5"), ("initial", "50")]).unwrap();
    let executed = office.application(&no);
    assert_eq!((executed.stand.state.as_str(), executed.made), ("TCC", None));
    office.collect(&no, "collect").unwrap();
    let consumer = office.application(&no).made.unwrap();
    let new = office.consumer(consumer);
    assert_eq!((new.status, new.meter.no.as_str(), new.meter.base.value, new.connected_on), (Status::New, "TMP-9", 50, Some(today())));
    assert_eq!((new.supply.category.as_str(), new.supply.would_be.as_deref()), ("TMP", Some("COM")));
    office.step("je", &no, "finish", [("on", "12"), ("reading", "60")]).unwrap();
    assert_eq!(office.consumer(consumer).status, Status::Disc);
    office.assert_whole();
}

#[test]
fn a_definition_that_would_strand_an_application_is_not_taken_in() {
    let (_dir, mut office) = office();
    let no = office.apply("je", "regular", None, domestic()).unwrap();
    let mut file = shipped("regular");
    for (old, new) in [("\"ILS\"", "\"ILX\""), ("\"APN\"", "\"APX\"")] {
        file.text = file.text.replace(old, new);
    }
    refused(office.act("admin", &AddWorkflow { file }), "N-1", "stand at APN");
    office.step("je", &no, "sil", [("visit", "15")]).unwrap();
}

#[test]
fn l12_a_cheque_of_a_connection_that_comes_back_leaves_the_demand_standing() {
    let (_dir, mut office) = office();
    let no = office.demanded();
    let cheque = Tender::instrument(Mode::Cheque, Money::from_rupees(1_900), "SBI", "004512", today());
    let handed = Some(Handed { tenders: vec![cheque], keep: None });
    office
        .act("clerk", &TakeStep { application: no.clone(), step: "collect".to_owned(), typed: Typed::new(), handed, confirmed: false })
        .unwrap();
    let consumer = office.application(&no).made.unwrap();
    office.act("clerk", &Dishonour { bank: "SBI".to_owned(), number: "004512".to_owned(), charge: None }).unwrap();
    let owes = office.consumer(consumer);
    assert_eq!((owes.status, owes.balance), (Status::Sdp, Money::from_rupees(1_900 + 250)));
    refused(office.step("ae", &no, "order", []), "N-2", "a cheque came back");
    office.act("clerk", &Pay { consumer, basis: None, handed: exact_cash(2_150), protest: None }).unwrap();
    office.step("ae", &no, "order", []).unwrap();
    office.assert_whole();
}

#[test]
fn j19_an_applicant_is_erased_by_order_with_everything_that_finds_him() {
    let (_dir, mut office) = office();
    let found = |office: &Office, text: &str| {
        let which = applications::Which { text: text.to_owned(), ..applications::Which::default() };
        applications::items(office.desk.store().connection(), &which, 10, 0).unwrap().len()
    };
    let no = office.apply("je", "regular", None, domestic()).unwrap();
    assert_eq!((found(&office, "pandaram"), found(&office, "000001")), (1, 1));
    office.act("admin", &EraseApplicant { no: no.clone(), order: "Order 12 of the EE".to_owned() }).unwrap();
    assert_eq!((found(&office, "pandaram"), found(&office, "koya")), (0, 0));
    assert_eq!(applications::applicant(office.desk.store().connection(), &no).unwrap(), None);
    refused(office.act("admin", &EraseApplicant { no: no.clone(), order: "again".to_owned() }), "J-19", "stand any more");
    // Nothing can be made in a name that is not known: the applicant says it again.
    office.step("je", &no, "sil", [("visit", "15")]).unwrap();
    office.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]).unwrap();
    office.step("ae", &no, "sanction", []).unwrap();
    office.step("je", &no, "demand-note", []).unwrap();
    refused(office.collect(&no, "collect"), "J-19", "was erased by order");
    // Of one who became a consumer both go.
    let (second, consumer) = office.connected("NEW-5");
    refused(office.act("admin", &EraseApplicant { no: second.clone(), order: "Order 13".to_owned() }), "J-19", "became consumer");
    assert_eq!(search::find(office.desk.store().connection(), "pandaram", 10).unwrap().len(), 1);
    office.act("admin", &ErasePerson { consumer, order: "Order 13".to_owned() }).unwrap();
    assert_eq!(search::find(office.desk.store().connection(), "pandaram", 10).unwrap().len(), 0);
    assert_eq!(applications::applicant(office.desk.store().connection(), &second).unwrap(), None);
    office.assert_whole();
    office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    office.assert_whole();
}

#[test]
fn c7_where_the_former_numbers_are_kept_a_new_one_is_of_its_own_range() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(dir.path(), "uppcl", "LKO", How::default());
    office.open_counter();
    let urban = || {
        let mut typed = domestic();
        typed.insert("category".to_owned(), "10B".to_owned());
        typed
    };
    let no = office.apply("je", "regular", None, urban()).unwrap();
    office.step("je", &no, "sil", [("visit", "15")]).unwrap();
    refused(office.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]), "N-2", "no schedule of rates");
    let (_, text) = ebcm::rules::tariff::SHIPPED.into_iter().find(|(file, _)| file.starts_with("up-2026")).unwrap();
    let works = "[works]\nline = 750\nline_metres = 30\nfurther_metre = 40\nmeter = { single = 150, three = 400 }\ninspection = 100\nsupervision_percent = 10\n\n";
    let at = text.find("[category").unwrap();
    let text = format!("{}{works}{}", &text[..at], &text[at..]).replace("id = \"up-2026\"", "id = \"up-works\"");
    office.act("admin", &AddTariff { file: TextFile { file: "up-works.toml".to_owned(), text }, id: "up-works".to_owned() }).unwrap();
    office.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]).unwrap();
    office.step("ae", &no, "sanction", []).unwrap();
    office.step("je", &no, "demand-note", []).unwrap();
    office.collect(&no, "collect").unwrap();
    let first = office.application(&no).made.unwrap().to_string();
    assert!(first.starts_with('9') && first.len() == 12, "{first}");
    assert!(office.desk.rules().profile.parse_number(&first, "LKO").is_ok());
    let second = office.apply("je", "regular", None, urban()).unwrap();
    for (user, step, fields) in [
        ("je", "sil", typed([("visit", "15")])),
        ("je", "estimate", typed([("line_metres", "30"), ("recommend", "accept")])),
        ("ae", "sanction", typed([])),
        ("je", "demand-note", typed([])),
    ] {
        office
            .act(user, &TakeStep { application: second.clone(), step: step.to_owned(), typed: fields, handed: None, confirmed: false })
            .unwrap();
    }
    office.collect(&second, "collect").unwrap();
    assert!(office.application(&second).made.unwrap().to_string() > first);
    office.assert_whole();
}

#[test]
fn n2_the_days_of_the_profile_are_the_limits() {
    let (_dir, mut office) = office();
    let no = office.apply("je", "regular", None, domestic()).unwrap();
    let due: Day = "2026-11-15".parse().unwrap();
    assert_eq!(office.application(&no).due(), Some(due), "three days, as the profile says of a short limit");
}

#[test]
fn the_page_of_workflows_is_drawn_from_their_definitions() {
    let files = ebcm::rules::profile::Connections::default().workflows;
    let all = ebcm::rules::workflow::Workflows::of(&files, std::iter::empty()).unwrap();
    let page = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/workflows.md")).unwrap();
    assert_eq!(page, ebcm::reports::workflow::pages(&all), "make it again: ebcm workflow show --format markdown > docs/workflows.md");
}

#[test]
fn the_papers_of_a_step_go_into_the_spool_with_it() {
    let (_dir, mut office) = office();
    let settings = ebcm::edge::Settings::default();
    let no = office.apply("je", "regular", None, domestic()).unwrap();
    let jobs = |office: &Office, user: &str, done: &ebcm::desk::Done| -> Vec<(String, String)> {
        let jobs = ebcm::spool::of_step(&settings, &office.session(user), &office.desk.rules().workflows, &done.entries);
        jobs.into_iter().map(|job| (job.kind, job.paper)).collect()
    };
    let paper = |kind: &str, number: &str| (kind.to_owned(), number.to_owned());
    let done = office.step("je", &no, "sil", [("visit", "15")]).unwrap();
    assert_eq!(jobs(&office, "je", &done), [paper("sil", "S-KVT-1-2627-000001")]);
    office.step("je", &no, "estimate", [("line_metres", "30"), ("recommend", "accept")]).unwrap();
    let done = office.step("ae", &no, "sanction", []).unwrap();
    assert_eq!(jobs(&office, "ae", &done), []);
    let done = office.step("je", &no, "demand-note", []).unwrap();
    assert_eq!(jobs(&office, "je", &done), [paper("dn", "D-KVT-1-2627-000001")]);
    let done = office.collect(&no, "collect").unwrap();
    // The receipt prints by itself, as every receipt does.
    assert_eq!(jobs(&office, "clerk", &done), [paper("meter-card", "A-KVT-1-2627-000001")]);
}
