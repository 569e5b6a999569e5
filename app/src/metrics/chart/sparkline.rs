//! A figure's recent past in the space of a word.

use leptos::prelude::*;

use super::svg::{SPARK_HEIGHT, SPARK_WIDTH, spark};

/// A small line; `label` says to screen readers what it is and how much it is now.
#[component]
pub fn Sparkline(
    /// Oldest first, evenly spaced.
    #[prop(into)]
    values: Signal<Vec<f32>>,
    /// The value at the top edge; raised where a value is above it.
    #[prop(into)]
    ceiling: Signal<f32>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let drawing = move || {
        values.with(|values| {
            let top = values.iter().copied().fold(ceiling.get(), f32::max);
            spark(values, top)
        })
    };
    view! {
        <svg
            class="chart-spark"
            viewBox=format!("0 0 {SPARK_WIDTH} {SPARK_HEIGHT}")
            preserveAspectRatio="none"
            role="img"
            aria-label=move || label.get()
            inner_html=drawing
        ></svg>
    }
}
