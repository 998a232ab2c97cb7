//! The two faces that every PDF carries: DejaVu Sans Mono, cut down to the letters that paper has.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write as _;
use std::sync::OnceLock;

use pdf_writer::types::FontFlags;
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref};

/// The width of every letter, in thousandths of the size.
pub(super) const LETTER_WIDTH: f32 = 602.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Face {
    Regular,
    Bold,
}

impl Face {
    pub const ALL: [Self; 2] = [Self::Regular, Self::Bold];
    /// Font, its descriptor, its file.
    pub const OBJECTS: i32 = 3;

    pub const fn name(self) -> Name<'static> {
        match self {
            Self::Regular => Name(b"R"),
            Self::Bold => Name(b"B"),
        }
    }

    const fn base_name(self) -> Name<'static> {
        match self {
            Self::Regular => Name(b"EBCMRG+DejaVuSansMono"),
            Self::Bold => Name(b"EBCMBD+DejaVuSansMono-Bold"),
        }
    }

    const fn file(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/mono.ttf"),
            Self::Bold => include_bytes!("../../assets/fonts/mono-bold.ttf"),
        }
    }

    /// The file as a PDF carries it; made once.
    fn compressed(self) -> &'static [u8] {
        static REGULAR: OnceLock<Vec<u8>> = OnceLock::new();
        static BOLD: OnceLock<Vec<u8>> = OnceLock::new();
        let cell = match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        };
        cell.get_or_init(|| {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
            // Into memory: neither step fails.
            let _ = encoder.write_all(self.file());
            encoder.finish().unwrap_or_default()
        })
    }
}

/// A simple font: a byte a letter, as Windows numbers them, which for the letters of paper is as Latin-1 does.
pub(super) fn embed(pdf: &mut Pdf, face: Face, first: Ref) {
    let (descriptor, file) = (Ref::new(first.get() + 1), Ref::new(first.get() + 2));
    let mut font = pdf.indirect(first).dict();
    font.pair(Name(b"Type"), Name(b"Font")).pair(Name(b"Subtype"), Name(b"TrueType")).pair(Name(b"BaseFont"), face.base_name());
    font.pair(Name(b"FirstChar"), 32).pair(Name(b"LastChar"), 255).pair(Name(b"FontDescriptor"), descriptor);
    font.insert(Name(b"Widths")).array().items((32..=255).map(|_| LETTER_WIDTH));
    font.pair(Name(b"Encoding"), Name(b"WinAnsiEncoding"));
    font.finish();
    pdf.font_descriptor(descriptor)
        .name(face.base_name())
        .flags(FontFlags::NON_SYMBOLIC | FontFlags::FIXED_PITCH)
        .bbox(Rect::new(-558.0, -375.0, 718.0, 1042.0))
        .italic_angle(0.0)
        .ascent(928.0)
        .descent(-236.0)
        .cap_height(729.0)
        .stem_v(80.0)
        .font_file2(file);
    let bytes = face.compressed();
    let mut stream = pdf.stream(file, bytes);
    stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), i32::try_from(face.file().len()).unwrap_or(0));
}
