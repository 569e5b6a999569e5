//! The engine of this host: found by itself, watched, and reconnected.
//!
//! One task keeps the connection ([`supervisor`]): it says whether the engine answers and, from the engine's
//! events, which containers there are. Another samples what running containers use ([`usage`]). Everyone else
//! reads the latest value from a watch channel and calls [`bollard::Docker`] by name.

mod connect;
mod containers;
mod explain;
mod summary;
mod supervisor;
mod usage;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use bollard::Docker;
use tokio::sync::{Notify, watch};
use tokio_util::task::AbortOnDropHandle;

pub use explain::explain;

use crate::config::Config;
use crate::engine::types::{ContainerSummary, EngineState};
use crate::error::{Error, Result};
use crate::metrics::host::Host;
use crate::metrics::ring::Ring;
use crate::metrics::types::Usage;
use crate::time::UnixMs;

/// Containers by id.
pub type Containers = Arc<BTreeMap<String, ContainerSummary>>;
/// The newest sample of each running container, by id.
pub type Usages = Arc<HashMap<String, Usage>>;

/// What an engine is called in messages.
pub const PART: &str = "The container engine";

/// The engine of this host: cheap to clone; its tasks end with the last clone.
#[derive(Debug, Clone)]
pub struct Engine {
    known: Arc<Known>,
    host: Host,
    _tasks: Arc<[AbortOnDropHandle<()>; 2]>,
}

/// What the tasks write and everyone reads.
#[derive(Debug)]
struct Known {
    docker: watch::Sender<Option<Docker>>,
    state: watch::Sender<EngineState>,
    containers: watch::Sender<Containers>,
    usage: watch::Sender<Usages>,
    history: Mutex<HashMap<String, Ring<Usage>>>,
    /// Somebody began to look, or there is something new to see: sample now.
    looked: Notify,
}

impl Engine {
    /// Starts looking for an engine; never fails, there may be none for now.
    pub fn start(config: &Config) -> Self {
        let known = Arc::new(Known {
            docker: watch::Sender::new(None),
            state: watch::Sender::new(EngineState::Connecting),
            containers: watch::Sender::new(Containers::default()),
            usage: watch::Sender::new(Usages::default()),
            history: Mutex::default(),
            looked: Notify::new(),
        });
        let candidates = connect::candidates(&config.docker_host, |name| std::env::var(name).ok());
        let tasks = [
            AbortOnDropHandle::new(tokio::spawn(supervisor::keep(known.clone(), candidates))),
            AbortOnDropHandle::new(tokio::spawn(usage::sample_for_ever(known.clone()))),
        ];
        Self { known, host: Host::start(), _tasks: Arc::new(tasks) }
    }

    /// Asks about one container now, when its events are late.
    pub async fn look_at(&self, id: &str) {
        if let Ok(docker) = self.docker() {
            containers::look_at(&self.known, &docker, id).await;
        }
    }

    /// The connection, for calls.
    ///
    /// # Errors
    /// [`Error::Unavailable`] with what mends it while no engine answers.
    pub fn docker(&self) -> Result<Docker> {
        self.known.docker.borrow().clone().ok_or_else(|| {
            let detail = match &*self.known.state.borrow() {
                EngineState::Down(outage) => outage.detail.clone(),
                EngineState::Connecting | EngineState::Up(_) => "it is being connected; try again in a moment".into(),
            };
            Error::Unavailable { part: PART.into(), detail }
        })
    }

    /// Where the engine listens, for raw streams beside [`Engine::docker`]: `unix:///path` or `tcp://host:port`.
    ///
    /// # Errors
    /// As [`Engine::docker`].
    pub fn address(&self) -> Result<String> {
        self.docker()?;
        match &*self.known.state.borrow() {
            EngineState::Up(facts) => Ok(facts.address.clone()),
            _ => Err(Error::Unavailable {
                part: PART.into(),
                detail: "it is being connected; try again in a moment".into(),
            }),
        }
    }

    pub fn state(&self) -> watch::Receiver<EngineState> {
        self.known.state.subscribe()
    }

    /// All containers of the engine, within a second of what happens to them. While the engine is down this
    /// stays what was last known: ask [`Engine::state`] before believing it.
    pub fn containers(&self) -> watch::Receiver<Containers> {
        self.known.containers.subscribe()
    }

    /// One container by name or id.
    pub fn container(&self, name_or_id: &str) -> Option<ContainerSummary> {
        let containers = self.known.containers.borrow();
        containers.get(name_or_id).or_else(|| containers.values().find(|found| found.name == name_or_id)).cloned()
    }

    /// What running containers use. Holding the receiver is looking: sampling is fast while anyone does.
    pub fn usage(&self) -> watch::Receiver<Usages> {
        self.known.looked.notify_one();
        self.known.usage.subscribe()
    }

    /// The samples of the last minutes of one container.
    pub fn history(&self, container_id: &str) -> Ring<Usage> {
        self.known.history().get(container_id).cloned().unwrap_or_default()
    }

    /// The machine itself.
    pub fn host(&self) -> &Host {
        &self.host
    }
}

impl Known {
    fn history(&self) -> std::sync::MutexGuard<'_, HashMap<String, Ring<Usage>>> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn now_ms() -> UnixMs {
    jiff::Timestamp::now().as_millisecond()
}
