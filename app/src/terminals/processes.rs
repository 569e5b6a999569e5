//! Ending all that a terminal has started: found by a mark in their environment, by their kernel session and, where
//! there is one, by the terminal's control group, so that what left the process group is found too.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustix::process::{Pid, Signal, getpid, kill_process};
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

/// The marks of one agent's terminals: a name that it shares with those that were in its place before, a number of its
/// own, and one for each terminal. So it tells what they have left behind from what it has started itself.
#[derive(Debug, Clone)]
pub struct Marks {
    name: String,
    own: String,
}

impl Marks {
    /// For an agent of this name, which goes into names of files.
    pub fn of(name: &str) -> Self {
        Self { name: format!("{name}."), own: format!("{:08x}.", rand::random::<u32>()) }
    }

    /// A marker for one more terminal.
    pub fn draw(&self) -> String {
        format!("{}{}{:016x}", self.name, self.own, rand::random::<u64>())
    }

    /// Whether it is of an agent that was in this one's place before.
    fn is_older(&self, marker: &str) -> bool {
        marker.strip_prefix(&self.name).is_some_and(|rest| !rest.starts_with(&self.own))
    }
}

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

/// Ends what carries the mark, belongs to the session, or to the group.
pub async fn end(started: &Arc<Started>) {
    let started = started.clone();
    end_all(move |signal| started.living(signal)).await;
}

/// Ends what the terminals of earlier agents in this one's place have left behind: who is killed ends nothing. No other
/// agent of the caller's name lives.
pub async fn end_left(marks: Marks) {
    let looking = tokio::task::spawn_blocking(move || {
        let left = Left::of(marks);
        let count = left.living(Signal::HUP).len();
        if count > 0 {
            tracing::warn!(count, "an agent was killed; programs of its terminals still run, and are ended");
        }
        Arc::new(left)
    });
    let Ok(left) = looking.await else { return };
    let found = left.clone();
    end_all(move |signal| found.living(signal)).await;
    // The kernel takes its time over removing a group.
    let _ = tokio::task::spawn_blocking(move || drop(left)).await;
}

/// Ends all that is found: HUP, after two seconds TERM, then KILL.
async fn end_all(find: impl Fn(Signal) -> Vec<Pid> + Clone + Send + 'static) {
    for signal in [Signal::HUP, Signal::TERM, Signal::KILL] {
        let until = Instant::now() + PATIENCE;
        let mut told = false;
        loop {
            let find = find.clone();
            let found = tokio::task::spawn_blocking(move || find(signal)).await.unwrap_or_default();
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
        let session = self.ours.then_some(self.first.as_raw_nonzero().get());
        living(|pid, its| {
            Some(its) == session || members.contains(&pid) || carries(pid, |marker| marker == self.marker)
        })
    }
}

/// What terminals of earlier agents have left behind. Their groups go with this.
#[derive(Debug)]
struct Left {
    marks: Marks,
    groups: Vec<Group>,
}

impl Left {
    fn of(marks: Marks) -> Self {
        let mut groups = Group::all(|marker| marks.is_older(marker));
        // Where Lyceum was started again in a terminal of its own: this process is not to be killed with that.
        groups.retain(|group| !group.members().contains(&getpid()));
        Self { marks, groups }
    }

    /// As [`Started::living`].
    fn living(&self, signal: Signal) -> Vec<Pid> {
        if signal == Signal::KILL {
            self.groups.iter().for_each(Group::kill);
        }
        let members: Vec<Pid> = self.groups.iter().flat_map(Group::members).collect();
        let own = getpid();
        living(|pid, _| {
            let is_left = || members.contains(&pid) || carries(pid, |marker| self.marks.is_older(marker));
            pid != own && is_left()
        })
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
        Ok(environ) if names(&environ, |other| other == marker) => Seen::Yes,
        Ok(_) => Seen::NotYet,
        Err(_) => Seen::Never,
    }
}

/// Living processes that are meant, by their number and their kernel session; the dead that nobody has buried are not.
fn living(meant: impl Fn(Pid, i32) -> bool) -> Vec<Pid> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten();
    processes
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok())
        .filter_map(Pid::from_raw)
        .filter(|pid| session_of(*pid).is_some_and(|session| meant(*pid, session)))
        .collect()
}

fn environ(pid: Pid) -> String {
    format!("/proc/{}/environ", pid.as_raw_nonzero())
}

/// Whether a process carries the mark of a terminal that is meant.
fn carries(pid: Pid, meant: impl Fn(&str) -> bool) -> bool {
    std::fs::read(environ(pid)).is_ok_and(|environ| names(&environ, meant))
}

fn names(environ: &[u8], meant: impl Fn(&str) -> bool) -> bool {
    environ.split(|byte| *byte == 0).filter_map(marker_in).any(meant)
}

fn marker_in(entry: &[u8]) -> Option<&str> {
    let marker = entry.strip_prefix(MARKER.as_bytes())?.strip_prefix(b"=")?;
    std::str::from_utf8(marker).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_knows_what_those_before_it_have_left() {
        let mine = Marks::of("0123456789abcdef.4.fd01-2a");
        let before = Marks::of("0123456789abcdef.4.fd01-2a").draw();
        assert!(mine.is_older(&before), "{before}");
        assert!(before.chars().all(|char| char.is_ascii_alphanumeric() || ".-".contains(char)), "{before}");
        assert!(!mine.is_older(&mine.draw()), "its own");
        for name in ["0123456789abcdef.4.fd01-2b", "0123456789abcdef.4.fd01-2a0", "0123456789abcdef.40.fd01-2a"] {
            assert!(!mine.is_older(&Marks::of(name).draw()), "{name}");
        }
        for marker in ["", "someone-else", "0123456789abcdef.4.fd01-2a"] {
            assert!(!mine.is_older(marker), "{marker}");
        }
    }

    #[test]
    fn a_mark_is_found_in_an_environment() {
        let environ = b"PATH=/bin\0LYCEUM_TERMINAL=a.4.b\0OTHER=LYCEUM_TERMINAL=c\0LYCEUM_TERMINALS=d\0";
        for (marker, is_there) in [("a.4.b", true), ("a.4", false), ("c", false), ("d", false), ("", false)] {
            assert_eq!(names(environ, |other| other == marker), is_there, "{marker}");
        }
        assert!(!names(b"", |_| true));
    }
}
