//! A hub as a process of its own, and a line to it that the test can make slow, bad, or cut.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::chance::Chance;
use super::cli::{Answer, World};
use super::patience::LONGEST;

/// A hub's folder, and the process that serves it.
pub struct HubProcess {
    folder: TempDir,
    child: Option<Child>,
    /// `127.0.0.1:PORT`, the same after each start.
    pub address: String,
    complaints: Arc<Mutex<String>>,
    /// What it is started through.
    through: Vec<String>,
}

impl HubProcess {
    /// A training hub of LED's, serving.
    pub fn start() -> Self {
        Self::start_at("127.0.0.1", Vec::new())
    }

    /// One that listens at an address of elsewhere, started through a command that takes it there.
    pub fn start_at(address: &str, through: Vec<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the hub");
        let mut hub = Self { folder, child: None, address: format!("{address}:0"), complaints: Arc::default(), through };
        hub.run(&["init", "--utility", "led", "--training", "--name", address, "--listen", &hub.address]).done();
        hub.serve();
        hub
    }

    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// A command of `ebcm hub`.
    pub fn run(&self, arguments: &[&str]) -> Answer {
        Answer::of(Command::new(env!("CARGO_BIN_EXE_ebcm")).args(["--json", "hub"]).args(arguments).arg("--dir").arg(self.dir()))
    }

    /// Starts it where it listened before.
    pub fn serve(&mut self) {
        let program = [env!("CARGO_BIN_EXE_ebcm").to_owned()];
        let mut words = self.through.iter().chain(&program);
        let mut child = Command::new(words.next().expect("a program"))
            .args(words)
            .args(["--json", "hub", "serve", "--listen", &self.address, "--dir"])
            .arg(self.dir())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the hub starts");
        let complaints = Arc::clone(&self.complaints);
        let mut errors = child.stderr.take().expect("its standard error");
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = errors.read(&mut piece) {
                complaints.lock().expect("the log").push_str(&String::from_utf8_lossy(&piece[..length]));
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its standard output")).read_line(&mut line).expect("it says where it listens");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("the hub did not start:\n{}", self.log()));
        said["listening"].as_str().expect("an address").clone_into(&mut self.address);
        self.child = Some(child);
    }

    /// What it logged until now.
    pub fn log(&self) -> String {
        self.complaints.lock().expect("the log").clone()
    }

    /// SIGKILL: no farewell.
    pub fn kill9(&mut self) {
        let mut child = self.child.take().expect("the hub runs");
        child.kill().expect("the hub can be killed");
        child.wait().expect("the hub can be buried");
    }

    /// SIGTERM; its exit code, and how long it took.
    pub fn end(&mut self) -> (Option<i32>, Duration) {
        let mut child = self.child.take().expect("the hub runs");
        let began = Instant::now();
        let told = Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status().expect("sh runs");
        assert!(told.success());
        loop {
            if let Some(status) = child.try_wait().expect("the hub can be asked") {
                return (status.code(), began.elapsed());
            }
            assert!(began.elapsed() < LONGEST, "the hub does not end:\n{}", self.log());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// A one-time code.
    #[track_caller]
    pub fn code(&self, office: &str) -> String {
        self.run(&["code", "--office", office]).done()["code"].as_str().expect("a code").to_owned()
    }

    /// A new desk of an office in a folder of its own; the first one brings the administrator `admin`.
    #[track_caller]
    pub fn desk(&self, office: &str) -> World {
        self.desk_at(office, &self.url())
    }

    #[track_caller]
    pub fn desk_at(&self, office: &str, url: &str) -> World {
        let world = World::empty("admin");
        world.run(&["join", url, "--code", &self.code(office), "--admin", "admin"]).done();
        world
    }
}

impl Drop for HubProcess {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself, which is as well.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// What a line does to what goes over it.
#[derive(Default)]
struct Weather {
    /// Milliseconds each way.
    delay: AtomicU64,
    /// Of a thousand pieces so many end their connection.
    cuts: AtomicU32,
    /// Nothing gets through.
    down: AtomicBool,
    bytes: AtomicU64,
    connections: Mutex<Vec<TcpStream>>,
}

/// A line to an address, through which everything goes.
pub struct BadLine {
    pub address: String,
    weather: Arc<Weather>,
}

impl BadLine {
    pub fn to(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let weather = Arc::new(Weather::default());
        let (sky, target) = (Arc::clone(&weather), target.to_owned());
        thread::spawn(move || {
            for (near, seed) in listener.incoming().zip(0_u64..) {
                let Ok(near) = near else { continue };
                if sky.down.load(Ordering::Relaxed) {
                    continue;
                }
                let Ok(far) = TcpStream::connect(&target) else { continue };
                join(&near, &far, &sky, 2 * seed);
                join(&far, &near, &sky, 2 * seed + 1);
                sky.connections.lock().expect("the connections").extend([near, far]);
            }
        });
        Self { address, weather }
    }

    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// A round takes twice as long; of a thousand pieces so many cut their connection.
    pub fn set(&self, delay_each_way: u64, cuts: u32) {
        self.weather.delay.store(delay_each_way, Ordering::Relaxed);
        self.weather.cuts.store(cuts, Ordering::Relaxed);
    }

    pub fn cut(&self) {
        self.weather.down.store(true, Ordering::Relaxed);
        for connection in self.weather.connections.lock().expect("the connections").drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    pub fn mend(&self) {
        self.weather.down.store(false, Ordering::Relaxed);
    }

    /// What went over it, both ways.
    pub fn bytes(&self) -> u64 {
        self.weather.bytes.load(Ordering::Relaxed)
    }
}

/// Carries what one end says to the other, each piece after its delay, until one of them or the weather ends it.
fn join(from: &TcpStream, to: &TcpStream, weather: &Arc<Weather>, seed: u64) {
    let (mut from, mut to) = (from.try_clone().expect("a stream"), to.try_clone().expect("a stream"));
    let (sender, pieces) = mpsc::channel::<(Instant, Vec<u8>)>();
    let sky = Arc::clone(weather);
    thread::spawn(move || {
        let mut chance = Chance::seeded(seed);
        let mut piece = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            if chance.below(1_000) < sky.cuts.load(Ordering::Relaxed).into() || sky.down.load(Ordering::Relaxed) {
                let _ = from.shutdown(Shutdown::Both);
                break;
            }
            let due = Instant::now() + Duration::from_millis(sky.delay.load(Ordering::Relaxed));
            sky.bytes.fetch_add(length as u64, Ordering::Relaxed);
            if sender.send((due, piece[..length].to_vec())).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        for (due, piece) in pieces {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&piece).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}
