//! The counter's papers, lists and reports, over a day with every kind of act that moves money.

use std::collections::BTreeMap;

use ebcm::base::Money;
use ebcm::print::{Cell, Document, Section, Table};
use ebcm::reports::close_report::close_report;
use ebcm::reports::day_book::day_book;
use ebcm::reports::scroll::scroll;
use ebcm::reports::{Ask, Given, LISTS, List, REPORTS, Report};
use ebcm::store::read;
use serde_json::json;

use crate::support::office::{Office, today};
use crate::support::story::{Story, next_day, source};

/// The table under a heading.
fn table<'a>(document: &'a Document, heading: &str) -> &'a Table {
    let at = document.sections.iter().position(|s| *s == Section::Heading(heading.to_owned())).unwrap_or_else(|| panic!("{heading}"));
    match &document.sections[at + 1] {
        Section::Table(table) => table,
        other => panic!("{heading}: {other:?}"),
    }
}

fn total(table: &Table, column: &str) -> Money {
    let at = table.columns.iter().position(|c| c.name == column).unwrap_or_else(|| panic!("{column}"));
    match table.totals().unwrap()[at] {
        Cell::Amount(amount) => amount,
        ref other => panic!("{other:?}"),
    }
}

/// Amounts by the first column.
fn amounts(table: &Table) -> BTreeMap<String, Money> {
    let amount = |row: &Vec<Cell>| match row.last() {
        Some(Cell::Amount(amount)) => *amount,
        other => panic!("{other:?}"),
    };
    table.rows.iter().map(|row| (row[0].plain(), amount(row))).collect()
}

#[test]
fn c9_the_papers_of_a_close() {
    let dir = tempfile::tempdir().unwrap();
    let story = Story::first_day(dir.path());
    story.office.assert_whole();
    let (source, id) = (source(&story.office), story.close.to_string());
    insta::with_settings!({ filters => vec![(r"[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", "CHECK-CODE")] }, {
        insta::assert_snapshot!("close_report", close_report(&source, &id).unwrap().text(100));
        insta::assert_snapshot!("scroll", scroll(&source, &id).unwrap().text(132));
        insta::assert_snapshot!("day_book", day_book(&source, today()).unwrap().text(132));
    });
    assert!(close_report(&source, "K-KVT-1-2627-000009").is_err() && scroll(&source, "R-KVT-1-2627-000001").is_err());
}

#[test]
fn c9_the_scroll_and_the_close_agree_with_receipts_and_ledger() {
    let dir = tempfile::tempdir().unwrap();
    let story = Story::first_day(dir.path());
    let (source, id) = (source(&story.office), story.close.to_string());
    let receipts = read::receipts_of_day(source.conn, today()).unwrap();
    let taken: Money = receipts.iter().map(|r| r.amount).sum();
    let (scroll, close) = (scroll(&source, &id).unwrap(), close_report(&source, &id).unwrap());
    let Section::Table(lines) = &scroll.sections[0] else { panic!("{scroll:?}") };
    assert_eq!((lines.rows.len(), total(lines, "Amount")), (receipts.len(), taken));
    assert_eq!(lines.rows.last().unwrap().last(), Some(&Cell::Amount(taken)), "the running total ends at the sum");
    let heads = table(&close, "Receipts by head of account");
    let bills = table(&close, "Bills made, by head of account");
    assert_eq!(total(heads, "Amount"), taken);
    assert_eq!(total(table(&close, "Counted against expected"), "Taken"), taken);
    assert_eq!(total(table(&close, "Receipts by clerk"), "Amount"), taken);

    // What the ledger holds of receipts and their bills, account by account.
    let mut ledger: BTreeMap<String, Money> = BTreeMap::new();
    let mut statement = source
        .conn
        .prepare("SELECT l.account, sum(l.amount) FROM ledger l JOIN receipt r ON r.desk = l.desk AND r.seq = l.seq GROUP BY l.account")
        .unwrap();
    let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, Money::from_paise(r.get(1)?)))).unwrap();
    ledger.extend(rows.map(Result::unwrap));
    let (mut heads, bills) = (amounts(heads), amounts(bills));
    let charged: Money = bills.values().copied().sum();
    assert_eq!(ledger.remove("DUES").unwrap(), charged - heads.remove("DUES").unwrap());
    for (head, amount) in heads.into_iter().chain(bills) {
        assert_eq!(ledger.remove(&head), Some(-amount), "{head}");
    }
    assert_eq!(ledger.values().copied().sum::<Money>(), taken, "what is left is the modes' money: {ledger:?}");
}

