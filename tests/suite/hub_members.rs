//! Who belongs to a hub's offices: codes, admission, replacement, revocation, and the lease of the month close.

use std::time::Duration;

use ebcm::base::DeskId;
use ebcm::hub::keep::Keep;
use ebcm::journal::Fact;
use ebcm::journal::fact::DeskFounded;
use ebcm::journal::talk::Denied;

use crate::support::hub::{HandClock, Storage, given, hub, over_both, teller};
use crate::support::office::today;

over_both!(
    a_code_is_used_once,
    a_code_grows_old,
    numbers_are_given_one_after_the_other,
    what_is_not_of_the_hub_is_not_taken_in,
    a_lost_desk_is_replaced,
    a_revoked_desk_is_told_so,
    the_close_is_lent_to_one,
);

async fn a_code_is_used_once(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (one, two) = (teller(1), teller(2));
    let code = hub.make_code("KVT", None).await.unwrap();
    assert_eq!(code.len(), 20, "ten random bytes");
    for wrong in ["", "00", "xyz", &"0".repeat(20)] {
        assert_eq!(one.enrol(&hub, wrong).await, Err(Denied::Code));
    }
    assert_eq!(one.enrol(&hub, &code).await.as_ref(), Ok(&one.founded));
    assert_eq!(one.enrol(&hub, &code).await.as_ref(), Ok(&one.founded), "the answer was lost, and is the same again");
    assert_eq!(two.enrol(&hub, &code).await, Err(Denied::Code));
    assert_eq!(hub.members(Some("KVT")).await.unwrap().len(), 2, "the hub's hand and one desk");
    assert!(hub.make_code("XYZ", None).await.is_err_and(|no| no.to_string().contains("'XYZ' is not an office")));
}

async fn a_code_grows_old(storage: impl Storage) {
    let clock = HandClock::at(today());
    let hub = hub(storage.open().await, "led", &clock);
    let (one, two) = (teller(1), teller(2));
    let (first, second) = (hub.make_code("KVT", None).await.unwrap(), hub.make_code("KVT", None).await.unwrap());
    clock.forward(7 * 24 * 3_600_000 - 1);
    assert_eq!(one.enrol(&hub, &first).await.as_ref(), Ok(&one.founded));
    clock.forward(2);
    assert_eq!(two.enrol(&hub, &second).await, Err(Denied::Code));
    assert_eq!(one.enrol(&hub, &first).await.as_ref(), Ok(&one.founded), "who was taken in, is");
}

async fn numbers_are_given_one_after_the_other(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    two_new_desks(&hub).await;
    let code = hub.make_code("KVT", None).await.unwrap();
    // Founded as number 1 in another place, and not by the same key.
    let mut late = teller(2);
    late.founded.desk = "KVT-1".parse().unwrap();
    assert!(matches!(late.enrol(&hub, &code).await, Err(Denied::Refused { why }) if why.contains("KVT-1")));
    late.founded.desk = "KVT-9".parse().unwrap();
    assert_eq!(late.enrol(&hub, &code).await.as_ref(), Ok(&late.founded), "a number that is free stays its own");
    let code = hub.make_code("KVT", None).await.unwrap();
    assert!(matches!(late.enrol(&hub, &code).await, Err(Denied::Refused { .. })), "it is in already");
}

async fn two_new_desks<K: Keep>(hub: &ebcm::hub::Hub<K>) {
    for (number, from) in [(1, teller(1)), (2, teller(3))] {
        let code = hub.make_code("KVT", None).await.unwrap();
        let founded = from.enrol_as(hub, &code, None).await.unwrap();
        let desk = DeskId::new("KVT", number).unwrap();
        let (public_key, origin) = (from.founded.public_key.clone(), from.founded.origin.clone());
        assert_eq!(founded, DeskFounded { utility: "led".to_owned(), desk, public_key, origin, training: true });
    }
}

async fn what_is_not_of_the_hub_is_not_taken_in(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let one = teller(1);
    let code = hub.make_code("KVT", None).await.unwrap();
    let with = |change: &dyn Fn(&mut DeskFounded)| {
        let mut founded = one.founded.clone();
        change(&mut founded);
        Some(founded)
    };
    let real = one.enrol_as(&hub, &code, with(&|f| f.training = false)).await;
    assert!(matches!(real, Err(Denied::Refused { why }) if why.contains("training")));
    let other = one.enrol_as(&hub, &code, with(&|f| f.utility = "uppcl".to_owned())).await;
    assert_eq!(other, Err(Denied::Utility { hub: "led".to_owned() }));
    let there = one.enrol_as(&hub, &code, with(&|f| f.desk = "AGT-1".parse().unwrap())).await;
    assert!(matches!(there, Err(Denied::Refused { why }) if why.contains("KVT")));
    let key = one.enrol_as(&hub, &code, with(&|f| f.public_key = teller(2).founded.public_key)).await;
    assert_eq!(key, Err(Denied::Signature));
    assert_eq!(one.enrol(&hub, &code).await.as_ref(), Ok(&one.founded), "none of that used the code up");
}

