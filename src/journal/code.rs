//! The one-time code that takes a desk into the utility (`J-12`): what proves it, and by what the hub is known from the first contact on.
//!
//! It is read out over the telephone and typed: Crockford's letters, in groups of four; case, dashes, and the letters that look like
//! digits don't matter.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Bytes of either half; 80 bits can't be searched while a code is good.
const HALF: usize = 10;

/// A code: a secret that only its bearer has, and the beginning of the fingerprint of the hub's own authority.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub secret: [u8; HALF],
    pub authority: [u8; HALF],
}

/// A text that is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("that is no code: it has eight groups of four letters and digits; look at it again")]
pub struct NotACode;

/// The SHA-256 of a certificate: how a desk knows its hub again.
pub fn fingerprint(certificate: &[u8]) -> [u8; 32] {
    Sha256::digest(certificate).into()
}

impl Code {
    /// A code for a secret, under the authority whose certificate has this fingerprint.
    pub fn new(secret: [u8; HALF], fingerprint: &[u8; 32]) -> Self {
        let mut authority = [0; HALF];
        authority.copy_from_slice(&fingerprint[..HALF]);
        Self { secret, authority }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bits = 0_u32;
        let mut held = 0;
        let mut written = 0;
        for byte in self.secret.iter().chain(&self.authority) {
            bits = (bits << 8) | u32::from(*byte);
            held += 8;
            while held >= 5 {
                held -= 5;
                if written > 0 && written % 4 == 0 {
                    f.write_str("-")?;
                }
                let letter = LETTERS[(bits >> held) as usize & 31];
                write!(f, "{}", char::from(letter))?;
                written += 1;
            }
        }
        Ok(())
    }
}

impl FromStr for Code {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let mut bytes = Vec::with_capacity(2 * HALF);
        let (mut bits, mut held) = (0_u32, 0);
        for letter in text.bytes().filter(|b| !matches!(b, b'-' | b' ')) {
            let plain = match letter.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let value = LETTERS.iter().position(|l| *l == plain).and_then(|at| u32::try_from(at).ok()).ok_or(NotACode)?;
            bits = ((bits << 5) | value) & 0xffff;
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push(u8::try_from((bits >> held) & 0xff).map_err(|_| NotACode)?);
            }
        }
        let bytes: [u8; 2 * HALF] = bytes.try_into().map_err(|_| NotACode)?;
        if held != 0 {
            return Err(NotACode);
        }
        let mut code = Self { secret: [0; HALF], authority: [0; HALF] };
        code.secret.copy_from_slice(&bytes[..HALF]);
        code.authority.copy_from_slice(&bytes[HALF..]);
        Ok(code)
    }
}

/// A code stands in no log.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j12_a_code_reads_back_however_it_is_typed() {
        let code = Code::new([0, 255, 17, 34, 51, 68, 85, 102, 119, 136], &fingerprint(b"a certificate"));
        let text = code.to_string();
        assert_eq!((text.len(), text.split('-').map(str::len).collect::<Vec<_>>()), (39, vec![4; 8]));
        for typed in
            [text.clone(), text.to_lowercase(), text.replace('-', ""), text.replace('-', " "), text.replace('0', "o").replace('1', "l")]
        {
            assert_eq!(typed.parse(), Ok(code), "{typed}");
        }
        for wrong in
            ["", "0000", &text[1..], &format!("{text}0"), &text.replace(&text[..1], "U"), "ä000-0000-0000-0000-0000-0000-0000-0000"]
        {
            assert_eq!(wrong.parse::<Code>(), Err(NotACode), "{wrong}");
        }
    }
}
