//! Files of consumers and readings: what is taken, and each bad line named by line and field.

use std::path::Path;

use ebcm::acts::consumer::{ImportConsumers, ImportRow, ImportRows};
use ebcm::acts::reading::{PostRound, Round};
use ebcm::acts::{Act, Draft, Drafts, Moment, Sight};
use ebcm::base::{ConsumerNo, No, Refusal, Units};
use ebcm::desk::Desk;
use ebcm::import::Unread;
use ebcm::import::consumers::{ConsumerFile, Known};
use ebcm::import::{Checked, LineFault, readings};
use ebcm::rules::role::Role;
use ebcm::rules::status::Status;
use ebcm::store::known::InFile;
use ebcm::store::{read, search};
use proptest::prelude::*;

use crate::support::office::{Office, today};

const HEADER: &str = "old_number,name,address,area,phone,email,category,govt_department,phase,load_kw,load_kva,meter_no,meter_digits,\
    meter_factor,connected_on,last_reading,last_reading_date,units_1,units_2,units_3,arrears,sd,status,disconnected_on,feeder,transformer";

fn good(i: usize) -> String {
    format!(
        "OLD{i},Consumer {i},House {i},North,94000{i:05},,DOM,,single,2,,M{i:06},5,1,2020-01-01,1200,20-10-2026,130,110,90,0.00,800,,,F1,T1"
    )
}

fn file(lines: &[String]) -> String {
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

fn check(desk: &Desk, bytes: &[u8]) -> Result<Checked<ImportRow>, Unread> {
    let file = ConsumerFile::open(bytes, desk.rules(), "KVT", today())?;
    let dir = Path::new(desk.store().connection().path().unwrap()).parent().unwrap();
    let mut walk = file.walk(Box::new(InFile::open(dir).unwrap()));
    let rows: Vec<ImportRow> = std::iter::from_fn(|| walk.next_good().transpose()).collect::<Result<_, _>>()?;
    let Checked { rows: lines, faults, notes, bad } = walk.checked;
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), lines, "each good line comes out");
    Ok(Checked { rows, faults, notes, bad })
}

fn with_office(test: impl FnOnce(&mut Office)) {
    let dir = tempfile::tempdir().unwrap();
    test(&mut Office::found(dir.path()));
}

fn whole_file_faults(desk: &Desk, bytes: &[u8]) -> Vec<(usize, &'static str, String)> {
    match check(desk, bytes) {
        Err(Unread::Faults(faults)) => faults.into_iter().map(|f| (f.line, f.field, f.message)).collect(),
        other => panic!("the file was read: {other:?}"),
    }
}

#[test]
fn a_file_of_a_spreadsheet_is_read_as_it_comes() {
    with_office(|office| {
        let plain = file(&[good(1), good(2)]);
        let expected = check(&office.desk, plain.as_bytes()).unwrap();
        assert_eq!((expected.rows.len(), expected.faults.len(), expected.notes.len()), (2, 0, 0));
        let row = &expected.rows[0];
        assert_eq!((row.line, row.import.units.as_slice()), (2, [130, 110, 90].map(Units::new).as_slice()));
        assert_eq!((row.import.status, row.import.last_reading_date.to_string().as_str()), (Status::Live, "2026-10-20"));
        for (what, text) in [
            ("byte-order mark", format!("\u{feff}{plain}")),
            ("Windows line ends", plain.replace('\n', "\r\n")),
            ("both", format!("\u{feff}{}", plain.replace('\n', "\r\n"))),
            ("line ends of old", plain.replace('\n', "\r")),
            ("no last line end", plain.trim_end().to_owned()),
            ("quoted", plain.replace("House 1", "\"House 1\"")),
            ("header in capitals", plain.replace(HEADER, &HEADER.to_uppercase())),
            ("empty lines of a spreadsheet", format!("{plain}{}\n", ",".repeat(25))),
        ] {
            assert_eq!(check(&office.desk, text.as_bytes()).unwrap(), expected, "{what}");
        }
        for (delimiter, name) in [(";", "semicolons"), ("\t", "tabs")] {
            let checked = check(&office.desk, plain.replace(',', delimiter).as_bytes()).unwrap();
            assert_eq!((&checked.rows, checked.faults.len()), (&expected.rows, 0), "{name}");
            assert!(checked.notes[0].contains(name));
        }
        let more = plain.replace(HEADER, &format!("{HEADER},taluk")).replace("F1,T1", "F1,T1,x");
        let checked = check(&office.desk, more.as_bytes()).unwrap();
        assert_eq!(checked.rows, expected.rows);
        assert!(checked.notes[0].contains("'taluk'"), "{:?}", checked.notes);
        let broken_name = plain.replace("House 1", "\"House 1\nbehind the \"\"jetty\"\", north\"");
        let checked = check(&office.desk, broken_name.as_bytes()).unwrap();
        assert_eq!(checked.rows[0].personal.address, "House 1 behind the \"jetty\", north");
        assert_eq!(checked.rows[1].line, 4, "a line break inside quotation marks counts as a line");
    });
}

