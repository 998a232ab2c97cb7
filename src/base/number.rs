//! Numbers that name things: consumers, desks, papers (`C-7`).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::FinYear;

/// A consumer's number: 1 to 17 digits, leading zeros kept. Which numbers are well formed is the profile's to say.
///
/// Held as the digits with a 1 before them, so that it is small, ordered, and loses no leading zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsumerNo(i64);

/// Why a text is not a number of that kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not {what}")]
pub struct NotANumber {
    pub text: String,
    pub what: &'static str,
}

impl ConsumerNo {
    /// The number as one integer: the key of its rows in the data file.
    pub const fn key(self) -> i64 {
        self.0
    }

    /// Back from [`Self::key`]; `None` for an integer that no number has.
    pub fn from_key(key: i64) -> Option<Self> {
        (key >= 10 && key.to_string().starts_with('1')).then_some(Self(key))
    }

    /// Its digits.
    pub fn digits(self) -> String {
        self.0.to_string()[1..].to_owned()
    }
}

impl fmt::Display for ConsumerNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string()[1..])
    }
}

impl std::str::FromStr for ConsumerNo {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let no = || NotANumber { text: text.to_owned(), what: "a consumer number: it has 1 to 17 digits and nothing else" };
        if text.is_empty() || text.len() > 17 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(no());
        }
        format!("1{text}").parse().map(Self).map_err(|_| no())
    }
}

impl Serialize for ConsumerNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ConsumerNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse_text(deserializer)
    }
}

fn parse_text<'de, D: Deserializer<'de>, T: std::str::FromStr<Err = NotANumber>>(deserializer: D) -> Result<T, D::Error> {
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

/// The Luhn check digit of `digits` (`C-7`).
pub fn luhn(digits: &str) -> u8 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let digit = u32::from(b.saturating_sub(b'0'));
            match (i % 2 == 0, digit * 2) {
                (true, doubled) if doubled > 9 => doubled - 9,
                (true, doubled) => doubled,
                (false, _) => digit,
            }
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

/// A desk: its office's code and its number there, `KVT-1`. Number 0 is the hub's own hand in that office (`J-13`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeskId {
    office: String,
    number: u8,
}

impl DeskId {
    /// `None` where the code is not 2 to 6 capital letters or digits, or the number is 0.
    pub fn new(office: &str, number: u8) -> Option<Self> {
        Self::any(office, number).filter(|desk| !desk.is_hub())
    }

    /// The hub's own hand in an office.
    pub fn hub(office: &str) -> Option<Self> {
        Self::any(office, 0)
    }

    fn any(office: &str, number: u8) -> Option<Self> {
        let fits = (2..=6).contains(&office.len()) && office.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        fits.then(|| Self { office: office.to_owned(), number })
    }

    /// Whether it is no desk, but what the hub records.
    pub const fn is_hub(&self) -> bool {
        self.number == 0
    }

    pub fn office(&self) -> &str {
        &self.office
    }

    pub const fn number(&self) -> u8 {
        self.number
    }
}

impl fmt::Display for DeskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.office, self.number)
    }
}

impl std::str::FromStr for DeskId {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let no = || NotANumber { text: text.to_owned(), what: "a desk: write office code and desk number, as KVT-1" };
        let (office, number) = text.rsplit_once('-').ok_or_else(no)?;
        Self::any(office, number.parse().map_err(|_| no())?).ok_or_else(no)
    }
}

impl Serialize for DeskId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DeskId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse_text(deserializer)
    }
}

/// The kinds of numbered papers; each has its own series at each desk (`C-7`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperKind {
    Bill,
    Receipt,
    CounterClose,
    Posting,
    Request,
    Voucher,
    Notice,
    MonthClose,
    Instalments,
    Online,
    Complaint,
    Application,
    InspectionLetter,
    DemandNote,
    ServiceOrder,
}

impl PaperKind {
    pub const ALL: [Self; 15] = [
        Self::Bill,
        Self::Receipt,
        Self::CounterClose,
        Self::Posting,
        Self::Request,
        Self::Voucher,
        Self::Notice,
        Self::MonthClose,
        Self::Instalments,
        Self::Online,
        Self::Complaint,
        Self::Application,
        Self::InspectionLetter,
        Self::DemandNote,
        Self::ServiceOrder,
    ];

