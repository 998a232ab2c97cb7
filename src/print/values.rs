//! What a form can show, and the values of one paper.

use crate::base::Money;

use super::upi::Upi;

/// How a value must be treated on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Text,
    /// An amount, a number or a date: never shortened. The sample is the longest there is; a form must have room for it.
    Figure,
}

macro_rules! fields {
    ($($variant:ident $name:literal $sort:ident $sample:literal;)+) => {
        /// A value that a form may place; in form files by its name, `consumer_no`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($variant),+ }

        impl Field {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            pub const fn sort(self) -> Sort {
                match self { $(Self::$variant => Sort::$sort),+ }
            }

            /// What the test sheet shows in its place: as long as it may become.
            pub const fn sample(self) -> &'static str {
                match self { $(Self::$variant => $sample),+ }
            }
        }
    };
}

fields! {
    Utility "utility" Text "NAME OF THE UTILITY";
    Office "office" Text "OFFICE";
    Desk "desk" Text "DESK";
    Training "training" Text "TRAINING";
    SampleTariff "sample_tariff" Text "SAMPLE TARIFF";
    Duplicate "duplicate" Text "DUPLICATE 99";
    Proposal "proposal" Text "BILL PROPOSAL";
    ConsumerNo "consumer_no" Figure "999999999999";
    OldNo "old_no" Text "OLD NUMBER";
    Name "name" Text "NAME OF THE CONSUMER";
    Address "address" Text "HOUSE, PLACE, ISLAND";
    Category "category" Text "CATEGORY";
    Load "load" Text "999.99 kW";
    Phase "phase" Text "3-phase";
    MeterNo "meter_no" Text "METER NUMBER";
    Status "status" Text "STATUS";
    Period "period" Text "Dec 2026";
    Months "months" Text "12";
    PreviousReading "previous_reading" Figure "999999999";
    PreviousDate "previous_date" Figure "31-12-2026";
    Reading "reading" Figure "999999999";
    ReadingDate "reading_date" Figure "31-12-2026";
    Units "units" Figure "999999999";
    Method "method" Text "self-reading";
    BillNo "bill_no" Figure "B-ABCD-99-2627-999999";
    BillDate "bill_date" Figure "31-12-2026";
    DueDate "due_date" Figure "31-12-2026";
    Tariff "tariff" Text "TARIFF";
    BillAmount "bill_amount" Figure "-99,99,99,99,999.99";
    Bpsc "bpsc" Figure "-99,99,99,99,999.99";
    Postings "postings" Figure "-99,99,99,99,999.99";
    Arrears "arrears" Figure "-99,99,99,99,999.99";
    Payable "payable" Figure "-99,99,99,99,999.99";
    Collect "collect" Figure "Rs. 99,99,99,99,999.00";
    CollectInWords "collect_in_words" Text "Rupees ... Only";
    Explanation "explanation" Text "WHY THIS AMOUNT";
    ReceiptNo "receipt_no" Figure "R-ABCD-99-2627-999999";
    ReceiptTime "receipt_time" Figure "31-12-2026 23:59";
    Amount "amount" Figure "Rs. 99,99,99,99,999.00";
    AmountInWords "amount_in_words" Text "Rupees ... Only";
    Modes "modes" Text "MODES WITH REFERENCES";
    Tendered "tendered" Figure "99,99,99,99,999.00";
    Change "change" Figure "99,99,99,99,999.00";
    Balance "balance" Figure "-99,99,99,99,999.99";
    Notice "notice" Text "NOTICE";
    NoticeNo "notice_no" Figure "N-ABCD-99-2627-999999";
    Served "served_date" Figure "31-12-2026";
    CutFrom "cut_date" Figure "31-12-2026";
    Warning "warning" Text "WHAT FOLLOWS WHERE NOTHING IS PAID";
    Clerk "clerk" Text "CLERK";
}

impl Field {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }
}

