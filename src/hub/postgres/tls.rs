//! The line to the database: in the clear, encrypted, or encrypted to the very server that is meant (`J-13`). As libpq has it,
//! `sslmode=require` keeps out who listens, and `sslmode=verify-full&sslrootcert=FILE` who stands in between, too.

use std::error::Error as _;
use std::io;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Config, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::base::Fault;

/// Makes connections safe; where the address asks for none, it is not used.
pub(super) type Tls = MakeRustlsConnect;
pub(super) type Stream = <Tls as MakeTlsConnect<Socket>>::Stream;

/// The address of a database, and how it is to be reached.
///
/// # Errors
/// An address that can't be read; a root certificate that is not there, or none.
pub(super) fn read(address: &str) -> Result<(Config, Tls), Fault> {
    let (plain, mode, root) = parted(address);
    let unreadable = |e| Fault::new(format!("the database's address can't be read ({e})"), "write postgres://user@host:port/database");
    let mut config: Config = plain.parse().map_err(unreadable)?;
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match (mode, root) {
        (None | Some("disable"), None) => {
            config.ssl_mode(SslMode::Disable);
            Arc::new(Anybody(Arc::clone(&provider)))
        }
        (Some("require"), None) => {
            config.ssl_mode(SslMode::Require);
            Arc::new(Anybody(Arc::clone(&provider)))
        }
        (Some("verify-full"), Some(file)) => {
            config.ssl_mode(SslMode::Require);
            verifier(file, Arc::clone(&provider))?
        }
        (mode, root) => {
            let of = |name: &str, value: Option<&str>| value.map_or_else(|| format!("no {name}"), |value| format!("{name}={value}"));
            let what = format!("{} with {} is not known", of("sslmode", mode), of("sslrootcert", root));
            return Err(Fault::new(what, "write ?sslmode=verify-full&sslrootcert=/etc/ebcm/root.pem, or ?sslmode=require"));
        }
    };
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Fault::new(format!("the line to the database can't be made safe ({e})"), "install the program again"))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok((config, MakeRustlsConnect::new(tls)))
}

/// The address without what it says of TLS, and that: mode and root.
fn parted(address: &str) -> (String, Option<&str>, Option<&str>) {
    let Some((base, query)) = address.split_once('?') else { return (address.to_owned(), None, None) };
    let (mut mode, mut root, mut rest) = (None, None, Vec::new());
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value),
            Some(("sslrootcert", value)) => root = Some(value),
            _ => rest.push(pair),
        }
    }
    let address = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    (address, mode, root)
}

fn verifier(file: &str, provider: Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, Fault> {
    let no = |why: &dyn std::fmt::Display| {
        Fault::new(format!("the database's root certificate {file} can't be used ({why})"), "name the authority's own, as PEM")
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|e| no(&e))? {
        roots.add(certificate.map_err(|e| no(&e))?).map_err(|e| no(&e))?;
    }
    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().map_err(|e| no(&e))
}

/// Why the server was not believed, where that is what went wrong.
pub(super) fn refused(error: &tokio_postgres::Error) -> Option<Fault> {
    let mut next = error.source();
    while let Some(error) = next {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = error.downcast_ref::<rustls::Error>().or_else(|| inner?.downcast_ref());
        if let Some(rustls::Error::InvalidCertificate(why)) = tls {
            let why = match why {
                CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                    "it is not from the authority that sslrootcert names".to_owned()
                }
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    "it is for another name than the address has".to_owned()
                }
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has ended".to_owned(),
                other => other.to_string(),
            };
            let what = format!("the certificate of the hub's database is not believed: {why}");
            return Some(Fault::new(what, "look at storage in hub.toml; if it is right, somebody else answers there. Desks go on alone"));
        }
        next = error.source();
    }
    None
}

/// Believes whoever answers that it holds the key of the certificate it shows: what is said is hidden, from whom is not known.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
