//! The table of keys, checked when loaded.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::action::{Action, KIT};
use super::press::Key;
use crate::tui::assets::{Asset, AssetFault};

/// The layer below every other.
pub const GLOBAL: &str = "global";

/// One key of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub key: Key,
    pub action: Action,
    /// One line of help.
    pub say: String,
    /// Its word on the bottom line, where it stands there.
    pub foot: Option<String>,
}

/// Layers of keys. A pure table: which keys work is a question of the layers asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    layers: BTreeMap<String, Vec<Binding>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(rename = "do")]
    action: String,
    say: String,
    foot: Option<String>,
}

impl Keymap {
    /// The keys that come with the program, for the kit's actions and `more`: the screens' names and their own actions.
    pub fn embedded(more: impl IntoIterator<Item = Action>) -> Result<Self, AssetFault> {
        Self::load(&Asset { file: "assets/keys.toml", text: include_str!("../../../assets/keys.toml") }, more)
    }

    /// Refuses an unknown action, a name that is no key, and one key twice in a layer, with file and line.
    pub fn load(asset: &Asset<'_>, more: impl IntoIterator<Item = Action>) -> Result<Self, AssetFault> {
        let known: Vec<Action> = KIT.iter().copied().chain(more).collect();
        let file: BTreeMap<String, BTreeMap<String, Spanned<Row>>> = asset.read()?;
        let mut layers = BTreeMap::new();
        for (layer, rows) in file {
            let mut rows: Vec<(String, Spanned<Row>)> = rows.into_iter().collect();
            rows.sort_by_key(|(_, row)| row.span().start);
            let mut bindings: Vec<Binding> = Vec::with_capacity(rows.len());
            for (name, row) in rows {
                let span = row.span();
                let row = row.into_inner();
                let key: Key = name.parse().map_err(|e| asset.fault(&span, format!("{e}")))?;
                let action = known.iter().copied().find(|a| a.0 == row.action).ok_or_else(|| {
                    asset.fault(
                        &span,
                        format!("no screen knows the action '{}': correct the word after do, or take the line out", row.action),
                    )
                })?;
                if bindings.iter().any(|b| b.key == key) {
                    return Err(asset.fault(&span, format!("{key} stands twice in [{layer}]: keep one of the two")));
                }
                bindings.push(Binding { key, action, say: row.say, foot: row.foot });
            }
            layers.insert(layer, bindings);
        }
        Ok(Self { layers })
    }

    /// Adds the layers of another table; a layer of the same name takes the place of the one here.
    pub fn extend(&mut self, more: Self) {
        self.layers.extend(more.layers);
    }

    /// What `key` means where `layers` are in force, the nearest first and `global` below them all.
    pub fn action(&self, layers: &[&str], key: Key) -> Option<Action> {
        self.in_order(layers).find(|b| b.key == key).map(|b| b.action)
    }

    /// The key that does `action` there.
    pub fn key_of(&self, layers: &[&str], action: Action) -> Option<Key> {
        self.bindings(layers).into_iter().find(|b| b.action == action).map(|b| b.key)
    }

    /// Every key that works there, nearest layer first; what a nearer layer covers is left out.
    pub fn bindings<'a>(&'a self, layers: &[&'a str]) -> Vec<&'a Binding> {
        let mut seen: Vec<&Binding> = Vec::new();
        for binding in self.in_order(layers) {
            if !seen.iter().any(|b| b.key == binding.key) {
                seen.push(binding);
            }
        }
        seen
    }

    /// The keys of a layer alone, in the file's order; none where there is no such layer.
    pub fn layer(&self, name: &str) -> &[Binding] {
        self.layers.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn layer_names(&self) -> impl Iterator<Item = &str> {
        self.layers.keys().map(String::as_str)
    }

    fn in_order<'a>(&'a self, layers: &[&'a str]) -> impl Iterator<Item = &'a Binding> {
        let names: Vec<&str> = layers.iter().copied().chain((!layers.contains(&GLOBAL)).then_some(GLOBAL)).collect();
        names.into_iter().flat_map(|name| self.layer(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Keymap, AssetFault> {
        Keymap::load(&Asset { file: "keys.toml", text }, [Action("payment")])
    }

    #[test]
    fn a_nearer_layer_covers_a_farther_one() {
        let map = load(
            "[global]\nEsc = { do = 'back', say = 'Back' }\nF2 = { do = 'payment', say = 'Pay' }\n[confirm]\nEsc = { do = 'no', say = 'No' }\n",
        )
        .expect("keys");
        let esc: Key = "Esc".parse().expect("a key");
        assert_eq!(map.action(&["confirm"], esc), Some(Action("no")));
        assert_eq!(map.action(&[], esc), Some(Action("back")));
        assert_eq!(map.action(&["confirm"], Key::char('x')), None);
        let keys: Vec<String> = map.bindings(&["confirm"]).iter().map(|b| b.key.to_string()).collect();
        assert_eq!(keys, ["Esc", "F2"]);
        assert_eq!(map.key_of(&[], Action("payment")).map(|k| k.to_string()), Some("F2".to_owned()));
    }

    #[test]
    fn faults_name_file_line_and_remedy() {
        for (text, said) in [
            (
                "[global]\nEsc = { do = 'bakc', say = 'Back' }",
                "keys.toml, line 2: no screen knows the action 'bakc': correct the word after do, or take the line out",
            ),
            (
                "[global]\n\nEscape = { do = 'back', say = 'Back' }",
                "keys.toml, line 3: 'Escape' is not a key: write it as F2, Enter, Shift-Tab, PgDn, a, 7, Ctrl-K or Alt-1",
            ),
            (
                "[global]\nCtrl-k = { do = 'back', say = 'B' }\nCtrl-K = { do = 'back', say = 'B' }",
                "keys.toml, line 3: Ctrl-K stands twice in [global]: keep one of the two",
            ),
        ] {
            assert_eq!(load(text).map_err(|e| e.to_string()), Err(said.to_owned()));
        }
        let twice = load("[global]\nF2 = { do = 'back', say = 'B' }\nF2 = { do = 'back', say = 'B' }").expect_err("twice");
        assert_eq!((twice.line, twice.message.contains("duplicate")), (3, true), "{twice}");
    }
}