#[test]
fn a_file_that_cannot_be_trusted_is_refused_whole() {
    with_office(|office| {
        let plain = file(&[good(1), good(2)]);
        let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let mut latin1 = plain.clone().into_bytes();
        let at = plain.find("Consumer 2").unwrap();
        latin1[at] = 0xE9;
        let cases: [(&str, Vec<u8>, usize, &str, &str); 9] = [
            ("UTF-16", utf16, 1, "", "UTF-16: save it as CSV UTF-8"),
            ("Latin-1", latin1, 3, "", "not UTF-8 (byte E9"),
            ("empty", Vec::new(), 1, "", "empty"),
            ("only a mark", b"\xef\xbb\xbf".to_vec(), 1, "", "empty"),
            ("zero bytes", b"a\n\0".to_vec(), 2, "", "not a text"),
            ("a column twice", plain.replace("email", "phone").into_bytes(), 1, "phone", "stands twice"),
            ("a column missing", plain.replace("meter_digits", "digits").into_bytes(), 1, "meter_digits", "is missing"),
            ("a quotation mark open", plain.replace("House 2", "\"House 2").into_bytes(), 3, "", "never closed"),
            ("no header", good(1).into_bytes(), 1, "name", "is missing"),
        ];
        for (what, bytes, line, field, part) in cases {
            let faults = whole_file_faults(&office.desk, &bytes);
            assert!(faults.iter().any(|f| f.0 == line && f.1 == field && f.2.contains(part)), "{what}: {faults:?}");
        }
    });
}

/// A field of the good line with another text: which field is named, and what is said.
const BAD_FIELDS: [(&str, &str, &str, &str); 29] = [
    ("Consumer 2", "", "name", "empty"),
    ("9400000002", "phone", "phone", "6 to 15 digits"),
    ("9400000002,", "9400000002,nobody", "email", "e-mail"),
    ("DOM", "DOMM", "category", "DOM, BPL, COM"),
    ("DOM", "", "category", "not a category"),
    ("DOM", "TMP", "category", "temporary"),
    ("single", "double", "phase", "single or three"),
    ("single,2,", "single,0,", "load_kw", "above 0"),
    ("single,2,", "single,\"2,5\",", "load_kw", "not a load"),
    ("single,2,", "single,2,x", "load_kva", "not a load"),
    ("M000002", "", "meter_no", "empty"),
    ("M000002,5", "M000002,10", "meter_digits", "1 to 9"),
    ("M000002,5,1", "M000002,5,0", "meter_factor", "above 0"),
    ("2020-01-01", "2020-13-01", "connected_on", "not a date"),
    ("2020-01-01", "2026-11-01", "last_reading_date", "before the connection"),
    ("1200,", "120000,", "last_reading", "5 digits"),
    ("1200,", "-1200,", "last_reading", "digits alone"),
    ("1200,", ",", "last_reading", "not a reading"),
    ("20-10-2026", "20-12-2026", "last_reading_date", "after today"),
    ("20-10-2026", "10/20/2026", "last_reading_date", "05-11-2026"),
    ("130,110,90", "130,x,90", "units_2", "whole number"),
    ("130,110,90", ",110,90", "units_1", "empty"),
    ("90,0.00", "90,12.345", "arrears", "not an amount"),
    ("800,", "-800,", "sd", "below zero"),
    ("800,,,", "800,DEAD,,", "status", "DIS1 to DIS5"),
    ("800,,,", "800,BLTD,,", "status", "something is owed"),
    ("0.00,800,,,", "500.00,800,DIS2,,", "disconnected_on", "the day it was cut"),
    ("0.00,800,,,", "500.00,800,PNR1,2026-09-01,", "status", "all is paid"),
    ("800,,,", "800,,2026-09-01,", "disconnected_on", "not disconnected"),
];

