//! `list`, `report`, `export`: what the books say, as text, JSON, CSV or PDF.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::answer::Answer;
use super::{At, day};
use crate::base::{Day, Fault, No, Refusal};
use crate::desk::Eye;
use crate::print::{Document, Paper, a4, pdf};
use crate::reports::{Ask, Given, List, Report, Source, hledger, ledger};
use crate::store::report::Days;

/// The width of a document on a screen of which nothing is known.
pub const WIDTH: usize = 120;

#[derive(Debug, Subcommand)]
pub enum Reporting {
    /// A list: belated, due-for-disconnection, disconnected, auto-disconnected, due-for-reconnection, deactivated-outstanding, door-lock,
    /// stuck-meters, under-reported, withdrawn, to-revise, notice-short, double-billed, arrears, advances, unposted, cash-only, postings,
    /// users, complaints, late-complaints, meter-complaints, rectified-apart.
    List(ListArgs),
    /// A report: collection, demand, heads, day-book, remittances, consumers,
    /// complaint-register, pendency, job-sheet, shift.
    Report(ReportArgs),
    /// The ledger for an accountant's program.
    #[command(subcommand)]
    Export(Export),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
    Csv,
    Pdf,
}

/// How an answer is given.
#[derive(Debug, Args)]
pub struct Shape {
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Into this file; a PDF needs one.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    name: String,
    #[arg(long, value_name = "CODE", default_value = "")]
    office: String,
    #[arg(long, value_name = "A", default_value = "")]
    area: String,
    #[arg(long, value_name = "C", default_value = "")]
    category: String,
    /// Of auto-disconnected: only those of this period's close.
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// Only rows with these words.
    #[arg(long, value_name = "TEXT", default_value = "")]
    text: String,
    /// By this column; with a - before it the largest first.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    sort: Option<String>,
    /// At most so many rows.
    #[arg(long, value_name = "N", default_value_t = u32::MAX, hide_default_value = true)]
    limit: u32,
    /// Leave out so many rows at the beginning.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    skip: u32,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    name: String,
    /// The first day [default: the first of the month].
    #[arg(long, value_name = "D")]
    from: Option<String>,
    /// The last day [default: the business date].
    #[arg(long, value_name = "D")]
    to: Option<String>,
    /// The day of a day-book [default: the business date].
    #[arg(long, value_name = "D")]
    date: Option<String>,
    /// The period, as 2026-11 [default: the present one].
    #[arg(long, value_name = "P")]
    period: Option<String>,
    #[command(flatten)]
    shape: Shape,
}

#[derive(Debug, Subcommand)]
pub enum Export {
    /// A journal that `hledger check` accepts; its balances are the program's.
    Hledger(ExportArgs),
    /// A line for each account of each entry.
    Csv(ExportArgs),
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The first day [default: from the beginning].
    #[arg(long, value_name = "D")]
    from: Option<String>,
    /// The last day [default: to the end].
    #[arg(long, value_name = "D")]
    to: Option<String>,
    /// Into this file [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(at: &At, what: Reporting) -> Result<Answer, No> {
    match what {
        Reporting::List(what) => list(at, what),
        Reporting::Report(what) => report(at, &what),
        Reporting::Export(what) => export(at, &what),
    }
}

/// What reports are made from, as this eye sees it.
pub fn source(eye: &Eye) -> Source<'_> {
    Source {
        conn: eye.connection(),
        profile: &eye.rules().profile,
        desk: eye.id(),
        today: eye.today(),
        now: eye.now(),
        training: eye.is_training(),
    }
}

fn list(at: &At, what: ListArgs) -> Result<Answer, No> {
    let list = List::named(&what.name)?;
    let sort = what.sort.map(|key| key.strip_prefix('-').map_or((key.clone(), false), |key| (key.to_owned(), true)));
    let asked = what.period.as_deref().map(period).transpose()?;
    let ListArgs { office, area, category, text, skip: from, limit, shape, .. } = what;
    let ask = Ask { text, office, area, category, period: asked, sort, from, limit };
    let eye = at.eye()?;
    let source = source(&eye);
    let document = |format| if format == Format::Pdf { list.paper(&source, &ask) } else { list.document(&source, &ask) };
    shaped(at, &shape, document, || Ok(list.rows_alone(&source, &ask)?.csv()), || list.json(&source, &ask))
}

