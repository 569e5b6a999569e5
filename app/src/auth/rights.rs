//! Rights that are held for longer than a request lasts: whoever holds some hears that they may have changed, and asks
//! anew.

use std::future::pending;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::id::UserId;

/// So much news waits for one who is slow to hear it; who misses some asks anew.
const WAITING: usize = 64;

#[derive(Debug, Clone)]
enum Change {
    /// What this person may do has changed.
    OfUser(UserId),
    /// The sign-in with this key has ended.
    OfSignIn(String),
}

/// Tells who holds rights that they may have changed.
#[derive(Debug, Clone)]
pub struct Rights(broadcast::Sender<Change>);

impl Default for Rights {
    fn default() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }
}

impl Rights {
    /// The person was suspended, or has other roles.
    pub fn changed_for(&self, user: UserId) {
        // Nobody may be listening.
        _ = self.0.send(Change::OfUser(user));
    }

    pub fn signed_out(&self, sign_in: &str) {
        _ = self.0.send(Change::OfSignIn(sign_in.to_owned()));
    }

    /// What this person may do, signed in by this key, from now on.
    pub fn held_by(&self, user: UserId, sign_in: &str) -> Held {
        Held { user, sign_in: sign_in.to_owned(), news: self.0.subscribe() }
    }
}

/// What somebody may do, as long as it stays so.
#[derive(Debug)]
pub struct Held {
    user: UserId,
    sign_in: String,
    news: broadcast::Receiver<Change>,
}

impl Held {
    /// Waits until they may have lost some of it.
    pub async fn changed(&mut self) {
        loop {
            match self.news.recv().await {
                Ok(Change::OfUser(user)) if user != self.user => {}
                Ok(Change::OfSignIn(sign_in)) if sign_in != self.sign_in => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                // The program ends, and whoever holds something with it.
                Err(RecvError::Closed) => pending().await,
            }
        }
    }
}
