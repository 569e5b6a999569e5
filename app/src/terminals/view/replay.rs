//! A recording's page: it plays, is searched, and can be read without a script.

mod controls;
mod find;

use std::rc::Rc;
use std::time::Duration;

use leptos::html::{Div, Section};
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};
use send_wrapper::SendWrapper;

use self::controls::{Controls, pressed};
use self::find::{Find, Markers};
use super::fact::fact;
use crate::call::fetch;
use crate::error::Error;
use crate::id::TerminalId;
use crate::terminals::api::record::replay;
use crate::terminals::client::player::{Player, Playing};
use crate::terminals::client::screen::ready;
use crate::terminals::types::record::size_words;
use crate::terminals::types::replay::{Marker, ReplayView, clock, time_of};
use crate::ui::error_page::ErrorPage;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::page_head::PageHead;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::Exact;

/// How often the replay moves on.
const TICK: Duration = Duration::from_millis(40);

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Deck {
    pub id: TerminalId,
    pub playing: Playing,
    pub markers: StoredValue<Vec<Marker>>,
    /// In the browser, once the emulator is there.
    player: RwSignal<Option<SendWrapper<Rc<Player>>>>,
    pub section: NodeRef<Section>,
}

impl Deck {
    pub fn seek(self, to_ms: f64) {
        if let Some(player) = self.player.get_untracked() {
            player.seek(to_ms);
        }
    }

    /// Plays or stops; from the end on, from the begin again.
    pub fn toggle(self) {
        let Playing { plays, at_ms, duration_ms, goes_on, .. } = self.playing;
        let at_end = at_ms.get_untracked() >= duration_ms.get_untracked() && !goes_on.get_untracked();
        if !plays.get_untracked() && at_end {
            self.seek(0.0);
        }
        plays.update(|plays| *plays = !*plays);
    }
}

