//! The desk: terminals of one lab, or of the host, in tabs and side by side.

use std::time::Duration;

use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;

use super::bar::{Bar, Dialogs};
use super::compose::ComposeBar;
use super::help::Help;
use super::key_row::KeyRow;
use super::layout::Layout;
use super::layouts::Layouts;
use super::lines::Lines;
use super::more::More;
use super::new::FirstPlaces;
use super::panes::Panes;
use super::share::ShareDialog;
use super::state::DeskState;
use super::status::StatusLine;
use super::viewport::{Left, left_by_keyboard};
use crate::error::Error;
use crate::id::TerminalId;
use crate::terminals::api::{my_terminals, sessions_of};
use crate::terminals::client::connection::Connection;
use crate::terminals::client::hand::Awake;
use crate::terminals::client::screen::touches;
use crate::terminals::desks::api::my_desk;
use crate::terminals::protocol::{OpenKind, Right};
use crate::terminals::types::{Destination, RunningTerminal};
use crate::ui::dialog::Confirm;
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::skeleton::Skeleton;

/// A watcher sees a terminal that was opened meanwhile after this time.
const LOOK_AGAIN: Duration = Duration::from_secs(3);

/// Terminals: one's own, or (`watch`) those of somebody else to look at; all of a place, or one (`only`). Without a
/// `kind` each leads to one of `places`.
#[component]
pub fn Desk(
    #[prop(optional)] kind: Option<OpenKind>,
    #[prop(optional, into)] places: Signal<Option<Vec<Destination>>>,
    #[prop(optional)] watch: bool,
    #[prop(optional, into)] only: Option<TerminalId>,
    /// What is said where there are no `places`.
    #[prop(optional)]
    nowhere: &'static str,
) -> impl IntoView {
    let desk = DeskState::new(kind, places, nowhere, watch, only);
    let failed = RwSignal::new(None::<Error>);
    let look = move || {
        if let Some(only) = only {
            return spawn_local(async move {
                let mine = my_desk().await.unwrap_or_default();
                if desk.loaded.try_get_untracked() == Some(false) {
                    desk.load(&[only], mine);
                }
            });
        }
        spawn_local(async move {
            let Some(loaded) = desk.loaded.try_get_untracked() else { return };
            let mine = async { if loaded { None } else { my_desk().await.ok() } };
            let Some(kind) = kind else {
                let (found, mine) = futures::join!(my_terminals(), mine);
                match found {
                    Ok(found) if desk.loaded.try_get_untracked() == Some(false) => {
                        failed.set(None);
                        desk.load_mine(found, mine.unwrap_or_default());
                    }
                    Ok(_) => {}
                    Err(error) => drop(failed.try_set(Some(error))),
                }
                return;
            };
            let (found, mine) = futures::join!(sessions_of(kind), mine);
            // The page may be gone by now.
            let Some(loaded) = desk.loaded.try_get_untracked() else { return };
            match found {
                Ok(running) => {
                    // Of the host's, others' are theirs.
                    let ours = |running: &RunningTerminal| watch || running.right == Right::Writer;
                    let running: Vec<TerminalId> =
                        running.into_iter().filter(ours).map(|running| running.terminal).collect();
                    failed.set(None);
                    if loaded { desk.add(&running) } else { desk.load(&running, mine.unwrap_or_default()) }
                }
                Err(error) if !loaded => failed.set(Some(error)),
                Err(_) => {}
            }
        });
    };
    Effect::new(move || {
        look();
        let connection = SendWrapper::new(Connection::of_tab());
        on_cleanup(move || connection.take().linger());
        if watch
            && only.is_none()
            && let Ok(again) = set_interval_with_handle(look, LOOK_AGAIN)
        {
            on_cleanup(move || again.clear());
        }
    });
    Effect::new(move || {
        desk.layout.track();
        desk.save();
    });
    // A class goes on while one reads; a phone would not.
    Effect::new(|| {
        if touches() {
            let awake = SendWrapper::new(Awake::begin());
            on_cleanup(move || drop(awake));
        }
    });
    let [help, share, layouts, more] = [(); 4].map(|()| RwSignal::new(false));
    let left = left_by_keyboard();
    let label = if watch { "Terminals, to look at" } else { "Terminals" };
    let empty = move || desk.loaded.get() && desk.layout.with(|layout| layout.tabs.is_empty());

    view! {
        <noscript inner_html="<p class=\"alert\">A terminal needs JavaScript. Allow it for this site and load the page again.</p>"></noscript>
        <section
            aria-label=label
            class="desk noscript:hidden border-border bg-card flex min-w-0 flex-col overflow-hidden rounded-lg border"
            data-full=move || desk.full.get().then_some("")
            data-held=move || left.get().map(|left| if left.is_short() { "short" } else { "" })
            style=move || left.get().map(Left::style).unwrap_or_default()
        >
            <Bar
                desk
                dialogs=Dialogs {
                    help,
                    share,
                    layouts,
                    more,
                }
            />
            <div class="relative min-h-0 flex-1">
                <Panes desk />
                <Show when=move || !desk.loaded.get() && failed.with(Option::is_none)>
                    <div class="p-4">
                        <Skeleton lines=4 />
                    </div>
                </Show>
                {move || {
                    failed
                        .get()
                        .map(|error| {
                            view! {
                                <div class="p-4">
                                    <ErrorNotice error retry=Callback::new(move |()| look()) />
                                </div>
                            }
                        })
                }}
                <Show when=empty>
                    <NothingOpen desk />
                </Show>
            </div>
            <ComposeBar desk />
            <KeyRow desk />
            <StatusLine desk />
        </section>
        <Help desk open=help />
        {(!watch).then(|| view! { <ShareDialog desk open=share /> })}
        <Layouts desk open=layouts />
        <More desk open=more help layouts />
        <Lines desk />
        <ConfirmClose desk />
    }
}

