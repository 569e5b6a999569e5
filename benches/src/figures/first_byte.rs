//! B5: from the connection to the first byte of a shell, tickets and greetings included.

use std::time::{Duration, Instant};

use futures::future::join_all;

use crate::Outcome;
use crate::bench::Bench;
use crate::place::Place;
use crate::report::{Measure, Reading};
use crate::stats::quantile;

/// Opened all at once: a class that comes in.
const CLASS: usize = 50;
const PATIENCE: Duration = Duration::from_secs(120);

pub async fn run(bench: &mut Bench) {
    let opens = bench.cli.opens;
    for place in bench.in_turn(1) {
        bench.take(&place, "B5 one after another", PATIENCE, one_by_one(&place.1, opens)).await;
    }
    for place in bench.in_turn(2) {
        bench.take(&place, "B5 at once", PATIENCE, at_once(&place.1, CLASS.min(5 * opens))).await;
    }
}

async fn one_by_one(place: &Place, opens: usize) -> Outcome<Vec<Reading>> {
    let mut times = Vec::new();
    for _ in 0..opens {
        times.push(first_byte(place).await?);
    }
    let measure = |what: &str| Measure::new("B5", format!("one after another: {what}"), "ms", 1);
    Ok(vec![
        measure("p50").at_most(15.0).is(quantile(&times, 0.5)),
        measure("p99").at_most(40.0).is(quantile(&times, 0.99)),
    ])
}

async fn at_once(place: &Place, opens: usize) -> Outcome<Vec<Reading>> {
    let times = join_all((0..opens).map(|_| first_byte(place))).await.into_iter().collect::<Outcome<Vec<_>>>()?;
    let measure = |what: &str| Measure::new("B5", format!("{opens} at once: {what}"), "ms", 1);
    Ok(vec![measure("p50").is(quantile(&times, 0.5)), measure("p99").is(quantile(&times, 0.99))])
}

async fn first_byte(place: &Place) -> Outcome<f64> {
    let begun = Instant::now();
    let mut link = place.open().await?;
    while link.receive().await?.is_empty() {}
    let took = begun.elapsed();
    link.close().await?;
    Ok(took.as_secs_f64() * 1000.0)
}
