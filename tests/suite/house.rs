//! The laws of the house, held over every file of `src`: which room may lean on which, where the time and SQL may be spoken of, no
//! float near money, no file that is two.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::source::Source;

/// Each room and those it may lean on, besides itself. A new room gets its row here, and in ARCHITECTURE.md.
const ARROWS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("rules", &["base"]),
    ("journal", &["base", "rules"]),
    ("folds", &["base", "rules", "journal"]),
    ("acts", &["base", "rules", "journal", "folds"]),
    ("edge", &["base"]),
    ("hub", &["base", "rules", "journal", "folds", "edge"]),
    ("store", &["base", "rules", "journal", "acts", "folds", "edge"]),
    ("desk", &["base", "rules", "journal", "acts", "folds", "edge", "store"]),
    ("sync", &["base", "rules", "journal", "folds", "edge", "store", "desk"]),
    ("print", &["base", "rules", "journal", "folds", "edge"]),
    ("reports", &["base", "rules", "journal", "folds", "store", "print"]),
    ("papers", &["base", "rules", "journal", "acts", "folds", "store", "print", "reports"]),
    ("spool", &["base", "rules", "journal", "acts", "folds", "edge", "store", "desk", "print", "papers"]),
    ("import", &["base", "rules", "journal", "acts"]),
    ("demo", OUTSIDE),
    ("tui", OUTSIDE),
    (
        "cli",
        &[
            "base", "rules", "journal", "acts", "folds", "edge", "store", "desk", "print", "reports", "papers", "spool", "import", "sync",
            "demo", "hub", "tui",
        ],
    ),
];

/// What stands outside leans on all below, never on its neighbour.
const OUTSIDE: &[&str] =
    &["base", "rules", "journal", "acts", "folds", "edge", "store", "desk", "print", "reports", "papers", "spool", "import", "sync"];

/// The same facts must give the same answer for ever: no clock, and no float, in these.
const PURE: &[&str] = &["base", "rules", "journal", "acts", "folds"];

const LONGEST_FILE: usize = 500;

struct File {
    /// As a person names it, `src/rules/tariff.rs`.
    name: String,
    room: String,
    /// Modules between the crate's root and what the file holds.
    depth: usize,
    lines: usize,
    source: Source,
}

fn house() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    paths.sort();
    let file = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        File::new(path.strip_prefix(root).unwrap(), &text)
    };
    paths.into_iter().map(file).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

impl File {
    fn new(path: &Path, text: &str) -> Self {
        let name = path.to_str().unwrap().replace('\\', "/");
        let inside = name.trim_start_matches("src/").trim_end_matches(".rs");
        let modules: Vec<&str> = inside.split('/').filter(|part| *part != "mod").collect();
        let room = if matches!(inside, "lib" | "main") { "" } else { modules[0] };
        let depth = if room.is_empty() { 0 } else { modules.len() };
        Self { room: room.to_owned(), depth, lines: text.lines().count(), source: Source::read(text), name }
    }

    fn is_pure(&self) -> bool {
        PURE.contains(&self.room.as_str())
    }

    /// Where the words stand in this order.
    fn lines_with(&self, words: &[&str]) -> Vec<usize> {
        let tokens = self.source.tokens();
        tokens
            .windows(words.len())
            .filter(|window| window.iter().map(|token| token.text).eq(words.iter().copied()))
            .map(|w| w[0].line)
            .collect()
    }
}

#[track_caller]
fn hold(faults: &[String]) {
    assert!(faults.is_empty(), "the house's laws are broken:\n{}", faults.join("\n"));
}

fn arrow_faults(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| !file.room.is_empty()) {
        let Some((_, allowed)) = ARROWS.iter().find(|(room, _)| *room == file.room) else {
            faults.push(format!(
                "{}: the room `{}` is not in the table of arrows: give it its row in tests/suite/house.rs",
                file.name, file.room
            ));
            continue;
        };
        for (line, name) in file.source.names_at_root(file.depth) {
            let is_room = ARROWS.iter().any(|(room, _)| *room == name) || files.iter().any(|other| other.room == name);
            if is_room && name != file.room && !allowed.contains(&name.as_str()) {
                faults.push(format!(
                    "{}:{line}: `{}` leans on `{name}`, and may lean only on {allowed:?}: move what is needed down into one of these, or hand it in as a value",
                    file.name, file.room
                ));
            }
        }
    }
    faults
}

fn clock_faults(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.room != "edge") {
        let everywhere: &[&str] = &["SystemTime", "Zoned", "Timestamp"];
        // A stretch of time may be measured anywhere but in the pure rooms.
        for clock in everywhere.iter().chain(file.is_pure().then_some(&"Instant")) {
            for line in file.lines_with(&[clock, "::", "now"]) {
                faults.push(format!("{}:{line}: {clock}::now: time comes in as a value; ask edge::Clock and hand it in", file.name));
            }
        }
    }
    faults
}

fn float_faults(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_pure()) {
        for float in ["f32", "f64"] {
            for line in file.lines_with(&[float]) {
                faults.push(format!("{}:{line}: {float}: an amount, rate or unit is exact; use base's types", file.name));
            }
        }
    }
    faults
}

fn sql_faults(files: &[File]) -> Vec<String> {
    const SPOKEN: [&str; 6] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA "];
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.room != "store") {
        for (line, literal) in &file.source.literals {
            if let Some(word) = SPOKEN.iter().find(|word| literal.trim_start().starts_with(*word)) {
                faults.push(format!(
                    "{}:{line}: SQL (`{word}`) outside the store: put it under sql/ and give src/store a function for it",
                    file.name
                ));
            }
        }
    }
    faults
}

