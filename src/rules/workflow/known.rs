//! The names of fields, kept for as long as the program runs.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex};

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
