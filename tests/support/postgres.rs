//! A PostgreSQL of the tests' own, on a free port, in a folder that goes with it. One serves a whole run of the tests.

use std::io::Write;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::NoTls;

/// A running server. It ends with this value, or with the process that holds it, however that ends.
pub struct Cluster {
    dir: PathBuf,
    bin: PathBuf,
    port: u16,
    settings: String,
    /// Waits for its input to end, stops the server and takes its folder away.
    keeper: Child,
}

/// Settings of a server that need not outlive the machine.
const SETTINGS: &str =
    "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB";

/// The server that all tests of a run share.
pub fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED.get_or_init(Cluster::start)
}

impl Cluster {
    pub fn start() -> Self {
        Self::start_with(SETTINGS)
    }

    /// A server with settings of one's own (`-c name=value`).
    pub fn start_with(settings: &str) -> Self {
        let bin = programs();
        let dir = tempfile::Builder::new().prefix("hubdb").tempdir().expect("a folder").keep();
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(&dir));
        }
        let data = dir.join("data");
        let words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"];
        run(as_postgres(&bin.join("initdb")).current_dir(&dir).arg("-D").arg(&data).args(words));
        let ends = format!("read -r _; {}; rm -rf '{}'", stop_line(&bin, &data), dir.display());
        let mut keeper = Command::new("sh");
        // What kills the tests as a group must leave it: the server would stay.
        let keeper = keeper.args(["-c", &ends]).process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let cluster = Self { dir, bin, port, settings: settings.to_owned(), keeper: keeper.expect("a shell") };
        cluster.start_again();
        cluster
    }

    /// A server that also speaks TLS, with this certificate and key (PEM).
    pub fn start_with_tls(certificate: &str, key: &str) -> Self {
        let files = tempfile::Builder::new().prefix("hubtls").tempdir().expect("a folder");
        let [certificate, key] = [("server.pem", certificate), ("server.key", key)].map(|(name, text)| {
            let path = files.path().join(name);
            std::fs::write(&path, text).expect("a file");
            run(Command::new("chmod").arg("600").arg(&path));
            path
        });
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres:"]).arg(files.path()));
        }
        let tls = format!("-c ssl=on -c ssl_cert_file={} -c ssl_key_file={}", certificate.display(), key.display());
        // Read when it starts, and not again.
        Self::start_with(&format!("{SETTINGS} {tls}"))
    }

    /// Starts the server where it was killed.
    pub fn start_again(&self) {
        let options = format!("-p {} -k {} {}", self.port, self.dir.display(), self.settings);
        let mut start = as_postgres(&self.bin.join("pg_ctl"));
        let log = self.dir.join("log");
        run(start
            .current_dir(&self.dir)
            .arg("-D")
            .arg(self.dir.join("data"))
            .args(["-w", "-t", "60", "-o", &options, "-l"])
            .arg(log)
            .arg("start"));
    }

    /// All its processes at once, without a last word to the disk.
    pub fn kill(&self) {
        run(Command::new("sh").args(["-c", &stop_line(&self.bin, &self.dir.join("data"))]));
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// A fresh database of its own.
    pub async fn database(&self) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("hub{}", MADE.fetch_add(1, Ordering::Relaxed));
        let (client, connection) = tokio_postgres::connect(&self.url("postgres"), NoTls).await.expect("the server");
        tokio::spawn(connection);
        client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
        self.url(&name)
    }
}

/// What a dump of one database is, in another.
pub fn dump_and_restore(from: &str, to: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let dump = folder.path().join("ebcm.dump");
    run(Command::new("pg_dump").arg("--format=custom").arg(format!("--file={}", dump.display())).arg(from));
    run(Command::new("pg_restore").args(["--exit-on-error", "--single-transaction", "-d", to]).arg(&dump));
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut input) = self.keeper.stdin.take() {
            let _ = input.write_all(b"\n");
        }
        let _ = self.keeper.wait();
    }
}

/// Where the server's programs are: Debian keeps them by version.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).collect();
    found.sort();
    found.pop().expect("PostgreSQL is installed: Debian's package `postgresql`")
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout.trim_ascii() == b"0"
}

/// The server's programs refuse to be root's.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn stop_line(bin: &Path, data: &Path) -> String {
    let who = if is_root() { "runuser -u postgres -- " } else { "" };
    format!("cd / && {who}'{}' -D '{}' -m immediate -w stop", bin.join("pg_ctl").display(), data.display())
}

#[track_caller]
fn run(command: &mut Command) {
    // The server keeps what it inherits: it must not hold this process's output open.
    let done = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(done.as_ref().is_ok_and(std::process::ExitStatus::success), "{command:?}: {done:?}");
}
