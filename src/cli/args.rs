//! The commands and their options, as `ebcm help` shows them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The desk program of an electricity utility's counter.
#[derive(Debug, Parser)]
#[command(name = "ebcm", version, about, long_about = LONG, disable_help_subcommand = false, max_term_width = 110)]
pub struct Line {
    /// The data folder [default: the platform's own].
    #[arg(long, global = true, env = "EBCM_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Print one JSON document on standard output and nothing else.
    #[arg(long, global = true)]
    pub json: bool,
    /// Who acts; the password comes from EBCM_PASSWORD or is asked.
    #[arg(long, global = true, env = "EBCM_USER", value_name = "USER")]
    pub user: Option<String>,
    /// The business date; in a training data file only.
    #[arg(long, global = true, value_name = "DATE")]
    pub on: Option<String>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const LONG: &str = "The desk program of an electricity utility's counter: readings, bills, receipts, cash.\n\n\
Without a command it opens the terminal screen. `ebcm demo` opens it on made-up data, to look around and to train.\n\
Exit status: 0 done, 1 refused by a rule, 2 wrong usage, 3 system fault (disk, file, network).";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The terminal screen on made-up data, in a folder of its own.
    Demo(Demo),
    /// Make a data file; the first user has ADM alone (password: EBCM_PASSWORD or asked).
    Init(Init),
    /// Users: add, roles, password, list (ADM).
    #[command(subcommand)]
    User(User),
    /// Tariffs: list, show, check, add (ADM).
    #[command(subcommand)]
    Tariff(Tariff),
    /// Consumers: import, find, show, ledger, bills, history.
    #[command(subcommand)]
    Consumer(Consumer),
    /// The counter: open, close, status, hand over, remit (BCC).
    #[command(subcommand)]
    Counter(Counter),
    /// Bills: preview, show, explain.
    #[command(subcommand)]
    Bill(Bill),
    /// Take a payment: reading, bill, receipt and cash in one act (BCC).
    Pay(Pay),
    /// Receipts: show, list, misc, transfer.
    #[command(subcommand)]
    Receipt(Receipt),
    /// A dishonoured cheque (BCC).
    #[command(subcommand)]
    Cheque(Cheque),
    /// Readings in bulk, from a file (BCC).
    #[command(subcommand)]
    Reading(Reading),
    /// A stuck meter, a changed meter (JE).
    #[command(subcommand)]
    Meter(Meter),
    /// Misc. postings: add (BCC), approve, reject (AE), list.
    #[command(subcommand)]
    Adjust(Adjust),
    /// Security deposit: refund, set off (BCC makes, AE approves).
    #[command(subcommand)]
    Sd(Sd),
    /// Pre-printed forms: take in, spoil, show (BCC).
    #[command(subcommand)]
    Stationery(Stationery),
    /// Print a paper on forms, A4 or a file; the print queue; a form's test sheet.
    Print(super::print::Print),
    /// Check the whole file: chain, numbers, ledger, projections. Exit 1 where a fault is found.
    Verify,
    /// Build everything the screens read again from the journal.
    Rebuild,
    /// Copy the data file while in use, and check the copy.
    Backup { file: PathBuf },
    /// The journal itself.
    #[command(subcommand)]
    Journal(Journal),
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Make the made-up data anew.
    #[arg(long)]
    pub fresh: bool,
    /// Only make the data; open no screen.
    #[arg(long)]
    pub make_only: bool,
    /// Which made-up utility: another seed, other names and amounts.
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub struct Init {
    /// led, uppcl, or a profile's file.
    #[arg(long, value_name = "led|uppcl|FILE")]
    pub utility: String,
    /// The office's code, as KVT.
    #[arg(long)]
    pub office: String,
    /// The desk's number in its office.
    #[arg(long)]
    pub desk: u8,
    /// For practice: papers bear TRAINING, and --on sets the date.
    #[arg(long)]
    pub training: bool,
    /// The first user, with ADM alone.
    #[arg(long, value_name = "NAME")]
    pub admin: String,
}

#[derive(Debug, Subcommand)]
pub enum User {
    /// A new user (password: EBCM_NEW_PASSWORD or asked).
    Add {
        name: String,
        /// BCC, CCC, JE, AE, EE, ADM; several with commas.
        #[arg(long)]
        roles: String,
    },
    /// Give a user other roles.
    Roles {
        name: String,
        #[arg(long)]
        set: String,
    },
    /// A new password (EBCM_NEW_PASSWORD or asked); it unlocks a locked user.
    Password {
        name: String,
    },
    /// A PIN for the quick change of user (EBCM_NEW_PASSWORD or asked); one's own.
    Pin,
    List,
}

#[derive(Debug, Subcommand)]
pub enum Tariff {
    /// The tariffs in force and to come.
    List,
    /// A tariff's text.
    Show { id: String },
    /// Check a tariff's file; faults name line and remedy.
    Check { file: PathBuf },
    /// Add a checked file (ADM).
    Add { file: PathBuf },
}

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
    Ledger {
        no: String,
    },
    Bills {
        no: String,
    },
    /// What happened to the consumer, in order.
    History {
        no: String,
    },
    /// Erase name, phone and address by order (ADM).
    Erase {
        no: String,
        #[arg(long)]
        order: String,
    },
}

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
pub enum Reading {
    /// All lines of a file (columns consumer,reading,date), or none with each bad line named.
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

#[derive(Debug, Subcommand)]
pub enum Stationery {
    /// A bundle of forms, by its serials.
    Take {
        /// receipt or bill
        #[arg(long)]
        form: String,
        #[arg(long)]
        first: u64,
        #[arg(long)]
        last: u64,
    },
    /// A form was misfed or torn.
    Spoil {
        #[arg(long)]
        form: String,
        #[arg(long)]
        serial: u64,
        #[arg(long)]
        reason: String,
    },
    /// Bundles, and how many forms are left.
    Show,
}

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// An entry, as KVT-1/42.
    Show { entry: String },
    /// Every entry, one JSON document a line.
    Export,
}
