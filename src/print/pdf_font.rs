//! The two faces that every PDF carries: DejaVu Sans Mono, cut down to the letters that paper has.

use std::sync::OnceLock;

use printpdf::{FontId, ParsedFont, PdfDocument, PdfFont, PdfFontHandle};

/// The width of every letter, in thousandths of the size.
pub(super) const LETTER_WIDTH: f32 = 602.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    Regular,
    Bold,
}

impl Face {
    const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    fn id(self) -> FontId {
        // Of our own: the library's are random, and the same papers must be the same file.
        FontId(match self {
            Self::Regular => "R".to_owned(),
            Self::Bold => "B".to_owned(),
        })
    }

    const fn file(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/mono.ttf"),
            Self::Bold => include_bytes!("../../assets/fonts/mono-bold.ttf"),
        }
    }

    /// Read once; `None` only where the program's own file is damaged, which its tests rule out.
    fn parsed(self) -> Option<&'static ParsedFont> {
        static REGULAR: OnceLock<Option<ParsedFont>> = OnceLock::new();
        static BOLD: OnceLock<Option<ParsedFont>> = OnceLock::new();
        let cell = match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        };
        cell.get_or_init(|| ParsedFont::from_bytes(self.file(), 0, &mut Vec::new())).as_ref()
    }

    pub fn handle(self) -> PdfFontHandle {
        PdfFontHandle::External(self.id())
    }
}

/// Gives a document both faces; one that no page uses is left out of the file.
pub(super) fn embed(document: &mut PdfDocument) {
    for face in Face::ALL {
        if let Some(font) = face.parsed() {
            document.resources.fonts.map.insert(face.id(), PdfFont::new(font.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_have_every_letter_of_paper() {
        for face in Face::ALL {
            let font = face.parsed().expect("the program's own font");
            for letter in (' '..='~').chain("£°½éÄñ".chars()) {
                assert!(font.lookup_glyph_index(u32::from(letter)).is_some_and(|glyph| glyph > 0), "{face:?} {letter}");
            }
        }
    }
}
