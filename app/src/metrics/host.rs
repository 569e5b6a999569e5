//! Samples the machine that Lyceum runs on.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sysinfo::{CpuRefreshKind, DiskRefreshKind, Disks, MemoryRefreshKind, Networks, System};
use tokio::sync::{Notify, watch};
use tokio_util::task::AbortOnDropHandle;

use super::ring::Ring;
use super::types::{Disk, HostFacts, HostUsage, IDLE_SAMPLE_EVERY_MS, SAMPLE_EVERY_MS};
use crate::time::UnixMs;

/// File systems that a sample lists, the largest first.
const MAX_DISKS: usize = 8;
/// Interfaces whose traffic is counted elsewhere already, or never leaves the host.
const INNER_INTERFACES: [&str; 6] = ["lo", "veth", "docker", "br-", "virbr", "cni"];

/// Two samples are never closer, milliseconds: rates over less are noise.
const SHORTEST_MS: i64 = 500;

/// The host's figures, sampled by one task for all who look.
#[derive(Debug, Clone)]
pub struct Host {
    latest: watch::Sender<HostUsage>,
    history: Arc<Mutex<Ring<HostUsage>>>,
    facts: Arc<HostFacts>,
    looked: Arc<Notify>,
    _task: Arc<AbortOnDropHandle<()>>,
}

impl Host {
    /// Starts sampling; stops when the last clone is dropped.
    pub fn start() -> Self {
        let latest = watch::Sender::new(HostUsage::default());
        let history = Arc::new(Mutex::new(Ring::default()));
        let looked = Arc::new(Notify::new());
        let task = tokio::spawn(sample_for_ever(latest.clone(), history.clone(), looked.clone()));
        Self { latest, history, facts: Arc::new(facts()), looked, _task: Arc::new(AbortOnDropHandle::new(task)) }
    }

    /// The newest sample. Holding the receiver is looking: sampling is fast while anyone does.
    pub fn usage(&self) -> watch::Receiver<HostUsage> {
        self.looked.notify_one();
        self.latest.subscribe()
    }

    /// The samples of the last minutes.
    pub fn history(&self) -> Ring<HostUsage> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn facts(&self) -> HostFacts {
        (*self.facts).clone()
    }
}

async fn sample_for_ever(latest: watch::Sender<HostUsage>, history: Arc<Mutex<Ring<HostUsage>>>, looked: Arc<Notify>) {
    let mut probe = Probe::new();
    loop {
        // Reading /proc is quick, asking a file system for its size may hang: not on the runtime's threads.
        let read = tokio::task::spawn_blocking(move || {
            let sample = probe.sample();
            (probe, sample)
        });
        let Ok((returned, sample)) = read.await else {
            return tracing::error!("the host's figures are no longer sampled: the probe panicked");
        };
        probe = returned;
        history.lock().unwrap_or_else(PoisonError::into_inner).push(sample.clone());
        latest.send_replace(sample);
        pace(latest.receiver_count(), &looked).await;
    }
}

/// Waits for the next sample's time: slow while nobody looks, cut short when somebody begins to.
pub(crate) async fn pace(lookers: usize, looked: &Notify) {
    let wait = |ms: i64| tokio::time::sleep(Duration::from_millis(ms.unsigned_abs()));
    if lookers > 0 {
        return wait(SAMPLE_EVERY_MS).await;
    }
    wait(SHORTEST_MS).await;
    tokio::select! {
        () = wait(IDLE_SAMPLE_EVERY_MS - SHORTEST_MS) => {}
        () = looked.notified() => {}
    }
}

/// The open probes and when they were last read: rates are differences.
struct Probe {
    system: System,
    disks: Disks,
    networks: Networks,
    at_ms: UnixMs,
}

impl Probe {
    fn new() -> Self {
        Self {
            system: System::new(),
            disks: Disks::new_with_refreshed_list(),
            networks: Networks::new_with_refreshed_list(),
            at_ms: now_ms(),
        }
    }

