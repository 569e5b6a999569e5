//! Where an engine may be, and the first words with it.

use std::path::Path;
use std::time::Duration;

use bollard::{ClientVersion, Docker};

use super::{explain, now_ms};
use crate::engine::types::{Attempt, EngineFacts};
use crate::error::Error;

/// The oldest API spoken: Docker 20.10.
const OLDEST_API: ClientVersion = ClientVersion { major_version: 1, minor_version: 41 };
/// How long the engine may take to answer one call, seconds; stopping a container waits for its processes.
const CALL_TIMEOUT_S: u64 = 120;
/// How long a candidate may take to say hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(5);

/// Addresses to try, in order. What a person has named is the only one tried.
pub(super) fn candidates(configured: &str, env: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let named = [Some(configured.to_owned()), env("DOCKER_HOST")];
    if let Some(address) = named.into_iter().flatten().map(|a| a.trim().to_owned()).find(|a| !a.is_empty()) {
        return vec![address];
    }
    let mut sockets = vec!["/var/run/docker.sock".to_owned()];
    if let Some(runtime) = env("XDG_RUNTIME_DIR") {
        sockets.push(format!("{runtime}/docker.sock"));
        sockets.push(format!("{runtime}/podman/podman.sock"));
    }
    sockets.push("/run/podman/podman.sock".to_owned());
    if let Some(home) = env("HOME") {
        sockets.push(format!("{home}/.docker/run/docker.sock"));
        sockets.push(format!("{home}/.colima/default/docker.sock"));
    }
    sockets.into_iter().map(|path| format!("unix://{path}")).collect()
}

/// The first candidate that answers.
///
/// # Errors
/// What was wrong with each.
pub(super) async fn connect(candidates: &[String]) -> Result<(Docker, EngineFacts), Vec<Attempt>> {
    let mut tried = Vec::new();
    for address in candidates {
        let hello = tokio::time::timeout(HELLO_TIMEOUT, hello(address)).await;
        match hello.unwrap_or_else(|_| Err(format!("it did not answer within {} s", HELLO_TIMEOUT.as_secs()))) {
            Ok(connected) => return Ok(connected),
            Err(fault) => tried.push(Attempt { address: address.clone(), fault }),
        }
    }
    Err(tried)
}

async fn hello(address: &str) -> Result<(Docker, EngineFacts), String> {
    let docker = open(address)?.negotiate_version().await.map_err(fault)?;
    let api = docker.client_version();
    if api < OLDEST_API {
        return Err(format!("its API {api} is too old; Lyceum needs {OLDEST_API} (Docker 20.10) or newer"));
    }
    let version = docker.version().await.map_err(fault)?;
    let info = docker.info().await.map_err(fault)?;
    let podman = version.components.iter().flatten().any(|part| part.name.contains("Podman"));
    let facts = EngineFacts {
        name: info.name.unwrap_or_default(),
        address: address.to_owned(),
        product: if podman { "Podman" } else { "Docker" }.to_owned(),
        version: version.version.or(info.server_version).unwrap_or_default(),
        api: api.to_string(),
        since_ms: now_ms(),
        cgroup: info.cgroup_version.map(|version| version.to_string()).unwrap_or_default(),
        storage_driver: info.driver.unwrap_or_default(),
        root: info.docker_root_dir.unwrap_or_default(),
        system: info.operating_system.unwrap_or_default(),
        kernel: info.kernel_version.unwrap_or_default(),
        cpus: info.ncpu.and_then(|count| u32::try_from(count).ok()).unwrap_or_default(),
        memory_bytes: info.mem_total.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or_default(),
        images: info.images.and_then(|count| u32::try_from(count).ok()).unwrap_or_default(),
        warnings: info.warnings.unwrap_or_default(),
    };
    Ok((docker, facts))
}

fn open(address: &str) -> Result<Docker, String> {
    let newest = bollard::API_DEFAULT_VERSION;
    match address.split_once("://") {
        Some(("unix", path)) if !Path::new(path).exists() => Err("there is no such socket".to_owned()),
        Some(("unix", path)) => Docker::connect_with_unix(path, CALL_TIMEOUT_S, newest).map_err(fault),
        None if address.starts_with('/') => Docker::connect_with_unix(address, CALL_TIMEOUT_S, newest).map_err(fault),
        Some(("tcp" | "http", _)) => Docker::connect_with_http(address, CALL_TIMEOUT_S, newest).map_err(fault),
        _ => Err("Lyceum reaches an engine by unix://PATH or tcp://HOST:PORT".to_owned()),
    }
}

/// What a failed hello means, without naming the engine again.
fn fault(error: bollard::errors::Error) -> String {
    match explain(error) {
        Error::Unavailable { detail, .. } | Error::Refused(detail) => detail,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(name: &str) -> Option<String> {
        match name {
            "XDG_RUNTIME_DIR" => Some("/run/user/7".to_owned()),
            "HOME" => Some("/home/ada".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn what_a_person_names_is_the_only_place() {
        let with_host = |name: &str| if name == "DOCKER_HOST" { Some("tcp://a:1".to_owned()) } else { env(name) };
        assert_eq!(candidates("unix:///x", with_host), ["unix:///x"]);
        assert_eq!(candidates("", with_host), ["tcp://a:1"]);
    }

    #[test]
    fn docker_podman_and_colima_are_looked_for() {
        let found = candidates("", env);
        assert_eq!(found.first().map(String::as_str), Some("unix:///var/run/docker.sock"));
        for part in
            ["/run/user/7/docker.sock", "/run/user/7/podman/podman.sock", "/home/ada/.colima/default/docker.sock"]
        {
            assert!(found.iter().any(|address| address.ends_with(part)), "{part}");
        }
    }

    #[tokio::test]
    async fn every_attempt_says_what_was_wrong() {
        let places = ["unix:///nowhere/docker.sock", "ssh://host", "tcp://127.0.0.1:1"].map(str::to_owned);
        let tried = connect(&places).await.map(|_| ()).unwrap_err();
        assert_eq!(tried.len(), 3);
        assert_eq!(tried[0].fault, "there is no such socket");
        assert!(tried[1].fault.contains("unix://PATH"));
        assert!(tried[2].fault.contains("refused"), "{}", tried[2].fault);
    }
}