#[component]
pub fn Replay() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<TerminalId>().ok()));
    let at_ms = move || query.with_untracked(|query| query.get("t")).map_or(0, |text| time_of(&text));
    let first = fetch(
        move || id.get(),
        move |id| {
            let at_ms = at_ms();
            async move {
                match id {
                    Some(id) => replay(id, at_ms).await,
                    None => Err(Error::NotFound("recording".into())),
                }
            }
        },
    );
    view! {
        <Suspense fallback=|| {
            view! { <Skeleton lines=8 height_px=48 /> }
        }>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(view) => view! { <Shown view /> }.into_any(),
                    Err(error) => view! { <ErrorPage error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Shown(view: ReplayView) -> impl IntoView {
    let id = view.id;
    let deck = Deck {
        id,
        playing: Playing::new(&view),
        markers: StoredValue::new(view.markers.clone()),
        player: RwSignal::new(None),
        section: NodeRef::new(),
    };
    let file = format!("/terminals/{id}/recording.cast");
    let title = format!("{} · {}", view.owner_name, view.place);
    view! {
        <PageHead title subtitle=format!("Recording of terminal {id}")>
            <a class="btn btn-outline btn-sm" href=file.clone() rel="external" download=format!("terminal-{id}.cast")>
                <Icon glyph=Glyph::DOWNLOAD />
                "asciicast v3"
            </a>
            <a
                class="btn btn-outline btn-sm"
                href=format!("{file}?version=2")
                rel="external"
                download=format!("terminal-{id}-v2.cast")
            >
                <Icon glyph=Glyph::DOWNLOAD />
                "v2"
            </a>
            <a
                class="btn btn-outline btn-sm"
                href=format!("/terminals/{id}/recording.raw")
                rel="external"
                title="All output as the program wrote it, byte by byte"
                download=format!("terminal-{id}.raw")
            >
                <Icon glyph=Glyph::DOWNLOAD />
                "Bytes"
            </a>
        </PageHead>
        <dl class="facts">
            {fact("Begun", view! { <Exact at_ms=view.started_ms /> })}
            {fact("Length", move || clock(deck.playing.duration_ms.get() as u64))}
            {fact("Switched on by", view.by_name.clone())} {fact("Size", size_words(view.bytes))}
        </dl>
        <ReadOnly view=view.clone() />
        <div class="noscript:hidden grid min-w-0 gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <section
                aria-label="Replay"
                class="bg-card border-border flex min-w-0 flex-col overflow-hidden rounded-lg border"
                node_ref=deck.section
                on:keydown=move |event| pressed(deck, &event)
            >
                <Stage deck />
                <Controls deck />
            </section>
            <aside class="flex min-w-0 flex-col gap-4">
                <Find deck />
                <Markers deck />
            </aside>
        </div>
    }
}

/// The emulator's box.
#[component]
fn Stage(deck: Deck) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let failed = RwSignal::new(None::<String>);
    Effect::new(move || {
        let Some(host) = host.get() else { return };
        spawn_local(async move {
            let opened = match ready().await {
                Ok(ready) => Player::open(&ready, (*host).clone(), deck.id, deck.playing),
                Err(why) => Err(why),
            };
            match opened {
                Ok(player) => drop(deck.player.try_set(Some(SendWrapper::new(player)))),
                Err(why) => drop(failed.try_set(Some(why))),
            }
        });
        let by_ms = TICK.as_secs_f64() * 1000.0;
        let tick = move || {
            if let Some(Some(player)) = deck.player.try_get_untracked() {
                player.tick(by_ms);
            }
        };
        if let Ok(ticks) = set_interval_with_handle(tick, TICK) {
            on_cleanup(move || ticks.clear());
        }
    });
    on_cleanup(move || drop(deck.player.try_update(Option::take)));
    let waits = move || deck.playing.waits.get() && failed.with(Option::is_none);
    view! {
        <div class="relative h-[min(65vh,44rem)] min-h-56 grow">
            <div class="absolute inset-2 overflow-hidden" data-replay="" node_ref=host></div>
            <Show when=waits>
                <p
                    class="bg-card text-muted-foreground absolute right-3 bottom-2 rounded px-2 py-1 text-xs"
                    role="status"
                >
                    "Fetching the recording"
                </p>
            </Show>
            {move || {
                failed
                    .get()
                    .or(deck.playing.trouble.get())
                    .map(|why| {
                        view! {
                            <p class="bg-muted absolute inset-x-0 bottom-0 px-3 py-2 text-sm" role="alert">
                                {why}
                                " "
                                <a class="link" href="" rel="external">
                                    "Load the page again"
                                </a>
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// The screen at one time as text, and the way to another time.
#[component]
fn ReadOnly(view: ReplayView) -> impl IntoView {
    let markers = view
        .markers
        .iter()
        .map(|marker| {
            let seconds = marker.at_ms as f64 / 1000.0;
            view! {
                <li>
                    <a class="link" href=format!("?t={seconds}")>
                        {clock(marker.at_ms)}
                        " "
                        {marker.text.clone()}
                    </a>
                </li>
            }
        })
        .collect_view();
    let screen = if view.screen.is_empty() { "The screen was empty.".to_owned() } else { view.screen };
    view! {
        <div class="noscript:flex hidden min-w-0 flex-col gap-3">
            <form method="get" class="flex flex-wrap items-end gap-3">
                <div class="field !w-auto">
                    <label for="t">"Screen at"</label>
                    <input id="t" name="t" class="input w-28" value=clock(view.at_ms) />
                </div>
                <button type="submit" class="btn btn-outline">
                    "Show"
                </button>
            </form>
            <pre
                class="bg-card border-border overflow-x-auto rounded-lg border p-3 text-xs"
                tabindex="0"
                role="region"
                aria-label=format!("The screen at {}", clock(view.at_ms))
            >
                {screen}
            </pre>
            <ul class="text-sm">{markers}</ul>
        </div>
    }
}
