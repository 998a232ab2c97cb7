//! Consumers, bills, readings, papers and reports.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Consumer {
    /// Bring in consumers from a CSV file (ADM).
    Import {
        file: PathBuf,
        /// Only check; record nothing.
        #[arg(long)]
        check: bool,
        /// Import the good lines and write the bad ones there.
        #[arg(long, value_name = "FILE")]
        skip_bad: Option<PathBuf>,
    },
    Show {
        no: String,
    },
    /// By number, name, house, place, phone, meter, old number; part words in any order.
    Find {
        #[arg(required = true)]
        text: Vec<String>,
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// The account: every debit and credit with the balance after it.
    Ledger(OfConsumer),
    Bills(OfConsumer),
    /// Every reading, whose it was and what it was used for.
    Readings(OfConsumer),
    Receipts(OfConsumer),
    /// What happened to the consumer, in order.
    History(OfConsumer),
    /// Erase name, phone and address by order (ADM).
    Erase {
        no: String,
        #[arg(long)]
        order: String,
    },
}

/// A list of one consumer, and how it is given.
#[derive(Debug, Args)]
pub struct OfConsumer {
    pub no: String,
    #[command(flatten)]
    pub shape: super::super::reporting::Shape,
}

#[derive(Debug, Subcommand)]
pub enum Bill {
    /// Compute a bill; issue nothing.
    Preview(Preview),
    /// The same as preview: what the consumer may have on paper before paying.
    Proposal(Preview),
    /// A bill as it was issued.
    Show { bill: String },
    /// Why this amount, step by step.
    Explain { bill: String },
}

#[derive(Debug, Args)]
pub struct Preview {
    pub no: String,
    #[arg(long, value_name = "N", conflicts_with = "acm", required_unless_present = "acm")]
    pub reading: Option<String>,
    /// By the average.
    #[arg(long)]
    pub acm: bool,
    /// self or reader
    #[arg(long, default_value = "self")]
    pub source: String,
    /// The meter passed its last digit.
    #[arg(long)]
    pub rollover: bool,
}

#[derive(Debug, Subcommand)]
pub enum Reading {
    /// All lines of a file (columns consumer,reading,date; rollover, where a meter passed its last digit), or none with each bad line named.
    Bulk {
        file: PathBuf,
        /// govt, surprise or reader
        #[arg(long)]
        kind: String,
        /// Take readings far above the usual: they were looked at again.
        #[arg(long)]
        confirm: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Meter {
    /// From the business date the average applies.
    Stuck { no: String },
    /// The old meter's final and the new one's initial reading.
    Change {
        no: String,
        #[arg(long = "final", value_name = "N")]
        last: String,
        #[arg(long, value_name = "M")]
        meter: String,
        #[arg(long, value_name = "D")]
        digits: u8,
        #[arg(long, value_name = "F", default_value = "1")]
        factor: String,
        #[arg(long, value_name = "N")]
        initial: String,
        /// The old meter passed its last digit.
        #[arg(long)]
        rollover: bool,
        /// The old meter's last reading is far above the usual, and right.
        #[arg(long)]
        confirm: bool,
    },
}
