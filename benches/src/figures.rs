//! What is measured of every product alike.

use std::path::Path;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::Outcome;
use crate::link::Place;

/// Between two keys: a fast typist holds no key down.
const KEY_EVERY: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub struct Figures {
    pub mb_per_s: f64,
    pub hash_ok: bool,
    pub echo: Echo,
    pub first_byte_ms: f64,
}

/// Microseconds from a key to its echo.
#[derive(Debug, Clone, Copy)]
pub struct Echo {
    pub p50: u128,
    pub p95: u128,
    pub p99: u128,
}

pub async fn measure(place: &Place, flood: &Path, hash: &[u8], runs: usize, keys: usize) -> Outcome<Figures> {
    let (mut rates, mut hash_ok) = (Vec::new(), true);
    for _ in 0..runs {
        let (rate, same) = throughput(place, flood, hash).await?;
        rates.push(rate);
        hash_ok &= same;
    }
    rates.sort_by(f64::total_cmp);
    let mut first = Vec::new();
    for _ in 0..20 {
        first.push(first_byte(place).await?.as_secs_f64() * 1000.0);
    }
    first.sort_by(f64::total_cmp);
    Ok(Figures {
        mb_per_s: rates[rates.len() / 2],
        hash_ok,
        echo: echo(place, keys).await?,
        first_byte_ms: first[first.len() / 2],
    })
}

/// From the first byte of the file to the last, and whether all were the right ones.
async fn throughput(place: &Place, flood: &Path, hash: &[u8]) -> Outcome<(f64, bool)> {
    let mut link = place.open().await?;
    link.make_raw().await?;
    let size = usize::try_from(std::fs::metadata(flood)?.len())?;
    link.send(format!("cat {}\r", flood.display()).replace('\r', "\n").as_bytes()).await?;
    let (mut digest, mut received, mut begun) = (Sha256::new(), 0, None);
    while received < size {
        let bytes = link.receive().await?;
        if !bytes.is_empty() {
            begun.get_or_insert_with(Instant::now);
        }
        let bytes = &bytes[..bytes.len().min(size - received)];
        digest.update(bytes);
        received += bytes.len();
    }
    let took = begun.map_or(Duration::ZERO, |begun| begun.elapsed());
    link.send(b"exit\n").await?;
    Ok((size as f64 / 1e6 / took.as_secs_f64(), digest.finalize().as_slice() == hash))
}

/// Keys echoed by the terminal itself, one after the other.
async fn echo(place: &Place, keys: usize) -> Outcome<Echo> {
    let mut link = place.open().await?;
    link.make_raw().await?;
    link.send(b"stty sane -icanon echo; printf go'od\\n'; cat >/dev/null\n").await?;
    link.until(b"good\r\n").await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut times = Vec::with_capacity(keys);
    for n in 0..keys {
        let key = [b'a' + u8::try_from(n % 26)?];
        let begun = Instant::now();
        link.send(&key).await?;
        link.until(&key).await?;
        times.push(begun.elapsed().as_micros());
        tokio::time::sleep(KEY_EVERY).await;
    }
    link.send(b"\x03").await?;
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    Ok(Echo { p50: at(50), p95: at(95), p99: at(99) })
}

/// From the connection to the first output of the shell.
async fn first_byte(place: &Place) -> Outcome<Duration> {
    let begun = Instant::now();
    let mut link = place.open().await?;
    while link.receive().await?.is_empty() {}
    let took = begun.elapsed();
    link.send(b"exit\r").await?;
    Ok(took)
}
