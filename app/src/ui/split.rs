//! Two panes with a divider that is dragged, or moved with the arrow keys.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

/// Neither pane becomes smaller than this share, in percent.
const SMALLEST: f64 = 10.0;
/// One press of an arrow key, in percent.
const STEP: f64 = 2.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Axis {
    /// Side by side.
    #[default]
    Columns,
    /// One above the other.
    Rows,
}

/// `share` is the first pane's part in percent; keep it to remember the layout.
#[component]
pub fn Split(
    #[prop(into)] share: RwSignal<f64>,
    #[prop(into, optional)] axis: Signal<Axis>,
    #[prop(into)] first: ViewFn,
    #[prop(into)] second: ViewFn,
) -> impl IntoView {
    let whole = NodeRef::<Div>::new();
    let dragging = RwSignal::new(false);
    let place = move |event: &ev::PointerEvent| {
        let Some(element) = whole.get_untracked() else { return };
        let bounds = element.get_bounding_client_rect();
        let (at, length) = match axis.get_untracked() {
            Axis::Columns => (f64::from(event.client_x()) - bounds.left(), bounds.width()),
            Axis::Rows => (f64::from(event.client_y()) - bounds.top(), bounds.height()),
        };
        if length > 0.0 {
            share.set(bounded(at / length * 100.0));
        }
    };
    let grab = move |event: ev::PointerEvent| {
        event.prevent_default();
        let target: web_sys::Element = event_target(&event);
        let _ = target.set_pointer_capture(event.pointer_id());
        dragging.set(true);
    };
    let drag = move |event: ev::PointerEvent| {
        if dragging.get_untracked() {
            place(&event);
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        if let Some(moved) = moved_by_key(&event.key(), share.get_untracked()) {
            event.prevent_default();
            share.set(moved);
        }
    };
    view! {
        <div
            class="split"
            node_ref=whole
            data-axis=move || if axis.get() == Axis::Columns { "columns" } else { "rows" }
            style=("--share", move || format!("{}%", share.get()))
        >
            <div class="pane">{first.run()}</div>
            <div
                class="divider"
                role="separator"
                tabindex="0"
                aria-label="Divider: arrow keys move it"
                aria-orientation=move || if axis.get() == Axis::Columns { "vertical" } else { "horizontal" }
                aria-valuemin=SMALLEST
                aria-valuemax=100.0 - SMALLEST
                aria-valuenow=move || share.get().round()
                data-dragging=move || dragging.get().then_some("")
                on:pointerdown=grab
                on:pointermove=drag
                on:pointerup=move |_| dragging.set(false)
                on:pointercancel=move |_| dragging.set(false)
                on:dblclick=move |_| share.set(50.0)
                on:keydown=keys
            ></div>
            <div class="pane">{second.run()}</div>
        </div>
    }
}

fn bounded(share: f64) -> f64 {
    share.clamp(SMALLEST, 100.0 - SMALLEST)
}

/// Where a key moves the divider; none for keys that mean nothing to it.
fn moved_by_key(key: &str, share: f64) -> Option<f64> {
    match key {
        "ArrowLeft" | "ArrowUp" => Some(bounded(share - STEP)),
        "ArrowRight" | "ArrowDown" => Some(bounded(share + STEP)),
        "Home" => Some(SMALLEST),
        "End" => Some(100.0 - SMALLEST),
        "Enter" => Some(50.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_move_the_divider_within_its_bounds() {
        assert_eq!(moved_by_key("ArrowLeft", 50.0), Some(48.0));
        assert_eq!(moved_by_key("ArrowDown", 89.5), Some(90.0));
        assert_eq!(moved_by_key("Home", 50.0), Some(10.0));
        assert_eq!(moved_by_key("a", 50.0), None);
    }
}