#[test]
fn each_bad_field_is_named_with_its_line() {
    with_office(|office| {
        for (from, to, field, part) in BAD_FIELDS {
            let bad = good(2).replace(from, to);
            assert_ne!(bad, good(2), "{from}");
            let checked = check(&office.desk, file(&[good(1), bad, good(3)]).as_bytes()).unwrap();
            let fault = checked.faults.iter().find(|f| f.field == field);
            assert!(fault.is_some_and(|f| f.line == 3 && f.message.contains(part)), "{to}: {:?}", checked.faults);
            assert_eq!((checked.rows.len(), checked.bad_lines()), (2, 1), "{to}");
        }
        let short = good(2).replace(",F1,T1", "");
        let checked = check(&office.desk, file(&[good(1), short]).as_bytes()).unwrap();
        assert_eq!(checked.faults.len(), 1, "a shifted line is named once");
        assert!(checked.faults[0].to_string().starts_with("line 3: it has 24 columns, the header 26"), "{}", checked.faults[0]);
    });
}

#[test]
fn duplicates_are_named_with_the_line_they_repeat() {
    with_office(|office| {
        let checked = check(&office.desk, file(&[good(1), good(2), good(1)]).as_bytes()).unwrap();
        let said: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert_eq!(said[0], "line 4, old_number: 'OLD1' stands on line 2 already: mend one of them");
        assert!(said[1].starts_with("line 4, meter_no: 'M000001' stands on line 2"));

        let first = check(&office.desk, file(&[good(1)]).as_bytes()).unwrap();
        let consumer = office.import_rows(first.rows)[0];
        let again = check(&office.desk, file(&[good(1)]).as_bytes()).unwrap();
        assert!(again.faults[0].message.contains(&format!("in the data file already: consumer {consumer}")), "{:?}", again.faults);
    });
}

#[test]
fn one_bad_line_in_ten_thousand_and_skip_bad_writes_it() {
    with_office(|office| {
        let mut lines: Vec<String> = (1..=10_000).map(good).collect();
        let bad_line = good(6_544).replace("single", "\"dual, \"\"odd\"\"\"");
        lines[6_543].clone_from(&bad_line);
        let checked = check(&office.desk, file(&lines).as_bytes()).unwrap();
        assert_eq!(checked.rows.len(), 9_999);
        let [LineFault { line: 6_545, field: "phase", .. }] = checked.faults.as_slice() else { panic!("{:?}", checked.faults) };
        assert_eq!(checked.bad, format!("{HEADER},fault\n{bad_line},\"phase: 'dual, 'odd'' is not a phase: write single or three\"\n"));

        // The file of bad lines, mended, is read like any other; the column `fault` is passed over.
        let mended = checked.bad.replace("\"dual, \"\"odd\"\"\"", "three");
        let again = check(&office.desk, mended.as_bytes()).unwrap();
        assert_eq!((again.rows.len(), again.faults.len(), again.notes.len()), (1, 0, 0));
        // Not mended, it names the fault once more, and only once.
        let still = check(&office.desk, checked.bad.replace("800,,", "800,DEAD,").as_bytes()).unwrap();
        assert_eq!((still.rows.len(), still.faults.len()), (0, 2));
        assert_eq!(still.bad.lines().next(), checked.bad.lines().next());

        let imported = office.import_rows(checked.rows);
        assert_eq!(imported.len(), 9_999);
        assert_eq!(imported[0].to_string(), "010000016");
        assert_eq!(read::consumers(office.desk.store().connection()).unwrap(), 9_999);
    });
}

/// What the journal says of the consumers, and how the file is made: indexes and all.
fn recorded(desk: &Desk) -> (Vec<(i64, i64, String, Option<String>)>, Vec<String>) {
    let conn = desk.store().connection();
    let mut entries = conn.prepare("SELECT seq, at, body, personal FROM entry WHERE kind = 'consumer-imported' ORDER BY seq").unwrap();
    let entries = entries.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))).unwrap().map(Result::unwrap).collect();
    let mut schema = conn.prepare("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name").unwrap();
    let schema = schema.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    (entries, schema)
}

