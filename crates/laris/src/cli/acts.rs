//! What is done to a city at the terminal: roles, settings, the audit trail.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Part, Town};

/// Options of `laris user`.
#[derive(Debug, Clone, Args)]
pub struct UserOptions {
    /// What to do.
    #[command(subcommand)]
    pub act: UserAct,
}

/// What `laris user` can do. It acts as the house itself and is entered in the audit trail.
#[derive(Debug, Clone, Subcommand)]
pub enum UserAct {
    /// Give a role to the person with this number, who is made when unknown.
    Add {
        /// Whose number: `081234567890`.
        #[arg(long)]
        phone: String,
        /// Their name; without it a known person keeps theirs.
        #[arg(long)]
        name: Option<String>,
        /// Which role, and where.
        #[command(flatten)]
        part: Part,
    },
    /// Everybody with a role; phone numbers are masked.
    List {
        /// In which city.
        #[command(flatten)]
        town: Town,
    },
    /// Print all that is kept of a person as JSON, for whoever asks by the law on personal data. Make sure who asks.
    Export {
        /// Whose number.
        #[arg(long)]
        phone: String,
        /// In which city.
        #[command(flatten)]
        town: Town,
    },
    /// Forget a person: name, number, addresses, notes, sessions. Orders, books and audit trail stay under their id.
    Erase {
        /// Whose number.
        #[arg(long)]
        phone: String,
        /// In which city.
        #[command(flatten)]
        town: Town,
    },
    /// Take a person's second factor away, so that they set up another: for a lost phone. Make sure who asks.
    ResetSecondFactor {
        /// Whose number.
        #[arg(long)]
        phone: String,
        /// In which city.
        #[command(flatten)]
        town: Town,
    },
    /// Take a role away.
    RemoveRole {
        /// Whose number.
        #[arg(long)]
        phone: String,
        /// Which role, and where.
        #[command(flatten)]
        part: Part,
    },
}

/// Options of `laris city`.
#[derive(Debug, Clone, Args)]
pub struct CityOptions {
    /// What to do.
    #[command(subcommand)]
    pub act: CityAct,
}

/// What `laris city` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum CityAct {
    /// Print all settings as TOML.
    Show {
        /// Which city.
        #[command(flatten)]
        town: Town,
    },
    /// Change settings: all that are named, or none when one is refused. Entered in the audit trail as an act of the house.
    Set {
        /// `quote_minutes=20`; lists, such as `payout_channels`, are better put into a file.
        #[arg(value_name = "NAME=VALUE", required_unless_present = "file")]
        settings: Vec<String>,
        /// A TOML file with the settings to change, as `laris city show` prints them.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Only say what would change.
        #[arg(long = "dry-run")]
        is_dry_run: bool,
        /// Which city.
        #[command(flatten)]
        town: Town,
    },
}

/// Options of `laris audit`.
#[derive(Debug, Clone, Args)]
pub struct AuditOptions {
    /// What to do.
    #[command(subcommand)]
    pub act: AuditAct,
}

/// What `laris audit` can do.
#[derive(Debug, Clone, Subcommand)]
pub enum AuditAct {
    /// Print the head of the chain. Keep it where the database's administrators cannot write.
    Head {
        /// In which city.
        #[command(flatten)]
        town: Town,
    },
    /// Walk the chain from the first act to the last; ends with status 1 at the first entry that is not as it was written.
    Verify {
        /// A head that was kept elsewhere: it must stand in the chain.
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
        /// In which city.
        #[command(flatten)]
        town: Town,
    },
}
