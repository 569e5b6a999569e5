//! What goes on around the socket: the clock, the network, the page coming and going.

use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{set_interval_with_handle, window_event_listener_untyped};
use leptos::prelude::{GetUntracked, Set};
use wasm_bindgen::JsCast;
use web_sys::PageTransitionEvent;

use super::{Connection, Link, Phase, now_ms, random_u64, seconds};
use crate::terminals::client::pulse::Beat;
use crate::terminals::protocol::Frame;

/// A handshake that takes longer has failed.
const HANDSHAKE_MS: f64 = 10_000.0;
const TICK: Duration = Duration::from_secs(1);
/// Where the tab's name waits while its page is away. A copy of the tab finds none and draws its own.
const CLIENT_KEY: &str = "lyceum.terminals.client";

impl Connection {
    pub(super) fn listen(self: &Rc<Self>) {
        let on = |name: &str, act: fn(&Self, &web_sys::Event)| {
            let me = self.me.clone();
            window_event_listener_untyped(name, move |event| {
                if let Some(me) = me.upgrade() {
                    act(&me, &event);
                }
            })
        };
        let listeners = vec![
            on("online", |me, _| me.probe()),
            on("offline", |me, _| me.probe()),
            on("visibilitychange", |me, _| {
                if !leptos::prelude::document().hidden() {
                    me.probe();
                }
            }),
            on("pagehide", |me, _| me.page_hides()),
            on("pageshow", |me, event| {
                if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
                    claim_client_id();
                    me.all_remotes().iter().for_each(|remote| remote.forget_left());
                    me.retry_now();
                }
            }),
        ];
        self.listeners.replace(listeners);
        let me = self.me.clone();
        let tick = move || {
            if let Some(me) = me.upgrade() {
                me.tick();
            }
        };
        self.tick.replace(set_interval_with_handle(tick, TICK).ok());
    }

    /// Something about the network or the page has changed: is the socket still one?
    fn probe(&self) {
        match self.phase.get() {
            Phase::Up => {
                let now = now_ms();
                self.on_pulse(|pulse| pulse.probed(now));
                self.ping(now);
            }
            Phase::Waiting(_) => self.connect(),
            Phase::Rest | Phase::Shaking(_) | Phase::Stopped => {}
        }
    }

    pub(super) fn ping(&self, now: f64) {
        self.send(&Frame::Ping { t_us: (now * 1000.0) as u64 });
    }

    fn tick(&self) {
        let now = now_ms();
        match self.phase.get() {
            Phase::Up => match self.on_pulse(|pulse| pulse.tick(now)) {
                Some(Beat::Ping) => self.ping(now),
                Some(Beat::Dead) => self.broken("the server does not answer"),
                Some(Beat::Rest) | None => {}
            },
            Phase::Shaking(since) if now - since > HANDSHAKE_MS => self.broken("the server does not answer"),
            Phase::Waiting(until) => {
                if let Link::Waiting { why, .. } = self.link.get_untracked() {
                    self.link.set(Link::Waiting { in_s: seconds(until - now), why });
                }
            }
            Phase::Rest | Phase::Shaking(_) | Phase::Stopped => {}
        }
    }

    /// The page may never come back: leave the socket, and for the next page the tab's name and what was typed.
    fn page_hides(&self) {
        leave_client_id(self.client_id);
        self.all_remotes().iter().for_each(|remote| remote.leave_typed());
        self.leave_socket();
        self.phase.set(Phase::Rest);
        self.link.set(Link::Connecting);
    }
}

fn session_storage() -> Option<web_sys::Storage> {
    leptos::prelude::window().session_storage().ok().flatten()
}

/// The tab's name, kept over reloads: taken out of the storage while a page uses it, so that a copy of
/// the tab, which gets a copy of the storage, does not take it too.
pub(super) fn claim_client_id() -> u64 {
    let kept = session_storage().and_then(|storage| {
        let kept = storage.get_item(CLIENT_KEY).ok().flatten();
        let _ = storage.remove_item(CLIENT_KEY);
        kept
    });
    kept.and_then(|text| text.parse().ok()).unwrap_or_else(random_u64)
}

/// Leaves the tab's name for its next page.
pub(super) fn leave_client_id(client_id: u64) {
    if let Some(storage) = session_storage() {
        let _ = storage.set_item(CLIENT_KEY, &client_id.to_string());
    }
}
