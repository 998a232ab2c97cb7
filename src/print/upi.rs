//! Payment by UPI: the address that a payer's telephone understands, and its QR code (`C-21`).

use std::fmt::Write as _;

use qrcode::{EcLevel, QrCode};

use crate::base::Money;

/// What a payer's telephone is asked to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upi {
    /// The payee's virtual address, `utility@bank`.
    pub payee: String,
    pub payee_name: String,
    pub amount: Money,
    /// What the payee reads with the payment: the bill's number.
    pub note: String,
}

/// A QR code's modules, `true` for dark, without the quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrModules {
    side: usize,
    dark: Vec<bool>,
}

/// Light modules that belong around a code.
pub const QUIET: usize = 4;

impl Upi {
    /// `upi://pay?pa=..&pn=..&am=..&tn=..&cu=INR`, each value percent-encoded.
    pub fn address(&self) -> String {
        let mut address = format!("upi://pay?pa={}&pn={}", encoded(&self.payee), encoded(&self.payee_name));
        let _ = write!(address, "&am={}&tn={}&cu=INR", self.amount, encoded(&self.note));
        address
    }

    /// `None` where the texts are longer than any QR code holds.
    pub fn modules(&self) -> Option<QrModules> {
        let code = QrCode::with_error_correction_level(self.address(), EcLevel::M).ok()?;
        Some(QrModules { side: code.width(), dark: code.to_colors().into_iter().map(|c| c == qrcode::Color::Dark).collect() })
    }

    /// For the screen: two rows of modules a line, light on the terminal's ground as half blocks. Empty where there is no code.
    pub fn half_blocks(&self) -> Vec<String> {
        let Some(modules) = self.modules() else { return Vec::new() };
        let quiet = 2;
        let rows = modules.side + 2 * quiet;
        let light = |row: usize, column: usize| !modules.is_dark(row.wrapping_sub(quiet), column.wrapping_sub(quiet));
        (0..rows)
            .step_by(2)
            .map(|row| {
                (0..rows)
                    .map(|column| match (light(row, column), row + 1 < rows && light(row + 1, column)) {
                        (true, true) => '█',
                        (true, false) => '▀',
                        (false, true) => '▄',
                        (false, false) => ' ',
                    })
                    .collect()
            })
            .collect()
    }
}

impl QrModules {
    pub const fn side(&self) -> usize {
        self.side
    }

    pub fn is_dark(&self, row: usize, column: usize) -> bool {
        row < self.side && column < self.side && self.dark.get(row * self.side + column).copied().unwrap_or(false)
    }

    /// Runs of dark modules: row, first column, length.
    pub fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for row in 0..self.side {
            for column in (0..self.side).filter(|column| self.is_dark(row, *column)) {
                match runs.last_mut() {
                    Some((at, first, length)) if *at == row && *first + *length == column => *length += 1,
                    _ => runs.push((row, column, 1)),
                }
            }
        }
        runs
    }
}

/// All but the letters that no address gives a meaning to. `@` stays: payment apps read the payee's address literally.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upi(name: &str, note: &str) -> Upi {
        Upi { payee: "led.kvt@sbi".into(), payee_name: name.into(), amount: Money::from_paise(58_500), note: note.into() }
    }

    #[test]
    fn c21_the_address_is_encoded() {
        assert_eq!(
            upi("Electricity Dept & Co", "B-KVT-1-2627-000123").address(),
            "upi://pay?pa=led.kvt@sbi&pn=Electricity%20Dept%20%26%20Co&am=585.00&tn=B-KVT-1-2627-000123&cu=INR"
        );
        assert!(upi("ദ്വീപ്", "#1=2&am=1").address().contains("tn=%231%3D2%26am%3D1&cu=INR"));
    }

    #[test]
    fn c21_a_code_is_square_on_the_screen_and_in_runs() {
        let upi = upi("Electricity Department", "B-KVT-1-2627-000123");
        let modules = upi.modules().expect("a code");
        let lines = upi.half_blocks();
        assert_eq!(lines.len(), (modules.side() + 4).div_ceil(2));
        assert!(lines.iter().all(|line| line.chars().count() == modules.side() + 4));
        let dark: usize = modules.runs().iter().map(|(_, _, length)| length).sum();
        let counted = (0..modules.side()).flat_map(|r| (0..modules.side()).map(move |c| (r, c))).filter(|(r, c)| modules.is_dark(*r, *c));
        assert_eq!(dark, counted.count());
    }

    #[test]
    fn a_text_too_long_for_a_code_has_none() {
        let long = upi(&"x".repeat(4_000), "");
        assert_eq!((long.modules(), long.half_blocks()), (None, Vec::new()));
    }
}
