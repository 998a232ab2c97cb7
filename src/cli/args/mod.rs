//! The commands and their options, as `ebcm help` shows them.

mod complaint;
mod connection;
mod hub;
mod money;
mod month;
mod office;
mod online;
mod people;
mod revision;
mod todo;

pub use complaint::{Add as ComplaintAdd, Complaint, RectifyArgs as ComplaintRectify, StepArgs as ComplaintStep};
pub use connection::{
    Apply, Format as WorkflowFormat, FromFile, New as ApplyNew, Permanent, Reactivate, Step as WorkflowStep, StopBill, Workflow,
};
pub use hub::{Hub, Join, Sync, SyncWhat};
pub use money::{Adjust, Cheque, Counter, Modes, Pay, Receipt, Sd, SdAmount};
pub use month::{Bdn, Cases, Close, Instalments, Mistaken, Protest, Supply, SupplyOrList};
pub use office::{Demo, Init, Journal, Stationery, Tariff, User};
pub use online::Online;
pub use people::{Bill, Consumer, Meter, OfConsumer, Preview, Reading};
pub use revision::{Begin as RevisionBegin, Revision};
pub use todo::{Todo, TodoWhich};

use std::path::PathBuf;

use clap::{Parser, Subcommand};

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
    /// The month close: preview, run (BCC), order (AE), report.
    #[command(subcommand)]
    Close(Close),
    /// Bill-cum-disconnection notices: print them, record the day of serving.
    #[command(subcommand)]
    Bdn(Bdn),
    /// Instalment orders (AE).
    #[command(subcommand)]
    Instalment(Instalments),
    /// Payments under protest (AE).
    #[command(subcommand)]
    Protest(Protest),
    /// Cases of the lists withdrawn, to-revise, double-billed (AE).
    #[command(subcommand)]
    Case(Cases),
    /// Payments of the online system: import, list, settle (BCC, AE).
    #[command(subcommand)]
    Online(Online),
    /// The statuses of a connection: what each means, what leads where.
    #[command(subcommand)]
    Status(crate::cli::statuses::Statuses),
    /// Record a disconnection for non-payment; a reading taken with it is billed at once (JE).
    Disconnect(SupplyOrList),
    /// Record a reconnection with its reading (JE).
    Reconnect(SupplyOrList),
    /// A disconnection was recorded by mistake; the AE approves it as a posting (JE).
    Mistaken(Mistaken),
    /// The final reading of a connection that ended unpaid (JE).
    FinalReading(Supply),
    /// Applications for connections and changes: enter (JE), bring in, list.
    #[command(subcommand, alias = "application")]
    Apply(Apply),
    /// Workflows: list, show, check, add (ADM); the path of an application, its next step.
    #[command(subcommand)]
    Workflow(Workflow),
    /// Bill revision: requests, bills worked out anew (BCC), approval (AE, EE), what is held out of disconnection.
    #[command(subcommand)]
    Revision(Revision),
    /// A connection ends on request: final bill, COFee (JE).
    Permanent(Permanent),
    /// Billing stops on request, the fuse taken out (JE).
    Stopbill(StopBill),
    /// A stopped connection is admitted again (AE).
    Reactivate(Reactivate),
    /// A reactivated connection is put on, with its reading (JE).
    Energise(Supply),
    /// The To Do list: what waits for someone, of every kind of work.
    #[command(subcommand)]
    Todo(Todo),
    /// Complaints: calls, steps, rectification, outages, register, pendency (CCC, BCC).
    #[command(subcommand)]
    Complaint(Complaint),
    /// Pre-printed forms: take in, spoil, show (BCC).
    #[command(subcommand)]
    Stationery(Stationery),
    #[command(flatten)]
    Reporting(crate::cli::reporting::Reporting),
    /// Print a paper on forms, A4 or a file; the print queue; a form's test sheet.
    Print(crate::cli::print::Print),
    /// The hub that keeps the desks of a utility in step: init, serve, code, members, revoke, status.
    #[command(subcommand)]
    Hub(Hub),
    /// Take this desk into a utility by its hub: a new one, or one that worked alone.
    Join(Join),
    /// Get in step with the hub; `sync status` shows how things stand.
    Sync(Sync),
    /// Check the whole file: chain, numbers, ledger, projections. Exit 1 where a fault is found.
    Verify,
    /// Build everything the screens read again from the journal.
    Rebuild,
    /// Copy the data file while in use, the documents beside it, and check the copy.
    Backup { file: PathBuf },
    /// Put a backup and its documents into a data folder that has no data file, each checked.
    Restore { file: PathBuf },
    /// The journal itself.
    #[command(subcommand)]
    Journal(Journal),
}
