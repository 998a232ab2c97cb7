//! Passwords, PINs and keys (`J-16`).

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};

use crate::base::{Fault, Refusal};

/// The shortest password, and the digits of a PIN.
const PASSWORD_LETTERS: usize = 8;
const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// The Argon2id hash of a new password.
///
/// # Errors
/// Too short.
pub fn hash_password(password: &str) -> Result<String, Refusal> {
    if password.chars().count() < PASSWORD_LETTERS {
        return Err(
            Refusal::new("J-16", format!("A password has at least {PASSWORD_LETTERS} letters: choose a longer one.")).at("password")
        );
    }
    hash(password)
}

/// The Argon2id hash of a new PIN.
///
/// # Errors
/// Not 4 to 8 digits, or all of them alike.
pub fn hash_pin(pin: &str) -> Result<String, Refusal> {
    let digits = PIN_DIGITS.contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit());
    if !digits || pin.bytes().all(|b| Some(b) == pin.bytes().next()) {
        return Err(Refusal::new("J-16", "A PIN has 4 to 8 digits, not all alike.").at("pin"));
    }
    hash(pin)
}

fn hash(secret: &str) -> Result<String, Refusal> {
    Argon2::default()
        .hash_password(secret.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|e| Refusal::new("J-16", format!("The password can't be kept ({e}): choose another.")).at("password"))
}

/// Whether `secret` is what was hashed. A hash that can't be read fits nothing.
pub fn fits(secret: &str, hashed: &str) -> bool {
    PasswordHash::new(hashed).is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok())
}

/// Random bytes of the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Fault::new(format!("the system gave no randomness ({e})"), "start again"))?;
    Ok(bytes)
}

/// A new Ed25519 key: secret and public part, in hex.
pub fn new_key() -> Result<(String, String), Fault> {
    let secret = zeroize::Zeroizing::new(random::<32>()?);
    let key = ed25519_dalek::SigningKey::from_bytes(&secret);
    Ok((hex::encode(*secret), hex::encode(key.verifying_key().to_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j16_a_password_fits_itself_alone() {
        let hashed = hash_password("island queue").expect("a hash");
        assert!(hashed.starts_with("$argon2id$"));
        assert!(fits("island queue", &hashed));
        assert!(!fits("island Queue", &hashed));
        assert!(!fits("island queue", "not a hash"));
        assert!(hash_password("short").is_err());
        for pin in ["12", "1111", "12a4", "123456789"] {
            assert!(hash_pin(pin).is_err(), "{pin}");
        }
    }
}
