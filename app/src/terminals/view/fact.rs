//! One of the facts of a session or a recording.

use leptos::prelude::*;

/// Stands in a `<dl class="facts">`.
pub(super) fn fact(term: &'static str, value: impl IntoView) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd class="[&_time]:whitespace-normal">{value}</dd>
        </div>
    }
}
