//! A paper ready to be sent: its bytes, and what a device must know of them.

use serde::{Deserialize, Serialize};

use super::Forms;
use crate::base::{Fault, No};
use crate::papers::{Sheet, Written};
use crate::print::measure::Mil;
use crate::print::{Document, Fanfold, FormKind, Format, Page, Paper, a4, escp, fanfold, pdf};

/// Bytes for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub name: String,
    pub format: Format,
    pub width: Mil,
    pub height: Mil,
    pub pages: u32,
    pub bytes: Vec<u8>,
    /// The pre-printed form it goes onto, a page each (`C-23`).
    pub form: Option<FormKind>,
}

impl Ready {
    /// Lays a paper on its sheet.
    ///
    /// # Errors
    /// An office's own form with a fault.
    pub fn of(written: &Written, forms: &Forms, format: Format, look: Paper) -> Result<Self, Fault> {
        match &written.sheet {
            Sheet::Form(kind, values) => {
                let form = forms.get(*kind)?;
                let ready = Self::of_pages(&written.name, &[form.fill(values)], format, look);
                Ok(Self { form: (look == Paper::Preprinted).then_some(*kind), ..ready })
            }
            Sheet::Forms(kind, papers) => {
                let form = forms.get(*kind)?;
                let pages: Vec<Page<'_>> = papers.iter().map(|values| form.fill(values)).collect();
                let ready = Self::of_pages(&written.name, &pages, format, look);
                Ok(Self { form: (look == Paper::Preprinted).then_some(*kind), ..ready })
            }
            Sheet::Document(document) => Ok(Self::of_document(&written.name, document, format)),
        }
    }

    /// A list or letter: A4, or 132 columns on a dot-matrix printer (`C-19`).
    pub fn of_document(name: &str, document: &Document, format: Format) -> Self {
        match format {
            Format::Pdf => Self::of_pages(name, &a4(document), format, Paper::Plain),
            Format::Escp => Self::of_pages(name, &fanfold(document, Fanfold::default()), format, Paper::Preprinted),
        }
    }

    pub fn of_pages(name: &str, pages: &[Page<'_>], format: Format, look: Paper) -> Self {
        let (width, height) = pages.first().map_or((Mil(0), Mil(0)), |page| (page.width, page.height));
        let bytes = match format {
            Format::Pdf => pdf(name, pages, look),
            Format::Escp => escp(pages, look),
        };
        let pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        Self { name: name.to_owned(), format, width, height, pages, bytes, form: None }
    }
}

/// What stands before the bytes in a job's content, as one line of JSON.
#[derive(Serialize, Deserialize)]
struct Front {
    name: String,
    pdf: bool,
    width: i32,
    height: i32,
    pages: u32,
    #[serde(default)]
    form: Option<String>,
}

impl Ready {
    /// As a job keeps a paper that can't be written again from the journal.
    pub fn to_content(&self) -> Vec<u8> {
        let front = Front {
            name: self.name.clone(),
            pdf: self.format == Format::Pdf,
            width: self.width.0,
            height: self.height.0,
            pages: self.pages,
            form: self.form.map(|kind| word(kind).to_owned()),
        };
        // Of plain values: it can't fail.
        let mut content = serde_json::to_vec(&front).unwrap_or_default();
        content.push(b'\n');
        content.extend_from_slice(&self.bytes);
        content
    }

    /// Back from [`Self::to_content`].
    ///
    /// # Errors
    /// A content that this program can't read.
    pub fn from_content(content: &[u8]) -> Result<Self, No> {
        let no = || No::from(Fault::new("the job's content can't be read", "cancel it and print the paper again"));
        let end = content.iter().position(|byte| *byte == b'\n').ok_or_else(no)?;
        let (front, bytes) = content.split_at(end);
        let front: Front = serde_json::from_slice(front).map_err(|_| no())?;
        Ok(Self {
            name: front.name,
            format: if front.pdf { Format::Pdf } else { Format::Escp },
            width: Mil(front.width),
            height: Mil(front.height),
            pages: front.pages,
            bytes: bytes.get(1..).unwrap_or_default().to_vec(),
            form: [FormKind::Receipt, FormKind::Bill, FormKind::Bdn].into_iter().find(|kind| front.form.as_deref() == Some(word(*kind))),
        })
    }
}

/// What a form is called in the stationery register.
pub const fn word(kind: FormKind) -> &'static str {
    match kind {
        FormKind::Receipt => "receipt",
        FormKind::Bill => "bill",
        FormKind::Bdn => "bdn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_paper_comes_back_from_its_job_as_it_was() {
        let document = Document::new("A list");
        for format in [Format::Pdf, Format::Escp] {
            let ready = Ready { form: Some(FormKind::Bill), ..Ready::of_document("list", &document, format) };
            assert!(ready.pages == 1 && !ready.bytes.is_empty());
            assert_eq!(Ready::from_content(&ready.to_content()), Ok(ready));
        }
        assert!(Ready::from_content(b"nothing").is_err());
    }
}
