//! On what, and of what, the figures are.

use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// A thousand clients need more descriptors than a shell usually allows: as many as may be.
pub fn allow_descriptors() {
    let limits = getrlimit(Resource::Nofile);
    // Where that is refused, opening says so.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, maximum: limits.maximum });
}

/// Processor, cores, memory and kernel, in a line.
pub fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok());
    let gib = kib.map_or(0.0, |kib: f64| kib / 1024.0 / 1024.0);
    let kernel = said(Command::new("uname").arg("-sr")).unwrap_or_else(|| "an unknown kernel".to_owned());
    format!("{}, {cores} cores, {gib:.0} GiB, {kernel}", model.unwrap_or("unknown processor"))
}

/// The commit that is measured; `+` where files differ from it.
pub fn commit() -> String {
    let commit = said(Command::new("git").args(["rev-parse", "--short=10", "HEAD"]));
    let changed = said(Command::new("git").args(["status", "--porcelain", "--untracked-files=no"]));
    match commit {
        Some(commit) if changed.is_some() => format!("{commit}+"),
        Some(commit) => commit,
        None => format!("version {}", env!("CARGO_PKG_VERSION")),
    }
}

/// The first line that a program writes, if it runs and writes one.
pub fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout).lines().next().map(|line| line.trim().to_owned())
}

/// Date and hour in UTC.
pub fn now() -> String {
    said(Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"])).unwrap_or_default()
}