async fn a_lost_desk_is_replaced(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut lost, mut new) = (teller(1), teller(2));
    lost.join(&hub).await;
    lost.until_in_step(&hub).await.unwrap();
    assert!(hub.make_code("AGT", Some(lost.desk.clone())).await.is_err());
    assert!(hub.make_code("KVT", Some("KVT-7".parse().unwrap())).await.is_err());
    let code = hub.make_code("KVT", Some(lost.desk.clone())).await.unwrap();
    assert!(lost.send(&hub, lost.own.len() as i64).await.is_ok(), "it is replaced when the new one is there");
    let founded = new.enrol(&hub, &code).await.unwrap();
    assert_eq!(founded.desk, new.desk);
    let denied = lost.send(&hub, lost.own.len() as i64).await;
    assert_eq!(denied, Err(Denied::Revoked { reason: "replaced by KVT-2".to_owned() }));
    new.until_in_step(&hub).await.unwrap();
    assert_eq!(new.held[&lost.desk], lost.own, "all that it ever sent comes back");
    let last = lost.own.len() as i64;
    let ends =
        new.hub_said().into_iter().filter(|fact| matches!(fact, Fact::DeskRevoked(gone) if gone.desk == lost.desk && gone.last == last));
    assert_eq!(ends.count(), 1);
}

async fn a_revoked_desk_is_told_so(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    one.until_in_step(&hub).await.unwrap();
    assert!(hub.revoke(&"KVT-9".parse().unwrap(), "stolen").await.is_err());
    assert!(hub.revoke(&DeskId::hub("KVT").unwrap(), "stolen").await.is_err());
    let mut asks = one.letter(None);
    asks.wait = 60;
    let revoked = Denied::Revoked { reason: "stolen".to_owned() };
    let (waits, done) = tokio::join!(one.say(&hub, &asks), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        hub.revoke(&one.desk, "stolen").await
    });
    assert_eq!((given(waits), done), (Err(revoked.clone()), Ok(())));
    let last = one.own.len() as i64;
    one.pay_once_more();
    assert_eq!(one.send(&hub, last).await, Err(revoked.clone()), "it hands over nothing");
    assert_eq!(one.borrow(&hub, "2026-11").await, Err(revoked));
    assert_eq!(hub.revoke(&one.desk, "again").await, Ok(()));
    two.until_in_step(&hub).await.unwrap();
    let gone: Vec<_> = two.hub_said().into_iter().filter(|fact| matches!(fact, Fact::DeskRevoked(_))).collect();
    assert!(matches!(gone.as_slice(), [Fact::DeskRevoked(gone)] if gone.last == last && gone.reason == "stolen"), "{gone:?}");
    assert_eq!(hub.keep().member(&one.desk).await.unwrap().unwrap().revoked.as_deref(), Some("stolen"));
}

async fn the_close_is_lent_to_one(storage: impl Storage) {
    let hub = hub(storage.open().await, "led", &HandClock::at(today()));
    let (mut one, mut two) = (teller(1), teller(2));
    one.join(&hub).await;
    two.join(&hub).await;
    one.until_in_step(&hub).await.unwrap();
    two.until_in_step(&hub).await.unwrap();
    let (first, second) = tokio::join!(one.borrow(&hub, "2026-11"), two.borrow(&hub, "2026-11"));
    let (holder, other) = match (first, second) {
        (Ok(lent), Err(Denied::Lent { to })) if to == one.desk => {
            one.take(&lent, &hub);
            (&mut one, &mut two)
        }
        (Err(Denied::Lent { to }), Ok(lent)) if to == two.desk => {
            two.take(&lent, &hub);
            (&mut two, &mut one)
        }
        both => panic!("{both:?}"),
    };
    let leases = |said: Vec<Fact>| said.into_iter().filter(|fact| matches!(fact, Fact::CloseLent(_))).count();
    assert_eq!(leases(holder.hub_said()), 1, "the lease comes with the answer");
    assert!(holder.borrow(&hub, "2026-11").await.is_ok());
    let december = other.borrow(&hub, "2026-12").await.unwrap();
    other.take(&december, &hub);
    assert_eq!(leases(other.hub_said()), 2);
    hub.revoke(&holder.desk, "stolen").await.unwrap();
    other.until_in_step(&hub).await.unwrap();
    let lent = other.borrow(&hub, "2026-11").await.unwrap();
    other.take(&lent, &hub);
    assert_eq!(leases(other.hub_said()), 3, "it is lent anew when its holder is gone");
}
