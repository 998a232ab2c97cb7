//! A hub that lies is caught by the desk: what a desk has signed it can prove (`J-15`). What it is told of others is believed whole or not
//! at all, and nothing wrong with one chain keeps another from coming.

use ebcm::base::DeskId;
use ebcm::journal::chain::Hash;
use ebcm::journal::sign::Head;
use ebcm::journal::talk::{self, Answer, Given, Witness};
use ebcm::store::exchange::{Claims, Intake, Place, check, heads, troubles};

use super::hub_simulation::World;

/// What the hub gives the first desk of Kavaratti after the second and the third have worked.
fn given() -> (World, Given) {
    let mut world = World::of(7);
    ["KVT-2", "KVT-3", "KVT-1"].iter().for_each(|desk| world.in_step(&desk.parse().unwrap()));
    for (desk, reading) in [("KVT-2", 400), ("KVT-3", 500)] {
        let desk: DeskId = desk.parse().unwrap();
        world.pays(&desk, 0, reading);
        world.pays(&desk, 1, reading);
        world.in_step(&desk);
    }
    let (place, bytes) = asked(&world);
    let Answer::Given(given) = world.say(&place, &bytes) else { panic!("denied") };
    (world, given)
}

fn first() -> DeskId {
    "KVT-1".parse().unwrap()
}

fn asked(world: &World) -> (Place, Vec<u8>) {
    let conn = world.desk(&first()).store().connection();
    let place = Place::of(conn).unwrap();
    let bytes = talk::pack(&place.offer(conn, 0, false).unwrap()).unwrap();
    (place, bytes)
}

fn believe(world: &World, given: Given, claims: &mut Claims) -> Intake {
    let conn = world.desk(&first()).store().connection();
    check(conn, &Place::of(conn).unwrap(), given, claims).unwrap()
}

fn kinds(intake: &Intake) -> Vec<(&'static str, String)> {
    intake.troubles.iter().map(|trouble| (trouble.kind, trouble.desk.to_string())).collect()
}

fn came(intake: &Intake) -> Vec<&str> {
    let mut desks: Vec<&str> = intake.entries.iter().map(|entry| entry.desk.as_str()).collect();
    desks.sort_unstable();
    desks.dedup();
    desks
}

#[test]
fn j15_what_is_whole_is_believed() {
    let (world, given) = given();
    let intake = believe(&world, given, &mut Claims::new());
    assert_eq!(kinds(&intake), []);
    assert_eq!(came(&intake), ["KVT-2", "KVT-3"]);
}

/// Each lie is about the second desk; the third's entries come all the same, and the second's not at all.
#[test]
fn j15_a_hub_that_alters_moves_or_leaves_out_is_caught() {
    type Lie = fn(&mut talk::Given);
    fn second(given: &mut Given) -> &mut ebcm::journal::parcel::Parcel {
        given.parcels.iter_mut().find(|parcel| parcel.desk.to_string() == "KVT-2").unwrap()
    }
    let lies: [(&str, &str, Lie); 8] = [
        ("an amount altered", "tampered", |given| {
            let entry = second(given).entries.iter_mut().find(|entry| entry.kind == "paid").unwrap();
            entry.body = entry.body.replacen("cash", "upi", 1);
        }),
        ("a user altered", "tampered", |given| second(given).entries[0].user = "ae".to_owned()),
        ("a name altered", "tampered", |given| second(given).entries[0].personal = Some("{}".to_owned())),
        ("the last left out", "tampered", |given| {
            second(given).entries.pop();
        }),
        ("one in the middle left out", "tampered", |given| {
            second(given).entries.remove(1);
        }),
        ("two moved", "tampered", |given| second(given).entries.swap(0, 1)),
        ("the first ones left out", "gap", |given| {
            let parcel = second(given);
            parcel.entries.remove(0);
            parcel.after += 1;
        }),
        ("another's signature", "tampered", |given| {
            let other = given.parcels.iter().find(|parcel| parcel.desk.to_string() == "KVT-3").unwrap().signature.clone();
            second(given).signature = other;
        }),
    ];
    for (what, kind, lie) in lies {
        let (world, mut given) = given();
        lie(&mut given);
        let intake = believe(&world, given, &mut Claims::new());
        assert_eq!(kinds(&intake), [(kind, "KVT-2".to_owned())], "{what}");
        assert_eq!(came(&intake), ["KVT-3"], "{what}");
    }
}

