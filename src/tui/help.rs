//! What F1 says above the keys: `assets/help.toml`, one text a screen.

use std::collections::BTreeMap;

use toml::Spanned;

use super::assets::{Asset, AssetFault};

/// Screens without a card of their own: they open from others.
const UNREGISTERED: [&str; 4] = ["login", "home", "consumer", "why"];

/// The texts of help, by the screen's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helps(BTreeMap<String, String>);

impl Helps {
    /// The texts that come with the program, for the registered `screens`.
    pub fn embedded(screens: impl IntoIterator<Item = &'static str>) -> Result<Self, AssetFault> {
        Self::load(&Asset { file: "assets/help.toml", text: include_str!("../../assets/help.toml") }, screens)
    }

    /// Refuses a registered screen without a text, and a text of no screen. Those that open from others need no card to have one.
    pub fn load(asset: &Asset<'_>, screens: impl IntoIterator<Item = &'static str>) -> Result<Self, AssetFault> {
        let rows: BTreeMap<String, Spanned<String>> = asset.read()?;
        let screens: Vec<&str> = screens.into_iter().collect();
        for screen in &screens {
            if !rows.contains_key(*screen) {
                return Err(asset.fault(&(0..0), format!("the screen '{screen}' has no help: add {screen} = \"...\"")));
            }
        }
        if let Some((name, row)) = rows.iter().find(|(name, _)| !screens.contains(&name.as_str()) && !UNREGISTERED.contains(&name.as_str()))
        {
            return Err(asset.fault(&row.span(), format!("there is no screen '{name}': correct the name, or take the entry out")));
        }
        Ok(Self(rows.into_iter().map(|(name, text)| (name, text.into_inner().trim().to_owned())).collect()))
    }

    pub fn text(&self, screen: &str) -> &str {
        self.0.get(screen).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_screen_has_its_help_and_no_other_has() {
        let asset = Asset { file: "help.toml", text: "payment = 'Take money.'\n" };
        assert_eq!(Helps::load(&asset, ["payment"]).map(|h| h.text("payment").to_owned()), Ok("Take money.".to_owned()));
        let missing = Helps::load(&asset, ["payment", "find"]).map_err(|e| e.to_string());
        assert_eq!(missing, Err("help.toml, line 1: the screen 'find' has no help: add find = \"...\"".to_owned()));
        let extra = Helps::load(&asset, []).map_err(|e| e.to_string());
        assert_eq!(extra, Err("help.toml, line 1: there is no screen 'payment': correct the name, or take the entry out".to_owned()));
    }
}
