//! Every form of charge that `B-6` names, priced by a tariff written for it, against figures worked out by hand.

use ebcm::base::{Money, Period, Units};
use ebcm::rules::tariff::{Document, MonthUse, Phase, Priced, SHIPPED, Supply, TariffBook, price};
use rust_decimal::Decimal;

pub fn period(text: &str) -> Period {
    text.parse().expect("a period")
}

pub fn shipped(schedule: &str) -> TariffBook {
    let mut book = TariffBook::new();
    for (name, text) in SHIPPED {
        let document = Document::load(text, name).unwrap_or_else(|faults| panic!("{}", faults[0]));
        if document.schedule() == schedule {
            book.add(document).expect("of this schedule");
        }
    }
    book
}

pub fn supply(category: &str, kw: &str) -> Supply {
    Supply { category: category.to_owned(), would_be: None, phase: Phase::Single, load_kw: kw.parse().expect("a load"), load_kva: None }
}

const HEAD: &str = "kind = \"tariff\"\nid = \"t-1\"\nschedule = \"t\"\nfrom = 2026-01-01\nmark = \"sample\"\nsource = \"made for a test\"\n\
                    power_factor = 0.90\nkw_per_hp = 0.746\nsurcharge = { percent = 2, base = \"cc\" }\n";
const FREE: &str = "fixed = { per = \"connection\", rate = 0 }";

/// A book with one category `X` of these lines.
pub fn book_of(category: &str) -> TariffBook {
    let text = format!("{HEAD}[category.X]\nname = \"X\"\n{category}\n");
    let mut book = TariffBook::new();
    let document = Document::load(&text, "t-1.toml").unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
    book.add(document).expect("the first");
    book
}

fn fuel(book: &mut TariffBook, basis: &str, months: &str) {
    let text = format!("kind = \"fuel\"\nid = \"f-1\"\nschedule = \"t\"\nsource = \"made\"\nbasis = \"{basis}\"\n[months]\n{months}\n");
    book.add(Document::load(&text, "f-1.toml").expect("a fuel file")).expect("of this schedule");
}

fn one_month(book: &TariffBook, supply: &Supply, units: i64) -> Priced {
    let month = MonthUse { period: period("2026-05"), units: Units::new(units), charged: true };
    price(book, supply, &[month]).expect("a price")
}

/// Paise of cc, fixed, minimum, rent, fuel, duty, subsidy.
fn amounts(p: &Priced) -> [i64; 7] {
    [p.cc, p.fixed, p.minimum, p.rent, p.fuel, p.duty, p.subsidy].map(Money::paise)
}

const SLABS: &str = "slabs = [{ units = \"0-100\", rate = 2 }, { units = \"101-200\", rate = 3.50 }, { units = \"above 200\", rate = 5 }]";

#[test]
fn b6_slabs() {
    let telescopic = book_of(&format!("{SLABS}\n{FREE}"));
    let whole = book_of(&format!("whole = true\n{SLABS}\n{FREE}"));
    for (units, parts, reached) in
        [(0, 0, 0), (1, 200, 200), (100, 20_000, 20_000), (101, 20_350, 35_350), (200, 55_000, 70_000), (201, 55_500, 100_500)]
    {
        let x = supply("X", "1");
        assert_eq!(amounts(&one_month(&telescopic, &x, units))[0], parts, "{units}");
        assert_eq!(amounts(&one_month(&whole, &x, units))[0], reached, "{units}");
    }
}

