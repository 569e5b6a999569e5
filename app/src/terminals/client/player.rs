//! Plays a recording in an emulator: fetches it in parts, from any keyframe on, and writes what is due. What the
//! recording asks of a terminal (clipboard, titles, answers to queries) is heard by nobody.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::Uint8Array;
use leptos::prelude::{GetUntracked, RwSignal, Set};
use leptos::task::spawn_local;
use web_sys::{HtmlElement, KeyboardEvent};

use super::playhead::advance;
use super::screen::{Events, Look, Ready, Screen};
use crate::id::TerminalId;
use crate::terminals::api::record::replay_part;
use crate::terminals::desks::types::Preferences;
use crate::terminals::protocol::Size;
use crate::terminals::types::replay::{Event, Kind, Part, PartFrom, ReplayView, size_of};

/// So much is fetched ahead, milliseconds of the recording at normal speed.
const AHEAD_MS: f64 = 10_000.0;
/// A recording that goes on is looked at again after so long.
const LOOK_AGAIN_MS: f64 = 2000.0;
/// Letters grow to this height where there is room.
const FONT_MAX_PX: f64 = 24.0;

/// What the page shows of a replay, and sets.
#[derive(Debug, Clone, Copy)]
pub struct Playing {
    pub at_ms: RwSignal<f64>,
    pub duration_ms: RwSignal<f64>,
    pub plays: RwSignal<bool>,
    pub speed: RwSignal<f64>,
    pub skip_idle: RwSignal<bool>,
    /// What is due is on its way.
    pub waits: RwSignal<bool>,
    /// The recording goes on.
    pub goes_on: RwSignal<bool>,
    pub trouble: RwSignal<Option<String>>,
}

impl Playing {
    pub fn new(view: &ReplayView) -> Self {
        Self {
            at_ms: RwSignal::new(view.at_ms as f64),
            duration_ms: RwSignal::new(view.duration_ms as f64),
            plays: RwSignal::new(false),
            speed: RwSignal::new(1.0),
            skip_idle: RwSignal::new(true),
            waits: RwSignal::new(true),
            goes_on: RwSignal::new(view.is_running),
            trouble: RwSignal::new(None),
        }
    }
}

/// Something for the emulator, in its place.
enum Work {
    Write(String),
    Resize(Size),
    Reset,
}

pub struct Player {
    me: Weak<Self>,
    id: TerminalId,
    screen: OnceCell<Screen>,
    playing: Playing,
    work: RefCell<VecDeque<Work>>,
    /// Writes that the emulator has not parsed.
    parsing: Cell<usize>,
    /// Fetched and not shown.
    events: RefCell<VecDeque<Event>>,
    /// Where the next part begins; none before there was a first.
    next: Cell<Option<PartFrom>>,
    /// All that there is was fetched, for now.
    at_end: Cell<bool>,
    /// Time of the last event shown, and of the last one fetched.
    shown_ms: Cell<u64>,
    fetched_ms: Cell<u64>,
    fetching: Cell<bool>,
    /// Counts jumps, so that what was fetched for an older one is not shown.
    jump: Cell<u32>,
    look_again_ms: Cell<f64>,
}

impl std::fmt::Debug for Player {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Player").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Player {
    /// Opens an emulator in `host` and goes to where the page says.
    ///
    /// # Errors
    /// What the browser says when it cannot show an emulator, in words.
    pub fn open(ready: &Ready, host: HtmlElement, id: TerminalId, playing: Playing) -> Result<Rc<Self>, String> {
        let player = Rc::<Self>::new_cyclic(|me| Self {
            me: me.clone(),
            id,
            screen: OnceCell::new(),
            playing,
            work: RefCell::default(),
            parsing: Cell::new(0),
            events: RefCell::default(),
            next: Cell::new(None),
            at_end: Cell::new(false),
            shown_ms: Cell::new(0),
            fetched_ms: Cell::new(0),
            fetching: Cell::new(false),
            jump: Cell::new(0),
            look_again_ms: Cell::new(0.0),
        });
        let look = Look { read_only: true, preferences: Preferences::default() };
        let screen = Screen::open(ready, host, look, player.me.clone() as Weak<dyn Events>)?;
        screen.set_label("Replay of the terminal");
        let _ = player.screen.set(screen);
        player.seek(playing.at_ms.get_untracked());
        Ok(player)
    }

    /// Goes to this time.
    pub fn seek(&self, to_ms: f64) {
        // Of one that goes on there may be more than was heard of.
        let goes_on = self.playing.goes_on.get_untracked();
        let last_ms = if goes_on { f64::MAX } else { self.playing.duration_ms.get_untracked() };
        let to_ms = to_ms.clamp(0.0, last_ms);
        self.playing.at_ms.set(to_ms);
        let near = self.next.get().is_some()
            && to_ms >= self.shown_ms.get() as f64
            && (to_ms <= self.fetched_ms.get() as f64 || self.at_end.get());
        if near && !self.fetching.get() {
            self.show();
            return;
        }
        self.jump.set(self.jump.get().wrapping_add(1));
        self.next.set(None);
        self.fetch(PartFrom::Time(to_ms as u64));
    }

    /// So much time has gone by, milliseconds.
    pub fn tick(&self, by_ms: f64) {
        let Playing { at_ms, duration_ms, plays, speed, skip_idle, .. } = self.playing;
        self.look_again(by_ms);
        if !plays.get_untracked() || self.next.get().is_none() {
            return;
        }
        let duration = duration_ms.get_untracked();
        let until = if self.at_end.get() { duration } else { (self.fetched_ms.get() as f64).min(duration) };
        let next = self.events.borrow().front().map(|event| event.at_ms);
        let speed = speed.get_untracked();
        let to = advance(at_ms.get_untracked(), by_ms * speed, next, until, skip_idle.get_untracked());
        at_ms.set(to);
        self.show();
        let over = self.at_end.get() && to >= duration && self.events.borrow().is_empty();
        if over && !self.playing.goes_on.get_untracked() {
            plays.set(false);
        }
        self.fetch_ahead(to + AHEAD_MS * speed);
    }

