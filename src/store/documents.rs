//! Papers of consumers that come with a request: kept in the data folder under their hash, so that the same paper is there once, and one
//! that was changed is found out.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::named::Named;
use crate::base::{Fault, No, Refusal};
use crate::journal::fact::Attached;

/// The folder in the data folder.
const FOLDER: &str = "documents";

/// How a document lies in this data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    Here,
    /// Nothing is under its name: it never came, or it was lost.
    Missing,
    /// What is under its name is not what was taken in.
    Altered,
}

/// Where all of them lie.
pub fn folder(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

/// Where a paper lies.
pub fn path(data: &Path, file: &Attached) -> PathBuf {
    folder(data).join(&file.sha256)
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
    let attached = Attached { name, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX), sha256: Attached::hash_of(&bytes) };
    put(data, &attached, &bytes)?;
    Ok(attached)
}

/// Puts a document's bytes, which are it, under its name; one that lies there whole is left.
///
/// # Errors
/// A fault of the disk.
pub fn put(data: &Path, file: &Attached, bytes: &[u8]) -> Result<(), Fault> {
    if read(data, file)?.is_ok() {
        return Ok(());
    }
    let place = path(data, file);
    write(&place, bytes).map_err(|e| not_written(&place, &e))
}

/// A document's bytes, held to its hash; else how it lies.
///
/// # Errors
/// A fault of the disk.
pub fn read(data: &Path, file: &Attached) -> Result<Result<Vec<u8>, Lies>, Fault> {
    let place = path(data, file);
    match fs::read(&place) {
        Ok(bytes) if file.is(&bytes) => Ok(Ok(bytes)),
        Ok(_) => Ok(Err(Lies::Altered)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Err(Lies::Missing)),
        Err(e) => Err(Fault::new(format!("{} can't be read ({e})", place.display()), "look at the disk, and at the file's rights")),
    }
}

/// How a document seems to lie, by its length alone: for a screen, which is drawn at once.
pub fn seems(data: &Path, file: &Attached) -> Lies {
    match fs::metadata(path(data, file)) {
        Ok(about) if about.len() == file.bytes => Lies::Here,
        Ok(_) => Lies::Altered,
        Err(_) => Lies::Missing,
    }
}

/// How much of one that is on its way came so far.
pub fn came(data: &Path, file: &Attached) -> u64 {
    fs::metadata(part(data, file)).map_or(0, |about| about.len())
}

/// Puts a piece behind what came of one; `true` when the document lies here whole. One that came altered is thrown away, and comes again.
///
/// # Errors
/// The hash is another; a fault of the disk.
pub fn add(data: &Path, file: &Attached, piece: &[u8]) -> Result<bool, Fault> {
    let place = part(data, file);
    let failed = |e: std::io::Error| not_written(&place, &e);
    fs::create_dir_all(folder(data)).map_err(failed)?;
    File::options().create(true).append(true).open(&place).and_then(|mut open| open.write_all(piece)).map_err(failed)?;
    if came(data, file) < file.bytes {
        return Ok(false);
    }
    let bytes = fs::read(&place).map_err(failed)?;
    fs::remove_file(&place).map_err(failed)?;
    if !file.is(&bytes) {
        return Err(Fault::new(
            format!("{} came altered: nothing of it was kept", file.name),
            "it is fetched again; if it stays, tell the administrator",
        ));
    }
    put(data, file, &bytes)?;
    Ok(true)
}

/// What came of one that is not whole yet.
fn part(data: &Path, file: &Attached) -> PathBuf {
    path(data, file).with_extension("part")
}

/// Saves those that lie here under their own names in `to`; for each, its file, or how it lies. An earlier file is left as it is.
///
/// # Errors
/// A fault of the disk.
pub fn save(data: &Path, documents: &[Named], to: &Path) -> Result<Vec<Result<PathBuf, Lies>>, Fault> {
    let one = |named: &Named| match read(data, &named.file)? {
        Err(lies) => Ok(Err(lies)),
        Ok(bytes) => {
            let place = place_for(to, &named.file, &bytes);
            if !place.exists() {
                write(&place, &bytes).map_err(|e| not_written(&place, &e))?;
            }
            Ok(Ok(place))
        }
    };
    documents.iter().map(one).collect()
}

