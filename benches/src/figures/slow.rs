//! B2: a client that reads slowly while the program floods: what piles up in the server, and how long
//! Ctrl-C takes to show.

use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

use crate::Outcome;
use crate::bench::Bench;
use crate::link::Link;
use crate::place::{Place, Product};
use crate::report::{Measure, Reading};

/// The client reads so many bytes a second.
const RATE: f64 = 1e6;
/// A server that has grown by so much is spared the rest, MiB.
const ENOUGH_MIB: f64 = 1024.0;
const INTERRUPT_PATIENCE: Duration = Duration::from_secs(30);
const PROMPT: &[u8] = b"mark-in ";

pub async fn run(bench: &mut Bench) {
    let slow = Duration::from_secs(bench.cli.slow_s);
    for place in bench.places() {
        let patience = slow + INTERRUPT_PATIENCE + Duration::from_secs(30);
        bench.take(&place, "B2", patience, measure(&place.0, &place.1, slow)).await;
    }
}

async fn measure(product: &Product, place: &Place, slow: Duration) -> Outcome<Vec<Reading>> {
    let server = product.server.known()?;
    let mut link = place.open().await?;
    link.send(b"exec sh\rPS1='mark''-in '\r").await?;
    link.until(PROMPT).await?;
    server.forget_peak()?;
    let base = server.rss_mib()?;
    link.send(b"yes\r").await?;

    let mut pace = Pace::new();
    let (mut look, mut grown) = (Instant::now(), false);
    while pace.begun.elapsed() < slow && !grown {
        pace.read(&mut link).await?;
        if look.elapsed() > Duration::from_millis(500) {
            look = Instant::now();
            grown = server.rss_mib()? - base > ENOUGH_MIB;
        }
    }
    let lasted = pace.begun.elapsed().as_secs_f64();
    let rise = Measure::new("B2", "memory's rise, read at 1 MB/s under a flood", "MiB", 1).at_most(4.0);
    let rise = match (server.peak_mib()? - base).max(0.0) {
        mib if grown => rise.says(format!("{mib:.0} in {lasted:.0} s")),
        mib => rise.is(mib),
    };

    // Half a second, and what the client has yet to read of its window.
    let window_ms = f64::from(app::terminals::protocol::OUTPUT_WINDOW_BYTES) / RATE * 1000.0;
    let interrupt = Measure::new("B2", "Ctrl-C to the prompt", "ms", 0).at_most((500.0 + window_ms).round());
    let begun = Instant::now();
    link.send(b"\x03").await?;
    let interrupt = match timeout(INTERRUPT_PATIENCE, pace.until(&mut link, PROMPT)).await {
        Ok(outcome) => {
            outcome?;
            interrupt.is(begun.elapsed().as_secs_f64() * 1000.0)
        }
        Err(_) => interrupt.says(format!("> {} s", INTERRUPT_PATIENCE.as_secs())),
    };
    // What is still to come would keep the next one waiting: no farewell.
    link.cut()?;
    Ok(vec![rise, interrupt])
}

/// Reads no faster than [`RATE`].
struct Pace {
    begun: Instant,
    received: f64,
}

impl Pace {
    fn new() -> Self {
        Self { begun: Instant::now(), received: 0.0 }
    }

    async fn read(&mut self, link: &mut Link) -> Outcome<Vec<u8>> {
        let bytes = link.receive().await?;
        self.received += bytes.len() as f64;
        let due = Duration::from_secs_f64(self.received / RATE);
        // Longer waits than this would hide what comes.
        sleep(due.saturating_sub(self.begun.elapsed()).min(Duration::from_millis(500))).await;
        Ok(bytes)
    }

    async fn until(&mut self, link: &mut Link, words: &[u8]) -> Outcome<()> {
        let mut last = Vec::new();
        while !last.windows(words.len()).any(|window| window == words) {
            let keep = last.len().saturating_sub(words.len());
            last.drain(..keep);
            last.extend(self.read(link).await?);
        }
        Ok(())
    }
}
