//! The program: wiring, no rules.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use app::config::Config;
use clap::{Parser, Subcommand};
use tokio::runtime::Builder;

#[derive(Debug, Parser)]
#[command(
    name = "lyceum",
    version,
    about = "One program with which a school runs its classes and the machines they are taught on."
)]
struct Cli {
    /// The configuration file; it need not exist.
    #[arg(long, default_value = "lyceum.toml", env = "LYCEUM_CONFIG")]
    config: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portals (the default).
    Serve,
    /// Bring the database schema up to date and stop.
    Migrate,
    /// Fill an empty database with the demo school and stop.
    Seed {
        /// Do nothing, and do not fail, when the database has people already.
        #[arg(long)]
        if_empty: bool,
    },
    /// Keep terminals, apart from the portals; started by itself.
    #[command(hide = true)]
    Agent {
        /// Where its socket is.
        #[arg(long)]
        folder: PathBuf,
        /// How long terminals go on without anybody to show them, seconds.
        #[arg(long)]
        grace_s: u64,
    },
    /// Make an admin, with a password for the first sign-in, and stop.
    Admin(server::NewAdmin),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    server::logs::start();
    let command = cli.command.unwrap_or(Command::Serve);
    // A terminal's bytes go from one task to the next: on one thread none of them has to be woken up.
    let runtime = match command {
        Command::Agent { .. } => Builder::new_current_thread().enable_all().build(),
        _ => Builder::new_multi_thread().enable_all().build(),
    };
    match runtime {
        Ok(runtime) => runtime.block_on(run(&cli.config, command)),
        Err(error) => ended(Err(error.into())),
    }
}

async fn run(config: &Path, command: Command) -> ExitCode {
    if let Command::Agent { folder, grace_s } = command {
        return ended(server::keep_terminals(&folder, Duration::from_secs(grace_s)).await);
    }
    let config = match Config::load(config) {
        Ok(config) => config,
        Err(faults) => {
            eprintln!("{}: {faults}", config.display());
            return ExitCode::FAILURE;
        }
    };
    for name in Config::unknown_in(&std::env::vars().collect()) {
        tracing::warn!(name, "the environment has what looks like a key of the configuration and is none");
    }
    let outcome = match command {
        Command::Serve => server::serve(config).await,
        Command::Migrate => server::migrate(&config).await,
        Command::Admin(new) => server::admin(config, new).await,
        Command::Seed { if_empty } => server::seed(&config, if_empty).await,
        Command::Agent { .. } => Ok(()),
    };
    ended(outcome)
}

fn ended(outcome: server::Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lyceum: {error}");
            ExitCode::FAILURE
        }
    }
}
