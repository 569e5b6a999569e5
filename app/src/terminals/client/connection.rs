//! The tab's one socket: opened when the first terminal is shown, mended when it breaks, closed a
//! little after the last terminal is gone. [`socket`] is one attempt, [`watch`] what goes on around it.

mod socket;
mod watch;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use std::time::Duration;

use leptos::leptos_dom::helpers::{
    IntervalHandle, TimeoutHandle, WindowListenerHandle, set_timeout, set_timeout_with_handle,
};
use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use leptos::task::spawn_local;

use self::socket::Socket;
use super::pulse::{Pulse, Reach, backoff_ms, hindrance};
use super::remote::Remote;
use crate::error::Error;
use crate::terminals::api::ticket;
use crate::terminals::protocol::{Channel, Frame};

/// The socket stays this long after the last terminal, for the way from one page to the next.
const LINGER: Duration = Duration::from_secs(10);

/// The socket's state, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    Connecting,
    Up,
    /// The keeper of terminals ends in so many seconds.
    Going {
        in_s: u16,
    },
    /// Broken; the next attempt is in so many seconds, 0 for now.
    Waiting {
        in_s: u32,
        why: String,
    },
    /// Broken, and not to be mended without the person.
    Stopped(Stop),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The session has ended.
    SignIn,
    /// The right was taken away.
    Forbidden,
    /// Another page of this tab's name has the terminals.
    Replaced,
    /// The page is of another release than the server.
    Reload,
    /// The person has as many windows with terminals as they may.
    TooMany,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    /// Nothing under way, nothing planned.
    Rest,
    /// Ticket, socket or greeting under way, since.
    Shaking(f64),
    Up,
    /// The next attempt is planned for then.
    Waiting(f64),
    Stopped,
}

pub struct Connection {
    me: Weak<Self>,
    phase: Cell<Phase>,
    /// Counts attempts, so that a late answer to an earlier one is known as such.
    generation: Cell<u32>,
    attempt: Cell<u32>,
    /// How far the socket of this attempt has come, and how many in a row came no further.
    reach: Cell<Reach>,
    fruitless: Cell<u32>,
    socket: RefCell<Option<Socket>>,
    remotes: RefCell<BTreeMap<Channel, Weak<Remote>>>,
    /// Terminals that no pane shows any more, until the server has ended them.
    closing: RefCell<Vec<Rc<Remote>>>,
    next_channel: Cell<Channel>,
    pulse: Cell<Option<Pulse>>,
    retry: RefCell<Option<TimeoutHandle>>,
    tick: RefCell<Option<IntervalHandle>>,
    listeners: RefCell<Vec<WindowListenerHandle>>,
    client_id: u64,
    /// This socket's name in presence lists.
    id: Cell<u64>,
    pub link: ArcRwSignal<Link>,
    /// Round-trip time of the last ping, milliseconds.
    pub round_trip_ms: ArcRwSignal<Option<f64>>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("phase", &self.phase.get()).finish_non_exhaustive()
    }
}

thread_local! {
    static TAB: RefCell<Weak<Connection>> = const { RefCell::new(Weak::new()) };
}

/// The page's clock, milliseconds.
pub fn now_ms() -> f64 {
    leptos::prelude::window().performance().map_or_else(js_sys::Date::now, |clock| clock.now())
}

/// A number nobody else has.
pub(super) fn random_u64() -> u64 {
    let half = || (js_sys::Math::random() * 4_294_967_296.0) as u64;
    (half() << 32) | half()
}

impl Connection {
    /// The tab's connection, made and opened if there is none.
    pub fn of_tab() -> Rc<Self> {
        TAB.with_borrow_mut(|tab| {
            tab.upgrade().unwrap_or_else(|| {
                let connection = Self::new();
                *tab = Rc::downgrade(&connection);
                connection.connect();
                connection
            })
        })
    }

