//! B4: what a terminal costs while nothing happens in it: cold, and after it has printed 256 KiB.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Outcome;
use crate::bench::Bench;
use crate::payload::Kind;
use crate::place::{Place, Product};
use crate::report::{Measure, Reading};

/// Printed into a terminal to warm it, bytes.
const PRINTED_BYTES: usize = 256 * 1024;
/// Weighed after threads that opened terminals are gone, which wait ten seconds for more work.
const SETTLE: Duration = Duration::from_secs(12);
const PATIENCE: Duration = Duration::from_secs(300);
/// Opened, warmed or closed at the same time.
const AT_ONCE: usize = 8;

pub async fn run(bench: &mut Bench) -> Outcome<()> {
    let payload = bench.payload(Kind::Ascii, bench.cli.bytes)?;
    let line = format!(
        "exec sh -c 'printf rea\"\"dy; read x; head -c {PRINTED_BYTES} {}; printf wa\"\"rm; exec sleep 3600'\r",
        payload.path.display()
    );
    let settle = if bench.cli.quick { Duration::from_secs(1) } else { SETTLE };
    for (n, count) in bench.cli.idle.clone().into_iter().enumerate() {
        for place in bench.in_turn(n) {
            if n > 0 && !matches!(place.1, Place::Lyceum(_)) {
                continue;
            }
            let measuring = measure(&place.0, &place.1, count, &line, settle);
            bench.take(&place, &format!("B4 {count}"), PATIENCE, measuring).await;
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Cold,
    Warm,
    Over,
}

async fn measure(
    product: &Product,
    place: &Place,
    count: usize,
    line: &str,
    settle: Duration,
) -> Outcome<Vec<Reading>> {
    let server = product.server.known()?;
    // What a server keeps once it has served anybody is nobody's: connections, threads, pages of its program.
    for link in try_join_all((0..AT_ONCE).map(|_| place.open())).await? {
        link.close().await?;
    }
    let (pss, threads, descriptors) = (server.pss_kib()?, server.threads()?, server.descriptors()?);
    let (phase, phases) = watch::channel(Phase::Cold);
    let (arrived, mut arrivals) = mpsc::channel(count);
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut clients = JoinSet::new();
    for _ in 0..count {
        let session = session(place.clone(), line.to_owned(), phases.clone(), arrived.clone(), turns.clone());
        clients.spawn(session);
    }

    let mut readings = Vec::new();
    let measure = |what: &str, unit, digits| Measure::new("B4", format!("{count} idle: {what}"), unit, digits);
    for (next, name, most) in [(Phase::Cold, "cold", 64.0), (Phase::Warm, "warm", 400.0)] {
        phase.send_replace(next);
        all_arrive(&mut arrivals, count, &mut clients).await?;
        sleep(settle).await;
        let each = (server.pss_kib()? - pss) / count as f64;
        readings.push(measure(&format!("memory of each, {name}"), "KiB", 1).at_most(most).is(each));
    }
    let threads = (server.threads()? - threads).max(0.0) / count as f64;
    readings.push(measure("threads of each", "", 2).at_most(0.05).is(threads));
    let descriptors = (server.descriptors()? - descriptors) / count as f64;
    readings.push(measure("descriptors of each", "", 1).is(descriptors));
    let (cpu, begun) = (server.cpu_s()?, Instant::now());
    sleep(settle).await;
    let idle = (server.cpu_s()? - cpu) / begun.elapsed().as_secs_f64() * 100.0;
    readings.push(measure("the server's time", "% of a core", 2).at_most(1.0).is(idle));

    phase.send_replace(Phase::Over);
    all_arrive(&mut arrivals, count, &mut clients).await?;
    Ok(readings)
}

/// Waits for so many; for nobody once one of them has failed.
async fn all_arrive(
    arrivals: &mut mpsc::Receiver<()>,
    count: usize,
    clients: &mut JoinSet<Outcome<()>>,
) -> Outcome<()> {
    let mut there = 0;
    while there < count {
        tokio::select! {
            biased;
            arrival = arrivals.recv() => {
                arrival.ok_or("all clients are gone")?;
                there += 1;
            }
            Some(ended) = clients.join_next() => ended??,
        }
    }
    Ok(())
}

/// One client: does what the phase asks, and reads whatever comes meanwhile.
async fn session(
    place: Place,
    line: String,
    mut phases: watch::Receiver<Phase>,
    arrived: mpsc::Sender<()>,
    turns: Arc<Semaphore>,
) -> Outcome<()> {
    let turn = turns.acquire().await?;
    let mut link = place.open().await?;
    link.send(line.as_bytes()).await?;
    link.until(b"ready").await?;
    drop(turn);
    arrived.send(()).await?;
    loop {
        let phase = *phases.borrow_and_update();
        match phase {
            Phase::Cold => {}
            Phase::Warm => {
                let _turn = turns.acquire().await?;
                link.send(b"\r").await?;
                link.until(b"warm").await?;
                arrived.send(()).await?;
            }
            Phase::Over => {
                let _turn = turns.acquire().await?;
                let closed = timeout(Duration::from_secs(20), link.close()).await;
                arrived.send(()).await?;
                return closed?;
            }
        }
        // Whatever comes is read, so that the socket lives.
        loop {
            tokio::select! {
                changed = phases.changed() => break changed?,
                message = link.heard() => drop(link.output(message?).await?),
            }
        }
    }
}
