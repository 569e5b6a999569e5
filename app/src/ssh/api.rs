//! Server functions of SSH hosts.

use leptos::prelude::*;

use crate::call::Postcard;
use crate::error::Result;
use crate::id::SshHostId;
use crate::ssh::types::{HostDetail, HostForm, HostLine, Other, Tested};

/// All hosts, by name.
#[server(name = ListSshHosts, output = Postcard)]
pub async fn hosts() -> Result<Vec<HostLine>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::UseSshHosts)?;
    crate::ssh::store::list(&cx).await
}

/// One host, without its secrets.
#[server(name = GetSshHost, output = Postcard)]
pub async fn host(id: SshHostId) -> Result<HostDetail> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::UseSshHosts)?;
    crate::ssh::store::read(&cx, id).await
}

/// Hosts through which a new one could be reached.
#[server(name = ListJumpHosts, output = Postcard)]
pub async fn jump_hosts() -> Result<Vec<Other>> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSshHosts)?;
    crate::ssh::store::others(&cx, None).await
}

#[server(name = CreateSshHost, output = Postcard)]
pub async fn create_host(#[server(default)] host: HostForm) -> Result<SshHostId> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSshHosts)?;
    crate::ssh::store::create(&cx, host).await
}

#[server(name = EditSshHost, output = Postcard)]
pub async fn edit_host(id: SshHostId, version: i32, #[server(default)] host: HostForm) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSshHosts)?;
    crate::ssh::store::edit(&cx, id, version, host).await
}

#[server(name = RemoveSshHost, output = Postcard)]
pub async fn remove_host(id: SshHostId) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSshHosts)?;
    crate::ssh::store::remove(&cx, id).await
}

/// Goes to the host, looks at its key and, where that is the accepted one, signs in.
#[server(name = TestSshHost, output = Postcard)]
pub async fn test_host(id: SshHostId) -> Result<Tested> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSshHosts)?;
    crate::ssh::store::test(&cx, id).await
}

/// Accepts the key with this fingerprint, if that is the one the host shows now.
#[server(name = AcceptHostKey, output = Postcard)]
pub async fn accept_key(id: SshHostId, fingerprint: String) -> Result<()> {
    let cx = crate::ctx::ctx().await?;
    cx.require(crate::auth::types::Permission::ManageSshHosts)?;
    crate::ssh::store::accept(&cx, id, &fingerprint).await
}
