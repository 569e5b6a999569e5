//! A socket in front of the engine's that can go away and come back, as an engine that restarts does.

use std::path::PathBuf;

use tokio::net::{UnixListener, UnixStream};
use tokio_util::task::AbortOnDropHandle;

#[derive(Debug)]
pub struct Relay {
    path: PathBuf,
    running: Option<AbortOnDropHandle<()>>,
}

impl Relay {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("lyceum-engine-test-{}-{name}.sock", std::process::id()));
        let mut relay = Self { path, running: None };
        relay.start();
        relay
    }

    pub fn address(&self) -> String {
        format!("unix://{}", self.path.display())
    }

    pub fn start(&mut self) {
        let _ = std::fs::remove_file(&self.path);
        let listener = UnixListener::bind(&self.path).expect("bound");
        self.running = Some(AbortOnDropHandle::new(tokio::spawn(async move {
            // Connections belong to this set: they break when the relay stops.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                connections.spawn(async move {
                    let mut far = UnixStream::connect("/var/run/docker.sock").await.expect("the engine's socket");
                    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                });
            }
        })));
    }

    pub fn stop(&mut self) {
        self.running = None;
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.stop();
    }
}
