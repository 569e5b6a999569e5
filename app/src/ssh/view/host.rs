//! One host: its key, its terminal, its form.

use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::form::EditForm;
use super::key::KeyCard;
use super::list::tone_of;
use super::remove::Removal;
use crate::auth::session::may;
use crate::auth::types::Permission;
use crate::call::fetch;
use crate::error::Error;
use crate::id::SshHostId;
use crate::ssh::api::host;
use crate::ssh::types::{HostDetail, KeyState, place};
use crate::terminals::protocol::OpenKind;
use crate::terminals::types::Destination;
use crate::terminals::view::ask_to_open;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::Status;
use crate::ui::time::Ago;

#[component]
pub fn SshHost() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<SshHostId>().ok())));
    let known = fetch(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => host(id).await,
                None => Err(Error::NotFound("SSH host".into())),
            }
        },
    );
    view! {
        <Transition fallback=|| {
            view! { <Skeleton lines=8 height_px=40 /> }
        }>
            {move || Suspend::new(async move {
                match known.await {
                    Ok(host) => {
                        let again = Callback::new(move |()| known.refetch());
                        view! { <Detail host again /> }.into_any()
                    }
                    Err(error) => {
                        view! {
                            <PageHead title="SSH host" />
                            <ErrorNotice error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Detail(host: HostDetail, again: Callback<()>) -> impl IntoView {
    let state = host.key_state();
    let way = host.jump.as_ref().map(|jump| format!(", through {}", jump.name)).unwrap_or_default();
    let subtitle = format!("{}{way}", place(&host.user, &host.address, host.port));
    let manage = may(Permission::ManageSshHosts);
    let log = format!("/admin/audit?entity=ssh_host&entity_id={}", host.id);
    let destination = Destination { kind: OpenKind::Ssh { host: host.id }, entry: None, label: host.name.clone() };
    view! {
        <PageHead title=host.name.clone() subtitle>
            {may(Permission::ReadAudit)
                .then(|| {
                    view! {
                        <a class="btn btn-outline" href=log>
                            <Icon glyph=Glyph::HISTORY />
                            "What was changed"
                        </a>
                    }
                })}
            <OpenTerminal destination off=state != KeyState::Accepted />
        </PageHead>
        <div class="grid max-w-3xl gap-6">
            <p class="text-muted-foreground flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <Status tone=tone_of(state) label=format!("Host key: {}", state.label().to_lowercase()) />
                {match host.last_used_ms {
                    Some(at_ms) => view! { <span>"Last used " <Ago at_ms /></span> }.into_any(),
                    None => view! { <span>"Never used"</span> }.into_any(),
                }}
            </p>
            {(!host.description.is_empty()).then(|| view! { <p class="max-w-prose">{host.description.clone()}</p> })}
            <KeyCard host=host.clone() again />
            {manage
                .then(|| {
                    view! {
                        <EditForm host=host.clone() again />
                        <Removal host />
                    }
                })}
        </div>
    }
}

/// Leads to the page of terminals, where it opens.
#[component]
fn OpenTerminal(destination: Destination, off: bool) -> impl IntoView {
    let navigate = use_navigate();
    view! {
        <button
            type="button"
            class="btn"
            disabled=off
            title=off.then_some("An admin has to accept its key first")
            on:click=move |_| {
                ask_to_open(&destination);
                navigate("/admin/desk", Default::default());
            }
        >
            <Icon glyph=Glyph::SQUARE_TERMINAL />
            "Open terminal"
        </button>
    }
}