/// A line of a bill, as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// Blank where the line has no units, or no rate.
    pub units: String,
    pub rate: String,
    pub amount: Money,
}

/// The longest amount that a bill's line shows.
pub const LONGEST_AMOUNT: &str = "-99,99,99,99,999.99";

/// The values of one paper. What is not set prints nothing.
#[derive(Debug, Clone, Default)]
pub struct Values {
    texts: Vec<(Field, String)>,
    pub lines: Vec<Line>,
    /// Drawn as a QR code where the form has a place for one, on plain paper (`C-21`).
    pub upi: Option<Upi>,
}

impl Values {
    pub fn new() -> Self {
        Self { texts: Vec::with_capacity(Field::ALL.len()), ..Self::default() }
    }

    pub fn set(&mut self, field: Field, text: impl Into<String>) -> &mut Self {
        let text = text.into();
        match self.texts.iter_mut().find(|(known, _)| *known == field) {
            Some((_, old)) => *old = text,
            None => self.texts.push((field, text)),
        }
        self
    }

    /// An amount with the Indian grouping, `1,23,456.00`.
    pub fn amount(&mut self, field: Field, amount: Money) -> &mut Self {
        self.set(field, amount.indian())
    }

    /// An amount as `Rs. 1,23,456.00`.
    pub fn rupees(&mut self, field: Field, amount: Money) -> &mut Self {
        self.set(field, format!("Rs. {}", amount.indian()))
    }

    pub fn line(&mut self, text: impl Into<String>, units: impl Into<String>, rate: impl Into<String>, amount: Money) -> &mut Self {
        self.lines.push(Line { text: text.into(), units: units.into(), rate: rate.into(), amount });
        self
    }

    pub fn get(&self, field: Field) -> &str {
        self.texts.iter().find(|(known, _)| *known == field).map_or("", |(_, text)| text)
    }
}

/// At most `rows` lines: where there are more, the smallest are joined into one last line called `other`, so that the lines
/// still sum to the same (`C-22`: no amount is ever left out).
pub fn join_lines<'a>(lines: &'a [Line], rows: usize, other: &str) -> std::borrow::Cow<'a, [Line]> {
    if lines.len() <= rows || rows == 0 {
        return lines.into();
    }
    let mut by_size: Vec<usize> = (0..lines.len()).collect();
    by_size.sort_by_key(|i| std::cmp::Reverse(lines.get(*i).map_or(Money::ZERO, |line| line.amount.abs())));
    let mut kept: Vec<usize> = by_size.iter().copied().take(rows - 1).collect();
    kept.sort_unstable();
    let mut joined: Vec<Line> = kept.iter().filter_map(|i| lines.get(*i).cloned()).collect();
    let rest: Money = by_size.iter().skip(rows - 1).filter_map(|i| lines.get(*i)).map(|line| line.amount).sum();
    let text = format!("{other} ({} lines)", lines.len() - kept.len());
    joined.push(Line { text, units: String::new(), rate: String::new(), amount: rest });
    joined.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_field_has_a_name_of_its_own() {
        for field in Field::ALL {
            assert_eq!(Field::from_name(field.name()), Some(*field));
        }
        assert_eq!(Field::from_name("nothing"), None);
    }

    proptest! {
        #[test]
        fn c22_joined_lines_lose_no_amount(paise in prop::collection::vec(-1_000_000i64..1_000_000, 0..30), rows in 1usize..12) {
            let lines: Vec<Line> = paise
                .iter()
                .map(|p| Line { text: "a".into(), units: String::new(), rate: String::new(), amount: Money::from_paise(*p) })
                .collect();
            let joined = join_lines(&lines, rows, "Other");
            prop_assert!(joined.len() <= rows);
            prop_assert_eq!(joined.iter().map(|l| l.amount).sum::<Money>(), lines.iter().map(|l| l.amount).sum::<Money>());
        }
    }
}
