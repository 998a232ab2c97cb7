//! Papers of consumers that come with a request: kept in the data folder under their hash, so that the same paper is there once, and one
//! that was changed is found out.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::base::{Fault, No, Refusal};
use crate::journal::fact::Attached;

/// The folder in the data folder.
const FOLDER: &str = "documents";

/// Where a paper lies.
pub fn path(data: &Path, file: &Attached) -> PathBuf {
    data.join(FOLDER).join(&file.sha256)
}

/// Copies a file into the data folder; `most` bytes at most. What is there already is not written again.
///
/// # Errors
/// `R-1`, by the file's name: it is missing, empty, too large or no file. A fault of the disk.
pub fn keep(data: &Path, file: &Path, most: u64) -> Result<Attached, No> {
    let name = file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned());
    let name: String = name.chars().map(|c| if matches!(c, '|' | ';') || c.is_control() { '_' } else { c }).take(80).collect();
    let refuse = |what: String| No::from(Refusal::new("R-1", format!("{name} {what}")).at("documents"));
    let about = fs::metadata(file).map_err(|e| refuse(format!("can't be read ({e}): look at the file's name.")))?;
    if !about.is_file() {
        return Err(refuse("is no file: give a document's name.".to_owned()));
    }
    if about.len() == 0 {
        return Err(refuse("is empty: save it again.".to_owned()));
    }
    if about.len() > most {
        return Err(refuse(format!("is larger than {} kB: make it smaller, or take a part of it.", most / 1_024)));
    }
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|open| open.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|e| refuse(format!("can't be read ({e}): copy it to this machine first.")))?;
    let attached = Attached { name, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX), sha256: hex::encode(Sha256::digest(&bytes)) };
    let place = path(data, &attached);
    if !place.exists() {
        write(&place, &bytes).map_err(|e| Fault::new(format!("{} can't be written ({e})", place.display()), "look at the disk's space"))?;
    }
    Ok(attached)
}

/// Whole under its name, or not there at all.
fn write(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let partial = place.with_extension("partial");
    let mut file = File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, place)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r1_a_document_is_kept_once_under_its_hash_and_a_bad_one_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let file = folder.path().join("old bill.pdf");
        for (bytes, part) in [(Vec::new(), "is empty"), (vec![7; 3_000], "larger than 2 kB")] {
            fs::write(&file, bytes).expect("written");
            let refusal = keep(&data, &file, 2_048).expect_err(part).to_string();
            assert!(refusal.contains("old bill.pdf") && refusal.contains(part), "{refusal}");
        }
        fs::write(&file, b"a bill").expect("written");
        let kept = keep(&data, &file, 2_048).expect("kept");
        assert_eq!((kept.name.as_str(), kept.bytes), ("old bill.pdf", 6));
        assert_eq!(keep(&data, &file, 2_048).expect("kept again"), kept);
        assert_eq!(fs::read(path(&data, &kept)).expect("there"), b"a bill");
        assert_eq!(fs::read_dir(data.join(FOLDER)).expect("the folder").count(), 1);
        assert_eq!(Attached::read(&Attached::written(std::slice::from_ref(&kept))).as_deref(), Ok(&[kept][..]));
        assert!(keep(&data, &folder.path().join("missing.pdf"), 2_048).is_err_and(|no| no.to_string().contains("missing.pdf")));
        assert!(Attached::read("letter.pdf").is_err());
    }
}
