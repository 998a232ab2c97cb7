//! Bytes to a printer or a folder. What goes wrong is told in one line with what to do; the spool decides whether to try again.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::cups;
use super::measure::Mil;
use super::target::{Format, Target};

/// A paper that is ready to be sent.
#[derive(Debug, Clone)]
pub struct Job {
    /// What a file in a folder and a job in a queue are called: letters, digits, `-`.
    pub name: String,
    pub format: Format,
    pub width: Mil,
    pub height: Mil,
    pub bytes: Vec<u8>,
}

/// Why a paper did not go out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrinterFault {
    #[error("the printer at {0} refuses: switch it on and set it online; the paper waits and is tried again")]
    Refused(String),
    #[error("there is no printer at {0}: check the address, the cable and that it is switched on; the paper waits and is tried again")]
    NotFound(String),
    #[error("the printer at {0} does not answer: see whether it is online and has paper; the paper waits and is tried again")]
    NoAnswer(String),
    #[error("the printer at {0} went away in the middle: look at the paper in it, set it to the top of a form, then print again")]
    Vanished(String),
    #[error("there is no print queue '{0}': see the names with lpstat -p, or ask the administrator")]
    NoQueue(String),
    #[error("the print service (CUPS) is not running: start it; the paper waits and is tried again")]
    NoService,
    #[error("the command lp is missing: install the package cups-client, or print to a file, tcp: or device:")]
    NoLp,
    #[error("the print queue '{queue}' did not take the paper ({said}): see lpstat -p {queue}")]
    QueueSaid { queue: String, said: String },
    #[error("no room is left at {}: make room, then print again", .0.display())]
    Full(PathBuf),
    #[error("the folder of {} is not there: make it, or print elsewhere", .0.display())]
    FolderGone(PathBuf),
    #[error("the device {} is not there: plug the printer in and switch it on; the paper waits and is tried again", .0.display())]
    DeviceGone(PathBuf),
    #[error("this user may not write to {}: ask the administrator", .0.display())]
    NotAllowed(PathBuf),
    #[error("{} can't be written ({said}): print elsewhere, or ask the administrator", .path.display())]
    Unwritable { path: PathBuf, said: String },
}

impl PrinterFault {
    /// Whether waiting may help: a printer that is away, rather than a name that is wrong.
    pub const fn passes(&self) -> bool {
        match self {
            Self::Refused(_) | Self::NotFound(_) | Self::NoAnswer(_) | Self::Vanished(_) | Self::NoService | Self::DeviceGone(_) => true,
            Self::NoQueue(_) | Self::NoLp | Self::QueueSaid { .. } | Self::Full(_) => false,
            Self::FolderGone(_) | Self::NotAllowed(_) | Self::Unwritable { .. } => false,
        }
    }

    /// Whether part of the paper may be printed already, so that a person must look before it is printed again.
    pub const fn may_have_printed(&self) -> bool {
        matches!(self, Self::Vanished(_))
    }
}

/// How long a device may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    pub connect: Duration,
    /// For one piece of the paper: a printer without paper stops taking bytes.
    pub write: Duration,
    /// For the printer to hang up after the last byte; many never do.
    pub close: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), write: Duration::from_secs(20), close: Duration::from_secs(2) }
    }
}

/// Sends a paper. `Ok` says that the bytes left, not that ink is on paper.
pub async fn send(job: &Job, target: &Target, patience: Patience) -> Result<(), PrinterFault> {
    match target {
        Target::Tcp { host, port } => tcp(&job.bytes, host, *port, patience).await,
        Target::Queue(queue) => cups::send(job, queue, patience.write).await,
        Target::Device(path) => blocking(path, job, move |path, job| device(&path, &job.bytes, patience.write)).await,
        Target::File { path, .. } => blocking(path, job, |path, job| whole_file(&path, &job.bytes)).await,
        Target::Folder(folder) => {
            let end = if job.format == Format::Pdf { "pdf" } else { "prn" };
            let path = folder.join(format!("{}.{end}", file_name(&job.name)));
            blocking(&path, job, |path, job| whole_file(&path, &job.bytes)).await
        }
    }
}

/// A job's name as a file's, wherever it came from.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

