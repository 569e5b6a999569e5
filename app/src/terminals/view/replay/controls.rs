//! What moves a replay: play, the bar with its markers, speed, steps, the link to a place.

use leptos::leptos_dom::helpers::window;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use super::Deck;
use crate::error::Error;
use crate::terminals::client::clipboard::to_clipboard;
use crate::terminals::client::playhead::{SPEEDS, step};
use crate::terminals::types::replay::clock;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::toast::{toast_error, toast_ok};

/// The bar is no finer.
const GRAIN_MS: f64 = 100.0;
/// An arrow key goes so far.
const STEP_MS: f64 = 5000.0;

#[component]
pub(super) fn Controls(deck: Deck) -> impl IntoView {
    let playing = deck.playing;
    let label = move || if playing.plays.get() { "Pause" } else { "Play" };
    let has_markers = deck.markers.with_value(|markers| !markers.is_empty());
    let speeds = SPEEDS
        .map(|speed| {
            view! {
                <option value=speed.to_string() selected=speed == 1.0>
                    {format!("{speed}×")}
                </option>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <div class="border-border flex flex-col gap-2 border-t px-3 py-2">
            <SeekBar deck />
            <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
                <button
                    type="button"
                    class="btn btn-sm"
                    aria-keyshortcuts="Space"
                    title="Space"
                    on:click=move |_| deck.toggle()
                >
                    <Icon glyph=Signal::derive(move || if playing.plays.get() { Glyph::PAUSE } else { Glyph::PLAY }) />
                    {label}
                </button>
                <span class="text-sm tabular-nums">
                    {move || clock(playing.at_ms.get() as u64)}
                    <span class="text-muted-foreground">
                        " / " {move || clock(playing.duration_ms.get() as u64)}
                        {move || playing.goes_on.get().then_some(" so far")}
                    </span>
                </span>
                {has_markers
                    .then(|| {
                        view! {
                            <StepButton deck forward=false label="Mark before" glyph=Glyph::CHEVRON_LEFT />
                            <StepButton deck forward=true label="Next mark" glyph=Glyph::CHEVRON_RIGHT />
                        }
                    })}
                <label class="flex items-center gap-2 text-sm">
                    "Speed"
                    <select
                        class="select h-8 py-0"
                        on:change=move |event| {
                            if let Ok(speed) = event_target_value(&event).parse() {
                                playing.speed.set(speed);
                            }
                        }
                    >
                        {speeds}
                    </select>
                </label>
                <label class="check text-sm">
                    <input type="checkbox" bind:checked=playing.skip_idle />
                    "Skip silence"
                </label>
                <button type="button" class="btn btn-outline btn-sm" on:click=move |_| copy_link(deck)>
                    <Icon glyph=Glyph::LINK />
                    {move || format!("Copy link at {}", clock(playing.at_ms.get() as u64))}
                </button>
                <button
                    type="button"
                    class="btn btn-ghost btn-icon btn-sm"
                    aria-label="Full screen"
                    title="Full screen (F)"
                    on:click=move |_| full_screen(deck)
                >
                    <Icon glyph=Glyph::MAXIMIZE />
                </button>
            </div>
        </div>
    }
}

#[component]
fn StepButton(deck: Deck, forward: bool, label: &'static str, glyph: Glyph) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn btn-ghost btn-icon btn-sm"
            aria-label=label
            title=label
            on:click=move |_| step_to_marker(deck, forward)
        >
            <Icon glyph />
        </button>
    }
}

fn step_to_marker(deck: Deck, forward: bool) {
    let at_ms = deck.playing.at_ms.get_untracked();
    if let Some(to) = deck.markers.with_value(|markers| step(markers, at_ms, forward)) {
        deck.seek(to as f64);
    }
}

/// The bar; over it its markers, and the time under the pointer.
#[component]
fn SeekBar(deck: Deck) -> impl IntoView {
    let playing = deck.playing;
    let preview = RwSignal::new(None::<(f64, u64)>);
    let hover = move |event: PointerEvent| {
        let Some(bar) = event.current_target().and_then(|bar| bar.dyn_into::<HtmlElement>().ok()) else { return };
        let bounds = bar.get_bounding_client_rect();
        if bounds.width() > 0.0 {
            let share = ((f64::from(event.client_x()) - bounds.left()) / bounds.width()).clamp(0.0, 1.0);
            preview.set(Some((share * 100.0, (share * playing.duration_ms.get_untracked()) as u64)));
        }
    };
    let ticks = deck.markers.with_value(|markers| {
        markers
            .iter()
            .map(|marker| {
                let at_ms = marker.at_ms as f64;
                let left = move || format!("left:{:.3}%", at_ms * 100.0 / playing.duration_ms.get().max(1.0));
                view! {
                    <span
                        class="bg-primary pointer-events-none absolute -top-0.5 h-2 w-0.5 rounded"
                        style=left
                        aria-hidden="true"
                    ></span>
                }
            })
            .collect_view()
    });
    view! {
        <div class="relative" on:pointermove=hover on:pointerleave=move |_| preview.set(None)>
            {ticks}
            {move || {
                preview
                    .get()
                    .map(|(share, at_ms)| {
                        view! {
                            <output
                                class="bg-popover pointer-events-none absolute -top-7 z-10 -translate-x-1/2 rounded border px-1.5 py-0.5 text-xs tabular-nums"
                                style=format!("left:{share:.2}%")
                                aria-hidden="true"
                            >
                                {clock(at_ms)}
                            </output>
                        }
                    })
            }}
            <input
                type="range"
                class="accent-primary block h-6 w-full cursor-pointer"
                aria-label="Place in the recording"
                min="0"
                step=GRAIN_MS.to_string()
                max=move || playing.duration_ms.get().max(1.0).to_string()
                prop:value=move || playing.at_ms.get().to_string()
                aria-valuetext=move || {
                    format!("{} of {}", clock(playing.at_ms.get() as u64), clock(playing.duration_ms.get() as u64))
                }
                on:input=move |event| {
                    if let Ok(to) = event_target_value(&event).parse::<f64>() {
                        let end = playing.duration_ms.get_untracked();
                        deck.seek(if end - to < GRAIN_MS { end } else { to });
                    }
                }
            />
        </div>
    }
}

/// Keys of the whole replay; those of its fields are theirs.
pub(super) fn pressed(deck: Deck, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let in_field = target.is_some_and(|target| target.closest("button, input, select, a").ok().flatten().is_some());
    if event.ctrl_key() || event.alt_key() || event.meta_key() || in_field {
        return;
    }
    let at_ms = deck.playing.at_ms.get_untracked();
    match event.key().as_str() {
        " " => deck.toggle(),
        "ArrowLeft" => deck.seek(at_ms - STEP_MS),
        "ArrowRight" => deck.seek(at_ms + STEP_MS),
        "[" => step_to_marker(deck, false),
        "]" => step_to_marker(deck, true),
        "f" | "F" => full_screen(deck),
        _ => return,
    }
    event.prevent_default();
}

fn copy_link(deck: Deck) {
    let at_ms = deck.playing.at_ms.get_untracked() as u64;
    let origin = window().location().origin().unwrap_or_default();
    let link = format!("{origin}/terminals/{}/replay?t={}", deck.id, at_ms as f64 / 1000.0);
    let copied = to_clipboard(&link);
    spawn_local(async move {
        match copied.await {
            Ok(()) => toast_ok(format!("Copied the link to {}.", clock(at_ms))),
            Err(why) => toast_error(&Error::Conflict(format!("The link could not be copied: {why}. It is {link}"))),
        }
    });
}

/// Into full screen, or back.
fn full_screen(deck: Deck) {
    if document().fullscreen_element().is_some() {
        document().exit_fullscreen();
    } else if let Some(section) = deck.section.get_untracked() {
        // A browser that refuses shows the page as it is.
        _ = section.request_fullscreen();
    }
}
