//! A control group for each terminal, where Lyceum may make some (cgroup v2): it holds also what has left the terminal's
//! kernel session and forgotten its environment.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use rustix::process::Pid;

/// Begin of a group's name.
const NAME: &str = "lyceum-terminal-";
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
    mounts.lines().find_map(|line| {
        let (of_mount, of_system) = line.split_once(" - ")?;
        let mut fields = of_mount.split(' ').skip(3);
        let (root, point) = (fields.next()?, fields.next()?);
        let is_v2 = of_system.split(' ').next() == Some("cgroup2");
        let below = group.strip_prefix(root).ok().filter(|_| is_v2)?;
        Some(Path::new(point).join(below))
    })
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
}
