//! A million consumers: import, search as one types, reading one's card.

use ebcm::desk::Eye;
use ebcm::edge::SystemClock;
use ebcm::store::{read, search};

use crate::sample::{Sample, large, many};

pub fn run() {
    let eye = Eye::open(large(), Box::new(SystemClock), None).unwrap();
    search_as_typed(&eye);
    cards(&eye);
}

fn search_as_typed(eye: &Eye) {
    let (mut ours, mut heard, mut floor) = (Sample::default(), Sample::default(), Sample::default());
    let conn = eye.connection();
    let mut bare =
        conn.prepare("SELECT p.id, p.name, p.address FROM found f JOIN person p ON p.id = f.rowid WHERE found MATCH ?1 LIMIT 50").unwrap();
    // The last four are the hardest: words that many have and few or none together.
    for text in [
        "aminath beebi",
        "koya 12",
        "fatima manikf coral",
        "9400123456",
        "m0123456",
        "hameed jetty 99",
        "1000123456",
        "zainab pook",
        "kunnumpuram lagoon",
        "thakrufan pandaram",
        "beach jetty",
        "rasheed zainaba",
    ] {
        for _ in 0..3 {
            for end in 1..=text.len() {
                let typed = &text[..end];
                ours.time(|| search::as_typed(conn, typed, 50)).unwrap();
                heard.time(|| search::find(conn, typed, 50)).unwrap();
                let query = typed.split_whitespace().map(|w| format!("\"{w}\"*")).collect::<Vec<_>>().join(" ");
                floor.time(|| bare.query_map([query], |r| r.get::<_, i64>(0)).unwrap().count());
            }
        }
    }
    ours.say("a search keystroke, 50 results with status and balance");
    heard.say("the whole search when typing pauses, sounds with it");
    floor.say("the bare full-text query");
}

fn cards(eye: &Eye) {
    let mut ours = Sample::default();
    for i in (0..many()).step_by((many() / 500).max(1)) {
        let no = format!("{:010}", 1_000_000_000 + i).parse().unwrap();
        ours.time(|| read::card(eye.connection(), no)).unwrap().unwrap();
    }
    ours.say("a consumer's card read");
}
