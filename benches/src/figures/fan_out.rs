//! B7: a teacher's terminal that a class looks at, one of them over a thin line.

use std::time::{Duration, Instant};

use futures::future::try_join_all;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Outcome;
use crate::bench::Bench;
use crate::link::Link;
use crate::payload::{Kind, Payload};
use crate::place::{Place, Product};
use crate::report::{Measure, Reading};

/// What the producer prints, bytes.
const PRINTED_BYTES: usize = 10_000_000;
/// One viewer reads so many bytes a second.
const THIN: f64 = 100_000.0;
const PATIENCE: Duration = Duration::from_secs(120);
const END: &[u8] = b"all-there";

pub async fn run(bench: &mut Bench) -> Outcome<()> {
    let payload = bench.payload(Kind::Ascii, PRINTED_BYTES.min(bench.cli.bytes))?;
    let viewers = bench.cli.viewers;
    for run in 0..bench.cli.runs.min(3) {
        for place in bench.in_turn(run) {
            let name = format!("B7, run {}", run + 1);
            if matches!(place.1, Place::Ttyd(_)) {
                for measure in measures(viewers) {
                    bench.report.take(place.0.name, measure.says("not supported"));
                }
                continue;
            }
            bench.take(&place, &name, PATIENCE, measure(&place.0, &place.1, &payload, viewers, run)).await;
        }
    }
    Ok(())
}

fn measures(viewers: usize) -> [Measure; 5] {
    let measure = |what: String, unit, digits| Measure::new("B7", what, unit, digits);
    [
        measure("the controller alone, 10 MB".to_owned(), "s", 2),
        measure(format!("the controller with {viewers} viewers, of that"), "×", 2).at_most(1.2),
        measure(format!("{} viewers have all, of that", viewers - 1), "×", 2).at_most(1.5),
        measure("the server's time".to_owned(), "CPU s", 2),
        measure(format!("passed over by {} viewers", viewers - 1), "MB", 1),
    ]
}

async fn measure(
    product: &Product,
    place: &Place,
    payload: &Payload,
    viewers: usize,
    run: usize,
) -> Outcome<Vec<Reading>> {
    let word = format!("class{run}");
    let mut controller = place.open_shared(&word).await?;
    controller.make_raw().await?;
    let line = format!("cat {}; printf al'l-there'\n", payload.path.display());
    let alone = Instant::now();
    controller.send(line.as_bytes()).await?;
    controller.until(END).await?;
    let alone = alone.elapsed().as_secs_f64();

    let mut watching = Vec::new();
    for _ in 0..viewers {
        let mut viewer = place.watch(&controller, &word).await?;
        // What was printed before is shown first.
        while let Ok(bytes) = timeout(Duration::from_millis(50), viewer.receive()).await {
            bytes?;
        }
        watching.push(viewer);
    }
    let mut thin = JoinSet::new();
    let mut slow = watching.pop().ok_or("no viewers")?;
    thin.spawn(async move {
        while let Ok(bytes) = slow.receive().await {
            sleep(Duration::from_secs_f64(bytes.len() as f64 / THIN)).await;
        }
    });

    let cpu = product.server.cpu_s()?;
    let begun = Instant::now();
    let seen: Vec<_> = watching.into_iter().map(|viewer| tokio::spawn(see_all(viewer))).collect();
    controller.send(line.as_bytes()).await?;
    controller.until(END).await?;
    let with_viewers = begun.elapsed().as_secs_f64();
    let seen = try_join_all(seen).await?.into_iter().collect::<Outcome<Vec<_>>>()?;
    let all = begun.elapsed().as_secs_f64();
    let cpu = product.server.cpu_s()? - cpu;
    let skipped: u64 = seen.iter().sum();
    controller.send(b"exit\n").await?;
    controller.close().await?;

    let values = [alone, with_viewers / alone, all / alone, cpu, skipped as f64 / 1e6];
    let known = product.server.known().is_ok();
    let readings = measures(viewers).into_iter().zip(values).map(|(measure, value)| measure.is(value));
    Ok(readings.filter(|reading| known || reading.measure.unit != "CPU s").collect())
}

/// Looks until the end is there; gives how many bytes were passed over.
async fn see_all(mut viewer: Link) -> Outcome<u64> {
    let before = viewer.skipped();
    viewer.until(END).await?;
    Ok(viewer.skipped() - before)
}
