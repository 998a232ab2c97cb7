//! The hub's folder: who it is, where it keeps entries, under which names it is called. All processes of one hub have the same.
//!
//! `hub.toml`, `profile.toml`, `hub.key` (signs what the hub records), `ca.pem` and `ca.key` (the authority that desks pin), `cert.pem`
//! and `cert.key` (what it shows them); with SQLite also `hub.db`. What is secret is readable by its owner alone.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::{Deserialize, Serialize};

use super::Identity;
use super::cert::{self, Pair};
use crate::base::{Day, Fault, No, Refusal};
use crate::edge::secret;
use crate::journal::code::fingerprint;
use crate::journal::sign::SecretKey;
use crate::rules::profile::Profile;

const SETTINGS: &str = "hub.toml";
const PROFILE: &str = "profile.toml";
const KEY: &str = "hub.key";
const AUTHORITY: &str = "ca.pem";
const AUTHORITY_KEY: &str = "ca.key";
const CERTIFICATE: &str = "cert.pem";
const CERTIFICATE_KEY: &str = "cert.key";
const DATABASE: &str = "hub.db";
/// What a folder holds besides the database, and whether it is secret. The settings stand last: they say that the rest is whole.
const FILES: [(&str, bool); 7] = [
    (PROFILE, false),
    (KEY, true),
    (AUTHORITY, false),
    (AUTHORITY_KEY, true),
    (CERTIFICATE_KEY, true),
    (CERTIFICATE, false),
    (SETTINGS, true),
];
/// Names that a hub's certificate always bears: whoever looks after it asks it from its own machine.
const OWN_NAMES: [&str; 2] = ["localhost", "127.0.0.1"];

/// What `hub.toml` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub utility: String,
    #[serde(default)]
    pub training: bool,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Under which names and addresses desks call it.
    pub names: Vec<String>,
    /// `sqlite`, or `postgres://user:password@host/database`.
    pub storage: String,
}

/// Where the hub keeps entries.
#[derive(Clone, PartialEq, Eq)]
pub enum Storage {
    Sqlite(PathBuf),
    Postgres(String),
}

/// What a new hub is to be.
#[derive(Debug, Clone)]
pub struct New {
    /// The profile's text, and the name that its faults bear.
    pub profile: String,
    pub file: String,
    pub training: bool,
    /// A PostgreSQL's address; without one, SQLite in the folder.
    pub database: Option<String>,
    pub names: Vec<String>,
    pub listen: SocketAddr,
    pub today: Day,
}

/// A hub's folder, read.
pub struct Folder {
    dir: PathBuf,
    pub settings: Settings,
    pub profile: Profile,
    /// The fingerprint of the authority that desks pin.
    pub fingerprint: [u8; 32],
}

impl Folder {
    /// Makes a hub's folder.
    ///
    /// # Errors
    /// A hub that is there already; a profile with a fault; an address that is no PostgreSQL's; a folder that can't be written.
    pub fn init(dir: &Path, new: &New) -> Result<Self, No> {
        if dir.join(SETTINGS).exists() {
            let message = format!("There is a hub in {} already: name another folder with --dir.", dir.display());
            return Err(Refusal::new("J-13", message).into());
        }
        if let Some(url) = &new.database
            && !is_postgres(url)
        {
            return Err(Refusal::new("J-13", "--db is the address of a PostgreSQL: write it as postgres://user@host/database.").into());
        }
        let profile = load(&new.profile, &new.file)?;
        let mut names: Vec<String> = new.names.clone();
        names.extend(OWN_NAMES.iter().filter(|own| !new.names.iter().any(|n| n == *own)).map(|own| (*own).to_owned()));
        let settings = Settings {
            utility: profile.code.clone(),
            training: new.training,
            listen: new.listen,
            names,
            storage: new.database.clone().unwrap_or_else(|| "sqlite".to_owned()),
        };
        let authority = cert::authority(&profile.code, new.today)?;
        let shown = cert::shown(&profile.code, &authority, &settings.names, new.today)?;
        let (key, _) = secret::new_key()?;
        make_folder(dir)?;
        let text = toml::to_string(&settings).map_err(|e| Fault::new(format!("{SETTINGS} can't be written ({e})"), "try again"))?;
        write(&dir.join(PROFILE), &new.profile, false)?;
        write(&dir.join(KEY), &key, true)?;
        write(&dir.join(AUTHORITY), &authority.certificate, false)?;
        write(&dir.join(AUTHORITY_KEY), &authority.key, true)?;
        write(&dir.join(CERTIFICATE_KEY), &shown.key, true)?;
        write(&dir.join(CERTIFICATE), &shown.certificate, false)?;
        // Last, for it says that the rest is whole; the address of a database may hold a password.
        write(&dir.join(SETTINGS), &text, true)?;
        Ok(Self::open(dir)?)
    }