#[component]
fn NothingOpen(desk: DeskState) -> impl IntoView {
    let (title, text) = if desk.kind.is_none() {
        ("No terminal is open", "Choose where the first one leads. Others can stand beside it.")
    } else if desk.watch {
        ("No terminal is open", "As soon as the student opens one, it appears here.")
    } else {
        ("No terminal is open", "Files stay where they are. Open a terminal to go on.")
    };
    view! {
        <div class="absolute inset-0 grid place-items-center p-4">
            <Empty glyph=Glyph::SQUARE_TERMINAL title text>
                {match (desk.is_own(), desk.kind) {
                    (false, _) => ().into_any(),
                    (true, None) => view! { <FirstPlaces desk /> }.into_any(),
                    (true, Some(_)) => {
                        view! {
                            <button type="button" class="btn" on:click=move |_| desk.open()>
                                <Icon glyph=Glyph::PLUS />
                                "New terminal"
                            </button>
                        }
                            .into_any()
                    }
                }}
            </Empty>
        </div>
    }
}

#[component]
fn ConfirmClose(desk: DeskState) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        if desk.asking_to_close.get().is_some() {
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            desk.asking_to_close.set(None);
            if let Some(shown) = untrack(|| desk.focused()) {
                shown.remote.focus();
            }
        }
    });
    let title = move || {
        let pane = desk.asking_to_close.get()?;
        desk.shown.with(|shown| shown.get(&pane).map(|shown| shown.state.with(|state| state.title.clone())))
    };
    let confirm = move |()| {
        if let Some(pane) = desk.asking_to_close.get_untracked() {
            desk.close_now(pane);
        }
    };
    view! {
        <Confirm open title="Close this terminal?" action="Close terminal" on_confirm=confirm>
            <p>
                {move || {
                    let title = title().filter(|title| !title.is_empty());
                    format!(
                        "A program may still be running{}. Closing ends it and everything it started; what is not saved is lost. Saved files stay.",
                        title.map(|title| format!(" in “{title}”")).unwrap_or_default(),
                    )
                }}
            </p>
        </Confirm>
    }
}

/// How many panes share the shown tab.
pub(super) fn panes_on_tab(layout: &Layout) -> usize {
    layout.shown().map_or(0, |tab| tab.panes().len())
}
