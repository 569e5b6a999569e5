//! The program: wiring, no rules.

use std::path::PathBuf;
use std::process::ExitCode;

use app::config::Config;
use clap::{Parser, Subcommand};

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
    /// Make an admin, with a password for the first sign-in, and stop.
    Admin(server::NewAdmin),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    server::logs::start();
    let config = match Config::load(&cli.config) {
        Ok(config) => config,
        Err(faults) => {
            eprintln!("{}: {faults}", cli.config.display());
            return ExitCode::FAILURE;
        }
    };
    let outcome = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => server::serve(config).await,
        Command::Migrate => server::migrate(&config).await,
        Command::Admin(new) => server::admin(config, new).await,
        Command::Seed { if_empty } => server::seed(&config, if_empty).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lyceum: {error}");
            ExitCode::FAILURE
        }
    }
}
