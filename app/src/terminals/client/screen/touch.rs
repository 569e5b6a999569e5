//! Fingers: one scrolls, with momentum; two make letters larger and smaller.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::request_animation_frame;
use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, HtmlElement, Touch, TouchEvent, WheelEvent, WheelEventInit};

use super::{Events, Screen, keep, with};
use crate::terminals::client::connection::now_ms;
use crate::terminals::client::glide::{Glide, pinched};
use crate::terminals::client::keys::{Held, Key, encode};
use crate::terminals::client::xterm::Terminal;

/// A finger that moves less has tapped, pixels.
const TAP_PX: f64 = 8.0;

enum Gesture {
    None,
    /// One finger: where it began, and whether it has gone far enough to mean it.
    Scroll {
        from: f64,
        meant: bool,
        glide: Glide,
    },
    /// Two fingers: their distance and the letters' size when they were put down.
    Pinch {
        distance: f64,
        font_px: f64,
        now_px: i32,
    },
}

/// What fingers do to one terminal.
struct Fingers {
    terminal: Terminal,
    host: HtmlElement,
    font_px: Rc<Cell<f64>>,
    gesture: RefCell<Gesture>,
    /// Counts gestures: a glide ends when another begins, or something is typed.
    number: Cell<u32>,
    /// Whether what the terminal hears are keys that a finger stands for.
    stands_for_keys: Cell<bool>,
}

impl Fingers {
    fn line_px(&self) -> f64 {
        f64::from(self.host.client_height()) / f64::from(self.terminal.rows().max(1))
    }

    /// Through the text; where a program has the screen, as the wheel or the arrow keys that it hears.
    fn scroll(&self, lines: i32, at: (i32, i32)) {
        if lines == 0 {
            return;
        }
        if self.terminal.modes().mouse() != "none" {
            self.turn_wheel(lines, at);
        } else if self.terminal.buffer().active().kind() == "alternate" {
            let key = Key::Arrow(if lines > 0 { 'B' } else { 'A' });
            let arrow = encode(key, Held::default(), self.terminal.modes().application_cursor());
            self.stands_for_keys.set(true);
            self.terminal.input(&arrow.repeat(lines.unsigned_abs() as usize), true);
            self.stands_for_keys.set(false);
        } else {
            self.terminal.scroll_lines(lines);
        }
    }

    fn turn_wheel(&self, lines: i32, (x, y): (i32, i32)) {
        let turn = WheelEventInit::new();
        turn.set_bubbles(true);
        turn.set_cancelable(true);
        turn.set_client_x(x);
        turn.set_client_y(y);
        turn.set_delta_mode(WheelEvent::DOM_DELTA_LINE);
        turn.set_delta_y(f64::from(lines.signum()));
        for _ in 0..lines.unsigned_abs() {
            if let Ok(event) = WheelEvent::new_with_event_init_dict("wheel", &turn)
                && let Ok(Some(screen)) = self.host.query_selector(".xterm-screen")
            {
                let _ = screen.dispatch_event(&event);
            }
        }
    }

    fn rest(&self) {
        self.number.set(self.number.get().wrapping_add(1));
    }

    /// Who types wants to see the line they type on: a glide does not lead away from it.
    fn typed(&self) {
        if !self.stands_for_keys.get() {
            self.rest();
        }
    }

    fn put_down(&self, event: &TouchEvent) {
        self.rest();
        let touches = event.touches();
        let gesture = match (touches.get(0), touches.get(1), touches.length()) {
            (Some(one), Some(other), 2) => {
                let font_px = self.font_px.get();
                Gesture::Pinch { distance: distance(&one, &other), font_px, now_px: font_px as i32 }
            }
            (Some(one), None, _) => {
                let y = f64::from(one.client_y());
                Gesture::Scroll { from: y, meant: false, glide: Glide::touched(now_ms(), y) }
            }
            _ => Gesture::None,
        };
        self.gesture.replace(gesture);
    }

