//! The door to this machine: a login shell of the user that runs Lyceum, where the configuration
//! allows one at all.

use std::collections::BTreeMap;
use std::path::PathBuf;

use async_trait::async_trait;
use nix::unistd::{User, geteuid};

use crate::auth::types::Permission;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::terminals::doors::{Doors, RecordOrder, Target};
use crate::terminals::protocol::{OpenKind, RecordWhy, Right};
use crate::terminals::pty::HostProgram;

/// Who records, where it is nobody in particular.
const HOUSE: &str = "this school";

#[derive(Debug)]
pub struct HostDoor;

#[async_trait]
impl Doors for HostDoor {
    fn leads_to(&self, kind: OpenKind) -> bool {
        kind == OpenKind::HostShell
    }

    async fn open(&self, cx: &Ctx, _kind: OpenKind) -> Result<Target> {
        allowed(cx)?;
        let command = cx.state.config.host_shell.split_whitespace().map(str::to_owned).collect();
        tokio::task::spawn_blocking(move || shell(command)).await.map(Target::HostShell).map_err(Error::internal)
    }

    /// A host shell is its owner's, and of those whom they invite.
    async fn right(&self, cx: &Ctx, _kind: OpenKind, owner: UserId) -> Result<Right> {
        allowed(cx)?;
        let own = cx.actor.as_ref().is_some_and(|actor| actor.id == owner);
        if own { Ok(Right::Writer) } else { Err(Error::NotFound("terminal".to_owned())) }
    }

    fn colleagues(&self) -> Option<Permission> {
        Some(Permission::HostShell)
    }

    async fn guest(&self, cx: &Ctx, _kind: OpenKind, _owner: UserId) -> Result<()> {
        allowed(cx)
    }

    async fn recorded(&self, cx: &Ctx, _kind: OpenKind) -> Result<Option<RecordOrder>> {
        let config = &cx.state.config;
        Ok(config.record_host_shells.then(|| RecordOrder {
            by: None,
            by_name: HOUSE.to_owned(),
            why: RecordWhy::House,
            input: false,
            most_bytes: config.recording_most_bytes(),
        }))
    }
}

fn allowed(cx: &Ctx) -> Result<()> {
    cx.require(Permission::HostShell)?;
    if cx.state.config.allow_host_shell {
        Ok(())
    } else {
        Err(Error::Conflict("Shells on the host are switched off: set allow_host_shell to allow them.".to_owned()))
    }
}

fn shell(command: Vec<String>) -> HostProgram {
    let user = User::from_uid(geteuid()).ok().flatten();
    let shell = user.as_ref().map_or_else(|| PathBuf::from("/bin/sh"), |user| user.shell.clone());
    let home = user.as_ref().map(|user| user.dir.clone()).filter(|home| home.is_dir());
    let home = home.unwrap_or_else(|| PathBuf::from("/"));
    let shell = if shell.is_file() { shell } else { PathBuf::from("/bin/sh") }.display().to_string();
    let mut env: BTreeMap<String, String> = [
        ("TERM", "xterm-256color".to_owned()),
        ("COLORTERM", "truecolor".to_owned()),
        ("LANG", std::env::var("LANG").unwrap_or_else(|_| "C.UTF-8".to_owned())),
        ("PATH", std::env::var("PATH").unwrap_or_else(|_| "/usr/local/bin:/usr/bin:/bin".to_owned())),
        ("SHELL", shell.clone()),
        ("HOME", home.display().to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    if let Some(user) = user {
        env.insert("USER".to_owned(), user.name.clone());
        env.insert("LOGNAME".to_owned(), user.name);
    }
    let command = if command.is_empty() { vec![shell, "-l".to_owned()] } else { command };
    HostProgram { command, env, workdir: home }
}
