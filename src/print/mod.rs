//! Paper: forms and documents as data, made into ESC/P, PDF and text; devices that take them.

pub mod cups;
pub mod device;
pub mod document;
pub mod escp;
pub mod fit;
pub mod form;
mod form_check;
mod form_entries;
pub mod form_file;
pub mod forms;
pub mod letters;
pub mod measure;
pub mod page;
pub mod pdf;
mod pdf_font;
mod pdf_page;
pub mod target;
mod test_sheet;
pub mod upi;
pub mod values;

pub use device::{Job, Patience, PrinterFault, send};
pub use document::{Cell, Column, Document, Fanfold, Section, Table, a4, fanfold};
pub use escp::escp;
pub use form::{Form, FormKind, Shift};
pub use form_file::{FormFault, FormFaults};
pub use page::{Page, Paper};
pub use pdf::pdf;
pub use target::{Format, NoTarget, Queue, Target};
pub use upi::Upi;
pub use values::{Field, Line, Values};