/// How many pieces of the search's index are merged when one more comes; none where nobody has said so and SQLite's own measure stands.
fn merged_at(desk: &Desk) -> Option<i64> {
    let conn = desk.store().connection();
    conn.query_row("SELECT max(v) FROM found_config WHERE k = 'automerge'", [], |r| r.get(0)).unwrap()
}

/// The good rows of a file, whatever stands in the others.
struct Good<'a>(&'a ConsumerFile<'a>);

impl ImportRows for Good<'_> {
    fn rows(&self) -> Box<dyn Iterator<Item = Result<ImportRow, No>> + Send + '_> {
        let mut walk = self.0.walk(Box::new(Nobody));
        Box::new(std::iter::from_fn(move || walk.next_good().transpose()))
    }
}

/// Asked of a file that holds other consumers.
struct Nobody;

impl Known for Nobody {
    fn by_old_number(&self, _: &str) -> Result<Option<ConsumerNo>, No> {
        Ok(None)
    }

    fn by_meter(&self, _: &str) -> Result<Option<ConsumerNo>, No> {
        Ok(None)
    }
}

/// Imports a file's good rows in bulk.
fn import_in_bulk(office: &mut Office, text: &str) -> u64 {
    let (rules, admin) = (office.desk.rules().clone(), office.session("admin"));
    let file = ConsumerFile::open(text.as_bytes(), &rules, "KVT", today()).unwrap();
    office.desk.act_in_bulk(&admin, &ImportConsumers { rows: Good(&file) }, &mut |_| ()).unwrap()
}

#[test]
fn an_import_in_bulk_records_what_the_plain_act_records() {
    with_office(|bulk| {
        with_office(|plain| {
            // The first is large enough that the second finds consumers whose indexes are kept row by row.
            for lines in [1..=10_200, 10_201..=10_300] {
                let mut lines: Vec<String> = lines.map(good).collect();
                lines[50] = lines[50].replace("single", "double");
                let text = file(&lines);
                plain.import_rows(check(&plain.desk, text.as_bytes()).unwrap().rows);
                assert_eq!(import_in_bulk(bulk, &text), lines.len() as u64 - 1);
                assert_eq!(recorded(&bulk.desk), recorded(&plain.desk));
                assert_eq!(merged_at(&bulk.desk), Some(4), "the search is kept together again");
            }
        });
        bulk.assert_whole();
        assert_eq!(search::find(bulk.desk.store().connection(), "M010250", 10).unwrap().len(), 1);
    });
}

/// An import whose last line is refused when all before it are recorded.
struct LastRefused(ImportConsumers);

impl Act for LastRefused {
    fn work(&self) -> &'static str {
        self.0.work()
    }

    fn roles(&self) -> &'static [Role] {
        self.0.roles()
    }

    fn decide(&self, see: &dyn Sight, moment: &Moment) -> Result<Vec<Draft>, No> {
        self.drafts(see, moment)?.collect()
    }

    fn drafts<'a>(&'a self, see: &dyn Sight, moment: &'a Moment) -> Result<Drafts<'a>, No> {
        let last = std::iter::once_with(|| Err(Refusal::new("C-15", "the last line").into()));
        Ok(Box::new(self.0.drafts(see, moment)?.chain(last)))
    }
}

#[test]
fn an_import_in_bulk_leaves_nothing_of_itself_or_all() {
    with_office(|office| {
        let before = recorded(&office.desk);
        let rows = check(&office.desk, file(&(1..=2_000).map(good).collect::<Vec<_>>()).as_bytes()).unwrap().rows;
        let act = LastRefused(ImportConsumers { rows });
        let (admin, clerk) = (office.session("admin"), office.session("clerk"));
        let mut heard = 0;
        let refused = office.desk.act_in_bulk(&admin, &act, &mut |_| heard += 1);
        assert!(matches!(&refused, Err(No::Refused(refusal)) if refusal.message == "the last line"), "{refused:?}");
        assert_eq!(heard, 2_000, "all before it had been recorded");
        assert_eq!(recorded(&office.desk), before);
        assert_eq!(merged_at(&office.desk), Some(4), "as the office's making left it");
        assert!(matches!(office.desk.act_in_bulk(&clerk, &act.0, &mut |_| ()), Err(No::Refused(_))), "the right is asked for");
        office.assert_whole();
        // The chain goes on where it stood.
        assert_eq!(office.desk.act_in_bulk(&admin, &act.0, &mut |_| ()).unwrap(), 2_000);
        office.assert_whole();
    });
}

