//! The mark of the product.

use leptos::prelude::*;

/// A portico in the accent's colour.
#[component]
pub fn Mark(#[prop(default = 26)] size: u32) -> impl IntoView {
    view! {
        <svg class="shrink-0" width=size height=size viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="8" fill="var(--primary)" />
            <g
                fill="none"
                stroke="var(--primary-foreground)"
                stroke-width="2.4"
                stroke-linecap="round"
                stroke-linejoin="round"
            >
                <path d="M6.5 12.5 16 7l9.5 5.5z" />
                <path d="M9.5 16.5v5M16 16.5v5M22.5 16.5v5M7 25h18" />
            </g>
        </svg>
    }
}
