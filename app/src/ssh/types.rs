//! Hosts as pages show them, and what may stand in their fields. Pure: the browser says it while one types, the
//! server insists.

use serde::{Deserialize, Serialize};

use crate::auth::people::words;
use crate::error::Faults;
use crate::id::SshHostId;
use crate::time::UnixMs;

pub const NAME_MAX_CHARS: usize = 60;
/// RFC 1035, 2.3.4.
pub const ADDRESS_MAX_BYTES: usize = 253;
/// What Linux and most others take.
pub const USER_MAX_BYTES: usize = 64;
pub const DESCRIPTION_MAX_CHARS: usize = 500;
/// A key of 16384 bits is half as large.
pub const PRIVATE_KEY_MAX_BYTES: usize = 32 * 1024;
pub const PASSWORD_MAX_BYTES: usize = 1024;
/// Jump hosts before the destination.
pub const MAX_JUMPS: usize = 3;
pub const DEFAULT_PORT: u16 = 22;

words! {
    /// What is stored to sign in with; the words are those of the table.
    SignIn {
        Password = "password" "Password",
        Key = "key" "Private key",
        KeyWithPassphrase = "key_passphrase" "Private key with passphrase",
    }
}

/// Whether a host's key is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyState {
    /// Nobody has accepted one: no terminal opens.
    Unknown,
    Accepted,
    /// The host showed another than the accepted one when it was tested last: no terminal opens.
    Changed,
}

impl KeyState {
    pub fn label(self) -> &'static str {
        match self {
            Self::Unknown => "Not accepted yet",
            Self::Accepted => "Accepted",
            Self::Changed => "Changed",
        }
    }
}

/// A key as people compare it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownKey {
    /// `ssh-ed25519`, …
    pub algorithm: String,
    /// `SHA256:…`, as OpenSSH prints it.
    pub fingerprint: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedKey {
    pub key: ShownKey,
    pub by: String,
    pub at_ms: UnixMs,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostLine {
    pub id: SshHostId,
    pub name: String,
    /// `user@address:port`.
    pub place: String,
    pub description: String,
    /// The jump host's name.
    pub jump: Option<String>,
    pub key: KeyState,
    pub last_used_ms: Option<UnixMs>,
}

/// One host with everything that can be seen of it: nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostDetail {
    pub id: SshHostId,
    pub name: String,
    pub address: String,
    pub port: u16,
    pub user: String,
    pub description: String,
    pub jump: Option<Other>,
    pub sign_in: SignIn,
    pub accepted: Option<AcceptedKey>,
    /// The key met last, where it is not the accepted one.
    pub met: Option<ShownKey>,
    pub last_used_ms: Option<UnixMs>,
    pub created_ms: UnixMs,
    /// Counts the changes: a form that was opened before another's change is refused.
    pub version: i32,
    /// Hosts that are reached through this one.
    pub leads_to: Vec<String>,
    /// Hosts through which this one could be reached.
    pub others: Vec<Other>,
}

impl HostDetail {
    pub fn key_state(&self) -> KeyState {
        key_state(self.accepted.is_some(), self.met.is_some())
    }
}

pub fn key_state(accepted: bool, other_met: bool) -> KeyState {
    match (accepted, other_met) {
        (false, _) => KeyState::Unknown,
        (true, false) => KeyState::Accepted,
        (true, true) => KeyState::Changed,
    }
}

/// Another host, to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    pub id: SshHostId,
    pub name: String,
}

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tested {
    /// It answers with the accepted key, and lets the user in.
    Works { took_ms: u64 },
    /// Nobody has accepted this key yet. Nothing was said to the host.
    NewKey(ShownKey),
    /// Another than the accepted one came. Nothing was said to the host.
    ChangedKey { accepted: ShownKey, came: ShownKey },
    /// What went wrong, in words.
    Failed(String),
}

