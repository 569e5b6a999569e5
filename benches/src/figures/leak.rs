//! B8: what is left of very many terminals that were opened and closed, some of them by a client that
//! vanished.

use std::time::Duration;

use futures::{TryStreamExt, stream};

use tokio::time::{Instant, sleep};

use crate::Outcome;
use crate::bench::Bench;
use crate::place::{Place, Product};
use crate::processes::Processes;
use crate::report::{Measure, Reading};

/// Open at the same time.
const AT_ONCE: usize = 8;
/// A peer opens one for so many: what it leaves shows as well, in less time.
const PEERS_SHARE: usize = 5;
/// One in so many is cut off.
const CUT_EVERY: usize = 5;
const PATIENCE: Duration = Duration::from_secs(240);
/// What a server does after the last terminal has this time.
const GRACE: Duration = Duration::from_secs(20);

pub async fn run(bench: &mut Bench) {
    let cycles = bench.cli.cycles;
    for place in bench.in_turn(0) {
        let name = format!("after {cycles} terminals (peers: {})", cycles.div_ceil(PEERS_SHARE));
        let own = if matches!(place.1, Place::Lyceum(_)) { cycles } else { cycles.div_ceil(PEERS_SHARE) };
        bench.take(&place, "B8", PATIENCE, measure(&place.0, &place.1, own, &name)).await;
    }
}

async fn measure(product: &Product, place: &Place, cycles: usize, name: &str) -> Outcome<Vec<Reading>> {
    let server = product.server.known()?;
    let shells = server.shells()?;
    // Buffers and tables that the first terminals fill stay: they are no leak.
    open_and_close(place, cycles.div_ceil(5)).await?;
    place.sweep().await?;
    server.settle(shells, GRACE).await?;
    let before = Left::of(server)?;
    open_and_close(place, cycles).await?;
    // In Lyceum a program outlives its client: it is ended from the list of what runs.
    place.sweep().await?;
    server.settle(before.shells, GRACE).await?;
    // Sockets that were cut are noticed a little later.
    let until = Instant::now() + GRACE;
    while server.descriptors()? > before.descriptors && Instant::now() < until {
        sleep(Duration::from_millis(200)).await;
    }
    let after = Left::of(server)?;

    let measure = |what: &str, unit, digits| Measure::new("B8", format!("{name}: {what}"), unit, digits);
    Ok(vec![
        measure("shells left", "", 0).at_most(0.0).is(after.shells - before.shells),
        measure("descriptors left", "", 0).at_most(0.0).is(after.descriptors - before.descriptors),
        measure("memory left", "MiB", 1).at_most(2.0).is(after.rss_mib - before.rss_mib),
    ])
}

async fn open_and_close(place: &Place, cycles: usize) -> Outcome<()> {
    stream::iter((0..cycles).map(Ok)).try_for_each_concurrent(AT_ONCE, |n| cycle(place, n)).await
}

async fn cycle(place: &Place, n: usize) -> Outcome<()> {
    let mut link = place.open().await?;
    while link.receive().await?.is_empty() {}
    if n.is_multiple_of(CUT_EVERY) { link.cut() } else { link.close().await }
}

#[derive(Debug)]
struct Left {
    shells: f64,
    descriptors: f64,
    rss_mib: f64,
}

impl Left {
    fn of(server: &Processes) -> Outcome<Self> {
        Ok(Self { shells: server.shells()?, descriptors: server.descriptors()?, rss_mib: server.rss_mib()? })
    }
}
