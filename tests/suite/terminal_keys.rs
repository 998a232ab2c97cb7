//! Keys in, state out: the stack, the waiting for an act, the questions, the lock.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;

use ebcm::base::Refusal;
use ebcm::tui::{Ability, Ended, Letters, Progress, Trouble, Wake, turn};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::support::gallery::{self, House, REGISTER};
use crate::support::stage::Stage;

const COLOUR: Ability = Ability { colour: true, letters: Letters::Unicode };

fn stage() -> Stage<House> {
    gallery::stage(COLOUR, 80, 24)
}

/// A payment typed and sent on its way: the screen waits.
fn waiting() -> Stage<House> {
    let mut stage = stage();
    stage.keys("F2").types("4650").keys("Enter Enter").types("600").keys("Enter Enter");
    assert!(stage.app.is_waiting());
    stage
}

fn finish(stage: &mut Stage<House>, outcome: Result<String, Trouble>) {
    let (ticket, _) = *stage.app.backend().started.last().as_ref().expect("an act");
    stage.wakes(Wake::Done(*ticket, outcome));
}

#[test]
fn c6_keys_typed_ahead_go_to_the_screen_in_order() {
    let mut stage = waiting();
    stage.types("4700").keys("Enter Enter").types("750").keys("Enter Enter");
    assert_eq!(stage.app.backend().started.len(), 1);
    finish(&mut stage, Ok("R-KVT-1-2627-000001".into()));
    let acts: Vec<&str> = stage.app.backend().started.iter().map(|(_, act)| act.as_str()).collect();
    assert_eq!(acts, ["pay 4650 600.00", "pay 4700 750.00"]);
    assert_eq!(stage.app.backend().printed, ["R-KVT-1-2627-000001"]);
}

#[test]
fn c6_after_a_refusal_keys_typed_ahead_wait_for_a_word() {
    for (answer, reading) in [("y", "4650"), ("n", "")] {
        let mut stage = waiting();
        stage.types("12");
        finish(&mut stage, Err(Trouble::Refused(Refusal::new("B-9", "below the last reading").at("reading"))));
        assert!(stage.shows("Type the 2 keys that you typed ahead?"), "{}", stage.text());
        stage.keys(answer);
        let typed = if reading.is_empty() { "4650 " } else { "465012" };
        assert!(stage.shows(typed), "{}", stage.text());
    }
}

#[test]
fn i4_a_refusal_is_shown_at_its_field_and_the_rest_is_kept() {
    let mut stage = waiting();
    finish(&mut stage, Err(Trouble::Refused(Refusal::new("B-9", "4650 is below the last reading").at("reading"))));
    assert!(stage.shows("✗ 4650 is below") && stage.shows("600.00"));
    stage.keys("5");
    assert!(!stage.shows("is below"));
}

#[test]
fn i4_long_work_shows_how_far_it_is_and_can_be_stopped() {
    let mut stage = waiting();
    assert!(!stage.keys("Esc").shows("Working"), "a key within the first second is kept");
    assert!(stage.app.backend().stopped.is_empty());
    let ticket = stage.app.backend().started[0].0;
    stage.ticks(4).wakes(Wake::Progress(ticket, Progress { what: "reading the file".into(), done: 300, of: 1_000 }));
    assert!(stage.shows("reading the file") && stage.shows("300 of 1000"));
    stage.keys("Esc");
    assert_eq!(stage.app.backend().stopped, [ticket]);
    finish(&mut stage, Err(Trouble::Stopped));
    assert!(stage.shows("stopped before it was done"));
}

#[test]
fn i2_esc_asks_before_what_was_typed_is_lost() {
    let mut stage = stage();
    stage.keys("F2 Esc");
    assert_eq!(stage.app.screens(), ["home"]);
    stage.keys("F2 4 Esc");
    assert!(stage.shows("would be lost"));
    stage.keys("Enter");
    assert_eq!(stage.app.screens(), ["home", "payment"]);
    stage.keys("Esc y");
    assert_eq!(stage.app.screens(), ["home"]);
    assert!(stage.keys("Esc").shows("F10 leaves the program"));
}

#[test]
fn i2_f10_leaves_and_asks_where_something_is_open() {
    assert!(stage().keys("F10").app.has_ended());
    let mut open = stage();
    assert!(!open.keys("F2 4 F10").app.has_ended());
    assert!(!open.keys("Enter").app.has_ended(), "no is lit where something would be lost");
    assert!(open.keys("F10 y").app.has_ended());
}

#[test]
fn i7_a_screen_for_another_role_is_refused_in_a_line() {
    let mut stage = stage();
    assert!(stage.keys("F4").shows("✗ Complaint is for AE alone"));
    assert_eq!(stage.app.screens(), ["home"]);
    stage.keys("Ctrl-K").types("complaint");
    assert!(stage.shows("no command of that name"));
}

