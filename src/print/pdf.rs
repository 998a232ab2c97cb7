//! Pages as PDF. Letters stand where the dot-matrix printer puts them: one place for one text, whatever prints it.
//!
//! The same pages give the same bytes: a list printed again for a past day is the same file (`C-17`).

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::page::{Page, Paper};
use super::pdf_font::{Face, embed};
use super::pdf_page::{self, points};

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
/// Of the first font's objects; the second's follow, then the pages'.
const FONTS: i32 = 4;
const FIRST_FREE: i32 = FONTS + 2 * Face::OBJECTS;

/// Letters that one form's drawing is called by in the pages that show it.
const DRAWING: Name<'static> = Name(b"Form");

/// The pages in one file, each of exactly its form's size.
pub fn pdf(title: &str, pages: &[Page<'_>], paper: Paper) -> Vec<u8> {
    let mut pdf = Pdf::with_capacity(30_000 + pages.len() * 2_000);
    pdf.catalog(CATALOG).pages(PAGES);
    pdf.document_info(INFO).title(TextStr(title)).creator(TextStr("ebcm"));
    for (face, first) in Face::ALL.into_iter().zip([FONTS, FONTS + Face::OBJECTS]) {
        embed(&mut pdf, face, Ref::new(first));
    }
    let mut next = FIRST_FREE;
    let mut take = || {
        let id = Ref::new(next);
        next += 1;
        id
    };
    let mut kids = Vec::with_capacity(pages.len());
    let mut last: Option<(&Page<'_>, Ref)> = None;
    for page in pages {
        let drawing = (paper == Paper::Plain).then(|| match last {
            // Forms of one kind are drawn once.
            Some((known, id)) if known.has_form_of(page) => id,
            _ => {
                let id = take();
                form(&mut pdf, id, page);
                last = Some((page, id));
                id
            }
        });
        let (id, content) = (take(), take());
        write_page(&mut pdf, page, id, content, drawing);
        kids.push(id);
    }
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    pdf.pages(PAGES).kids(kids).count(count);
    pdf.finish()
}

fn media(page: &Page<'_>) -> Rect {
    Rect::new(0.0, 0.0, points(page.width), points(page.height))
}

/// What is on every paper of a form, as an object of its own.
fn form(pdf: &mut Pdf, id: Ref, page: &Page<'_>) {
    let mut content = Content::new();
    pdf_page::marks(&mut content, page);
    pdf_page::runs(&mut content, page.height, page.labels.iter().collect());
    let bytes = compressed(&content.finish());
    let mut object = pdf.form_xobject(id, &bytes);
    object.bbox(media(page));
    object.filter(Filter::FlateDecode);
    let mut resources = object.resources();
    let mut fonts = resources.fonts();
    for (face, first) in Face::ALL.into_iter().zip([FONTS, FONTS + Face::OBJECTS]) {
        fonts.pair(face.name(), Ref::new(first));
    }
}

fn write_page(pdf: &mut Pdf, page: &Page<'_>, id: Ref, content_id: Ref, drawing: Option<Ref>) {
    let mut written = pdf.page(id);
    written.media_box(media(page)).parent(PAGES).contents(content_id);
    let mut resources = written.resources();
    let mut fonts = resources.fonts();
    for (face, first) in Face::ALL.into_iter().zip([FONTS, FONTS + Face::OBJECTS]) {
        fonts.pair(face.name(), Ref::new(first));
    }
    fonts.finish();
    if let Some(drawing) = drawing {
        resources.x_objects().pair(DRAWING, drawing);
    }
    resources.finish();
    written.finish();

    let mut content = Content::new();
    if drawing.is_some() {
        content.x_object(DRAWING);
        pdf_page::code(&mut content, page);
    }
    let own = if drawing.is_some() { &page.plain } else { [].as_slice() };
    pdf_page::runs(&mut content, page.height, page.fields.iter().chain(own).collect());
    let bytes = compressed(&content.finish());
    pdf.stream(content_id, &bytes).filter(Filter::FlateDecode);
}

/// Fast rather than smallest: a thousand receipts are printed while the clerk waits.
pub(super) fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(4));
    // Into memory: neither step fails.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// One line's letters as the fonts number them.
pub(super) fn shown(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}

pub(super) fn show(content: &mut Content, text: &str) {
    content.show(Str(&shown(text)));
}
