//! Who is plugged in, so that sockets can be told to end.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ctx::Actor;
use crate::id::UserId;
use crate::terminals::bell::Bell;
use crate::terminals::protocol::{Control, close};

/// All open sockets of this process.
#[derive(Debug, Default)]
pub struct Sockets {
    next: AtomicU64,
    open: Mutex<HashMap<u64, Socket>>,
}

/// What is known of a socket from outside.
#[derive(Debug, Clone)]
pub struct Socket {
    pub user: UserId,
    /// Key of the sign-in session.
    pub session: String,
    pub client: u64,
    bell: Arc<Bell>,
}

impl Sockets {
    /// Takes a socket in and gives it a number; an older one of the same tab ends.
    pub fn plug_in(&self, actor: &Actor, client: u64, bell: Arc<Bell>) -> u64 {
        let connection = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        self.close(
            |socket| socket.user == actor.id && socket.client == client,
            close::REPLACED,
            "the tab has opened another",
        );
        let socket = Socket { user: actor.id, session: actor.session.clone(), client, bell };
        self.lock().insert(connection, socket);
        connection
    }

    pub fn unplug(&self, connection: u64) {
        self.lock().remove(&connection);
    }

    pub fn close(&self, which: impl Fn(&Socket) -> bool, code: u16, reason: &str) {
        for socket in self.lock().values().filter(|socket| which(socket)) {
            socket.bell.close(code, reason);
        }
    }

    /// The program stops: everybody is told when to come back.
    pub fn going(&self, in_s: u16) {
        for socket in self.lock().values() {
            socket.bell.say(0, Control::ServerGoing { in_s });
            socket.bell.close(close::GOING, "the server stops");
        }
    }

    /// The sign-ins behind the sockets, each once.
    pub fn sign_ins(&self) -> Vec<String> {
        let mut sign_ins: Vec<_> = self.lock().values().map(|socket| socket.session.clone()).collect();
        sign_ins.sort_unstable();
        sign_ins.dedup();
        sign_ins
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Socket>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
