//! Keyboards without keys: what they do to the emulator's hidden field is read as a whole, before the
//! emulator makes its own sense of it. On touch screens only.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent};

use super::{Events, Screen, keep, with};
use crate::terminals::client::soft::{Edit, PADDING, is_worn};

/// What browsers say of a key that a keyboard keeps to itself.
const KEPT_TO_ITSELF: u32 = 229;

/// The field, and what is going on in it.
struct Field {
    area: HtmlTextAreaElement,
    /// A word is being put together.
    composing: Cell<bool>,
    /// A real key is down: what it writes into the field the emulator has sent.
    by_key: Cell<bool>,
    /// The field's text before the change that is under way.
    before: RefCell<Option<String>>,
}

impl Field {
    fn begin_anew(&self) {
        if !self.composing.get() {
            self.area.set_value(PADDING);
            let end = PADDING.encode_utf16().count() as u32;
            let _ = self.area.set_selection_range(end, end);
            self.before.replace(None);
        }
    }

    fn changed(&self) -> Edit {
        let after = self.area.value();
        let before = self.before.take().unwrap_or_else(|| PADDING.to_owned());
        Edit::between(&before, &after)
    }
}

/// What becomes of an event of the field.
type Act = Box<dyn Fn(&Field, &Event)>;

impl Screen {
    pub(super) fn listen_to_soft_keys(
        &mut self,
        closures: &mut Vec<Box<dyn Any>>,
        events: &Weak<dyn Events>,
    ) -> Result<(), JsValue> {
        let Some(area) = self.terminal.textarea() else { return Ok(()) };
        for (name, value) in [("autocomplete", "off"), ("enterkeyhint", "enter"), ("inputmode", "text")] {
            area.set_attribute(name, value)?;
        }
        let field =
            Rc::new(Field { area, composing: Cell::new(false), by_key: Cell::new(false), before: RefCell::default() });

        let mut on = |name: &'static str, act: Act| {
            let field = field.clone();
            let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| act(&field, &event));
            self.on_host(name, keep(closures, heard))
        };
        on(
            "beforeinput",
            Box::new(|field, _| {
                field.before.replace(Some(field.area.value()));
            }),
        )?;
        let weak = events.clone();
        on(
            "input",
            Box::new(move |field, event| {
                if field.by_key.get() {
                    return field.begin_anew();
                }
                event.stop_propagation();
                let edit = field.changed();
                if !edit.is_empty() {
                    with(&weak, |events| events.typed(edit.keys().as_bytes()));
                }
                if edit.text.contains('\n') || is_worn(&field.area.value()) {
                    field.begin_anew();
                }
            }),
        )?;
        for (name, composing) in [("compositionstart", true), ("compositionupdate", true), ("compositionend", false)] {
            on(
                name,
                Box::new(move |field, event| {
                    event.stop_propagation();
                    field.composing.set(composing);
                }),
            )?;
        }
        on(
            "keydown",
            Box::new(|field, event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                let kept = key.is_composing() || key.key_code() == KEPT_TO_ITSELF;
                field.by_key.set(!kept);
                if kept {
                    event.stop_propagation();
                } else {
                    // A real key: the emulator sends it, and the line is not what the field shows any more.
                    field.begin_anew();
                }
            }),
        )?;
        on("keyup", Box::new(|field, _| field.by_key.set(false)))?;
        on("focusin", Box::new(|field, _| field.begin_anew()))
    }
}
