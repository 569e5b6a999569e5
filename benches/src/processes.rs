//! What the system says of a server's processes. Shells that run in terminals are not counted: they
//! are what is measured with, not what is measured.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::Outcome;

/// Units of `utime` and `stime`: `USER_HZ`, which Linux keeps at 100 a second towards programs.
const TICKS_PER_S: f64 = 100.0;
/// How the names of a database's files end.
const SQLITE: [&str; 3] = [".db", ".db-wal", ".db-shm"];

/// The processes of one server.
#[derive(Debug, Clone, Default)]
pub struct Processes(Vec<u32>);

impl Processes {
    pub fn new(pids: Vec<u32>) -> Self {
        Self(pids)
    }

    /// # Errors
    /// When nobody said which they are.
    pub fn known(&self) -> Outcome<&Self> {
        if self.0.is_empty() { Err("the server's processes are not known here".into()) } else { Ok(self) }
    }

    /// User and system time so far, seconds.
    pub fn cpu_s(&self) -> Outcome<f64> {
        let mut ticks = 0.0;
        for pid in &self.0 {
            let stat = Stat::of(*pid)?;
            ticks += stat.number(11)? + stat.number(12)?;
        }
        Ok(ticks / TICKS_PER_S)
    }

    /// Resident now, MiB.
    pub fn rss_mib(&self) -> Outcome<f64> {
        self.sum("status", "VmRSS:").map(|kib| kib / 1024.0)
    }

    /// Most that was resident since [`Processes::forget_peak`], MiB.
    pub fn peak_mib(&self) -> Outcome<f64> {
        self.sum("status", "VmHWM:").map(|kib| kib / 1024.0)
    }

    pub fn forget_peak(&self) -> Outcome<()> {
        for pid in &self.0 {
            fs::write(format!("/proc/{pid}/clear_refs"), "5")?;
        }
        Ok(())
    }

    /// Proportional set size, KiB.
    pub fn pss_kib(&self) -> Outcome<f64> {
        self.sum("smaps_rollup", "Pss:")
    }

    pub fn threads(&self) -> Outcome<f64> {
        let mut count = 0;
        for pid in &self.0 {
            count += fs::read_dir(format!("/proc/{pid}/task"))?.count();
        }
        Ok(count as f64)
    }

    /// Open files, sockets and terminals, without SQLite's files: its pool keeps as many connections as were once needed
    /// at the same time, each with three of them.
    pub fn descriptors(&self) -> Outcome<f64> {
        let mut count = 0;
        for pid in &self.0 {
            let open = fs::read_dir(format!("/proc/{pid}/fd"))?;
            let links = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
            let is_sqlite = |link: &PathBuf| SQLITE.iter().any(|end| link.to_string_lossy().ends_with(end));
            count += links.filter(|link| !is_sqlite(link)).count();
        }
        Ok(count as f64)
    }

    /// How many processes they have started that are still there, and those started by these.
    pub fn shells(&self) -> Outcome<f64> {
        Ok(self.started()?.len() as f64)
    }

    /// Ends them: some servers leave what ran in a terminal running when its client is gone.
    pub fn end_shells(&self) -> Outcome<()> {
        for pid in self.started()? {
            if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
                // One that has ended meanwhile is what is wanted.
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        Ok(())
    }

    fn started(&self) -> Outcome<Vec<u32>> {
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        for entry in fs::read_dir("/proc")?.flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            // One that ends while we look is none.
            let Ok(stat) = Stat::of(pid) else { continue };
            children.entry(stat.number(1)? as u32).or_default().push(pid);
        }
        let servers: HashSet<u32> = self.0.iter().copied().collect();
        let (mut waiting, mut found) = (self.0.clone(), Vec::new());
        while let Some(pid) = waiting.pop() {
            for child in children.get(&pid).into_iter().flatten().filter(|child| !servers.contains(child)) {
                found.push(*child);
                waiting.push(*child);
            }
        }
        Ok(found)
    }

    /// Waits until no more than so many shells are there; whether that came to be.
    pub async fn settle(&self, shells: f64, patience: Duration) -> Outcome<bool> {
        let until = tokio::time::Instant::now() + patience;
        while self.shells()? > shells {
            if tokio::time::Instant::now() >= until {
                return Ok(false);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(true)
    }

    fn sum(&self, file: &str, field: &str) -> Outcome<f64> {
        let mut sum = 0.0;
        for pid in &self.0 {
            let text = fs::read_to_string(format!("/proc/{pid}/{file}"))?;
            let line = text.lines().find_map(|line| line.strip_prefix(field)).ok_or_else(|| format!("no {field}"))?;
            sum += line.split_whitespace().next().ok_or("no figure")?.parse::<f64>()?;
        }
        Ok(sum)
    }
}

/// The fields of `/proc/PID/stat` after the name, which may hold anything.
struct Stat(String);

impl Stat {
    fn of(pid: u32) -> Outcome<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        Ok(Self(text.rsplit_once(") ").ok_or("no name")?.1.to_owned()))
    }

    /// By its place after the name: 0 the state, 1 the parent, 11 and 12 the times.
    fn number(&self, at: usize) -> Outcome<f64> {
        Ok(self.0.split_whitespace().nth(at).ok_or("too few fields")?.parse()?)
    }
}
