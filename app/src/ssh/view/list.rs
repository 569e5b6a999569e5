//! The list of hosts.

use leptos::prelude::*;

use crate::auth::session::may;
use crate::auth::types::Permission;
use crate::call::fetch;
use crate::ssh::api::hosts;
use crate::ssh::types::{HostLine, KeyState};
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::list::{ListFrame, counted};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::{Status, Tone};
use crate::ui::time::Ago;

#[component]
pub fn SshHosts() -> impl IntoView {
    let found = fetch(|| (), |()| hosts());
    view! {
        <PageHead title="SSH hosts" subtitle="Other machines that terminals reach from here.">
            <Show when=|| may(Permission::ManageSshHosts)>
                <AddHost />
            </Show>
        </PageHead>
        <Transition fallback=|| {
            view! { <Skeleton lines=6 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(hosts) if hosts.is_empty() => view! { <NoHosts /> }.into_any(),
                    Ok(hosts) => view! { <List hosts /> }.into_any(),
                    Err(error) => view! { <ErrorNotice error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn AddHost() -> impl IntoView {
    view! {
        <a class="btn" href="/admin/ssh/new">
            <Icon glyph=Glyph::PLUS />
            "Add host"
        </a>
    }
}

#[component]
fn NoHosts() -> impl IntoView {
    let text = "A host is a machine with an SSH server: a build machine, a switch, a server in another room. Its \
                terminals open here, recorded and audited as all others, and nobody needs to know its password.";
    view! {
        <Empty glyph=Glyph::SERVER title="No SSH hosts" text>
            <Show when=|| may(Permission::ManageSshHosts)>
                <AddHost />
            </Show>
        </Empty>
    }
}

#[component]
fn List(hosts: Vec<HostLine>) -> impl IntoView {
    let count = counted(hosts.len(), "host", "hosts");
    view! {
        <ListFrame label="SSH hosts" count>
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Address"</th>
                    <th scope="col">"Host key"</th>
                    <th scope="col">"Last used"</th>
                </tr>
            </thead>
            <tbody>{hosts.into_iter().map(|host| view! { <Row host /> }).collect_view()}</tbody>
        </ListFrame>
    }
}

#[component]
fn Row(host: HostLine) -> impl IntoView {
    let used = match host.last_used_ms {
        Some(at_ms) => view! { <Ago at_ms /> }.into_any(),
        None => view! { <span class="text-muted-foreground">"Never"</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                <a class="underline-offset-4 hover:underline" href=format!("/admin/ssh/{}", host.id)>
                    {host.name}
                </a>
                {(!host.description.is_empty())
                    .then(|| {
                        view! {
                            <span class="text-muted-foreground block max-w-80 truncate text-xs font-normal">
                                {host.description}
                            </span>
                        }
                    })}
            </th>
            <td>
                <span class="font-mono text-xs">{host.place}</span>
                {host
                    .jump
                    .map(|jump| {
                        view! { <span class="text-muted-foreground block text-xs">{format!("through {jump}")}</span> }
                    })}
            </td>
            <td>
                <Status tone=tone_of(host.key) label=host.key.label() />
            </td>
            <td>{used}</td>
        </tr>
    }
}

pub(super) fn tone_of(key: KeyState) -> Tone {
    match key {
        KeyState::Unknown => Tone::Off,
        KeyState::Accepted => Tone::Good,
        KeyState::Changed => Tone::Bad,
    }
}
