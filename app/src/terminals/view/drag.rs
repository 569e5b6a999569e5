//! A pane is dragged by its bar onto another, or moved by the arrow keys on its handle.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::bar::label_of;
use super::layout::{Direction, DropAt, Layout, PaneId};
use super::panes::focus;
use super::state::DeskState;
use crate::ui::icon::{Glyph, Icon};

/// A pointer that moves less has only pressed, pixels.
const MEANT_PX: f64 = 6.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drag {
    pane: PaneId,
    /// Where it was grabbed.
    from: (f64, f64),
    /// It has gone far enough to mean it.
    meant: bool,
    over: Option<(PaneId, DropAt)>,
}

/// Begins to drag a pane, unless it was a button that was pressed.
pub(super) fn grab(desk: DeskState, pane: PaneId, event: &ev::PointerEvent) {
    let Some(pressed) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else { return };
    let on_button = pressed.closest("button:not([data-grip])").ok().flatten().is_some();
    if on_button || event.button() != 0 || desk.full.get_untracked() {
        return;
    }
    let bar: web_sys::Element = event.current_target().map_or(pressed, JsCast::unchecked_into);
    let _ = bar.set_pointer_capture(event.pointer_id());
    desk.drag.set(Some(Drag { pane, from: point(event), meant: false, over: None }));
}

/// The pointer moves with the pane; `area` is where panes lie.
pub(super) fn moved(desk: DeskState, event: &ev::PointerEvent) {
    let Some(drag) = desk.drag.get_untracked() else { return };
    let (x, y) = point(event);
    let meant = drag.meant || (x - drag.from.0).hypot(y - drag.from.1) > MEANT_PX;
    let area = event
        .current_target()
        .and_then(|bar| bar.dyn_into::<web_sys::Element>().ok())
        .and_then(|bar| bar.closest("[data-panes]").ok().flatten());
    let over = area.filter(|_| meant).and_then(|area| {
        let bounds = area.get_bounding_client_rect();
        let at = ((x - bounds.left()) / bounds.width() * 100.0, (y - bounds.top()) / bounds.height() * 100.0);
        desk.layout.with_untracked(|layout| under(layout, drag.pane, at))
    });
    let now = Drag { meant, over, ..drag };
    if now != drag {
        desk.drag.set(Some(now));
    }
}

pub(super) fn let_go(desk: DeskState) {
    let Some(drag) = desk.drag.get_untracked() else { return };
    desk.drag.set(None);
    desk.layout.update(|layout| layout.focus(drag.pane));
    request_animation_frame(move || focus(desk, Some(drag.pane)));
    if let Some((other, at)) = drag.over {
        desk.layout.update(|layout| layout.move_to(drag.pane, other, at));
    }
}

fn point(event: &ev::PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

/// What lies under a point, given in per cent of the desk, other than the pane itself.
fn under(layout: &Layout, pane: PaneId, (x, y): (f64, f64)) -> Option<(PaneId, DropAt)> {
    layout
        .places()
        .into_iter()
        .find(|(_, place)| {
            (place.x..place.x + place.width).contains(&x) && (place.y..place.y + place.height).contains(&y)
        })
        .filter(|(other, _)| *other != pane)
        .map(|(other, place)| (other, DropAt::at((x - place.x) / place.width, (y - place.y) / place.height)))
}

/// Shows where the pane would lie.
#[component]
pub(super) fn DropMark(desk: DeskState) -> impl IntoView {
    let covered = Memo::new(move |_| {
        let (other, at) = desk.drag.get()?.over?;
        desk.layout.with(|layout| layout.place(other)).map(|(place, _)| at.covers(place).css())
    });
    move || {
        covered.get().map(|style| {
            view! { <div class="bg-primary/20 border-primary pointer-events-none absolute z-20 border-2" style=style></div> }
        })
    }
}

/// Moves its pane by arrow keys; dragged with the bar around it.
#[component]
pub(super) fn Grip(desk: DeskState, pane: PaneId) -> impl IntoView {
    let key = move |event: ev::KeyboardEvent| {
        let direction = match event.key().as_str() {
            "ArrowLeft" => Direction::Left,
            "ArrowRight" => Direction::Right,
            "ArrowUp" => Direction::Up,
            "ArrowDown" => Direction::Down,
            _ => return,
        };
        event.prevent_default();
        let beside = desk.layout.with_untracked(|layout| layout.beside(pane, direction));
        if let Some(other) = beside {
            // The keyboard stays on the handle.
            desk.layout.update(|layout| layout.swap(pane, other));
        }
    };
    view! {
        <button
            type="button"
            data-grip=""
            class="grid size-6 cursor-grab touch-none place-items-center rounded max-md:hidden"
            aria-label=move || format!("Move {}: arrow keys, or drag its bar", label_of(desk, pane))
            title="Drag the bar onto another terminal, or press arrow keys here"
            on:keydown=key
        >
            <Icon glyph=Glyph::GRIP_VERTICAL size=14 />
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::Axis;
    use super::*;

    #[test]
    fn a_pane_is_dropped_on_what_lies_under_it() {
        let mut layout = Layout::default();
        layout.open();
        layout.split(Axis::Row);
        let over = |x, y| under(&layout, PaneId(1), (x, y));
        assert_eq!(over(75.0, 50.0), Some((PaneId(2), DropAt::Swap)));
        assert_eq!(over(75.0, 5.0), Some((PaneId(2), DropAt::Beside(Direction::Up))));
        assert_eq!(over(25.0, 50.0), None, "not on itself");
        assert_eq!(over(150.0, 50.0), None);
    }
}
