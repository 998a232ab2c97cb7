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

/// The keys of a text's words, those of two consonants and more.
pub fn sounds(text: &str) -> String {
    words(text).map(key).filter(|k| k.len() >= 2).collect::<Vec<_>>().join(" ")
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
        assert_eq!(sounds("B. Fathima Bi"), "ftm");
    }
}
