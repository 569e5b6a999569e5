//! The line under the terminals: whether the server hears us, and in which window the terminal is used.

use leptos::prelude::*;

use super::state::DeskState;
use crate::terminals::client::connection::{Connection, Link, Stop};
use crate::terminals::client::remote::{Phase, State};
use crate::terminals::protocol::Right;
use crate::ui::status::{Status, Tone};

#[component]
pub(super) fn StatusLine(desk: DeskState) -> impl IntoView {
    let link = RwSignal::new(Link::Connecting);
    let round_trip_ms = RwSignal::new(None::<f64>);
    Effect::new(move || link.set(Connection::of_tab().link.get()));
    Effect::new(move || round_trip_ms.set(Connection::of_tab().round_trip_ms.get()));
    let state = Memo::new(move |_| desk.focused().map(|shown| shown.state.get()));
    let queued = Memo::new(move |_| {
        desk.shown.with(|all| all.values().map(|shown| shown.state.with(|state| state.queued)).sum::<usize>())
    });
    let opening =
        Memo::new(move |_| state.with(|state| state.as_ref().is_some_and(|state| state.phase == Phase::Starting)));
    let tone = move || match link.get() {
        Link::Up if opening.get() => Tone::Busy,
        Link::Up => Tone::Good,
        Link::Connecting | Link::Going { .. } => Tone::Busy,
        Link::Waiting { .. } => Tone::Busy,
        Link::Stopped(_) => Tone::Bad,
    };
    let label = move || match link.get() {
        Link::Up if opening.get() => "Opening the terminal".to_owned(),
        link => link_words(&link, queued.get()),
    };
    view! {
        <div class="desk-status border-border text-muted-foreground flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 border-t px-3 py-1 text-xs">
            <span class="flex items-center gap-2">
                <span role="status">
                    <Status tone=Signal::derive(tone) label=Signal::derive(label) />
                </span>
                <span class="tabular-nums" title="Round-trip time to the server">
                    {move || round_trip_ms.get().map(milliseconds)}
                </span>
                {move || way_out(&link.get())}
            </span>
            <span class="hidden lg:pointer-fine:inline">"Ctrl Shift Space leaves the terminal"</span>
            <span class="ml-auto">{move || state.with(|state| state.as_ref().and_then(control_words))}</span>
            <Show when=move || state.with(|state| state.as_ref().is_some_and(can_take))>
                <button
                    type="button"
                    class="btn btn-outline btn-sm"
                    on:click=move |_| {
                        if let Some(shown) = untrack(|| desk.focused()) {
                            shown.remote.take_control();
                            shown.remote.focus();
                        }
                    }
                >
                    "Use it here"
                </button>
            </Show>
        </div>
    }
}

fn way_out(link: &Link) -> Option<AnyView> {
    let button = |text: &'static str| {
        view! {
            <button type="button" class="btn btn-outline btn-sm" on:click=move |_| Connection::of_tab().retry_now()>
                {text}
            </button>
        }
        .into_any()
    };
    match link {
        Link::Connecting | Link::Up | Link::Going { .. } => None,
        Link::Waiting { .. } => Some(button("Try now")),
        Link::Stopped(Stop::SignIn) => Some(
            view! {
                <a class="btn btn-sm" href="/sign-in" rel="external">
                    "Sign in"
                </a>
            }
            .into_any(),
        ),
        Link::Stopped(Stop::Reload) => Some(
            view! {
                <a class="btn btn-sm" href="" rel="external">
                    "Load the page again"
                </a>
            }
            .into_any(),
        ),
        Link::Stopped(Stop::Replaced) => Some(button("Use them here")),
        Link::Stopped(Stop::Forbidden | Stop::TooMany) => Some(button("Try again")),
    }
}

fn link_words(link: &Link, queued: usize) -> String {
    let keys = match queued {
        0 => String::new(),
        1 => ", 1 key waits".to_owned(),
        keys => format!(", {keys} keys wait"),
    };
    match link {
        Link::Connecting => format!("Connecting{keys}"),
        Link::Up => "Connected".to_owned(),
        Link::Going { in_s } => format!("The terminals end within {in_s} s: Lyceum is being stopped"),
        Link::Waiting { in_s: 0, why } => format!("Reconnecting: {why}{keys}"),
        Link::Waiting { in_s, why } => format!("Reconnecting in {in_s} s: {why}{keys}"),
        Link::Stopped(Stop::SignIn) => "You are signed out; the terminals go on".to_owned(),
        Link::Stopped(Stop::Forbidden) => "You may not use these terminals any more".to_owned(),
        Link::Stopped(Stop::Replaced) => "The terminals are open in another window".to_owned(),
        Link::Stopped(Stop::TooMany) => "You have too many windows with terminals; close one".to_owned(),
        Link::Stopped(Stop::Reload) => "There is a new version of this page".to_owned(),
    }
}

fn milliseconds(ms: f64) -> String {
    if ms < 1.0 { "< 1 ms".to_owned() } else { format!("{} ms", ms.round()) }
}

fn can_take(state: &State) -> bool {
    state.phase == Phase::Live && state.right == Right::Writer && !state.controller && !guest_controls(state)
}

/// The owner's own windows pass it on by typing; a guest's hold is told above the terminal.
fn guest_controls(state: &State) -> bool {
    state.people.iter().any(|person| person.controller && !person.owner)
}

fn control_words(state: &State) -> Option<String> {
    if state.phase != Phase::Live {
        return None;
    }
    match (state.right, state.controller) {
        (_, true) => None,
        (Right::Writer, false) if guest_controls(state) => None,
        (Right::Writer, false) => Some("In use in another window; type to use it here".to_owned()),
        (_, false) => Some("You can look, not type".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_the_matter() {
        let waiting = |in_s| Link::Waiting { in_s, why: "the server does not answer".into() };
        assert_eq!(link_words(&waiting(3), 2), "Reconnecting in 3 s: the server does not answer, 2 keys wait");
        assert_eq!(link_words(&waiting(0), 1), "Reconnecting: the server does not answer, 1 key waits");
        assert_eq!(link_words(&Link::Up, 0), "Connected");
        let going = Link::Going { in_s: 60 };
        assert_eq!(link_words(&going, 0), "The terminals end within 60 s: Lyceum is being stopped");
        assert_eq!(milliseconds(0.4), "< 1 ms");
        assert_eq!(milliseconds(12.4), "12 ms");
    }
}
