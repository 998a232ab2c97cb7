//! What the hub and the line say no with, in words for the person at the desk: what is wrong, and what to do.

use std::error::Error as _;
use std::io;

use rustls::CertificateError;

use crate::base::Fault;
use crate::journal::talk::{Denied, VERSION};

/// A denial in words.
pub fn denied(denied: &Denied) -> Fault {
    let (what, remedy) = match denied {
        Denied::Version { hub } => {
            (format!("the hub speaks version {hub} of the line, this program version {VERSION}"), "update the older of the two")
        }
        Denied::Utility { hub } => (format!("the hub is of '{hub}', this desk of another utility"), "look at the hub's address"),
        Denied::Unknown => ("the hub does not know this desk".to_owned(), "ask its administrator for a code, and run `ebcm join`"),
        Denied::Revoked { reason } => (
            format!("the hub's administrator has revoked this desk: {reason}"),
            "ask the administrator; what was recorded here since then is in this file alone",
        ),
        Denied::Signature => (
            "the hub does not accept this desk's signature".to_owned(),
            "this data file is not the one that was taken in: ask the administrator for a code, and run `ebcm join`",
        ),
        Denied::Tampered { why } => {
            (format!("the hub did not take what this desk sent: {why}"), "run `ebcm verify`, and tell the administrator")
        }
        Denied::Forked { seq } => (
            format!("the hub has another entry of this desk under number {seq}: two data files write under its name"),
            "stop working here and tell the administrator: was a backup restored, or the file copied? A new desk joins by a code",
        ),
        Denied::Code => ("the code is wrong, used, or older than seven days".to_owned(), "look at it again, or ask for a new one"),
        Denied::Lent { to } => (format!("the hub has lent the close to desk {to}"), "it runs there"),
        Denied::Later { why } => (format!("the hub can't do it now: {why}"), "wait a little, or try again"),
        Denied::Refused { why } => (why.clone(), ""),
    };
    Fault::new(what, remedy)
}

/// Why the hub was not reached.
pub fn away(error: &reqwest::Error, host: &str) -> Fault {
    match tls(error) {
        Some(rustls::Error::InvalidCertificate(why)) => return certificate(why, host),
        Some(other) => {
            return Fault::new(format!("no safe line to {host} could be made ({other})"), "look at the hub's address and port");
        }
        None => {}
    }
    if error.is_timeout() {
        return slow(host);
    }
    if let Some(why) = inner(error, |e| e.downcast_ref::<io::Error>()).filter(|_| error.is_connect()) {
        let what = match why.kind() {
            io::ErrorKind::ConnectionRefused => format!("nothing answers at {host}"),
            _ if why.to_string().contains("lookup") => format!("the name {host} is not known here"),
            _ => format!("{host} is not reached ({why})"),
        };
        return Fault::new(what, "look at the line, and wait or try again");
    }
    if error.is_connect() {
        return Fault::new(format!("{host} is not reached"), "look at the line, and wait or try again");
    }
    Fault::new(format!("the line to {host} was cut"), "look at the line, and wait or try again")
}

/// The line is there and too slow, or has died without a word.
pub fn slow(host: &str) -> Fault {
    Fault::new(format!("{host} does not answer in time"), "look at the line, and wait or try again")
}

fn certificate(why: &CertificateError, host: &str) -> Fault {
    let (what, remedy) = match why {
        CertificateError::ApplicationVerificationFailure => (
            format!("who answers at {host} is not this utility's hub: its authority is another than the code named"),
            "look at the address and the code; if both are right somebody stands in between: tell the administrator",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            format!("the certificate of {host} has ended by this PC's clock"),
            "set the PC's clock right; if it is right, `ebcm hub renew` is to be run at the hub",
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            (format!("the certificate of {host} is not good yet by this PC's clock"), "set the PC's clock right")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            format!("the hub is not called {host}"),
            "use the name that its certificate bears (`ebcm hub status` shows them), or add this one to hub.toml and run `ebcm hub renew`",
        ),
        other => (format!("the certificate of {host} is not good ({other})"), "tell the hub's administrator"),
    };
    Fault::new(what, remedy)
}

/// What TLS said, wherever in the error it stands.
fn tls(error: &reqwest::Error) -> Option<&rustls::Error> {
    inner(error, tls_in)
}

/// An I/O error holds another without being its source's bearer.
fn tls_in<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    error.downcast_ref::<rustls::Error>().or_else(|| tls_in(error.downcast_ref::<io::Error>()?.get_ref()?))
}

fn inner<'a, T: 'a>(error: &'a reqwest::Error, look: impl Fn(&'a (dyn std::error::Error + 'static)) -> Option<&'a T>) -> Option<&'a T> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = look(error) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::DeskId;

    #[test]
    fn every_denial_says_what_to_do() {
        let reason = || "lost".to_owned();
        let all = [
            Denied::Version { hub: 9 },
            Denied::Utility { hub: "uppcl".to_owned() },
            Denied::Unknown,
            Denied::Revoked { reason: reason() },
            Denied::Signature,
            Denied::Tampered { why: reason() },
            Denied::Forked { seq: 7 },
            Denied::Code,
            Denied::Lent { to: DeskId::new("KVT", 2).expect("a desk") },
            Denied::Later { why: reason() },
        ];
        for one in &all {
            let fault = denied(one);
            assert!(!fault.what.is_empty() && !fault.remedy.is_empty(), "{one:?}");
        }
    }
}
