//! One terminal on the tab's socket: its emulator on one side, its channel on the other. It outlives
//! sockets; what was typed waits here, and output goes on where it stopped. [`flow`] is what frames do, [`events`]
//! what the emulator says, [`paste`] how much goes in at once, [`left`] what a page leaves for the next.

mod company;
mod events;
mod flow;
mod left;
mod paste;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use js_sys::Uint8Array;
use leptos::prelude::{ArcRwSignal, GetUntracked, Update, WithUntracked};
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, KeyboardEvent};

pub use self::company::{Company, Ends, Text};
use super::clipboard::{self, Concern};
use super::connection::{Connection, random_u64};
use super::keys::{Held, Key, Modifier, encode};
use super::screen::{Events, Found, Look, Query, Ready, Screen};
use super::stream::{Inbound, Outbound};
use super::xterm::clipboard_text;
use crate::id::TerminalId;
use crate::terminals::desks::types::Preferences;
use crate::terminals::protocol::{
    Channel, Control, End, Entry, ErrorCode, OpenKind, Present, RecordingSign, Right, Size,
};

/// What a pane shows about its terminal, beside the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub phase: Phase,
    pub terminal: Option<TerminalId>,
    pub right: Right,
    /// Our size and keys count. If not, somebody else's do.
    pub controller: bool,
    /// Who controls, if it is not us.
    pub holder: Option<String>,
    pub people: Vec<Present>,
    /// What several people at one terminal have to know of each other.
    pub company: Company,
    /// As the program set it; may be empty.
    pub title: String,
    /// Keys that wait for the socket.
    pub queued: usize,
    pub ask: Option<Ask>,
    /// What is held for the next key, or until it is let go.
    pub held: Held,
    /// A large paste that is under way: bytes that have arrived, and of how many.
    pub pasting: Option<(usize, usize)>,
    /// Something went wrong that is not the end of the terminal.
    pub trouble: Option<String>,
    /// What is shown is recorded.
    pub recording: Option<RecordingSign>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// Asked for, not yet there.
    Starting,
    Live,
    Ended(End),
    /// It could not be opened or found again.
    Failed {
        code: ErrorCode,
        message: String,
    },
}

impl Phase {
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Ended(_) | Self::Failed { .. })
    }
}

/// A question to the person before something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Paste this, although?
    Paste(String, Concern),
    /// Let the program put this on the clipboard?
    Copy(String),
}

/// What a pane shows.
#[derive(Debug, Clone)]
pub enum Target {
    New(OpenKind, Option<Entry>),
    Existing(TerminalId),
}

/// What the desk wants to know from a terminal.
pub struct Hooks {
    /// A key before the program gets it; whether the desk took it.
    pub pressed: Box<dyn Fn(&KeyboardEvent) -> bool>,
    pub focused: Box<dyn Fn()>,
    /// The person has marked something.
    pub marked: Box<dyn Fn()>,
    /// Two fingers ask for letters of so many pixels.
    pub wants_letters: Box<dyn Fn(i32)>,
    /// The terminal has its id.
    pub opened: Box<dyn Fn(TerminalId)>,
}

/// Something for the emulator that must keep its place among the bytes.
enum Work {
    Write { bytes: Uint8Array, end: u64, replay: bool },
    Resize(Size),
    Reset,
}

