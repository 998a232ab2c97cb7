//! Requests about bills.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::FromFile;

#[derive(Debug, Subcommand)]
pub enum Revision {
    /// Take a request down at the counter, where the profile allows it (BCC).
    New {
        #[command(flatten)]
        begin: Begin,
        /// wrong reading, billed by average, category, load, meter, arrears or charge, other
        #[arg(long, value_name = "T", default_value = "other")]
        about: String,
    },
    /// Start a revision without a request (AE, EE).
    Start {
        #[command(flatten)]
        begin: Begin,
        /// meter replacement, bill on hold, other
        #[arg(long = "for", value_name = "T", default_value = "other")]
        reason: String,
    },
    /// Requests of the portal, from its file: all of them, or nothing (AE, JE, BCC).
    Import(FromFile),
    /// What waits, the longest first.
    List {
        #[arg(long)]
        role: Option<String>,
        #[arg(long)]
        late: bool,
        #[arg(long, default_value_t = 200)]
        limit: usize,
        #[arg(long, default_value_t = 0)]
        from: usize,
    },
    /// The requests and revisions of a consumer.
    Of { no: String },
    /// A request: where it stands, its documents, what is proposed.
    Show { id: String },
    /// Work bills out anew, and record nothing; of a consumer or of a request.
    Preview {
        /// A consumer's number, or a request's, Q-...
        of: String,
        /// As: 2026-06 reading 4512; 2026-07 average; category DOM from 2026-06
        #[arg(long)]
        changes: String,
    },
    /// Ask for a document (BCC, AE, EE).
    AskDocument {
        id: String,
        /// Which.
        #[arg(long)]
        wanted: String,
    },
    /// The document came (BCC, AE, EE).
    Document {
        id: String,
        #[arg(long = "document", value_name = "FILE")]
        documents: Vec<PathBuf>,
    },
    /// Save a request's documents under their own names, to look at them; one that lies elsewhere is named.
    DocumentSave {
        id: String,
        /// A folder [default: `lists` in the data folder].
        #[arg(long, value_name = "FOLDER")]
        to: Option<PathBuf>,
    },
    /// The bill is to be revised (BCC, AE, EE).
    Accept { id: String },
    /// Propose a revision (BCC).
    Propose {
        id: String,
        #[arg(long)]
        changes: String,
        #[arg(long, default_value = "")]
        remark: String,
    },
    /// Approve what is proposed (AE, EE, by amount; never who proposed it).
    Approve { id: String },
    /// Send a proposal back to the clerk (AE, EE).
    SendBack {
        id: String,
        #[arg(long)]
        reason: String,
    },
    /// Reject the case (AE, EE).
    Reject {
        id: String,
        #[arg(long)]
        reason: String,
    },
    /// Hold the disputed part out of disconnection until a day (AE, EE).
    Hold {
        id: String,
        #[arg(long, value_name = "DATE")]
        until: String,
        /// Rupees [default: the disputed bill's amount].
        #[arg(long, value_name = "R")]
        amount: Option<String>,
        #[arg(long)]
        reason: String,
    },
    /// Hold it no longer (AE, EE).
    Release {
        id: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub struct Begin {
    /// The consumer's number.
    pub no: String,
    /// The disputed bill: its number, or its month as 2026-06.
    #[arg(long)]
    pub bill: String,
    #[arg(long, default_value = "")]
    pub details: String,
    /// A document; each is kept in the data folder.
    #[arg(long = "document", value_name = "FILE")]
    pub documents: Vec<PathBuf>,
}
