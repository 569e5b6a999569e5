//! Whether the terminals of a class are recorded, and the switch for it.

use leptos::prelude::*;

use crate::labs::api::RecordClass;
use crate::labs::view::class::Roster;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::ErrorNotice;
use crate::ui::plain::{ServerForm, use_action};
use crate::ui::status::{Status, Tone};

/// Everybody at a recorded terminal sees that it is; here stands who switched it on for all.
#[component]
pub(super) fn RecordSwitch(roster: Roster) -> impl IntoView {
    let action = use_action::<RecordClass>();
    let asked = RwSignal::new(None::<bool>);
    Effect::new(move || {
        if let Some(RecordClass { on, .. }) = action.input().get() {
            asked.set(Some(on));
        }
    });
    // Until the page is told anew, what was asked for and granted is so.
    let is_on = Memo::new(move |_| {
        let told = roster.recorded_by.with(Option::is_some);
        match action.value().with(|value| matches!(value, Some(Ok(())))) {
            true => asked.get().unwrap_or(told),
            false => told,
        }
    });
    Effect::new(move || {
        roster.recorded_by.track();
        asked.set(None);
    });
    let said = move || {
        let by = roster.recorded_by.get().map(|by| format!(", switched on by {by}")).unwrap_or_default();
        format!("Terminals are recorded{by}")
    };
    view! {
        <ServerForm action attr:class="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
            <input type="hidden" name="section" value=roster.section.0 />
            <input type="hidden" name="on" value=move || (!is_on.get()).to_string() />
            <span role="status" class="contents">
                <Show
                    when=move || is_on.get()
                    fallback=|| {
                        view! { <span class="text-muted-foreground">"Terminals are not recorded"</span> }
                    }
                >
                    <Status tone=Tone::Bad label=Signal::derive(said) />
                </Show>
            </span>
            <button type="submit" class="btn btn-outline btn-sm" disabled=move || action.pending().get()>
                <Icon glyph=Signal::derive(move || {
                    if is_on.get() { Glyph::CIRCLE_STOP } else { Glyph::CIRCLE_DOT }
                }) />
                {move || if is_on.get() { "Stop recording" } else { "Record lab terminals" }}
            </button>
        </ServerForm>
        {move || {
            action
                .value()
                .get()
                .and_then(Result::err)
                .map(|error| {
                    view! { <ErrorNotice error quiet=true /> }
                })
        }}
    }
}