pub struct Remote {
    me: Weak<Self>,
    connection: Rc<Connection>,
    channel: Channel,
    target: Target,
    /// Names the request for a new terminal, should its answer be lost.
    key: u64,
    want: Right,
    /// Set as soon as the remote is; only its own opening can find it missing.
    screen: OnceCell<Rc<Screen>>,
    hooks: Hooks,
    pub state: ArcRwSignal<State>,
    terminal: Cell<Option<TerminalId>>,
    /// The server has attached this channel on the present socket.
    attached: Cell<bool>,
    /// The emulator shows the terminal, be it old: only what came since is needed.
    has_screen: Cell<bool>,
    over: Cell<bool>,
    right: Cell<Right>,
    controller: Cell<bool>,
    epoch: Cell<u32>,
    /// What waits was typed before this page was there, in the epoch that is kept.
    typed_before: Cell<bool>,
    /// Control has been asked for and not yet answered.
    taking: Cell<bool>,
    /// Somebody else's keys count, and typing alone does not change that.
    hands_off: Cell<bool>,
    closing: Cell<bool>,
    /// What the person said when the program wished to use the clipboard.
    may_copy: Cell<Option<bool>>,
    /// The paste under way stands in brackets.
    bracketed: Cell<bool>,
    inbound: RefCell<Inbound>,
    outbound: RefCell<Outbound>,
    /// Waits for the emulator to parse what it has.
    work: RefCell<VecDeque<Work>>,
    /// What the emulator has and has not parsed: where each piece ends, and whether it is a replay.
    parsing: RefCell<VecDeque<(u64, bool)>>,
    credited: Cell<u64>,
    wish: Cell<Option<(Size, (u16, u16))>>,
    wished: Cell<Option<Size>>,
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hooks")
    }
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Remote")
            .field("channel", &self.channel)
            .field("terminal", &self.terminal)
            .finish_non_exhaustive()
    }
}

impl Remote {
    /// Opens an emulator in `host` and leads it to its terminal.
    ///
    /// # Errors
    /// What the browser says when it cannot show an emulator, in words.
    pub fn open(
        ready: &Ready,
        host: HtmlElement,
        target: Target,
        want: Right,
        look: Look,
        hooks: Hooks,
    ) -> Result<Rc<Self>, String> {
        let connection = Connection::of_tab();
        let terminal = match target {
            Target::Existing(terminal) => Some(terminal),
            Target::New(..) => None,
        };
        let remote = Rc::<Self>::new_cyclic(|me| Self {
            me: me.clone(),
            channel: connection.claim_channel(),
            connection,
            target,
            key: random_u64(),
            want,
            screen: OnceCell::new(),
            hooks,
            state: ArcRwSignal::new(State {
                phase: Phase::Starting,
                terminal,
                right: want,
                controller: false,
                holder: None,
                people: Vec::new(),
                company: Company::default(),
                title: String::new(),
                queued: 0,
                ask: None,
                held: Held::default(),
                pasting: None,
                trouble: None,
                recording: None,
            }),
            terminal: Cell::new(terminal),
            attached: Cell::new(false),
            has_screen: Cell::new(false),
            over: Cell::new(false),
            right: Cell::new(want),
            controller: Cell::new(false),
            epoch: Cell::new(0),
            typed_before: Cell::new(false),
            taking: Cell::new(false),
            hands_off: Cell::new(false),
            closing: Cell::new(false),
            may_copy: Cell::new(None),
            bracketed: Cell::new(false),
            inbound: RefCell::default(),
            outbound: RefCell::default(),
            work: RefCell::default(),
            parsing: RefCell::default(),
            credited: Cell::new(0),
            wish: Cell::new(None),
            wished: Cell::new(None),
        });
        let screen = Screen::open(ready, host, look, remote.me.clone() as Weak<dyn Events>)?;
        remote.wish.set(screen.measure());
        let _ = remote.screen.set(Rc::new(screen));
        remote.take_left();
        remote.connection.register(remote.channel, &remote);
        Ok(remote)
    }

    pub fn channel(&self) -> Channel {
        self.channel
    }

    pub fn terminal(&self) -> Option<TerminalId> {
        self.terminal.get()
    }

    pub fn screen(&self) -> Option<&Screen> {
        self.screen.get().map(Rc::as_ref)
    }

    /// Shows where this stands, and tells how often it does.
    pub fn find(&self, query: Query, forward: bool, typing: bool, told: impl Fn(Found) + 'static) {
        if let Some(screen) = self.screen.get() {
            screen.find(query, forward, typing, told);
        }
    }

