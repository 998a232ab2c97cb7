//! Pictures of the kit at the sizes and with the letters that it must stand.

use ebcm::tui::{Ability, Letters, Tone, Wake};
use ratatui::style::Color;

use crate::support::gallery::{self, House};
use crate::support::stage::Stage;

const COLOUR: Ability = Ability { colour: true, letters: Letters::Unicode };
const NONE: Ability = Ability { colour: false, letters: Letters::Unicode };
const ASCII: Ability = Ability { colour: true, letters: Letters::Ascii };

fn small() -> Stage<House> {
    gallery::stage(COLOUR, 80, 24)
}

#[test]
fn home() {
    insta::assert_snapshot!(small().text());
}

#[test]
fn payment() {
    let mut stage = small();
    insta::assert_snapshot!("payment_80x24", stage.keys("F2").types("46x0").keys("Enter").text());
    let mut wide = gallery::stage(COLOUR, 120, 40);
    insta::assert_snapshot!("payment_120x40", wide.keys("F2").types("4650").keys("Enter Enter").types("600").text());
    let mut ascii = gallery::stage(ASCII, 80, 24);
    insta::assert_snapshot!("payment_ascii", ascii.keys("F2").types("46x0").keys("Enter").text());
}

#[test]
fn lists() {
    let mut stage = small();
    insta::assert_snapshot!("list_80x24", stage.keys("F3").types("koya").keys("Down Ins Down Ctrl-S Ctrl-S Ctrl-F").text());
    let mut wide = gallery::stage(COLOUR, 120, 40);
    insta::assert_snapshot!("list_120x40", wide.keys("F3 End").text());
}

#[test]
fn counting_and_bulk() {
    insta::assert_snapshot!("count", small().keys("8").types("12").keys("Enter Enter").types("7").text());
    insta::assert_snapshot!("bulk", small().keys("9").types("800").keys("Enter Enter").types("12x").keys("Enter").types("30").text());
}

#[test]
fn what_stands_over_a_screen() {
    insta::assert_snapshot!("help", small().keys("F2 F1").text());
    insta::assert_snapshot!("palette", small().keys("F2 Ctrl-K").types("re").text());
    insta::assert_snapshot!("confirm", small().keys("F2 4 Esc").text());
    insta::assert_snapshot!("lock", small().keys("F2 Ctrl-L 1").text());
    let mut stage = small();
    stage.keys("F2").types("4650").keys("Enter Enter").types("600").keys("Enter Enter").ticks(5).keys("1 2");
    insta::assert_snapshot!("progress", stage.text());
}

#[test]
fn i3_a_problem_stays_until_seen() {
    let mut stage = small();
    stage.wakes(Wake::News(Tone::Bad, "printer LX-310 does not answer: 2 papers wait".into()));
    stage.wakes(Wake::News(Tone::Warn, "the clock was set back a day".into()));
    stage.keys("F3 Down");
    assert!(stage.shows("✗ printer LX-310 does not answer: 2 papers wait  1 more Ctrl-G seen"));
    assert!(stage.keys("Ctrl-G").shows("the clock was set back a day"));
    assert!(!stage.keys("Ctrl-G").shows("Ctrl-G seen"));
}

#[test]
fn i1_without_colour_every_cell_is_the_terminals_own() {
    for keys in ["F2 F1", "F2 4 x Enter", "F3 Ins", "8", "9", "Ctrl-K", "Ctrl-L"] {
        let buffer = gallery::stage(NONE, 80, 24).keys(keys).buffer();
        assert!(buffer.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset), "{keys}");
    }
}

#[test]
fn i1_ascii_letters_are_ascii() {
    for keys in ["F2 F1", "F2 4 x Enter", "F3 Ins Ctrl-S", "8", "9", "Ctrl-K", "Ctrl-L"] {
        let text = gallery::stage(ASCII, 80, 24).keys(keys).text();
        assert!(text.is_ascii(), "{keys}\n{text}");
    }
}

#[test]
fn i1_a_tiny_window_says_so_and_keeps_everything() {
    let mut stage = small();
    stage.keys("F2").types("46");
    let before = stage.text();
    stage.resize(20, 5);
    insta::assert_snapshot!(stage.text(), @r"
    window too small:
    80×24 needed
    ");
    stage.types("99").keys("Enter");
    for (width, height) in [(1, 1), (80, 23), (79, 24), (3, 2)] {
        stage.resize(width, height);
        stage.text();
    }
    assert_eq!(stage.resize(80, 24).text(), before);
}

#[test]
fn i3_every_line_of_the_menu_is_whole_on_a_small_screen() {
    /// What is left of 80 columns beside key, title and frame.
    const ROOM: usize = 50;
    let long: Vec<_> = ebcm::tui::screens::REGISTER.iter().filter(|card| card.about.chars().count() > ROOM).map(|card| card.name).collect();
    assert!(long.is_empty(), "cut off at 80 columns: {long:?}");
}
