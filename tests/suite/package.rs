//! The Debian packages: built from this very program, installed in a root of their own, upgraded, removed, purged. Nothing outside that
//! root is touched, and no right of root's is needed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;

const TOP: &str = env!("CARGO_MANIFEST_DIR");
const PROGRAM: &str = env!("CARGO_BIN_EXE_ebcm");
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What `systemd-analyze security` may find a service's exposure to be at most, in tenths of ten.
const EXPOSURE: &str = "--threshold=20";

#[track_caller]
fn run(command: &mut Command) -> Output {
    let output = command.env("LC_ALL", "C").output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}\n{}{}", text(&output.stdout), text(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Both packages, built once for all tests here.
struct Packages {
    folder: TempDir,
    architecture: String,
}

static PACKAGES: LazyLock<Packages> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let architecture = text(&run(Command::new("dpkg").arg("--print-architecture")).stdout).trim().to_owned();
    build(folder.path());
    Packages { folder, architecture }
});

/// A program with all its debugging lines is large: it is not pressed hard.
fn build(to: &Path) {
    let mut script = Command::new(Path::new(TOP).join("packaging/debian/build"));
    script.env("DPKG_DEB_COMPRESSOR_TYPE", "gzip").env("DPKG_DEB_COMPRESSOR_LEVEL", "1").env("SOURCE_DATE_EPOCH", "1795305600");
    run(script.arg(PROGRAM).arg(to));
}

impl Packages {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}_{VERSION}_{}.deb", self.architecture))
    }

    fn field(&self, name: &str, field: &str) -> String {
        text(&run(Command::new("dpkg-deb").arg("-f").arg(self.file(name)).arg(field)).stdout).trim().to_owned()
    }
}

/// A root with nothing in it but what the packages lean on, by word of the package manager alone.
struct Root(TempDir);

impl Root {
    fn bare() -> Self {
        let root = Self(tempfile::tempdir().unwrap());
        for folder in ["etc", "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers"] {
            fs::create_dir_all(root.path(folder)).unwrap();
        }
        let libc = text(&run(Command::new("dpkg-query").args(["-W", "-f", "${Version}", "libc6"])).stdout);
        let there = |(name, version): (&str, &str)| {
            let architecture = &PACKAGES.architecture;
            fs::write(root.path(&format!("var/lib/dpkg/info/{name}.list")), "/.\n").unwrap();
            format!(
                "Package: {name}\nStatus: install ok installed\nMaintainer: nobody <nobody@localhost>\nArchitecture: {architecture}\n\
                 Version: {version}\nDescription: there already\n\n"
            )
        };
        let status: String = [("libc6", libc.as_str()), ("libgcc-s1", "12"), ("systemd", "252")].map(there).concat();
        fs::write(root.path("var/lib/dpkg/status"), status).unwrap();
        fs::write(root.path("var/lib/dpkg/available"), "").unwrap();
        root
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn dpkg(&self, words: &[&str]) -> Command {
        let mut command = Command::new("dpkg");
        command.arg(format!("--root={}", self.0.path().display()));
        command.args(["--force-not-root", "--force-script-chrootless", "--force-confold", "--log=/dev/null"]).args(words);
        // Its helpers stand where a user's path may not lead.
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{path}:/usr/sbin:/sbin"));
        command
    }

    fn install(&self, names: &[&str]) -> Command {
        let mut command = self.dpkg(&["--install"]);
        command.args(names.iter().map(|name| PACKAGES.file(name)));
        command
    }

    #[track_caller]
    fn installed(names: &[&str]) -> Self {
        let root = Self::bare();
        run(&mut root.install(names));
        root
    }

    fn has(&self, inside: &str) -> bool {
        self.path(inside).symlink_metadata().is_ok()
    }

    fn mode(&self, inside: &str) -> u32 {
        let found = fs::metadata(self.path(inside)).unwrap_or_else(|e| panic!("{inside}: {e}"));
        found.permissions().mode() & 0o7777
    }

    fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap_or_else(|e| panic!("{inside}: {e}"))
    }
}

const UNIT: &str = "usr/lib/systemd/system/ebcm-hub.service";
const SETTINGS: &str = "etc/default/ebcm-hub";
const STARTED_BY: &str = "etc/systemd/system/multi-user.target.wants/ebcm-hub.service";
const HUB: &str = "var/lib/ebcm-hub";
const BACKUPS: &str = "var/backups/ebcm-hub";

#[test]
fn a_desk_is_installed_runs_and_goes_without_a_trace() {
    let root = Root::installed(&["ebcm"]);
    let said = run(Command::new(root.path("usr/bin/ebcm")).arg("--version"));
    assert_eq!(text(&said.stdout).trim(), format!("ebcm {VERSION}"));
    let manual = run(Command::new("gzip").arg("-dc").arg(root.path("usr/share/man/man1/ebcm.1.gz")));
    assert!(text(&manual.stdout).contains("\nCommands:\n"), "the program's own help");
    for (file, mode) in [("usr/bin/ebcm", 0o755), ("usr/share/man/man1/ebcm.1.gz", 0o644), ("usr/share/doc/ebcm/copyright", 0o644)] {
        assert_eq!(root.mode(file), mode, "{file}");
    }
    assert!(!root.has(UNIT), "a desk has no service");
    run(&mut root.install(&["ebcm"]));
    run(&mut root.dpkg(&["--purge", "ebcm"]));
    assert!(!root.has("usr"), "nothing is left");
}

#[test]
fn a_hub_wants_the_program_of_its_own_version() {
    let root = Root::bare();
    let refused = root.install(&["ebcm-hub"]).env("LC_ALL", "C").output().unwrap();
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains(&format!("depends on ebcm (= {VERSION})")), "{}", text(&refused.stderr));
    run(&mut root.install(&["ebcm"]));
    run(&mut root.dpkg(&["--configure", "ebcm-hub"]));
}

