//! The complaint cell.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Complaint {
    /// A call (CCC, BCC). Where one of that consumer or place and category is open, the call is added to it.
    #[command(visible_alias = "log")]
    Add(Add),
    /// Something was done; it may be passed on or put on hold (CCC, BCC, JE, AE).
    Step(StepArgs),
    /// Passed on to another: JE, Stores, a section.
    Pass {
        id: String,
        #[arg(long, value_name = "R")]
        to: String,
        #[arg(long, value_name = "T", default_value = "")]
        done: String,
    },
    /// On hold; the clock runs on.
    Hold {
        id: String,
        #[arg(long, value_name = "REASON")]
        reason: String,
        #[arg(long, value_name = "T", default_value = "")]
        done: String,
    },
    /// It was put right.
    Rectify(RectifyArgs),
    /// The caller says that it is not right (CCC, BCC); within the profile's days.
    Reopen {
        id: String,
        #[arg(long, value_name = "P", default_value = "")]
        phone: String,
        #[arg(long, value_name = "T", default_value = "")]
        text: String,
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Several complaints are one outage: the others follow the first; --part takes one out again.
    Outage {
        id: String,
        #[arg(required_unless_present = "part")]
        others: Vec<String>,
        /// This one has a cause of its own after all.
        #[arg(long, conflicts_with = "others")]
        part: bool,
    },
    /// A complaint whole: calls, steps, rectification.
    Show { id: String },
    /// What is open: danger on top, then the newest.
    #[command(visible_alias = "list")]
    Pending {
        #[arg(long, value_name = "A", default_value = "")]
        area: String,
    },
    /// Every complaint of a day.
    Register {
        /// [default: the business date]
        #[arg(long, value_name = "D")]
        date: Option<String>,
    },
    /// The open ones by area, for the line staff.
    #[command(visible_alias = "job-sheet")]
    Jobsheet {
        #[arg(long, value_name = "A", default_value = "")]
        area: String,
    },
    /// What is open and how old, how long answers took.
    Pendency {
        /// The first day [default: the first of the month].
        #[arg(long, value_name = "D")]
        from: Option<String>,
        /// The last day [default: the business date].
        #[arg(long, value_name = "D")]
        to: Option<String>,
    },
    /// The shift goes to the next clerk (CCC, BCC).
    HandOver {
        #[arg(long, value_name = "USER")]
        to: String,
        #[arg(long, value_name = "T", default_value = "")]
        crews: String,
        #[arg(long, value_name = "T", default_value = "")]
        promises: String,
    },
    /// Erase who called, and in which words, by order (ADM).
    Erase {
        id: String,
        #[arg(long, value_name = "ORDER")]
        order: String,
    },
}

#[derive(Debug, Args)]
pub struct Add {
    /// Its code, as no-supply; with a kind's digit after its own, as 12.
    #[arg(long, value_name = "C")]
    pub category: String,
    #[arg(long, value_name = "NO")]
    pub consumer: Option<String>,
    /// Street, pole or line, where it is no consumer's.
    #[arg(long, value_name = "T", default_value = "")]
    pub place: String,
    /// The number to call back.
    #[arg(long, value_name = "P", default_value = "")]
    pub phone: String,
    /// What the caller says.
    #[arg(long, value_name = "T", default_value = "")]
    pub text: String,
    /// The caller's name.
    #[arg(long, value_name = "T", default_value = "")]
    pub caller: String,
    /// normal, urgent or danger [default: the category's].
    #[arg(long, value_name = "P")]
    pub priority: Option<String>,
    /// When the call came, where not now.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct StepArgs {
    pub id: String,
    #[arg(long, value_name = "T")]
    pub done: String,
    #[arg(long, value_name = "T", default_value = "")]
    pub staff: String,
    #[arg(long, value_name = "T", default_value = "")]
    pub material: String,
    #[arg(long, value_name = "R", conflicts_with = "hold")]
    pub pass_to: Option<String>,
    #[arg(long, value_name = "REASON")]
    pub hold: Option<String>,
    /// When, where not now: 14:05, or a day and a time.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct RectifyArgs {
    pub id: String,
    #[arg(long, value_name = "T")]
    pub cause: String,
    /// Who did it [default: the user].
    #[arg(long, value_name = "T")]
    pub by: Option<String>,
    /// The code that the crew brought back.
    #[arg(long, value_name = "K", conflicts_with = "called_back")]
    pub code: Option<String>,
    #[arg(long)]
    pub called_back: bool,
    /// What was done, where no step says it.
    #[arg(long, value_name = "T", default_value = "")]
    pub done: String,
    #[arg(long, value_name = "T", default_value = "")]
    pub material: String,
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}
