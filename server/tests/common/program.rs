//! The program itself, run in a folder of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use tokio::net::TcpListener;

use super::own_ip;

/// Lyceum with its configuration and data in this folder, and no engine.
pub fn lyceum(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    command
        .env_remove("DATABASE_URL")
        .env("LYCEUM_CONFIG", folder.join("lyceum.toml"))
        .env("LYCEUM_DATA_DIR", folder)
        .env("LYCEUM_DOCKER_HOST", "unix:///nowhere/docker.sock")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    command
}

/// Where it can listen.
pub async fn own_address() -> SocketAddr {
    let free = TcpListener::bind((own_ip(), 0)).await;
    free.and_then(|free| free.local_addr()).expect("a port")
}
