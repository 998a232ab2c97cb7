//! The hub over both its storages: what is handed over is kept once, what is wrong is named, and blocks nothing behind it.

use std::time::{Duration, Instant};

use ebcm::base::{DeskId, PaperNo, Period};
use ebcm::hub::keep::Keep;
use ebcm::journal::Fact;
use ebcm::journal::fact::{CloseLent, EntryRefused, UserSet};
use ebcm::journal::sign::Signature;
use ebcm::journal::talk::{self, Answer, Denied, VERSION};
use ebcm::rules::role::Role;

use crate::support::hub::{HandClock, Storage, Teller, given, hub, over_both, teller};
use crate::support::office::today;

over_both!(
    two_desks_come_in_step,
    the_same_twice_is_taken_once,
    a_gap_is_told,
    a_fork_is_named,
    what_was_altered_on_the_way_is_denied,
    strangers_hear_nothing,
    what_is_refused_blocks_nothing,
    a_role_given_elsewhere_counts,
    a_hub_put_back_waits_for_what_roles_rest_on,
    a_newer_programs_entry_is_kept,
    erased_by_order,
    a_long_poll_hears_news,
    each_chain_in_turn,
);

async fn two_desks_come_in_step(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    one.until_in_step(&hub).await.unwrap();
    assert_eq!(one.held[&two.desk], two.own);
    assert_eq!(two.held[&one.desk], one.own);
    assert_eq!(one.hub_said(), two.hub_said());
    assert_eq!(one.hub_said().len(), 3, "the hub's founding, and two admissions");

    two.pay_once_more();
    let after = two.own.len() as i64 - 1;
    assert_eq!(two.send(&hub, after).await.unwrap().taken.seq, two.own.len() as i64);
    let news = one.send(&hub, one.own.len() as i64).await.unwrap();
    assert_eq!(news.parcels.iter().map(|parcel| parcel.entries.len()).sum::<usize>(), 1);
    assert_eq!(news.heads, [two.head(two.own.len() as i64)], "only what stands otherwise at the desk");
    assert_eq!(news.witnesses.iter().map(|witness| &witness.desk).collect::<Vec<_>>(), [&two.desk]);
    assert_eq!(one.held[&two.desk], two.own);
    let quiet = one.send(&hub, one.own.len() as i64).await.unwrap();
    assert!(quiet.parcels.is_empty() && quiet.heads.is_empty() && !quiet.more);
}

async fn the_same_twice_is_taken_once(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let one = teller(1);
    one.join(&hub).await;
    let end = one.own.len() as i64;
    for (after, last, stands) in [(0, 10, 10), (0, 10, 10), (0, 7, 10), (5, 20, 20), (0, end, end), (end, end, end), (3, 12, end)] {
        let parcel = (last > after).then(|| one.parcel(after, last));
        let given = given(one.say(&hub, &one.letter(parcel)).await).unwrap();
        assert_eq!(given.taken, one.head(stands), "{after} to {last}");
    }
    let kept = hub.keep().parcel(&one.desk, 0, 10_000).await.unwrap().unwrap();
    assert_eq!(kept.entries, one.own);
}

async fn a_gap_is_told(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let one = teller(1);
    one.join(&hub).await;
    for (after, last, stands) in [(5, 9, 0), (0, 9, 9), (12, 14, 9)] {
        let given = given(one.say(&hub, &one.letter(Some(one.parcel(after, last)))).await).unwrap();
        assert_eq!(given.taken, one.head(stands), "it says where to go on");
    }
}

async fn a_fork_is_named(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let mut one = teller(1);
    one.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    // The same file, put back from a backup and worked on: everything from there on is another.
    let mut back = one.clone();
    let from = back.own.len() - 6;
    back.alter(from, |entry| "clerk2".clone_into(&mut entry.user));
    let forked = Denied::Forked { seq: from as i64 + 1 };
    let last = back.own.len() as i64;
    back.pay_once_more();
    for (after, until) in [(0, last), (from as i64, last), (from as i64 - 2, last + 1)] {
        let mut letter = back.letter(Some(back.parcel(after, until)));
        // What it says to hold does not give it away yet.
        letter.held = back.witness(vec![back.head(last + 1)]);
        assert_eq!(given(back.say(&hub, &letter).await), Err(forked.clone()), "{after} to {until}");
    }
    // By its word alone.
    let mut letter = back.letter(None);
    letter.held = back.witness(vec![back.head(last - 1)]);
    assert_eq!(given(back.say(&hub, &letter).await), Err(Denied::Forked { seq: last - 1 }));
    let kept = hub.keep().parcel(&one.desk, 0, 10_000).await.unwrap().unwrap();
    assert_eq!(kept.entries, one.own);
}

