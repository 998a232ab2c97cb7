//! The statements of `sql/`: each prepares against a fresh data file, each is used, and each name that the program asks for stands there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ebcm::store::Store;
use ebcm::store::open::How;
use ebcm::store::sql::{names, sql};

/// All program text, tests left out.
fn program() -> String {
    fn collect(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, text);
            } else {
                text.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut text = String::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    text
}

#[test]
fn each_statement_prepares_against_a_fresh_data_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), true, How::default()).unwrap();
    for name in names() {
        let text = sql(name);
        // A frame that a list fills in is prepared, filled, by the lists' own tests.
        if text.contains('{') {
            continue;
        }
        let prepared = store.connection().prepare(text);
        assert!(prepared.is_ok(), "{name}: {}\n{text}", prepared.unwrap_err());
    }
}

/// Sixty thousand open applications are not gone through to say how many they are.
#[test]
fn how_many_wait_is_read_from_their_count() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), true, How::default()).unwrap();
    let mut plan = store.connection().prepare(&format!("EXPLAIN QUERY PLAN {}", sql("count items of role"))).unwrap();
    let steps: Vec<String> = plan.query_map(["JE", "2026-11-12", "KVT"], |r| r.get(3)).unwrap().collect::<Result<_, _>>().unwrap();
    assert_eq!(steps, ["SEARCH work_count USING PRIMARY KEY (role=?)"]);
}

#[test]
fn each_statement_is_used_and_each_name_asked_for_stands_there() {
    let text = program();
    let known: BTreeSet<&str> = names().collect();
    let idle: Vec<&str> = known.iter().copied().filter(|name| !text.contains(&format!("\"{name}\""))).collect();
    assert_eq!(idle, Vec::<&str>::new(), "statements that nothing uses: take them out of sql/");
    for asked in text.split("sql(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(known.contains(asked), "sql(\"{asked}\") stands in no file of sql/");
    }
}
