//! Payments of the online system.

use std::path::PathBuf;

use clap::Subcommand;

/// `online`.
#[derive(Debug, Subcommand)]
pub enum Online {
    /// Bring in the payment system's file: columns reference,consumer,amount,date (BCC, AE).
    Import {
        file: PathBuf,
        /// Say what would become of each payment, and record nothing.
        #[arg(long)]
        check: bool,
    },
    /// The payments that matched no consumer and wait; with --date those credited of a day.
    List {
        #[arg(long, value_name = "D")]
        date: Option<String>,
    },
    /// Settle a payment that waits: it is this consumer's, or it goes back (BCC, AE).
    Settle {
        /// Its reference in the payment system.
        #[arg(value_name = "REF")]
        reference: String,
        #[arg(long, value_name = "NO", conflicts_with = "returned", required_unless_present = "returned")]
        to: Option<String>,
        #[arg(long, value_name = "REASON")]
        returned: Option<String>,
    },
}