async fn what_was_altered_on_the_way_is_denied(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (one, two) = (teller(1), teller(2));
    one.join(&hub).await;
    let ways: [&dyn Fn(&mut talk::Exchange); 6] = [
        &|letter| letter.parcel.as_mut().unwrap().entries[3].body.push(' '),
        &|letter| letter.parcel.as_mut().unwrap().entries[3].user.push('x'),
        &|letter| letter.parcel.as_mut().unwrap().entries[3].at -= 100_000_000,
        &|letter| drop(letter.parcel.as_mut().unwrap().entries.remove(3)),
        &|letter| letter.parcel.as_mut().unwrap().entries.swap(3, 4),
        &|letter| letter.parcel = Some(two.parcel(0, 5)),
    ];
    for (way, alter) in ways.into_iter().enumerate() {
        let mut letter = one.letter(Some(one.parcel(0, 12)));
        alter(&mut letter);
        let answer = one.say(&hub, &letter).await;
        assert!(matches!(answer, Answer::Denied(Denied::Tampered { .. })), "way {way}: {answer:?}");
    }
    let mut odd = one.clone();
    odd.alter(9, |entry| entry.user.push('\0'));
    let answer = odd.say(&hub, &odd.letter(Some(odd.parcel(0, 12)))).await;
    assert!(matches!(answer, Answer::Denied(Denied::Tampered { .. })), "{answer:?}");
    assert_eq!(hub.keep().member(&one.desk).await.unwrap().unwrap().head.seq, 0);
}

async fn strangers_hear_nothing(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (one, two) = (teller(1), teller(2));
    let letter = one.letter(Some(one.parcel(0, 5)));
    assert_eq!(given(one.say(&hub, &letter).await), Err(Denied::Unknown));
    one.join(&hub).await;

    let bytes = talk::pack(&letter).unwrap();
    let by = async |desk: &Teller, bytes: &[u8], signature: &Signature| given(hub.exchange(&desk.desk, bytes, signature).await);
    assert_eq!(by(&one, &bytes, &two.sign(&bytes)).await, Err(Denied::Signature));
    assert_eq!(by(&one, &bytes, &Signature::from_hex("")).await, Err(Denied::Signature));
    assert_eq!(by(&two, &bytes, &two.sign(&bytes)).await, Err(Denied::Unknown));
    assert!(matches!(by(&one, &bytes[..40], &one.sign(&bytes[..40])).await, Err(Denied::Tampered { .. })));
    two.join(&hub).await;
    assert_eq!(by(&two, &bytes, &two.sign(&bytes)).await, Err(Denied::Signature), "another desk's letter");
    let hand = DeskId::hub("KVT").unwrap();
    assert_eq!(given(hub.exchange(&hand, &bytes, &one.sign(&bytes)).await), Err(Denied::Unknown));

    let mut other = one.letter(None);
    other.version = VERSION + 1;
    assert_eq!(given(one.say(&hub, &other).await), Err(Denied::Version { hub: VERSION }));
    other = one.letter(None);
    other.utility = "uppcl".to_owned();
    assert_eq!(given(one.say(&hub, &other).await), Err(Denied::Utility { hub: "led".to_owned() }));
    other = one.letter(None);
    other.held = two.held();
    assert_eq!(given(one.say(&hub, &other).await), Err(Denied::Signature), "another desk's word");
}

