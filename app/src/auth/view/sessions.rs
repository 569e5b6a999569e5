//! Where one is signed in, and the way to end it from here.

use leptos::prelude::*;

use crate::auth::account::SessionInfo;
use crate::auth::api::account::{EndOtherSessions, EndSession, my_sessions};
use crate::call::fetch;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::page_head::PageHead;
use crate::ui::plain::{ServerForm, use_action};
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Ago;
use crate::ui::toast::{toast_error, toast_ok};

#[component]
pub fn Sessions() -> impl IntoView {
    let sessions = fetch(|| (), |()| my_sessions());
    let others = use_action::<EndOtherSessions>();
    Effect::new(move || match others.value().get() {
        Some(Ok(ended)) => {
            toast_ok(if ended == 1 {
                "One session has ended.".to_owned()
            } else {
                format!("{ended} sessions have ended.")
            });
            sessions.refetch();
        }
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    view! {
        <PageHead title="My sessions" subtitle="Each browser in which you are signed in. A session lasts a day.">
            <ServerForm action=others>
                <button class="btn btn-outline" type="submit" disabled=move || others.pending().get()>
                    <Icon glyph=Glyph::LOG_OUT />
                    "End all others"
                </button>
            </ServerForm>
        </PageHead>
        <Transition fallback=|| {
            view! { <Skeleton lines=3 height_px=64 /> }
        }>
            {move || Suspend::new(async move {
                match sessions.await {
                    Ok(rows) => {
                        let again = Callback::new(move |()| sessions.refetch());
                        let rows = rows.into_iter().map(|session| view! { <Session session again /> }).collect_view();
                        view! { <ul class="card max-w-3xl divide-y p-0">{rows}</ul> }.into_any()
                    }
                    Err(error) => view! { <ErrorNotice error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Session(session: SessionInfo, again: Callback<()>) -> impl IntoView {
    let end = use_action::<EndSession>();
    Effect::new(move || match end.value().get() {
        Some(Ok(())) => again.run(()),
        Some(Err(error)) => toast_error(&error),
        None => {}
    });
    let glyph = if session.handheld { Glyph::SMARTPHONE } else { Glyph::LAPTOP };
    let label = format!("End the session of {} at {}", session.device, session.address);
    let action = if session.here {
        view! { <span class="badge badge-good">"This one"</span> }.into_any()
    } else {
        view! {
            <ServerForm action=end>
                <input type="hidden" name="key" value=session.key />
                <button
                    class="btn btn-outline btn-sm"
                    type="submit"
                    aria-label=label
                    disabled=move || end.pending().get()
                >
                    "End"
                </button>
            </ServerForm>
        }
        .into_any()
    };
    view! {
        <li class="flex items-center gap-4 px-5 py-4">
            <span class="text-muted-foreground">
                <Icon glyph size=20 />
            </span>
            <div class="min-w-0 flex-1">
                <p class="truncate font-medium">{session.device}</p>
                <p class="text-muted-foreground text-sm">
                    <span class="font-mono text-xs">{session.address}</span>
                    " · used "
                    <Ago at_ms=session.last_used_ms />
                    " · signed in "
                    <Ago at_ms=session.created_ms />
                </p>
            </div>
            {action}
        </li>
    }
}