/// What a host's form sends. Secrets travel this way only, from the browser to the server.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostForm {
    pub name: String,
    pub address: String,
    pub port: String,
    pub user: String,
    pub description: String,
    /// Id of the jump host; empty for none.
    pub jump: String,
    /// [`KEEP`], `password` or `key`.
    pub credential: String,
    pub password: String,
    pub private_key: String,
    pub passphrase: String,
}

/// The form leaves the stored credential as it is.
pub const KEEP: &str = "keep";

impl std::fmt::Debug for HostForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostForm").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A form that may stand, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub name: String,
    pub address: String,
    pub port: u16,
    pub user: String,
    pub description: String,
    pub jump: Option<SshHostId>,
}

impl HostForm {
    /// The form's values, trimmed, and every fault. A new host has nothing to keep.
    pub fn check(&self, is_new: bool) -> (Checked, Faults) {
        let mut faults = Faults::default();
        let checked = Checked {
            name: self.name.trim().to_owned(),
            address: self.address.trim().trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: self.port.trim().parse().unwrap_or(0),
            user: self.user.trim().to_owned(),
            description: self.description.trim().to_owned(),
            jump: self.jump.parse().ok(),
        };
        let found = [
            ("name", name_fault(&checked.name)),
            ("address", address_fault(&checked.address)),
            ("port", (checked.port == 0).then(|| "A port is a number from 1 to 65535.".to_owned())),
            ("user", user_fault(&checked.user)),
            ("description", description_fault(&checked.description)),
            ("jump", (!self.jump.is_empty() && checked.jump.is_none()).then(|| "Choose one of the hosts.".to_owned())),
        ];
        for (field, fault) in found.into_iter().chain(self.credential_faults(is_new)) {
            if let Some(fault) = fault {
                faults.add(field, fault);
            }
        }
        (checked, faults)
    }

    fn credential_faults(&self, is_new: bool) -> Vec<(&'static str, Option<String>)> {
        let long = |text: &str, most: usize| text.len() > most;
        match self.credential.as_str() {
            KEEP if !is_new => Vec::new(),
            "password" => vec![(
                "password",
                if self.password.is_empty() {
                    Some("The password is missing.".to_owned())
                } else {
                    long(&self.password, PASSWORD_MAX_BYTES).then(|| "The password is too long.".to_owned())
                },
            )],
            "key" => vec![
                (
                    "private_key",
                    if self.private_key.trim().is_empty() {
                        Some("Paste the private key.".to_owned())
                    } else {
                        long(&self.private_key, PRIVATE_KEY_MAX_BYTES).then(|| "This is too long for a key.".to_owned())
                    },
                ),
                (
                    "passphrase",
                    long(&self.passphrase, PASSWORD_MAX_BYTES).then(|| "The passphrase is too long.".to_owned()),
                ),
            ],
            _ => vec![("credential", Some("Choose how to sign in.".to_owned()))],
        }
    }
}

fn name_fault(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("The name is missing.".to_owned());
    }
    let bad = name.chars().count() > NAME_MAX_CHARS || name.chars().any(char::is_control);
    bad.then(|| format!("The name has at most {NAME_MAX_CHARS} characters."))
}

fn address_fault(address: &str) -> Option<String> {
    if address.is_empty() {
        return Some("The address is missing.".to_owned());
    }
    if address.contains('@') {
        return Some("Write the user in its own field.".to_owned());
    }
    if address.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let letters = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    let whole = address.chars().all(letters) && !address.starts_with(['-', '.']) && !address.contains("..");
    let good = whole && address.len() <= ADDRESS_MAX_BYTES;
    (!good).then(|| "Write a host name such as build.school.example, or an IP address.".to_owned())
}

fn user_fault(user: &str) -> Option<String> {
    if user.is_empty() {
        return Some("The user is missing.".to_owned());
    }
    let odd = user.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, ':' | '/'));
    let bad = user.len() > USER_MAX_BYTES || user.starts_with('-') || odd;
    bad.then(|| "A user is one word such as root or admin.".to_owned())
}

