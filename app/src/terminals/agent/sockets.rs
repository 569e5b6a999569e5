//! Which sockets are open, so that they can be told to end.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::id::UserId;
use crate::terminals::bell::Bell;
use crate::terminals::protocol::{Control, close};
use crate::terminals::wire::{Caller, Sockets};

/// All open sockets of this agent.
#[derive(Debug, Default)]
pub(super) struct OpenSockets {
    next: AtomicU64,
    open: Mutex<HashMap<u64, Socket>>,
}

#[derive(Debug)]
struct Socket {
    user: UserId,
    /// Key of the sign-in session.
    session: String,
    client: u64,
    bell: Arc<Bell>,
}

/// The person has as many sockets as they may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMany;

impl OpenSockets {
    /// Takes a socket in and gives it a number; an older one of the same tab ends.
    ///
    /// # Errors
    /// [`TooMany`] when the person has `most` of other tabs.
    pub(super) fn plug_in(&self, caller: &Caller, client: u64, bell: Arc<Bell>, most: usize) -> Result<u64, TooMany> {
        let mut open = self.lock();
        let mine = || open.values().filter(|socket| socket.user == caller.user);
        if mine().filter(|socket| socket.client != client).count() >= most {
            return Err(TooMany);
        }
        for older in mine().filter(|socket| socket.client == client) {
            older.bell.close(close::REPLACED, "the tab has opened another");
        }
        let connection = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        open.insert(connection, Socket { user: caller.user, session: caller.session.clone(), client, bell });
        Ok(connection)
    }

    /// Says something about the sockets themselves on all of them.
    pub(super) fn tell_all(&self, control: &Control) {
        for socket in self.lock().values() {
            socket.bell.say(0, control.clone());
        }
    }

    pub(super) fn close_all(&self, code: u16, reason: &str) {
        self.close_if(|_| true, code, reason);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    pub(super) fn unplug(&self, connection: u64) {
        self.lock().remove(&connection);
    }

    pub(super) fn close(&self, which: &Sockets, code: u16, reason: &str) {
        let matches = |socket: &Socket| match which {
            Sockets::OfUser { user } => socket.user == *user,
            Sockets::OfSignIn { session } => socket.session == *session,
        };
        self.close_if(matches, code, reason);
    }

    fn close_if(&self, which: impl Fn(&Socket) -> bool, code: u16, reason: &str) {
        for socket in self.lock().values().filter(|socket| which(socket)) {
            socket.bell.close(code, reason);
        }
    }

    /// The sign-ins behind the sockets, each once.
    pub(super) fn sign_ins(&self) -> Vec<String> {
        let mut sign_ins: Vec<_> = self.lock().values().map(|socket| socket.session.clone()).collect();
        sign_ins.sort_unstable();
        sign_ins.dedup();
        sign_ins
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Socket>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