    fn sample(&mut self) -> HostUsage {
        self.system.refresh_cpu_specifics(CpuRefreshKind::nothing().with_cpu_usage());
        self.system.refresh_memory_specifics(MemoryRefreshKind::everything());
        self.disks.refresh_specifics(true, DiskRefreshKind::nothing().with_storage().with_io_usage());
        self.networks.refresh(true);
        let at_ms = now_ms();
        let elapsed_ms = (at_ms - self.at_ms).max(1).unsigned_abs();
        self.at_ms = at_ms;
        let per_s = |count: u64| count.saturating_mul(1_000) / elapsed_ms;

        let outer = || self.networks.iter().filter(|(name, _)| !INNER_INTERFACES.iter().any(|i| name.starts_with(i)));
        let io = self.disks.iter().map(|disk| disk.usage());
        HostUsage {
            at_ms,
            cpu_percent: self.system.global_cpu_usage(),
            load_1m: System::load_average().one as f32,
            memory_bytes: self.system.used_memory(),
            memory_total_bytes: self.system.total_memory(),
            swap_bytes: self.system.used_swap(),
            swap_total_bytes: self.system.total_swap(),
            network_in_bytes_s: per_s(outer().map(|(_, data)| data.received()).sum()),
            network_out_bytes_s: per_s(outer().map(|(_, data)| data.transmitted()).sum()),
            disk_read_bytes_s: per_s(io.clone().map(|usage| usage.read_bytes).sum()),
            disk_write_bytes_s: per_s(io.map(|usage| usage.written_bytes).sum()),
            disks: file_systems(&self.disks),
        }
    }
}

/// Each device once, under its shortest mount point, the largest first.
fn file_systems(disks: &Disks) -> Vec<Disk> {
    let mut found: Vec<(&std::ffi::OsStr, Disk)> = Vec::new();
    // A container's overlay is a view of a disk that is listed by itself.
    for disk in disks.iter().filter(|disk| disk.total_space() > 0 && disk.file_system() != "overlay") {
        let mount = disk.mount_point().display().to_string();
        match found.iter_mut().find(|(device, _)| *device == disk.name()) {
            Some((_, known)) if known.mount.len() <= mount.len() => {}
            Some((_, known)) => known.mount = mount,
            None => found.push((
                disk.name(),
                Disk {
                    mount,
                    used_bytes: disk.total_space().saturating_sub(disk.available_space()),
                    total_bytes: disk.total_space(),
                },
            )),
        }
    }
    let mut disks: Vec<Disk> = found.into_iter().map(|(_, disk)| disk).collect();
    disks.sort_by_key(|disk| std::cmp::Reverse(disk.total_bytes));
    disks.truncate(MAX_DISKS);
    disks
}

fn facts() -> HostFacts {
    let mut system = System::new();
    system.refresh_cpu_list(CpuRefreshKind::nothing());
    HostFacts {
        name: System::host_name().unwrap_or_default(),
        system: System::long_os_version().unwrap_or_default(),
        kernel: System::kernel_version().unwrap_or_default(),
        cpu: system.cpus().first().map(|cpu| cpu.brand().trim().to_owned()).unwrap_or_default(),
        cores: u32::try_from(system.cpus().len()).unwrap_or(u32::MAX),
        booted_ms: i64::try_from(System::boot_time()).unwrap_or_default() * crate::time::SECOND_MS,
    }
}

fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_of_this_machine_is_plausible() {
        let sample = Probe::new().sample();
        assert!(sample.memory_bytes > 0 && sample.memory_bytes <= sample.memory_total_bytes);
        assert!((0.0..=100.0).contains(&sample.cpu_percent));
        assert!(!sample.disks.is_empty() && sample.disks.len() <= MAX_DISKS);
        assert!(facts().cores > 0);
    }
}
