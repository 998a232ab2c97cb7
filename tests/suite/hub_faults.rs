//! Hubs that meet at one database, and a database that is killed: nothing acknowledged is lost, nothing is there twice.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ebcm::hub::Hub;
use ebcm::hub::keep::Keep;
use ebcm::hub::postgres::PostgresKeep;
use ebcm::journal::Fact;
use ebcm::journal::fact::UserSet;
use ebcm::journal::talk::Denied;
use ebcm::rules::role::Role;

use crate::support::hub::{HandClock, InFile, InPostgres, Storage, Teller, given, hub, teller};
use crate::support::office::today;
use crate::support::postgres::Cluster;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_prepares() {
    let storage = InPostgres::fresh().await;
    let keep = storage.open().await;
    assert!(keep.prepare_all().await.unwrap() > 20);
    // A second process finds the tables as they are.
    storage.open().await.ready().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_is_there_after_a_new_start() {
    let storage = InFile::fresh().await;
    let clock = HandClock::at(today());
    let (one, mut two) = {
        let hub = hub(storage.open().await, "led", &clock);
        let (mut one, two) = (teller(1), teller(2));
        one.join(&hub).await;
        two.join(&hub).await;
        one.until_in_step(&hub).await.unwrap();
        (one, two)
    };
    let hub = hub(storage.open().await, "led", &clock);
    two.until_in_step(&hub).await.unwrap();
    assert_eq!(two.held[&one.desk], one.own);
}

/// The chain as the hub has it.
async fn kept<K: Keep>(hub: &Hub<K>, teller: &Teller) -> Vec<ebcm::journal::Recorded> {
    let mut entries = Vec::new();
    while let Some(parcel) = hub.keep().parcel(&teller.desk, entries.len() as i64, 1_000).await.unwrap() {
        entries.extend(parcel.entries);
    }
    entries
}

/// Hands everything over in small parcels, by whichever hub is named; what is answered `Later` is said again.
async fn hand_over<K: Keep>(hubs: &[&Hub<K>], teller: &Teller, step: i64) {
    let (mut after, end) = (0, teller.own.len() as i64);
    let mut turn = 0;
    while after < end {
        let mut letter = teller.letter(Some(teller.parcel(after, (after + step).min(end))));
        letter.only_send = true;
        match given(teller.say(hubs[turn % hubs.len()], &letter).await) {
            Ok(given) => after = given.taken.seq,
            Err(Denied::Later { .. }) => tokio::time::sleep(Duration::from_millis(5)).await,
            Err(denied) => panic!("{denied:?}"),
        }
        turn += 1;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hubs_race_on_one_database() {
    let storage = InPostgres::fresh().await;
    let clock = HandClock::at(today());
    let first = hub(storage.open().await, "led", &clock);
    let second = hub(storage.open().await, "led", &clock);
    let (mut one, mut two, mut three) = (teller(1), teller(2), teller(3));
    for (desk, hub) in [(&one, &first), (&two, &second), (&three, &first)] {
        desk.join(hub).await;
    }
    // Refusals of two desks meet at the hub's one chain in the office.
    for desk in [&mut one, &mut two] {
        for _ in 0..40 {
            desk.forge("clerk", &Fact::UserSet(UserSet { name: "clerk".to_owned(), roles: vec![Role::Adm] }));
            desk.pay_once_more();
        }
    }
    let (there, back) = ([&first, &second], [&second, &first]);
    tokio::join!(
        hand_over(&there, &one, 3),
        hand_over(&back, &one, 5),
        hand_over(&back[..1], &two, 2),
        hand_over(&there[..1], &two, 7),
        hand_over(&there, &three, 4),
    );
    for desk in [&one, &two, &three] {
        assert_eq!(kept(&second, desk).await, desk.own);
    }
    three.until_in_step(&second).await.unwrap();
    let refused = three.hub_said().into_iter().filter(|fact| matches!(fact, Fact::EntryRefused(_))).count();
    assert_eq!(refused, 80, "each once");
    assert_eq!((&three.held[&one.desk], &three.held[&two.desk]), (&one.own, &two.own));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_reach_the_other_hub() {
    let storage = InPostgres::fresh().await;
    let clock = HandClock::at(today());
    let first = hub(storage.open().await, "led", &clock);
    let second = hub(storage.open().await, "led", &clock);
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&first).await;
    two.join(&first).await;
    one.until_in_step(&first).await.unwrap();
    two.until_in_step(&second).await.unwrap();
    one.until_in_step(&first).await.unwrap();
    let mut asks = one.letter(None);
    asks.wait = 60;
    two.pay_once_more();
    let start = Instant::now();
    let after = two.own.len() as i64 - 1;
    let (heard, sent) = tokio::join!(one.say(&first, &asks), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        two.send(&second, after).await
    });
    assert!(sent.is_ok());
    assert_eq!(given(heard).unwrap().parcels[0].entries.len(), 1);
    assert!(start.elapsed() < Duration::from_secs(30));
}

/// A command beside the server (`hub revoke`) is another process on the same file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn news_reach_a_hub_on_the_same_file() {
    let storage = InFile::fresh().await;
    let clock = HandClock::at(today());
    let server = hub(storage.open().await, "led", &clock);
    let mut one = teller(1);
    one.join(&server).await;
    one.until_in_step(&server).await.unwrap();
    let mut asks = one.letter(None);
    asks.wait = 120;
    let command = hub(storage.open().await, "led", &clock);
    let (heard, took) = tokio::join!(one.say(&server, &asks), async {
        // After its first look.
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        command.revoke(&one.desk, "stolen").await.unwrap();
        Instant::now()
    });
    let took = took.elapsed();
    assert_eq!(given(heard), Err(Denied::Revoked { reason: "stolen".to_owned() }));
    println!("heard after {took:?}");
    assert!(took < Duration::from_secs(60), "{took:?}: only when the wait was over");
}

/// Two desks hand over while the database is killed and started again, eight times; a hub that was told `taken` finds it there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_database_loses_nothing_acknowledged() {
    let cluster = Arc::new(tokio::task::spawn_blocking(Cluster::start).await.unwrap());
    let url = cluster.database().await;
    let hub = hub(PostgresKeep::connect(&url).await.unwrap(), "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    for desk in [&mut one, &mut two] {
        for _ in 0..400 {
            desk.pay_once_more();
        }
    }
    let killer = {
        let cluster = cluster.clone();
        tokio::task::spawn_blocking(move || {
            for pause in [60, 10, 130, 25, 90, 5, 170, 40] {
                std::thread::sleep(Duration::from_millis(pause));
                cluster.kill();
                cluster.start_again();
            }
        })
    };
    let (first, second) = tokio::join!(through_kills(&hub, &one, &killer), through_kills(&hub, &two, &killer));
    killer.await.unwrap();
    assert!(first + second > 0, "no letter met the kill");
    hand_over(&[&hub], &one, 500).await;
    hand_over(&[&hub], &two, 500).await;
    assert_eq!((kept(&hub, &one).await, kept(&hub, &two).await), (one.own, two.own));
}

/// Hands over two entries at a time until the killing ends, from the start again and again; how many letters failed.
async fn through_kills<K: Keep>(hub: &Hub<K>, teller: &Teller, killer: &tokio::task::JoinHandle<()>) -> usize {
    let (mut acknowledged, mut failed) = (0, 0);
    while !killer.is_finished() {
        let end = (acknowledged + 2).min(teller.own.len() as i64);
        let mut letter = teller.letter((end > acknowledged).then(|| teller.parcel(acknowledged, end)));
        letter.only_send = true;
        match given(teller.say(hub, &letter).await) {
            Ok(given) => {
                assert!(given.taken.seq >= acknowledged, "{} was acknowledged, {} is there", acknowledged, given.taken.seq);
                acknowledged = given.taken.seq;
            }
            Err(Denied::Later { .. }) => {
                failed += 1;
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Err(denied) => panic!("{denied:?}"),
        }
    }
    failed
}
