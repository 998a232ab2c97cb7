//! Pages as PDF. Letters stand where the dot-matrix printer puts them: one place for one text, whatever prints it.
//!
//! The same pages give the same bytes: a list printed again for a past day is the same file (`C-17`). What the library
//! leaves to chance (the file's ids) is therefore taken out, and what it says again on every page (the form) is said once.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Document, Error, ObjectId};
use printpdf::{PdfDocument, PdfSaveOptions, XObjectId};

use super::page::{Page, Paper};
use super::pdf_font::embed;
use super::pdf_page::{drawing, own, sheet};

/// The pages in one file, each of exactly its form's size.
pub fn pdf(title: &str, pages: &[Page<'_>], paper: Paper) -> Vec<u8> {
    let mut document = PdfDocument::new(title);
    "ebcm".clone_into(&mut document.metadata.info.creator);
    embed(&mut document);
    let mut forms = Vec::new();
    let mut papers = Vec::with_capacity(pages.len());
    let mut last: Option<&Page<'_>> = None;
    for page in pages {
        if paper == Paper::Plain && !last.is_some_and(|known| known.has_form_of(page)) {
            forms.push(sheet(page, drawing(page)));
            last = Some(page);
        }
        let form = (paper == Paper::Plain).then(|| XObjectId(form_name(forms.len())));
        papers.push(sheet(page, own(page, form)));
    }
    let drawn = forms.len();
    // The drawings go in as pages before the others, and are made into what the others show.
    document.pages = forms;
    document.pages.append(&mut papers);
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, image_optimization: None, ..PdfSaveOptions::default() };
    let mut file = document.to_lopdf_document(&options, &mut Vec::new());
    file.trailer.remove(b"ID");
    // Both steps look for what was just put there.
    let _ = lift(&mut file, drawn);
    compress(&mut file);
    let mut bytes = Vec::with_capacity(40_000 + pages.len() * 2_500);
    // Into memory.
    let _ = file.save_to(&mut bytes);
    bytes
}

fn form_name(number: usize) -> String {
    format!("F{number}")
}

/// Makes the first `drawn` pages into drawings that the other pages show by their names.
fn lift(file: &mut Document, drawn: usize) -> Result<(), Error> {
    let ids: Vec<ObjectId> = file.page_iter().take(drawn).collect();
    for (i, id) in ids.iter().enumerate() {
        let page = file.get_dictionary(*id)?;
        let (content, resources) = (page.get(b"Contents")?.as_reference()?, page.get(b"Resources")?.as_reference()?);
        let media = page.get(b"MediaBox")?.clone();
        let named = file.get_dictionary_mut(resources)?.remove(b"XObject");
        let stream = file.get_object_mut(content)?.as_stream_mut()?;
        stream.dict.set("Type", "XObject");
        stream.dict.set("Subtype", "Form");
        stream.dict.set("BBox", media);
        stream.dict.set("Resources", resources);
        if let Some(names) = named {
            file.get_dictionary_mut(names.as_reference()?)?.set(form_name(i + 1), content);
        }
        file.objects.remove(id);
    }
    let root = file.catalog()?.get(b"Pages")?.as_reference()?;
    let tree = file.get_dictionary_mut(root)?;
    let kids = tree.get_mut(b"Kids")?.as_array_mut()?;
    kids.drain(..drawn.min(kids.len()));
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    tree.set("Count", count);
    Ok(())
}

/// Fonts as small as can be, since they are in every file; pages fast, since a thousand are printed while the clerk waits.
fn compress(file: &mut Document) {
    for object in file.objects.values_mut() {
        let Ok(stream) = object.as_stream_mut() else { continue };
        let level = if stream.dict.has(b"Length1") { Compression::best() } else { Compression::fast() };
        let mut encoder = ZlibEncoder::new(Vec::with_capacity(stream.content.len() / 3), level);
        // Into memory: neither step fails.
        let _ = encoder.write_all(&stream.content);
        if let Ok(bytes) = encoder.finish() {
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(bytes);
        }
    }
}
