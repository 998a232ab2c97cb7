//! Connections: applications, workflows, and a consumer's requests.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Modes;

/// A portal's file.
#[derive(Debug, Args)]
pub struct FromFile {
    pub file: PathBuf,
    /// Check alone: nothing is recorded.
    #[arg(long)]
    pub check: bool,
    /// Take the good lines, and write the bad ones there.
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    pub skip_bad: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Apply {
    /// Enter an application; a file of fields, or --set for each (JE).
    New(New),
    /// Applications of the portal, from its file: all of them, or nothing (AE, JE, BCC).
    Import(FromFile),
    /// What waits, the longest first.
    List {
        /// Waiting for this role.
        #[arg(long)]
        role: Option<String>,
        /// Of this workflow.
        #[arg(long, value_name = "NAME", default_value = "")]
        kind: String,
        #[arg(long, value_name = "CODE", default_value = "")]
        office: String,
        /// The beginning of a word of name, address, telephone or number.
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
        /// Past their limit alone.
        #[arg(long)]
        late: bool,
        #[arg(long, default_value_t = 200)]
        limit: usize,
        #[arg(long, default_value_t = 0)]
        from: usize,
    },
    /// The applications of a consumer.
    Of { no: String },
    /// Who applied is erased by order (ADM).
    Erase {
        id: String,
        #[arg(long)]
        order: String,
    },
}

#[derive(Debug, Args)]
pub struct New {
    /// The workflow: regular, lateral, quarters, temporary, change-name ...
    #[arg(long, value_name = "NAME")]
    pub kind: String,
    /// Fields and texts as one JSON object; `consumer` in it says whom it is about.
    #[arg(long, value_name = "FILE.json")]
    pub from: Option<PathBuf>,
    #[arg(long, value_name = "K=V")]
    pub set: Vec<String>,
    /// Whom it is about.
    #[arg(long, value_name = "NO")]
    pub consumer: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Workflow {
    /// Those in force.
    List {
        /// The effects, papers and requirements that a definition may name.
        #[arg(long)]
        effects: bool,
    },
    /// A workflow drawn, by its name (none: all of them); or the path of an application, by its number.
    Show {
        what: Option<String>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Check a definition; each fault with its line.
    Check { file: PathBuf },
    /// Bring in a definition of the office's own, in the place of the one of its name (ADM).
    Add { file: PathBuf },
    /// Take a step of an application; who may, its workflow says.
    Step(Step),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Markdown,
    Json,
}

#[derive(Debug, Args)]
pub struct Step {
    /// The application's number, A-...
    pub id: String,
    /// sil, estimate, sanction, demand-note, collect, order, execute ...
    pub action: String,
    #[arg(long, value_name = "K=V")]
    pub set: Vec<String>,
    /// The reading is far above the usual, and right.
    #[arg(long)]
    pub confirm: bool,
    #[command(flatten)]
    pub modes: Modes,
}

#[derive(Debug, Args)]
pub struct Permanent {
    pub no: String,
    #[arg(long, value_name = "N", default_value = "")]
    pub reading: String,
    #[arg(long, value_name = "D")]
    pub request_date: String,
    /// When it was executed [default: the business date].
    #[arg(long, value_name = "D")]
    pub date: Option<String>,
    /// The meter passed its last digit.
    #[arg(long)]
    pub rollover: bool,
    /// The reading is far above the usual, and right.
    #[arg(long)]
    pub confirm: bool,
}

#[derive(Debug, Args)]
pub struct StopBill {
    pub no: String,
    #[arg(long, value_name = "N", default_value = "")]
    pub reading: String,
    #[arg(long, value_name = "D")]
    pub date: Option<String>,
    #[arg(long)]
    pub rollover: bool,
    /// The reading is far above the usual, and right.
    #[arg(long)]
    pub confirm: bool,
}

#[derive(Debug, Args)]
pub struct Reactivate {
    pub no: String,
    /// Take the reactivation back instead, for this reason: neither its deposit is paid nor its supply on.
    #[arg(long, value_name = "REASON", conflicts_with = "remark")]
    pub withdraw: Option<String>,
    #[arg(long, value_name = "T", default_value = "")]
    pub remark: String,
}
