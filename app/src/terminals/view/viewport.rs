//! Where a keyboard on the screen covers the page, the desk takes what is left of the window, so that the
//! line one types on is seen.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::terminals::client::screen::touches;

/// A window that loses less has lost it to a bar of the browser, pixels.
const KEYBOARD_PX: f64 = 120.0;
/// With less than this, there is room for the terminal and its keys alone, pixels.
const SHORT_PX: f64 = 300.0;

/// The part of the window that is not covered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Left {
    top: f64,
    height: f64,
}

impl Left {
    pub fn style(self) -> String {
        format!("top:{}px;height:{}px", self.top, self.height)
    }

    pub fn is_short(self) -> bool {
        self.height < SHORT_PX
    }
}

/// The tallest window seen at this width: without a keyboard.
#[derive(Debug, Clone, Copy, Default)]
struct Tallest {
    width: f64,
    height: f64,
}

impl Tallest {
    /// The window is so large now; whether a keyboard covers the rest.
    fn sees(&mut self, width: f64, height: f64) -> bool {
        if width != self.width {
            *self = Self { width, height };
        }
        self.height = self.height.max(height);
        self.height - height > KEYBOARD_PX
    }
}

/// What a keyboard on the screen leaves of the window, while one is shown for a terminal.
pub(super) fn left_by_keyboard() -> RwSignal<Option<Left>> {
    let left = RwSignal::new(None::<Left>);
    Effect::new(move || {
        let Some(viewport) = window().visual_viewport().filter(|_| touches()) else { return };
        let tallest = StoredValue::new(Tallest::default());
        let seen = viewport.clone();
        let look = move || {
            let covered = tallest.try_update_value(|tallest| tallest.sees(seen.width(), seen.height()));
            let now = (covered == Some(true) && types_into_desk())
                .then(|| Left { top: seen.offset_top(), height: seen.height() });
            if left.try_get_untracked() != Some(now) {
                left.try_set(now);
            }
        };
        look();
        let heard = Closure::<dyn Fn()>::new(look);
        let function = heard.as_ref().unchecked_ref::<js_sys::Function>().clone();
        for event in ["resize", "scroll"] {
            let _ = viewport.add_event_listener_with_callback(event, &function);
        }
        let kept = SendWrapper::new((viewport, function, heard));
        on_cleanup(move || {
            let (viewport, function, _heard) = kept.take();
            for event in ["resize", "scroll"] {
                let _ = viewport.remove_event_listener_with_callback(event, &function);
            }
        });
    });
    left
}

fn types_into_desk() -> bool {
    document()
        .active_element()
        .is_some_and(|element| element.tag_name() == "TEXTAREA" && element.closest(".desk").ok().flatten().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyboard_is_told_from_a_bar() {
        let mut tallest = Tallest::default();
        assert!(!tallest.sees(390.0, 700.0));
        assert!(!tallest.sees(390.0, 780.0));
        assert!(!tallest.sees(390.0, 700.0));
        assert!(tallest.sees(390.0, 450.0));
        assert!(!tallest.sees(844.0, 390.0), "turned on its side");
    }
}
