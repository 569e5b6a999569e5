//! Drawings, as inline SVG in the colour of the text around them.

mod paths;
pub use paths::Glyph;

use leptos::prelude::*;

/// 16 px, or `size` px; hidden from screen readers, so words stand beside it or in an `aria-label`.
#[component]
pub fn Icon(#[prop(into)] glyph: Signal<Glyph>, #[prop(default = 16)] size: u32) -> impl IntoView {
    view! {
        <svg
            class="shrink-0"
            width=size
            height=size
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            focusable="false"
            inner_html=move || glyph.get().0
        ></svg>
    }
}
