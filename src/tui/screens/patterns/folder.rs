//! What a half-typed path may mean: the folders and files that begin so, each with a number.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::sheet::{Found, Texts};
use crate::base::Refusal;
use crate::tui::widgets::Panel;

/// Files offered; who doesn't see the one types another letter.
const OFFERED: usize = 14;

/// What stands in a folder and begins as typed.
struct Folder {
    /// As typed, up to the last separator.
    base: String,
    /// Names, folders with a separator behind.
    names: Vec<String>,
    more: usize,
}

/// Where a `~` begins from.
fn home() -> Option<PathBuf> {
    std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from)
}

/// The path meant by what is typed: from the home folder where it begins with `~`.
fn path(typed: &str, home: Option<&Path>) -> PathBuf {
    match (typed.strip_prefix("~"), home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', MAIN_SEPARATOR])),
        _ => PathBuf::from(typed),
    }
}

impl Folder {
    /// Looks into the folder of what is typed, for files that end so (`.csv`). A folder that can't be read offers nothing.
    fn read(typed: &str, home: Option<&Path>, ending: &str) -> Self {
        let (base, begin) = typed.rfind(['/', MAIN_SEPARATOR]).map_or(("", typed), |at| typed.split_at(at + 1));
        // Digits alone are the number of one that was offered.
        let begin = if begin.bytes().all(|b| b.is_ascii_digit()) { "" } else { begin };
        let folder = if base.is_empty() { PathBuf::from(".") } else { path(base, home) };
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let is_folder = entry.path().is_dir();
                let fits = !name.starts_with('.') && name.to_lowercase().starts_with(&begin.to_lowercase());
                let shown = if is_folder { format!("{name}{MAIN_SEPARATOR}") } else { name };
                (fits && (is_folder || shown.ends_with(ending))).then_some(shown)
            })
            .collect();
        names.sort_by_key(|name| (name.ends_with(MAIN_SEPARATOR), name.to_lowercase()));
        let more = names.len().saturating_sub(OFFERED);
        names.truncate(OFFERED);
        Self { base: base.to_owned(), names, more }
    }

    /// The files and folders as rows, with what to do where there are more.
    fn panel(&self) -> Panel {
        let panel = (1..).zip(&self.names).fold(Panel::new(), |panel, (n, name)| panel.pair(&format!("{n:>2}"), name.clone()));
        if self.more > 0 { panel.pair("", format!("and {} more: type the beginning of the name", self.more)) } else { panel }
    }

    /// What is typed as a number of those offered, or the one that alone is left, written whole.
    fn meant(&self, typed: &str) -> Option<String> {
        let begin = typed.strip_prefix(self.base.as_str())?;
        let name = match (begin.parse::<usize>(), self.names.as_slice()) {
            (Ok(number), names) => names.get(number.checked_sub(1)?)?,
            (Err(_), [one]) if !begin.is_empty() => one,
            _ => return None,
        };
        Some(format!("{}{name}", self.base))
    }
}

/// What kind of file a field asks for.
pub struct Wanted {
    /// How its name ends, `.csv`.
    pub ending: &'static str,
    /// One of it, as a refusal says: `CSV file`.
    pub one: &'static str,
    pub title: &'static str,
}

/// The file that the field `file` means; what it may mean where it means none yet.
pub fn choose(texts: &Texts, wanted: &Wanted) -> (Found, Option<PathBuf>) {
    let home = home();
    let typed = texts.get("file").trim();
    let file = |typed: &str| Some(path(typed, home.as_deref())).filter(|path| path.is_file());
    let mut found = Found::default();
    let typed = match Folder::read(typed, home.as_deref(), wanted.ending).meant(typed).filter(|_| file(typed).is_none()) {
        Some(meant) => {
            found.put.push(("file", meant.clone()));
            meant
        }
        None => typed.to_owned(),
    };
    if let Some(path) = file(&typed) {
        return (found, Some(path));
    }
    let folder = Folder::read(&typed, home.as_deref(), wanted.ending);
    wanted.title.clone_into(&mut found.title);
    found.panel = folder.panel();
    if !typed.is_empty() {
        let message = if folder.names.is_empty() {
            format!("There is no {} '{typed}': look at folder and name again.", wanted.one)
        } else {
            "Type a number of the list behind it, or more of the name.".to_owned()
        };
        found.wrong = Some(Refusal::new("I-4", message).at("file"));
    }
    (found, None)
}

/// The file that was chosen.
pub fn chosen(texts: &Texts) -> PathBuf {
    path(texts.get("file").trim(), home().as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_the_beginning_of_a_name_means_a_file() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["up-2024.toml", "up-2026.toml", "notes.txt", ".hidden.toml"] {
            std::fs::write(dir.path().join(name), "").expect("a file");
        }
        std::fs::create_dir(dir.path().join("old")).expect("a folder");
        let base = format!("{}/", dir.path().display());
        let whole = Folder::read(&base, None, ".toml");
        assert_eq!(whole.names, ["up-2024.toml".to_owned(), "up-2026.toml".to_owned(), format!("old{MAIN_SEPARATOR}")]);
        for (typed, meant) in
            [("2", Some("up-2026.toml")), ("up-2026", Some("up-2026.toml")), ("up", None), ("", None), ("9", None), ("0", None)]
        {
            let typed = format!("{base}{typed}");
            assert_eq!(Folder::read(&typed, None, ".toml").meant(&typed), meant.map(|name| format!("{base}{name}")), "{typed}");
        }
        assert_eq!(path("~/t.toml", Some(Path::new("/home/asha"))), Path::new("/home/asha/t.toml"));
    }
}
