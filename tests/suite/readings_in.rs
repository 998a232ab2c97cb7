//! Wherever a reading goes in, it is doubted by the one rule (`B-9`): below the floor, far above the usual, past the last digit.

use std::path::Path;

use ebcm::acts::Act;
use ebcm::acts::application::{Apply, AtOnce, TakeStep, Typed};
use ebcm::acts::bill::Basis;
use ebcm::acts::meter::ChangeMeter;
use ebcm::acts::pay::Pay;
use ebcm::acts::reading::{PostReading, PostRound, Round, RoundRow};
use ebcm::acts::returned::{Errand, RecordList, RecordReturned, Returned};
use ebcm::acts::shows::{CONFIRM, Shows};
use ebcm::acts::supply::{CutSupply, ReadFinal, RestoreSupply};
use ebcm::base::{ConsumerNo, Day, No, PaperNo, Refusal};
use ebcm::journal::fact::Source;
use ebcm::rules::status::Status;
use ebcm::store::sight::Seen;

use crate::support::connect::{festival, typed};
use crate::support::office::{Office, exact_cash, row};

/// Consumers of the sample, each read at 1200 last.
const STATUSES: [(&str, Option<&str>, Option<&str>); 5] = [
    ("LIVE", None, None),
    ("LIVE", Some("Harbour"), None),
    ("PNR1", None, Some("2026-10-20")),
    ("PDNP", None, Some("2026-10-20")),
    ("STBP", None, Some("2026-10-20")),
];

struct Place {
    office: Office,
    /// Belated, with a notice: it may be billed, read, cut, stopped, ended.
    belated: ConsumerNo,
    government: ConsumerNo,
    paid: ConsumerNo,
    ended: ConsumerNo,
    reactivated: PaperNo,
    temporary: PaperNo,
}

fn today() -> Day {
    "2026-12-22".parse().unwrap()
}

fn place(dir: &Path) -> Place {
    drop(Office::found(dir));
    let mut office = Office::patiently(dir, "2026-11-05".parse().unwrap());
    let rows = STATUSES.iter().enumerate().map(|(i, (status, department, cut))| {
        let mut row = row(i + 1, "DOM", *department);
        row.import.status = status.parse().unwrap();
        row.import.disconnected_on = cut.map(|day| day.parse().unwrap());
        row
    });
    let numbers = office.import_rows(rows.collect());
    drop(office);
    let mut office = Office::patiently(dir, "2026-11-27".parse().unwrap());
    office.close_month("2026-11").unwrap();
    drop(office);
    let mut office = Office::patiently(dir, today());
    office.open_counter();
    let [belated, government, paid, ended, stopped] = numbers[..] else { panic!("five consumers") };
    assert_eq!(office.consumer(belated).status, Status::Bltd);
    let reactivated = office.apply("je", "reactivation", Some(stopped), Typed::new()).unwrap();
    office.step("ae", &reactivated, "admit", []).unwrap();
    let festival = festival().into_iter().chain(typed([("from", "2026-12-22"), ("until", "2026-12-30")])).collect();
    let temporary = office.apply("je", "temporary", None, festival).unwrap();
    office.collect(&temporary, "collect").unwrap();
    office.step("ae", &temporary, "order", []).unwrap();
    let meter = [("on", "2026-12-22"), ("meter", "TMP-1"), ("digits", "5"), ("initial", "1200")];
    office.step("je", &temporary, "execute", meter).unwrap();
    Place { office, belated, government, paid, ended, reactivated, temporary }
}

