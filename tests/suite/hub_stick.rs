//! The exchange by a stick (`J-11`): nothing is lost with one, nothing is double by one that comes twice, and nobody else reads it.

use ebcm::base::DeskId;
use ebcm::store::exchange::heads;
use ebcm::sync::stick::{Gone, out, take};

use super::faults_order::{assert_same, tables};
use super::hub_simulation::World;

fn desk(name: &str) -> DeskId {
    name.parse().unwrap()
}

/// A world in which two desks of an island have worked and no line is to be had.
fn apart() -> World {
    let mut world = World::of(11);
    ["KVT-2", "KVT-1", "KVT-2"].iter().for_each(|name| world.in_step(&desk(name)));
    world.pays(&desk("KVT-1"), 0, 400);
    world.pays(&desk("KVT-2"), 0, 500);
    world.pays(&desk("KVT-2"), 1, 450);
    world
}

#[test]
fn j11_a_stick_to_the_hub_and_back_brings_a_desk_into_step() {
    let mut world = apart();
    let (to, lost, Gone { entries, .. }) = out(world.desk(&desk("KVT-1")), None).unwrap();
    assert_eq!(to, desk("KVT-0"));
    assert!(entries > 1);
    // That stick fell into the sea: the next holds the same.
    let (_, file, Gone { entries: again, .. }) = out(world.desk(&desk("KVT-1")), None).unwrap();
    assert_eq!((again, lost.len()), (entries, file.len()));
    assert_ne!(lost, file, "each stick is closed anew");
    world.in_step(&desk("KVT-2"));
    let (from, answer) = world.stick(&file).unwrap();
    assert_eq!(from, desk("KVT-1"));
    let (_, answer_again) = world.stick(&file).unwrap();
    for (answer, come) in [(&answer, true), (&answer_again, false), (&answer, false)] {
        let brought = take(world.desk_mut(&desk("KVT-1")), answer).unwrap();
        assert_eq!((brought.from.to_string().as_str(), brought.entries > 0, brought.troubles), ("KVT-0", come, vec![]));
    }
    let (_, _, Gone { entries: rest, .. }) = out(world.desk(&desk("KVT-1")), None).unwrap();
    assert_eq!(rest, 0, "the hub said that it has all");
    world.in_step(&desk("KVT-2"));
    world.in_step(&desk("KVT-1"));
    let (one, two) = (tables(world.connection(&desk("KVT-1"))), tables(world.connection(&desk("KVT-2"))));
    assert_same(&one, &two, "by stick and by line");
}

#[test]
fn j11_two_desks_without_any_line_exchange_by_stick() {
    let mut world = apart();
    let (one, two) = (desk("KVT-1"), desk("KVT-2"));
    let (_, file, _) = out(world.desk(&one), Some(&two)).unwrap();
    assert!(take(world.desk_mut(&two), &file).unwrap().entries > 0);
    let (_, back, _) = out(world.desk(&two), Some(&one)).unwrap();
    assert!(take(world.desk_mut(&one), &back).unwrap().entries > 0);
    assert_same(&tables(world.connection(&one)), &tables(world.connection(&two)), "by stick alone");
    // Each knows what the other has: the next stick is short.
    world.pays(&one, 2, 300);
    let (_, _, Gone { entries, .. }) = out(world.desk(&one), Some(&two)).unwrap();
    let held = heads(world.connection(&two)).unwrap().into_iter().find(|(head, _)| head.desk == one).unwrap().0.seq;
    let own = heads(world.connection(&one)).unwrap().into_iter().find(|(head, _)| head.desk == one).unwrap().0.seq;
    assert_eq!(entries as i64, own - held);
    // The hub hears of it all when the line is back, from either.
    world.in_step(&two);
    world.in_step(&one);
    world.in_step(&two);
    assert_same(&tables(world.connection(&one)), &tables(world.connection(&two)), "when the line is back");
}

#[test]
fn j11_what_is_no_stick_for_this_desk_is_refused_and_changes_nothing() {
    let mut world = apart();
    let (one, two, three) = (desk("KVT-1"), desk("KVT-2"), desk("KVT-3"));
    let (_, file, _) = out(world.desk(&one), Some(&two)).unwrap();
    let before = heads(world.connection(&two)).unwrap();
    let mut altered = file.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    for (what, bytes, said) in [
        ("altered", altered.as_slice(), "was altered, or is not from KVT-1"),
        ("cut off", &file[..file.len() / 2], "no stick, or it was cut off"),
        ("a picture", b"\x89PNG", "no stick, or it was cut off"),
    ] {
        let no = take(world.desk_mut(&two), bytes).unwrap_err().to_string();
        assert!(no.contains(said), "{what}: {no}");
    }
    let no = take(world.desk_mut(&three), &file).unwrap_err().to_string();
    assert!(no.contains("for desk KVT-2"), "{no}");
    assert!(world.stick(&file).unwrap_err().to_string().contains("for KVT-2, not for the hub"));
    assert_eq!(heads(world.connection(&two)).unwrap(), before);
    assert!(out(world.desk(&one), Some(&desk("KVT-99"))).unwrap_err().to_string().contains("not known here"));
}
