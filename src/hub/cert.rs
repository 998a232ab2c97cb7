//! The hub's certificates: an authority of its own, which the desks pin, and the certificate that it shows them.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

use crate::base::{Day, Fault};

/// How long the authority and the shown certificate are good. The authority is what desks pin: to change it is to enrol them anew.
const AUTHORITY_MONTHS: i32 = 30 * 12;
const SHOWN_MONTHS: i32 = 27;
/// A desk whose clock stands some days back still knows its hub.
const DAYS_BEFORE: i32 = -30;
/// The line before the certificate that says until when it is good.
const UNTIL: &str = "Good until ";

/// A certificate and its key, both as PEM.
pub struct Pair {
    pub certificate: String,
    pub key: String,
}

/// A new authority for a utility.
///
/// # Errors
/// A system without randomness.
pub fn authority(utility: &str, today: Day) -> Result<Pair, Fault> {
    let key = KeyPair::generate().map_err(|e| not_made(&e))?;
    let certificate = authority_of(utility, today).self_signed(&key).map_err(|e| not_made(&e))?;
    Ok(Pair { certificate: certificate.pem(), key: key.serialize_pem() })
}

/// A new certificate for these names (hosts or addresses), under the authority; the authority's stands behind it.
///
/// # Errors
/// A name that no certificate can bear; a key that can't be read.
pub fn shown(utility: &str, authority: &Pair, names: &[String], today: Day) -> Result<Pair, Fault> {
    for name in names {
        if name.parse::<IpAddr>().is_err() && !is_host(name) {
            return Err(Fault::new(format!("'{name}' is no host's name and no address"), "write it as hub.example.org or 10.0.0.5"));
        }
    }
    let authority_key = KeyPair::from_pem(&authority.key)
        .map_err(|e| Fault::new(format!("the authority's key can't be read ({e})"), "bring ca.key back from where it is kept"))?;
    let issuer = Issuer::new(authority_of(utility, today), authority_key);
    let until = today.plus_months(SHOWN_MONTHS);
    let mut params = CertificateParams::new(names.to_vec()).map_err(|e| not_made(&e))?;
    params.distinguished_name = named(&format!("ebcm hub of {utility}"));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    good_for(&mut params, today, until);
    let key = KeyPair::generate().map_err(|e| not_made(&e))?;
    let certificate = params.signed_by(&key, &issuer).map_err(|e| not_made(&e))?;
    let chain = format!("{UNTIL}{until}\n{}{}", certificate.pem(), authority.certificate);
    Ok(Pair { certificate: chain, key: key.serialize_pem() })
}

/// The day on which a shown certificate ends, as its file says.
pub fn until(chain: &str) -> Option<Day> {
    chain.lines().find_map(|line| line.strip_prefix(UNTIL))?.trim().parse().ok()
}

/// The authority's side of its certificate: the same for every one that it signs.
fn authority_of(utility: &str, today: Day) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(&format!("ebcm authority of {utility}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    good_for(&mut params, today, today.plus_months(AUTHORITY_MONTHS));
    params
}

fn good_for(params: &mut CertificateParams, today: Day, until: Day) {
    let time = |day: Day| {
        let date = day.date();
        date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    };
    params.not_before = time(today.plus_days(DAYS_BEFORE));
    params.not_after = time(until);
}

fn named(name: &str) -> DistinguishedName {
    let mut named = DistinguishedName::new();
    named.push(DnType::CommonName, name);
    named
}

fn is_host(name: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !l.starts_with('-') && !l.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}

fn not_made(error: &rcgen::Error) -> Fault {
    Fault::new(format!("the hub's certificate can't be made ({error})"), "try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_addresses_stand_in_a_certificate() {
        let today = Day::new(2026, 11, 22).expect("a day");
        let authority = authority("led", today).expect("an authority");
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let pair = shown("led", &authority, &names(&["localhost", "127.0.0.1", "::1", "hub.example.org"]), today).expect("a certificate");
        assert_eq!(pair.certificate.matches("BEGIN CERTIFICATE").count(), 2);
        assert_eq!(until(&pair.certificate), Day::new(2029, 2, 22));
        for wrong in ["", "hub_1", "https://hub", "a b", "-a", "hub:7443"] {
            assert!(shown("led", &authority, &names(&[wrong]), today).is_err(), "{wrong}");
        }
    }
}
