//! Where the actor's terminals can lead, from this machine.

use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::ssh::store::list;
use crate::ssh::types::KeyState;
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::Destination;

/// The host's shell where it is allowed, SSH hosts with an accepted key, running containers.
///
/// # Errors
/// When the database does not answer.
pub async fn read(cx: &Ctx) -> Result<Vec<Destination>> {
    let may = |permission| cx.require(permission).is_ok();
    let to = |kind, label: String| Destination { kind, entry: None, label };
    let mut places = Vec::new();
    if may(Permission::HostShell) && cx.state.config.allow_host_shell {
        places.push(to(OpenKind::HostShell, "Host shell".to_owned()));
    }
    if may(Permission::UseSshHosts) {
        let hosts = list(cx).await?.into_iter().filter(|host| host.key == KeyState::Accepted);
        places.extend(hosts.map(|host| to(OpenKind::Ssh { host: host.id }, host.name)));
    }
    if may(Permission::ManageContainers) {
        let containers = cx.state.engine.containers().borrow().clone();
        let mut running: Vec<_> = containers
            .values()
            .filter(|container| container.is_running())
            .filter_map(|found| Some(to(OpenKind::Container { container: found.id.parse().ok()? }, found.name.clone())))
            .collect();
        running.sort_by(|a, b| a.label.cmp(&b.label));
        places.extend(running);
    }
    Ok(places)
}