/// `letter.pdf`, or `letter-2.pdf` where another file has that name.
fn place_for(to: &Path, file: &Attached, bytes: &[u8]) -> PathBuf {
    let name = safe(&file.name);
    let (stem, end) = name.rsplit_once('.').map_or((name.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    let others = (2..1_000).map(|n| to.join(format!("{stem}-{n}{end}")));
    let is_free = |place: &PathBuf| !place.exists() || fs::read(place).is_ok_and(|there| there == bytes);
    std::iter::once(to.join(&name)).chain(others).find(is_free).unwrap_or_else(|| to.join(&file.sha256))
}

/// An entry's name of a file as the name of a file in a folder: whoever wrote the entry leads nowhere else.
fn safe(name: &str) -> String {
    let plain = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if name.is_empty() { "document".to_owned() } else { name.to_owned() }
}

fn not_written(place: &Path, error: &std::io::Error) -> Fault {
    Fault::new(format!("{} can't be written ({error})", place.display()), "look at the folder and the disk's space")
}

/// Whole under its name, or not there at all; two programs at once don't meet on the way.
pub(super) fn write(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let partial = place.with_extension(format!("{}.partial", std::process::id()));
    let written = File::create(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(error) = written {
        // What is left of it is nobody's.
        let _ = fs::remove_file(&partial);
        return Err(error);
    }
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

    #[test]
    fn r1_what_was_altered_or_lost_is_told_and_a_good_copy_mends_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Attached { name: "a.pdf".to_owned(), bytes: 6, sha256: Attached::hash_of(b"a bill") };
        let data = folder.path();
        assert_eq!((read(data, &file).expect("no fault"), seems(data, &file)), (Err(Lies::Missing), Lies::Missing));
        put(data, &file, b"a bill").expect("put");
        assert_eq!(seems(data, &file), Lies::Here);
        fs::write(path(data, &file), b"a bull").expect("altered");
        assert_eq!((read(data, &file).expect("no fault"), seems(data, &file)), (Err(Lies::Altered), Lies::Here));
        put(data, &file, b"a bill").expect("mended");
        assert_eq!(read(data, &file).expect("no fault"), Ok(b"a bill".to_vec()));
        assert_eq!(fs::read_dir(super::folder(data)).expect("the folder").count(), 1);
    }

    #[test]
    fn a_document_is_saved_under_its_name_and_leads_nowhere_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, to) = (folder.path().join("data"), folder.path().join("to"));
        let named = |name: &str, bytes: &[u8]| {
            let file = Attached { name: name.to_owned(), bytes: bytes.len() as u64, sha256: Attached::hash_of(bytes) };
            Named { desk: "KVT-1".parse().expect("a desk"), seq: 7, request: "Q-KVT-1-2627-000001".parse().expect("a number"), file }
        };
        let documents = [named("a.pdf", b"one"), named("a.pdf", b"two"), named("../../a.pdf", b"three"), named("..", b"four")];
        documents.iter().zip([&b"one"[..], b"two", b"three"]).for_each(|(d, bytes)| put(&data, &d.file, bytes).expect("put"));
        for _ in 0..2 {
            let saved = save(&data, &documents, &to).expect("saved");
            let names: Vec<_> =
                saved.iter().map(|s| s.as_ref().map(|place| place.strip_prefix(&to).expect("inside").to_path_buf())).collect();
            let place = |name: &str| Ok(PathBuf::from(name));
            assert_eq!(names, [place("a.pdf"), place("a-2.pdf"), place("_.._a.pdf"), Err(&Lies::Missing)]);
        }
        assert_eq!(safe("con/../x: y?.pdf."), "con_.._x_ y_.pdf");
        assert_eq!(safe(" .. "), "document");
    }
}
