//! The hub, and a desk's talk with it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where a hub's folder is.
#[derive(Debug, Args)]
pub struct HubDir {
    /// The hub's folder.
    #[arg(long, env = "EBCM_HUB", value_name = "DIR")]
    pub dir: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Hub {
    /// Make a hub: its key, the authority that desks know it by, its certificate, its settings.
    Init {
        #[command(flatten)]
        at: HubDir,
        /// led, uppcl, or a profile's file.
        #[arg(long, value_name = "led|uppcl|FILE")]
        utility: String,
        /// For practice: takes in desks of training files only.
        #[arg(long)]
        training: bool,
        /// A PostgreSQL; without it, SQLite in the folder.
        #[arg(long, value_name = "postgres://USER@HOST/DATABASE")]
        db: Option<String>,
        /// A name or address by which desks call it; may be given several times.
        #[arg(long, value_name = "HOST")]
        name: Vec<String>,
        /// Where it listens.
        #[arg(long, value_name = "ADDRESS:PORT", default_value = "0.0.0.0:7443")]
        listen: SocketAddr,
    },
    /// Serve desks until told to end (SIGTERM, Ctrl-C).
    Serve {
        #[command(flatten)]
        at: HubDir,
        /// Listen elsewhere than hub.toml says.
        #[arg(long, value_name = "ADDRESS:PORT")]
        listen: Option<SocketAddr>,
    },
    /// A new certificate under the same authority; desks notice nothing. Serving processes are to be started again.
    Renew {
        #[command(flatten)]
        at: HubDir,
    },
    /// A one-time code for a new desk of an office, good for seven days.
    Code {
        #[command(flatten)]
        at: HubDir,
        /// The office's code, as KVT.
        #[arg(long)]
        office: String,
        /// The lost desk in whose place the new one comes; it is revoked when the code is used.
        #[arg(long, value_name = "DESK")]
        replaces: Option<String>,
    },
    /// A desk writes and fetches no more; what it handed over stands.
    Revoke {
        #[command(flatten)]
        at: HubDir,
        desk: String,
        #[arg(long)]
        reason: String,
    },
    /// The desks: how far each was heard, when last, and whether it is revoked.
    Members {
        #[command(flatten)]
        at: HubDir,
        /// Of one office alone.
        #[arg(long)]
        office: Option<String>,
    },
    /// Copies the hub while it serves, keys and entries, and checks the copy: it can serve in its place.
    Backup {
        #[command(flatten)]
        at: HubDir,
        /// A folder that is not there yet.
        #[arg(value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Say that the hub's storage was put back from a backup: it writes nothing of its own until desks have handed back what it lacks.
    /// A folder that `ebcm hub backup` made, and a database restored from a dump, say so themselves.
    Restored {
        #[command(flatten)]
        at: HubDir,
        /// No desk holds more than the hub: it goes on at once. Where one does, it believes the hub no more.
        #[arg(long)]
        nobody_holds_more: bool,
        /// In this office alone.
        #[arg(long, requires = "nobody_holds_more")]
        office: Option<String>,
    },
    /// Take what a desk wrote on a stick (`ebcm sync --out`), and write the answer for it.
    Stick {
        #[command(flatten)]
        at: HubDir,
        /// The desk's file.
        file: PathBuf,
        /// The answer's file, for the same desk (`ebcm sync --in`).
        #[arg(long)]
        out: PathBuf,
    },
    /// The hub itself: utility, storage, certificate, desks and entries.
    Status {
        #[command(flatten)]
        at: HubDir,
    },
}

/// Takes this PC into a utility by its hub.
#[derive(Debug, Args)]
pub struct Join {
    /// The hub's address, as https://hub.example.org:7443.
    pub url: String,
    /// The one-time code, from `ebcm hub code`; asked for where it is not given.
    #[arg(long, env = "EBCM_CODE", hide_env_values = true)]
    pub code: Option<String>,
    /// The first user, with ADM alone (password: EBCM_PASSWORD or asked): for an office that has no user yet.
    #[arg(long, value_name = "NAME")]
    pub admin: Option<String>,
    /// led, uppcl, or a profile's file: for the first desk of a utility whose profile does not come with the program.
    #[arg(long, value_name = "led|uppcl|FILE")]
    pub utility: Option<String>,
}

/// Talks with the hub until this desk is in step with it.
#[derive(Debug, Args)]
pub struct Sync {
    /// One exchange alone.
    #[arg(long)]
    pub once: bool,
    /// Without a line: writes a stick with what the hub, or another desk, lacks of this desk, documents with it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["once", "read"])]
    pub out: Option<PathBuf>,
    /// The desk that the stick is for; the hub, where none is named.
    #[arg(long = "for", value_name = "DESK", requires = "out")]
    pub to: Option<String>,
    /// Without a line: takes what a stick brought.
    #[arg(long = "in", value_name = "FILE", conflicts_with = "once")]
    pub read: Option<PathBuf>,
    #[command(subcommand)]
    pub what: Option<SyncWhat>,
}

#[derive(Debug, Subcommand)]
pub enum SyncWhat {
    /// Last contact, what is to be sent and fetched, and what is wrong.
    Status,
}