    fn new() -> Rc<Self> {
        let connection = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            phase: Cell::new(Phase::Rest),
            generation: Cell::new(0),
            attempt: Cell::new(0),
            reach: Cell::new(Reach::Nothing),
            fruitless: Cell::new(0),
            socket: RefCell::default(),
            remotes: RefCell::default(),
            closing: RefCell::default(),
            next_channel: Cell::new(1),
            pulse: Cell::new(None),
            retry: RefCell::default(),
            tick: RefCell::default(),
            listeners: RefCell::default(),
            client_id: watch::claim_client_id(),
            id: Cell::new(0),
            link: ArcRwSignal::new(Link::Connecting),
            round_trip_ms: ArcRwSignal::new(None),
        });
        connection.listen();
        connection
    }

    /// Call when a page that showed terminals goes: the socket waits a little for the next one.
    pub fn linger(self: Rc<Self>) {
        set_timeout(move || drop(self), LINGER);
    }

    /// Tries again at once, whatever has stopped it.
    pub fn retry_now(&self) {
        if !matches!(self.phase.get(), Phase::Up | Phase::Shaking(_)) {
            self.attempt.set(0);
            self.connect();
        }
    }

    pub fn is_up(&self) -> bool {
        self.phase.get() == Phase::Up
    }

    /// This socket's name in presence lists.
    pub fn id(&self) -> u64 {
        self.id.get()
    }

    /// The tab's name, in which what is typed is numbered.
    pub(super) fn client_id(&self) -> u64 {
        self.client_id
    }

    pub(super) fn claim_channel(&self) -> Channel {
        let channel = self.next_channel.get();
        self.next_channel.set(channel.checked_add(1).unwrap_or(1));
        channel
    }

    pub(super) fn register(&self, channel: Channel, remote: &Rc<Remote>) {
        self.remotes.borrow_mut().insert(channel, Rc::downgrade(remote));
        if self.is_up() {
            remote.up();
        }
    }

    pub(super) fn forget(&self, channel: Channel) {
        self.remotes.borrow_mut().remove(&channel);
    }

    /// Keeps a terminal until the server has ended it.
    pub(super) fn keep_closing(&self, remote: Rc<Remote>) {
        self.closing.borrow_mut().push(remote);
    }

    pub(super) fn closed(&self, channel: Channel) {
        let gone: Vec<Rc<Remote>> =
            self.closing.borrow_mut().extract_if(.., |remote| remote.channel() == channel).collect();
        // Not while its own method runs.
        set_timeout(move || drop(gone), Duration::ZERO);
    }

    pub(super) fn send(&self, frame: &Frame<'_>) {
        if let Some(socket) = self.socket.borrow().as_ref() {
            socket.send(frame);
        }
    }

    /// Input went out: silence counts from now.
    pub(super) fn typed(&self) {
        self.on_pulse(|pulse| pulse.typed(now_ms()));
    }

    fn on_pulse<T>(&self, act: impl FnOnce(&mut Pulse) -> T) -> Option<T> {
        let mut pulse = self.pulse.get()?;
        let outcome = act(&mut pulse);
        self.pulse.set(Some(pulse));
        Some(outcome)
    }

    fn connect(&self) {
        if let Some(retry) = self.retry.borrow_mut().take() {
            retry.clear();
        }
        self.leave_socket();
        let generation = self.generation.get().wrapping_add(1);
        self.generation.set(generation);
        self.phase.set(Phase::Shaking(now_ms()));
        self.reach.set(Reach::Nothing);
        match self.link.get_untracked() {
            Link::Waiting { why, .. } => self.link.set(Link::Waiting { in_s: 0, why }),
            _ => self.link.set(Link::Connecting),
        }
        let me = self.me.clone();
        spawn_local(async move {
            let ticket = ticket().await;
            let Some(me) = me.upgrade().filter(|me| me.generation.get() == generation) else { return };
            match ticket {
                Ok(ticket) => {
                    if let Err(error) = me.open(ticket) {
                        me.broken(&super::screen::words(&error));
                    }
                }
                Err(Error::SignInRequired) => me.stop(Stop::SignIn),
                Err(Error::Forbidden(_) | Error::PasswordFirst) => me.stop(Stop::Forbidden),
                Err(Error::Transport(_)) => me.broken("the server cannot be reached"),
                Err(error) => me.broken(&error.to_string()),
            }
        });
    }

    fn stop(&self, stop: Stop) {
        self.leave_socket();
        self.phase.set(Phase::Stopped);
        self.link.set(Link::Stopped(stop));
    }

    /// Plans the next attempt.
    fn broken(&self, why: &str) {
        if matches!(self.phase.get(), Phase::Stopped | Phase::Waiting(_)) {
            return;
        }
        self.leave_socket();
        let fruitless = match self.reach.get() {
            Reach::Asked | Reach::Opened => self.fruitless.get() + 1,
            Reach::Nothing | Reach::Heard => 0,
        };
        self.fruitless.set(fruitless);
        let why = hindrance(self.reach.get(), fruitless).unwrap_or(why);
        let wait_ms = backoff_ms(self.attempt.get(), js_sys::Math::random());
        self.attempt.set(self.attempt.get() + 1);
        self.phase.set(Phase::Waiting(now_ms() + wait_ms));
        self.link.set(Link::Waiting { in_s: seconds(wait_ms), why: why.to_owned() });
        let me = self.me.clone();
        let again = move || {
            if let Some(me) = me.upgrade() {
                me.connect();
            }
        };
        self.retry.replace(set_timeout_with_handle(again, Duration::from_millis(wait_ms as u64)).ok());
    }

    fn leave_socket(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
        self.pulse.set(None);
        self.round_trip_ms.set(None);
        let Some(socket) = self.socket.borrow_mut().take() else { return };
        for remote in self.all_remotes() {
            remote.down();
        }
        socket.hang_up();
        // Not while one of its listeners runs.
        set_timeout(move || drop(socket), Duration::ZERO);
    }

    fn remote(&self, channel: Channel) -> Option<Rc<Remote>> {
        self.remotes.borrow().get(&channel)?.upgrade()
    }

    fn all_remotes(&self) -> Vec<Rc<Remote>> {
        self.remotes.borrow().values().filter_map(Weak::upgrade).collect()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        for listener in self.listeners.borrow_mut().drain(..) {
            listener.remove();
        }
        if let Some(tick) = self.tick.borrow_mut().take() {
            tick.clear();
        }
        if let Some(retry) = self.retry.borrow_mut().take() {
            retry.clear();
        }
        watch::leave_client_id(self.client_id);
    }
}

fn seconds(ms: f64) -> u32 {
    (ms / 1000.0).ceil().max(0.0) as u32
}