    /// Whether the fingers' way is ours, and new letters if they ask for them.
    fn moved(&self, event: &TouchEvent) -> (bool, Option<i32>) {
        let touches = event.touches();
        match (&mut *self.gesture.borrow_mut(), touches.get(0), touches.get(1)) {
            (Gesture::Scroll { from, meant, glide }, Some(finger), None) => {
                let y = f64::from(finger.client_y());
                *meant |= (y - *from).abs() > TAP_PX;
                if *meant {
                    let lines = glide.moved(now_ms(), y, self.line_px());
                    self.scroll(lines, (finger.client_x(), finger.client_y()));
                }
                (*meant, None)
            }
            (Gesture::Pinch { distance: before, font_px, now_px }, Some(one), Some(other)) => {
                let px = pinched(*font_px, *before, distance(&one, &other));
                let changed = std::mem::replace(now_px, px) != px;
                (true, changed.then_some(px))
            }
            _ => (false, None),
        }
    }

    fn lifted(self: &Rc<Self>, event: &TouchEvent) {
        let gesture = self.gesture.replace(Gesture::None);
        let Gesture::Scroll { meant: true, mut glide, .. } = gesture else { return };
        let at = event.changed_touches().get(0).map_or((0, 0), |finger| (finger.client_x(), finger.client_y()));
        if glide.lifted(now_ms()) && !prefers_rest() {
            self.clone().go_on(glide, self.number.get(), now_ms(), at);
        }
    }

    fn go_on(self: Rc<Self>, mut glide: Glide, number: u32, then: f64, at: (i32, i32)) {
        request_animation_frame(move || {
            if self.number.get() != number || !self.host.is_connected() {
                return;
            }
            let now = now_ms();
            let (lines, goes_on) = glide.passed(now - then, self.line_px());
            self.scroll(lines, at);
            if goes_on {
                self.go_on(glide, number, now, at);
            }
        });
    }
}

fn distance(one: &Touch, other: &Touch) -> f64 {
    f64::from(one.client_x() - other.client_x()).hypot(f64::from(one.client_y() - other.client_y()))
}

fn prefers_rest() -> bool {
    let query = leptos::prelude::window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// What becomes of a touch.
type Act = Box<dyn Fn(&Rc<Fingers>, &TouchEvent)>;

impl Screen {
    pub(super) fn listen_to_fingers(
        &mut self,
        closures: &mut Vec<Box<dyn Any>>,
        events: &Weak<dyn Events>,
    ) -> Result<(), JsValue> {
        let fingers = Rc::new(Fingers {
            terminal: self.terminal.clone(),
            host: self.host.clone(),
            font_px: self.font_px.clone(),
            gesture: RefCell::new(Gesture::None),
            number: Cell::new(0),
            stands_for_keys: Cell::new(false),
        });
        let typed = {
            let fingers = fingers.clone();
            Closure::<dyn Fn(String)>::new(move |_| fingers.typed())
        };
        self.disposables.push(self.terminal.on_data(&keep(closures, typed)));
        // The page must not scroll or grow under a finger that means the terminal.
        let active = AddEventListenerOptions::new();
        active.set_passive(false);
        active.set_capture(true);
        let mut on = |name: &'static str, act: Act| -> Result<(), JsValue> {
            let fingers = fingers.clone();
            let heard = Closure::<dyn Fn(TouchEvent)>::new(move |event: TouchEvent| act(&fingers, &event));
            let heard = keep(closures, heard);
            self.host.add_event_listener_with_callback_and_add_event_listener_options(name, &heard, &active)?;
            self.listeners.push((name, heard));
            Ok(())
        };
        on("touchstart", Box::new(|fingers, event| fingers.put_down(event)))?;
        let weak = events.clone();
        on(
            "touchmove",
            Box::new(move |fingers, event| {
                let (ours, letters) = fingers.moved(event);
                if ours && event.cancelable() {
                    event.prevent_default();
                }
                if let Some(px) = letters {
                    with(&weak, |events| events.wants_letters(px));
                }
            }),
        )?;
        on("touchend", Box::new(|fingers, event| fingers.lifted(event)))?;
        on("touchcancel", Box::new(|fingers, _| drop(fingers.gesture.replace(Gesture::None))))
    }
}