async fn what_is_refused_blocks_nothing(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    let desk = one.desk.clone();
    let mut wrong: Vec<(i64, &str, &str)> = Vec::new();
    wrong.push((one.forge("clerk", &Fact::UserSet(UserSet { name: "clerk".to_owned(), roles: vec![Role::Adm] })), "user-set", "ADM"));
    one.pay_once_more();
    let Fact::Paid(mut paid) = one.last_of("paid") else { panic!("a receipt") };
    paid.receipt.no.number += 3;
    paid.bill = None;
    wrong.push((one.forge("clerk", &Fact::Paid(paid)), "paid", "gap"));
    // The number that was left out is the next still.
    let Fact::Paid(mut paid) = one.last_of("paid") else { panic!("a receipt") };
    paid.receipt.no.number -= 2;
    one.forge("clerk", &Fact::Paid(paid.clone()));
    paid.receipt.no = PaperNo { desk: two.desk.clone(), number: 7, ..paid.receipt.no };
    wrong.push((one.forge("clerk", &Fact::Paid(paid)), "paid", "not of KVT-1"));
    let lent = CloseLent { office: "KVT".to_owned(), period: "2026-11".parse::<Period>().unwrap(), desk: desk.clone() };
    wrong.push((one.forge("admin", &Fact::CloseLent(lent)), "close-lent", "the hub's"));
    let Fact::ConsumerImported(import) = one.last_of("consumer-imported") else { panic!("a consumer") };
    let mut there = import.clone();
    there.office = "AGT".to_owned();
    wrong.push((one.forge("admin", &Fact::ConsumerImported(there)), "consumer-imported", "neither KVT nor under it"));
    let mut theirs = import.clone();
    theirs.consumer = "010000017".parse().unwrap();
    wrong.push((one.forge("admin", &Fact::ConsumerImported(theirs)), "consumer-imported", "no consumer number"));
    let founded = one.last_of("desk-founded");
    wrong.push((one.forge("admin", &founded), "desk-founded", "begins"));
    wrong.push((one.forge_raw("clerk", "reading-posted", &one.own[20].body.clone()), "reading-posted", "calls itself"));
    wrong.push((one.forge_raw("clerk", "paid", "{"), "paid", "can't be read"));
    one.pay_once_more();

    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    one.until_in_step(&hub).await.unwrap();
    assert_eq!(two.held[&desk], one.own, "the chain goes on behind what was refused");
    let said = |teller: &Teller| {
        let refused = teller.hub_said().into_iter().filter_map(|fact| match fact {
            Fact::EntryRefused(refused) => Some(refused),
            _ => None,
        });
        refused.collect::<Vec<EntryRefused>>()
    };
    assert_eq!(said(&one), said(&two));
    let named = said(&one);
    assert_eq!(named.len(), wrong.len(), "{named:#?}");
    for (refused, (seq, kind, why)) in named.iter().zip(wrong) {
        assert_eq!((&refused.desk, refused.seq, refused.kind.as_str()), (&desk, seq, kind));
        assert!(refused.why.contains(why), "{}", refused.why);
    }
}

async fn a_role_given_elsewhere_counts(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    one.forge("admin", &Fact::UserSet(UserSet { name: "guest".to_owned(), roles: vec![Role::Bcc] }));
    // Taken away again while the line was cut: it was given, and that counts.
    one.forge("admin", &Fact::UserSet(UserSet { name: "guest".to_owned(), roles: vec![] }));
    one.until_in_step(&hub).await.unwrap();
    two.pay_once_more();
    two.own.last_mut().unwrap().user = "guest".to_owned();
    two.chain_anew(two.own.len() - 1);
    two.until_in_step(&hub).await.unwrap();
    assert!(!two.hub_said().iter().any(|fact| matches!(fact, Fact::EntryRefused(_))));
    let granted = hub.keep().granted("KVT").await.unwrap();
    assert_eq!(granted.iter().filter(|(user, _)| user == "guest").collect::<Vec<_>>(), [&("guest".to_owned(), Role::Bcc)]);
    assert_eq!(hub.keep().granted("AGT").await.unwrap(), []);
}

async fn a_hub_put_back_waits_for_what_roles_rest_on(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    one.forge("admin", &Fact::UserSet(UserSet { name: "guest".to_owned(), roles: vec![Role::Bcc] }));
    two.pay_once_more();
    two.own.last_mut().unwrap().user = "guest".to_owned();
    two.chain_anew(two.own.len() - 1);
    // It heard of the guest from a hub that has lost it since.
    two.held.insert(one.desk.clone(), one.own.clone());
    let answer = given(two.say(&hub, &two.letter(Some(two.parcel(0, two.own.len() as i64)))).await);
    assert!(matches!(answer, Err(Denied::Later { .. })), "{answer:?}");
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    assert!(!two.hub_said().iter().any(|fact| matches!(fact, Fact::EntryRefused(_))));
}

