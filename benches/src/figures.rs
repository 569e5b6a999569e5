//! The figures, in the order of the table.

mod browser;
mod echo;
mod fan_out;
mod first_byte;
mod hostile;
mod leak;
mod load;
mod memory;
mod reconnect;
mod returns;
mod slow;
mod throughput;

use crate::bench::Bench;
use crate::cli::Name;

/// Takes all figures that are wanted; what fails is noted in the report.
pub async fn run(bench: &mut Bench) {
    let wanted = bench.cli.clone();
    let wants = |name| wanted.wants(name);
    if wants(Name::B1) {
        noted(throughput::run(bench).await, "B1", bench);
    }
    if wants(Name::B1b) || wants(Name::B3b) {
        noted(browser::run(bench).await, "B1b, B3b", bench);
    }
    if wants(Name::B2) {
        slow::run(bench).await;
    }
    if wants(Name::B3) {
        echo::run(bench).await;
    }
    if wants(Name::B4) {
        noted(memory::run(bench).await, "B4", bench);
    }
    if wants(Name::B5) {
        first_byte::run(bench).await;
    }
    if wants(Name::B6) {
        noted(reconnect::run(bench).await, "B6", bench);
        noted(returns::run(bench).await, "B6, in Chromium", bench);
    }
    if wants(Name::B7) {
        noted(fan_out::run(bench).await, "B7", bench);
    }
    if wants(Name::B8) {
        leak::run(bench).await;
    }
    if wants(Name::B9) {
        hostile::run(bench).await;
    }
}

fn noted(outcome: crate::Outcome<()>, name: &str, bench: &mut Bench) {
    if let Err(error) = outcome {
        bench.report.note(format!("{name}: not measured: {error}"));
    }
}
