//! Desk users at the terminal, one after the other, by keys alone.

use super::cli::{PASSWORD, World};
use super::pty::{Key, Pty};

/// A user at the terminal on a business date, home on the screen: `duty` is how the role is called there.
pub fn terminal(world: &World, on: &str, user: &str, duty: &str) -> Pty {
    let mut pty = Pty::ebcm(&["--data", world.data().to_str().unwrap(), "--on", on], &[], 80, 24);
    pty.wait_for("Password");
    pty.key(Key::Ctrl('u'));
    enters(&mut pty, &[user, PASSWORD]);
    pty.wait_for(duty);
    pty
}

/// Each word, and Enter.
pub fn enters(pty: &mut Pty, words: &[&str]) {
    for word in words {
        pty.type_text(word);
        pty.key(Key::Enter);
    }
}

/// A screen by its name, from anywhere.
pub fn goes_to(pty: &mut Pty, screen: &str) {
    pty.key(Key::Ctrl('k'));
    enters(pty, &[screen]);
}

/// The only application that waits for this user, open.
pub fn at_work(world: &World, on: &str, user: &str, duty: &str, number: &str) -> Pty {
    let mut pty = terminal(world, on, user, duty);
    pty.wait_for("1 waiting for you");
    goes_to(&mut pty, "connections");
    pty.wait_for(number);
    pty.key(Key::Enter);
    pty.wait_for(&format!("Application {number}"));
    pty
}

/// Leaves by F10; where it asks, yes.
pub fn leaves(mut pty: Pty) {
    pty.key(Key::F(10));
    pty.wait_for("y Yes");
    pty.type_text("y");
    assert_eq!(pty.exit_code(), 0);
}
