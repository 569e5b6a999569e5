//! What running containers use: one loop over the engine's counters.
//!
//! Rates are our own differences of two single readings (`one-shot`): the engine then need not sample for us
//! in between, and a reading costs it about a millisecond.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bollard::Docker;
use bollard::models::{ContainerBlkioStats, ContainerMemoryStats, ContainerStatsResponse};
use bollard::query_parameters::StatsOptions;
use futures::StreamExt;

use super::summary::instant;
use super::{Known, now_ms};
use crate::metrics::host::pace;
use crate::metrics::types::Usage;
use crate::time::UnixMs;

/// Readings under way at once.
const MAX_READINGS: usize = 16;
/// How long one reading may take; a container that is being stopped can hold its reading back.
const READING_TIMEOUT: Duration = Duration::from_secs(4);

/// Runs for the life of the program.
pub(super) async fn sample_for_ever(known: Arc<Known>) {
    let mut before: HashMap<String, Counters> = HashMap::new();
    loop {
        let docker = known.docker.borrow().clone();
        if let Some(docker) = docker {
            let running = running(&known);
            before.retain(|id, _| running.contains(id));
            let read = read_all(&docker, running).await;
            let mut samples = HashMap::with_capacity(read.len());
            for (id, now) in read {
                let sample = now.since(before.get(&id));
                samples.insert(id.clone(), sample);
                before.insert(id, now);
            }
            keep(&known, &samples);
            known.usage.send_replace(Arc::new(samples));
        } else if !known.usage.borrow().is_empty() {
            known.usage.send_replace(Arc::default());
        }
        pace(known.usage.receiver_count(), &known.looked).await;
    }
}

fn running(known: &Known) -> Vec<String> {
    known.containers.borrow().values().filter(|found| found.is_running()).map(|found| found.id.clone()).collect()
}

async fn read_all(docker: &Docker, ids: Vec<String>) -> Vec<(String, Counters)> {
    futures::stream::iter(ids)
        .map(|id| async move { Some((id.clone(), read(docker, &id).await?)) })
        .buffer_unordered(MAX_READINGS)
        .filter_map(std::future::ready)
        .collect()
        .await
}

/// None when the container ended meanwhile, or its reading takes too long.
async fn read(docker: &Docker, id: &str) -> Option<Counters> {
    let options = StatsOptions { stream: false, one_shot: true };
    let mut stream = Box::pin(docker.stats(id, Some(options)));
    let answer = tokio::time::timeout(READING_TIMEOUT, stream.next()).await.ok()??;
    Counters::of(answer.ok()?)
}

/// Rings for those that run; one that stopped keeps its past until it is removed.
fn keep(known: &Known, samples: &HashMap<String, Usage>) {
    let containers = known.containers.borrow().clone();
    let mut history = known.history();
    history.retain(|id, _| containers.contains_key(id));
    for (id, sample) in samples {
        history.entry(id.clone()).or_default().push(*sample);
    }
}

/// One reading: counters since the container started.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Counters {
    at_ms: UnixMs,
    cpu_ns: u64,
    /// Time that all cores of the host spent, busy or not.
    system_ns: u64,
    cores: u64,
    memory_bytes: u64,
    memory_limit_bytes: u64,
    network_in_bytes: u64,
    network_out_bytes: u64,
    disk_read_bytes: u64,
    disk_write_bytes: u64,
    pids: u32,
}

impl Counters {
    /// None for a container without processes, of which engines send an empty reading.
    fn of(stats: ContainerStatsResponse) -> Option<Self> {
        let at_ms = stats.read.as_deref().and_then(instant).unwrap_or_else(now_ms);
        let cpu = stats.cpu_stats.unwrap_or_default();
        let usage = cpu.cpu_usage.unwrap_or_default();
        let memory = stats.memory_stats.unwrap_or_default();
        memory.usage?;
        let cores = cpu.online_cpus.map(u64::from).filter(|count| *count > 0);
        let counted = usage.percpu_usage.map_or(1, |cores| cores.len() as u64);
        let networks = stats.networks.unwrap_or_default();
        let (disk_read_bytes, disk_write_bytes) = disk(stats.blkio_stats.unwrap_or_default());
        Some(Self {
            at_ms,
            cpu_ns: usage.total_usage.unwrap_or_default(),
            system_ns: cpu.system_cpu_usage.unwrap_or_default(),
            cores: cores.unwrap_or(counted),
            memory_bytes: without_cache(&memory),
            memory_limit_bytes: memory.limit.unwrap_or_default(),
            network_in_bytes: networks.values().filter_map(|network| network.rx_bytes).sum(),
            network_out_bytes: networks.values().filter_map(|network| network.tx_bytes).sum(),
            disk_read_bytes,
            disk_write_bytes,
            pids: stats
                .pids_stats
                .and_then(|pids| pids.current)
                .and_then(|n| u32::try_from(n).ok())
                .unwrap_or_default(),
        })
    }

