//! B1b and B3b: the same in a browser, until it is on the glass. `end2end/bench/terminals.mjs` drives
//! Chromium and says what it measured in lines of JSON.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::Outcome;
use crate::bench::Bench;
use crate::cli::{Cli, Name};
use crate::payload::{Kind, Payload};
use crate::place::Place;
use crate::report::{Measure, Reading};

const SCRIPT: &str = "end2end/bench/terminals.mjs";
const PATIENCE: Duration = Duration::from_secs(900);

pub async fn run(bench: &mut Bench) -> Outcome<()> {
    let payload = bench.payload(Kind::Ascii, bench.cli.bytes)?;
    let cli = bench.cli.clone();
    for place in bench.places() {
        let product = match &place.1 {
            Place::Lyceum(_) | Place::Ttyd(_) => place.0.name,
            // It is a library: its page is somebody else's.
            Place::Terminado(_) => {
                for measure in measures() {
                    bench.report.take(place.0.name, measure.says("has no page"));
                }
                continue;
            }
        };
        let mut command = script(SCRIPT, &cli, product, &place.1, &payload);
        command
            .env("RUNS", cli.runs.min(3).to_string())
            .env("KEYS", cli.keys.div_ceil(5).to_string())
            .env("GLASS", cli.wants(Name::B1b).to_string())
            .env("ECHO", cli.wants(Name::B3b).to_string());
        bench.take(&place, "B1b, B3b", PATIENCE, drive(command, &measures())).await;
    }
    Ok(())
}

/// A script for Chromium, told where the product is and what its terminals are to print.
pub fn script(path: &str, cli: &Cli, product: &str, place: &Place, payload: &Payload) -> Command {
    let mut command = Command::new("node");
    command
        .arg(path)
        .env("LYCEUM_URL", format!("http://{}", place.address()))
        .env("PRODUCT", product)
        .env("LOGIN", &cli.login)
        .env("PASSWORD", &cli.password)
        .env("FILE", &payload.path)
        .env("FILE_BYTES", payload.bytes.to_string());
    command
}

/// What a script for Chromium measured: it says so in lines of JSON.
pub async fn drive(mut command: Command, measures: &[Measure]) -> Outcome<Vec<Reading>> {
    command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().map_err(|error| format!("node: {error}"))?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
    let mut readings = Vec::new();
    while let Some(line) = lines.next_line().await? {
        let said: Value = serde_json::from_str(&line).map_err(|_| format!("the browser's part said {line}"))?;
        let name = said["what"].as_str().unwrap_or_default();
        let measure = measures.iter().find(|measure| measure.what == name).ok_or("an unknown measure")?;
        readings.push(match &said["values"] {
            Value::String(words) => measure.clone().says(words),
            values => measure.clone().are(values.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()),
        });
    }
    let status = child.wait().await?;
    if status.success() { Ok(readings) } else { Err(format!("the browser's part ended with {status}").into()) }
}

fn measures() -> [Measure; 8] {
    [
        Measure::new("B1b", "the flood on the glass", "MB/s", 1).at_least_that_of("ttyd"),
        Measure::new("B1b", "tasks over 50 ms", "", 0),
        Measure::new("B1b", "longest task", "ms", 0).at_most(100.0),
        Measure::new("B1b", "heap's rise", "MiB", 1).at_most(20.0),
        Measure::new("B1b", "heap's rise at its peak, garbage included", "MiB", 1),
        Measure::new("B3b", "key to glyph, p50", "ms", 1),
        Measure::new("B3b", "key to glyph, p95", "ms", 1),
        Measure::new("B3b", "key to glyph, p99", "ms", 1).at_most(34.0),
    ]
}
