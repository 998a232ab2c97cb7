//! The names of fields, kept for as long as the program runs.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex};

/// The words of a choice, kept whole.
static CHOICES: LazyLock<Mutex<HashSet<&'static [&'static str]>>> = LazyLock::new(Mutex::default);

static NAMES: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

/// The same name, for as long as the program runs: a refusal names the field that it belongs to, and outlives the definition.
///
/// Each name is kept once, and definitions have few: what is never given back is bounded by what was ever written in a definition.
pub fn lasting(name: &str) -> &'static str {
    let mut names = match NAMES.lock() {
        Ok(names) => names,
        // Nothing is half done in it: a set has the name, or has not.
        Err(poisoned) => poisoned.into_inner(),
    };
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    kept
}

/// The same words, for as long as the program runs: a form shows them as it shows its own.
pub fn lasting_words<'a>(words: impl IntoIterator<Item = &'a str>) -> &'static [&'static str] {
    let words: Vec<&'static str> = words.into_iter().map(lasting).collect();
    let mut choices = match CHOICES.lock() {
        Ok(choices) => choices,
        // As above.
        Err(poisoned) => poisoned.into_inner(),
    };
    if let Some(known) = choices.get(words.as_slice()) {
        return known;
    }
    let kept: &'static [&'static str] = Box::leak(words.into_boxed_slice());
    choices.insert(kept);
    kept
}
