//! Desks and hub as processes in networks of their own, a satellite between them: 600 ms there and back, one packet in twenty lost, cuts
//! without a word. Money is taken all the while (`J-7`, `J-8`).

use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use ebcm::store::{Reader, exchange};
use ebcm::tui::program::House;
use ebcm::tui::{Backend, Wake};

use super::faults_order::{assert_same, tables};
use super::hub_line::{collect, entries, furnish, house, in_step, lamp, open_counter, receipts, whole};
use crate::support::cli::World;
use crate::support::line::HubProcess;
use crate::support::patience::LONGEST;
use crate::support::satellite::{FAR, Satellite, in_a_space_of_its_own};

/// A lost line is noticed by its silence, and asked for again with growing pauses.
const PATIENT: Duration = LONGEST.saturating_mul(4);

type Talking = (House, Receiver<Wake<House>>);

/// Lets both take what comes until it is so.
#[track_caller]
fn until(houses: &mut [Talking; 2], what: &str, is: impl Fn(&[Talking; 2]) -> bool) {
    let began = Instant::now();
    while !is(houses) {
        assert!(began.elapsed() < PATIENT, "waited for {what}: {:?}", houses.each_ref().map(|(house, _)| house.status().sync.clone()));
        for (house, wakes) in &mut *houses {
            if let Ok(wake) = wakes.recv_timeout(Duration::from_millis(20)) {
                house.noticed(&wake);
            }
        }
    }
}

fn all_sent(world: &World) -> bool {
    let reader = Reader::open(world.data()).unwrap();
    let place = exchange::Place::of(reader.connection()).unwrap();
    exchange::to_send(reader.connection(), &place.desk).unwrap() == 0
}

fn all_receipts(world: &World) -> i64 {
    let reader = Reader::open(world.data()).unwrap();
    reader.connection().query_row("SELECT count(*) FROM receipt", [], |r| r.get(0)).unwrap()
}

#[test]
fn j8_money_taken_while_a_satellite_loses_and_cuts_is_in_step_at_the_end() {
    let this = "hub_satellite::j8_money_taken_while_a_satellite_loses_and_cuts_is_in_step_at_the_end";
    if let Some(said) = in_a_space_of_its_own(this) {
        return println!("{said}");
    }
    let line = Satellite::up();
    let mut hub = HubProcess::start_at(FAR, line.there());
    let first = hub.desk("KVT");
    let numbers = furnish(first.data(), 9);
    in_step(&first);
    let second = hub.desk("KVT");
    open_counter(second.data());
    let mut houses = [house(first.data()), house(second.data())];
    until(&mut houses, "both desks", |houses| houses.iter().all(|(house, _)| lamp(house) == "in step"));
    let pay = |houses: &mut [Talking; 2], place: usize, consumer: usize| {
        let (house, wakes) = &mut houses[place];
        collect(house, wakes, numbers[consumer]);
    };

    line.set(300, 50);
    pay(&mut houses, 0, 0);
    pay(&mut houses, 1, 1);
    until(&mut houses, "the first receipts", |_| receipts(second.data(), numbers[0]) == 1 && receipts(first.data(), numbers[1]) == 1);
    // Cut in silence; both take money of the same consumer.
    line.cut();
    for (place, consumer) in [(0, 2), (1, 3), (0, 4), (1, 4)] {
        pay(&mut houses, place, consumer);
    }
    std::thread::sleep(Duration::from_secs(3));
    line.mend();
    pay(&mut houses, 0, 5);
    // And the hub dies while the line is away.
    line.cut();
    pay(&mut houses, 1, 6);
    hub.kill9();
    pay(&mut houses, 0, 7);
    line.mend();
    hub.serve();
    pay(&mut houses, 1, 8);
    let began = Instant::now();
    until(&mut houses, "both in step", |_| all_sent(&first) && all_sent(&second) && entries(first.data()) == entries(second.data()));
    println!("in step {:?} after the line and the hub were there again; packets carried and lost: {:?}", began.elapsed(), line.packets());
    for (mut house, _) in houses {
        house.end();
    }
    line.set(0, 0);
    in_step(&first);
    in_step(&second);
    in_step(&first);
    assert_eq!((all_receipts(&first), all_receipts(&second)), (10, 10), "each receipt once at each desk");
    for world in [&first, &second] {
        assert_eq!(receipts(world.data(), numbers[4]), 2, "the double case stands with both receipts");
        whole(world);
    }
    let ours = tables(Reader::open(first.data()).unwrap().connection());
    assert_same(&ours, &tables(Reader::open(second.data()).unwrap().connection()), "over a satellite,");
    assert!(line.packets().1 > 0);
}
