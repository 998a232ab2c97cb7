//! What letters paper knows: those that both a dot-matrix printer (code page 437) and the embedded font have. Whatever is
//! written is brought to them first, once, so that a paper reads the same in every way it is printed.

use std::borrow::Cow;

/// The letters of Latin-1 that code page 437 has, with their bytes there.
const ACCENTED: [(char, u8); 47] = [
    ('Ç', 128),
    ('ü', 129),
    ('é', 130),
    ('â', 131),
    ('ä', 132),
    ('à', 133),
    ('å', 134),
    ('ç', 135),
    ('ê', 136),
    ('ë', 137),
    ('è', 138),
    ('ï', 139),
    ('î', 140),
    ('ì', 141),
    ('Ä', 142),
    ('Å', 143),
    ('É', 144),
    ('æ', 145),
    ('Æ', 146),
    ('ô', 147),
    ('ö', 148),
    ('ò', 149),
    ('û', 150),
    ('ù', 151),
    ('ÿ', 152),
    ('Ö', 153),
    ('Ü', 154),
    ('¢', 155),
    ('£', 156),
    ('¥', 157),
    ('á', 160),
    ('í', 161),
    ('ó', 162),
    ('ú', 163),
    ('ñ', 164),
    ('Ñ', 165),
    ('ª', 166),
    ('º', 167),
    ('¿', 168),
    ('¬', 170),
    ('½', 171),
    ('¼', 172),
    ('¡', 173),
    ('«', 174),
    ('»', 175),
    ('°', 248),
    ('±', 241),
];

/// What is written for a letter that paper does not have.
const INSTEAD: &[(&str, &str)] = &[
    ("₹₨", "Rs."),
    ("…", "..."),
    ("–—‐‑‒―−", "-"),
    ("‘’‚′`´", "'"),
    ("“”„″", "\""),
    ("•·∙●", "*"),
    ("×✕", "x"),
    ("÷", "/"),
    ("ÀÁÂÃĀĂĄ", "A"),
    ("ãāăą", "a"),
    ("ÈÊËĒĘĚ", "E"),
    ("ēęě", "e"),
    ("ÌÍÎÏĪİ", "I"),
    ("īıĩ", "i"),
    ("ÒÓÔÕØŌŐ", "O"),
    ("õøōő", "o"),
    ("ÙÚÛŪŮŰ", "U"),
    ("ūůű", "u"),
    ("ŚŠŞṢṠ", "S"),
    ("śšşṣṡ", "s"),
    ("ṬṪŤ", "T"),
    ("ṭṯť", "t"),
    ("ḌĐÐ", "D"),
    ("ḍḏđð", "d"),
    ("ṆṄŃŇ", "N"),
    ("ṇṅńňṉ", "n"),
    ("ḶḺŁ", "L"),
    ("ḷḻł", "l"),
    ("ṚŘ", "R"),
    ("ṛřṟ", "r"),
    ("ḤĦ", "H"),
    ("ḥħ", "h"),
    ("ĆČ", "C"),
    ("ćč", "c"),
    ("ŽŻŹ", "Z"),
    ("žżź", "z"),
    ("ÝŸ", "Y"),
    ("ý", "y"),
    ("ß", "ss"),
    ("²", "2"),
    ("³", "3"),
    ("¾", "3/4"),
    ("€", "EUR"),
    ("№", "No."),
];

fn byte_of(letter: char) -> Option<u8> {
    ACCENTED.iter().find(|(known, _)| *known == letter).map(|(_, byte)| *byte)
}

/// Leaves no trace on paper: marks that sit on the letter before them, and joiners.
fn is_silent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0f}' | '\u{ad}')
}

/// `text` in letters that paper has: `₹` becomes `Rs.`, an unknown script `?` a letter, a control character (and so any
/// printer command hidden in a name) a blank.
pub fn on_paper(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' '..='~' => out.push(letter),
            _ if letter.is_control() || letter.is_whitespace() => out.push(' '),
            _ if byte_of(letter).is_some() => out.push(letter),
            _ if is_silent(letter) => {}
            _ => out.push_str(INSTEAD.iter().find(|(from, _)| from.contains(letter)).map_or("?", |(_, to)| to)),
        }
    }
    Cow::Owned(out)
}

/// The bytes of code page 437 for a text that went through [`on_paper`]; one byte a letter.
pub fn code_page_437(text: &str) -> impl Iterator<Item = u8> {
    text.chars().map(|letter| match letter {
        ' '..='~' => u8::try_from(letter).unwrap_or(b'?'),
        _ => byte_of(letter).unwrap_or(b'?'),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c22_text_is_brought_to_what_paper_has() {
        for (written, printed) in [
            ("₹ 1,23,456.00", "Rs. 1,23,456.00"),
            ("Café – “Blue” No. ½", "Café - \"Blue\" No. ½"),
            ("Kuṭṭi Āṭakkōya", "Kutti Atakkoya"),
            ("കവരത്തി", "???????"),
            ("A\u{1b}@B\u{c}\n", "A @B  "),
            ("e\u{301}", "e"),
        ] {
            assert_eq!(on_paper(written), printed, "{written}");
        }
    }

    #[test]
    fn every_letter_on_paper_is_one_byte() {
        let all: String = ACCENTED.iter().map(|(letter, _)| *letter).chain(' '..='~').collect();
        assert_eq!(on_paper(&all), all);
        let bytes: Vec<u8> = code_page_437(&all).collect();
        assert_eq!(bytes.len(), all.chars().count());
        assert!(bytes.iter().all(|b| *b >= 0x20 && *b != 0x7f));
        assert_eq!(code_page_437("é°").collect::<Vec<_>>(), [130, 248]);
    }

    #[test]
    fn what_is_written_instead_is_on_paper_itself() {
        for (from, to) in INSTEAD {
            assert_eq!(on_paper(to), *to, "{from}");
        }
    }
}
