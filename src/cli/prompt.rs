//! Asking a person: a user's name, a password that is not shown.

use std::io::{IsTerminal, Write};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::base::{Fault, No, Refusal};

fn nobody(what: &str) -> No {
    Refusal::new(
        "J-16",
        format!("{what} is missing, and there is no terminal to ask at: set it in the environment (EBCM_USER, EBCM_PASSWORD)."),
    )
    .into()
}

/// Asks for a word.
pub fn text(what: &str) -> Result<String, No> {
    if !std::io::stdin().is_terminal() {
        return Err(nobody(what));
    }
    say(&format!("{what}: "));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|e| Fault::new(format!("nothing could be read ({e})"), "try again"))?;
    Ok(line.trim().to_owned())
}

/// From the environment, or asked without showing it.
pub fn secret(variable: &str, what: &str) -> Result<String, No> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(secret);
    }
    if !std::io::stdin().is_terminal() {
        return Err(nobody(what));
    }
    say(&format!("{what}: "));
    enable_raw_mode().map_err(|e| Fault::new(format!("the terminal can't hide what is typed ({e})"), &*format!("set {variable}")))?;
    let typed = hidden();
    let _ = disable_raw_mode();
    say("\n");
    typed
}

fn say(text: &str) {
    let mut terminal = std::io::stderr().lock();
    let _ = terminal.write_all(text.as_bytes());
    let _ = terminal.flush();
}

fn hidden() -> Result<String, No> {
    let mut typed = String::new();
    loop {
        let event = read().map_err(|e| Fault::new(format!("nothing could be read ({e})"), "try again"))?;
        let Event::Key(key) = event else { continue };
        if key.kind != KeyEventKind::Press {
            continue;
        }
        match key.code {
            KeyCode::Enter => return Ok(typed),
            KeyCode::Esc => return Err(Refusal::new("J-16", "Left without a password.").into()),
            KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Err(Refusal::new("J-16", "Left without a password.").into());
            }
            KeyCode::Backspace => {
                typed.pop();
            }
            KeyCode::Char(letter) => typed.push(letter),
            _ => {}
        }
    }
}
