//! Who may open a terminal on a host: those with the right, each their own, to which they may invite
//! each other.

use async_trait::async_trait;

use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::{SshHostId, UserId};
use crate::ssh::store;
use crate::terminals::doors::{Doors, Target};
use crate::terminals::protocol::{OpenKind, Right};
use crate::terminals::ssh::{HostKey, SshProgram};

#[derive(Debug, Clone, Copy)]
pub struct SshDoors;

#[async_trait]
impl Doors for SshDoors {
    fn leads_to(&self, kind: OpenKind) -> bool {
        matches!(kind, OpenKind::Ssh { .. })
    }

    async fn open(&self, cx: &Ctx, kind: OpenKind) -> Result<Target> {
        cx.require(Permission::UseSshHosts)?;
        let host = id_of(kind)?;
        Ok(Target::Ssh(SshProgram { route: store::route(cx, host).await? }))
    }

    async fn opened(&self, cx: &Ctx, kind: OpenKind) -> Result<()> {
        store::used(cx, id_of(kind)?).await
    }

    async fn key_changed(&self, cx: &Ctx, kind: OpenKind, came: &HostKey) -> Result<()> {
        store::key_changed(cx, id_of(kind)?, came).await
    }

    async fn right(&self, cx: &Ctx, kind: OpenKind, owner: UserId) -> Result<Right> {
        let actor = cx.require(Permission::UseSshHosts)?;
        id_of(kind)?;
        if actor.id == owner { Ok(Right::Writer) } else { Err(Error::NotFound("terminal".to_owned())) }
    }

    fn colleagues(&self) -> Option<Permission> {
        Some(Permission::UseSshHosts)
    }
}

fn id_of(kind: OpenKind) -> Result<SshHostId> {
    match kind {
        OpenKind::Ssh { host } => Ok(host),
        _ => Err(Error::NotFound("SSH host".to_owned())),
    }
}