    /// The letter that its numbers begin with.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bill => "B",
            Self::Receipt => "R",
            Self::CounterClose => "K",
            Self::Posting => "P",
            Self::Request => "Q",
            Self::Voucher => "V",
            Self::Notice => "N",
            Self::MonthClose => "M",
            Self::Instalments => "I",
            Self::Online => "E",
            Self::Complaint => "C",
            Self::Application => "A",
            Self::InspectionLetter => "S",
            Self::DemandNote => "D",
            Self::ServiceOrder => "O",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Bill => "bill",
            Self::Receipt => "receipt",
            Self::CounterClose => "counter close",
            Self::Posting => "posting",
            Self::Request => "request",
            Self::Voucher => "voucher",
            Self::Notice => "notice",
            Self::MonthClose => "month close",
            Self::Instalments => "instalment order",
            Self::Online => "online receipt",
            Self::Complaint => "complaint",
            Self::Application => "application",
            Self::InspectionLetter => "inspection letter",
            Self::DemandNote => "demand note",
            Self::ServiceOrder => "service connection order",
        }
    }
}

/// A paper's number, `R-KVT-1-2627-000123`: unique for ever, without gaps per kind, desk and financial year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperNo {
    pub kind: PaperKind,
    pub desk: DeskId,
    pub year: FinYear,
    pub number: u32,
}

impl fmt::Display for PaperNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}-{:06}", self.kind.code(), self.desk, self.year.short(), self.number)
    }
}

impl std::str::FromStr for PaperNo {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let no = || NotANumber { text: text.to_owned(), what: "a paper's number: write it whole, as R-KVT-1-2627-000123" };
        let (code, rest) = text.split_once('-').ok_or_else(no)?;
        let kind = PaperKind::ALL.into_iter().find(|k| k.code() == code).ok_or_else(no)?;
        let (rest, number) = rest.rsplit_once('-').ok_or_else(no)?;
        let (desk, year) = rest.rsplit_once('-').ok_or_else(no)?;
        if year.len() != 4 || number.len() < 6 {
            return Err(no());
        }
        let start: i32 = year.get(..2).ok_or_else(no)?.parse().map_err(|_| no())?;
        let year_of = FinYear::starting(2000 + start);
        if year_of.short() != year {
            return Err(no());
        }
        Ok(Self { kind, desk: desk.parse().map_err(|_| no())?, year: year_of, number: number.parse().map_err(|_| no())? })
    }
}

impl Serialize for PaperNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PaperNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parse_text(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c7_consumer_numbers_keep_their_zeros() {
        for text in ["010000016", "0", "0000000000", "123456789012"] {
            let number: ConsumerNo = text.parse().expect("a number");
            assert_eq!(number.to_string(), text);
            assert_eq!(ConsumerNo::from_key(number.key()), Some(number));
        }
        for text in ["", "12a", "-1", "123456789012345678"] {
            assert!(text.parse::<ConsumerNo>().is_err(), "{text}");
        }
    }

    #[test]
    fn c7_luhn_catches_every_single_wrong_digit() {
        assert_eq!(luhn("7992739871"), 3);
        let right = "01000123";
        for place in 0..right.len() {
            for digit in b'0'..=b'9' {
                let mut wrong = right.as_bytes().to_vec();
                if wrong[place] == digit {
                    continue;
                }
                wrong[place] = digit;
                assert_ne!(luhn(std::str::from_utf8(&wrong).expect("digits")), luhn(right));
            }
        }
    }

    #[test]
    fn c7_paper_numbers_read_back() {
        let text = "R-KVT-1-2627-000123";
        let paper: PaperNo = text.parse().expect("a number");
        assert_eq!((paper.number, paper.desk.number(), paper.to_string().as_str()), (123, 1, text));
        for text in ["R-KVT-1-2629-000123", "X-KVT-1-2627-000123", "R-KVT-1-2627-123", "R-KVT-2627-000123", "R-kvt-1-2627-000123"] {
            assert!(text.parse::<PaperNo>().is_err(), "{text}");
        }
    }
}
