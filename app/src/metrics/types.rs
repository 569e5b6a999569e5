//! What machines and containers use, each figure with its unit.

use serde::{Deserialize, Serialize};

use crate::time::UnixMs;

/// Time between two samples while somebody looks, milliseconds.
pub const SAMPLE_EVERY_MS: i64 = 2_000;
/// Time between two samples while nobody looks, milliseconds: enough for a chart to have a past.
pub const IDLE_SAMPLE_EVERY_MS: i64 = 10_000;
/// How far back a ring reaches, milliseconds.
pub const HISTORY_MS: i64 = 5 * crate::time::MINUTE_MS;

/// What a container used at one instant; rates are means since the sample before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    pub at_ms: UnixMs,
    /// Per cent of one core: a container that keeps two cores busy reads 200.
    pub cpu_percent: f32,
    /// Memory in use without the page cache that the kernel would give back.
    pub memory_bytes: u64,
    /// The container's limit, or the host's memory where it has none.
    pub memory_limit_bytes: u64,
    pub network_in_bytes_s: u64,
    pub network_out_bytes_s: u64,
    pub disk_read_bytes_s: u64,
    pub disk_write_bytes_s: u64,
    /// Processes and threads.
    pub pids: u32,
}

impl Usage {
    /// Share of the memory limit in use, per cent; 0 where no limit is known.
    pub fn memory_percent(&self) -> f32 {
        percent(self.memory_bytes, self.memory_limit_bytes)
    }
}

/// What the host used at one instant; rates are means since the sample before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HostUsage {
    pub at_ms: UnixMs,
    /// Per cent of all cores together: 100 is a host that can do no more.
    pub cpu_percent: f32,
    /// Runnable tasks, mean over the last minute.
    pub load_1m: f32,
    pub memory_bytes: u64,
    pub memory_total_bytes: u64,
    pub swap_bytes: u64,
    pub swap_total_bytes: u64,
    /// Over the host's own interfaces; bridges and containers' ends are left out.
    pub network_in_bytes_s: u64,
    pub network_out_bytes_s: u64,
    pub disk_read_bytes_s: u64,
    pub disk_write_bytes_s: u64,
    pub disks: Vec<Disk>,
}

/// One file system of the host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Disk {
    pub mount: String,
    pub used_bytes: u64,
    pub total_bytes: u64,
}

impl Disk {
    pub fn percent(&self) -> f32 {
        percent(self.used_bytes, self.total_bytes)
    }
}

/// What the host is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    pub name: String,
    /// Distribution and version.
    pub system: String,
    pub kernel: String,
    pub cpu: String,
    pub cores: u32,
    pub booted_ms: UnixMs,
}

/// `part` of `whole` in per cent; 0 of nothing.
pub fn percent(part: u64, whole: u64) -> f32 {
    if whole == 0 { 0.0 } else { (part as f64 * 100.0 / whole as f64) as f32 }
}

/// "0 B", "14.2 MiB", "3.0 GiB": three figures at most, binary units as memory is sold and limited.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = count as f64;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 || value >= 99.95 {
        format!("{value:.0} {}", UNITS[unit])
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

/// "1.2 MiB/s".
pub fn bytes_per_s(count: u64) -> String {
    format!("{}/s", bytes(count))
}

/// "7 %", "0.4 %": one decimal below ten.
pub fn per_cent(value: f32) -> String {
    if value >= 9.95 || value == 0.0 { format!("{value:.0} %") } else { format!("{value:.1} %") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_short() {
        assert_eq!(bytes(0), "0 B");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1024), "1.0 KiB");
        assert_eq!(bytes(14_890_000), "14.2 MiB");
        assert_eq!(bytes(512 << 20), "512 MiB");
        assert_eq!(bytes(u64::MAX), "16777216 TiB");
        assert_eq!(bytes_per_s(2 << 20), "2.0 MiB/s");
        assert_eq!(per_cent(0.0), "0 %");
        assert_eq!(per_cent(3.16), "3.2 %");
        assert_eq!(per_cent(187.4), "187 %");
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(percent(5, 0), 0.0);
        assert_eq!(percent(256, 1024), 25.0);
    }
}
