//! Where a paper goes, as a person writes it (`C-20`).

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// What a device takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a dot-matrix printer.
    Escp,
    Pdf,
}

/// A place for papers. Written `pdf:FILE`, `escp:FILE`, `printer:QUEUE` (or `cups:QUEUE`; another computer's
/// `printer:QUEUE@HOST`; a page printer `printer:QUEUE:pdf`), `tcp:HOST:PORT`, `device:/dev/usb/lp0`, `dir:FOLDER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    File { path: PathBuf, format: Format },
    Queue(Queue),
    Tcp { host: String, port: u16 },
    Device(PathBuf),
    Folder(PathBuf),
}

/// A queue of the print service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    pub name: String,
    /// The computer whose print service has it; this one's where it is not named.
    pub server: Option<String>,
    pub format: Format,
}

/// Why what was written is no place for papers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no place to print: {remedy}")]
pub struct NoTarget {
    pub text: String,
    pub remedy: &'static str,
}

const KINDS: &str = "write pdf:FILE, escp:FILE, printer:QUEUE, tcp:HOST:PORT, device:FILE or dir:FOLDER";

impl Target {
    /// What is sent there.
    pub const fn format(&self) -> Format {
        match self {
            Self::File { format, .. } | Self::Queue(Queue { format, .. }) => *format,
            Self::Tcp { .. } | Self::Device(_) => Format::Escp,
            Self::Folder(_) => Format::Pdf,
        }
    }
}

impl FromStr for Target {
    type Err = NoTarget;

    fn from_str(text: &str) -> Result<Self, NoTarget> {
        let no = |remedy| NoTarget { text: text.to_owned(), remedy };
        let (kind, rest) = text.split_once(':').ok_or_else(|| no(KINDS))?;
        let path = |remedy| if rest.is_empty() { Err(no(remedy)) } else { Ok(PathBuf::from(rest)) };
        match kind {
            "pdf" => Ok(Self::File { path: path("write the file after it, pdf:bill.pdf")?, format: Format::Pdf }),
            "escp" => Ok(Self::File { path: path("write the file after it, escp:bill.prn")?, format: Format::Escp }),
            "device" => Ok(Self::Device(path("write the device after it, device:/dev/usb/lp0")?)),
            "dir" => Ok(Self::Folder(path("write the folder after it, dir:papers")?)),
            "printer" | "cups" => queue(rest).ok_or_else(|| no("write the queue's name as lpstat -p shows it, printer:NAME")),
            "tcp" => tcp(rest).ok_or_else(|| no("write the printer's address and port, tcp:192.168.1.50:9100")),
            _ => Err(no(KINDS)),
        }
    }
}

/// Names that can't be taken for an option of `lp`.
fn queue(rest: &str) -> Option<Target> {
    let (rest, format) = match rest.strip_suffix(":pdf") {
        Some(rest) => (rest, Format::Pdf),
        None => (rest, Format::Escp),
    };
    let (name, server) = match rest.split_once('@') {
        Some((name, server)) => (name, Some(server)),
        None => (rest, None),
    };
    let good = |text: &str, also: &[char]| {
        text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && text.len() <= 127
            && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(&c))
    };
    let all_good = good(name, &['_', '-', '.', '+']) && server.is_none_or(|server| good(server, &['-', '.', ':']));
    all_good.then(|| Target::Queue(Queue { name: name.to_owned(), server: server.map(str::to_owned), format }))
}

fn tcp(rest: &str) -> Option<Target> {
    let (host, port) = rest.rsplit_once(':')?;
    let port: u16 = port.parse().ok()?;
    let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    (!host.is_empty() && port > 0 && !host.contains(['/', ' '])).then(|| Target::Tcp { host: host.to_owned(), port })
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, format: Format::Pdf } => write!(f, "pdf:{}", path.display()),
            Self::File { path, format: Format::Escp } => write!(f, "escp:{}", path.display()),
            Self::Queue(queue) => {
                write!(f, "printer:{}", queue.name)?;
                if let Some(server) = &queue.server {
                    write!(f, "@{server}")?;
                }
                f.write_str(if queue.format == Format::Pdf { ":pdf" } else { "" })
            }
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp:[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp:{host}:{port}"),
            Self::Device(path) => write!(f, "device:{}", path.display()),
            Self::Folder(path) => write!(f, "dir:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c20_targets_are_read_and_written() {
        for text in [
            "pdf:bill.pdf",
            "escp:papers/a b.prn",
            "printer:dmx",
            "printer:laser-2:pdf",
            "printer:dmx@office.local:631",
            "printer:laser@10.0.0.2:pdf",
            "tcp:192.168.1.50:9100",
            "tcp:[::1]:9100",
            "device:/dev/usb/lp0",
            "dir:papers",
        ] {
            assert_eq!(text.parse::<Target>().map(|t| t.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("cups:dmx".parse::<Target>(), "printer:dmx".parse::<Target>());
        assert_eq!("pdf:C:\\papers\\a.pdf".parse::<Target>().map(|t| t.format()), Ok(Format::Pdf));
    }

    #[test]
    fn c20_what_is_no_target_says_what_to_write() {
        for text in [
            "",
            "bill.pdf",
            "fax:1",
            "pdf:",
            "tcp:host",
            "tcp:host:0",
            "tcp::9100",
            "tcp:h:99999",
            "printer:",
            "printer:-o",
            "printer:a@-h",
            "cups:a b",
        ] {
            let fault = text.parse::<Target>().expect_err(text).to_string();
            assert!(fault.contains("is no place to print: write "), "{fault}");
        }
    }
}
