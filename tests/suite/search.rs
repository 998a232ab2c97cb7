//! Search finds what a plain look through every consumer's details would (`C-1`).

use ebcm::acts::consumer::ImportRow;
use ebcm::base::{ConsumerNo, Money};
use ebcm::rules::sounds::{sound, words};
use ebcm::store::list::{self, Filter, Which};
use ebcm::store::{rounds, search};
use proptest::prelude::*;

use crate::support::office::{Office, row};

/// The beginnings of names, and what they go on as: many share eight letters and more.
const NAMES: [&str; 8] = ["Kunhikoya", "Fathimabi", "Mohammed", "Muhamad", "Aminath", "Fatima", "Koya", "B."];
const ENDS: [&str; 6] = ["", "amma", "an", "kutty", "kader", "é"];
const HOUSES: [&str; 5] = ["Kunnumpuram", "Kunnumpurath", "Coral", "Pandaram-12", "Koral"];

/// What a consumer is found by, as the file has it.
struct Details {
    consumer: ConsumerNo,
    written: Vec<String>,
    sounding: Vec<String>,
}

fn people() -> Vec<ImportRow> {
    let person = |i: usize| {
        let mut row = row(i, "DOM", None);
        row.personal.name = format!("{}{} {}", NAMES[i * 5 % 8], ENDS[i / 8 % 6], NAMES[i * 3 % 7]);
        row.personal.address = format!("{} {}", HOUSES[i % 5], i % 7);
        row.import.supply.area = format!("Ward {}", i % 4);
        row
    };
    (1..=160).map(person).collect()
}

fn details(row: &ImportRow, consumer: ConsumerNo) -> Details {
    let ImportRow { import, personal, .. } = row;
    let number = consumer.to_string();
    let old = import.old_number.clone().unwrap_or_default();
    let spoken = [&personal.name, &personal.address];
    // The index knows é as e.
    let written = spoken.into_iter().chain([&number, &old, &import.supply.area, &personal.phone, &import.meter.no]);
    Details {
        consumer,
        written: written.flat_map(|text| words(text)).map(|word| word.to_lowercase().replace('é', "e")).collect(),
        sounding: spoken.into_iter().flat_map(|text| words(text)).filter_map(sound).collect(),
    }
}

/// The same by going through everybody.
fn plainly(people: &[Details], typed: &[String], limit: usize) -> Vec<ConsumerNo> {
    let those = |fits: &dyn Fn(&Details, &String) -> bool| -> Vec<ConsumerNo> {
        people.iter().filter(|person| typed.iter().all(|word| fits(person, word))).map(|person| person.consumer).take(limit).collect()
    };
    let is_written = |person: &Details, word: &String| person.written.iter().any(|w| w.starts_with(word));
    let mut found = those(&is_written);
    if found.len() < limit.min(10) && typed.iter().all(|word| word.len() >= 3) {
        let alike = those(&|person, word| match sound(word) {
            Some(sound) => person.sounding.iter().any(|s| s.starts_with(&sound)),
            None => is_written(person, word),
        });
        for more in alike {
            if found.len() < limit && !found.contains(&more) {
                found.push(more);
            }
        }
    }
    found
}

#[test]
fn c1_search_finds_what_a_plain_look_would() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let rows = people();
    let numbers = office.import_rows(rows.clone());
    let mut people: Vec<Details> = rows.iter().zip(numbers).map(|(row, no)| details(row, no)).collect();
    people.sort_by_key(|person| person.consumer.key());
    let all = &people;
    let connection = office.desk.store().connection();
    // Words of this one and that one, each cut somewhere.
    let word = (0..all.len(), any::<prop::sample::Index>(), 1..14_usize)
        .prop_map(|(person, word, long)| word.get(&all[person].written).chars().take(long).collect::<String>());
    let ask = (prop::collection::vec(word, 1..4), 1..30_usize);
    let agree = |in_pieces: bool| {
        proptest!(ProptestConfig::with_cases(400), |((typed, limit) in ask.clone())| {
            let hits: Vec<_> = search::find(connection, &typed.join(" "), limit).unwrap().into_iter().map(|hit| hit.consumer).collect();
            prop_assert_eq!(hits, plainly(all, &typed, limit), "{:?}, in pieces {}", typed, in_pieces);
        });
    };
    agree(true);
    search::gather(connection).unwrap();
    agree(false);
}

#[test]
fn c1_names_and_houses_are_found_by_their_sound() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let mut rows = vec![row(1, "DOM", None), row(2, "DOM", None)];
    rows[0].personal.name = "Fathima Thangakoya".to_owned();
    rows[0].personal.address = "Kunnumpuram".to_owned();
    rows.iter_mut().for_each(|row| row.import.arrears = Money::from_rupees(5));
    rows[1].personal.name = "Mohammed Khader".to_owned();
    let no = office.import_rows(rows);
    let connection = office.desk.store().connection();
    let found = |text: &str| search::find(connection, text, 10).unwrap().iter().map(|hit| hit.consumer).collect::<Vec<_>>();
    for (typed, consumer) in [("fatima", no[0]), ("tangakoya fatima", no[0]), ("fat kunumpu", no[0]), ("muhamad kadar", no[1])] {
        assert_eq!(found(typed), [consumer], "{typed}");
    }
    assert_eq!(found("fatima khader"), []);
    // Where the letters alone are asked for, a sound is no word.
    let listed = |text: &str| {
        let filter = Filter { text: text.to_owned(), ..Filter::default() };
        list::sums(connection, Which::Dues, &filter).unwrap().0
    };
    assert_eq!((listed("fath kunn"), listed("ftm"), listed("mmt")), (1, 0, 0));
}

#[test]
fn c15_an_area_is_its_consumers_and_nobody_of_that_name() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found(dir.path());
    let mut rows: Vec<ImportRow> = (1..=4).map(|i| row(i, "DOM", None)).collect();
    for (row, area) in rows.iter_mut().zip(["Beach Road", "Beach Lane", "Lagoon", "Beach Road"]) {
        row.import.supply.area = area.to_owned();
    }
    rows[2].personal.name = "Beach Road".to_owned();
    let no = office.import_rows(rows);
    let connection = office.desk.store().connection();
    let of = |text: &str, limit: u32| {
        let stops = rounds::of_area(connection, text, limit).unwrap();
        stops.iter().map(|stop| stop.consumer.no).collect::<Vec<_>>()
    };
    assert_eq!(of("road BEACH", 10), [no[0], no[3]]);
    assert_eq!(of("bea", 10), [no[1], no[0], no[3]]);
    assert_eq!(of("bea", 2), [no[1], no[0]]);
    assert_eq!((of("road lagoon", 10), of("", 10), of("-", 10)), (vec![], vec![], vec![]));
}