/// What a person reads off a meter is doubted in one place (`B-9`).
fn reading_faults(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.room != "rules" && file.name != "src/acts/shows.rs") {
        for line in file.lines_with(&["meter", ".", "take"]) {
            faults.push(format!("{}:{line}: a reading taken past `acts::shows`, where it is doubted: let `Shows` take it", file.name));
        }
    }
    faults
}

fn length_faults(files: &[File]) -> Vec<String> {
    let mut long: Vec<&File> = files.iter().filter(|file| file.lines >= LONGEST_FILE).collect();
    long.sort_by_key(|file| std::cmp::Reverse(file.lines));
    long.iter()
        .map(|file| format!("{}: {} lines, {LONGEST_FILE} are too many: it is two rooms, part them by purpose", file.name, file.lines))
        .collect()
}

#[test]
fn arrows_run_one_way() {
    hold(&arrow_faults(&house()));
}

#[test]
fn time_comes_in_at_the_edge() {
    hold(&clock_faults(&house()));
}

#[test]
fn no_float_near_money() {
    hold(&float_faults(&house()));
}

#[test]
fn only_the_store_speaks_sql() {
    hold(&sql_faults(&house()));
}

#[test]
fn readings_go_in_by_one_way() {
    hold(&reading_faults(&house()));
}

#[test]
fn no_file_is_two() {
    hold(&length_faults(&house()));
}

#[test]
fn the_house_is_read_whole() {
    let files = house();
    assert!(files.iter().any(|file| file.name == "src/base/money.rs" && file.room == "base" && file.depth == 2 && file.lines > 50));
    assert!(files.iter().any(|file| file.name == "src/lib.rs" && file.room.is_empty()));
}

/// Controls: each law sees its own breach, and nothing where there is none.
mod controls {
    use super::*;

    fn file(name: &str, text: &str) -> File {
        File::new(Path::new(name), text)
    }

    fn breaches(faults: fn(&[File]) -> Vec<String>, name: &str, text: &str) -> usize {
        faults(&[file(name, text)]).len()
    }

    #[test]
    fn arrows() {
        let arrows = |name, text| breaches(arrow_faults, name, text);
        assert_eq!(arrows("src/rules/mod.rs", "use crate::base::{Money, Units};\n"), 0);
        assert_eq!(arrows("src/rules/mod.rs", "use crate::store::Store;\n"), 1);
        assert_eq!(arrows("src/rules/mod.rs", "use crate::{\n    base::Money,\n    store::{self, folds},\n    desk,\n};\n"), 2);
        assert_eq!(arrows("src/rules/tariff.rs", "fn a() { crate::tui::draw() }\n"), 1);
        assert_eq!(arrows("src/rules/tariff.rs", "use super::super::store;\n"), 1);
        assert_eq!(arrows("src/rules/tariff.rs", "use super::store;\n"), 0, "a module of the room's own");
        assert_eq!(
            arrows("src/rules/tariff.rs", "fn a() {}\nmod tests { use super::super::store; use super::super::super::{desk, base}; }\n"),
            1
        );
        assert_eq!(arrows("src/desk.rs", "use super::{store, tui};\n"), 1);
        assert_eq!(arrows("src/tui/mod.rs", "use crate::cli::Arguments;\n"), 1);
        assert_eq!(arrows("src/cli/mod.rs", "pub(crate) use crate::tui;\n"), 0);
        assert_eq!(
            arrows("src/rules/mod.rs", "// use crate::store;\n/* crate::tui /* */ crate::desk */ const A: &str = \"crate::store\";\n"),
            0
        );
        assert_eq!(arrows("src/cellar/mod.rs", ""), 1, "a room without a row");
    }

    #[test]
    fn clocks() {
        assert_eq!(breaches(clock_faults, "src/store/mod.rs", "let a = jiff::Zoned::now();\nlet b = SystemTime :: now();"), 2);
        assert_eq!(breaches(clock_faults, "src/edge/clock.rs", "jiff::Timestamp::now()"), 0);
        assert_eq!(breaches(clock_faults, "src/tui/mod.rs", "Instant::now()"), 0);
        assert_eq!(breaches(clock_faults, "src/acts/mod.rs", "Instant::now()"), 1);
    }

    #[test]
    fn floats() {
        assert_eq!(breaches(float_faults, "src/rules/mod.rs", "fn a(rate: f64, f: for<'a> fn(&'a f32)) { let c = '\"'; }"), 2);
        assert_eq!(breaches(float_faults, "src/print/pdf.rs", "fn a(points: f32) {}"), 0);
        assert_eq!(breaches(float_faults, "src/rules/mod.rs", "// f64\nconst F: &str = r#\"a \" f64\"#;"), 0);
    }

    #[test]
    fn sql() {
        let text = "fn a() {\n    run(\"\n        SELECT 1\");\n}";
        assert_eq!(breaches(sql_faults, "src/desk.rs", text), 1);
        assert_eq!(breaches(sql_faults, "src/store/views.rs", text), 0);
        assert_eq!(breaches(sql_faults, "src/tui/mod.rs", "say(\"Nothing to SELECT here\"); // INSERT "), 0);
    }

    #[test]
    fn readings() {
        let text = "fn a() { consumer.meter.take(typed, false) }";
        assert_eq!(breaches(reading_faults, "src/acts/meter.rs", text), 1);
        assert_eq!(breaches(reading_faults, "src/acts/shows.rs", text), 0);
    }

    #[test]
    fn lengths() {
        assert_eq!(breaches(length_faults, "src/desk.rs", &"\n".repeat(LONGEST_FILE)), 1);
        assert_eq!(breaches(length_faults, "src/desk.rs", &"\n".repeat(LONGEST_FILE - 1)), 0);
    }
}