type Way = (&'static str, Box<dyn Fn(Shows) -> Box<dyn Act>>);

/// Every act that takes a reading; the first reading of a meter that is put up (`connect`, the new one of a change) has nothing to be held
/// against, an import brings readings that were billed before, and a revised bill's is proposed by one officer and approved by another.
fn ways(place: &Place) -> Vec<Way> {
    let day = today();
    let (belated, government, paid, ended) = (place.belated, place.government, place.paid, place.ended);
    let step = |application: &PaperNo, step: &'static str| -> Box<dyn Fn(Shows) -> Box<dyn Act>> {
        let application = application.clone();
        Box::new(move |shows| {
            let (typed, confirmed) = fields(&shows);
            Box::new(TakeStep { application: application.clone(), step: step.to_owned(), typed, handed: None, confirmed })
        })
    };
    let at_once = |workflow: &'static str| -> Box<dyn Fn(Shows) -> Box<dyn Act>> {
        Box::new(move |shows| {
            let (typed, confirmed) = fields(&shows);
            let requested = [("requested".to_owned(), "2026-12-21".to_owned())].into();
            let apply = Apply { workflow: workflow.to_owned(), consumer: Some(belated), typed: requested, ..Apply::default() };
            Box::new(AtOnce { apply, step: "execute".to_owned(), typed, confirmed })
        })
    };
    let round = |round: Round, consumer: ConsumerNo| -> Box<dyn Fn(Shows) -> Box<dyn Act>> {
        Box::new(move |reading| Box::new(PostReading { round, row: RoundRow { consumer, reading, day } }))
    };
    let returned = move |consumer, reading| Returned { consumer, day, reading: Some(reading), remark: String::new() };
    vec![
        (
            "the counter",
            Box::new(move |Shows { typed, rollover, confirmed }| {
                let basis = Basis::Reading { typed, source: Source::Own, rollover, confirmed };
                Box::new(Pay { consumer: belated, basis: Some(basis), handed: exact_cash(90_000_000), protest: None })
            }),
        ),
        ("Government readings", round(Round::Government, government)),
        ("a surprise check", round(Round::Surprise, belated)),
        ("a reader's round", round(Round::Reader, belated)),
        (
            "a file of a round",
            Box::new(move |reading| {
                Box::new(PostRound { round: Round::Reader, rows: vec![(2, RoundRow { consumer: belated, reading, day })] })
            }),
        ),
        ("a cut", Box::new(move |reading| Box::new(CutSupply { consumer: belated, day, reading: Some(reading), remark: String::new() }))),
        (
            "the returned list, a cut",
            Box::new(move |shows| Box::new(RecordReturned { errand: Errand::Disconnect, row: returned(belated, shows) })),
        ),
        (
            "the returned list, a reconnection",
            Box::new(move |shows| Box::new(RecordReturned { errand: Errand::Reconnect, row: returned(paid, shows) })),
        ),
        (
            "a file of the returned list",
            Box::new(move |shows| Box::new(RecordList { errand: Errand::Disconnect, rows: vec![(2, returned(belated, shows))] })),
        ),
        ("a reconnection", Box::new(move |reading| Box::new(RestoreSupply { consumer: paid, day, reading }))),
        ("a final reading", Box::new(move |reading| Box::new(ReadFinal { consumer: ended, day, reading }))),
        (
            "a meter change",
            Box::new(move |last| {
                let (meter, factor) = ("NEW-1".to_owned(), rust_decimal::Decimal::ONE);
                Box::new(ChangeMeter { consumer: belated, last, meter, digits: 5, factor, initial: "0".to_owned() })
            }),
        ),
        ("a re-energising", step(&place.reactivated, "energise")),
        ("a temporary supply's end", step(&place.temporary, "finish")),
        ("a permanent disconnection", at_once("permanent")),
        ("a stop-bill", at_once("stop-bill")),
    ]
}

fn fields(shows: &Shows) -> (Typed, bool) {
    let rollover = if shows.rollover { "yes" } else { "no" };
    (typed([("on", "2026-12-22"), ("reading", &shows.typed), ("rollover", rollover)]), shows.confirmed)
}

/// What an act says, by whomever it is for; nothing is recorded.
fn decided(office: &Office, act: &dyn Act) -> Result<(), Refusal> {
    let see = Seen { conn: office.desk.store().connection(), desk: office.desk.id() };
    let user = if act.roles().contains(&ebcm::rules::role::Role::Bcc) { "clerk" } else { "je" };
    match act.decide(&see, &office.desk.moment(&office.session(user))) {
        Ok(_) => Ok(()),
        Err(No::Refused(refusal)) => Err(refusal),
        Err(No::Broken(fault)) => panic!("{fault}"),
    }
}

#[test]
fn b9_wherever_a_reading_goes_in_it_is_doubted_alike() {
    let dir = tempfile::tempdir().unwrap();
    let place = place(dir.path());
    let plain = |typed: &str| Shows::plain(typed);
    let turned = |typed: &str| Shows { rollover: true, ..plain(typed) };
    for (name, way) in ways(&place) {
        // A file names the line and the rule in one refusal of all its lines.
        let is_file = name.starts_with("a file");
        let refused = |shows: Shows, part: &str, field: &str| {
            let refusal = decided(&place.office, way(shows.clone()).as_ref()).expect_err(&format!("{name}: {shows:?}"));
            assert!(refusal.message.contains(part), "{name}: {shows:?}: {refusal}");
            assert!(is_file || (refusal.rule.as_ref(), refusal.field) == ("B-9", Some(field)), "{name}: {shows:?}: {refusal:?}");
        };
        let taken = |shows: Shows| {
            let outcome = decided(&place.office, way(shows.clone()).as_ref());
            assert!(outcome.is_ok(), "{name}: {shows:?}: {outcome:?}");
        };
        taken(plain("1210"));
        refused(plain("1100"), "1100 is below 1200", "reading");
        refused(plain("1100").confirmed(), "1100 is below 1200", "reading");
        refused(plain("91200"), "is far above the usual", CONFIRM);
        taken(plain("91200").confirmed());
        refused(turned("1100"), "is far above the usual", CONFIRM);
        taken(turned("1100").confirmed());
        refused(turned("1210"), "is not below 1200", "reading");
    }
}
