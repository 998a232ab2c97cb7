//! From the journal to paper: what stands on a receipt, a bill, a letter. A paper comes out the same for ever, since all on
//! it is of its entry and of the consumer as the entry found it (`C-17`).

mod bdn;
mod bill;
mod connection;
mod instalments;
mod letter;
mod listed;
mod online;
mod parts;
mod past;
mod proposal;
mod protest;
mod receipt;
mod revision;
mod slip;
mod voucher;
mod why;

pub use bdn::{ROUND, Round};
pub use proposal::proposal;
pub use slip::{Slips, slips};

use rusqlite::Connection;

use crate::acts::Rules;
use crate::base::{ConsumerNo, Day, DeskId, No, PaperNo, Refusal, Stamp};
use crate::print::{Document, FormKind, Values};

/// Where papers are written from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub conn: &'a Connection,
    pub rules: &'a Rules,
    /// The desk that prints; numbered papers name the desk that made them.
    pub desk: &'a DeskId,
    /// The business date.
    pub today: Day,
    /// Its minute.
    pub now: Stamp,
    /// Every paper bears TRAINING.
    pub training: bool,
}

/// Which paper is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Its number, or what else names it.
    pub id: &'a str,
    /// 0 for the original, else the duplicate's count (`C-7`).
    pub copy: u32,
}

/// A paper's content, before it is laid on a sheet.
#[derive(Debug, Clone)]
pub enum Sheet {
    Form(FormKind, Box<Values>),
    /// Many of one form, a page each: a round of notices.
    Forms(FormKind, Vec<Values>),
    Document(Box<Document>),
}

/// A paper with what printing must know of it.
#[derive(Debug, Clone)]
pub struct Written {
    /// What its file and its place in the printer's queue are called.
    pub name: String,
    pub sheet: Sheet,
    pub consumer: Option<ConsumerNo>,
    /// The number under which its duplicates are counted; `None`: printed as often as wanted.
    pub counted: Option<PaperNo>,
}

/// A kind of paper. A new one is one line of [`PAPERS`].
pub struct PaperKind {
    /// As the command line and the spool write it.
    pub word: &'static str,
    /// What names one of them, for help and refusals.
    pub named_by: &'static str,
    /// Whether it comes out the same for ever. One that does not is kept with its job as it was when it was asked for.
    pub lasting: bool,
    pub write: Write,
}

/// The papers that can be printed, now and for any past day.
pub const PAPERS: &[PaperKind] = &[
    lasting("receipt", "the receipt's number, R-...", receipt::write),
    lasting("bill", "the bill's number, B-...", bill::write),
    lasting("why", "the bill's number, B-...", why::write),
    lasting("bdn", "the notice's number, N-..., or the consumer's", bdn::write),
    lasting(bdn::ROUND, "the period, the area, the first and the last consumer", bdn::write_round),
    lasting("protest", "the request's number, Q-..., or the receipt's, R-...", protest::write),
    lasting("voucher", "the voucher's number, V-...", voucher::write),
    lasting("online", "the payment's number here, E-...", online::write),
    lasting("instalments", "the order's number, I-...", instalments::write),
    lasting("application", "the application's number, A-...", connection::application),
    lasting("sil", "the letter's number, S-..., or the application's, A-...", connection::sil),
    lasting("estimate", "the application's number, A-...", connection::estimate),
    lasting("dn", "the demand note's number, D-..., or the application's, A-...", connection::demand_note),
    lasting("advance-slip", "the slip's number, D-..., or the application's, A-...", connection::advance_slip),
    lasting("meter-card", "the application's number, A-...", connection::meter_card),
    lasting("sco", "the order's number, O-..., or the application's, A-...", connection::order),
    lasting("execution", "the application's number, A-...", connection::execution),
    lasting("final-bill", "the bill's number, B-..., or the application's, A-...", connection::final_bill),
    lasting("revision", "the request's number, Q-...", revision::write),
    of_now("path", "the application's number, A-...", connection::path),
    lasting("close-report", "the close's number, K-...", listed::close),
    lasting("close-month", "the month close's number, M-..., or its period", listed::month),
    lasting("scroll", "the close's number, K-...", listed::cash_scroll),
    of_now("day-book", "its day", listed::book),
    of_now("list", "its name", listed::list),
    of_now("report", "its name", listed::report),
    of_now("register", "its day", listed::register),
    of_now("jobsheet", "all, an area, or complaints' numbers with commas", listed::job_sheet),
    of_now("hand-over", "now", listed::shift),
];

type Write = fn(&Source, Ask) -> Result<Written, No>;

const fn lasting(word: &'static str, named_by: &'static str, write: Write) -> PaperKind {
    PaperKind { word, named_by, lasting: true, write }
}

const fn of_now(word: &'static str, named_by: &'static str, write: Write) -> PaperKind {
    PaperKind { word, named_by, lasting: false, write }
}

/// The kind of that word.
///
/// # Errors
/// A word that no paper has; the refusal names those there are.
pub fn kind(word: &str) -> Result<&'static PaperKind, Refusal> {
    PAPERS.iter().find(|kind| kind.word == word).ok_or_else(|| {
        let words = PAPERS.iter().map(|kind| kind.word).collect::<Vec<_>>().join(", ");
        Refusal::new("C-20", format!("'{word}' is not a paper that can be printed: {words}.")).at("kind")
    })
}

/// The word of the paper that a number of this kind names.
pub const fn word_of(kind: crate::base::PaperKind) -> &'static str {
    match kind {
        crate::base::PaperKind::Online => "online",
        crate::base::PaperKind::Instalments => "instalments",
        crate::base::PaperKind::InspectionLetter => "sil",
        crate::base::PaperKind::DemandNote => "dn",
        crate::base::PaperKind::ServiceOrder => "sco",
        other => other.name(),
    }
}

impl Source<'_> {
    fn number(&self, id: &str) -> Result<PaperNo, No> {
        id.parse().map_err(|e: crate::base::number::NotANumber| Refusal::new("C-7", format!("{e}.")).at("id").into())
    }
}

/// There is no such paper.
fn unknown(what: &str, id: &str) -> No {
    Refusal::new("C-7", format!("There is no {what} {id}.")).at("id").into()
}

/// A file's name for a paper: its number, and which copy.
fn name_of(id: impl std::fmt::Display, copy: u32) -> String {
    if copy == 0 { id.to_string() } else { format!("{id}-duplicate-{copy}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_paper_has_a_word_of_its_own() {
        for paper in PAPERS {
            assert_eq!(kind(paper.word).map(|found| found.named_by), Ok(paper.named_by));
        }
        assert!(kind("cheque").is_err_and(|no| no.message.contains("receipt, bill")));
    }
}
