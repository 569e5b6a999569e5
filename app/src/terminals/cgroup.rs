//! A control group for each terminal, where Lyceum may make some (cgroup v2): it holds also what has left the terminal's
//! kernel session and forgotten its environment.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use rustix::process::Pid;

/// Begin of a group's name.
const NAME: &str = "lyceum-terminal-";
/// Groups are looked for so deep: those of people's services and of engines within engines lie some eight folders down.
const MAX_DEPTH: usize = 10;
/// And in so many folders at most.
const MAX_FOLDERS: usize = 10_000;

/// One terminal's group, which goes when nobody is left in it.
#[derive(Debug)]
pub struct Group(PathBuf);

impl Group {
    /// A new group below the one that a process is in. None where the system has no such groups, or lets Lyceum make
    /// none.
    pub fn below_that_of(pid: Pid, marker: &str) -> Option<Self> {
        let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
        let groups = fs::read_to_string(format!("/proc/{}/cgroup", pid.as_raw_nonzero())).ok()?;
        let path = place(&mounts, &groups)?.join(format!("{NAME}{marker}"));
        fs::create_dir(&path).ok()?;
        Some(Self(path))
    }

    /// Those that are there of terminals whose markers are meant, as far as the tree is looked through.
    pub fn all(meant: impl Fn(&str) -> bool) -> Vec<Self> {
        let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let tops = mounted(&mounts).map(|(_, point)| PathBuf::from(point)).collect();
        look_through(tops, meant).into_iter().map(Self).collect()
    }

    /// Moves a process here, with all it will start.
    ///
    /// # Errors
    /// When it is gone, or not Lyceum's to move.
    pub fn take(&self, pid: Pid) -> io::Result<()> {
        self.write("cgroup.procs", &pid.as_raw_nonzero().to_string())
    }

    /// Who is in it, the dead that nobody has buried apart.
    pub fn members(&self) -> Vec<Pid> {
        let members = fs::read_to_string(self.0.join("cgroup.procs")).unwrap_or_default();
        members.lines().filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
    }

    /// Kills all of them at once, also those that are being born (Linux 5.14).
    pub fn kill(&self) {
        let _ = self.write("cgroup.kill", "1");
    }

    fn write(&self, file: &str, words: &str) -> io::Result<()> {
        fs::write(self.0.join(file), words)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}

/// Where the group of a process lies, by this process's `mountinfo` and that one's `cgroup` (proc(5), cgroups(7)).
fn place(mounts: &str, groups: &str) -> Option<PathBuf> {
    let group = Path::new(groups.lines().find_map(|line| line.strip_prefix("0::"))?);
    // Above what this process sees of the tree.
    if group.components().any(|part| part == Component::ParentDir) {
        return None;
    }
    mounted(mounts).find_map(|(root, point)| Some(Path::new(point).join(group.strip_prefix(root).ok()?)))
}

/// Which group each mount of such groups begins at, and where that is.
fn mounted(mounts: &str) -> impl Iterator<Item = (&str, &str)> {
    mounts.lines().filter_map(|line| {
        let (of_mount, of_system) = line.split_once(" - ")?;
        let mut fields = of_mount.split(' ').skip(3);
        let mount = (fields.next()?, fields.next()?);
        (of_system.split(' ').next() == Some("cgroup2")).then_some(mount)
    })
}

/// The folders of terminals whose markers are meant, wherever below these they lie. What is too much to look at lies
/// deepest.
fn look_through(tops: Vec<PathBuf>, meant: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting: VecDeque<(PathBuf, usize)> = tops.into_iter().map(|top| (top, 1)).collect();
    let mut room = MAX_FOLDERS;
    while let Some((folder, depth)) = waiting.pop_front() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            if entry.file_name().to_str().and_then(|name| name.strip_prefix(NAME)).is_some_and(&meant) {
                found.push(entry.path());
            } else if depth < MAX_DEPTH && room > 0 {
                room -= 1;
                waiting.push_back((entry.path(), depth + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "24 1 0:22 / /proc rw - proc proc rw\n\
        31 23 0:27 / /sys/fs/cgroup ro,nosuid shared:9 - cgroup2 cgroup2 rw\n";

    #[test]
    fn the_group_of_a_process_is_found() {
        let service = "1:name=systemd:/x\n0::/system.slice/lyceum.service\n";
        assert_eq!(place(MOUNTS, service), Some("/sys/fs/cgroup/system.slice/lyceum.service".into()));
        assert_eq!(place(MOUNTS, "0::/\n"), Some("/sys/fs/cgroup/".into()));
        // In a container whose mount begins at its own group.
        let inside = MOUNTS.replace("0:27 / ", "0:27 /docker/7 ");
        assert_eq!(place(&inside, "0::/docker/7/a\n"), Some("/sys/fs/cgroup/a".into()));
        assert_eq!(place(&inside, "0::/elsewhere\n"), None);
        assert_eq!(place(&MOUNTS.replace("cgroup2 cgroup2", "cgroup cgroup"), service), None);
        assert_eq!(place(MOUNTS, "4:memory:/x\n"), None);
        assert_eq!(place(MOUNTS, "0::/../elsewhere\n"), None);
    }

    #[test]
    fn groups_of_terminals_are_found_wherever_they_lie() {
        let top = std::env::temp_dir().join(format!("lyceum-groups-{:016x}", rand::random::<u64>()));
        let deep = ["d"; MAX_DEPTH].join("/");
        let there = ["lyceum-terminal-a.1", "system.slice/docker-7.scope/lyceum-terminal-a.2", "lyceum-terminal-b.1/x"];
        // Another's, no terminal's, too deep, and no folder.
        for folder in there.into_iter().chain(["lyceum-terminal-b.1/lyceum-terminal-a.3", "a.4"]) {
            fs::create_dir_all(top.join(folder)).expect("a folder");
        }
        fs::create_dir_all(top.join(deep).join("lyceum-terminal-a.5")).expect("a folder");
        fs::write(top.join("lyceum-terminal-a.6"), "").expect("a file");
        let mut found = look_through(vec![top.clone(), top.join("nowhere")], |marker| marker.starts_with("a."));
        found.sort();
        let expected = [there[0], "lyceum-terminal-b.1/lyceum-terminal-a.3", there[1]].map(|path| top.join(path));
        assert_eq!(found, expected);
        fs::remove_dir_all(top).expect("gone");
    }
}
