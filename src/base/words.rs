//! Amounts in words, in the Indian way of counting (`B-3`); how houses and sentences are written.

use super::Money;

const ONES: [&str; 20] = [
    "",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];
const TENS: [&str; 10] = ["", "", "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];

/// `Rupees One Lakh Twenty Three Thousand Four Hundred Fifty Six Only`; with paise `... and Paise Fifty Only`.
pub fn in_words(amount: Money) -> String {
    let rupees = amount.paise().unsigned_abs() / 100;
    let paise = amount.paise().unsigned_abs() % 100;
    let mut words = vec![if amount < Money::ZERO { "Minus Rupees" } else { "Rupees" }.to_owned()];
    words.push(if rupees == 0 { "Zero".to_owned() } else { number(rupees) });
    if paise > 0 {
        words.push(format!("and Paise {}", number(paise)));
    }
    words.push("Only".to_owned());
    words.join(" ")
}

fn number(n: u64) -> String {
    let mut parts = Vec::new();
    let mut rest = n;
    for (size, name) in [(10_000_000, "Crore"), (100_000, "Lakh"), (1_000, "Thousand"), (100, "Hundred")] {
        if rest >= size {
            parts.push(format!("{} {name}", number(rest / size)));
            rest %= size;
        }
    }
    match usize::try_from(rest).unwrap_or(0) {
        0 => {}
        small @ 1..20 => parts.push(ONES[small].to_owned()),
        large if large % 10 == 0 => parts.push(TENS[large / 10].to_owned()),
        large => parts.push(format!("{} {}", TENS[large / 10], ONES[large % 10])),
    }
    parts.join(" ")
}

/// Address and area; the area once, where the address names it already.
pub fn house(address: &str, area: &str) -> String {
    match (address.is_empty(), area.is_empty() || address.ends_with(area)) {
        (true, _) => area.to_owned(),
        (false, true) => address.to_owned(),
        (false, false) => format!("{address}, {area}"),
    }
}

/// The same with a capital letter first.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b3_amounts_in_words() {
        for (paise, words) in [
            (0, "Rupees Zero Only"),
            (12_345_600, "Rupees One Lakh Twenty Three Thousand Four Hundred Fifty Six Only"),
            (1_950, "Rupees Nineteen and Paise Fifty Only"),
            (10_000_000_000, "Rupees Ten Crore Only"),
            (4_000_001, "Rupees Forty Thousand and Paise One Only"),
            (1_000_000_000_000, "Rupees One Thousand Crore Only"),
            (50, "Rupees Zero and Paise Fifty Only"),
        ] {
            assert_eq!(in_words(Money::from_paise(paise)), words);
        }
    }
}