fn description_fault(description: &str) -> Option<String> {
    let long = description.chars().count() > DESCRIPTION_MAX_CHARS;
    long.then(|| format!("The description has at most {DESCRIPTION_MAX_CHARS} characters."))
}

/// Whether `host` may be reached through `jump`, where `jump_of` gives each host's own jump host.
///
/// # Errors
/// What is wrong: the way comes back to the host, or is too long.
pub fn check_jump(
    host: Option<SshHostId>,
    jump: SshHostId,
    jump_of: impl Fn(SshHostId) -> Option<SshHostId>,
) -> Result<(), String> {
    let mut at = Some(jump);
    let mut jumps = 0;
    while let Some(id) = at {
        if Some(id) == host {
            return Err("The way would come back to this host.".to_owned());
        }
        jumps += 1;
        if jumps > MAX_JUMPS {
            return Err(format!("There may be {MAX_JUMPS} jump hosts on the way, not more."));
        }
        at = jump_of(id);
    }
    Ok(())
}

/// `ada@build.school.example:22`.
pub fn place(user: &str, address: &str, port: u16) -> String {
    let address = if address.contains(':') { format!("[{address}]") } else { address.to_owned() };
    if port == DEFAULT_PORT { format!("{user}@{address}") } else { format!("{user}@{address}:{port}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> HostForm {
        HostForm {
            name: " Build ".into(),
            address: "build.school.example".into(),
            port: "22".into(),
            user: "ada".into(),
            credential: "password".into(),
            password: "x".into(),
            ..Default::default()
        }
    }

    fn fields(form: &HostForm, is_new: bool) -> Vec<String> {
        form.check(is_new).1.0.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_good_form_is_trimmed() {
        let (checked, faults) = form().check(true);
        assert_eq!(faults, Faults::default());
        assert_eq!((checked.name.as_str(), checked.port, checked.jump), ("Build", 22, None));
        let six = HostForm { address: "[::1]".into(), ..form() };
        assert_eq!(six.check(true).0.address, "::1");
        assert!(fields(&six, true).is_empty());
    }

    #[test]
    fn every_fault_names_its_field() {
        let bad = HostForm {
            name: String::new(),
            address: "ada@host".into(),
            port: "0".into(),
            user: "-l root".into(),
            jump: "x".into(),
            password: String::new(),
            ..form()
        };
        assert_eq!(fields(&bad, true), ["name", "address", "port", "user", "jump", "password"]);
        for address in ["a b", "-oProxyCommand=x", "host;ls", "..", "http://host", ""] {
            assert_eq!(fields(&HostForm { address: address.into(), ..form() }, true), ["address"], "{address}");
        }
        assert_eq!(fields(&HostForm { port: "65536".into(), ..form() }, true), ["port"]);
    }

    #[test]
    fn only_a_stored_credential_is_kept() {
        let keep = HostForm { credential: KEEP.into(), ..form() };
        assert!(fields(&keep, false).is_empty());
        assert_eq!(fields(&keep, true), ["credential"]);
        assert_eq!(fields(&HostForm { credential: "key".into(), ..form() }, true), ["private_key"]);
    }

    #[test]
    fn a_way_does_not_come_back() {
        let (a, b, c) = (SshHostId(1), SshHostId(2), SshHostId(3));
        let jump_of = |id: SshHostId| if id == b { Some(a) } else { None };
        assert!(check_jump(Some(c), b, jump_of).is_ok());
        assert!(check_jump(Some(a), b, jump_of).is_err(), "b is reached through a");
        assert!(check_jump(Some(a), a, jump_of).is_err(), "itself");
        assert!(check_jump(None, a, |id| Some(SshHostId(id.0 + 1))).is_err(), "too long");
    }

    #[test]
    fn a_form_does_not_print_its_secrets() {
        assert!(!format!("{:?}", HostForm { password: "sesame".into(), ..form() }).contains("sesame"));
    }
}
