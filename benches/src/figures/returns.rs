//! The last part of B6: a page that is loaded anew under a running program, and one that was without the network, judged
//! by what they show. `end2end/bench/returns.mjs` drives Chromium.

use std::time::Duration;

use super::browser::{drive, script};
use crate::Outcome;
use crate::bench::Bench;
use crate::payload::Kind;
use crate::place::Place;
use crate::report::Measure;

const SCRIPT: &str = "end2end/bench/returns.mjs";
/// Bytes that each program prints: more than is kept for whoever comes back.
const BYTES: usize = 8_000_000;
const GAPS: usize = 5;
/// A reload, and all that is around reloads and gaps, takes at most so long.
const EACH: Duration = Duration::from_secs(6);
const AROUND: Duration = Duration::from_secs(180);

pub async fn run(bench: &mut Bench) -> Outcome<()> {
    let payload = bench.payload(Kind::Numbered, BYTES)?;
    let (reloads, gap_s) = (bench.cli.reloads, bench.cli.gap_s);
    for place in bench.places() {
        let Place::Lyceum(_) = &place.1 else {
            for measure in measures(reloads, gap_s) {
                bench.report.take(place.0.name, measure.says("not supported"));
            }
            continue;
        };
        let mut command = script(SCRIPT, &bench.cli, place.0.name, &place.1, &payload);
        command
            .env("EMIT", std::env::current_exe()?)
            .env("RELOADS", reloads.to_string())
            .env("GAPS", GAPS.to_string())
            .env("GAP_S", gap_s.to_string());
        let patience = AROUND + EACH * u32::try_from(reloads)? + Duration::from_secs(gap_s);
        bench.take(&place, "B6, in Chromium", patience, drive(command, &measures(reloads, gap_s))).await;
    }
    Ok(())
}

fn measures(reloads: usize, gap_s: u64) -> [Measure; 4] {
    let reloaded = |what, unit, digits| Measure::new("B6", format!("{reloads} page reloads: {what}"), unit, digits);
    let apart = |what, unit, digits| Measure::new("B6", format!("{gap_s} s without network: {what}"), unit, digits);
    [
        reloaded("lines unlike the reference", "lines", 0).at_most(0.0),
        reloaded("newest line on the glass, p50", "ms", 0),
        apart("lines unlike the reference", "lines", 0).at_most(0.0),
        apart("newer lines on the glass, p50", "ms", 0),
    ]
}