    /// Reads a hub's folder.
    ///
    /// # Errors
    /// No hub there, or a file of it that is missing or wrong.
    pub fn open(dir: &Path) -> Result<Self, Fault> {
        if !dir.join(SETTINGS).exists() {
            return Err(Fault::new(
                format!("there is no hub in {}", dir.display()),
                "make one with `ebcm hub init`, or name its folder with --dir",
            ));
        }
        let text = read(dir, SETTINGS)?;
        let settings: Settings = toml::from_str(&text).map_err(|e| {
            let line = 1 + text[..e.span().map_or(0, |s| s.start).min(text.len())].matches('\n').count();
            Fault::new(format!("{}, line {line}: {}", dir.join(SETTINGS).display(), e.message()), "mend the line")
        })?;
        if settings.storage != "sqlite" && !is_postgres(&settings.storage) {
            let what = format!("{}: storage is neither sqlite nor the address of a PostgreSQL", dir.join(SETTINGS).display());
            return Err(Fault::new(what, "write it as storage = \"sqlite\" or \"postgres://user@host/database\""));
        }
        let profile = load(&read(dir, PROFILE)?, PROFILE)?;
        if profile.code != settings.utility {
            let what = format!("{PROFILE} is of {}, {SETTINGS} of {}", profile.code, settings.utility);
            return Err(Fault::new(what, "bring back the files that belong together"));
        }
        let authority = CertificateDer::from_pem_slice(read(dir, AUTHORITY)?.as_bytes())
            .map_err(|_| Fault::new(format!("{AUTHORITY} is no certificate"), "bring it back from the backup: desks know the hub by it"))?;
        Ok(Self { dir: dir.to_owned(), settings, profile, fingerprint: fingerprint(&authority) })
    }

    /// Who the hub is, with the key that it signs with.
    ///
    /// # Errors
    /// A key that can't be read.
    pub fn identity(&self) -> Result<Identity, Fault> {
        let key = SecretKey::from_hex(read(&self.dir, KEY)?.trim())
            .ok_or_else(|| Fault::new(format!("{KEY} is no key"), "bring it back from the backup: desks know the hub by it"))?;
        let (utility, training) = (self.settings.utility.clone(), self.settings.training);
        Ok(Identity { utility, training, profile: self.profile.clone(), key })
    }

    /// A new certificate under the same authority: desks notice nothing. The day it is good until.
    ///
    /// # Errors
    /// The authority's key is not there; a folder that can't be written.
    pub fn renew(&self, today: Day) -> Result<Day, Fault> {
        let authority = Pair { certificate: read(&self.dir, AUTHORITY)?, key: read(&self.dir, AUTHORITY_KEY)? };
        let shown = cert::shown(&self.settings.utility, &authority, &self.settings.names, today)?;
        replace(&self.dir.join(CERTIFICATE_KEY), &shown.key, true)?;
        replace(&self.dir.join(CERTIFICATE), &shown.certificate, false)?;
        self.certificate_until()?
            .ok_or_else(|| Fault::new(format!("{CERTIFICATE} does not say until when it is good"), "run `ebcm hub renew` again"))
    }

    /// Until when the shown certificate is good, where its file says it.
    ///
    /// # Errors
    /// A file that can't be read.
    pub fn certificate_until(&self) -> Result<Option<Day>, Fault> {
        Ok(cert::until(&read(&self.dir, CERTIFICATE)?))
    }

    /// The chain that is shown, and its key.
    ///
    /// # Errors
    /// A file that can't be read.
    pub fn shown(&self) -> Result<Pair, Fault> {
        Ok(Pair { certificate: read(&self.dir, CERTIFICATE)?, key: read(&self.dir, CERTIFICATE_KEY)? })
    }

    pub fn storage(&self) -> Storage {
        match self.settings.storage.as_str() {
            "sqlite" => Storage::Sqlite(Self::database_in(&self.dir)),
            url => Storage::Postgres(url.to_owned()),
        }
    }

