//! A control group for each terminal on this machine, where Lyceum may make some (cgroup v2): it holds also what has
//! left the terminal's kernel session and forgotten its environment.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rustix::process::Pid;

/// Begin of a group's name.
const NAME: &str = "lyceum-terminal-";
/// The group of this process, below which those of terminals are made.
static HOME: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let of_self = |file: &str| fs::read_to_string(Path::new("/proc/self").join(file)).ok();
    home(&of_self("mountinfo")?, &of_self("cgroup")?)
});

/// One terminal's group, which goes when nobody is left in it.
#[derive(Debug)]
pub struct Group(PathBuf);

impl Group {
    /// Makes the group of this terminal and moves the process there, with all it will start. None where the system has
    /// no such groups, or gives none to Lyceum.
    pub fn of(marker: &str, leader: Pid) -> Option<Self> {
        let path = HOME.as_ref()?.join(format!("{NAME}{marker}"));
        fs::create_dir(&path).ok()?;
        let group = Self(path);
        group.write("cgroup.procs", &leader.as_raw_nonzero().to_string()).ok()?;
        Some(group)
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

/// Where the group of a process lies, by its `mountinfo` and `cgroup` (proc(5), cgroups(7)).
fn home(mounts: &str, groups: &str) -> Option<PathBuf> {
    let group = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    mounts.lines().find_map(|line| {
        let (of_mount, of_system) = line.split_once(" - ")?;
        let mut fields = of_mount.split(' ').skip(3);
        let (root, point) = (fields.next()?, fields.next()?);
        let is_v2 = of_system.split(' ').next() == Some("cgroup2");
        let below = Path::new(group).strip_prefix(root).ok().filter(|_| is_v2)?;
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
        assert_eq!(home(MOUNTS, service), Some("/sys/fs/cgroup/system.slice/lyceum.service".into()));
        assert_eq!(home(MOUNTS, "0::/\n"), Some("/sys/fs/cgroup/".into()));
        // In a container whose mount begins at its own group.
        let inside = MOUNTS.replace("0:27 / ", "0:27 /docker/7 ");
        assert_eq!(home(&inside, "0::/docker/7/a\n"), Some("/sys/fs/cgroup/a".into()));
        assert_eq!(home(&inside, "0::/elsewhere\n"), None);
        assert_eq!(home(&MOUNTS.replace("cgroup2 cgroup2", "cgroup cgroup"), service), None);
        assert_eq!(home(MOUNTS, "4:memory:/x\n"), None);
    }
}
