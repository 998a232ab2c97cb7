//! The To Do list: what waits for someone, of every kind.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Todo {
    /// What waits, the most pressing first, then the oldest; --mine needs --user.
    List(TodoWhich),
    /// An item whole: whose it is, what it is about, its log.
    Show { id: String },
    /// Take an item: it is yours to work on.
    Take {
        id: String,
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
    },
    /// Take the most pressing open item that is yours to do and that nobody has.
    Next {
        /// Of these types alone.
        #[arg(long = "type", value_name = "T", default_value = "all")]
        types: String,
    },
    /// Put it back: it is anybody's of the role again.
    #[command(alias = "putback")]
    PutBack {
        id: String,
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
    },
    /// Give it to a user.
    Assign {
        id: String,
        #[arg(long, value_name = "U")]
        to: String,
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
    },
    /// Pass it to another role, with what it is asked.
    Forward {
        id: String,
        #[arg(long, value_name = "R")]
        to: String,
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
    },
    /// Say something about it.
    Comment {
        id: String,
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
    },
    /// An escalated complaint was seen to; every other item is completed by its own step.
    Complete {
        id: String,
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
    },
    /// Opened, completed, rejected, pending by type, office and officer.
    Mis {
        #[arg(long, value_name = "D")]
        from: Option<String>,
        #[arg(long, value_name = "D")]
        to: Option<String>,
    },
}

/// Which items.
#[derive(Debug, Args)]
pub struct TodoWhich {
    /// bill-revision, load, name, meter, category, ownership, permanent-disconnection, application, adjustment-approval,
    /// complaint-escalation, unmatched-payment, withdrawn-close; several with commas, `all` or nothing for each.
    #[arg(long = "type", value_name = "T", default_value = "all")]
    pub types: String,
    /// What the user is to do: given to them, or anybody's of one of their roles.
    #[arg(long)]
    pub mine: bool,
    /// Given to the user alone.
    #[arg(long, conflicts_with = "mine")]
    pub given: bool,
    /// Of this role, whoever has it.
    #[arg(long, value_name = "R", conflicts_with_all = ["mine", "given"])]
    pub role: Option<String>,
    /// Everybody's; so it is without --mine, --given and --role.
    #[arg(long, conflicts_with_all = ["mine", "given", "role"])]
    pub all: bool,
    /// Made from then on: a day, or day and time, as 2026-11-05T14:05.
    #[arg(long, value_name = "D", default_value = "")]
    pub from: String,
    /// Made up to then.
    #[arg(long, value_name = "D", default_value = "")]
    pub to: String,
    /// open, waiting, working, escalated, done, rejected, all, or a state's code.
    #[arg(long, value_name = "S", default_value = "open")]
    pub status: String,
    /// The beginning of a word of number, consumer's number, message or name.
    #[arg(long, value_name = "T", default_value = "")]
    pub text: String,
    /// Of this office, and not of all here.
    #[arg(long, value_name = "CODE", default_value = "")]
    pub office: String,
    #[arg(long, default_value_t = 200)]
    pub limit: usize,
    #[arg(long, default_value_t = 0)]
    pub skip: usize,
}
