//! Which terminal sits on which channel of one socket.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::terminals::bell::Bell;
use crate::terminals::protocol::Channel;
use crate::terminals::session::{Leave, Session, ViewerId};

/// Most channels of one socket.
pub const MAX_CHANNELS: u16 = 64;

#[derive(Debug)]
pub struct Seats {
    bell: Arc<Bell>,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    /// The socket is gone; nobody sits down any more.
    closed: bool,
    seats: HashMap<Channel, Seat>,
}

#[derive(Debug)]
enum Seat {
    /// Being opened or attached.
    Reserved,
    /// What the agent forgets is gone, whoever shows it.
    Taken(Weak<Session>, ViewerId),
}

impl Seats {
    pub fn new(bell: Arc<Bell>) -> Self {
        Self { bell, taken: Mutex::default() }
    }

    pub fn bell(&self) -> &Arc<Bell> {
        &self.bell
    }

    /// Keeps a channel for a terminal that is being opened or attached.
    ///
    /// # Errors
    /// In words, when the channel is in use or there are too many.
    pub fn reserve(&self, channel: Channel) -> Result<(), String> {
        let mut taken = self.lock();
        // Whoever sat at what was forgotten, or taken from them, has been told that the channel is free.
        taken.seats.retain(|_, seat| match seat {
            Seat::Reserved => true,
            Seat::Taken(session, viewer) => session.upgrade().is_some_and(|session| session.has(*viewer)),
        });
        if channel == 0 || taken.seats.contains_key(&channel) {
            return Err(format!("Channel {channel} is in use."));
        }
        if taken.seats.len() >= usize::from(MAX_CHANNELS) {
            return Err(format!("A tab can show {MAX_CHANNELS} terminals and not more."));
        }
        taken.seats.insert(channel, Seat::Reserved);
        Ok(())
    }

    /// Attaches on a reserved channel. Under the lock, so that the writer, which is called at once,
    /// finds the seat.
    ///
    /// # Errors
    /// In words, when `attach` finds no room.
    pub fn sit(
        &self,
        channel: Channel,
        attach: impl FnOnce(Arc<Bell>) -> Option<(Arc<Session>, ViewerId)>,
    ) -> Result<(), String> {
        let mut taken = self.lock();
        if taken.closed || !matches!(taken.seats.get(&channel), Some(Seat::Reserved)) {
            return Ok(());
        }
        let Some((session, viewer)) = attach(self.bell.clone()) else {
            return Err("Too many are attached to this terminal.".to_owned());
        };
        taken.seats.insert(channel, Seat::Taken(Arc::downgrade(&session), viewer));
        Ok(())
    }

    pub fn get(&self, channel: Channel) -> Option<(Arc<Session>, ViewerId)> {
        match self.lock().seats.get(&channel) {
            Some(Seat::Taken(session, viewer)) => Some((session.upgrade()?, *viewer)),
            _ => None,
        }
    }

    /// Whether nobody sits there, nor is about to.
    pub fn is_free(&self, channel: Channel) -> bool {
        !self.lock().seats.contains_key(&channel)
    }

    /// Frees a channel; the program goes on.
    pub fn leave(&self, channel: Channel, leave: Leave) {
        let seat = self.lock().seats.remove(&channel);
        if let Some(seat) = seat {
            seat.leave(leave);
        }
    }

    /// The socket is gone.
    pub fn clear(&self) {
        let seats = {
            let mut taken = self.lock();
            taken.closed = true;
            std::mem::take(&mut taken.seats)
        };
        for seat in seats.into_values() {
            seat.leave(Leave::Lost);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    fn leave(self, leave: Leave) {
        if let Self::Taken(session, viewer) = self
            && let Some(session) = session.upgrade()
        {
            session.detach(viewer, leave);
        }
    }
}
