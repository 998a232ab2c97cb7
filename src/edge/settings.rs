//! What is this desk's own: printers, form offsets. `desk.toml` in the data folder; absent, everything has its default.

use std::path::Path;

use serde::Deserialize;

use crate::base::Fault;

/// The settings' file name in the data folder.
pub const FILE: &str = "desk.toml";

/// A desk's own settings.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub printers: Printers,
    pub screen: Screen,
}

/// Where papers go: `cups:QUEUE`, `tcp:HOST:PORT`, `device:/dev/usb/lp0`, `dir:FOLDER`. Empty: the folder `printed` in the data folder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Printers {
    pub receipt: String,
    pub bill: String,
    pub list: String,
    /// `preprinted` or `plain`.
    pub paper: String,
    /// Whether a receipt prints by itself when a payment is made.
    pub receipt_at_once: bool,
    /// Shifts every form, in thousandths of an inch to the right and down.
    pub shift_right: i32,
    pub shift_down: i32,
}

impl Default for Printers {
    fn default() -> Self {
        Self {
            receipt: String::new(),
            bill: String::new(),
            list: String::new(),
            paper: "plain".to_owned(),
            receipt_at_once: true,
            shift_right: 0,
            shift_down: 0,
        }
    }
}

/// How the terminal looks here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Screen {
    /// Borders of ASCII characters.
    pub ascii: bool,
}

impl Settings {
    /// Reads the settings of a data folder.
    ///
    /// # Errors
    /// A file that can't be read or has a fault; the fault names its line.
    pub fn load(dir: &Path) -> Result<Self, Fault> {
        let path = dir.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(Fault::new(format!("{} can't be read ({e})", path.display()), "look at the file, or remove it")),
        };
        toml::from_str(&text).map_err(|e| {
            let line = 1 + text[..e.span().map_or(0, |s| s.start).min(text.len())].matches('\n').count();
            Fault::new(format!("{}, line {line}: {}", path.display(), e.message()), "mend the line, or remove the file")
        })
    }
}
