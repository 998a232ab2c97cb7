//! A hub that was put back from an older backup takes its own word back from the desks before it says anything new (`J-15`).

use ebcm::base::DeskId;
use ebcm::hub::Hub;
use ebcm::hub::keep::Keep;
use ebcm::journal::Fact;
use ebcm::journal::fact::UserSet;
use ebcm::journal::talk::Denied;
use ebcm::rules::role::Role;

use crate::support::hub::{HandClock, Storage, Teller, hub, over_both, teller};
use crate::support::office::today;

over_both!(
    what_it_had_said_comes_back,
    a_desk_that_it_had_revoked_is_revoked_again,
    who_says_that_nobody_holds_more_is_still_held_to_what_desks_say,
    nothing_but_its_own_word_is_taken_back,
    codes_from_before_are_void,
    what_a_desk_that_is_gone_had_handed_over_comes_back,
);

async fn in_step<K: Keep>(hub: &Hub<K>, desks: &mut [&mut Teller]) {
    for _ in 0..2 {
        for desk in &mut *desks {
            desk.until_in_step(hub).await.unwrap();
        }
    }
}

fn own() -> DeskId {
    DeskId::hub("KVT").unwrap()
}

fn refused(desk: &Teller) -> Vec<i64> {
    let refused = desk.hub_said().into_iter().filter_map(|fact| match fact {
        Fact::EntryRefused(refused) => Some(refused.seq),
        _ => None,
    });
    refused.collect()
}

fn over_its_rights(desk: &mut Teller) -> i64 {
    desk.forge("clerk", &Fact::UserSet(UserSet { name: "clerk".to_owned(), roles: vec![Role::Adm] }))
}

async fn what_it_had_said_comes_back(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub_before = hub(storage.open().await, "led", &clock);
    let (mut one, mut two, mut three) = (teller(1), teller(2), teller(3));
    one.join(&hub_before).await;
    two.join(&hub_before).await;
    in_step(&hub_before, &mut [&mut one, &mut two]).await;
    let backup = storage.copy().await;

    // After the backup: a desk is taken in, an entry refused, the close lent.
    three.join(&hub_before).await;
    let wrong = over_its_rights(&mut one);
    one.pay_once_more();
    in_step(&hub_before, &mut [&mut one, &mut three]).await;
    two.borrow(&hub_before, "2026-11").await.unwrap();
    in_step(&hub_before, &mut [&mut one, &mut two, &mut three]).await;
    let said = three.held[&own()].clone();
    assert_eq!(refused(&two), [wrong]);

    let back = hub(backup.open().await, "led", &clock);
    let waits = back.make_code("KVT", None).await.unwrap_err().to_string();
    assert!(waits.contains("put back from a backup") && waits.contains("KVT-1, KVT-2"), "{waits}");
    assert_eq!(three.until_in_step(&back).await, Err(Denied::Unknown));
    for desk in [&one, &two] {
        assert!(matches!(desk.borrow(&back, "2026-11").await, Err(Denied::Later { .. })), "who had it is not known yet");
    }
    assert!(matches!(one.until_in_step(&back).await, Err(Denied::Later { .. })), "nothing is refused twice");

    // The stranger proves itself by the hub's own word.
    assert_eq!(three.hand_back(&back).await, Ok(3));
    assert_eq!(one.hand_back(&back).await, Ok(0), "once is enough");
    three.until_in_step(&back).await.unwrap();
    let waits = back.make_code("KVT", None).await.unwrap_err().to_string();
    assert!(waits.contains("KVT-1, KVT-2") && !waits.contains("KVT-3"), "{waits}");
    in_step(&back, &mut [&mut one, &mut two, &mut three]).await;
    for desk in [&one, &two, &three] {
        assert_eq!(desk.held[&own()], said, "nothing was said twice, and nothing otherwise");
    }
    assert_eq!(three.held[&one.desk], one.own);

    // It goes on where it stood.
    assert!(matches!(one.borrow(&back, "2026-11").await, Err(Denied::Lent { to }) if to == two.desk));
    back.revoke(&three.desk, "stolen").await.unwrap();
    let wrong_too = over_its_rights(&mut two);
    in_step(&back, &mut [&mut two, &mut one]).await;
    assert_eq!(refused(&one), [wrong, wrong_too]);
    assert_eq!(one.held[&own()].len(), said.len() + 2);
}

async fn a_desk_that_it_had_revoked_is_revoked_again(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub_before = hub(storage.open().await, "led", &clock);
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub_before).await;
    two.join(&hub_before).await;
    in_step(&hub_before, &mut [&mut one, &mut two]).await;
    let backup = storage.copy().await;
    hub_before.revoke(&two.desk, "stolen").await.unwrap();
    in_step(&hub_before, &mut [&mut one]).await;

    let back = hub(backup.open().await, "led", &clock);
    // The lost desk is not waited for where its own end is to be written, and all others are.
    assert!(back.revoke(&two.desk, "again").await.unwrap_err().to_string().contains("not heard since: KVT-1"));
    assert_eq!(one.hand_back(&back).await, Ok(1));
    assert_eq!(two.until_in_step(&back).await, Err(Denied::Revoked { reason: "stolen".to_owned() }));
    in_step(&back, &mut [&mut one]).await;
    // Nobody waits for one that is revoked.
    back.make_code("KVT", None).await.unwrap();
}

