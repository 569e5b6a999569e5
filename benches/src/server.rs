//! What only Lyceum promises: broken connections cost nothing, and idle terminals next to nothing.

use std::path::Path;
use std::time::{Duration, Instant};

use app::terminals::protocol::{MAX_FRAME_BYTES, OpenKind};
use sha2::{Digest, Sha256};
use termbench::{Site, Tab};

use crate::Outcome;
use crate::link::SIZE;

/// Terminals in one tab, as a browser could have them.
const PER_TAB: usize = 50;
/// Keys typed during the cuts, bytes.
const KEYS: usize = 500_000;
/// Idle terminals are weighed after threads that started them are gone, which wait ten seconds for more work.
const SETTLE: Duration = Duration::from_secs(12);

/// Cuts the connection again and again while a flood comes and keys go; says what was lost or doubled.
pub async fn reconnects(site: &Site, flood: &Path, hash: &[u8], bytes: usize, cuts: u64) -> Outcome<String> {
    let mut tab = Tab::connect(site).await?;
    let channel = tab.open(OpenKind::HostShell, SIZE).await?;
    let typed = flood.with_extension("typed");
    let line = format!(
        "exec sh\rPS1=; set +m; stty raw -echo; printf rea'dy\\n'; head -c {KEYS} </dev/tty >{} & cat {}; wait; printf al'l\\n'\r",
        typed.display(),
        flood.display()
    );
    tab.type_in(channel, line.as_bytes()).await?;
    tab.until(channel, |remote| remote.shows("ready\n")).await?;
    let remote = tab.remote_mut(channel);
    let at = remote.text.windows(6).rposition(|window| window == b"ready\n").unwrap_or_default() + 6;
    let already = remote.text.split_off(at);
    remote.hash = Sha256::new_with_prefix(&already);
    remote.keep = MAX_FRAME_BYTES;
    let from = remote.received - already.len() as u64;

    let keys: Vec<u8> = (0..KEYS).map(|n| b'a' + u8::try_from(n * 7 % 26).unwrap_or_default()).collect();
    let piece = KEYS.div_ceil(usize::try_from(cuts)?.max(1));
    let mut pieces = keys.chunks(piece);
    let (mut recoveries, mut snapshots) = (Vec::new(), 0);
    for cut in 1..=cuts {
        if let Some(piece) = pieces.next() {
            tab.type_in(channel, piece).await?;
        }
        let target = from + cut * bytes as u64 / (cuts + 1);
        tab.until(channel, |remote| remote.received >= target).await?;
        tab.cut()?;
        let (begun, before) = (Instant::now(), tab.remote(channel).received);
        tab.reconnect().await?;
        tab.until(channel, |remote| remote.received > before).await?;
        recoveries.push(begun.elapsed());
        snapshots = tab.remote(channel).snapshots;
    }
    let end = from + bytes as u64;
    tab.until_within(Duration::from_secs(120), channel, |remote| remote.received >= end + 4).await?;
    // After the flood comes the last word.
    let all = [&std::fs::read(flood)?[..], b"all\n"].concat();
    let same = tab.remote(channel).hash.clone().finalize() == Sha256::digest(&all);
    debug_assert_eq!(Sha256::digest(&all[..bytes]).as_slice(), hash);
    let arrived = std::fs::read(&typed)?;
    std::fs::remove_file(&typed)?;
    recoveries.sort_unstable();
    let p99 = recoveries.get(recoveries.len() * 99 / 100).copied().unwrap_or_default();
    let output = if same && snapshots == 0 { "0 lost, 0 doubled" } else { "NOT the same bytes" };
    let input = if arrived == keys { "0 lost, 0 doubled" } else { "NOT the same bytes" };
    Ok(format!("output {output}; input {input}; back after p99 {} ms", p99.as_millis()))
}

/// Opens idle terminals and weighs the server, without the shells.
pub async fn idle(site: &Site, pid: u32, count: usize) -> Outcome<String> {
    let (before, threads_before) = (pss_bytes(pid)?, threads(pid)?);
    let mut tabs = Vec::new();
    while tabs.len() * PER_TAB < count {
        let mut tab = Tab::connect(site).await?;
        for _ in 0..PER_TAB.min(count - tabs.len() * PER_TAB) {
            let channel = tab.open(OpenKind::HostShell, SIZE).await?;
            tab.type_in(channel, b"exec sleep 600\r").await?;
            tab.until(channel, |remote| !remote.text.is_empty()).await?;
        }
        tabs.push(tab);
    }
    tokio::time::sleep(SETTLE).await;
    let (after, threads_after) = (pss_bytes(pid)?, threads(pid)?);
    for tab in &mut tabs {
        let channels: Vec<_> = tab.remotes.keys().copied().collect();
        for channel in &channels {
            tab.control(*channel, app::terminals::protocol::Control::Kill).await?;
        }
        for channel in channels {
            tab.until(channel, |remote| remote.exited.is_some()).await?;
        }
    }
    let each = after.saturating_sub(before) as f64 / 1024.0 / count as f64;
    Ok(format!(
        "{count} idle terminals: {each:.1} KiB each, {} threads more",
        threads_after.saturating_sub(threads_before)
    ))
}

/// Proportional set size of the process, bytes.
fn pss_bytes(pid: u32) -> Outcome<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).ok_or("no Pss")?;
    let kib: u64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
    Ok(kib * 1024)
}

fn threads(pid: u32) -> Outcome<usize> {
    Ok(std::fs::read_dir(format!("/proc/{pid}/task"))?.count())
}