#[test]
fn i2_any_command_by_name() {
    let mut stage = stage();
    stage.keys("Ctrl-K").types("bulk").keys("Enter");
    assert_eq!(stage.app.screens(), ["home", "bulk"]);
    stage.keys("Esc F2 Ctrl-K").types("proposal").keys("Enter");
    assert_eq!(stage.app.backend().printed, ["proposal"]);
}

#[test]
fn i1_the_cursor_stands_where_typing_goes() {
    let mut stage = stage();
    assert_eq!(stage.cursor(), None);
    stage.keys("F2").types("46");
    let at = stage.cursor().expect("a cursor");
    let row = stage.text().lines().nth(usize::from(at.y)).expect("a row").to_owned();
    let before: String = row.chars().take(usize::from(at.x)).collect();
    assert!(before.ends_with("46"), "{row}");
    assert_eq!(stage.keys("F1").cursor(), None);
}

#[test]
fn pasted_text_types_and_never_commands() {
    let mut stage = stage();
    stage.keys("F2").wakes(Wake::Paste("46\r\n50\u{1b}".into()));
    assert!(stage.shows("4650"));
    assert!(!stage.app.is_waiting());
}

#[test]
fn c8_an_idle_screen_locks_and_a_pin_opens_it() {
    let mut stage = stage();
    stage.keys("F2 4").ticks(5 * 60 * 4 - 1);
    assert!(!stage.app.is_locked());
    stage.ticks(1);
    assert!(stage.app.is_locked() && !stage.shows("Ayshabi"));
    stage.types("9999").keys("Enter").settle();
    assert!(stage.shows("that PIN is not right"));
    stage.types("1234").keys("Enter 5").settle();
    assert!(!stage.app.is_locked());
    assert!(stage.shows("45"), "typed while the PIN was looked at, and kept");
}

#[test]
fn c8_another_user_starts_at_home() {
    let mut stage = stage();
    stage.keys("F2 4 Ctrl-L Shift-Tab Ctrl-U").types("koya").keys("Enter").types("5678").keys("Enter").settle();
    assert!(!stage.app.is_locked() && stage.shows("koya"));
    assert_eq!(stage.app.screens(), ["home"]);
}

#[test]
fn a_confirmed_question_comes_back_as_an_action() {
    let mut stage = stage();
    stage.keys("F2 Ctrl-A");
    assert!(stage.shows("Keep the rest as advance?"));
    assert!(stage.keys("Enter").shows("✓ agreed"));
}

#[test]
fn every_bound_key_does_something() {
    let kit = gallery::kit(COLOUR);
    let cards = ebcm::tui::actions(ebcm::tui::screens::REGISTER).chain(ebcm::tui::actions(REGISTER));
    let known: Vec<&str> = cards.chain(ebcm::tui::action::KIT.iter().copied()).map(|a| a.0).collect();
    for layer in kit.keys.layer_names() {
        for binding in kit.keys.layer(layer) {
            assert!(known.contains(&binding.action.0), "[{layer}] {}", binding.key);
            assert!(!binding.say.is_empty() && binding.say.len() < 90, "[{layer}] {}: one line of help", binding.key);
        }
    }
    for card in REGISTER {
        let screen = (card.open)(&gallery::status());
        for layer in screen.layers() {
            assert!(!kit.keys.layer(layer).is_empty(), "{}: no layer of keys is called {layer}", card.name);
        }
    }
}

#[test]
fn a_bug_ends_the_program_with_one_line_and_a_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut app, _) = gallery::app(COLOUR);
    let (sender, wakes) = channel();
    for key in ["Ctrl-K", "b", "u", "g", "Enter", "Down"] {
        sender.send(Wake::Key(key.parse().expect("a key"))).expect("sent");
    }
    let Ok(mut terminal) = Terminal::new(TestBackend::new(80, 24));
    let ended = turn(&mut app, &mut terminal, &wakes, &AtomicBool::new(false), folder.path()).expect_err("a bug");
    let line = ended.to_string();
    assert!(line.starts_with("the program had to stop; nothing recorded was touched") && !line.contains('\n'), "{line}");
    let Ended::Bug(path) = ended else { panic!("{line}") };
    let report = std::fs::read_to_string(path).expect("the report");
    assert!(report.contains("a screen's bug") && report.contains("home / bug") && report.contains("actions palette bug down"), "{report}");
}

#[test]
fn the_loop_ends_with_the_clerk_and_with_the_system() {
    let over = AtomicBool::new(false);
    let Ok(mut terminal) = Terminal::new(TestBackend::new(80, 24));
    for wake in [Wake::Key("F10".parse().expect("a key")), Wake::Terminate] {
        let (mut app, _) = gallery::app(COLOUR);
        let (sender, wakes) = channel();
        sender.send(wake).expect("sent");
        turn(&mut app, &mut terminal, &wakes, &over, std::path::Path::new("nowhere")).expect("a good end");
    }
}
