//! Ending all that a terminal has started: found by a mark in their environment, by their kernel session and, where
//! there is one, by the terminal's control group, so that what left the process group is found too.

use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Instant, sleep};

use super::cgroup::Group;

/// Environment variable with the terminal's name, in everything it starts.
pub const MARKER: &str = "LYCEUM_TERMINAL";
/// Each signal gets so long before the next: hang up, terminate, kill.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What a terminal has started on this machine.
#[derive(Debug)]
pub struct Started {
    /// In the environment of all of it, unless it was taken out.
    marker: String,
    /// Leads the kernel session.
    leader: Pid,
    group: Option<Group>,
}

/// Ends what carries the mark, belongs to the session, or to the group: HUP, after two seconds TERM, then KILL.
/// The leader must not be buried before: another process may have its number then.
pub async fn end(started: &Arc<Started>) {
    for signal in [Signal::HUP, Signal::TERM, Signal::KILL] {
        let until = Instant::now() + PATIENCE;
        let mut told = false;
        loop {
            let started = started.clone();
            let found = tokio::task::spawn_blocking(move || started.living(signal)).await.unwrap_or_default();
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

impl Started {
    /// The leader has just been started.
    pub fn new(marker: String, leader: Pid) -> Self {
        let group = Group::of(&marker, leader);
        Self { marker, leader, group }
    }

    /// Living processes; the dead that nobody has buried do not count. At last they are killed together.
    fn living(&self, signal: Signal) -> Vec<Pid> {
        let group = self.group.as_ref();
        if signal == Signal::KILL {
            group.inspect(|group| group.kill());
        }
        let mark = format!("{MARKER}={}", self.marker);
        let members = group.map(Group::members).unwrap_or_default();
        let processes = std::fs::read_dir("/proc").into_iter().flatten();
        processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok())
            .filter_map(Pid::from_raw)
            .filter(|pid| is_of(*pid, &mark, self.leader, &members))
            .collect()
    }
}

fn is_of(pid: Pid, mark: &str, leader: Pid, members: &[Pid]) -> bool {
    let number = pid.as_raw_nonzero();
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{number}/stat")) else { return false };
    // The name in brackets may hold anything; what follows the last bracket is state, parent, group, session.
    let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let state = fields.next().unwrap_or_default();
    if matches!(state, "Z" | "X") {
        return false;
    }
    let session = fields.nth(2).and_then(|session| session.parse().ok());
    if session == Some(leader.as_raw_nonzero().get()) || members.contains(&pid) {
        return true;
    }
    std::fs::read(format!("/proc/{number}/environ"))
        .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes()))
}
