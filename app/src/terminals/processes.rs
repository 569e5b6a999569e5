//! Ending all that a terminal has started: found by a mark in their environment and by their kernel
//! session, so that what left the process group is found too.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, sleep};

/// Environment variable with the terminal's name, in everything it starts.
pub const MARKER: &str = "LYCEUM_TERMINAL";
/// Each signal gets so long before the next: hang up, terminate, kill.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Ends what carries the mark or belongs to the session of `leader`: HUP, after two seconds TERM, then KILL.
pub async fn end(marker: String, leader: Pid) {
    for signal in [Signal::HUP, Signal::TERM, Signal::KILL] {
        let until = Instant::now() + PATIENCE;
        let mut told = false;
        loop {
            let marker = marker.clone();
            let found = tokio::task::spawn_blocking(move || of_terminal(&marker, leader)).await.unwrap_or_default();
            if found.is_empty() {
                return;
            }
            // Killing is repeated for what was born meanwhile; asking is not.
            if !told || signal == Signal::KILL {
                for pid in found {
                    let _ = kill_process(pid, signal);
                    // What is stopped hears nothing.
                    let _ = kill_process(pid, Signal::CONT);
                }
                told = true;
            }
            if Instant::now() >= until {
                break;
            }
            sleep(LOOK_EVERY).await;
        }
    }
}

/// Living processes of a terminal; the dead that nobody has buried do not count.
fn of_terminal(marker: &str, leader: Pid) -> Vec<Pid> {
    let mark = format!("{MARKER}={marker}");
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok())
        .filter(|pid| is_of(*pid, &mark, leader))
        .filter_map(Pid::from_raw)
        .collect()
}

fn is_of(pid: i32, mark: &str, leader: Pid) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    // The name in brackets may hold anything; what follows the last bracket is state, parent, group, session.
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let state = fields.next().unwrap_or_default();
    if matches!(state, "Z" | "X") {
        return false;
    }
    if fields.nth(2).and_then(|session| session.parse().ok()) == Some(leader.as_raw_nonzero().get()) {
        return true;
    }
    std::fs::read(format!("/proc/{pid}/environ"))
        .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes()))
}
