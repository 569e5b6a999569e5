//! How sessions call a socket's writer: which channels have something, and what is to be said at once.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::protocol::{Channel, Control, Frame};

/// Messages waiting for one socket; a socket that lets more pile up is cut.
const MAX_MESSAGES: usize = 4096;
/// And so many bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// One socket's door bell. Cheap to ring: a number in a list and a wake-up.
#[derive(Debug, Default)]
pub struct Bell {
    inner: Mutex<Inner>,
    notify: Notify,
    cut: Notify,
    closing: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    messages: VecDeque<Vec<u8>>,
    /// Of all messages.
    bytes: usize,
    ready: VecDeque<Channel>,
    close: Option<(u16, String)>,
}

/// What a bell was rung for.
#[derive(Debug, PartialEq, Eq)]
pub enum Call {
    /// To be sent before anything else.
    Message(Vec<u8>),
    /// This channel has something to be pulled.
    Ready(Channel),
    /// The socket ends with this code and reason; nothing follows.
    Close(u16, String),
}

impl Bell {
    /// The channel has something to be pulled. The caller rings once until it was answered.
    pub fn ring(&self, channel: Channel) {
        self.lock().ready.push_back(channel);
        self.notify.notify_one();
    }

    /// Says something at once, before all output.
    pub fn say(&self, channel: Channel, control: Control) {
        self.send(&Frame::Control { channel, control });
    }

    pub fn send(&self, frame: &Frame<'_>) {
        let message = frame.encode();
        let mut inner = self.lock();
        if inner.messages.len() < MAX_MESSAGES && inner.bytes + message.len() <= MAX_BYTES {
            inner.bytes += message.len();
            inner.messages.push_back(message);
        } else {
            inner.close.get_or_insert((super::protocol::close::PROTOCOL, "too many messages unread".to_owned()));
        }
        drop(inner);
        self.notify.notify_one();
    }

    /// The socket is to end: nothing that comes from there counts any more.
    pub fn close(&self, code: u16, reason: &str) {
        self.lock().close.get_or_insert((code, reason.to_owned()));
        self.notify.notify_one();
        self.closing.notify_one();
    }

    /// Waits for [`Bell::close`].
    pub async fn closing(&self) {
        self.closing.notified().await;
    }

    /// The next thing to do, if there is one: messages, then the end, then channels in turn.
    pub fn next(&self) -> Option<Call> {
        let mut inner = self.lock();
        if let Some(message) = inner.messages.pop_front() {
            inner.bytes -= message.len();
            return Some(Call::Message(message));
        }
        if let Some((code, reason)) = inner.close.clone() {
            return Some(Call::Close(code, reason));
        }
        inner.ready.pop_front().map(Call::Ready)
    }

    /// The channel had more than its turn allowed.
    pub fn again(&self, channel: Channel) {
        self.lock().ready.push_back(channel);
    }

    /// The writer has stopped: nothing rung for is sent any more.
    pub fn cut_off(&self) {
        self.cut.notify_one();
    }

    /// Waits for [`Bell::cut_off`].
    pub async fn cut(&self) {
        self.cut.notified().await;
    }

    pub async fn rung(&self) {
        self.notify.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