async fn who_says_that_nobody_holds_more_is_still_held_to_what_desks_say(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub_before = hub(storage.open().await, "led", &clock);
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub_before).await;
    two.join(&hub_before).await;
    in_step(&hub_before, &mut [&mut one, &mut two]).await;
    let backup = storage.copy().await;
    two.borrow(&hub_before, "2026-11").await.unwrap();
    in_step(&hub_before, &mut [&mut one, &mut two]).await;

    let back = hub(backup.open().await, "led", &clock);
    back.nobody_holds_more(Some("KVT")).await.unwrap();
    let letter = one.letter(None);
    let head = one.say(&back, &letter).await;
    assert!(matches!(head, ebcm::journal::talk::Answer::Given(given) if given.heads.iter().any(|head| head.desk == own())));
    let no = back.make_code("KVT", None).await.unwrap_err().to_string();
    assert!(no.contains("KVT-1 holds 4 entries that the hub itself recorded at KVT, and the hub 3"), "{no}");
    assert_eq!(one.hand_back(&back).await, Ok(1));
    back.make_code("KVT", None).await.unwrap();
    // By the word of whoever put it back by other means than the hub's own.
    back.was_put_back().await.unwrap();
    assert_eq!(back.held_back().await.unwrap().len(), 1);
    in_step(&back, &mut [&mut one, &mut two]).await;
    assert_eq!(back.held_back().await.unwrap(), []);
}

async fn nothing_but_its_own_word_is_taken_back(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub_before = hub(storage.open().await, "led", &clock);
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub_before).await;
    let backup = storage.copy().await;
    two.join(&hub_before).await;
    in_step(&hub_before, &mut [&mut one, &mut two]).await;

    let back = hub(backup.open().await, "led", &clock);
    let whole = one.holds(&own());
    let mut short = whole.clone();
    short.entries.pop();
    let mut altered = whole.clone();
    altered.entries.last_mut().unwrap().body.push(' ');
    let mut anothers = whole.clone();
    anothers.signature = two.parcel(0, 3).signature;
    for (what, parcel) in [("short", short), ("altered", altered), ("another's", anothers)] {
        let denied = one.hand_back_this(&back, parcel).await;
        assert!(matches!(denied, Err(Denied::Tampered { .. })), "{what}: {denied:?}");
    }
    assert_eq!(one.hand_back_this(&back, one.parcel(0, 3)).await, Ok(0), "who is there hands over what it recorded itself");
    let mut later = whole.clone();
    later.entries.drain(..2);
    later.after = 2;
    assert_eq!(one.hand_back_this(&back, later).await, Ok(1));
    // A hub that went on by itself: its chain is another now.
    let mut other = teller(3);
    let file = storage.copy().await;
    let forked = hub(file.open().await, "led", &clock);
    forked.nobody_holds_more(None).await.unwrap();
    other.join(&forked).await;
    other.until_in_step(&forked).await.unwrap();
    in_step(&hub_before, &mut [&mut one, &mut two]).await;
    over_its_rights(&mut two);
    in_step(&hub_before, &mut [&mut two, &mut one]).await;
    assert_eq!(one.hand_back(&forked).await, Err(Denied::Forked { seq: 4 }));
}

async fn codes_from_before_are_void(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub_before = hub(storage.open().await, "led", &clock);
    let mut one = teller(1);
    one.join(&hub_before).await;
    one.until_in_step(&hub_before).await.unwrap();
    let code = hub_before.make_code("KVT", None).await.unwrap();
    let backup = storage.copy().await;
    let back = hub(backup.open().await, "led", &clock);
    one.until_in_step(&back).await.unwrap();
    // It may have been used since.
    assert_eq!(teller(2).enrol(&back, &code).await, Err(Denied::Code));
    teller(2).join(&back).await;
}

async fn what_a_desk_that_is_gone_had_handed_over_comes_back(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub_before = hub(storage.open().await, "led", &clock);
    let (mut one, mut gone, mut new) = (teller(1), teller(2), teller(3));
    one.join(&hub_before).await;
    let backup = storage.copy().await;
    // Taken in, at work, over its rights, and stolen: all after the backup.
    gone.join(&hub_before).await;
    let wrong = over_its_rights(&mut gone);
    gone.pay_once_more();
    in_step(&hub_before, &mut [&mut gone, &mut one]).await;
    hub_before.revoke(&gone.desk, "stolen").await.unwrap();
    in_step(&hub_before, &mut [&mut one]).await;
    let said = one.held[&own()].clone();

    let back = hub(backup.open().await, "led", &clock);
    let hands = one.holds(&gone.desk);
    assert_eq!(one.hand_back_this(&back, hands.clone()).await, Err(Denied::Unknown));
    assert!(one.hand_back(&back).await.unwrap() > 0);
    // Who has the stolen key signs what he likes.
    let honest = gone.own.len() as i64;
    gone.pay_once_more();
    let more = gone.parcel(0, honest + 1);
    assert!(matches!(one.hand_back_this(&back, more).await, Err(Denied::Refused { why }) if why.contains(&format!("entry {honest}"))));
    assert_eq!(one.hand_back_this(&back, hands.clone()).await, Ok(honest as u64));
    assert_eq!(one.hand_back_this(&back, hands).await, Ok(0));
    assert!(matches!(gone.until_in_step(&back).await, Err(Denied::Revoked { .. })));
    in_step(&back, &mut [&mut one]).await;
    new.join(&back).await;
    in_step(&back, &mut [&mut new, &mut one]).await;
    assert_eq!(new.held[&gone.desk], gone.own[..honest as usize]);
    assert_eq!((refused(&new), one.held[&own()].len()), (vec![wrong], said.len() + 1), "refused once, as it was");
}
