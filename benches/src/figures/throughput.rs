//! B1: how fast a program's output comes through, and what that costs the server.

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::bench::Bench;
use crate::payload::{Kind, Payload};
use crate::place::{Place, Product};
use crate::report::{Measure, Reading};

const PATIENCE: Duration = Duration::from_secs(120);
/// After the text, so that its end is seen.
const END: &[u8] = b"END";

pub async fn run(bench: &mut Bench) -> Outcome<()> {
    for kind in Kind::THROUGHPUT {
        let payload = bench.payload(kind, bench.cli.bytes)?;
        for run in 0..bench.cli.runs {
            for place in bench.in_turn(run) {
                let name = format!("B1 {}, run {}", kind.name(), run + 1);
                bench.take(&place, &name, PATIENCE, measure(&place.0, &place.1, &payload)).await;
            }
        }
    }
    Ok(())
}

async fn measure(product: &Product, place: &Place, payload: &Payload) -> Outcome<Vec<Reading>> {
    let mut link = place.open().await?;
    link.make_raw().await?;
    let server = product.server.known().ok();
    let before = match server {
        Some(server) => {
            server.forget_peak()?;
            Some((server.cpu_s()?, server.rss_mib()?))
        }
        None => None,
    };
    let (frames, wire) = link.traffic();
    link.send(format!("cat {}; printf END\n", payload.path.display()).as_bytes()).await?;

    let (mut digest, mut received, mut begun) = (Sha256::new(), 0, None);
    while received < payload.bytes + END.len() {
        let bytes = link.receive().await?;
        if !bytes.is_empty() {
            begun.get_or_insert_with(Instant::now);
        }
        let text = &bytes[..bytes.len().min(payload.bytes.saturating_sub(received))];
        digest.update(text);
        received += bytes.len();
    }
    let took = begun.map_or(Duration::ZERO, |begun| begun.elapsed());
    if digest.finalize().as_slice() != payload.hash {
        return Err("what arrived has another SHA-256 than what was sent".into());
    }
    let (frames, wire) = (link.traffic().0 - frames, link.traffic().1 - wire);

    let kind = payload.kind.name();
    let measure = |what: &str, unit, digits| Measure::new("B1", format!("{kind}: {what}"), unit, digits);
    let million = payload.bytes as f64 / 1e6;
    let mut readings = vec![measure("throughput", "MB/s", 1).at_least_that_of("ttyd").is(million / took.as_secs_f64())];
    if let (Some(server), Some((cpu_s, rss_mib))) = (server, before) {
        let cpu_s = (server.cpu_s()? - cpu_s) * 100.0 / million;
        readings.push(measure("the server's time for 100 MB", "CPU s", 2).is(cpu_s));
        readings.push(measure("memory's rise", "MiB", 1).is((server.peak_mib()? - rss_mib).max(0.0)));
    }
    readings.push(measure("messages for 100 MB", "", 0).is(frames as f64 * 100.0 / million));
    readings.push(measure("on the wire for 100 MB", "MB", 1).is(wire as f64 / 1e6 * 100.0 / million));
    link.close().await?;
    Ok(readings)
}
