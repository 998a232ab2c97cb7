//! Bills to the paisa: the worked example, bills that others have published, and what must hold of every bill.

use ebcm::base::{Money, Period, Register, Units};
use ebcm::rules::average::{acm_units, mean, usual};
use ebcm::rules::bill::{AcmBack, Ask, Bill, Head, Line, Mark, Method, RebateClaim, Usage, compute, explain, months_of, with_bills};
use ebcm::rules::bpsc::bpsc;
use ebcm::rules::tariff::{Document, MonthUse, Supply, TariffBook, price};
use proptest::prelude::*;

use crate::tariff_forms::{book_of, period, shipped, supply};

const EXAMPLE: &str = "slabs = [{ units = \"0-100\", rate = 2 }, { units = \"101-200\", rate = 3.50 }, { units = \"above 200\", rate = 5 }]\n\
                       fixed = { per = \"connection\", rate = 20 }";

/// A question with nothing special about it.
fn ask<'a>(supply: &'a Supply, period: Period, months: &'a [ebcm::rules::bill::BillMonth], usage: Usage<'a>) -> Ask<'a> {
    Ask {
        supply,
        period,
        date: period.last_day(),
        due_date: None,
        method: if matches!(usage, Usage::Average { .. }) { Method::Acm } else { Method::Actual },
        months,
        usage,
        postings: &[],
        balance_before: Money::ZERO,
        disputed: Money::ZERO,
        deferred: Money::ZERO,
        marks: &[],
        rebate: RebateClaim::default(),
    }
}

fn metered(from: u64, to: u64, back: &[AcmBack]) -> Usage<'_> {
    let units = Units::new(i64::try_from(to - from).expect("small"));
    Usage::Metered { previous: Some(Register::at(from)), reading: Register::at(to), units, take_back: back }
}

fn paise(amount: i64) -> Money {
    Money::from_paise(amount)
}

/// Both bills of the chapter's worked example.
fn worked_example() -> (Bill, Bill) {
    let book = book_of(EXAMPLE);
    let x = supply("X", "1");
    let (september, october) = (period("2026-09"), period("2026-10"));
    let each = mean(&[90, 110, 130].map(Units::new)).expect("metered");
    let months = with_bills(&months_of(period("2026-08"), september, &[]), &[]);
    let first = compute(&book, &ask(&x, september, &months, Usage::Average { each })).expect("a bill");

    let surcharge = bpsc(book.on(first.date).expect("in force").surcharge, first.cc, first.taken_back.cc, first.payable);
    let months = with_bills(&months_of(period("2026-08"), october, &[]), &[september]);
    let back = [AcmBack { period: september, share: first.share }];
    let posted = [Line::new(Head::Bpsc, "BPSC 2026-09", surcharge)];
    // As in the example, the surcharge is in the arrears: it was shown with the September bill.
    let second = Ask { balance_before: first.payable + surcharge, ..ask(&x, october, &months, metered(1_200, 1_440, &back)) };
    let shown = Ask { postings: &posted, ..second };
    assert_eq!(compute(&book, &shown).expect("a bill").payable, compute(&book, &second).expect("a bill").payable);
    (first, compute(&book, &second).expect("a bill"))
}

#[test]
fn worked_example_to_the_paisa() {
    let (first, second) = worked_example();
    assert_eq!((first.units, first.cc, first.bill_amount, first.collect), (Units::new(110), paise(23_500), paise(25_500), paise(25_500)));
    assert_eq!((second.months, second.cc, second.sum(Head::Fixed)), (2, paise(54_000), paise(2_000)));
    assert_eq!((second.sum(Head::AcmRev), second.bill_amount), (paise(-23_500), paise(32_500)));
    assert_eq!((second.arrears, second.payable, second.collect), (paise(25_970), paise(58_470), paise(58_500)));
    let units: Vec<i64> = second.month_units.iter().map(|m| m.units.kwh()).collect();
    assert_eq!(units, [120, 120]);
    assert_eq!(mean(&[130, 120, 120].map(Units::new)), Some(Units::new(123)));
}

