//! Ending all that a terminal has started: found by a mark in their environment, by their kernel session and, where
//! there is one, by the terminal's control group, so that what left the process group is found too.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep};

use super::cgroup::Group;

/// Environment variable with the terminal's name, in everything it starts.
pub const MARKER: &str = "LYCEUM_TERMINAL";
/// Each signal gets so long before the next: hang up, terminate, kill.
const PATIENCE: Duration = Duration::from_secs(2);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Programs that start programs while they are moved are followed so often.
const MOVES: usize = 5;
/// The kernel moves one at a time; more would only wait for it, each in a thread.
static MOVING: Semaphore = Semaphore::const_new(1);

/// What a terminal has started on this machine, or in a container whose processes are seen here.
#[derive(Debug)]
pub struct Started {
    /// In the environment of all of it, unless it was taken out.
    marker: String,
    first: Pid,
    /// Whether the first is buried by whoever ends this, so that its number, and its kernel session's, are its own
    /// until then.
    ours: bool,
    group: OnceLock<Group>,
}

/// Gives the terminal a control group and moves all there that it has started, where Lyceum may. That takes the kernel
/// some ten milliseconds: the program starts meanwhile, and only what is typed waits.
pub async fn gather(started: Arc<Started>) {
    let Ok(turn) = MOVING.acquire().await else { return };
    let gathering = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        started.gather();
    });
    // Without a group there are still the mark and the session.
    let _ = gathering.await;
}

/// Ends what carries the mark, belongs to the session, or to the group: HUP, after two seconds TERM, then KILL.
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
    /// By this process, which buries its dead.
    pub fn here(marker: String, leader: Pid) -> Self {
        Self { marker, first: leader, ours: true, group: OnceLock::new() }
    }

    /// By a container engine, which buries the first; its mark has been seen.
    pub fn in_container(marker: String, first: Pid) -> Self {
        Self { marker, first, ours: false, group: OnceLock::new() }
    }

    fn gather(&self) {
        let Some(group) = Group::below_that_of(self.first, &self.marker) else { return };
        for _ in 0..MOVES {
            let members = group.members();
            let mut outside = with_descendants(self.first);
            outside.retain(|pid| !members.contains(pid));
            // Whoever has ended meanwhile need not be moved.
            if outside.into_iter().filter(|pid| group.take(*pid).is_ok()).count() == 0 {
                break;
            }
        }
        // Set once, by the one who calls this.
        let _ = self.group.set(group);
    }

    /// Living processes; the dead that nobody has buried do not count. At last they are killed together.
    fn living(&self, signal: Signal) -> Vec<Pid> {
        let group = self.group.get();
        if signal == Signal::KILL {
            group.inspect(|group| group.kill());
        }
        let members = group.map(Group::members).unwrap_or_default();
        let mark = mark(&self.marker);
        let session = self.ours.then_some(self.first.as_raw_nonzero().get());
        let processes = std::fs::read_dir("/proc").into_iter().flatten();
        processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok())
            .filter_map(Pid::from_raw)
            .filter(|pid| match session_of(*pid) {
                Some(its) => Some(its) == session || members.contains(pid) || has_mark(*pid, &mark),
                None => false,
            })
            .collect()
    }
}

/// Whether a process carries a terminal's mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Yes,
    /// It is another, or has not become its program yet.
    NotYet,
    /// It is none of this machine, or not Lyceum's to look at.
    Never,
}

/// Looks whether this process carries this terminal's mark.
pub fn seen(pid: Pid, marker: &str) -> Seen {
    match std::fs::read(environ(pid)) {
        Ok(environ) if names(&environ, &mark(marker)) => Seen::Yes,
        Ok(_) => Seen::NotYet,
        Err(_) => Seen::Never,
    }
}

fn mark(marker: &str) -> String {
    format!("{MARKER}={marker}")
}

fn environ(pid: Pid) -> String {
    format!("/proc/{}/environ", pid.as_raw_nonzero())
}

fn has_mark(pid: Pid, mark: &str) -> bool {
    std::fs::read(environ(pid)).is_ok_and(|environ| names(&environ, mark))
}

fn names(environ: &[u8], mark: &str) -> bool {
    environ.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes())
}

/// The kernel session of a process; none for the dead.
fn session_of(pid: Pid) -> Option<i32> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // The name in brackets may hold anything; what follows the last bracket is state, parent, group, session.
    let mut fields = stat.rsplit(')').next()?.split_whitespace();
    let dead = matches!(fields.next()?, "Z" | "X");
    fields.nth(2)?.parse().ok().filter(|_| !dead)
}

/// A process and what it has started, and that, as far as none has been orphaned.
fn with_descendants(first: Pid) -> Vec<Pid> {
    let mut all = vec![first];
    let mut next = 0;
    while let Some(pid) = all.get(next).map(|pid| pid.as_raw_nonzero()) {
        next += 1;
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        all.extend(children.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?)));
    }
    all
}
