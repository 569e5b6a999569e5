//! The line between two halves of a split: dragged, or moved by arrow keys.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use super::layout::{Axis, Divider, PaneId, SHARE_MIN, SHARE_STEP};
use super::state::DeskState;

#[component]
pub(super) fn DividerLine(desk: DeskState, before: PaneId, area: NodeRef<Div>) -> impl IntoView {
    let divider = Memo::new(move |_| {
        desk.layout.with(|layout| layout.dividers().into_iter().find(|divider| divider.before == before))
    });
    let dragging = RwSignal::new(false);
    let standing = move || divider.with(|divider| divider.is_none_or(|divider| divider.axis == Axis::Row));
    let set = move |share: i32| {
        desk.layout.update(|layout| layout.set_share(before, share.clamp(0, 1000) as u16));
    };
    let drag = move |event: ev::PointerEvent| {
        let (true, Some(area), Some(divider)) =
            (dragging.get_untracked(), area.get_untracked(), divider.get_untracked())
        else {
            return;
        };
        let bounds = area.get_bounding_client_rect();
        set(share_at(
            &divider,
            (f64::from(event.client_x()) - bounds.left()) / bounds.width() * 100.0,
            (f64::from(event.client_y()) - bounds.top()) / bounds.height() * 100.0,
        ));
    };
    let grab = move |event: ev::PointerEvent| {
        event.prevent_default();
        let line: web_sys::Element = event_target(&event);
        let _ = line.set_pointer_capture(event.pointer_id());
        dragging.set(true);
    };
    let key = move |event: ev::KeyboardEvent| {
        let Some(divider) = divider.get_untracked() else { return };
        let share = i32::from(divider.share);
        let to = match (divider.axis, event.key().as_str()) {
            (Axis::Row, "ArrowLeft") | (Axis::Column, "ArrowUp") => share - SHARE_STEP,
            (Axis::Row, "ArrowRight") | (Axis::Column, "ArrowDown") => share + SHARE_STEP,
            (_, "Home") => 0,
            (_, "End") => 1000,
            (_, "Enter") => 500,
            _ => return,
        };
        event.prevent_default();
        set(to);
    };
    view! {
        <div
            role="separator"
            tabindex="0"
            aria-label="Divider between terminals: arrow keys move it"
            aria-orientation=move || if standing() { "vertical" } else { "horizontal" }
            aria-valuemin=SHARE_MIN / 10
            aria-valuemax=100 - SHARE_MIN / 10
            aria-valuenow=move || divider.with(|divider| divider.map_or(50, |divider| divider.share / 10))
            class="group absolute z-10 flex touch-none items-stretch justify-center outline-none max-md:hidden"
            class=("cursor-col-resize", standing)
            class=("cursor-row-resize", move || !standing())
            class=("flex-col", move || !standing())
            style=move || divider.get().map(|divider| line(&divider)).unwrap_or_default()
            on:pointerdown=grab
            on:pointermove=drag
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
            on:dblclick=move |_| set(500)
            on:keydown=key
        >
            <div
                class="bg-border group-hover:bg-ring group-focus-visible:bg-ring"
                class=("w-px", standing)
                class=("h-px", move || !standing())
                class=("bg-ring", move || dragging.get())
                class=("group-focus-visible:w-1", standing)
                class=("group-focus-visible:h-1", move || !standing())
            ></div>
        </div>
    }
}

/// Nine pixels to grab, around the line.
fn line(divider: &Divider) -> String {
    let (within, part) = (divider.within, f64::from(divider.share) / 1000.0);
    match divider.axis {
        Axis::Row => format!(
            "left:calc({:.3}% - 4px);width:9px;top:{:.3}%;height:{:.3}%",
            within.x + within.width * part,
            within.y,
            within.height
        ),
        Axis::Column => format!(
            "top:calc({:.3}% - 4px);height:9px;left:{:.3}%;width:{:.3}%",
            within.y + within.height * part,
            within.x,
            within.width
        ),
    }
}

/// The share that brings the divider under a point, given in per cent of the desk.
fn share_at(divider: &Divider, x: f64, y: f64) -> i32 {
    let within = divider.within;
    let part = match divider.axis {
        Axis::Row => (x - within.x) / within.width,
        Axis::Column => (y - within.y) / within.height,
    };
    (part * 1000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::super::layout::Place;
    use super::*;

    #[test]
    fn a_nested_divider_follows_the_pointer_within_its_half() {
        let within = Place { x: 50.0, y: 0.0, width: 50.0, height: 100.0 };
        let divider = Divider { before: PaneId(2), axis: Axis::Row, share: 500, within };
        assert_eq!(share_at(&divider, 75.0, 10.0), 500);
        assert_eq!(share_at(&divider, 87.5, 10.0), 750);
    }
}
