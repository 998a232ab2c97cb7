//! Money: the counter, payments, receipts, postings.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Counter {
    /// Open the counter for the business date.
    Open {
        #[arg(long, value_name = "A")]
        float: String,
    },
    /// Say that this desk has no counter on the business date.
    None,
    /// Count and close: by denomination for cash, by amount for other modes.
    Close {
        /// 500=3,100=12,...
        #[arg(long, value_name = "500=3,...", default_value = "")]
        count: String,
        /// upi=A,cheque=A,...
        #[arg(long, value_name = "upi=A,...", default_value = "")]
        other: String,
        /// Why the count differs; needed where it does.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Whose counter is open, since when, and how many receipts.
    Status,
    /// A close as it was frozen.
    CloseReport { number: String },
    /// Money taken to bank or treasury.
    Remit {
        #[arg(long)]
        challan: String,
        #[arg(long)]
        amount: String,
        /// cash, upi, card, cheque, dd, transfer
        #[arg(long, default_value = "cash")]
        mode: String,
        /// The challan's date [default: the business date].
        #[arg(long)]
        date: Option<String>,
    },
    /// Cash to the head cashier (whose password: EBCM_OTHER_PASSWORD or asked).
    TurnIn {
        #[arg(long)]
        amount: String,
        #[arg(long)]
        to: String,
    },
    /// The drawer to another clerk (whose password: EBCM_OTHER_PASSWORD or asked).
    HandOver {
        #[arg(long)]
        to: String,
        /// The cash that the other clerk counted.
        #[arg(long)]
        cash: String,
    },
}

#[derive(Debug, Args)]
#[group(id = "basis", required = true, multiple = false, args = ["reading", "acm", "dues"])]
pub struct Pay {
    pub no: String,
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub reading: Option<String>,
    /// By the average (stuck meter, door lock).
    #[arg(long)]
    pub acm: bool,
    /// Dues alone, no bill.
    #[arg(long)]
    pub dues: bool,
    /// self or reader
    #[arg(long, default_value = "self")]
    pub source: String,
    /// The meter passed its last digit.
    #[arg(long)]
    pub rollover: bool,
    /// Take a reading far above the usual.
    #[arg(long)]
    pub confirm: bool,
    #[command(flatten)]
    pub modes: Modes,
    /// What is to be kept, where it is not what is to collect.
    #[arg(long, value_name = "A")]
    pub amount: Option<String>,
    /// Paid under protest, for this reason.
    #[arg(long, value_name = "REASON")]
    pub protest: Option<String>,
}

/// The money handed over; none makes a nil receipt, where nothing is to collect.
#[derive(Debug, Args)]
pub struct Modes {
    #[arg(long, value_name = "A")]
    pub cash: Option<String>,
    #[arg(long, value_name = "A:REF")]
    pub upi: Vec<String>,
    #[arg(long, value_name = "A:REF")]
    pub card: Vec<String>,
    #[arg(long, value_name = "A:BANK:NUMBER:DATE")]
    pub cheque: Vec<String>,
    #[arg(long, value_name = "A:BANK:NUMBER:DATE")]
    pub dd: Vec<String>,
    #[arg(long, value_name = "A:REF")]
    pub transfer: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum Receipt {
    Show {
        receipt: String,
    },
    /// The receipts of a business date.
    List {
        #[arg(long)]
        date: String,
    },
    /// Money for a head without a bill (BCC).
    Misc {
        #[arg(long)]
        head: String,
        #[arg(long)]
        amount: String,
        #[arg(long, value_name = "NO")]
        consumer: Option<String>,
        /// Who pays and what for; needed without a consumer.
        #[arg(long, default_value = "")]
        remark: String,
        #[command(flatten)]
        modes: Modes,
    },
    /// A receipt given to the wrong consumer or mode (BCC makes, AE approves).
    Transfer {
        receipt: String,
        /// A consumer's number, or a mode.
        #[arg(long, value_name = "NO|MODE")]
        to: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Cheque {
    /// It came back unpaid: every receipt it paid, in one act.
    Dishonour {
        #[arg(long)]
        bank: String,
        #[arg(long)]
        number: String,
        /// The bank's charge [default: the tariff's].
        #[arg(long, value_name = "A")]
        charge: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Adjust {
    /// A debit or credit with head and reason (BCC).
    #[command(group(clap::ArgGroup::new("side").required(true).args(["debit", "credit"])))]
    Add {
        no: String,
        #[arg(long, value_name = "A")]
        debit: Option<String>,
        #[arg(long, value_name = "A")]
        credit: Option<String>,
        #[arg(long)]
        head: String,
        #[arg(long)]
        reason: String,
        /// The bill it refers to.
        #[arg(long, value_name = "B")]
        bill: Option<String>,
    },
    /// For this one act; not by its maker (AE).
    Approve { id: String },
    Reject {
        id: String,
        #[arg(long)]
        reason: String,
    },
    List {
        /// waiting, approved or rejected
        #[arg(long, value_name = "S", default_value = "")]
        state: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Sd {
    /// Security deposit given back.
    Refund(SdAmount),
    /// Security deposit set against dues.
    Setoff(SdAmount),
    /// Advance given back.
    Advance(SdAmount),
}

#[derive(Debug, Args)]
pub struct SdAmount {
    pub no: String,
    #[arg(long)]
    pub amount: String,
    #[arg(long, default_value = "at the consumer's request")]
    pub reason: String,
}