#[test]
fn c17_a_past_day_comes_out_the_same_after_later_acts() {
    let dir = tempfile::tempdir().unwrap();
    let story = Story::first_day(dir.path());
    let id = story.close.to_string();
    let papers = |office: &Office| {
        let source = source(office);
        [close_report(&source, &id).unwrap(), scroll(&source, &id).unwrap(), day_book(&source, today()).unwrap()].map(|d| d.text(132))
    };
    let before = papers(&story.office);
    let mut story = story.second_day(dir.path());
    assert_eq!(papers(&story.office), before);
    story.third_counter();
    story.office.desk.store_mut().rebuild(&mut |_| true).unwrap();
    assert_eq!(papers(&story.office), before);
    story.office.assert_whole();
}

#[test]
fn c9_cash_in_hand_is_carried_from_day_to_day() {
    let dir = tempfile::tempdir().unwrap();
    let mut story = Story::first_day(dir.path()).second_day(dir.path());
    let book = |story: &Story, day| {
        let document = day_book(&source(&story.office), day).unwrap();
        let hand = table(&document, "Closed and in hand");
        let figures = |row: &Vec<Cell>| (row[1].plain(), row[2..].iter().map(Cell::plain).collect::<Vec<_>>());
        hand.rows.iter().map(figures).collect::<BTreeMap<_, _>>()
    };
    let (first, second) = (book(&story, today()), book(&story, next_day()));
    for (mode, figures) in &second {
        let carried = first.get(mode).map_or("0.00", |before| before[4].as_str());
        assert_eq!(figures[0], carried, "{mode}: what was carried is brought");
    }
    let counter = read::counter(story.office.desk.store().connection(), story.office.desk.id()).unwrap();
    for (mode, amount) in counter.in_hand {
        assert_eq!(second.get(mode.name()).map_or("0.00", |f| f[4].as_str()), amount.to_string(), "{mode}");
    }
    // While a counter is open its money stays unseen (C-8).
    let before = day_book(&source(&story.office), next_day()).unwrap();
    story.third_counter();
    let source = source(&story.office);
    let after = day_book(&source, next_day()).unwrap();
    assert_eq!(table(&after, "Receipts by mode"), table(&before, "Receipts by mode"));
    assert!(after.text(100).contains("C-8") && !after.text(100).contains("SCRAP"));
    for report in REPORTS.iter().filter(|r| matches!(r.name, "collection" | "heads")) {
        let text = report.document(&source, &Given::default()).unwrap().text(100);
        assert!(text.contains("C-8") && !text.contains("SCRAP"), "{text}");
    }
}

#[test]
fn i6_each_list_pages_sorts_filters_and_totals() {
    let dir = tempfile::tempdir().unwrap();
    let story = Story::first_day(dir.path());
    let source = source(&story.office);
    let mut all = String::new();
    for list in LISTS {
        let rows = list.page(&source, &Ask::default()).unwrap();
        assert!(rows.iter().all(|row| row.len() == list.fields().len()), "{}", list.name);
        let totals = list.totals(&source, &Ask::default()).unwrap();
        assert_eq!(totals.rows, i64::try_from(rows.len()).unwrap(), "{}", list.name);
        for sort in list.sorts() {
            for descending in [false, true] {
                let ask = Ask { sort: Some((sort.to_owned(), descending)), ..Ask::default() };
                let mut sorted = list.page(&source, &ask).unwrap();
                let paged: Vec<_> = (0..totals.rows)
                    .flat_map(|from| list.page(&source, &Ask { from: u32::try_from(from).unwrap(), limit: 1, ..ask.clone() }).unwrap())
                    .collect();
                assert_eq!(paged, sorted, "{} by {sort}: page by page it is the same", list.name);
                let key = |row: &Vec<Cell>| row.iter().map(Cell::plain).collect::<Vec<_>>();
                sorted.sort_by_key(key);
                let mut rows = rows.clone();
                rows.sort_by_key(key);
                assert_eq!(sorted, rows, "{} by {sort}: the same rows", list.name);
            }
        }
        assert!(list.page(&source, &Ask { sort: Some(("colour".to_owned(), false)), ..Ask::default() }).is_err());
        all.push_str(&list.document(&source, &Ask::default()).unwrap().text(120));
        all.push('\n');
    }
    insta::assert_snapshot!("lists", all);
}

