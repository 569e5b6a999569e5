//! A teacher watches a student's lab, and takes part in it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::call::fetch;
use crate::error::{Error, Result};
use crate::id::WorkspaceId;
use crate::labs::api::{follow_lab, watch_lab};
use crate::labs::types::{LabState, WatchView};
use crate::labs::view::state::{EngineAway, LabStatus};
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::terminals::protocol::OpenKind;
use crate::terminals::view::Desk;
use crate::ui::empty::Empty;
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::Notice;
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::status::Tone;

#[component]
pub fn Watch() -> impl IntoView {
    let params = use_params_map();
    let workspace = Memo::new(move |_| params.read().get("workspace").and_then(|id| id.parse::<WorkspaceId>().ok()));
    let first = fetch(
        move || workspace.get(),
        |workspace| async move {
            match workspace {
                Some(workspace) => watch_lab(workspace).await,
                None => Err(Error::NotFound("lab".into())),
            }
        },
    );
    let lab = RwSignal::new(None::<WatchView>);
    let feed = use_feed(move || workspace.get(), follow_lab, move |news| lab.set(Some(news)));
    view! {
        <Suspense fallback=|| {
            view! { <Skeleton lines=4 height_px=48 /> }
        }>{move || Suspend::new(async move { shown(first.await, lab) })}</Suspense>
        <FeedNotice feed />
    }
}

fn shown(first: Result<WatchView>, lab: RwSignal<Option<WatchView>>) -> AnyView {
    let first = match first {
        Ok(first) => first,
        Err(error) => return view! { <ErrorPage error /> }.into_any(),
    };
    let state = Signal::derive({
        let before = first.clone();
        move || {
            lab.with(|lab| match lab {
                Some(lab) if lab.workspace == before.workspace => lab.state.clone(),
                _ => before.state.clone(),
            })
        }
    });
    let up = Memo::new(move |_| state.with(LabState::is_up));
    let workspace = first.workspace;
    let class = format!("/teacher/classes/{}", first.section.id);
    let back = class.clone();
    let body = move || {
        if up.get() {
            view! { <Desk kind=OpenKind::Lab { workspace } watch=true /> }.into_any()
        } else {
            view! { <NotUp state class=class.clone() /> }.into_any()
        }
    };
    view! {
        <PageHead
            title=first.student.name.clone()
            subtitle=format!("{} · you watch; {} sees that you do", first.section.short(), first.student.name)
        >
            <LabStatus state />
            <a class="btn btn-outline btn-sm" href=back>
                <Icon glyph=Glyph::ARROW_LEFT />
                "Back to the class"
            </a>
        </PageHead>
        {body}
    }
    .into_any()
}

#[component]
fn NotUp(state: Signal<LabState>, class: String) -> impl IntoView {
    move || {
        let class = class.clone();
        match state.get() {
            LabState::Unknown { why } => {
                view! { <EngineAway why then="This page goes on by itself when it is back." /> }.into_any()
            }
            LabState::Failed { why } => view! {
                <Notice tone=Tone::Bad title="This lab is not running">
                    <p>{why}</p>
                    <div class="actions">
                        <a class="btn btn-outline btn-sm" href=class>
                            "Start it on the class page"
                        </a>
                    </div>
                </Notice>
            }
            .into_any(),
            _ => view! {
                <Empty
                    glyph=Glyph::EYE_OFF
                    title="There is nothing to watch now"
                    text="The lab is not running. This page shows it when it is."
                >
                    <a class="btn btn-outline" href=class>
                        "Back to the class"
                    </a>
                </Empty>
            }
            .into_any(),
        }
    }
}
