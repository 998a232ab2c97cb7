//! A satellite line between two network namespaces: IP packets that take their time, get lost, or don't come through at all, without a word
//! to either end. Asks for Linux, `ip` (iproute2), `unshare` and `nsenter` (util-linux), and no rights of root.
#![allow(unsafe_code, reason = "a network interface is attached by an ioctl that no crate at hand offers")]

use std::ffi::{c_int, c_ulong};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::chance::Chance;
use super::patience::LONGEST;

const INSIDE: &str = "EBCM_TEST_SPACE";
/// Where the far end is reached.
pub const FAR: &str = "10.91.0.2";
const TUNSETIFF: c_ulong = 0x4004_54ca;
/// A tunnel of bare IP packets.
const TUN_WITHOUT_HEADERS: u16 = 0x1001;

unsafe extern "C" {
    fn ioctl(file: c_int, request: c_ulong, ...) -> c_int;
}

/// Runs a test again in a network of its own, and gives what it said there; `None` in that one.
#[track_caller]
pub fn in_a_space_of_its_own(test: &str) -> Option<String> {
    if std::env::var_os(INSIDE).is_some() {
        return None;
    }
    let this = std::env::current_exe().expect("the tests");
    let mut space = Command::new("unshare");
    space.args(["--user", "--map-root-user", "--net", "--"]).arg(this).args(["--exact", test, "--nocapture"]).env(INSIDE, "1");
    let run = space.stdin(Stdio::null()).output().expect("unshare, of util-linux");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    Some(said)
}

#[derive(Default)]
struct Weather {
    /// Milliseconds each way.
    delay: AtomicU64,
    /// Of a thousand packets so many are lost.
    lost: AtomicU32,
    down: AtomicBool,
    carried: AtomicU64,
    dropped: AtomicU64,
}

/// The line, and what keeps the far network.
pub struct Satellite {
    weather: Arc<Weather>,
    far: Child,
}

impl Satellite {
    /// A clear line from this network, which must be the test's own, to another.
    pub fn up() -> Self {
        ip("", &["link", "set", "lo", "up"]);
        // It goes when the test does, however that ends.
        let far = Command::new("unshare").args(["--net", "--", "cat"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let far = far.expect("unshare, of util-linux");
        let of = |process: &str| fs::read_link(format!("/proc/{process}/ns/net")).ok();
        let (id, began) = (far.id().to_string(), Instant::now());
        while of(&id).is_none_or(|space| Some(space) == of("self")) {
            assert!(began.elapsed() < LONGEST, "no second network");
            thread::sleep(Duration::from_millis(5));
        }
        let (near_end, far_end) = (tunnel("near"), tunnel("far"));
        ip("", &["link", "set", "far", "netns", &id]);
        for (space, name, address) in [("", "near", "10.91.0.1/30"), (id.as_str(), "far", "10.91.0.2/30")] {
            ip(space, &["addr", "add", address, "dev", name]);
            ip(space, &["link", "set", name, "up"]);
        }
        let weather = Arc::new(Weather::default());
        carry(&near_end, &far_end, &weather, 1);
        carry(&far_end, &near_end, &weather, 2);
        Self { weather, far }
    }

    /// What takes a program to the far end.
    pub fn there(&self) -> Vec<String> {
        ["nsenter", "-t", &self.far.id().to_string(), "-n", "--"].map(str::to_owned).to_vec()
    }

    /// Milliseconds each way, and how many of a thousand packets are lost.
    pub fn set(&self, delay: u64, lost: u32) {
        self.weather.delay.store(delay, Ordering::Relaxed);
        self.weather.lost.store(lost, Ordering::Relaxed);
    }

    pub fn cut(&self) {
        self.weather.down.store(true, Ordering::Relaxed);
    }

    pub fn mend(&self) {
        self.weather.down.store(false, Ordering::Relaxed);
    }

    /// Packets that came through, and that did not.
    pub fn packets(&self) -> (u64, u64) {
        (self.weather.carried.load(Ordering::Relaxed), self.weather.dropped.load(Ordering::Relaxed))
    }
}

impl Drop for Satellite {
    fn drop(&mut self) {
        let _ = self.far.kill();
        let _ = self.far.wait();
    }
}

#[track_caller]
fn ip(space: &str, words: &[&str]) {
    let mut command = if space.is_empty() { Command::new("ip") } else { Command::new("nsenter") };
    if !space.is_empty() {
        command.args(["-t", space, "-n", "--", "ip"]);
    }
    let done = command.args(words).output().expect("ip, of iproute2");
    assert!(done.status.success(), "ip {words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A network interface of this network, whose packets are read and written here.
fn tunnel(name: &str) -> File {
    let file = OpenOptions::new().read(true).write(true).open("/dev/net/tun").expect("/dev/net/tun");
    // `struct ifreq`: sixteen bytes of name, then the flags.
    let mut request = [0_u8; 40];
    request[..name.len()].copy_from_slice(name.as_bytes());
    request[16..18].copy_from_slice(&TUN_WITHOUT_HEADERS.to_ne_bytes());
    // SAFETY: the request is as large as the kernel reads and writes, and outlives the call.
    let done = unsafe { ioctl(file.as_raw_fd(), TUNSETIFF, request.as_mut_ptr()) };
    assert_eq!(done, 0, "{}", std::io::Error::last_os_error());
    file
}

fn carry(from: &File, to: &File, weather: &Arc<Weather>, seed: u64) {
    let (mut from, mut to) = (from.try_clone().expect("an end"), to.try_clone().expect("an end"));
    let (sender, packets) = mpsc::channel::<(Instant, Vec<u8>)>();
    let sky = Arc::clone(weather);
    thread::spawn(move || {
        let mut chance = Chance::seeded(seed);
        let mut packet = [0; 2048];
        while let Ok(length) = from.read(&mut packet) {
            if sky.down.load(Ordering::Relaxed) || chance.below(1_000) < sky.lost.load(Ordering::Relaxed).into() {
                sky.dropped.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            let due = Instant::now() + Duration::from_millis(sky.delay.load(Ordering::Relaxed));
            if sender.send((due, packet[..length].to_vec())).is_err() {
                return;
            }
        }
    });
    let sky = Arc::clone(weather);
    thread::spawn(move || {
        for (due, packet) in packets {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            // What was on its way when the line was cut is lost with it.
            let lost = sky.down.load(Ordering::Relaxed) || to.write_all(&packet).is_err();
            if lost { &sky.dropped } else { &sky.carried }.fetch_add(1, Ordering::Relaxed);
        }
    });
}