#[test]
fn b6_fixed_charges() {
    let three = |s: Supply| Supply { phase: Phase::Three, ..s };
    let kva = |s: Supply, kva: i64| Supply { load_kva: Some(Decimal::from(kva)), ..s };
    let bands = "by_load = [{ load = \"0-4\", rate = 330 }, { load = \"above 4\", rate = 450 }]";
    let reached = "by_units = [{ units = \"0-100\", rate = 20 }, { units = \"above 100\", rate = 55.5 }]";
    let (banded, reached_fixed) = (format!("per = \"kW or part\", {bands}"), format!("per = \"connection\", {reached}"));
    let cases: [(&str, Supply, i64, i64); 15] = [
        ("per = \"connection\", single = 25, three = 65", supply("X", "7"), 0, 2_500),
        ("per = \"connection\", single = 25, three = 65", three(supply("X", "7")), 0, 6_500),
        ("per = \"kW\", rate = 40", supply("X", "2.5"), 0, 10_000),
        ("per = \"kW or part\", rate = 40", supply("X", "2.5"), 0, 12_000),
        ("per = \"kW or part\", rate = 40", supply("X", "2"), 0, 8_000),
        ("per = \"kVA or part\", rate = 150", supply("X", "9"), 0, 150_000),
        ("per = \"kVA or part\", rate = 150", supply("X", "9.1"), 0, 165_000),
        ("per = \"kVA or part\", rate = 150", kva(supply("X", "9.1"), 12), 0, 180_000),
        ("per = \"kVA\", rate = 100", supply("X", "1"), 0, 11_110),
        ("per = \"HP\", rate = 10", supply("X", "7.46"), 0, 10_000),
        ("per = \"HP or part\", rate = 10", supply("X", "7.5"), 0, 11_000),
        (&banded, supply("X", "4"), 0, 132_000),
        (&banded, supply("X", "4.2"), 0, 225_000),
        (&reached_fixed, supply("X", "1"), 100, 2_000),
        (&reached_fixed, supply("X", "1"), 101, 5_550),
    ];
    for (fixed, supply, units, paise) in cases {
        let book = book_of(&format!("rate = 0\nfixed = {{ {fixed} }}"));
        assert_eq!(amounts(&one_month(&book, &supply, units))[1], paise, "{fixed} {supply:?}");
    }
}

#[test]
fn b6_b16_minimum_rent_duty_and_subsidy() {
    let fixed = "fixed = { per = \"connection\", rate = 20 }";
    for (more, units, expected) in [
        // Energy 20.00 + fixed 20.00; the minimum adds 10.00, which counts as fixed for the duty; rent does not.
        (
            "minimum = { per = \"connection\", rate = 50 }\nrent = { single = 10, three = 25 }\nduty = { percent = 10, of = \"energy + fixed\" }",
            10,
            [2_000, 2_000, 1_000, 1_000, 0, 500, 0],
        ),
        (
            "minimum = { per = \"connection\", rate = 50 }\nduty = { percent = 10, of = \"energy\" }",
            10,
            [2_000, 2_000, 1_000, 0, 0, 200, 0],
        ),
        ("minimum = { per = \"connection\", rate = 40 }", 10, [2_000, 2_000, 0, 0, 0, 0, 0]),
        ("duty = { per_unit = 0.0625 }", 10, [2_000, 2_000, 0, 0, 0, 63, 0]),
        ("subsidy = { rate = 0.30 }", 10, [2_000, 2_000, 0, 0, 0, 0, 300]),
        (
            "subsidy = { slabs = [{ units = \"0-5\", rate = 1 }, { units = \"above 5\", rate = 0.25 }] }",
            10,
            [2_000, 2_000, 0, 0, 0, 0, 625],
        ),
        (
            "subsidy = { whole = true, slabs = [{ units = \"0-5\", rate = 1 }, { units = \"above 5\", rate = 0 }] }",
            10,
            [2_000, 2_000, 0, 0, 0, 0, 0],
        ),
    ] {
        let book = book_of(&format!("rate = 2\n{fixed}\n{more}"));
        assert_eq!(amounts(&one_month(&book, &supply("X", "1"), units)), expected, "{more}");
    }
}