#[test]
fn i6_a_list_is_searched_and_filtered() {
    let dir = tempfile::tempdir().unwrap();
    let story = Story::first_day(dir.path());
    let source = source(&story.office);
    let arrears = List::named("arrears").unwrap();
    let count = |ask: Ask| {
        let rows = arrears.page(&source, &ask).unwrap();
        let totals = arrears.totals(&source, &ask).unwrap();
        assert_eq!(totals.rows, i64::try_from(rows.len()).unwrap(), "{ask:?}");
        let sum: Money = rows.iter().filter_map(|r| if let Some(Cell::Amount(a)) = r.last() { Some(*a) } else { None }).sum();
        assert_eq!(totals.balance, Some(sum), "{ask:?}");
        rows.len()
    };
    let all = count(Ask::default());
    assert!(all >= 2);
    assert_eq!(count(Ask { text: "consumer 6".to_owned(), ..Ask::default() }), 1);
    assert_eq!(count(Ask { text: "94000".to_owned(), ..Ask::default() }), all, "by the beginning of the phone's number");
    assert_eq!(count(Ask { text: "nobody \" of ) this name".to_owned(), ..Ask::default() }), 0);
    assert_eq!(count(Ask { area: "South".to_owned(), ..Ask::default() }), 0);
    assert_eq!(count(Ask { area: "North".to_owned(), category: "DOM".to_owned(), ..Ask::default() }), all);
    let json = arrears.json(&source, &Ask::page(0, 1)).unwrap();
    assert_eq!((&json["list"], &json["as_on"]), (&json!("arrears"), &json!("2026-11-12")));
    for key in ["consumer", "name", "status", "balance"] {
        assert!(json["rows"][0][key].is_string(), "{key}: {json}");
    }
    assert_eq!(json["totals"]["rows"], json!(all));
    assert!(json["fresh"]["desks"]["KVT-1"]["entry"].as_i64().unwrap() > 10);
}

#[test]
fn reports_say_what_the_books_hold() {
    let dir = tempfile::tempdir().unwrap();
    let story = Story::first_day(dir.path()).second_day(dir.path());
    let source = source(&story.office);
    let mut all = String::new();
    for report in REPORTS.iter().filter(|report| report.name != "day-book") {
        all.push_str(&report.document(&source, &Given::default()).unwrap().text(110));
        all.push('\n');
    }
    insta::assert_snapshot!("reports", all);
    let document = |name: &str| Report::named(name).unwrap().document(&source, &Given::default()).unwrap();
    let heads = document("heads");
    assert_eq!(total(table(&heads, "Heads"), "Net"), Money::ZERO);
    let demand = document("demand");
    assert_eq!(total(table(&demand, "By category"), "Amount"), total(table(&demand, "By category and head of account"), "Amount"));
    let value = Report::named("collection").unwrap().json(&source, &Given::default()).unwrap();
    assert_eq!((&value["from"], &value["to"]), (&json!("2026-11-01"), &json!("2026-11-13")));
    assert_eq!(value["by_day"][0]["day"], json!("2026-11-12"));
    let backward = Given { from: Some(next_day()), to: Some(today()), ..Given::default() };
    assert!(Report::named("heads").unwrap().document(&source, &backward).is_err());
    assert!(Report::named("weather").is_err());
}
