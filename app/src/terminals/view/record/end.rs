//! Ending sessions of others, with a reason; and what came of it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::id::TerminalId;
use crate::terminals::api::record::EndTerminals;
use crate::terminals::types::record::{EndLine, EndOutcome, REASON_MAX_CHARS, end_summary};
use crate::ui::form::TextField;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::{ErrorNotice, Notice};
use crate::ui::plain::{ServerForm, use_script};
use crate::ui::status::Tone;

/// How many are chosen, why they are to end, and the button. Without a script it does not count.
#[component]
pub(super) fn EndBar(action: ServerAction<EndTerminals>, chosen: RwSignal<BTreeSet<TerminalId>>) -> impl IntoView {
    let script = use_script();
    let none = move || script.get() && chosen.with(BTreeSet::is_empty);
    let said = move || match (script.get(), chosen.with(BTreeSet::len)) {
        (false, _) => "With the chosen:".to_owned(),
        (true, count) => format!("{count} chosen"),
    };
    view! {
        <div class="selection-bar" role="group" aria-label="End the chosen terminals" hidden=none>
            <strong class="mr-1 text-sm font-medium tabular-nums" aria-live="polite">
                {said}
            </strong>
            <input
                type="text"
                class="input h-8 min-w-40 flex-1 text-sm"
                name="reason"
                maxlength=REASON_MAX_CHARS
                required
                autocomplete="off"
                placeholder="Why, for the people at them"
                aria-label="Why, for the people at them"
            />
            <button type="submit" class="btn btn-destructive btn-sm" disabled=move || none() || action.pending().get()>
                <Icon glyph=Glyph::CIRCLE_STOP />
                "End them"
            </button>
            <p class="text-muted-foreground basis-full text-xs">
                "Ends the programs and all that they started; what is not saved is lost."
            </p>
        </div>
    }
}

/// Ends the one session of a page.
#[component]
pub(super) fn EndOne(action: ServerAction<EndTerminals>, id: TerminalId) -> impl IntoView {
    let fault = move || {
        action.value().with(|value| match value {
            Some(Err(error)) => error.field("reason").map(str::to_owned),
            _ => None,
        })
    };
    view! {
        <details class="card px-4">
            <summary class="cursor-pointer text-sm font-medium">"End this terminal"</summary>
            <ServerForm action attr:class="mt-3 flex flex-col gap-3">
                <input type="hidden" name="ids[]" value=id.0 />
                <p class="text-muted-foreground text-sm">
                    "Ends the program and all that it started; what is not saved is lost."
                </p>
                <TextField name="reason" label="Why, for the person at it" error=Signal::derive(fault) required=true />
                <div>
                    <button type="submit" class="btn btn-destructive" disabled=move || action.pending().get()>
                        <Icon glyph=Glyph::CIRCLE_STOP />
                        "End the terminal"
                    </button>
                </div>
            </ServerForm>
        </details>
    }
}

/// What came of it, for each.
#[component]
pub(super) fn EndResult(action: ServerAction<EndTerminals>) -> impl IntoView {
    view! {
        <div aria-live="polite" class="empty:hidden">
            {move || match action.value().get() {
                None => ().into_any(),
                Some(Err(error)) => view! { <ErrorNotice error quiet=true /> }.into_any(),
                Some(Ok(lines)) => view! { <Report lines /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Report(lines: Vec<EndLine>) -> impl IntoView {
    let all_well = lines.iter().all(|line| line.outcome == EndOutcome::Ended);
    let title = end_summary(&lines);
    let each = lines
        .into_iter()
        .map(|line| {
            view! {
                <li>
                    {format!("Terminal {}", line.id)}
                    {(!line.owner_name.is_empty()).then(|| format!(" of {}", line.owner_name))} ": "
                    {line.outcome.words()}
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone=if all_well { Tone::Good } else { Tone::Busy } title>
            <ul class="list-disc pl-5">{each}</ul>
        </Notice>
    }
}
