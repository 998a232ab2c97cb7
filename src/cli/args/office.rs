//! Setting up and keeping a data file.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
