//! Figures of the terminal channel, beside those of its peers where they are installed: one client,
//! one machine, one run.
//!
//! `figures/` measures, one file a figure; `place` and `link` are the products as a client sees them, `peers`
//! starts the others; `report` is what comes of it.

mod bench;
mod cli;
mod emit;
mod figures;
mod firewall;
mod link;
mod machine;
mod payload;
mod peers;
mod place;
mod processes;
mod relay;
mod report;
mod stats;

use std::fmt::Write as _;

use clap::Parser;
use termbench::{Outcome, Site};
use tokio::signal::unix::{SignalKind, signal};

use crate::bench::Bench;
use crate::cli::{Cli, Emit};
use crate::place::{Left, Lyceum, Place, Product};
use crate::processes::Processes;

/// The column that the others are compared with.
const LYCEUM: &str = "lyceum";

fn main() -> Outcome<()> {
    let cli = Cli::parse().settled();
    match &cli.command {
        Some(Emit::Emit { rate, file }) => emit::emit(*rate, file.as_deref()),
        // On a worker, which hears of the network itself: the first thread would have to be woken by one.
        None => tokio::runtime::Runtime::new()?.block_on(async { tokio::spawn(run(cli)).await? }),
    }
}

async fn run(cli: Cli) -> Outcome<()> {
    machine::allow_descriptors();
    let site = Site::sign_in(&cli.address, &cli.login, &cli.password).await?;
    let lyceum = Lyceum { site, left: Left::default() };
    let mut terminate = signal(SignalKind::terminate())?;
    // Whoever stops the bench finds peers ended, rules and files gone: they go with what holds them.
    let outcome = tokio::select! {
        outcome = measure(cli, lyceum.clone()) => outcome,
        _ = tokio::signal::ctrl_c() => Err("stopped".into()),
        _ = terminate.recv() => Err("stopped".into()),
    };
    link::sweep(&lyceum).await?;
    outcome
}

async fn measure(cli: Cli, lyceum: Lyceum) -> Outcome<()> {
    let mut products = vec![Product {
        name: LYCEUM,
        version: machine::commit(),
        place: Ok(Place::Lyceum(lyceum)),
        server: Processes::new(cli.pids.clone()),
        child: None,
    }];
    products.extend(peers::start().await);
    let mut about = format!("Measured {} on {}.\n", machine::now(), machine::machine());
    for product in products.iter().filter(|product| product.place.is_ok()) {
        writeln!(about, "{} {}.", product.name, product.version)?;
    }
    let mut bench = Bench::new(cli, products)?;
    figures::run(&mut bench).await;
    let report = &bench.report;
    report.keep_raw(&bench.cli.raw)?;
    println!("\n{about}\n{}", report.text());
    println!("Single values: {}", bench.cli.raw.display());
    if let Some(document) = &bench.cli.write {
        let command = command(std::env::args().skip(1));
        let figures = format!("{}\nMade by `{command}`.\n\n{}", about.replace(".\n", ".  \n"), report.markdown());
        report::write(document, &figures)?;
    }
    Ok(())
}

/// The command that people type for these arguments: the script adds where Lyceum is.
fn command(mut args: impl Iterator<Item = String>) -> String {
    let mut command = "scripts/bench.sh --write".to_owned();
    while let Some(arg) = args.next() {
        if matches!(arg.as_str(), "--address" | "--pid" | "--write") {
            args.next();
        } else {
            command.push(' ');
            command.push_str(&arg);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_repeated_by_its_command() {
        let args = "--address 127.0.0.1:1 --pid 2,3 --write docs/BENCHMARKS.md --runs 3 --quick".split(' ');
        assert_eq!(command(args.map(str::to_owned)), "scripts/bench.sh --write --runs 3 --quick");
    }
}