    /// A recording that goes on has become longer.
    fn look_again(&self, by_ms: f64) {
        if !self.playing.goes_on.get_untracked() || !self.at_end.get() {
            return;
        }
        self.look_again_ms.set(self.look_again_ms.get() + by_ms);
        if self.look_again_ms.get() >= LOOK_AGAIN_MS
            && let Some(next) = self.next.get()
        {
            self.look_again_ms.set(0.0);
            self.fetch(next);
        }
    }

    fn fetch_ahead(&self, to_ms: f64) {
        if let Some(next) = self.next.get()
            && !self.at_end.get()
            && (self.fetched_ms.get() as f64) < to_ms
        {
            self.fetch(next);
        }
    }

    fn fetch(&self, from: PartFrom) {
        if self.fetching.replace(true) {
            return;
        }
        if matches!(from, PartFrom::Time(_)) {
            self.playing.waits.try_set(true);
        }
        let (me, id, jump) = (self.me.clone(), self.id, self.jump.get());
        spawn_local(async move {
            let part = replay_part(id, from).await;
            let Some(me) = me.upgrade() else { return };
            me.fetching.set(false);
            match part {
                _ if me.jump.get() != jump => {
                    // Somebody went elsewhere meanwhile.
                    me.fetch(PartFrom::Time(me.playing.at_ms.get_untracked() as u64));
                }
                Ok(part) => me.take(part),
                Err(error) => {
                    me.playing.plays.set(false);
                    me.playing.waits.set(false);
                    me.playing.trouble.set(Some(error.to_string()));
                }
            }
        });
    }

    fn take(&self, part: Part) {
        self.playing.trouble.set(None);
        if let Some(keyframe) = part.keyframe {
            let mut work = self.work.borrow_mut();
            work.clear();
            work.push_back(Work::Reset);
            work.push_back(Work::Resize(keyframe.size));
            work.push_back(Work::Write(keyframe.screen));
            self.events.borrow_mut().clear();
            self.shown_ms.set(keyframe.at_ms);
            self.fetched_ms.set(keyframe.at_ms);
        }
        if let Some(last) = part.events.last() {
            self.fetched_ms.set(last.at_ms);
        }
        self.events.borrow_mut().extend(part.events);
        self.next.set(Some(part.next));
        self.at_end.set(part.is_end);
        if part.is_last {
            self.playing.goes_on.set(false);
        }
        self.playing.duration_ms.set(part.duration_ms as f64);
        self.show();
        let at_ms = self.playing.at_ms.get_untracked();
        let is_there = self.at_end.get() || self.fetched_ms.get() as f64 >= at_ms;
        self.playing.waits.set(!is_there);
        self.fetch_ahead(at_ms);
    }

    /// Gives the emulator what is due.
    fn show(&self) {
        let at_ms = self.playing.at_ms.get_untracked();
        let mut events = self.events.borrow_mut();
        let mut work = self.work.borrow_mut();
        while let Some(event) = events.pop_front_if(|event| event.at_ms as f64 <= at_ms) {
            self.shown_ms.set(event.at_ms);
            match (event.kind, work.back_mut()) {
                (Kind::Output, Some(Work::Write(text))) => text.push_str(&event.data),
                (Kind::Output, _) => work.push_back(Work::Write(event.data)),
                (Kind::Resize, _) => {
                    if let Some(size) = size_of(&event.data) {
                        work.push_back(Work::Resize(size.clamped()));
                    }
                }
                (Kind::Input | Kind::Marker | Kind::Exit, _) => {}
            }
        }
        drop((events, work));
        self.do_work();
    }

    /// As far as the emulator has parsed what came before a change of its size.
    fn do_work(&self) {
        let Some(screen) = self.screen.get() else { return };
        loop {
            let mut work = self.work.borrow_mut();
            let waits = self.parsing.get() > 0 && !matches!(work.front(), Some(Work::Write(_)));
            if waits {
                return;
            }
            let Some(next) = work.pop_front() else { return };
            drop(work);
            match next {
                Work::Write(text) => {
                    self.parsing.set(self.parsing.get() + 1);
                    screen.write(&Uint8Array::from(text.as_bytes()));
                }
                Work::Resize(size) => {
                    screen.resize(size, true);
                    screen.scale_up_to(true, FONT_MAX_PX);
                }
                Work::Reset => screen.reset(),
            }
        }
    }
}

impl Events for Player {
    fn typed(&self, _bytes: &[u8]) {}

    fn parsed(&self) {
        self.parsing.set(self.parsing.get().saturating_sub(1));
        self.do_work();
    }

    fn measured(&self, _size: Size, _px: (u16, u16)) {
        if let Some(screen) = self.screen.get() {
            screen.scale_up_to(true, FONT_MAX_PX);
        }
    }

    fn titled(&self, _title: String) {}

    fn copies(&self, _text: String) {}

    fn pastes(&self, _text: String) {}

    /// Keys are the page's.
    fn pressed(&self, _event: &KeyboardEvent) -> bool {
        true
    }

    fn answers(&self) -> bool {
        false
    }

    fn marked(&self) {}

    fn wants_letters(&self, _px: i32) {}

    fn focused(&self) {}
}
