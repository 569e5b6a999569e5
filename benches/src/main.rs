//! Figures of the terminal channel, beside those of its peers where they are installed: one client,
//! one machine, one run.

mod figures;
mod link;
mod peers;
mod server;

use std::path::PathBuf;

use clap::Parser;
use figures::{Echo, Figures};
use link::Place;
use termbench::Site;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Debug, Parser)]
#[command(about = "Measures terminals: throughput, echo, first byte, memory, broken connections.")]
struct Cli {
    /// Where a Lyceum listens that allows host shells and very many terminals a person.
    #[arg(long, default_value = "127.0.0.1:3000")]
    address: String,
    #[arg(long, default_value = "admin")]
    login: String,
    #[arg(long, default_value = "lyceum-demo")]
    password: String,
    /// The server's process, for memory and threads.
    #[arg(long)]
    pid: Option<u32>,
    /// Bytes of the flood.
    #[arg(long, default_value_t = 100_000_000)]
    bytes: usize,
    /// Runs of each figure; the median counts.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Keys of the echo figure.
    #[arg(long, default_value_t = 1000)]
    keys: usize,
    /// Forced reconnects.
    #[arg(long, default_value_t = 50)]
    cuts: u64,
    /// Numbers of idle terminals to weigh.
    #[arg(long, value_delimiter = ',', default_value = "100,1000")]
    idle: Vec<usize>,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let cli = Cli::parse();
    let site = Site::sign_in(&cli.address, &cli.login, &cli.password).await?;
    let flood = Flood::write(cli.bytes)?;
    println!("terminals: {} MB of text, {} keys, {} runs, median", cli.bytes / 1_000_000, cli.keys, cli.runs);
    row("", &["MB/s", "hash", "echo p50", "p95", "p99 µs", "first byte ms"]);
    let mut places = vec![Place::Lyceum(site.clone())];
    let peers = peers::start().await;
    for peer in &peers {
        match &peer.place {
            Ok(place) => places.push(place.clone()),
            Err(why) => println!("{:<10} {why}", peer.name),
        }
    }
    for place in &places {
        match figures::measure(place, &flood.path, &flood.hash, cli.runs, cli.keys).await {
            Ok(figures) => print(place.name(), &figures),
            Err(error) => println!("{:<10} failed: {error}", place.name()),
        }
    }
    drop(peers);

    let cuts = server::reconnects(&site, &flood.path, &flood.hash, cli.bytes, cli.cuts).await?;
    println!("{} forced reconnects: {cuts}", cli.cuts);
    if let Some(pid) = cli.pid {
        for count in cli.idle {
            println!("{}", server::idle(&site, pid, count).await?);
        }
    }
    Ok(())
}

fn print(name: &str, figures: &Figures) {
    let Echo { p50, p95, p99 } = figures.echo;
    let hash = if figures.hash_ok { "ok" } else { "WRONG" };
    let cells = [
        format!("{:.1}", figures.mb_per_s),
        hash.to_owned(),
        p50.to_string(),
        p95.to_string(),
        p99.to_string(),
        format!("{:.1}", figures.first_byte_ms),
    ];
    row(name, &cells.each_ref().map(String::as_str));
}

fn row(name: &str, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>13}")).collect();
    println!("{name:<10}{}", cells.concat());
}

/// The text that is sent through, in memory's file system, and its SHA-256.
struct Flood {
    path: PathBuf,
    hash: Vec<u8>,
}

impl Flood {
    fn write(bytes: usize) -> Outcome<Self> {
        use sha2::Digest;
        let folder = if PathBuf::from("/dev/shm").is_dir() { "/dev/shm".into() } else { std::env::temp_dir() };
        let path = folder.join(format!("lyceum-termbench-{}", std::process::id()));
        let mut text = Vec::with_capacity(bytes);
        let mut seed = 1u32;
        while text.len() < bytes {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let last = text.len() % 80 == 79;
            text.push(if last { b'\n' } else { b'!' + u8::try_from((seed >> 24) % 90).unwrap_or_default() });
        }
        std::fs::write(&path, &text)?;
        Ok(Self { path, hash: sha2::Sha256::digest(&text).to_vec() })
    }
}

impl Drop for Flood {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
