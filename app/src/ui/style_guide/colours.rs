//! The palette.

use leptos::prelude::*;

const GROUNDS: [&str; 7] = ["background", "card", "popover", "muted", "secondary", "accent", "sidebar"];
const VOICES: [&str; 8] = ["foreground", "muted-foreground", "primary", "good", "busy", "idle", "off", "bad"];
const SERIES: [&str; 5] = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5"];

#[component]
pub(super) fn Colours(theme: &'static str) -> impl IntoView {
    view! {
        <p class="text-muted-foreground text-sm">{format!("Tokens of the {theme} theme.")}</p>
        {swatches("Grounds", &GROUNDS)}
        {swatches("Voices", &VOICES)}
        {swatches("Series of charts", &SERIES)}
    }
}

fn swatches(title: &'static str, tokens: &'static [&'static str]) -> impl IntoView {
    let each = tokens
        .iter()
        .map(|token| {
            view! {
                <li class="flex flex-col gap-1">
                    <span class="h-10 rounded-md border" style:background=format!("var(--{token})")></span>
                    <code class="text-muted-foreground truncate text-xs">{*token}</code>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="flex flex-col gap-1.5">
            <h3>{title}</h3>
            <ul class="grid grid-cols-4 gap-2 sm:grid-cols-8">{each}</ul>
        </div>
    }
}