async fn blocking(
    path: &Path,
    job: &Job,
    work: impl FnOnce(PathBuf, Job) -> Result<(), PrinterFault> + Send + 'static,
) -> Result<(), PrinterFault> {
    let (at, path, job) = (path.to_owned(), path.to_owned(), job.clone());
    match tokio::task::spawn_blocking(move || work(path, job)).await {
        Ok(done) => done,
        Err(stopped) => Err(PrinterFault::Unwritable { path: at, said: stopped.to_string() }),
    }
}

async fn tcp(bytes: &[u8], host: &str, port: u16, patience: Patience) -> Result<(), PrinterFault> {
    let at = format!("{host}:{port}");
    let mut stream = match timeout(patience.connect, TcpStream::connect((host, port))).await {
        Err(_) => return Err(PrinterFault::NoAnswer(at)),
        Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => return Err(PrinterFault::Refused(at)),
        Ok(Err(error)) if error.kind() == ErrorKind::TimedOut => return Err(PrinterFault::NoAnswer(at)),
        Ok(Err(_)) => return Err(PrinterFault::NotFound(at)),
        Ok(Ok(stream)) => stream,
    };
    for piece in bytes.chunks(4096) {
        match timeout(patience.write, stream.write_all(piece)).await {
            Err(_) | Ok(Err(_)) => return Err(PrinterFault::Vanished(at)),
            Ok(Ok(())) => {}
        }
    }
    if stream.shutdown().await.is_err() {
        return Err(PrinterFault::Vanished(at));
    }
    // A printer that broke off says so now; one that keeps the line open, or answers, has taken all.
    let mut answer = [0; 256];
    loop {
        match timeout(patience.close, stream.read(&mut answer)).await {
            Err(_) | Ok(Ok(0)) => return Ok(()),
            Ok(Ok(_)) => {}
            Ok(Err(_)) => return Err(PrinterFault::Vanished(at)),
        }
    }
}

fn path_fault(path: &Path, error: &io::Error) -> PrinterFault {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => PrinterFault::Full(path.to_owned()),
        ErrorKind::NotFound | ErrorKind::NotADirectory => PrinterFault::FolderGone(path.to_owned()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => PrinterFault::NotAllowed(path.to_owned()),
        _ => PrinterFault::Unwritable { path: path.to_owned(), said: error.to_string() },
    }
}

/// Whole or not at all: beside its place first, on disk, then moved there.
fn whole_file(path: &Path, bytes: &[u8]) -> Result<(), PrinterFault> {
    let fault = |error: io::Error| path_fault(path, &error);
    let Some(name) = path.file_name() else {
        return Err(PrinterFault::Unwritable { path: path.to_owned(), said: "it is not a file's name".into() });
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = folder.join(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let write = || {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    if let Err(error) = write() {
        // What is half there is of no use; that it can't be removed changes nothing.
        let _ = std::fs::remove_file(&beside);
        return Err(fault(error));
    }
    #[cfg(unix)]
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
    Ok(())
}

/// To a device file, as long as it takes bytes within `patience`.
fn device(path: &Path, bytes: &[u8], patience: Duration) -> Result<(), PrinterFault> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // O_NONBLOCK: a printer that is offline must not hold the thread for ever.
        options.custom_flags(0o4000);
    }
    let mut device = options.open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => PrinterFault::DeviceGone(path.to_owned()),
        ErrorKind::PermissionDenied => PrinterFault::NotAllowed(path.to_owned()),
        // No such device: the node is there, no printer behind it.
        _ if matches!(error.raw_os_error(), Some(6 | 19)) => PrinterFault::DeviceGone(path.to_owned()),
        _ => path_fault(path, &error),
    })?;
    let away = |sent: usize| {
        let at = path.display().to_string();
        if sent == 0 { PrinterFault::NoAnswer(at) } else { PrinterFault::Vanished(at) }
    };
    let mut sent = 0;
    let mut last = Instant::now();
    while let Some(rest) = bytes.get(sent..).filter(|rest| !rest.is_empty()) {
        match device.write(rest) {
            Ok(0) => return Err(away(sent)),
            Ok(taken) => {
                sent += taken;
                last = Instant::now();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if last.elapsed() >= patience {
                    return Err(away(sent));
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            Err(error) if error.kind() == ErrorKind::StorageFull => return Err(PrinterFault::Full(path.to_owned())),
            Err(_) => return Err(PrinterFault::Vanished(path.display().to_string())),
        }
    }
    Ok(())
}
