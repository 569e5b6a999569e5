//! What a session's recording looks like in a list and on its page.

use leptos::prelude::*;

use super::super::fact::fact;
use crate::id::TerminalId;
use crate::terminals::api::record::DeleteRecording;
use crate::terminals::types::record::{RecordingRow, SessionRow, size_words};
use crate::terminals::types::replay::clock;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::plain::{ServerForm, use_action};
use crate::ui::status::{Status, Tone};
use crate::ui::time::Exact;

/// The way to the replay, or why there is none.
#[component]
pub(super) fn RecordingCell(row: SessionRow) -> impl IntoView {
    let can_replay = row.can_replay();
    let id = row.id;
    match row.recording {
        None => view! { <span class="text-muted-foreground">"None"</span> }.into_any(),
        Some(RecordingRow { deleted: Some(_), .. }) => {
            view! { <span class="text-muted-foreground">"Deleted"</span> }.into_any()
        }
        Some(recording) if can_replay => {
            let running = recording.ended_ms.is_none();
            view! {
                <span class="flex flex-wrap items-center gap-x-3">
                    <a class="link inline-flex items-center gap-1.5" href=format!("/terminals/{id}/replay")>
                        <Icon glyph=Glyph::PLAY size=14 />
                        {if running { "So far".to_owned() } else { clock(recording.duration_ms) }}
                        <span class="sr-only">{format!("Replay terminal {id}")}</span>
                    </a>
                    {running.then(|| view! { <Status tone=Tone::Bad label="Recording" /> })}
                </span>
            }
            .into_any()
        }
        Some(_) => view! { <span class="text-muted-foreground">"Failed"</span> }.into_any(),
    }
}

/// The recording on a session's page.
#[component]
pub(super) fn RecordingCard(row: SessionRow, manages: bool) -> impl IntoView {
    // One that runs may record on.
    let (id, can_replay, over) = (row.id, row.can_replay(), !row.is_running());
    let Some(recording) = row.recording else {
        return view! { <p class="text-muted-foreground text-sm">"Nothing of this terminal was recorded."</p> }
            .into_any();
    };
    let deleted = recording.deleted.clone();
    let may_delete = manages && deleted.is_none() && over;
    let whose = match recording.why.as_str() {
        "class" => " for the class",
        "house" => " for all of this kind",
        _ => "",
    };
    view! {
        <dl class="facts">
            {fact(
                "Switched on by",
                view! {
                    {recording.by_name.clone()}
                    {whose}
                },
            )} {fact("Begun", view! { <Exact at_ms=recording.started_ms /> })}
            {recording
                .ended_ms
                .map(|at_ms| {
                    view! {
                        {fact(
                            "Ended",
                            view! {
                                <Exact at_ms />
                                {recording.ending.clone().map(|ending| format!(" · {ending}"))}
                            },
                        )}
                        {fact(
                            "Length",
                            view! {
                                {clock(recording.duration_ms)}
                                " · "
                                {size_words(recording.bytes)}
                            },
                        )}
                    }
                })}
            {fact(
                "What was typed",
                if recording.input { "Recorded, where the terminal showed it" } else { "Not recorded" },
            )}
            {deleted
                .map(|(at_ms, by)| {
                    view! {
                        {fact(
                            "Deleted",
                            view! {
                                <Exact at_ms />
                                {format!(" by {by}")}
                            },
                        )}
                    }
                })}
        </dl>
        {can_replay
            .then(|| {
                view! {
                    <div class="flex flex-wrap gap-2">
                        <a class="btn" href=format!("/terminals/{id}/replay")>
                            <Icon glyph=Glyph::PLAY />
                            "Replay"
                        </a>
                        <a
                            class="btn btn-outline"
                            href=format!("/terminals/{id}/recording.cast")
                            rel="external"
                            download=format!("terminal-{id}.cast")
                        >
                            <Icon glyph=Glyph::DOWNLOAD />
                            "Download"
                        </a>
                    </div>
                }
            })}
        {may_delete.then(|| view! { <Delete id bytes=recording.bytes /> })}
    }
    .into_any()
}

#[component]
fn Delete(id: TerminalId, bytes: u64) -> impl IntoView {
    let action = use_action::<DeleteRecording>();
    view! {
        {move || match action.value().get() {
            Some(Ok(())) => view! { <Notice tone=Tone::Good title="The recording is deleted" /> }.into_any(),
            Some(Err(error)) => view! { <ErrorNotice error quiet=true /> }.into_any(),
            None => ().into_any(),
        }}
        <Show when=move || !action.value().with(|value| matches!(value, Some(Ok(()))))>
            <details>
                <summary class="cursor-pointer text-sm">"Delete the recording…"</summary>
                <ServerForm action attr:class="mt-2 flex flex-col gap-2">
                    <input type="hidden" name="id" value=id.0 />
                    <p class="text-muted-foreground text-sm">
                        {format!("{} are gone for good. That it was deleted, and by whom, stays.", size_words(bytes))}
                    </p>
                    <div>
                        <button type="submit" class="btn btn-destructive" disabled=move || action.pending().get()>
                            <Icon glyph=Glyph::TRASH_2 />
                            "Delete the recording"
                        </button>
                    </div>
                </ServerForm>
            </details>
        </Show>
    }
}
