//! Grey shapes of the same size as what is being loaded.

use leptos::prelude::*;

/// `lines` rows of `height_px`, announced once as loading.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: usize, #[prop(default = 20)] height_px: u32) -> impl IntoView {
    view! {
        <div role="status" class="flex flex-col gap-3">
            <span class="sr-only">"Loading"</span>
            {(0..lines)
                .map(|line| {
                    let width = if line + 1 == lines && lines > 1 { "60%" } else { "100%" };
                    view! { <div class="skeleton" style:height=format!("{height_px}px") style:width=width></div> }
                })
                .collect_view()}
        </div>
    }
}
