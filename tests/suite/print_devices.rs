//! Devices that refuse, vanish, fill up and come back (`C-20`).

use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::patience::LONGEST;
use ebcm::print::measure::Mil;
use ebcm::print::{Format, Job, Patience, PrinterFault, send};

pub const PATIENCE: Patience =
    Patience { connect: Duration::from_secs(2), write: Duration::from_millis(500), close: Duration::from_millis(300) };

pub fn job(bytes: impl Into<Vec<u8>>) -> Job {
    let bytes = bytes.into();
    Job { name: "R-KVT-1-2627-000123".into(), format: Format::Escp, width: Mil::inches(10), height: Mil::inches(4), bytes }
}

pub fn block<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work)
}

pub fn print(job: &Job, target: &str) -> Result<(), PrinterFault> {
    block(send(job, &target.parse().expect("a target"), PATIENCE))
}

/// A printer on a port: each connection's bytes, as they came.
pub fn sink(listener: TcpListener) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut bytes = Vec::new();
            let _ = stream.and_then(|mut stream: TcpStream| stream.read_to_end(&mut bytes));
            if tell.send(bytes).is_err() {
                return;
            }
        }
    });
    told
}

#[test]
fn a_printer_that_refuses_and_comes_back() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let target = format!("tcp:{address}");
    let fault = print(&job("paper"), &target).expect_err("nobody listens");
    assert_eq!((&fault, fault.passes(), fault.may_have_printed()), (&PrinterFault::Refused(address.to_string()), true, false));
    assert!(fault.to_string().contains("switch it on and set it online"), "{fault}");

    let printer = sink(TcpListener::bind(address).expect("the port again"));
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    assert_eq!(print(&job(bytes.clone()), &target), Ok(()));
    assert_eq!(printer.recv_timeout(LONGEST), Ok(bytes));
}

#[test]
fn a_printer_that_vanishes_in_the_middle() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let printer = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        // Gone with bytes unread: the line is reset.
        stream.read_exact(&mut [0; 100]).expect("some bytes");
    });
    let fault = print(&job(vec![b'x'; 8_000_000]), &format!("tcp:{address}")).expect_err("it vanished");
    printer.join().expect("the printer's end");
    assert_eq!((&fault, fault.passes(), fault.may_have_printed()), (&PrinterFault::Vanished(address.to_string()), true, true));
}

#[test]
fn a_printer_that_stops_taking_bytes_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let begun = Instant::now();
    let fault = print(&job(vec![b'x'; 32_000_000]), &format!("tcp:{address}")).expect_err("it takes nothing");
    assert_eq!(fault, PrinterFault::Vanished(address.to_string()));
    assert!(begun.elapsed() < Duration::from_secs(10));
    drop(listener);
}

#[test]
fn a_name_without_a_printer() {
    let fault = print(&job("paper"), "tcp:no-such-printer.invalid:9100").expect_err("no such name");
    assert!(matches!(fault, PrinterFault::NotFound(_) | PrinterFault::NoAnswer(_)), "{fault}");
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("paper.prn");
    assert_eq!(print(&job("first"), &format!("escp:{}", path.display())), Ok(()));
    assert_eq!(print(&job("second"), &format!("escp:{}", path.display())), Ok(()));
    assert_eq!(std::fs::read(&path).expect("the file"), b"second");
    assert_eq!(print(&job("third"), &format!("dir:{}", folder.path().display())), Ok(()));
    assert_eq!(std::fs::read(folder.path().join("R-KVT-1-2627-000123.prn")).expect("the file"), b"third");
    let gone = folder.path().join("gone/paper.prn");
    assert_eq!(print(&job("x"), &format!("escp:{}", gone.display())), Err(PrinterFault::FolderGone(gone)));
    // A folder stands where the file should: the bytes beside it are taken away again.
    let taken = folder.path().join("taken");
    std::fs::create_dir(&taken).expect("a folder");
    assert!(print(&job("x"), &format!("pdf:{}", taken.display())).is_err());
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".part")), "{left:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_that_is_full_or_gone() {
    let full = Path::new("/dev/full").to_owned();
    assert_eq!(print(&job("paper"), "device:/dev/full"), Err(PrinterFault::Full(full)));
    let gone = print(&job("paper"), "device:/dev/usb/no-such-printer").expect_err("no device");
    assert!(matches!(gone, PrinterFault::DeviceGone(_)) && gone.passes());
    assert_eq!(print(&job("paper"), "device:/dev/null"), Ok(()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_that_is_offline_is_given_up_and_tried_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lp0");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
    let target = format!("device:{}", path.display());
    // Nobody behind it.
    assert_eq!(print(&job("paper"), &target), Err(PrinterFault::DeviceGone(path.clone())));
    // It takes what its buffer holds, then no more.
    let reader = std::fs::OpenOptions::new().read(true).write(true).open(&path).expect("the other end");
    assert_eq!(print(&job(vec![b'x'; 1_000_000]), &target), Err(PrinterFault::Vanished(path.display().to_string())));
    drop(reader);
    let path_of = path.clone();
    let printer = thread::spawn(move || std::fs::read(path_of).expect("what was printed"));
    let deadline = Instant::now() + LONGEST;
    while let Err(fault) = print(&job("paper"), &target) {
        assert!(fault.passes() && Instant::now() < deadline, "{fault}");
    }
    assert_eq!(printer.join().expect("the printer's end"), b"paper");
}
