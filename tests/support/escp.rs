//! A nine-pin printer in miniature: it reads a stream and keeps what falls on the paper. What it does not know, what leaves
//! the paper and what is printed over something else are faults.

use std::collections::BTreeMap;

/// A letter on the paper; across in 1/120 inch from the head's first column, down in 1/216 inch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    pub left: i32,
    pub top: i32,
    pub wide: i32,
    pub letter: char,
    pub bold: bool,
}

#[derive(Debug, Default)]
pub struct Printed {
    pub pages: Vec<Vec<Letter>>,
    /// Inches, each time it was set.
    pub form_lengths: Vec<u8>,
    pub faults: Vec<String>,
}

/// What the head reaches: 8 inches.
const REACH: i32 = 8 * 120;
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»";

struct Head<'a> {
    bytes: std::slice::Iter<'a, u8>,
    printed: Printed,
    page: Vec<Letter>,
    left: i32,
    top: i32,
    elite: bool,
    condensed: bool,
    emphasised: bool,
    double_strike: bool,
}

/// Reads a whole stream.
pub fn read(bytes: &[u8]) -> Printed {
    let mut head = Head {
        bytes: bytes.iter(),
        printed: Printed::default(),
        page: Vec::new(),
        left: 0,
        top: 0,
        elite: false,
        condensed: false,
        emphasised: false,
        double_strike: false,
    };
    while let Some(byte) = head.bytes.next().copied() {
        head.take(byte);
    }
    if (head.left, head.top) != (0, 0) || !head.page.is_empty() {
        head.fault("the stream does not end at the top of a form");
    }
    head.printed
}

impl Head<'_> {
    fn fault(&mut self, what: impl Into<String>) {
        self.printed.faults.push(what.into());
    }

    fn argument(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or_else(|| {
            self.printed.faults.push("the stream ends inside a command".into());
            0
        })
    }

    fn form(&self) -> i32 {
        i32::from(self.printed.form_lengths.last().copied().unwrap_or(11)) * 216
    }

    fn take(&mut self, byte: u8) {
        match byte {
            0x1b => self.command(),
            0x0f => self.condensed = true,
            0x12 => self.condensed = false,
            0x0d => self.left = 0,
            0x0c => {
                self.top = 0;
                self.left = 0;
                self.printed.pages.push(std::mem::take(&mut self.page));
            }
            0x0a => {
                self.left = 0;
                self.feed(36);
            }
            0x20..=0x7e | 0x80..=0xff => self.strike(byte),
            other => self.fault(format!("a control byte {other:#04x}")),
        }
    }

    fn command(&mut self) {
        let (elite, condensed) = (self.elite, self.condensed);
        match self.argument() {
            b'@' => (self.elite, self.condensed, self.emphasised, self.double_strike) = (false, false, false, false),
            b'O' | b'6' => {}
            b'R' | b't' | b'x' => {
                self.argument();
            }
            b'C' => {
                if self.argument() != 0 {
                    self.fault("a form length in lines");
                }
                if (self.left, self.top) != (0, 0) {
                    self.fault("the form length is set inside a form");
                }
                let inches = self.argument();
                self.printed.form_lengths.push(inches);
            }
            b'P' => self.elite = false,
            b'M' => self.elite = true,
            b'E' if elite || condensed => self.fault("emphasised outside pica"),
            b'E' => self.emphasised = true,
            b'F' => self.emphasised = false,
            b'G' => self.double_strike = true,
            b'H' => self.double_strike = false,
            b'J' => {
                let step = self.argument();
                self.feed(i32::from(step));
            }
            b'$' => {
                let place = [self.argument(), self.argument()];
                self.left = i32::from(u16::from_le_bytes(place)) * 2;
            }
            other => self.fault(format!("an unknown command ESC {:?}", char::from(other))),
        }
    }

    fn feed(&mut self, step: i32) {
        self.top += step;
        if self.top >= self.form() {
            self.fault("fed over the end of the form");
        }
    }

    fn strike(&mut self, byte: u8) {
        let wide = match (self.elite, self.condensed) {
            (false, false) => 12,
            (true, false) => 10,
            (false, true) => 7,
            (true, true) => 6,
        };
        let letter = match byte {
            0x80.. => UPPER.chars().nth(usize::from(byte - 0x80)).unwrap_or(match byte {
                0xf8 => '°',
                0xf1 => '±',
                _ => '?',
            }),
            _ => char::from(byte),
        };
        let (left, top) = (self.left, self.top);
        if left < 0 || left + wide > REACH || top + 27 > self.form() {
            self.fault(format!("{letter:?} is off the paper at {left}, {top}"));
        }
        self.left += wide;
        if letter == ' ' {
            return;
        }
        let bold = self.emphasised || self.double_strike;
        let over =
            self.page.iter().rev().take(400).find(|old| (old.top - top).abs() < 27 && old.left < left + wide && left < old.left + old.wide);
        if let Some(old) = over.copied() {
            self.fault(format!("{letter:?} is printed over {:?} at {left}, {top}", old.letter));
        }
        self.page.push(Letter { left, top, wide, letter, bold });
    }
}

impl Printed {
    /// The paper as text, 17 columns an inch, a line for each line of print.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for page in &self.pages {
            let mut rows: BTreeMap<i32, Vec<&Letter>> = BTreeMap::new();
            for letter in page {
                rows.entry(letter.top).or_default().push(letter);
            }
            for letters in rows.values_mut() {
                letters.sort_by_key(|l| l.left);
                let mut line = String::new();
                let mut end = 0;
                for letter in letters.iter() {
                    if letter.left - end == letter.wide && end > 0 {
                        line.push(' ');
                    } else if letter.left > end {
                        let column = usize::try_from(letter.left / 7).expect("on the paper");
                        let used = line.chars().count();
                        line.push_str(&" ".repeat(column.saturating_sub(used).max(1)));
                    }
                    line.push(letter.letter);
                    end = letter.left + letter.wide;
                }
                out.push_str(line.trim_end());
                out.push('\n');
            }
            out.push_str("- - - -\n");
        }
        out
    }
}
