//! What the bench is told.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

#[derive(Debug, Clone, Parser)]
#[command(
    about = "Measures terminals, beside their peers where these are installed.",
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Emit>,
    /// Where a Lyceum listens that allows host shells and very many terminals a person.
    #[arg(long, default_value = "127.0.0.1:3000")]
    pub address: String,
    #[arg(long, default_value = "admin")]
    pub login: String,
    #[arg(long, default_value = "lyceum-demo")]
    pub password: String,
    /// The server's processes, for time, memory and threads: the agent first, then the web tier.
    #[arg(long = "pid", value_delimiter = ',')]
    pub pids: Vec<u32>,
    /// These figures and no others.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<Name>,
    /// Little of everything: whether it works, not how fast.
    #[arg(long)]
    pub quick: bool,
    /// Bytes of each flood.
    #[arg(long, default_value_t = 100_000_000)]
    pub bytes: usize,
    /// Runs of each flood and of each echo figure; the median counts.
    #[arg(long, default_value_t = 5)]
    pub runs: usize,
    /// Keys of each run of an echo figure.
    #[arg(long, default_value_t = 300)]
    pub keys: usize,
    /// How long the slow consumer reads, seconds.
    #[arg(long, default_value_t = 60)]
    pub slow_s: u64,
    /// Connections opened one after another, for the time to the first byte.
    #[arg(long, default_value_t = 200)]
    pub opens: usize,
    /// Forced reconnects.
    #[arg(long, default_value_t = 50)]
    pub cuts: usize,
    /// Page reloads under a running program.
    #[arg(long, default_value_t = 10)]
    pub reloads: usize,
    /// How long pages are without the network, seconds.
    #[arg(long, default_value_t = 60)]
    pub gap_s: u64,
    /// Terminals opened and closed in search of leaks.
    #[arg(long, default_value_t = 1000)]
    pub cycles: usize,
    /// Viewers of one terminal.
    #[arg(long, default_value_t = 30)]
    pub viewers: usize,
    /// Numbers of idle terminals to weigh; the first of the peers as well.
    #[arg(long, value_delimiter = ',', default_value = "100,1000")]
    pub idle: Vec<usize>,
    /// Single values go into this file.
    #[arg(long, default_value = "target/bench/terminals.csv")]
    pub raw: PathBuf,
    /// Writes the table into this document.
    #[arg(long, conflicts_with_all = ["only", "quick"])]
    pub write: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Name {
    B1,
    B1b,
    B2,
    B3,
    B3b,
    B4,
    B5,
    B6,
    B7,
    B8,
    B9,
}

/// What runs in the terminals that are measured.
#[derive(Debug, Clone, Subcommand)]
pub enum Emit {
    /// Writes lines, or a file, at an even pace.
    Emit {
        /// Bytes a second.
        #[arg(long)]
        rate: u64,
        #[arg(long)]
        file: Option<PathBuf>,
    },
}

impl Cli {
    pub fn wants(&self, name: Name) -> bool {
        self.only.is_empty() || self.only.contains(&name)
    }

    /// With what `quick` means put in.
    pub fn settled(mut self) -> Self {
        if self.quick {
            (self.bytes, self.runs, self.keys, self.slow_s) = (4_000_000, 1, 100, 3);
            (self.opens, self.cuts, self.cycles, self.viewers) = (10, 6, 20, 5);
            (self.reloads, self.gap_s) = (2, 5);
            self.idle = vec![10];
        }
        self
    }
}
