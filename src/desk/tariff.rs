//! A tariff's file on its way into the data file: read, checked, and set against the tariffs that are there (`B-5`).

use std::path::Path;

use crate::acts::Rules;
use crate::acts::found::AddTariff;
use crate::base::{Fault, No, Refusal};
use crate::journal::fact::TextFile;
use crate::rules::tariff::{Document, TariffFault};

/// The file as it stands on disk.
///
/// # Errors
/// A file that can't be read, or isn't text.
pub fn read_tariff(path: &Path) -> Result<TextFile, No> {
    let file = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let text = std::fs::read_to_string(path)
        .map_err(|e| Fault::new(format!("{} can't be read ({e})", path.display()), "look at the file's name; it is UTF-8 text"))?;
    Ok(TextFile { file, text })
}

/// What the file holds, or every fault of it.
pub fn check_tariff(file: &TextFile) -> Result<Document, Vec<TariffFault>> {
    Document::load(&file.text, &file.file)
}

/// The act that records it.
///
/// # Errors
/// Another schedule than this utility's; an id that is in use.
pub fn add_tariff(rules: &Rules, file: TextFile, document: &Document) -> Result<AddTariff, Refusal> {
    let id = document.id().to_owned();
    rules.tariffs.clone().add(document.clone())?;
    Ok(AddTariff { file, id })
}
