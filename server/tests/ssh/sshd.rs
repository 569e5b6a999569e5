//! A real `sshd` on a free port of the loopback, with its own keys and configuration. It ends with the test.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::unistd::{User, geteuid};
use tempfile::TempDir;

use crate::common::own_ip;

const SSHD: &str = "/usr/sbin/sshd";
/// The passphrase of [`Sshd::locked_key`].
pub const PASSPHRASE: &str = "open sesame";

#[derive(Debug)]
pub struct Sshd {
    folder: TempDir,
    pub port: u16,
    process: Option<Child>,
    /// More lines of its configuration.
    more: String,
}

impl Sshd {
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// With more lines of configuration.
    pub fn start_with(more: &str) -> Self {
        assert!(Path::new(SSHD).exists(), "{SSHD} is missing: scripts/setup/packages.sh test installs openssh-server");
        if geteuid().is_root() {
            fs::create_dir_all("/run/sshd").expect("the folder that sshd needs");
        }
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind((own_ip(), 0)).expect("a port").local_addr().expect("an address").port();
        let mut sshd = Self { folder, port, process: None, more: more.to_owned() };
        make_key(&sshd.path("key"), "");
        make_key(&sshd.path("locked"), PASSPHRASE);
        make_key(&sshd.path("stranger"), "");
        let keys = [sshd.path("key.pub"), sshd.path("locked.pub")].map(|path| fs::read_to_string(path).expect("a key"));
        fs::write(sshd.path("authorized"), keys.concat()).expect("writes");
        sshd.new_host_key();
        sshd.serve();
        sshd
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Gives it another identity, from its next start on.
    pub fn new_host_key(&self) {
        for name in ["host", "host.pub"] {
            _ = fs::remove_file(self.path(name));
        }
        make_key(&self.path("host"), "");
    }

    /// Starts it again on the same port.
    pub fn serve(&mut self) {
        self.stop();
        let config = format!(
            "Port {}\nListenAddress {}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\n\
             StrictModes no\nUseDNS no\nPrintMotd no\nPrintLastLog no\nMaxStartups 100\nPermitRootLogin yes\n\
             KbdInteractiveAuthentication no\n{}\n",
            self.port,
            own_ip(),
            self.path("host").display(),
            self.path("authorized").display(),
            if self.more.is_empty() { "PasswordAuthentication no" } else { &self.more },
        );
        fs::write(self.path("config"), config).expect("writes");
        let log = fs::File::create(self.path("log")).expect("a log");
        let process = Command::new(SSHD)
            .args(["-D", "-e", "-f"])
            .arg(self.path("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("sshd starts");
        self.process = Some(process);
        let begun = Instant::now();
        while TcpStream::connect((own_ip(), self.port)).is_err() {
            let log = fs::read_to_string(self.path("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(10), "sshd does not listen: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            _ = process.kill();
            _ = process.wait();
        }
    }

    /// Ends the connections that are open, and takes no others.
    pub fn cut(&mut self) {
        let Some(id) = self.process.as_ref().map(Child::id) else { return };
        let children = Command::new("pkill").args(["-KILL", "-P", &id.to_string()]).status();
        assert!(children.expect("pkill").success(), "nobody is connected");
        self.stop();
    }

    pub fn key(&self) -> String {
        fs::read_to_string(self.path("key")).expect("a key")
    }

    /// A key with [`PASSPHRASE`].
    pub fn locked_key(&self) -> String {
        fs::read_to_string(self.path("locked")).expect("a key")
    }

    /// A key that it does not let in.
    pub fn strange_key(&self) -> String {
        fs::read_to_string(self.path("stranger")).expect("a key")
    }

    /// The host's key as `ssh-keygen -l` prints it: `SHA256:…`.
    pub fn fingerprint(&self) -> String {
        let said = Command::new("ssh-keygen").arg("-lf").arg(self.path("host.pub")).output().expect("ssh-keygen");
        let text = String::from_utf8(said.stdout).expect("text");
        text.split_whitespace().nth(1).expect("a fingerprint").to_owned()
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Who runs the tests: whom keys let in.
pub fn me() -> String {
    User::from_uid(geteuid()).expect("reads").expect("somebody").name
}

fn make_key(path: &Path, passphrase: &str) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-a", "4", "-C", "", "-N", passphrase, "-f"])
        .arg(path)
        .status()
        .expect("ssh-keygen is there");
    assert!(made.success(), "a key is made");
}

/// Somebody on this machine with a password, as long as the test runs. Passwords are the system's: it takes root
/// to give one.
#[derive(Debug)]
pub struct Somebody {
    pub name: String,
    pub password: String,
}

impl Somebody {
    pub fn new() -> Self {
        assert!(geteuid().is_root(), "the test of passwords needs root, to make a user of this machine for a moment");
        let name = format!("lyceumtest{}", std::process::id());
        let made = repeatedly(|| Command::new("useradd").args(["-M", "-d", "/tmp", "-s", "/bin/sh", &name]).status());
        assert!(made, "useradd");
        let password = "correct horse battery staple".to_owned();
        let set = repeatedly(|| {
            let mut process = Command::new("chpasswd").stdin(Stdio::piped()).spawn()?;
            if let Some(mut input) = process.stdin.take() {
                std::io::Write::write_all(&mut input, format!("{name}:{password}\n").as_bytes())?;
            }
            process.wait()
        });
        assert!(set, "chpasswd");
        Self { name, password }
    }
}

impl Drop for Somebody {
    fn drop(&mut self) {
        repeatedly(|| Command::new("userdel").arg("-f").arg(&self.name).status());
    }
}

/// The list of users is locked while another changes it.
fn repeatedly(mut run: impl FnMut() -> std::io::Result<std::process::ExitStatus>) -> bool {
    (0..50).any(|_| {
        let done = run().is_ok_and(|status| status.success());
        if !done {
            std::thread::sleep(Duration::from_millis(100));
        }
        done
    })
}
