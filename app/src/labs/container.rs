//! A lab's container: made from an allow-list, so that what is not named here cannot be asked for.
//!
//! What holds a student in:
//! - an unprivileged user, no capability at all, and `no-new-privileges`, so that no set-uid program gives one back;
//! - limits of processor, memory (without swap) and processes; the size of the container's own layer where
//!   the storage driver can (overlay2 on xfs with project quotas, btrfs, zfs), else a note says that it cannot;
//! - no mounts but one named volume at the home folder, no devices, no published ports;
//! - a network of its own with nothing but loopback: no way to the portal, the host, other labs or the
//!   internet. An internal bridge would leave the host's own address on it reachable, and filtering that
//!   address needs rights on the host that Lyceum does not take. Terminals need no network: they run
//!   through the engine.

use std::collections::{BTreeMap, HashMap};

use bollard::models::{ContainerCreateBody, HostConfig, Mount, MountType, RestartPolicy, RestartPolicyNameEnum};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// User and group in the lab image.
pub const USER: &str = "1000:1000";
pub const HOME: &str = "/home/student";

/// Which Lyceum made a container: several may share an engine.
pub const INSTANCE_LABEL: &str = "lyceum.instance";
/// Digest of what a container was made from: a lab whose template has changed is made anew at its next start.
pub const SPEC_LABEL: &str = "lyceum.spec";

/// What the container runs: it waits, and when it is told to stop hands that on to everything the
/// student runs, so that editors save what they hold, before it ends and the engine ends the rest.
const INIT: &str = "trap 'kill -HUP -1 2>/dev/null; kill -TERM -1 2>/dev/null; sleep 1; exit 0' TERM\n\
                    while :; do sleep 3600 & wait $!; done";

/// Everything that can be said of a lab's container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabSpec {
    pub name: String,
    pub volume: String,
    pub image: String,
    pub hostname: String,
    /// Thousandths of a core.
    pub cpu_milli: i32,
    pub memory_mb: i32,
    pub pids: i32,
    /// Of the container's own layer.
    pub disk_mb: Option<i32>,
    pub labels: BTreeMap<String, String>,
}

impl LabSpec {
    /// The same for the same spec, another for any other.
    pub fn digest(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        Sha256::digest(format!("{INIT}{text}")).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn volume_labels(&self) -> HashMap<String, String> {
        self.labels.clone().into_iter().collect()
    }

    /// The order to the engine; `quota` is whether it can limit the container's own layer.
    pub fn body(&self, quota: bool) -> ContainerCreateBody {
        let memory_bytes = i64::from(self.memory_mb) << 20;
        let mut labels = self.volume_labels();
        labels.insert(SPEC_LABEL.to_owned(), self.digest());
        let home = Mount {
            target: Some(HOME.to_owned()),
            source: Some(self.volume.clone()),
            typ: Some(MountType::VOLUME),
            ..Default::default()
        };
        let disk = self.disk_mb.filter(|_| quota).map(|mb| HashMap::from([("size".to_owned(), format!("{mb}M"))]));
        ContainerCreateBody {
            image: Some(self.image.clone()),
            entrypoint: Some(vec!["/bin/sh".to_owned(), "-c".to_owned(), INIT.to_owned()]),
            cmd: Some(Vec::new()),
            user: Some(USER.to_owned()),
            working_dir: Some(HOME.to_owned()),
            hostname: Some(self.hostname.clone()),
            env: Some(vec![format!("HOME={HOME}"), "LANG=C.UTF-8".to_owned()]),
            labels: Some(labels),
            host_config: Some(HostConfig {
                init: Some(true),
                nano_cpus: Some(i64::from(self.cpu_milli) * 1_000_000),
                memory: Some(memory_bytes),
                memory_swap: Some(memory_bytes),
                pids_limit: Some(i64::from(self.pids)),
                storage_opt: disk,
                mounts: Some(vec![home]),
                network_mode: Some("none".to_owned()),
                cap_drop: Some(vec!["ALL".to_owned()]),
                security_opt: Some(vec!["no-new-privileges:true".to_owned()]),
                privileged: Some(false),
                restart_policy: Some(RestartPolicy {
                    name: Some(RestartPolicyNameEnum::NO),
                    maximum_retry_count: None,
                }),
                ..Default::default()
            }),
            ..Default::default()
        }
    }
}

/// A host name of the section's letters and digits: "cs-101-a".
pub fn hostname(section: &str) -> String {
    /// RFC 1123.
    const LABEL_MAX: usize = 63;
    let mut name = String::new();
    for letter in section.chars().map(|letter| letter.to_ascii_lowercase()) {
        if letter.is_ascii_alphanumeric() {
            name.push(letter);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    name.truncate(LABEL_MAX);
    let name = name.trim_end_matches('-');
    if name.is_empty() { "lab".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> LabSpec {
        LabSpec {
            name: "lab".into(),
            volume: "home".into(),
            image: "lyceum/lab:1".into(),
            hostname: hostname("CS 101 A"),
            cpu_milli: 500,
            memory_mb: 64,
            pids: 32,
            disk_mb: Some(100),
            labels: BTreeMap::new(),
        }
    }

    #[test]
    fn the_order_holds_the_student_in() {
        let body = spec().body(true);
        let host = body.host_config.expect("host config");
        assert_eq!(host.privileged, Some(false));
        assert_eq!(host.cap_drop, Some(vec!["ALL".to_owned()]));
        assert_eq!(host.cap_add, None);
        assert_eq!(host.network_mode.as_deref(), Some("none"));
        assert_eq!(host.binds, None);
        assert_eq!(host.devices, None);
        assert_eq!(host.port_bindings, None);
        assert_eq!(host.memory, Some(64 << 20));
        assert_eq!(host.memory_swap, host.memory);
        assert_eq!(host.nano_cpus, Some(500_000_000));
        assert!(host.mounts.expect("mounts").iter().all(|mount| mount.typ == Some(MountType::VOLUME)));
    }

    #[test]
    fn a_digest_tells_specs_apart() {
        assert_eq!(spec().digest(), spec().digest());
        assert_ne!(spec().digest(), LabSpec { pids: 33, ..spec() }.digest());
    }

    #[test]
    fn host_names_are_names() {
        assert_eq!(hostname("CS 101 A"), "cs-101-a");
        assert_eq!(hostname("  Ünï — 7 "), "n-7");
        assert_eq!(hostname("—"), "lab");
    }
}