fn report(at: &At, what: &ReportArgs) -> Result<Answer, No> {
    let report = Report::named(&what.name)?;
    let given = Given {
        from: what.from.as_deref().map(day).transpose()?,
        to: what.to.as_deref().map(day).transpose()?,
        date: what.date.as_deref().map(day).transpose()?,
        period: what.period.as_deref().map(period).transpose()?,
    };
    let eye = at.eye()?;
    let source = source(&eye);
    let document = || report.document(&source, &given);
    shaped(at, &what.shape, |_| document(), || Ok(document()?.csv()), || report.json(&source, &given))
}

fn period(text: &str) -> Result<crate::base::Period, No> {
    text.parse().map_err(|e: crate::base::period::NotAPeriod| Refusal::new("I-4", e.to_string()).at("period").into())
}

/// The document, or the JSON, in the shape that was asked for.
pub fn shaped(
    at: &At,
    shape: &Shape,
    document: impl FnOnce(Format) -> Result<Document, No>,
    csv: impl FnOnce() -> Result<String, No>,
    value: impl FnOnce() -> Result<Value, No>,
) -> Result<Answer, No> {
    let format = if at.json && shape.out.is_none() { Format::Json } else { shape.format };
    let bytes = match format {
        Format::Json => {
            let value = value()?;
            if shape.out.is_none() {
                let text = format!("{value}\n");
                return Ok(Answer::json(value).text(text));
            }
            format!("{value}\n").into_bytes()
        }
        Format::Text => document(format)?.text(WIDTH).into_bytes(),
        Format::Csv => csv()?.into_bytes(),
        Format::Pdf if shape.out.is_none() => {
            return Err(Refusal::new("I-6", "A PDF goes into a file: name it with --out.").at("out").into());
        }
        Format::Pdf => {
            let document = document(format)?;
            pdf(&document.title, &a4(&document), Paper::Plain)
        }
    };
    match &shape.out {
        Some(file) => {
            write_file(file, |out| out.write_all(&bytes).map_err(|e| cannot(file, &e)))?;
            Ok(Answer::json(json!({ "file": file.display().to_string() })))
        }
        None => Ok(Answer::quiet().text(String::from_utf8_lossy(&bytes).into_owned())),
    }
}

fn cannot(file: &Path, why: &std::io::Error) -> No {
    Fault::new(format!("{} can't be written: {why}", file.display()), "name another file, or make room").into()
}

/// A file that is whole when this returns.
fn write_file<T>(file: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T, No>) -> Result<T, No> {
    let mut out = BufWriter::new(File::create(file).map_err(|e| cannot(file, &e))?);
    let answer = write(&mut out)?;
    let inner = out.into_inner().map_err(|e| cannot(file, e.error()))?;
    inner.sync_all().map_err(|e| cannot(file, &e))?;
    Ok(answer)
}

fn export(at: &At, what: &Export) -> Result<Answer, No> {
    let (Export::Hledger(args) | Export::Csv(args)) = what;
    let write = |source: &Source, days: Days, out: &mut dyn Write| match what {
        Export::Hledger(_) => hledger::hledger(source, days, out),
        Export::Csv(_) => ledger::csv(source, days, out),
    };
    let eye = at.eye()?;
    let source = source(&eye);
    // Without a day given: from before any entry to after any.
    let edge = |year| Day::new(year, 1, 1).unwrap_or(source.today);
    let days = Days {
        from: args.from.as_deref().map(day).transpose()?.unwrap_or_else(|| edge(1900)),
        to: args.to.as_deref().map(day).transpose()?.unwrap_or_else(|| edge(9998)),
    };
    match &args.out {
        Some(file) => {
            let count = write_file(file, |out| write(&source, days, out))?;
            Ok(Answer::json(json!({ "file": file.display().to_string(), "rows": count })))
        }
        None => {
            let mut bytes = Vec::new();
            let count = write(&source, days, &mut bytes)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(Answer::json(json!({ "rows": count, "text": text })).text(text))
        }
    }
}
