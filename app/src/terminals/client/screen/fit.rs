//! How many cells a box holds, and the page's theme: both are followed as long as a screen lives.

use std::any::Any;
use std::cell::Cell;
use std::rc::{Rc, Weak};
use std::time::Duration;

use js_sys::Function;
use leptos::leptos_dom::helpers::set_timeout_with_handle;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, MediaQueryList, MutationObserver, MutationObserverInit, ResizeObserver};

use super::{Events, Timer, keep, with};
use crate::terminals::client::palette::{Palette, system_prefers_dark};
use crate::terminals::client::xterm::{Fit, Terminal, set};
use crate::terminals::protocol::Size;

/// A box that is being dragged is measured when it rests.
const FIT_AFTER: Duration = Duration::from_millis(80);

pub(super) fn proposal(fit: &Fit) -> Option<(f64, f64)> {
    fit.propose().map(|size| (size.cols(), size.rows())).filter(|(cols, rows)| cols.is_finite() && rows.is_finite())
}

/// The cells that fit at the chosen size of letters, of which `shown` is the share that is shown; nothing
/// for a box that is hidden.
pub(super) fn measure(terminal: &Terminal, fit: &Fit, host: &HtmlElement, shown: f64) -> Option<(Size, (u16, u16))> {
    if host.offset_parent().is_none() || host.client_width() == 0 || terminal.cols() == 0 {
        return None;
    }
    let (cols, rows) = proposal(fit)?;
    let cells = |count: f64| (count * shown).floor() as u16;
    let size = Size { cols: cells(cols), rows: cells(rows) }.clamped();
    Some((size, (host.client_width() as u16, host.client_height() as u16)))
}

/// Tells the size of the box when it has changed and rests.
pub(super) fn watch_box(
    measure: impl Fn() -> Option<(Size, (u16, u16))> + Clone + 'static,
    timer: &Timer,
    closures: &mut Vec<Box<dyn Any>>,
    events: &Weak<dyn Events>,
) -> Result<ResizeObserver, JsValue> {
    let (events, timer) = (events.clone(), Rc::downgrade(timer));
    let changed = Closure::<dyn Fn()>::new(move || {
        let Some(timer) = timer.upgrade() else { return };
        let (events, measure) = (events.clone(), measure.clone());
        let rested = move || {
            if let Some((size, px)) = measure() {
                with(&events, |events| events.measured(size, px));
            }
        };
        if let Some(running) = timer.replace(set_timeout_with_handle(rested, FIT_AFTER).ok()) {
            running.clear();
        }
    });
    ResizeObserver::new(&keep(closures, changed))
}

/// Follows the page's theme until dropped.
pub(super) struct ThemeWatch {
    observer: MutationObserver,
    system: Option<MediaQueryList>,
    recolour: Function,
}

impl Drop for ThemeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
        if let Some(system) = &self.system {
            let _ = system.remove_event_listener_with_callback("change", &self.recolour);
        }
    }
}

pub(super) fn watch_theme(terminal: &Terminal, closures: &mut Vec<Box<dyn Any>>) -> Result<ThemeWatch, JsValue> {
    let terminal = terminal.clone();
    let shown = Cell::new(Palette::of_page());
    let recolour = keep(
        closures,
        Closure::<dyn Fn()>::new(move || {
            let palette = Palette::of_page();
            if shown.replace(palette) != palette {
                set(&terminal.options(), "theme", &palette.theme());
            }
        }),
    );
    let observer = MutationObserver::new(&recolour)?;
    let attributes = MutationObserverInit::new();
    attributes.set_attributes(true);
    if let Some(root) = leptos::prelude::document().document_element() {
        observer.observe_with_options(&root, &attributes)?;
    }
    let system = system_prefers_dark();
    if let Some(system) = &system {
        system.add_event_listener_with_callback("change", &recolour)?;
    }
    Ok(ThemeWatch { observer, system, recolour })
}