async fn a_newer_programs_entry_is_kept(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    one.forge_raw("nobody", "moon-phase", r#"{"moon-phase":{"full":true}}"#);
    one.forge_raw("nobody", "moonless", r#""moonless""#);
    one.pay_once_more();
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    assert_eq!(two.held[&one.desk], one.own);
    assert!(!two.hub_said().iter().any(|fact| matches!(fact, Fact::EntryRefused(_))));
}

async fn erased_by_order(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    let imports: Vec<(usize, String)> =
        one.own.iter().enumerate().filter(|(_, e)| e.personal.is_some()).map(|(at, e)| (at, e.name())).take(3).collect();
    let Fact::ConsumerImported(import) = one.last_of("consumer-imported") else { panic!("a consumer") };
    let erase = |names: Vec<String>| Fact::PersonErased { consumer: import.consumer, order: "AE 12".to_owned(), entries: names };
    one.until_in_step(&hub).await.unwrap();
    // A clerk's order, and one that reaches beyond what the desk holds, erase nothing.
    one.forge("clerk", &erase(vec![imports[1].1.clone()]));
    one.forge("admin", &erase(vec![imports[2].1.clone(), "XYZ-1/4".to_owned()]));
    one.forge("admin", &erase(vec![imports[0].1.clone()]));
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    let theirs = &two.held[&one.desk];
    assert_eq!(theirs.len(), one.own.len());
    assert_eq!(theirs[imports[0].0].personal, None);
    assert_eq!(theirs[imports[0].0].personal_hash, one.own[imports[0].0].personal_hash, "the chain holds without it");
    for other in &imports[1..] {
        assert_eq!(theirs[other.0], one.own[other.0]);
    }
}

async fn a_long_poll_hears_news(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub = hub(storage.open().await, "led", &clock);
    let (mut one, mut two) = (teller(1), teller(2));
    for desk in [&mut one, &mut two] {
        desk.join(&hub).await;
    }
    for desk in [&mut one, &mut two] {
        desk.until_in_step(&hub).await.unwrap();
    }
    one.until_in_step(&hub).await.unwrap();
    let mut asks = one.letter(None);
    asks.wait = 1;
    let start = Instant::now();
    let silent = given(one.say(&hub, &asks).await).unwrap();
    assert!(silent.parcels.is_empty() && start.elapsed() >= Duration::from_millis(950));
    asks.wait = 60;
    two.pay_once_more();
    let after = two.own.len() as i64 - 1;
    let (heard, sent) = tokio::join!(one.say(&hub, &asks), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        two.send(&hub, after).await
    });
    assert_eq!(sent.unwrap().taken.seq, after + 1);
    assert_eq!(given(heard).unwrap().parcels[0].entries.len(), 1);
    assert!(start.elapsed() < Duration::from_secs(30));
}

/// A desk that was away is given many chains in about the order of their time.
async fn each_chain_in_turn(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two, mut away) = (teller(1), teller(2), teller(3));
    for desk in [&one, &two, &away] {
        desk.join(&hub).await;
    }
    away.until_in_step(&hub).await.unwrap();
    for _ in 0..1_500 {
        one.pay_once_more();
        two.pay_once_more();
    }
    for desk in [&mut one, &mut two] {
        let mut after = 0;
        // Signed often, as desks on a line do.
        while after < desk.own.len() as i64 {
            let last = (after + 40).min(desk.own.len() as i64);
            let mut letter = desk.letter(Some(desk.parcel(after, last)));
            letter.only_send = true;
            after = given(desk.say(&hub, &letter).await).unwrap().taken.seq;
        }
    }
    let first = away.send(&hub, away.own.len() as i64).await.unwrap();
    assert!(first.more);
    let count: usize = first.parcels.iter().map(|parcel| parcel.entries.len()).sum();
    assert!((talk::ANSWER..talk::ANSWER + 100).contains(&count), "{count}");
    let ends: Vec<i64> = [&one, &two].iter().map(|desk| away.held[&desk.desk].last().unwrap().at).collect();
    let behind = |teller: &Teller| teller.own.iter().filter(|e| e.at > ends[0].min(ends[1]) && e.at <= ends[0].max(ends[1])).count();
    assert!(behind(&one).max(behind(&two)) <= 300, "one chain went ahead of the other");
    away.until_in_step(&hub).await.unwrap();
    assert_eq!((&away.held[&one.desk], &away.held[&two.desk]), (&one.own, &two.own));
}
