//! A tariff that is wrong is refused with every fault, each with its line and what to do.

use ebcm::rules::tariff::{Document, SHIPPED, TariffBook};

const GOOD: &str = r#"kind = "tariff"
id = "t-1"
schedule = "t"
from = 2026-01-01
mark = "sample"
source = "made for a test"
surcharge = { percent = 2, base = "cc" }

[category.A]
name = "A"
slabs = [
  { units = "0-100", rate = 1.50 },
  { units = "101-200", rate = 3 },
  { units = "above 200", rate = 5 },
]
fixed = { per = "connection", single = 25, three = 65 }
"#;

/// The lines at fault, with what is said of each.
fn faults(text: &str) -> Vec<(usize, String)> {
    Document::load(text, "t-1.toml").expect_err("faults").into_iter().map(|f| (f.line, format!("{}; {}", f.what, f.remedy))).collect()
}

#[test]
fn b5_each_fault_names_its_line_and_remedy() {
    assert!(Document::load(GOOD, "t-1.toml").is_ok());
    for (from, to, line, said) in [
        ("\"101-200\"", "\"100-200\"", 13, "overlaps the one before; let it begin at 101"),
        ("\"101-200\"", "\"111-200\"", 13, "leaves a gap after the one before; let it begin at 101"),
        ("\"above 200\"", "\"above 250\"", 14, "leaves a gap"),
        ("\"above 200\"", "\"above 150\"", 14, "overlaps"),
        ("\"above 200\"", "\"201-300\"", 14, "not open-ended; add a row \"above 300\""),
        ("\"0-100\"", "\"above 0\"", 13, "comes after an open-ended one"),
        ("\"0-100\"", "\"10-100\"", 12, "leaves a gap"),
        ("\"101-200\"", "\"101-50\"", 13, "ends before it begins"),
        ("\"101-200\"", "\"upto 200\"", 13, "is no range"),
        ("rate = 1.50", "rate = -1.50", 12, "is negative"),
        ("rate = 1.50", "rate = 1.500001", 12, "too many decimals"),
        ("rate = 1.50", "rat = 1.50", 12, "rate is missing"),
        ("rate = 1.50", "rate = true", 12, "is a boolean"),
        ("single = 25, three = 65", "single = 25", 16, "three is missing"),
        ("fixed = {", "fixd = {", 16, "knows no 'fixd'; it may say"),
        ("fixed = {", "fixd = {", 9, "fixed is missing"),
        ("per = \"connection\"", "per = \"house\"", 16, "write one of \"connection\", \"kW\""),
        ("base = \"cc\"", "base = \"bill\"", 7, "write one of \"cc\", \"outstanding\""),
        ("from = 2026-01-01", "from = 2026-02-30", 4, ""),
        ("from = 2026-01-01", "from = \"2026-13-01\"", 4, "write a day"),
        ("id = \"t-1\"", "id = \"T 1\"", 2, "small letters"),
        ("mark = \"sample\"", "mark = \"A\"", 5, "\"notified\""),
        ("name = \"A\"", "name = \"A\"\nlifeline = { units_upto = 50, else = \"B\" }", 11, "there is no category 'B'; write one of A"),
        ("name = \"A\"", "name = \"A\"\nlifeline = { units_upto = 50, else = \"A\" }", 9, "leads back to itself"),
        ("name = \"A\"", "name = \"A\"\nlifeline = { else = \"A\" }", 11, "has no limit"),
        ("per = \"connection\"", "per = \"kVA\"", 9, "write power_factor"),
        ("name = \"A\"", "name = \"A\"\nunmetered = true", 9, "unmetered and has no assess"),
        ("name = \"A\"", "name = \"A\"\nduty = { percent = 5, of = \"rent\" }", 11, "write one of \"energy\""),
        ("name = \"A\"", "name = \"A\"\nname = \"B\"", 11, "duplicate key"),
        ("name = \"A\"", "name = \"A", 10, "put the line right"),
    ] {
        let found = faults(&GOOD.replacen(from, to, 1));
        assert!(found.iter().any(|(at, what)| *at == line && what.contains(said)), "{to}: {found:?}");
    }
}

#[test]
fn b5_all_faults_are_named_not_only_the_first() {
    let text = GOOD.replace("\"101-200\"", "\"99-200\"").replace("base = \"cc\"", "base = \"bill\"").replace("three = 65", "three = -65");
    let lines: Vec<usize> = faults(&text).iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [7, 13, 16]);
}

#[test]
fn b5_a_file_in_use_is_never_edited() {
    let mut book = TariffBook::new();
    let load = |text: &str| Document::load(text, "t-1.toml").expect("a tariff");
    book.add(load(GOOD)).expect("the first");
    book.add(load(GOOD)).expect("the same again");
    assert_eq!(book.versions().len(), 1);
    let edited = GOOD.replace("1.50", "1.60");
    assert!(book.add(load(&edited)).expect_err("edited").message.contains("never edited"));
    assert!(book.add(load(&GOOD.replace("\"t-1\"", "\"t-9\"").replace("schedule = \"t\"", "schedule = \"u\""))).is_err());
    // The later added wins on the same date.
    book.add(load(&edited.replace("\"t-1\"", "\"t-2\""))).expect("a new one");
    let day = "2026-01-01".parse().expect("a day");
    assert_eq!(book.on(day).map(|t| t.id.as_str()), Some("t-2"));
    assert_eq!(book.on("2025-12-31".parse().expect("a day")), None);
}

#[test]
fn b7_the_shipped_tariffs_are_sound() {
    for (name, text) in SHIPPED {
        let document = Document::load(text, name).unwrap_or_else(|faults| panic!("{}", faults[0]));
        assert_eq!(format!("{}.toml", document.id()), name);
    }
}
