//! Papers through a real print service, started by the test (`C-20`).

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ebcm::print::{Format, Paper, PrinterFault, Queue, Shift, cups, escp};

use crate::print_devices::{PATIENCE, block, job, print, sink};
use crate::support::papers;
use crate::support::patience::LONGEST;

/// A print service of the test's own, in a folder of its own.
struct Cups {
    process: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Drop for Cups {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port()
}

impl Cups {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().display();
        let port = free_port();
        for part in ["etc/ppd", "spool/tmp", "cache", "run", "log"] {
            std::fs::create_dir_all(folder.path().join(part)).expect("a folder");
        }
        // Its back ends run as another user.
        let open = Command::new("chmod").args(["-R", "a+rX"]).arg(folder.path()).status().expect("chmod runs");
        assert!(open.success());
        let _ = Command::new("chgrp").arg("-R").arg("lp").arg(folder.path()).status();
        let files = format!(
            "ServerRoot {at}/etc\nRequestRoot {at}/spool\nCacheDir {at}/cache\nStateDir {at}/run\nTempDir {at}/spool/tmp\n\
             AccessLog {at}/log/access\nErrorLog {at}/log/error\nPageLog {at}/log/page\nSystemGroup root lpadmin\n"
        );
        let service = format!(
            "LogLevel info\nListen 127.0.0.1:{port}\nBrowsing No\nWebInterface No\nDefaultAuthType None\n\
             <Location />\nOrder allow,deny\nAllow all\n</Location>\n\
             <Policy default>\nJobPrivateAccess all\nJobPrivateValues none\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n"
        );
        std::fs::write(folder.path().join("files.conf"), files).expect("written");
        std::fs::write(folder.path().join("cupsd.conf"), service).expect("written");
        let (conf, files) = (folder.path().join("cupsd.conf"), folder.path().join("files.conf"));
        let process = Command::new("/usr/sbin/cupsd")
            .arg("-f")
            .arg("-c")
            .arg(conf)
            .arg("-s")
            .arg(files)
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cupsd does not run ({error}): install Debian's cups and cups-client"));
        let cups = Self { process, port, folder };
        cups.until("cupsd runs", |cups| cups.run("lpstat", &["-r"]).contains("is running"));
        cups
    }

    fn until(&self, what: &str, is: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + LONGEST;
        while !is(self) {
            let log = || std::fs::read_to_string(self.folder.path().join("log/error")).unwrap_or_default();
            assert!(Instant::now() < deadline, "not in time: {what}: {}", log());
            thread::sleep(Duration::from_millis(30));
        }
    }

    fn server(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn run(&self, tool: &str, arguments: &[&str]) -> String {
        let output = Command::new(tool).args(["-h", &self.server()]).args(arguments).env("LC_ALL", "C").output();
        let output = output.unwrap_or_else(|error| panic!("{tool} does not run ({error}): install Debian's cups-client"));
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    }

    fn queue(&self, name: &str) -> Queue {
        Queue { name: name.into(), server: Some(self.server()), format: Format::Escp }
    }
}

#[test]
fn c20_a_receipt_goes_through_a_queue_untouched() {
    let cups = Cups::start();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let printer = sink(listener);
    let said = cups.run("lpadmin", &["-p", "dmx", "-v", &format!("socket://{address}/?contimeout=2"), "-m", "raw", "-E"]);
    assert!(!said.contains("lpadmin: Unable"), "{said}");

    let form = ebcm::print::FormKind::Receipt.shipped().load(Shift::default()).expect("the form");
    let bytes = escp(&[form.fill(&papers::receipt())], Paper::Preprinted);
    assert_eq!(print(&job(bytes.clone()), &format!("printer:dmx@{}", cups.server())), Ok(()));
    assert_eq!(printer.recv_timeout(LONGEST), Ok(bytes));
    cups.until("the queue is idle", |cups| cups.run("lpstat", &["-p", "dmx"]).contains("is idle"));
    assert_eq!(block(self::cups::trouble(&cups.queue("dmx"), PATIENCE.write * 10)), None);

    let missing = print(&job("x"), &format!("printer:nothing@{}", cups.server()));
    assert_eq!(missing, Err(PrinterFault::NoQueue("nothing".into())));
}

#[test]
fn c20_a_queue_keeps_the_paper_while_its_printer_is_away() {
    let cups = Cups::start();
    let address = format!("127.0.0.1:{}", free_port());
    cups.run("lpadmin", &["-p", "away", "-v", &format!("socket://{address}/?contimeout=2"), "-m", "raw", "-E"]);
    assert_eq!(print(&job("waiting"), &format!("printer:away@{}", cups.server())), Ok(()));
    let trouble = || block(self::cups::trouble(&cups.queue("away"), PATIENCE.write * 10));
    cups.until("the queue says that its printer is away", |_| trouble().is_some_and(|said| said.contains("unavailable")));
    let printer = sink(TcpListener::bind(&address).expect("the port"));
    assert_eq!(printer.recv_timeout(Duration::from_secs(40)), Ok(b"waiting".to_vec()));
}

#[test]
fn c20_a_print_service_that_does_not_run() {
    let fault = print(&job("x"), &format!("printer:dmx@127.0.0.1:{}", free_port())).expect_err("no service");
    assert_eq!((&fault, fault.passes()), (&PrinterFault::NoService, true));
}
