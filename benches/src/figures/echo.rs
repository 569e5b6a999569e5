//! B3: from a key to its echo. Keys come on a schedule, whether or not the last was answered: a pause of
//! the server meets every key that falls into it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio::time::sleep_until;

use super::load::{Load, drain};
use crate::Outcome;
use crate::bench::Bench;
use crate::place::Place;
use crate::relay::Relay;
use crate::report::{Measure, Reading};
use crate::stats::{millis, quantile};

/// A hundred keys a second, ten times a fast typist …
const KEY_EVERY: Duration = Duration::from_millis(10);
/// … and not on the beat of any timer: each up to so much later.
const JITTER_MS: f64 = 4.0;
/// A line across the country, each way.
const FAR: Duration = Duration::from_millis(25);
const PATIENCE: Duration = Duration::from_secs(30);
/// Loads have got going after this.
const WARM_UP: Duration = Duration::from_millis(300);

pub async fn run(bench: &mut Bench) {
    let keys = bench.cli.keys;
    let patience = PATIENCE + KEY_EVERY * u32::try_from(keys).unwrap_or(u32::MAX);
    let near = Load::ALL.map(|load| (false, load));
    for (far, load) in near.into_iter().chain([(true, Load::Idle), (true, Load::Beside)]) {
        // Far away fewer keys tell the same.
        let keys = if far { keys.div_ceil(4) } else { keys };
        let name = format!("B3 {}{}", load.name(), if far { ", far" } else { "" });
        // A machine has slower seconds: in several runs they are everybody's.
        for run in 0..bench.cli.runs {
            for place in bench.in_turn(run) {
                let (name, mut raw) = (format!("{name}, run {}", run + 1), Vec::new());
                bench.take(&place, &name, patience, measure(&place.1, load, far, keys, &mut raw)).await;
                bench.report.raw(place.0.name, &Measure::new("B3", name, "ms", 3), &raw);
            }
        }
    }
}

async fn measure(place: &Place, load: Load, far: bool, keys: usize, raw: &mut Vec<f64>) -> Outcome<Vec<Reading>> {
    let relay = match far {
        true => Some(Relay::before(place.address(), FAR).await?),
        false => None,
    };
    let place = relay.as_ref().map_or_else(|| place.clone(), |relay| place.through(&relay.address));
    let _clients = load.start(&place).await?;
    *raw = millis(&echo(&place, load, keys).await?);

    let line = if far { 2.0 * FAR.as_secs_f64() * 1000.0 } else { 0.0 };
    let away = if far { "25 ms away, " } else { "" };
    let measure = |what: &str| Measure::new("B3", format!("{away}{}: {what}", load.name()), "ms", 2);
    let wanted = line + if load == Load::Idle { 2.0 } else { 10.0 };
    let middle = measure("p50");
    let middle = if far { middle } else { middle.at_most_that_of("ttyd") };
    Ok(vec![
        middle.is(quantile(raw, 0.5)),
        measure("p95").is(quantile(raw, 0.95)),
        measure("p99").at_most(wanted).is(quantile(raw, 0.99)),
        measure("longest").is(quantile(raw, 1.0)),
    ])
}

/// The time that one key in a hundred takes longer than, with such a load, milliseconds.
pub(super) async fn p99_ms(place: &Place, load: Load, keys: usize) -> Outcome<f64> {
    Ok(quantile(&millis(&echo(place, load, keys).await?), 0.99))
}

/// Keys echoed by the terminal itself.
async fn echo(place: &Place, load: Load, keys: usize) -> Outcome<Vec<Duration>> {
    let mut link = place.open().await?;
    link.make_raw().await?;
    let mut beside = tokio::task::JoinSet::new();
    if load == Load::Beside && !link.flood_beside().await? {
        drain(place, "exec yes\r", &mut beside).await?;
    }
    link.send(b"stty sane -icanon echo; printf go'od\\n'; exec cat >/dev/null\n").await?;
    link.until(b"good\r\n").await?;

    let begin = tokio::time::Instant::now() + WARM_UP;
    let mut due = begin;
    let (mut sent, mut waiting, mut times) = (0, VecDeque::new(), Vec::with_capacity(keys));
    while times.len() < keys {
        tokio::select! {
            () = sleep_until(due), if sent < keys => {
                waiting.push_back((key(sent), Instant::now()));
                link.send(&[key(sent)]).await?;
                sent += 1;
                let jitter = Duration::from_secs_f64(rand::random::<f64>() * JITTER_MS / 1000.0);
                due = begin + KEY_EVERY * u32::try_from(sent)? + jitter;
            }
            message = link.heard() => {
                let now = Instant::now();
                for byte in link.output(message?).await? {
                    match waiting.pop_front() {
                        Some((key, at)) if key == byte => times.push(now - at),
                        other => return Err(format!("the echo was {byte}, of {other:?}").into()),
                    }
                }
            }
        }
    }
    link.close().await?;
    Ok(times)
}

/// Neighbours differ, so that a lost echo is not taken for the next.
fn key(n: usize) -> u8 {
    b"abcdefghijklmnopqrstuvwxyz"[n % 26]
}
