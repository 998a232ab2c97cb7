//! The hub lets every desk write what its own program writes.

use ebcm::demo::{Plan, make};
use ebcm::desk::SHIPPED_PROFILES;
use ebcm::edge::SystemClock;
use ebcm::hub::keep::Standing;
use ebcm::hub::rights::Judge;
use ebcm::rules::profile::Profile;
use ebcm::store::open::How;

use crate::support::hub::entries;
use crate::support::office::{Office, row, today};

/// What is refused of a desk's whole chain.
fn refused(office: &Office, utility: &str) -> (usize, Vec<String>) {
    let (_, text) = SHIPPED_PROFILES.into_iter().find(|(code, _)| *code == utility).unwrap();
    let profile = Profile::load(text, utility).unwrap();
    let founded = office.desk.setup().desks.iter().find(|founded| founded.desk == *office.desk.id()).unwrap();
    let chain = entries(office.desk.store().connection(), office.desk.id());
    let mut judge = Judge::new(&profile, founded, Vec::new(), Standing::default());
    let refused = chain.iter().filter_map(|e| judge.take(e).err().map(|wrong| format!("{} {}: {}", e.name(), e.kind, wrong.why())));
    (chain.len(), refused.collect())
}

#[test]
fn a_year_of_an_island_passes() {
    let dir = tempfile::tempdir().unwrap();
    make(dir.path(), &Plan { consumers: 120, months: 4, seed: 5, today: today() }).unwrap();
    let office = Office { desk: ebcm::desk::Desk::open(dir.path(), Box::new(SystemClock), Some(today())).unwrap() };
    let (count, refused) = refused(&office, "led");
    assert!(count > 1_000, "{count} entries");
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn offices_of_both_utilities_pass() {
    for (utility, code, number, category) in [("led", "KVT", 2, "DOM"), ("uppcl", "LKO", 1, "10B")] {
        let dir = tempfile::tempdir().unwrap();
        let mut office = Office::found_desk(dir.path(), utility, code, number, How::default());
        let numbers = office.import_rows((1..=5).map(|i| row(i, category, None)).collect());
        office.open_counter();
        office.pay(numbers[0], 1_300).unwrap();
        office.close_counter().unwrap();
        assert_eq!(refused(&office, utility).1, Vec::<String>::new(), "{utility}");
    }
}
