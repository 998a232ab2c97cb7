//! By what a desk knows its hub: the fingerprint of the hub's own authority. The authority is looked for in what the hub shows, and then
//! everything is verified under it as under any other: names, dates, signatures.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::base::Fault;
use crate::journal::code::fingerprint;

/// What the authority's fingerprint must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin {
    /// As the one-time code says it, for the first contact.
    Begins([u8; 10]),
    /// As it is kept from then on.
    Whole([u8; 32]),
}

impl Pin {
    fn fits(self, fingerprint: &[u8; 32]) -> bool {
        match self {
            Self::Begins(begin) => fingerprint.starts_with(&begin),
            Self::Whole(whole) => *fingerprint == whole,
        }
    }
}

/// The whole fingerprint of the authority that was found, once the hub was reached.
pub type Seen = Arc<Mutex<Option<[u8; 32]>>>;

#[derive(Debug)]
struct Pinned {
    pin: Pin,
    provider: Arc<CryptoProvider>,
    seen: Seen,
}

/// A client's side of TLS that knows one hub alone.
///
/// # Errors
/// None that this program can bring about.
pub fn client(pin: Pin) -> Result<(ClientConfig, Seen), Fault> {
    let provider = Arc::new(ring::default_provider());
    let seen = Seen::default();
    let verifier = Pinned { pin, provider: Arc::clone(&provider), seen: Arc::clone(&seen) };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|e| Fault::new(format!("this program can't encrypt ({e})"), "install it again"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok((config, seen))
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found = intermediates.iter().map(|shown| (shown, fingerprint(shown))).find(|(_, print)| self.pin.fits(print));
        let (authority, print) = found.ok_or(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone().into_owned())?;
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&self.provider))
            .build()
            .map_err(|e| Error::General(e.to_string()))?;
        let verified = verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(print);
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
