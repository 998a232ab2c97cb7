//! How a name sounds, so that Fathima is found by Fatima and Muhammed by Mohamed.

/// The consonants of a word as they sound: doubled letters once, a breath after a consonant dropped, letters of one
/// sound alike. Empty for a word with none.
fn key(word: &str) -> String {
    let mut out = String::new();
    let mut previous = ' ';
    for letter in word.chars().flat_map(char::to_lowercase) {
        let sound = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' => {
                previous = ' ';
                continue;
            }
            'c' | 'q' => 'k',
            'z' | 'x' => 's',
            'w' => 'v',
            'j' => 'g',
            'd' => 't',
            'b' => 'p',
            other if other.is_alphanumeric() => other,
            _ => continue,
        };
        if sound != previous {
            out.push(sound);
        }
        previous = sound;
    }
    out
}

/// The words of a text, as the search index takes them. The signs on the letters of India's scripts are part of their words.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_sign = |c: char| matches!(c, '\u{900}'..='\u{dff}') && !matches!(c, '\u{964}' | '\u{965}' | '\u{970}');
    text.split(move |c: char| !c.is_alphanumeric() && !is_sign(c)).filter(|word| !word.is_empty())
}

/// Stands before a sound, so that in the same index it is never taken for what is written. No word has it (see [`words`]).
const MARK: char = '\u{e000}';

/// So many consonants tell a word from others; the search index has a list of each beginning that long, with its mark.
const TELLING: usize = 7;

/// How a word sounds, after [`MARK`]. Of a beginning it is the beginning. None for a number, and for less than two
/// consonants, which would sound like half the office.
pub fn sound(word: &str) -> Option<String> {
    let key = key(word);
    let tells = key.chars().nth(1).is_some() && !word.bytes().any(|b| b.is_ascii_digit());
    tells.then(|| std::iter::once(MARK).chain(key.chars().take(TELLING)).collect())
}

/// How the words of a text sound.
pub fn sounds(text: &str) -> String {
    words(text).filter_map(sound).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_written_in_several_ways_sound_alike() {
        for (one, other) in [
            ("Fathima", "Fatima"),
            ("Mohammed", "Muhamad"),
            ("Khadeeja", "Khadija"),
            ("Sayyid", "Sayed"),
            ("Zainaba", "Sainabha"),
            ("Koya", "Koyya"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        assert_ne!(key("Hameed"), key("Rasheed"));
        assert_eq!(sounds("B. Fathima Bi, Kottage 12b"), "\u{e000}ftm \u{e000}ktg");
    }
}
