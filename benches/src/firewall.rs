//! A connection whose packets vanish, as when a laptop leaves the room: rules of `iptables` for one
//! port on loopback, taken away with this.

use std::process::{Command, Stdio};

use crate::Outcome;

#[derive(Debug)]
pub struct Silence {
    port: u16,
}

impl Silence {
    /// Whether rules can be set here.
    pub fn is_possible() -> bool {
        rustix::process::geteuid().is_root() && iptables(&["-w", "-n", "-L", "INPUT"]).is_ok()
    }

    /// From now on nothing from or to this local port arrives.
    ///
    /// # Errors
    /// When the rules cannot be set.
    pub fn of(port: u16) -> Outcome<Self> {
        let silence = Self { port };
        for side in ["--sport", "--dport"] {
            iptables(&silence.rule("-I", side).each_ref().map(String::as_str))?;
        }
        Ok(silence)
    }

    fn rule(&self, action: &str, side: &str) -> [String; 11] {
        let port = self.port.to_string();
        ["-w", action, "INPUT", "-i", "lo", "-p", "tcp", side, &port, "-j", "DROP"].map(str::to_owned)
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        for side in ["--sport", "--dport"] {
            let _ = iptables(&self.rule("-D", side).each_ref().map(String::as_str));
        }
    }
}

fn iptables(arguments: &[&str]) -> Outcome<()> {
    let mut command = Command::new("iptables");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("iptables: {status}").into()) }
}