#[test]
fn a_hub_has_its_user_its_folder_and_its_service() {
    let root = Root::installed(&["ebcm", "ebcm-hub"]);
    let users = root.read("etc/passwd");
    assert!(users.lines().any(|user| user.starts_with("ebcm-hub:") && user.ends_with("/var/lib/ebcm-hub:/usr/sbin/nologin")), "{users}");
    for (file, mode) in [(HUB, 0o700), (BACKUPS, 0o700), (SETTINGS, 0o644), (UNIT, 0o644), ("usr/lib/sysusers.d/ebcm-hub.conf", 0o644)] {
        assert_eq!(root.mode(file), mode, "{file}");
    }
    assert!(root.has(STARTED_BY), "it starts with the machine");
    assert!(root.read(UNIT).contains("\nConditionPathExists=/var/lib/ebcm-hub/hub.toml\n"), "and not before there is a hub");
}

#[test]
fn an_upgrade_changes_nothing_that_a_person_set() {
    let root = Root::installed(&["ebcm", "ebcm-hub"]);
    fs::write(root.path(SETTINGS), "EBCM_LOG=ebcm=debug\n").unwrap();
    fs::write(root.path("var/lib/ebcm-hub/hub.toml"), "a hub\n").unwrap();
    fs::remove_file(root.path(STARTED_BY)).unwrap();
    let users = root.read("etc/passwd");
    run(&mut root.install(&["ebcm", "ebcm-hub"]));
    assert_eq!(root.read(SETTINGS), "EBCM_LOG=ebcm=debug\n");
    assert_eq!(root.read("var/lib/ebcm-hub/hub.toml"), "a hub\n");
    assert_eq!(root.read("etc/passwd"), users, "no second user");
    assert!(!root.has(STARTED_BY), "what was disabled stays so");
}

#[test]
fn entries_and_keys_outlive_the_package() {
    let root = Root::installed(&["ebcm", "ebcm-hub"]);
    fs::write(root.path("var/lib/ebcm-hub/hub.key"), "a key\n").unwrap();
    run(&mut root.dpkg(&["--remove", "ebcm-hub"]));
    assert!(root.has(SETTINGS) && !root.has(UNIT));
    run(&mut root.dpkg(&["--purge", "ebcm-hub"]));
    assert!(!root.has(SETTINGS) && !root.has(STARTED_BY) && !root.has(BACKUPS));
    assert_eq!(root.read("var/lib/ebcm-hub/hub.key"), "a key\n");
    fs::remove_file(root.path("var/lib/ebcm-hub/hub.key")).unwrap();
    run(&mut root.install(&["ebcm-hub"]));
    run(&mut root.dpkg(&["--purge", "ebcm-hub"]));
    assert!(!root.has(HUB), "an empty folder goes");
}

#[test]
fn the_service_is_what_systemd_understands_and_shut_in() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("ebcm-hub.service");
    let written = fs::read_to_string(Path::new(TOP).join("packaging/debian/hub/ebcm-hub.service")).unwrap();
    assert!(written.contains("\nExecStart=/usr/bin/ebcm hub serve "));
    fs::write(&unit, written.replace("/usr/bin/ebcm", PROGRAM)).unwrap();
    let verified = run(Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit));
    assert_eq!(text(&verified.stderr), "", "no word of complaint");
    run(Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager", EXPOSURE]).arg(&unit));
    // The control: a service that is not shut in is found.
    fs::write(&unit, format!("[Service]\nExecStart={PROGRAM}\n")).unwrap();
    let open = Command::new("systemd-analyze").args(["security", "--offline=true", "--no-pager", EXPOSURE]).arg(&unit).output().unwrap();
    assert!(!open.status.success());
}

#[test]
fn the_same_program_gives_the_same_packages() {
    let again = tempfile::tempdir().unwrap();
    build(again.path());
    for name in ["ebcm", "ebcm-hub"] {
        let first = PACKAGES.file(name);
        assert!(fs::read(&first).unwrap() == fs::read(again.path().join(first.file_name().unwrap())).unwrap(), "{name}");
        assert_eq!((PACKAGES.field(name, "Version"), PACKAGES.field(name, "Package")), (VERSION.to_owned(), name.to_owned()));
    }
    assert!(PACKAGES.field("ebcm", "Depends").starts_with("libc6 (>= 2."));
}

/// What is run as root at an installation says what is wrong in it before it runs.
#[test]
fn each_script_is_read_by_the_shell_and_may_run_twice() {
    for script in ["build", "hub/postinst", "hub/prerm", "hub/postrm"] {
        let path = Path::new(TOP).join("packaging/debian").join(script);
        run(Command::new("sh").arg("-n").arg(&path));
        assert!(fs::read_to_string(&path).unwrap().lines().any(|line| line.starts_with("set -e")), "{script} stops at a fault");
    }
    let root = Root::installed(&["ebcm", "ebcm-hub"]);
    let scripts = root.path("var/lib/dpkg/info");
    for (script, words) in [("postinst", &["configure", VERSION][..]), ("prerm", &["upgrade", VERSION]), ("postrm", &["upgrade", VERSION])]
    {
        for _ in 0..2 {
            let path = std::env::var("PATH").unwrap_or_default();
            let mut command = Command::new("sh");
            command.arg(scripts.join(format!("ebcm-hub.{script}"))).args(words).env("PATH", format!("{path}:/usr/sbin:/sbin"));
            run(command.env("DPKG_ROOT", root.0.path()).env("DPKG_MAINTSCRIPT_PACKAGE", "ebcm-hub"));
        }
    }
    assert!(root.has(STARTED_BY) && root.has(HUB));
}
