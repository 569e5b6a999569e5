//! One container: in full, as it changes, and what its removal would cost.

use std::time::Duration;

use bollard::models::{ContainerInspectResponse, HostConfig, MountPoint};
use bollard::query_parameters::InspectContainerOptions;
use futures::Stream;
use futures::stream::unfold;

use crate::ctx::Ctx;
use crate::engine::docker::explain;
use crate::engine::types::ContainerSummary;
use crate::engine::types::details::{ContainerNews, Details, Loss, Mount};
use crate::error::{Error, Result};

/// Adding up a container's files can take the engine long; then the page says that it could not.
const WEIGH_TIMEOUT: Duration = Duration::from_secs(8);

/// The container of this name.
///
/// # Errors
/// [`Error::NotFound`] when the engine has none.
pub fn find(cx: &Ctx, name: &str) -> Result<ContainerSummary> {
    cx.state.engine.container(name).ok_or_else(|| Error::NotFound("container".into()))
}

/// # Errors
/// [`Error::NotFound`], or [`Error::Unavailable`] while no engine answers.
pub async fn read(cx: &Ctx, name: &str) -> Result<Details> {
    let docker = cx.state.engine.docker()?;
    let summary = find(cx, name)?;
    let found = docker.inspect_container(&summary.id, None::<InspectContainerOptions>).await.map_err(explain)?;
    let history = cx.state.engine.history(&summary.id);
    Ok(details(found, Details { summary, history, ..Details::default() }))
}

fn details(found: ContainerInspectResponse, known: Details) -> Details {
    let host = found.host_config.unwrap_or_default();
    let network = found.network_settings.unwrap_or_default();
    let policy = host.restart_policy.clone().and_then(|policy| policy.name).map(|name| name.to_string());
    let address = |(name, endpoint): (&String, &bollard::models::EndpointSettings)| {
        format!("{name} {}", endpoint.ip_address.as_deref().unwrap_or_default()).trim().to_owned()
    };
    Details {
        memory_limit_bytes: positive(host.memory),
        cpu_limit_millis: cpu_limit(&host),
        pids_limit: positive(host.pids_limit),
        restart_policy: policy.filter(|name| !name.is_empty()).unwrap_or_else(|| "no".to_owned()),
        restarts: positive(found.restart_count).unwrap_or_default(),
        ports: ports(network.ports.unwrap_or_default()),
        mounts: found.mounts.unwrap_or_default().into_iter().map(mount).collect(),
        networks: network.networks.unwrap_or_default().iter().map(address).collect(),
        user: found.config.and_then(|config| config.user).filter(|user| !user.is_empty()).unwrap_or("root".to_owned()),
        privileged: host.privileged.unwrap_or_default(),
        read_only_root: host.readonly_rootfs.unwrap_or_default(),
        ..known
    }
}

fn positive(figure: Option<i64>) -> Option<u64> {
    figure.and_then(|figure| u64::try_from(figure).ok()).filter(|figure| *figure > 0)
}

/// Engines know two ways to say it: billionths of a core, or a share of a period.
fn cpu_limit(host: &HostConfig) -> Option<u64> {
    let quota = positive(host.cpu_quota).map(|quota| quota * 1_000 / positive(host.cpu_period).unwrap_or(100_000));
    positive(host.nano_cpus).map(|nano| nano / 1_000_000).or(quota)
}

fn ports(ports: bollard::models::PortMap) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (inner, bindings) in ports {
        for binding in bindings.unwrap_or_default() {
            let address = binding.host_ip.unwrap_or_default();
            lines.push(format!("{address}:{} → {inner}", binding.host_port.unwrap_or_default()));
        }
    }
    lines.sort();
    lines
}

fn mount(found: MountPoint) -> Mount {
    let kind = found.typ.map(|kind| kind.to_string()).unwrap_or_default();
    Mount {
        source: if kind == "volume" { found.name } else { found.source }.unwrap_or_default(),
        kind,
        target: found.destination.unwrap_or_default(),
        writable: found.rw.unwrap_or_default(),
    }
}

/// Everything first, then what changed, until the container is gone.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this name.
pub fn changes(cx: &Ctx, name: &str) -> Result<impl Stream<Item = Result<ContainerNews>> + Send + use<>> {
    let id = find(cx, name)?.id;
    let engine = &cx.state.engine;
    let watched = (engine.state(), engine.containers(), engine.usage(), None::<Option<ContainerSummary>>);
    Ok(unfold(watched, move |(mut state, mut containers, mut usage, told)| {
        let id = id.clone();
        async move {
            if told == Some(None) {
                return None;
            }
            loop {
                let (new_state, new_usage) = if told.is_none() {
                    (true, true)
                } else {
                    tokio::select! {
                        changed = state.changed() => { changed.ok()?; (true, false) }
                        changed = containers.changed() => { changed.ok()?; (false, false) }
                        changed = usage.changed() => { changed.ok()?; (false, true) }
                    }
                };
                let now = containers.borrow_and_update().get(&id).cloned();
                let news = ContainerNews {
                    engine_up: new_state.then(|| state.borrow_and_update().is_up()),
                    usage: usage.borrow_and_update().get(&id).copied().filter(|_| new_usage),
                    summary: (told.as_ref() != Some(&now)).then(|| now.clone()),
                };
                // Others' changes are no news.
                if news != ContainerNews::default() {
                    return Some((Ok(news), (state, containers, usage, Some(now))));
                }
            }
        }
    }))
}

/// What would be lost.
///
/// # Errors
/// As [`read`].
pub async fn weigh(cx: &Ctx, name: &str) -> Result<Loss> {
    let docker = cx.state.engine.docker()?;
    let summary = find(cx, name)?;
    let call = docker.inspect_container(&summary.id, Some(InspectContainerOptions { size: true }));
    let found = match tokio::time::timeout(WEIGH_TIMEOUT, call).await {
        Ok(found) => found.map_err(explain)?,
        Err(_) => docker.inspect_container(&summary.id, None::<InspectContainerOptions>).await.map_err(explain)?,
    };
    let mounts = found.mounts.unwrap_or_default().into_iter().map(mount);
    Ok(Loss {
        written_bytes: found.size_rw.and_then(|bytes| u64::try_from(bytes).ok()),
        running: summary.is_running(),
        volumes_kept: mounts.filter(|mount| mount.kind == "volume").map(|mount| mount.source).collect(),
    })
}
