//! The forms of this desk: an office's own copies where there are any, shifted for this desk's printer (`C-18`).

use std::io::ErrorKind;
use std::path::Path;

use crate::base::Fault;
use crate::edge::Settings;
use crate::edge::settings::Printers;
use crate::print::measure::Mil;
use crate::print::{Form, FormKind, Shift};

/// The folder of an office's own forms in the data folder.
const FOLDER: &str = "forms";

/// Reads forms as they are needed, so that a form moved in its file prints so from then on.
pub struct Forms<'a> {
    dir: &'a Path,
    printers: &'a Printers,
}

impl<'a> Forms<'a> {
    pub const fn new(dir: &'a Path, settings: &'a Settings) -> Self {
        Self { dir, printers: &settings.printers }
    }

    /// The form of a kind.
    ///
    /// # Errors
    /// The faults of an office's own file, each with its line and remedy.
    pub fn get(&self, kind: FormKind) -> Result<Form, Fault> {
        let shift = Shift { across: Mil(self.printers.shift_right), down: Mil(self.printers.shift_down) };
        let shipped = kind.shipped();
        let path = self.dir.join(FOLDER).join(shipped.file);
        let loaded = match std::fs::read_to_string(&path) {
            Ok(text) => Form::load_shifted(&text, &path.display().to_string(), shift),
            Err(error) if error.kind() == ErrorKind::NotFound => shipped.load(shift),
            Err(error) => return Err(Fault::new(format!("{} can't be read ({error})", path.display()), "mend it, or take it away")),
        };
        let form = loaded.map_err(|faults| Fault::new(faults.to_string(), "then print again"))?;
        if form.kind == kind {
            return Ok(form);
        }
        Err(Fault::new(format!("{} is not a form of that kind", path.display()), "put the right form in its place, or take it away"))
    }
}