    /// Where SQLite's file stands in a hub's folder.
    pub(super) fn database_in(dir: &Path) -> PathBuf {
        dir.join(DATABASE)
    }

    /// Copies all but the database, with the rights that each file has.
    pub(super) fn copy_files(&self, to: &Path) -> Result<(), Fault> {
        FILES.iter().try_for_each(|(name, secret)| write(&to.join(name), &read(&self.dir, name)?, *secret))
    }
}

impl Storage {
    /// Its kind, for logs: an address may hold a password.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

fn load(text: &str, file: &str) -> Result<Profile, Fault> {
    Profile::load(text, file).map_err(|faults| {
        let all = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        Fault::new(all, "mend the profile and try again")
    })
}

pub(super) fn make_folder(dir: &Path) -> Result<(), Fault> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|e| Fault::new(format!("the folder {} can't be made ({e})", dir.display()), "name another with --dir"))
}

fn read(dir: &Path, name: &str) -> Result<String, Fault> {
    let path = dir.join(name);
    fs::read_to_string(&path)
        .map_err(|e| Fault::new(format!("{} can't be read ({e})", path.display()), "look at the file, or bring it back from the backup"))
}

/// Writes a file that is not there yet, down to the disk.
fn write(path: &Path, text: &str, secret: bool) -> Result<(), Fault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if secret { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = secret;
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|e| not_written(path, &e))
}

/// Puts a new file in the place of one, at once.
fn replace(path: &Path, text: &str, secret: bool) -> Result<(), Fault> {
    let new = path.with_extension("new");
    match fs::remove_file(&new) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(not_written(&new, &e)),
        _ => {}
    }
    write(&new, text, secret)?;
    fs::rename(&new, path).map_err(|e| not_written(path, &e))
}

fn not_written(path: &Path, error: &std::io::Error) -> Fault {
    Fault::new(format!("{} can't be written ({error})", path.display()), "look at the folder, its rights and its space")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> New {
        New {
            profile: include_str!("../../assets/profiles/led.toml").to_owned(),
            file: "led.toml".to_owned(),
            training: true,
            database: None,
            names: vec!["hub.example.org".to_owned()],
            listen: "127.0.0.1:0".parse().expect("an address"),
            today: Day::new(2026, 11, 22).expect("a day"),
        }
    }

    #[test]
    fn j13_a_folder_is_made_once_read_back_and_renewed() {
        let dir = tempfile::tempdir().expect("a folder");
        let dir = dir.path().join("hub");
        let made = Folder::init(&dir, &new()).expect("a hub");
        let read = Folder::open(&dir).expect("the hub");
        assert_eq!((&read.settings, read.fingerprint), (&made.settings, made.fingerprint));
        assert_eq!(read.settings.names, ["hub.example.org", "localhost", "127.0.0.1"]);
        assert_eq!(read.storage().kind(), "sqlite");
        assert!(Folder::init(&dir, &new()).is_err_and(|no| no.to_string().contains("already")));
        let before = read.shown().expect("a certificate");
        assert_eq!(read.renew(Day::new(2028, 11, 22).expect("a day")), Ok(Day::new(2031, 2, 22).expect("a day")));
        assert_ne!(read.shown().expect("a certificate").certificate, before.certificate);
        assert_eq!(Folder::open(&dir).expect("the hub").fingerprint, made.fingerprint);
    }

    #[cfg(unix)]
    #[test]
    fn j16_secrets_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        let dir = dir.path().join("hub");
        Folder::init(&dir, &new()).expect("a hub").renew(new().today).expect("a certificate");
        for (name, mode) in [(KEY, 0o600), (AUTHORITY_KEY, 0o600), (CERTIFICATE_KEY, 0o600), (SETTINGS, 0o600), (".", 0o700)] {
            assert_eq!(fs::metadata(dir.join(name)).expect("a file").permissions().mode() & 0o777, mode, "{name}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_folder_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(Folder::open(dir.path()).is_err_and(|f| f.to_string().contains("hub init")));
        let wrong = New { database: Some("mysql://x".to_owned()), ..new() };
        assert!(Folder::init(dir.path(), &wrong).is_err_and(|no| no.to_string().contains("postgres://")));
        Folder::init(dir.path(), &new()).expect("a hub");
        fs::write(dir.path().join(SETTINGS), "utility = \"led\"\nlisten = 7\n").expect("written");
        assert!(Folder::open(dir.path()).is_err_and(|f| f.to_string().contains("line 2")));
    }
}
