//! `deny.toml` held without a network: what the program is built from, by licence, name and source.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use spdx::{Expression, Licensee, ParseMode};

/// The parts of cargo-deny's file that can be held here.
#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    #[serde(default)]
    deny_multiple_versions: bool,
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

/// A crate that is truly built on this machine.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Built {
    name: String,
    version: String,
    licence: String,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    source: Option<String>,
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn deny() -> Deny {
    toml::from_str(&read("deny.toml")).unwrap()
}

/// Cargo's tree rather than its lock file: the lock also names what other systems, or features that are off, would build.
fn built() -> BTreeSet<Built> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--locked", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}\t{l}\t"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(Built::from_line).collect()
}

impl Built {
    /// `name vVERSION (where)`, tab, licence, tab, a mark where it was shown before.
    fn from_line(line: &str) -> Self {
        let mut columns = line.split('\t');
        let mut words = columns.next().unwrap_or_default().split(' ');
        let mut word = || words.next().unwrap_or_default().to_owned();
        Self { name: word(), version: word(), licence: columns.next().unwrap_or_default().to_owned() }
    }
}

fn licence_faults(licenses: &Licenses, built: &BTreeSet<Built>) -> Vec<String> {
    let parse = |allowed: &[String]| allowed.iter().map(|one| Licensee::parse(one).unwrap()).collect::<Vec<_>>();
    let everywhere = parse(&licenses.allow);
    let mut faults = Vec::new();
    for one in built {
        let own = licenses.exceptions.iter().filter(|exception| exception.name == one.name);
        let own: Vec<Licensee> = own.flat_map(|exception| parse(&exception.allow)).collect();
        let allowed = |wanted: &spdx::LicenseReq| everywhere.iter().chain(&own).any(|licensee| licensee.satisfies(wanted));
        // Old manifests write `MIT/Apache-2.0`.
        let fits = Expression::parse_mode(&one.licence, ParseMode::LAX).is_ok_and(|expression| expression.evaluate(allowed));
        if !fits {
            let (name, version, licence) = (&one.name, &one.version, &one.licence);
            faults.push(format!(
                "{name} {version}: licence {licence:?} is not allowed: do without it, or allow it in deny.toml with a reason"
            ));
        }
    }
    faults
}

fn ban_faults(bans: &[Ban], built: &BTreeSet<Built>) -> Vec<String> {
    let mut faults = Vec::new();
    for ban in bans {
        let versions: BTreeSet<&str> = built.iter().filter(|one| one.name == ban.name).map(|one| one.version.as_str()).collect();
        let allowed = usize::from(ban.deny_multiple_versions);
        if versions.len() > allowed {
            let name = &ban.name;
            faults.push(format!("{name} {versions:?}: {allowed} allowed ({}): `cargo tree -i {name}` says who brings it", ban.reason));
        }
    }
    faults
}

fn source_faults(sources: &Sources, lock: &Lock) -> Vec<String> {
    let mut faults = Vec::new();
    for package in &lock.package {
        // Without a source it is this crate itself.
        let Some(source) = &package.source else { continue };
        let known =
            source.strip_prefix("registry+").is_some_and(|registry| sources.allow_registry.iter().any(|allowed| allowed == registry));
        if !known {
            faults.push(format!("{} {} comes from {source}: only {:?} may be", package.name, package.version, sources.allow_registry));
        }
    }
    faults
}

#[track_caller]
fn hold(faults: &[String]) {
    assert!(faults.is_empty(), "deny.toml is broken:\n{}", faults.join("\n"));
}

#[test]
fn licences_are_allowed() {
    let built = built();
    assert!(built.iter().any(|one| one.name == "rusqlite" && one.licence == "MIT"), "the tree was not read: {built:?}");
    hold(&licence_faults(&deny().licenses, &built));
}

#[test]
fn nothing_banned_is_built() {
    hold(&ban_faults(&deny().bans.deny, &built()));
}

#[test]
fn all_comes_from_the_public_registry() {
    let lock: Lock = toml::from_str(&read("Cargo.lock")).unwrap();
    assert!(lock.package.len() > 50);
    hold(&source_faults(&deny().sources, &lock));
}

#[test]
fn controls() {
    let crates = |lines: &[&str]| lines.iter().map(|line| Built::from_line(line)).collect::<BTreeSet<_>>();
    let licences = |lines| licence_faults(&deny().licenses, &crates(lines)).len();
    assert_eq!(
        licences(&[
            "a v1.0.0\tMIT/Apache-2.0\t",
            "b v1.0.0\tGPL-3.0 OR MIT\t",
            "c v1.0.0 (proc-macro)\t(MIT OR Apache-2.0) AND Unicode-3.0\t (*)"
        ]),
        0
    );
    assert_eq!(licences(&["a v1.0.0\tGPL-3.0-only\t", "b v1.0.0\t\t", "c v1.0.0\tMIT AND AGPL-3.0-only\t"]), 3);

    let bans = |lines| ban_faults(&deny().bans.deny, &crates(lines)).len();
    assert_eq!(bans(&["rusqlite v0.41.1\tMIT\t", "rusqlite v0.41.1\tMIT\t (*)", "sha2 v0.10.9\tMIT\t", "sha2 v0.11.0\tMIT\t"]), 0);
    assert_eq!(bans(&["rusqlite v0.41.1\tMIT\t", "rusqlite v0.40.0\tMIT\t", "openssl-sys v0.9.1\tMIT\t"]), 2);

    let git = Locked { name: "a".into(), version: "1.0.0".into(), source: Some("git+https://example.org/a#1".into()) };
    assert_eq!(source_faults(&deny().sources, &Lock { package: vec![git] }).len(), 1);
}