    /// The sample between two readings; rates are 0 for the first, and after a restart has set counters back.
    fn since(&self, before: Option<&Self>) -> Usage {
        let before = before.filter(|before| before.at_ms < self.at_ms).unwrap_or(self);
        let elapsed_ms = (self.at_ms - before.at_ms).max(1).unsigned_abs();
        let per_s = |now: u64, then: u64| now.saturating_sub(then).saturating_mul(1_000) / elapsed_ms;
        Usage {
            at_ms: self.at_ms,
            cpu_percent: self.cpu_percent(before),
            memory_bytes: self.memory_bytes,
            memory_limit_bytes: self.memory_limit_bytes,
            network_in_bytes_s: per_s(self.network_in_bytes, before.network_in_bytes),
            network_out_bytes_s: per_s(self.network_out_bytes, before.network_out_bytes),
            disk_read_bytes_s: per_s(self.disk_read_bytes, before.disk_read_bytes),
            disk_write_bytes_s: per_s(self.disk_write_bytes, before.disk_write_bytes),
            pids: self.pids,
        }
    }

    /// Per cent of one core: the container's share of the host's time, times cores. As `docker stats`:
    /// docker/cli `cli/command/container/stats_helpers.go`, `calculateCPUPercentUnix`.
    fn cpu_percent(&self, before: &Self) -> f32 {
        let cpu = self.cpu_ns.saturating_sub(before.cpu_ns) as f64;
        let system = self.system_ns.saturating_sub(before.system_ns) as f64;
        if system <= 0.0 { 0.0 } else { (cpu / system * self.cores as f64 * 100.0) as f32 }
    }
}

/// Usage less the page cache that the kernel would give back first. As `docker stats`: docker/cli
/// `stats_helpers.go`, `calculateMemUsageUnixNoCache` (`total_inactive_file` in cgroup v1, `inactive_file` in v2).
fn without_cache(memory: &ContainerMemoryStats) -> u64 {
    let usage = memory.usage.unwrap_or_default();
    let figure = |name: &str| memory.stats.as_ref().and_then(|stats| stats.get(name)).copied();
    match figure("total_inactive_file").or_else(|| figure("inactive_file")) {
        Some(cache) if cache < usage => usage - cache,
        _ => usage,
    }
}

/// Bytes read and written; cgroup v1 writes "Read", v2 "read".
fn disk(stats: ContainerBlkioStats) -> (u64, u64) {
    let entries = stats.io_service_bytes_recursive.unwrap_or_default();
    let sum = |op: &str| {
        let of_op =
            entries.iter().filter(|entry| entry.op.as_deref().is_some_and(|found| found.eq_ignore_ascii_case(op)));
        of_op.filter_map(|entry| entry.value).sum()
    };
    (sum("read"), sum("write"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_busy_cores_read_two_hundred() {
        let before = Counters { at_ms: 0, cpu_ns: 0, system_ns: 0, cores: 4, ..Counters::default() };
        // Two seconds: four cores spend 8 s, the container 4 s of them, and 3 MB arrive.
        let now = Counters {
            at_ms: 2_000,
            cpu_ns: 4_000_000_000,
            system_ns: 8_000_000_000,
            network_in_bytes: 3_000_000,
            ..before
        };
        let sample = now.since(Some(&before));
        assert_eq!(sample.cpu_percent, 200.0);
        assert_eq!(sample.network_in_bytes_s, 1_500_000);
    }

    #[test]
    fn the_first_reading_and_a_restart_have_no_rates() {
        let late =
            Counters { at_ms: 1_000, cpu_ns: 9, system_ns: 9, cores: 1, disk_read_bytes: 9, ..Counters::default() };
        assert_eq!(late.since(None).cpu_percent, 0.0);
        let restarted = Counters { at_ms: 2_000, system_ns: 10, ..Counters::default() };
        let sample = restarted.since(Some(&late));
        assert_eq!((sample.cpu_percent, sample.disk_read_bytes_s), (0.0, 0));
    }

    #[test]
    fn cache_is_not_memory_in_use() {
        let stats = |name: &str| Some(HashMap::from([(name.to_owned(), 30)]));
        let v1 = ContainerMemoryStats { usage: Some(100), stats: stats("total_inactive_file"), ..Default::default() };
        let v2 = ContainerMemoryStats { usage: Some(100), stats: stats("inactive_file"), ..Default::default() };
        assert_eq!((without_cache(&v1), without_cache(&v2)), (70, 70));
    }
}
