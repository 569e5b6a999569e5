//! Brings a lab's container up and down on the engine. Idempotent: each step looks before it makes.

use std::time::Duration;

use bollard::Docker;
use bollard::errors::Error as Cause;
use bollard::models::{ContainerStateStatusEnum, VolumeCreateRequest};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, RemoveContainerOptionsBuilder, StopContainerOptionsBuilder,
};

use super::container::{INSTANCE_LABEL, LabSpec, SPEC_LABEL};
use super::image;
use super::types::Step;
use crate::engine::docker::{Engine, explain};
use crate::engine::types::WORKSPACE_LABEL;
use crate::error::{Error, Result};

/// Between SIGTERM and SIGKILL, seconds.
const STOP_GRACE_S: i32 = 10;
/// How long the engine's events may lag behind its answers.
const EVENTS_LAG: Duration = Duration::from_secs(5);

/// A lab that is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Up {
    pub container_id: String,
    /// Made just now, rather than woken.
    pub made: bool,
    /// What could not be enforced when it was made, for people.
    pub note: Option<String>,
}

/// Makes or wakes the container of `spec`, and returns when the engine shows it running.
///
/// # Errors
/// What the engine refused or lacks, in words; nothing half made is left behind.
pub async fn bring_up(engine: &Engine, spec: &LabSpec, tell: impl Fn(Step) + Sync) -> Result<Up> {
    let docker = engine.docker()?;
    image::ensure(&docker, &spec.image, &tell).await?;
    tell(Step::Home);
    ensure_home(&docker, spec).await?;
    tell(Step::Container);
    let (container_id, note, made) = ensure_container(&docker, spec).await?;
    tell(Step::Starting);
    if let Err(cause) = docker.start_container(&container_id, None).await {
        let error = explain(cause);
        // Why it does not start is what people need; what is left is taken away at the next start.
        if made && let Err(left) = remove(&docker, &container_id).await {
            tracing::warn!(%left, %container_id, "a container that does not start was not removed");
        }
        return Err(error);
    }
    wait_for(engine, &container_id, true).await;
    Ok(Up { container_id, made, note })
}

/// SIGTERM, ten seconds, SIGKILL. A container that is not there or not running is fine.
///
/// # Errors
/// When the engine does not answer or refuses.
pub async fn bring_down(engine: &Engine, container_id: &str) -> Result<()> {
    let options = StopContainerOptionsBuilder::default().t(STOP_GRACE_S).build();
    match engine.docker()?.stop_container(container_id, Some(options)).await {
        Ok(()) | Err(Cause::DockerResponseServerError { status_code: 304 | 404, .. }) => {}
        Err(cause) => return Err(explain(cause)),
    }
    wait_for(engine, container_id, false).await;
    Ok(())
}

/// Removes the container and keeps the home folder.
///
/// # Errors
/// As [`bring_down`].
pub async fn discard(engine: &Engine, spec: &LabSpec) -> Result<()> {
    let docker = engine.docker()?;
    if let Found::Ours { id, .. } = find(&docker, spec).await? {
        remove(&docker, &id).await?;
    }
    Ok(())
}

enum Found {
    Nothing,
    Ours { id: String, as_specified: bool, paused: bool },
}

/// The container of this name, if it is this workspace's by its labels.
async fn find(docker: &Docker, spec: &LabSpec) -> Result<Found> {
    let found = match docker.inspect_container(&spec.name, None).await {
        Ok(found) => found,
        Err(Cause::DockerResponseServerError { status_code: 404, .. }) => return Ok(Found::Nothing),
        Err(cause) => return Err(explain(cause)),
    };
    let labels = found.config.and_then(|config| config.labels).unwrap_or_default();
    if !same_owner(&labels, spec) {
        return Err(Error::Conflict(format!(
            "The engine has a container named {} that Lyceum did not make. Remove or rename it, then start the lab again.",
            spec.name
        )));
    }
    let status = found.state.and_then(|state| state.status);
    Ok(Found::Ours {
        id: found.id.unwrap_or_default(),
        as_specified: labels.get(SPEC_LABEL) == Some(&spec.digest()) && status != Some(ContainerStateStatusEnum::DEAD),
        paused: status == Some(ContainerStateStatusEnum::PAUSED),
    })
}

fn same_owner(labels: &std::collections::HashMap<String, String>, spec: &LabSpec) -> bool {
    [INSTANCE_LABEL, WORKSPACE_LABEL].iter().all(|label| labels.get(*label) == spec.labels.get(*label))
}

/// The home folder's volume: made once, kept for good.
async fn ensure_home(docker: &Docker, spec: &LabSpec) -> Result<()> {
    let request = VolumeCreateRequest {
        name: Some(spec.volume.clone()),
        labels: Some(spec.volume_labels()),
        ..Default::default()
    };
    let volume = docker.create_volume(request).await.map_err(explain)?;
    if same_owner(&volume.labels, spec) {
        Ok(())
    } else {
        Err(Error::Conflict(format!(
            "The engine has a volume named {} that is not this lab's home folder.",
            spec.volume
        )))
    }
}

/// The container's id, what could not be enforced, and whether it was made just now.
async fn ensure_container(docker: &Docker, spec: &LabSpec) -> Result<(String, Option<String>, bool)> {
    match find(docker, spec).await? {
        Found::Ours { id, as_specified: true, paused } => {
            if paused {
                docker.unpause_container(&id).await.map_err(explain)?;
            }
            return Ok((id, None, false));
        }
        Found::Ours { id, .. } => remove(docker, &id).await?,
        Found::Nothing => {}
    }
    match create(docker, spec, true).await {
        Ok(id) => Ok((id, None, true)),
        Err(cause) if spec.disk_mb.is_some() && is_quota(&cause) => {
            let id = create(docker, spec, false).await.map_err(explain)?;
            let note = "This engine's storage cannot limit the disk space of a lab; its other limits hold.";
            Ok((id, Some(note.to_owned()), true))
        }
        Err(cause) => Err(explain(cause)),
    }
}

async fn create(docker: &Docker, spec: &LabSpec, quota: bool) -> std::result::Result<String, Cause> {
    let options = CreateContainerOptionsBuilder::default().name(&spec.name).build();
    Ok(docker.create_container(Some(options), spec.body(quota)).await?.id)
}

/// The storage driver has no quotas: an engine says so when a container asks for one.
fn is_quota(cause: &Cause) -> bool {
    matches!(cause, Cause::DockerResponseServerError { message, .. }
        if ["storage-opt", "storage opt", "pquota", "quota"].iter().any(|piece| message.to_lowercase().contains(piece)))
}

async fn remove(docker: &Docker, id: &str) -> Result<()> {
    let options = RemoveContainerOptionsBuilder::default().force(true).v(false).build();
    match docker.remove_container(id, Some(options)).await {
        Ok(()) | Err(Cause::DockerResponseServerError { status_code: 404, .. }) => Ok(()),
        Err(cause) => Err(explain(cause)),
    }
}

/// Until the engine's events tell what its answer told; pages read the events.
async fn wait_for(engine: &Engine, container_id: &str, running: bool) {
    let mut containers = engine.containers();
    let shown = containers
        .wait_for(|containers| containers.get(container_id).is_some_and(|container| container.is_running()) == running);
    // Late events are no failure; but a lab that runs must not be shown as one that was removed.
    if tokio::time::timeout(EVENTS_LAG, shown).await.is_err() {
        engine.look_at(container_id).await;
    }
}