#[test]
fn b6_fuel_surcharge_by_month() {
    let duty = "duty = { percent = 5, of = \"energy + fixed + fuel\" }";
    for (basis, value, fuel_paise, duty_paise) in [
        // 300 + 20 = 320.00; 10 % 32.00; duty 5 % of 352.00.
        ("percent of energy + fixed", "10", 3_200, 1_760),
        ("percent of energy + fixed", "-2.33", -746, 1_563),
        ("rupees a unit", "0.25", 2_500, 1_725),
        ("rupees a unit", "-0.1", -1_000, 1_550),
    ] {
        let mut book = book_of(&format!("rate = 3\nfixed = {{ per = \"connection\", rate = 20 }}\n{duty}"));
        fuel(&mut book, basis, &format!("2026-05 = {value}"));
        let priced = one_month(&book, &supply("X", "1"), 100);
        assert_eq!(amounts(&priced)[4..6], [fuel_paise, duty_paise], "{basis} {value}");
        let june = MonthUse { period: period("2026-06"), units: Units::new(100), charged: true };
        assert_eq!(price(&book, &supply("X", "1"), &[june]).expect("a price").fuel, Money::ZERO);
    }
}

#[test]
fn b6_lifeline_gives_way_under_its_limits() {
    let book = shipped("led");
    for (kw, units, cc, fixed) in [("0.25", 50, 5_000, 1_000), ("0.25", 51, 7_650, 2_500), ("0.3", 10, 1_500, 2_500)] {
        assert_eq!(amounts(&one_month(&book, &supply("BPL", kw), units))[..2], [cc, fixed], "{kw} kW {units}");
    }
}

#[test]
fn b6_temporary_is_a_factor_of_what_it_would_be() {
    let book = shipped("led");
    let temporary = |of: &str| Supply { would_be: Some(of.to_owned()), ..supply("TMP", "3") };
    // 100 × 9.00 + 50 × 10.80; 50 × 1.5; rent as it is.
    assert_eq!(amounts(&one_month(&book, &temporary("COM"), 150))[..4], [144_000, 7_500, 0, 1_000]);
    assert_eq!(amounts(&one_month(&book, &temporary("IND"), 10))[..2], [9_000, 18_000]);
    let none = price(&book, &supply("TMP", "3"), &[MonthUse { period: period("2026-05"), units: Units::new(1), charged: true }]);
    assert!(none.expect_err("no category").message.contains("would be"));
}

#[test]
fn b6_rates_that_depend_on_the_load() {
    let book = shipped("up");
    for (kw, units, cc, fixed) in [("4", 301, 225_840, 132_000), ("5", 1_001, 750_875, 225_000), ("4.1", 301, 225_750, 225_000)] {
        assert_eq!(amounts(&one_month(&book, &supply("20", kw), units))[..2], [cc, fixed], "{kw} kW {units}");
    }
}

#[test]
fn b13_each_month_by_the_tariff_in_force_on_its_last_day() {
    let book = shipped("up");
    let month = |text: &str| MonthUse { period: period(text), units: Units::new(100), charged: true };
    let priced = price(&book, &supply("17", "1"), &[month("2026-07"), month("2026-06")]).expect("a price");
    let lines: Vec<(usize, i64)> = priced.energy.iter().map(|l| (l.version, l.amount.paise())).collect();
    assert_eq!(lines, [(0, 30_000), (1, 27_500)]);
    let before = price(&book, &supply("17", "1"), &[month("2024-09")]).expect_err("no tariff yet");
    assert_eq!(before.rule, "B-13");
}

#[test]
fn b5_deposits_assessed_units_and_the_months_fixed_charge() {
    let book = shipped("led");
    let tariff = book.on("2026-05-01".parse().expect("a day")).expect("in force");
    for (category, kw, deposit, assessed, fixed) in
        [("DOM", "1.5", Some(80_000), 90, 2_500), ("HT", "9.1", Some(1_650_000), 1_365, 165_000), ("PL", "0.1", None, 12, 3_000)]
    {
        let supply = supply(category, kw);
        assert_eq!(tariff.deposit(&supply).expect("known").map(Money::paise), deposit, "{category}");
        assert_eq!(tariff.assessed(&supply).expect("assessed").kwh(), assessed, "{category}");
        assert_eq!(tariff.month_fixed(&supply).expect("known").paise(), fixed, "{category}");
    }
    let up = shipped("up");
    let none = up.on("2026-07-02".parse().expect("a day")).expect("in force").assessed(&supply("10B", "2")).expect_err("none given");
    assert_eq!(none.rule, "B-15");
}
