//! A chart with axes, a crosshair for pointer and keyboard, and a table for screen readers.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::svg::{HEIGHT, WIDTH, plot as drawing_of};
use crate::metrics::series::Plot;
use crate::time::{MINUTE_MS, SECOND_MS, UnixMs, duration};

/// Rows of the table that stands for the chart.
const TABLE_ROWS: usize = 10;

/// One figure, or two that belong together, over the last minutes.
#[component]
pub fn LineChart(#[prop(into)] title: String, #[prop(into)] plot: Signal<Plot>) -> impl IntoView {
    let cursor = RwSignal::new(None::<UnixMs>);
    let at = Memo::new(move |_| {
        plot.with(|plot| {
            cursor.get().filter(|at_ms| plot.instants().contains(at_ms)).map(|at_ms| (at_ms, plot.place(at_ms)))
        })
    });
    let readout = move || {
        plot.with(|plot| match at.get() {
            Some((at_ms, _)) => plot.at(at_ms),
            None => plot.now(),
        })
    };
    let spoken = move || {
        let values =
            readout().into_iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
        let ago = plot.with(|plot| at.get().map(|(at_ms, _)| plot.to_ms - at_ms)).unwrap_or_default();
        if ago == 0 { format!("now: {values}") } else { format!("{} ago: {values}", duration(ago)) }
    };
    let point = move |event: ev::PointerEvent| {
        let Some(element) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
            return;
        };
        let width = f64::from(element.client_width()).max(1.0);
        cursor.set(plot.with_untracked(|plot| plot.nearest(f64::from(event.offset_x()) / width)));
    };
    let press = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => Step::By(-1),
            "ArrowRight" => Step::By(1),
            "PageUp" => Step::By(-15),
            "PageDown" => Step::By(15),
            "Home" => Step::First,
            "End" => Step::Last,
            "Escape" => return cursor.set(None),
            _ => return,
        };
        event.prevent_default();
        cursor.set(plot.with_untracked(|plot| moved(&plot.instants(), cursor.get_untracked(), step)));
    };
    view! {
        <figure class="chart">
            <figcaption>
                <span class="chart-title">{title.clone()}</span>
                <span class="chart-values">
                    {move || {
                        readout()
                            .into_iter()
                            .enumerate()
                            .map(|(index, (name, value))| {
                                view! {
                                    <span class="chart-value" data-series=index + 1>
                                        {(!name.is_empty()).then(|| view! { <span class="chart-key">{name}</span> })}
                                        {value}
                                    </span>
                                }
                            })
                            .collect_view()
                    }}
                </span>
            </figcaption>
            <div
                class="chart-plot"
                role="slider"
                tabindex="0"
                aria-label=format!("{title}, last five minutes")
                aria-orientation="horizontal"
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || at.get().map_or(100, |(_, place)| (place * 100.0) as i32)
                aria-valuetext=spoken
                on:pointermove=point
                on:pointerdown=point
                on:pointerleave=move |_| cursor.set(None)
                on:blur=move |_| cursor.set(None)
                on:keydown=press
            >
                <svg
                    viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                    preserveAspectRatio="none"
                    aria-hidden="true"
                    inner_html=move || plot.with(drawing_of)
                ></svg>
                <span
                    class="chart-cursor"
                    hidden=move || at.get().is_none()
                    style:left=move || at.get().map(|(_, place)| format!("{:.2}%", place * 100.0))
                ></span>
                <span class="chart-y" aria-hidden="true">
                    <span>{move || plot.with(|plot| plot.unit.write(plot.ceiling))}</span>
                    <span>{move || plot.with(|plot| plot.unit.write(plot.ceiling / 2.0))}</span>
                    <span>{move || plot.with(|plot| plot.unit.write(0.0))}</span>
                </span>
            </div>
            <div class="chart-x" aria-hidden="true">
                {move || {
                    let length = plot.with(|plot| plot.to_ms - plot.from_ms);
                    (0..=length / MINUTE_MS)
                        .rev()
                        .map(|ago| {
                            view! { <span>{if ago == 0 { "now".to_owned() } else { format!("−{ago} min") }}</span> }
                        })
                        .collect_view()
                }}
            </div>
            <table class="sr-only">
                <caption>{title.clone()} ", last five minutes"</caption>
                <tbody>{move || plot.with(rows)}</tbody>
            </table>
        </figure>
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    By(isize),
    First,
    Last,
}

/// Where the crosshair goes; without one it starts at the newest.
fn moved(instants: &[UnixMs], from: Option<UnixMs>, step: Step) -> Option<UnixMs> {
    let last = instants.len().checked_sub(1)?;
    let here = from.and_then(|at_ms| instants.binary_search(&at_ms).ok()).unwrap_or(last);
    let index = match step {
        Step::By(count) => here.saturating_add_signed(count).min(last),
        Step::First => 0,
        Step::Last => last,
    };
    instants.get(index).copied()
}

/// A few evenly spaced readings.
fn rows(plot: &Plot) -> Vec<impl IntoView + use<>> {
    let instants = plot.instants();
    let stride = instants.len().div_ceil(TABLE_ROWS).max(1);
    let row = |at_ms: UnixMs| {
        let ago = (plot.to_ms - at_ms) / SECOND_MS * SECOND_MS;
        let values =
            plot.at(at_ms).into_iter().map(|(name, value)| view! { <td>{name} " " {value}</td> }).collect_view();
        view! {
            <tr>
                <th scope="row">{duration(ago)} " ago"</th>
                {values}
            </tr>
        }
    };
    instants.into_iter().rev().step_by(stride).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crosshair_stays_on_what_was_measured() {
        let instants = [10, 20, 30];
        assert_eq!(moved(&instants, None, Step::By(-1)), Some(20));
        assert_eq!(moved(&instants, Some(10), Step::By(-5)), Some(10));
        assert_eq!(moved(&instants, Some(10), Step::Last), Some(30));
        assert_eq!(moved(&[], None, Step::First), None);
    }
}