#[test]
fn b19_why_this_amount() {
    let (first, second) = worked_example();
    insta::assert_snapshot!(explain(&first).join("\n"), @r"
    No reading was given: the average of the last metered months is charged, 110 units.
    Energy 0-100: 100 units at Rs 2.00 are Rs 200.00.
    Energy 101-200: 10 units at Rs 3.50 are Rs 35.00.
    The energy charges (CC) are Rs 235.00.
    The rates are of tariff t-1 (SAMPLE TARIFF).
    Fixed charge: Rs 20.00.
    Together this bill is Rs 255.00.
    Payable is Rs 255.00.
    ");
    insta::assert_snapshot!(explain(&second).join("\n"), @r"
    The meter stood at 1200 when it was last billed and stands at 1440 now: 240 units.
    They are spread evenly over 2 months: 120 in Sep 2026, 120 in Oct 2026. Each month is priced by itself.
    Energy 0-100: 200 units at Rs 2.00 are Rs 400.00.
    Energy 101-200: 40 units at Rs 3.50 are Rs 140.00.
    The energy charges (CC) are Rs 540.00.
    The rates are of tariff t-1 (SAMPLE TARIFF).
    Fixed charge and meter rent of Sep 2026 were in the bill of that month.
    Fixed charge: Rs 20.00.
    Sep 2026 had been billed by average; those energy charges are taken back: less Rs 235.00.
    Together this bill is Rs 325.00.
    Rs 259.70 was unpaid of earlier bills.
    Payable is Rs 584.70.
    In whole rupees Rs 585.00 is collected; Rs 0.30 stays as advance.
    ");
}

#[test]
fn b19_every_line_and_mark_is_told() {
    let book = shipped("led");
    let dom = supply("DOM", "1");
    let this = period("2026-10");
    let months = with_bills(&[period("2026-09"), this], &[]);
    let average = Usage::Average { each: Units::new(40) };
    let stuck = compute(&book, &Ask { marks: &[Mark::StuckMeter], balance_before: paise(-100_000), ..ask(&dom, this, &months, average) });
    insta::assert_snapshot!(explain(&stuck.expect("a bill")).join("\n"), @r"
    The meter is stuck: the average of the last metered months is charged, 40 units for each of 2 months.
    Energy 0-100: 80 units at Rs 1.50 are Rs 120.00.
    The rates are of tariff led-sample (SAMPLE TARIFF).
    Fixed charge, 2 months: Rs 50.00.
    Meter rent, 2 months: Rs 20.00.
    Together this bill is Rs 190.00.
    Rs 1,000.00 stood on the account as advance.
    Nothing is to pay: Rs 810.00 stays on the account as advance.
    ");
    let postings = [Line::new(Head::Bpsc, "BPSC Sep 2026", paise(470)), Line::new(Head::Misc, "Wrong charge", paise(-2_000))];
    let turned = Usage::Metered {
        previous: Some(Register::at(99_990)),
        reading: Register { value: 10, turns: 1 },
        units: Units::new(20),
        take_back: &[],
    };
    let cut = Ask {
        method: Method::Final,
        marks: &[Mark::CutOff, Mark::Rollover],
        postings: &postings,
        balance_before: paise(-1_530),
        ..ask(&dom, this, &months[1..], turned)
    };
    insta::assert_snapshot!(explain(&compute(&book, &cut).expect("a bill")).join("\n"), @r"
    The meter stood at 99990 when it was last billed and stands at 10 now: 20 units.
    In between it passed its last digit and began again at 0.
    It is a closing bill, made when the supply was cut.
    Energy 0-100: 20 units at Rs 1.50 are Rs 30.00.
    The rates are of tariff led-sample (SAMPLE TARIFF).
    Fixed charge: Rs 25.00.
    Meter rent: Rs 10.00.
    Together this bill is Rs 65.00.
    BPSC Sep 2026: Rs 4.70, because the bill before was not paid in time.
    Wrong charge: Rs 20.00 was given back since the last bill.
    Payable is Rs 49.70.
    In whole rupees Rs 50.00 is collected; Rs 0.30 stays as advance.
    ");
}

#[test]
fn b18_a_bill_reads_back_as_it_was_recorded() {
    let (first, second) = worked_example();
    for bill in [&first, &second] {
        let text = serde_json::to_string(bill).expect("json");
        assert_eq!(&serde_json::from_str::<Bill>(&text).expect("a bill"), bill);
    }
    insta::assert_snapshot!(serde_json::to_string(&second).expect("json").replace(&second.tariffs[0].hash8, "HASH"), @r#"{"period":"2026-10","date":"2026-10-31","method":"actual","months":2,"units":240,"month_units":[{"period":"2026-09","units":120,"charged":false},{"period":"2026-10","units":120}],"previous_reading":{"value":1200},"reading":{"value":1440},"lines":[{"head":"CC","text":"Energy 0-100","units":200,"rate":"2.00","amount":40000},{"head":"CC","text":"Energy 101-200","units":40,"rate":"3.50","amount":14000},{"head":"FIXED","text":"Fixed charge","amount":2000},{"head":"ACMREV","text":"Less ACM 2026-09","amount":-23500}],"bill_amount":32500,"arrears":25970,"payable":58470,"collect":58500,"tariffs":[{"id":"t-1","hash8":"HASH","mark":"sample"}],"cc":54000,"taken_back":{"cc":23500}}"#);
}

#[test]
fn b12_the_published_cases() {
    let cases = include_str!("../cases/published-cases.csv");
    let mut count = 0;
    for row in cases.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let cells: Vec<&str> = row.split(',').collect();
        let number = |i: usize| cells[i].parse::<i64>().expect("a number");
        // A month after the shipped fuel surcharges, where the case's own holds.
        let mut book = shipped("up");
        let fuel = format!(
            "kind = \"fuel\"\nid = \"case\"\nschedule = \"up\"\nsource = \"the case\"\nbasis = \"percent of energy + fixed\"\n[months]\n2026-09 = {}\n",
            cells[5]
        );
        book.add(Document::load(&fuel, "case").expect("a fuel file")).expect("added");
        let this = period("2026-09");
        assert_eq!(book.on(this.last_day()).expect("in force").id, cells[0]);
        let months = with_bills(&months_of(this.plus(-i32::try_from(number(3)).expect("small")), this, &[]), &[]);
        let supply = supply(cells[1], cells[2]);
        let bill = compute(&book, &ask(&supply, this, &months, metered(0, number(4).unsigned_abs(), &[]))).expect("a bill");
        assert_eq!(bill.collect, Money::from_rupees(number(6)), "{row}");
        if let Some(duty) = cells[7].strip_prefix("duty is ").and_then(|note| note.split(" -> ").nth(1)) {
            assert_eq!(bill.sum(Head::Duty), Money::parse(duty).expect("an amount"), "{row}");
        }
        count += 1;
    }
    assert_eq!(count, 9);
}

#[test]
fn b16_lines_stand_in_their_order() {
    let more = "minimum = { per = \"connection\", rate = 900 }\nrent = { single = 10, three = 25 }\nsubsidy = { rate = 0.1 }\n\
                duty = { percent = 5, of = \"energy + fixed\" }";
    let rebate = "[rebate]\nprompt = { percent = 1, of = \"energy\" }\nadvance = { percent = 0.5 }";
    let book = {
        let mut book = TariffBook::new();
        let text = format!(
            "kind = \"tariff\"\nid = \"t-2\"\nschedule = \"t\"\nfrom = 2026-01-01\nmark = \"sample\"\nsource = \"made\"\n\
             surcharge = {{ percent = 2, base = \"cc\" }}\n{rebate}\n[category.X]\nname = \"X\"\n{EXAMPLE}\n{more}\n"
        );
        book.add(Document::load(&text, "t-2").unwrap_or_else(|f| panic!("{f:?}"))).expect("added");
        let fuel =
            "kind = \"fuel\"\nid = \"f\"\nschedule = \"t\"\nsource = \"made\"\nbasis = \"rupees a unit\"\nmonths = { 2026-10 = 0.05 }\n";
        book.add(Document::load(fuel, "f").expect("a fuel file")).expect("added");
        book
    };
    let x = supply("X", "1");
    let this = period("2026-10");
    let months = with_bills(&[this], &[]);
    let each = ask(&x, period("2026-09"), &months, Usage::Average { each: Units::new(10) });
    let share = compute(&book, &each).expect("a bill").share;
    let back = [AcmBack { period: period("2026-09"), share }];
    let postings = [Line::new(Head::Bpsc, "BPSC 2026-09", paise(470)), Line::new(Head::Misc, "Meter glass", paise(5_000))];
    let bill = compute(
        &book,
        &Ask {
            postings: &postings,
            balance_before: paise(5_470 + 1_000),
            rebate: RebateClaim { prompt: true, advance: paise(10_000) },
            ..ask(&x, this, &months, metered(0, 150, &back))
        },
    )
    .expect("a bill");
    let shown: Vec<(Head, i64)> = bill.lines.iter().map(|l| (l.head, l.amount.paise())).collect();
    let expected = [
        (Head::Cc, 20_000),
        (Head::Cc, 17_500),
        (Head::Fixed, 2_000),
        (Head::Minimum, 50_500),
        (Head::Rent, 1_000),
        (Head::Fuel, 750),
        (Head::Duty, 4_500),
        (Head::Subsidy, -1_500),
        // 1 % of 375.00, and 0.5 % of the 100.00 in advance.
        (Head::Rebate, -425),
        // 20.00 + fuel 0.50 + duty 1.00 − subsidy 1.00.
        (Head::AcmRev, -2_050),
        (Head::Bpsc, 470),
        (Head::Misc, 5_000),
    ];
    assert_eq!(shown, expected);
    assert_eq!((bill.bpsc, bill.postings, bill.arrears), (paise(470), paise(5_000), paise(1_000)));
    assert_eq!(bill.bill_amount + bill.bpsc + bill.postings + bill.arrears, bill.payable);
    assert_eq!((bill.cc, bill.taken_back.cc), (paise(37_500), paise(2_000)));
}

#[test]
fn b21_a_final_bill_in_a_billed_period_is_energy_alone() {
    let book = shipped("led");
    let dom = supply("DOM", "1");
    let this = period("2026-10");
    let months = with_bills(&months_of(this, this, &[]), &[this]);
    let bill = compute(&book, &Ask { method: Method::Final, ..ask(&dom, this, &months, metered(100, 150, &[])) }).expect("a bill");
    let heads: Vec<Head> = bill.lines.iter().map(|l| l.head).collect();
    assert_eq!((heads, bill.bill_amount), (vec![Head::Cc], paise(7_500)));
}

#[test]
fn b15_an_average_bill_is_for_months_without_one() {
    let book = shipped("led");
    let dom = supply("DOM", "1");
    let this = period("2026-10");
    let months = with_bills(&[period("2026-09"), this], &[period("2026-09")]);
    let bill = compute(&book, &ask(&dom, this, &months, Usage::Average { each: Units::new(60) })).expect("a bill");
    assert_eq!((bill.months, bill.units), (1, Units::new(60)));
    let none = compute(&book, &ask(&dom, this, &with_bills(&[this], &[this]), Usage::Average { each: Units::new(60) }));
    assert_eq!(none.expect_err("billed already").rule, "B-15");
}

#[test]
fn b15_without_a_metered_month_the_assessed_units_stand_in() {
    let day = period("2026-10").last_day();
    let (led, up) = (shipped("led"), shipped("up"));
    let (led, up) = (led.on(day).expect("in force"), up.on(day).expect("in force"));
    assert_eq!(acm_units(&[], led, &supply("DOM", "1.5")), Ok(Units::new(90)));
    assert_eq!(acm_units(&[Units::new(7)], led, &supply("DOM", "1.5")), Ok(Units::new(7)));
    assert_eq!(acm_units(&[], up, &supply("10B", "2")).expect_err("none given").rule, "B-15");
    assert_eq!((usual(&[], up, &supply("10B", "2")), usual(&[], led, &supply("DOM", "1"))), (None, Some(Units::new(60))));
}

#[test]
fn b12_a_bill_has_a_month() {
    let dom = supply("DOM", "1");
    let none = compute(&shipped("led"), &ask(&dom, period("2026-10"), &[], metered(0, 10, &[])));
    assert_eq!(none.expect_err("no month").rule, "B-12");
}

#[test]
fn b6_an_unmetered_supply_is_billed_its_assessed_units() {
    let book = book_of("unmetered = true\nassess = 90\nrate = 2\nfixed = { per = \"connection\", rate = 10 }");
    let months = with_bills(&[period("2026-09"), period("2026-10")], &[]);
    let bill = compute(&book, &ask(&supply("X", "0.5"), period("2026-10"), &months, Usage::Unmetered)).expect("a bill");
    assert_eq!((bill.units, bill.cc, bill.sum(Head::Fixed)), (Units::new(90), paise(18_000), paise(2_000)));
}

#[test]
fn b2_a_credit_collects_nothing() {
    let book = shipped("led");
    let dom = supply("DOM", "1");
    let months = with_bills(&[period("2026-10")], &[]);
    let bill = compute(&book, &Ask { balance_before: paise(-50_000), ..ask(&dom, period("2026-10"), &months, metered(0, 10, &[])) })
        .expect("a bill");
    assert_eq!((bill.arrears, bill.payable, bill.collect), (paise(-50_000), paise(-45_000), Money::ZERO));
}

proptest! {
    #[test]
    fn b13_units_spread_sum_to_what_was_metered(units in 0i64..1_000_000, months in 1usize..40) {
        let spread = Units::new(units).spread(months);
        prop_assert_eq!(spread.iter().copied().sum::<Units>().kwh(), units);
        prop_assert!(spread.windows(2).all(|w| w[0] <= w[1] && w[1].kwh() - w[0].kwh() <= 1));
    }

    #[test]
    fn b13_equal_months_multiply_the_slab_limits(each in 0i64..500, months in 1i64..8) {
        let list: Vec<Period> = (0..months).map(|i| period("2026-01").plus(i32::try_from(i).expect("small"))).collect();
        let uses: Vec<MonthUse> = list.iter().map(|&period| MonthUse { period, units: Units::new(each), charged: true }).collect();
        let priced = price(&book_of(EXAMPLE), &supply("X", "1"), &uses).expect("a price");
        let limits = |factor: i64, rate: i64| format!("{{ units = \"{}\", rate = {rate} }}", if factor == 0 { format!("0-{}", 100 * months) } else { format!("{}-{}", 100 * months + 1, 200 * months) });
        let wide = format!(
            "slabs = [{}, {}, {{ units = \"above {}\", rate = 5 }}]\nfixed = {{ per = \"connection\", rate = 20 }}",
            limits(0, 2), limits(1, 3).replace("rate = 3 ", "rate = 3.50 "), 200 * months
        );
        let at_once = MonthUse { period: period("2026-01"), units: Units::new(each * months), charged: true };
        prop_assert_eq!(priced.cc, price(&book_of(&wide), &supply("X", "1"), &[at_once]).expect("a price").cc);
    }

    #[test]
    fn b13_the_order_of_months_never_matters(units in proptest::collection::vec(0i64..900, 1..7), turn in 0usize..7) {
        let book = shipped("up");
        let mut uses: Vec<MonthUse> = units
            .iter()
            .enumerate()
            .map(|(i, &u)| MonthUse { period: period("2026-04").plus(i32::try_from(i).expect("small")), units: Units::new(u), charged: i % 2 == 0 })
            .collect();
        let straight = price(&book, &supply("17B", "1.4"), &uses).expect("a price");
        let places = uses.len();
        uses.rotate_left(turn % places);
        prop_assert_eq!(&price(&book, &supply("17B", "1.4"), &uses).expect("a price"), &straight);
        uses.reverse();
        prop_assert_eq!(&price(&book, &supply("17B", "1.4"), &uses).expect("a price"), &straight);
    }

    #[test]
    fn b14_exactly_the_share_is_returned(each in 0i64..900, units in 0u64..2_000, month in 0i32..8) {
        let book = shipped("up");
        let x = supply("10B", "1.4");
        let (acm, this) = (period("2026-01").plus(month), period("2026-02").plus(month));
        let months = with_bills(&[acm], &[]);
        let average = compute(&book, &ask(&x, acm, &months, Usage::Average { each: Units::new(each) })).expect("a bill");
        let months = with_bills(&[acm, this], &[acm]);
        let back = [AcmBack { period: acm, share: average.share }];
        let with = compute(&book, &ask(&x, this, &months, metered(0, units, &back))).expect("a bill");
        let without = compute(&book, &ask(&x, this, &months, metered(0, units, &[]))).expect("a bill");
        prop_assert_eq!(without.bill_amount - with.bill_amount, average.share.total());
        prop_assert_eq!(average.share.cc, average.cc);
        // What stays of the average bill is what its fixed charge brought with it, a paisa of rounding aside.
        let stays = average.bill_amount - average.share.total();
        let idle = compute(&book, &ask(&x, acm, &with_bills(&[acm], &[]), Usage::Average { each: Units::ZERO })).expect("a bill").bill_amount;
        prop_assert!((stays - idle).abs() <= paise(2));
    }

    #[test]
    fn b16_a_bill_adds_up(units in 0u64..100_000, before in -1_000_000i64..1_000_000, kw in 1i64..200) {
        let x = Supply { load_kw: rust_decimal::Decimal::new(kw, 1), ..supply("DOM", "1") };
        let months = with_bills(&[period("2026-09"), period("2026-10")], &[]);
        let bill = compute(&shipped("led"), &Ask { balance_before: paise(before), ..ask(&x, period("2026-10"), &months, metered(0, units, &[])) }).expect("a bill");
        prop_assert_eq!(bill.own_lines().map(|l| l.amount).sum::<Money>(), bill.bill_amount);
        prop_assert_eq!(bill.bill_amount + bill.bpsc + bill.postings + bill.arrears, bill.payable);
        prop_assert!((bill.collect - bill.payable.at_least_zero()).abs() <= paise(50));
    }
}
