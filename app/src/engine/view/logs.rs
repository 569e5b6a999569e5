//! A container's log: follows, can be held, searched and saved.

use leptos::html;
use leptos::prelude::*;

use crate::call::{Data, fetch_beside};
use crate::engine::api::{read_log, watch_log};
use crate::engine::types::ContainerSummary;
use crate::engine::types::log::{KEPT, LogLine, LogQuestion, append};
use crate::metrics::feed::{FeedNotice, use_feed};
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::skeleton::Skeleton;
use crate::ui::time::{iso, use_zone, wall_date};

/// How far from its end a log may be scrolled and still be followed, pixels.
const NEAR_END_PX: i32 = 24;

/// The last lines of a log. Asked for beside the container and not below it: what is asked for while a page is
/// already being rendered is not found again in the browser.
pub(super) type Tail = Data<Vec<LogLine>>;

pub(super) fn tail_of(name: Memo<String>) -> Tail {
    fetch_beside(move || name.get(), read_log)
}

#[component]
pub(super) fn Log(name: String, tail: Tail, shown: Signal<ContainerSummary>, gone: Memo<bool>) -> impl IntoView {
    let name = StoredValue::new(name);
    view! {
        <article class="card" id="log">
            <Suspense fallback=|| {
                view! {
                    <section>
                        <Skeleton lines=6 />
                    </section>
                }
            }>
                {move || Suspend::new(async move {
                    match tail.await {
                        Ok(lines) => view! { <Lines name=name.get_value() lines shown gone /> }.into_any(),
                        Err(error) => {
                            view! {
                                <section>
                                    <ErrorNotice error retry=Callback::new(move |()| tail.refetch()) />
                                </section>
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
        </article>
    }
}

#[component]
fn Lines(name: String, lines: Vec<LogLine>, shown: Signal<ContainerSummary>, gone: Memo<bool>) -> impl IntoView {
    let lines = RwSignal::new(lines);
    let sought = RwSignal::new(String::new());
    // Held: lines wait on the server until the reader goes on.
    let held = RwSignal::new(false);
    let follow = RwSignal::new(true);
    let pane = NodeRef::<html::Div>::new();
    let file = format!("/admin/containers/{name}/log.txt");
    // A container that starts anew writes on in the same log.
    let run = Memo::new(move |_| shown.with(|shown| shown.started_ms));
    let feed = use_feed(
        move || {
            run.track();
            let open = !held.get() && !gone.get();
            let after_ns = lines.with_untracked(|lines| lines.last().map_or(0, |line| line.at_ns));
            open.then(|| LogQuestion { container: name.clone(), after_ns })
        },
        watch_log,
        move |news| lines.update(|lines| append(lines, news)),
    );
    Effect::new(move || {
        lines.track();
        if let Some(pane) = pane.get().filter(|_| follow.get()) {
            // After the new lines are in the page.
            request_animation_frame(move || pane.set_scroll_top(pane.scroll_height()));
        }
    });
    let scrolled = move |_| {
        if let Some(pane) = pane.get_untracked() {
            let left = pane.scroll_height() - pane.scroll_top() - pane.client_height();
            follow.set(left <= NEAR_END_PX);
        }
    };
    let found = Memo::new(move |_| {
        let sought = sought.get().to_lowercase();
        let fits = |line: &&LogLine| sought.is_empty() || line.text.to_lowercase().contains(&sought);
        lines.with(|lines| lines.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    view! {
        <header class="flex flex-wrap items-center justify-between gap-2">
            <h2>"Log"</h2>
            <div class="flex flex-wrap items-center gap-2">
                <input
                    type="search"
                    class="input h-8 w-44"
                    placeholder="Search"
                    aria-label="Search the log"
                    bind:value=sought
                />
                <button
                    type="button"
                    class="btn btn-outline btn-sm"
                    aria-pressed=move || held.get().to_string()
                    on:click=move |_| held.update(|held| *held = !*held)
                >
                    {move || {
                        let (glyph, label) = if held.get() { (Glyph::PLAY, "Go on") } else { (Glyph::PAUSE, "Pause") };
                        view! {
                            <Icon glyph />
                            {label}
                        }
                    }}
                </button>
                <button
                    type="button"
                    class="btn btn-outline btn-sm"
                    aria-pressed=move || follow.get().to_string()
                    on:click=move |_| follow.update(|follow| *follow = !*follow)
                >
                    <Icon glyph=Glyph::ARROW_DOWN />
                    "Follow"
                </button>
                <a class="btn btn-outline btn-sm" href=file rel="external" download>
                    <Icon glyph=Glyph::DOWNLOAD />
                    "Download"
                </a>
            </div>
        </header>
        <section class="flex flex-col gap-2">
            <FeedNotice feed />
            <div
                class="log"
                node_ref=pane
                on:scroll=scrolled
                tabindex="0"
                role="region"
                aria-label="Log lines, newest last"
            >
                <For each=move || found.get() key=|line| (line.at_ns, line.stderr, line.text.clone()) let:line>
                    <Line line sought />
                </For>
                <Show when=move || found.with(Vec::is_empty)>
                    <p class="p-3">
                        {move || {
                            if sought.with(String::is_empty) {
                                "It has written nothing yet."
                            } else {
                                "No line has that."
                            }
                        }}
                    </p>
                </Show>
            </div>
            <p class="text-muted-foreground text-xs" role="status">
                {move || {
                    let (found, all) = (found.with(Vec::len), lines.with(Vec::len));
                    let shown = match (found, all) {
                        (1, 1) => "1 line".to_owned(),
                        (found, all) if found == all => format!("{all} lines"),
                        (found, all) => format!("{found} of {all} lines"),
                    };
                    let older = if all >= KEPT { "; older ones are in the download" } else { "" };
                    let still = if held.get() { "; paused" } else { "" };
                    format!("{shown}{older}{still}")
                }}
            </p>
        </section>
    }
}

#[component]
fn Line(line: LogLine, sought: RwSignal<String>) -> impl IntoView {
    let zone = use_zone();
    let at_ms = line.at_ms();
    let clock = move || zone.with(|zone| wall_date(at_ms, zone)).rsplit(' ').next().unwrap_or_default().to_owned();
    let level = line.level();
    let text = StoredValue::new(line.text);
    view! {
        <div class="log-line" data-level=level.map(|level| level.as_str()) data-stream=line.stderr.then_some("stderr")>
            <time datetime=iso(at_ms)>{clock}</time>
            <span>
                {move || {
                    text.with_value(|text| {
                        sought
                            .with(|sought| pieces(text, sought))
                            .into_iter()
                            .map(|(hit, piece)| {
                                if hit { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() }
                            })
                            .collect_view()
                    })
                }}
            </span>
        </div>
    }
}

/// The text in pieces, each a hit of what is sought or not. Case does not matter where it leaves lengths alone.
fn pieces(text: &str, sought: &str) -> Vec<(bool, String)> {
    let (low, sought) = (text.to_lowercase(), sought.to_lowercase());
    if sought.is_empty() || low.len() != text.len() {
        return vec![(false, text.to_owned())];
    }
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, hit) in low.match_indices(&sought) {
        let (Some(before), Some(hit)) = (text.get(from..at), text.get(at..at + hit.len())) else { continue };
        if !before.is_empty() {
            pieces.push((false, before.to_owned()));
        }
        pieces.push((true, hit.to_owned()));
        from = at + hit.len();
    }
    if let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        pieces.push((false, rest.to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_cut_out_whatever_their_case() {
        let piece = |hit, text: &str| (hit, text.to_owned());
        assert_eq!(
            pieces("An Error, error", "ERROR"),
            [piece(false, "An "), piece(true, "Error"), piece(false, ", "), piece(true, "error")]
        );
        assert_eq!(pieces("plain", ""), [piece(false, "plain")]);
        assert_eq!(pieces("İstanbul", "stan"), [piece(false, "İstanbul")]);
    }
}
