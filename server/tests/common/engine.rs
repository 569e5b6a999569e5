//! A container engine of a test's own: a second `dockerd` on a small disk in memory, which can be filled, killed
//! and started again. What it holds goes with it.
//!
//! It needs root, as every `dockerd` with limits does: either the tests run as root, or `sudo` asks nothing.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bollard::Docker;

/// What starting and ending may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at whether it has started or ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub struct TestEngine {
    folder: tempfile::TempDir,
    dockerd: Option<Child>,
}

impl TestEngine {
    /// Starts one whose disk holds `disk_mb`: images, containers, volumes and what the engine notes while they run.
    pub fn start(disk_mb: u32) -> Self {
        let folder = tempfile::Builder::new().prefix("lyceum-engine-").tempdir().expect("a folder");
        let mut engine = Self { folder, dockerd: None };
        let disk = engine.path("disk");
        fs::create_dir(&disk).expect("a folder");
        as_root("mount", &["-t", "tmpfs", "-o", &format!("size={disk_mb}m,mode=1777"), "lyceum-test-engine", &disk]);
        engine.run();
        engine
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// For `LYCEUM_DOCKER_HOST`.
    pub fn address(&self) -> String {
        format!("unix://{}", self.path("docker.sock"))
    }

    /// A connection of the test's own.
    pub async fn docker(&self) -> Docker {
        let docker = Docker::connect_with_unix(&self.path("docker.sock"), 60, bollard::API_DEFAULT_VERSION);
        docker.expect("a socket").negotiate_version().await.expect("the engine answers")
    }

    /// Starts it, or starts it again, and returns when it answers.
    pub fn run(&mut self) {
        let log = File::create(self.path("log")).expect("a log");
        let (host, pid_file) = (self.address(), self.path("docker.pid"));
        let (data, exec) = (self.path("disk/data"), self.path("disk/exec"));
        let dockerd = root_command("dockerd")
            .args(["--host", &host, "--pidfile", &pid_file, "--data-root", &data, "--exec-root", &exec])
            .args(["--bridge", "none", "--iptables=false", "--ip6tables=false"])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn();
        self.dockerd = Some(dockerd.expect("dockerd is installed"));
        self.wait("started", |engine| engine.answers());
    }

    /// Kills it as a crash does: nothing is said, containers are left to the next start.
    pub fn kill(&mut self) {
        self.signal("-KILL");
        self.wait("ended", Self::has_ended);
        self.dockerd = None;
        // Its containerd dies with it; a note of one that is gone would be believed at the next start.
        as_root("rm", &["-f", &self.path("docker.pid"), &self.path("disk/exec/containerd/containerd.pid")]);
    }

    /// Stops it as the system does: containers are stopped first.
    pub fn stop(&mut self) {
        self.signal("-TERM");
        self.wait("ended", Self::has_ended);
        self.dockerd = None;
    }

    fn signal(&self, signal: &str) {
        let pid = fs::read_to_string(self.path("docker.pid")).expect("it runs");
        as_root("kill", &[signal, pid.trim()]);
    }

    /// Writes until the disk is full.
    pub fn fill_disk(&self) {
        let mut filler = File::create(self.filler()).expect("a file");
        for piece in [64 * 1024, 4 * 1024] {
            let zeros = vec![0; piece];
            loop {
                match filler.write_all(&zeros) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }

    /// Takes away what filled it.
    pub fn free_disk(&self) {
        fs::remove_file(self.filler()).expect("it was full");
    }

    fn filler(&self) -> PathBuf {
        self.folder.path().join("disk/filler")
    }

    fn answers(&mut self) -> bool {
        assert!(!self.has_ended(), "dockerd ended: {}", self.log());
        let asked = || {
            let mut socket = UnixStream::connect(self.folder.path().join("docker.sock"))?;
            socket.set_read_timeout(Some(PATIENCE))?;
            socket.write_all(b"GET /_ping HTTP/1.0\r\n\r\n")?;
            let mut answer = String::new();
            socket.read_to_string(&mut answer)?;
            Ok::<_, std::io::Error>(answer)
        };
        asked().is_ok_and(|answer| answer.contains("200 OK"))
    }

    fn has_ended(&mut self) -> bool {
        self.dockerd.as_mut().is_none_or(|dockerd| dockerd.try_wait().expect("a child").is_some())
    }

    fn wait(&mut self, what: &str, check: impl Fn(&mut Self) -> bool) {
        let begun = Instant::now();
        while !check(self) {
            assert!(begun.elapsed() < PATIENCE, "the engine has not {what}: {}", self.log());
            std::thread::sleep(LOOK_EVERY);
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }
}

impl Drop for TestEngine {
    fn drop(&mut self) {
        // A test that fails is told by its own words, and leaves nothing either.
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            // One that was killed ends the containers it left when it starts again.
            if self.dockerd.is_none() {
                self.run();
            }
            self.stop();
        }));
        let folder = self.folder.path().display().to_string();
        let mounts = fs::read_to_string("/proc/self/mounts").expect("mounts");
        let ours = mounts.lines().filter_map(|line| line.split(' ').nth(1)).filter(|at| at.starts_with(&folder));
        for at in ours.collect::<Vec<_>>().into_iter().rev() {
            as_root("umount", &["--lazy", at]);
        }
        as_root("rm", &["-rf", "--one-file-system", &folder]);
        if let Err(panic) = ended
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

/// A command with root's rights.
fn root_command(program: &str) -> Command {
    let is_root = fs::metadata("/proc/self").expect("/proc").uid() == 0;
    // Debian keeps the programs of administrators where people's PATH does not look.
    let found = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/local/bin", "/usr/bin", "/bin"]
        .map(|folder| format!("{folder}/{program}"))
        .into_iter()
        .find(|path| fs::exists(path).unwrap_or_default())
        .unwrap_or_else(|| program.to_owned());
    if is_root {
        return Command::new(found);
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["--non-interactive", &found]);
    sudo
}

fn as_root(program: &str, args: &[&str]) {
    let output = root_command(program).args(args).output();
    let output = output.expect("a second engine needs root: run the tests as root, or install sudo");
    assert!(
        output.status.success(),
        "{program} {args:?}: {}\nA second engine needs root: run the tests as root, or let sudo ask nothing.",
        String::from_utf8_lossy(&output.stderr)
    );
}