    /// Takes over what the person likes.
    pub fn prefer(&self, preferences: Preferences) {
        let Some(screen) = self.screen() else { return };
        screen.prefer(preferences);
        if let Some((size, px)) = screen.measure() {
            self.measured(size, px);
        }
    }

    pub fn focus(&self) {
        if let Some(screen) = self.screen() {
            screen.focus();
        }
    }

    /// Whether closing might end something: a program has the screen, or the shell is not at its prompt.
    ///
    /// Shells ask for brackets around pasted text while they wait for a line, and only then.
    pub fn may_be_busy(&self) -> bool {
        !self.over.get() && self.screen().is_some_and(|screen| screen.is_alternate() || !screen.bracketed_paste())
    }

    /// Ends the program and all it started, as soon as the server can be told.
    pub fn close(&self) {
        if self.over.get() || self.right.get() != Right::Writer {
            return;
        }
        self.closing.set(true);
        if let Some(me) = self.me.upgrade() {
            self.connection.keep_closing(me);
        }
        self.kill();
    }

    /// Makes our window's size and keys the ones that count.
    pub fn take_control(&self) {
        if self.attached.get() && !self.controller.get() && !self.taking.replace(true) {
            self.tell(Control::TakeControl);
        }
    }

    /// Asks for a recording, or for its end; `input` for one of what is typed too.
    pub fn record(&self, on: bool, input: bool) {
        self.tell(Control::Record { on, input });
    }

    /// Names this place in the recording.
    pub fn mark(&self, text: String) {
        self.tell(Control::Marker { text });
    }

    /// What was marked goes to the clipboard; says how it went. From a click or a key press.
    pub fn copy(&self, done: impl FnOnce(Result<usize, String>) + 'static) {
        let text = self.screen().map(Screen::selection).unwrap_or_default();
        if text.is_empty() {
            return done(Err("Mark some text in the terminal first.".to_owned()));
        }
        to_clipboard(text, done);
    }

    /// The clipboard's text goes to the program. From a click; the browser may ask the person.
    pub fn paste(&self, failed: impl FnOnce() + 'static) {
        let me = self.me.clone();
        spawn_local(async move {
            let text = match leptos::prelude::window().is_secure_context() {
                true => JsFuture::from(clipboard_text()).await.ok().and_then(|text| text.as_string()),
                false => None,
            };
            match (me.upgrade(), text) {
                (Some(me), Some(text)) => {
                    me.pastes(text);
                    me.focus();
                }
                _ => failed(),
            }
        });
    }

    /// The person's answer to what [`State::ask`] asked.
    pub fn answer(&self, yes: bool) {
        let Some(ask) = self.state.get_untracked().ask else { return };
        self.state.update(|state| state.ask = None);
        match (ask, yes) {
            (Ask::Paste(text, _), true) => self.paste_now(&text),
            (Ask::Copy(text), true) => {
                self.may_copy.set(Some(true));
                to_clipboard(text, |_| {});
            }
            (Ask::Copy(_), false) => self.may_copy.set(Some(false)),
            (Ask::Paste(..), false) => {}
        }
        self.focus();
    }

    /// As if this key was pressed, with what is held.
    pub fn press(&self, key: Key) {
        let Some(screen) = self.screen() else { return };
        let held = self.state.with_untracked(|state| state.held);
        self.let_go(held);
        screen.show_newest();
        self.send_typed(encode(key, held, screen.application_cursor()).as_bytes());
    }

    /// Control or Alt: for the next key, then until it is let go.
    pub fn hold(&self, modifier: Modifier) {
        self.state.update(|state| state.held = state.held.tapped(modifier));
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.leave_typed();
        if self.attached.get() {
            self.send(Control::Detach);
        }
        self.connection.forget(self.channel);
    }
}

/// Puts a text on the clipboard; says how it went. From a click.
pub fn to_clipboard(text: String, done: impl FnOnce(Result<usize, String>) + 'static) {
    let copied = clipboard::to_clipboard(&text);
    spawn_local(async move { done(copied.await.map(|()| text.chars().count())) });
}