#[test]
fn kept_numbers_have_the_profiles_length() {
    let dir = tempfile::tempdir().unwrap();
    let mut office = Office::found_as(dir.path(), "uppcl", "LKO", ebcm::store::open::How::default());
    let category = office.desk.rules().tariffs.on(today()).unwrap().categories.iter().find(|c| !c.is_temporary()).unwrap().code.clone();
    let line = |i: usize, number: &str| good(i).replace(&format!("OLD{i}"), number).replace("DOM", &category);
    let text = file(&[line(1, "0123456789"), line(2, "123456789012"), line(3, "12345"), line(4, ""), line(5, "01234567x9")]);
    let checked = check(&office.desk, text.as_bytes()).unwrap();
    let said: Vec<(usize, &str)> = checked.faults.iter().map(|f| (f.line, f.field)).collect();
    assert_eq!(said, [(4, "old_number"), (5, "old_number"), (6, "old_number")]);
    assert!(checked.faults[0].message.contains("10 or 12"), "{}", checked.faults[0]);
    let consumers = office.import_rows(checked.rows);
    assert_eq!(consumers.iter().map(ToString::to_string).collect::<Vec<_>>(), ["0123456789", "123456789012"]);
    let missing = text.replace("old_number", "number");
    let faults = whole_file_faults(&office.desk, missing.as_bytes());
    assert!(faults.iter().any(|f| f.1 == "old_number"), "{faults:?}");
}

#[test]
fn a_round_of_readings_is_posted_whole_or_not_at_all() {
    with_office(|office| {
        let consumers = office.import(3);
        let profile = office.desk.rules().profile.clone();
        let read = |text: &str| readings::read(text.as_bytes(), &profile, "KVT", today(), false);
        let good = format!("consumer,reading,date\n{},1310,2026-11-11\n2,1320,11-11-2026\n", consumers[0]);
        let checked = read(&good).unwrap();
        assert_eq!(checked.faults, []);
        assert_eq!(
            checked.rows.iter().map(|(line, row)| (*line, row.consumer)).collect::<Vec<_>>(),
            [(2, consumers[0]), (3, consumers[1])]
        );

        let wrong_digit = (0..10).map(|c| format!("01000001{c}")).find(|n| *n != consumers[0].to_string()).unwrap();
        let bad = format!("{good}{wrong_digit},1,2026-11-11\n3,13x,2026-11-11\n3,1330,tomorrow\n");
        let faults: Vec<(usize, &str)> = read(&bad).unwrap().faults.iter().map(|f| (f.line, f.field)).collect();
        assert_eq!(faults, [(4, "consumer"), (5, "reading"), (6, "date")]);

        let below = read(&format!("{good}3,1100,2026-11-11\n")).unwrap();
        let post = |rows| PostRound { round: Round::Reader, rows };
        match office.act("clerk", &post(below.rows)) {
            Err(No::Refused(refusal)) => assert!(refusal.message.contains("line 4: 1100 is below 1200"), "{}", refusal.message),
            other => panic!("{other:?}"),
        }
        assert!(office.consumer(consumers[0]).unbilled.is_empty(), "nothing was posted");
        assert_eq!(office.act("clerk", &post(checked.rows)).unwrap().entries.len(), 2);
        assert!(read("consumer;reading\n1;2\n").is_err_and(|f| f[0].field == "date"));
    });
}

#[test]
fn whatever_the_bytes_reading_never_stops_the_program() {
    with_office(|office| {
        let rows = ImportConsumers { rows: Vec::new() };
        assert!(office.act("admin", &rows).unwrap().entries.is_empty());
        let desk = &office.desk;
        let base = file(&[good(1), good(2)]).into_bytes();
        proptest!(ProptestConfig::with_cases(400), |(noise in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..600, text in "[,;\"\r\n\ta-z0-9]{0,80}")| {
            let _ = check(desk, &noise);
            let _ = readings::read(&noise, &desk.rules().profile, "KVT", today(), false);
            let mut mixed = base.clone();
            let at = at.min(mixed.len());
            mixed.splice(at..at, text.bytes());
            if let Ok(checked) = check(desk, &mixed) {
                prop_assert!(checked.faults.iter().all(|f| f.line > 1));
                prop_assert_eq!(checked.bad.is_empty(), checked.faults.is_empty());
            }
        });
    });
}
