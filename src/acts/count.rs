//! Counting a drawer by denomination (`C-8`).

use crate::base::{Money, Refusal};

/// Pieces of each denomination, in rupees.
pub type Pieces = Vec<(u32, u32)>;

/// What the pieces come to.
pub fn sum(pieces: &Pieces) -> Money {
    pieces.iter().map(|(rupees, count)| Money::from_rupees(i64::from(*rupees) * i64::from(*count))).sum()
}

/// `500=3,100=12`: each denomination once, and only those of the profile.
pub fn parse(text: &str, denominations: &[u32]) -> Result<Pieces, Refusal> {
    let no = |message: String| Refusal::new("C-8", message).at("count");
    let mut pieces = Pieces::new();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (rupees, count) =
            part.split_once('=').ok_or_else(|| no(format!("'{part}' is not a count: write denomination=pieces, as 500=3")))?;
        let rupees: u32 = rupees.trim().parse().map_err(|_| no(format!("'{rupees}' is not a denomination")))?;
        let count: u32 = count.trim().parse().map_err(|_| no(format!("'{count}' is not a number of pieces")))?;
        if !denominations.contains(&rupees) {
            let list = denominations.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(no(format!("there is no denomination of {rupees}: {list}")));
        }
        if pieces.iter().any(|(r, _)| *r == rupees) {
            return Err(no(format!("{rupees} stands twice")));
        }
        pieces.push((rupees, count));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c8_counts_by_denomination() {
        let all = [500, 100, 10];
        assert_eq!(parse("500=3, 10=7", &all).map(|p| sum(&p)), Ok(Money::from_rupees(1_570)));
        assert_eq!(parse("", &all).map(|p| sum(&p)), Ok(Money::ZERO));
        for wrong in ["500", "500=x", "250=1", "10=1,10=2", "=3", "500=-1"] {
            assert!(parse(wrong, &all).is_err_and(|r| r.field == Some("count")), "{wrong}");
        }
    }
}