#[test]
fn j15_a_desk_that_was_never_taken_in_is_not_believed() {
    let (world, mut given) = given();
    for parcel in &mut given.parcels {
        parcel.desk = "KVT-200".parse().unwrap();
        parcel.entries.iter_mut().for_each(|entry| entry.desk = "KVT-200".to_owned());
        parcel.after = 0;
        for (seq, entry) in (1..).zip(&mut parcel.entries) {
            entry.seq = seq;
        }
    }
    let intake = believe(&world, given, &mut Claims::new());
    assert_eq!(kinds(&intake)[0], ("unknown", "KVT-200".to_owned()));
    assert_eq!(intake.entries, []);
}

#[test]
fn j15_what_was_given_before_is_taken_once() {
    let (mut world, given) = given();
    let intake = believe(&world, given.clone(), &mut Claims::new());
    world.take(&first(), intake);
    let before = heads(world.desk(&first()).store().connection()).unwrap();
    let again = believe(&world, given, &mut Claims::new());
    assert_eq!((kinds(&again), again.entries.len()), (vec![], 0));
    world.take(&first(), again);
    assert_eq!(heads(world.desk(&first()).store().connection()).unwrap(), before);
}

#[test]
fn j15_a_fork_is_seen_by_a_head_that_differs() {
    let (world, mut given) = given();
    let known = heads(world.desk(&first()).store().connection()).unwrap();
    let (second, _) = known.into_iter().find(|(head, _)| head.desk.to_string() == "KVT-2").unwrap();
    given.heads.push(Head { hash: Hash::of(b"another"), ..second.clone() });
    let intake = believe(&world, given.clone(), &mut Claims::new());
    assert_eq!(kinds(&intake), [("forked", "KVT-2".to_owned())]);
    // Its own chain: the hub says that it has another entry under this desk's name.
    given.heads.pop();
    given.taken.hash = Hash::of(b"another");
    assert_eq!(kinds(&believe(&world, given, &mut Claims::new())), [("forked", "KVT-1".to_owned())]);
}

/// Another desk says that it holds more of the second desk than the hub gives; once may be chance, twice is a lie.
#[test]
fn j15_what_another_desk_holds_is_not_withheld() {
    let (world, mut given) = given();
    let claimed = given.parcels.iter().find(|parcel| parcel.desk.to_string() == "KVT-2").unwrap().last();
    given.parcels.retain(|parcel| parcel.desk.to_string() != "KVT-2");
    given.heads.clear();
    let third: DeskId = "KVT-3".parse().unwrap();
    let place = Place::of(world.desk(&third).store().connection()).unwrap();
    let heads = vec![Head { desk: "KVT-2".parse().unwrap(), seq: claimed, hash: Hash::of(b"any") }];
    let signature = place.key.sign_letter(&Witness::words(&third, &heads));
    given.witnesses = vec![Witness { desk: third, heads, signature }];
    let mut claims = Claims::new();
    assert_eq!(kinds(&believe(&world, given.clone(), &mut claims)), []);
    assert_eq!(kinds(&believe(&world, given.clone(), &mut claims)), [("withheld", "KVT-2".to_owned())]);
    // A witness whose signature is not its own says nothing.
    given.witnesses[0].heads[0].seq += 1;
    assert_eq!(kinds(&believe(&world, given, &mut claims)), []);
}

/// The hub lost its disk and came back with an older backup: the desk sends again, and says so until all is well.
#[test]
fn j15_a_hub_that_fell_behind_is_given_again_what_it_had() {
    let (mut world, mut given) = given();
    let conn = world.desk(&first()).store().connection();
    let own = heads(conn).unwrap().into_iter().find(|(head, _)| head.desk == first()).unwrap().0;
    assert_eq!(given.taken, own);
    let entry = ebcm::store::exchange::entry(conn, &first(), own.seq - 1).unwrap().unwrap();
    given.taken = Head { desk: first(), seq: own.seq - 1, hash: Hash::from_slice(&entry.hash).unwrap() };
    let intake = believe(&world, given, &mut Claims::new());
    assert_eq!(kinds(&intake), [("behind", "KVT-1".to_owned())]);
    world.take(&first(), intake);
    let conn = world.desk(&first()).store().connection();
    assert_eq!(troubles(conn).unwrap().len(), 1);
    let place = Place::of(conn).unwrap();
    assert_eq!(place.offer(conn, 0, false).unwrap().parcel.unwrap().after, own.seq - 1, "sent again from there on");
    world.in_step(&first());
    assert_eq!(troubles(world.desk(&first()).store().connection()).unwrap(), [], "mended");
}
