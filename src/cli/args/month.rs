//! The month, and a consumer's supply.

use clap::Subcommand;

use crate::cli::reporting::Shape;

/// `close`.
#[derive(Debug, Subcommand)]
pub enum Close {
    /// What the close would do: counts, amounts, who; nothing is recorded.
    Preview {
        /// `2026-10`.
        #[arg(long)]
        period: String,
        #[command(flatten)]
        shape: Shape,
    },
    /// Run the close; run again, it takes up where it stopped, or gives the same document (BCC).
    Run {
        #[arg(long)]
        period: String,
    },
    /// Order a close though something is missing (AE).
    Order {
        #[arg(long)]
        period: String,
        #[arg(long)]
        reason: String,
    },
    /// The report of a close.
    Report {
        #[arg(long)]
        period: String,
        #[command(flatten)]
        shape: Shape,
    },
}

/// `bdn`.
#[derive(Debug, Subcommand)]
pub enum Bdn {
    /// Record that the notices of a period's close, or one consumer's, were served on a later day (BCC, JE).
    Serve {
        #[arg(long)]
        period: String,
        #[arg(long)]
        consumer: Option<String>,
        #[arg(long)]
        date: String,
    },
    /// Print the notices of a period's close: all, those of an area, or one consumer's. Who has paid since gets none.
    Print {
        #[arg(long)]
        period: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        area: String,
        #[arg(long, conflicts_with = "area")]
        consumer: Option<String>,
        /// pdf:FILE, escp:FILE, printer:NAME, tcp:HOST:PORT, device:FILE or dir:DIR [default: the desk's own printer].
        #[arg(long, value_name = "WHERE")]
        to: Option<String>,
        /// What lies in the printer [default: the desk's setting].
        #[arg(long, value_parser = ["preprinted", "plain"])]
        paper: Option<String>,
    },
}

/// `instalment`.
#[derive(Debug, Subcommand)]
pub enum Instalments {
    /// Let a consumer pay what is outstanding in parts (AE).
    Order {
        no: String,
        /// `2026-11-20=500,2026-12-20=700`.
        #[arg(long, value_name = "DATE=AMOUNT,...")]
        plan: String,
        #[arg(long)]
        reason: String,
    },
}

/// `protest`.
#[derive(Debug, Subcommand)]
pub enum Protest {
    /// Decide what was paid under protest: so much is given back, the rest is outstanding again (AE).
    Decide {
        no: String,
        /// 0 rejects it.
        #[arg(long, value_name = "AMOUNT")]
        upheld: String,
        #[arg(long)]
        reason: String,
    },
}

/// `case`.
#[derive(Debug, Subcommand)]
pub enum Cases {
    /// Say what came of a case; it leaves its list (AE).
    Settle {
        no: String,
        #[arg(long, value_parser = ["withdrawn", "to-revise", "double-billed"])]
        case: String,
        #[arg(long)]
        remark: String,
    },
}

/// `disconnect`, `reconnect`: one, or the list that came back.
#[derive(Debug, clap::Args)]
pub struct SupplyOrList {
    #[arg(required_unless_present = "from")]
    pub no: Option<String>,
    /// The returned list, typed elsewhere: columns consumer,done,date,reading,remark; rollover, where a meter passed its last digit. All of it, or nothing with each bad line named.
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["no", "reading", "rollover", "date", "remark"])]
    pub from: Option<std::path::PathBuf>,
    /// What the meter shows.
    #[arg(long)]
    pub reading: Option<String>,
    /// The meter passed its last digit since.
    #[arg(long)]
    pub rollover: bool,
    /// The reading is far above the usual, and right; of a list: all that are.
    #[arg(long)]
    pub confirm: bool,
    /// When it was done [default: today].
    #[arg(long)]
    pub date: Option<String>,
    #[arg(long, default_value = "")]
    pub remark: String,
}

/// `final-reading`.
#[derive(Debug, clap::Args)]
pub struct Supply {
    pub no: String,
    /// What the meter shows.
    #[arg(long)]
    pub reading: Option<String>,
    /// The meter passed its last digit since.
    #[arg(long)]
    pub rollover: bool,
    /// The reading is far above the usual, and right.
    #[arg(long)]
    pub confirm: bool,
    /// When it was done [default: today].
    #[arg(long)]
    pub date: Option<String>,
}

/// `mistaken`.
#[derive(Debug, clap::Args)]
pub struct Mistaken {
    pub no: String,
    #[arg(long)]
    pub reason: String,
}
