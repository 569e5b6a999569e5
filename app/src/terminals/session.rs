//! A running program behind a terminal. Knows no transport: sockets attach to it and pull, a driver
//! ([`super::pty`], [`super::exec`]) feeds it.

mod core;
mod input;
mod modes;
mod output;
mod ring;
mod screen;
#[cfg(test)]
mod tests;
mod viewer;

use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;
use tokio::time::Duration;

pub use self::core::{Core, Full, HOLD, Leave, MAX_VIEWERS, Pace, ViewerId};
pub use self::input::Refusal;
pub use self::output::{RING_KEEP_BYTES, RING_MAX_BYTES};
pub use self::viewer::Who;
use super::bell::Bell;
use super::protocol::{Attach, Channel, End, ErrorCode, Present, Size};
use super::wire::About;
use crate::id::UserId;
use crate::time::UnixMs;

/// Output that follows output is kept back so long, to travel together.
pub const COALESCE: Duration = Duration::from_millis(2);
/// So much output travels at once, bytes.
pub const COALESCE_BYTES: u64 = 32 * 1024;

#[derive(Debug)]
pub struct Session {
    pub about: About,
    core: Mutex<Core>,
    /// Wakes the driver: credit, input, a size, the end.
    pub driver: Notify,
    /// Where input goes without waiting for the driver.
    direct: OnceLock<Arc<dyn TryWrite>>,
    stop: Mutex<Option<End>>,
    /// Since when nobody is attached.
    alone_since: Mutex<Option<Instant>>,
    /// When somebody last typed; 0 before anybody has.
    typed_ms: AtomicI64,
}

impl Session {
    pub fn new(about: About, size: Size) -> Arc<Self> {
        Arc::new(Self {
            about,
            core: Mutex::new(Core::new(size.clamped())),
            driver: Notify::new(),
            direct: OnceLock::new(),
            stop: Mutex::new(None),
            alone_since: Mutex::new(Some(Instant::now())),
            typed_ms: AtomicI64::new(0),
        })
    }

    /// # Errors
    /// [`Full`].
    pub fn attach(&self, who: Who, request: &Attach, channel: Channel, bell: Arc<Bell>) -> Result<ViewerId, Full> {
        let id = self.core().attach(who, request, channel, bell, Instant::now())?;
        *lock(&self.alone_since) = None;
        self.driver.notify_one();
        Ok(id)
    }

    pub fn detach(&self, id: ViewerId, leave: Leave) {
        let alone = {
            let mut core = self.core();
            core.detach(id, leave, Instant::now());
            core.is_alone()
        };
        if alone {
            lock(&self.alone_since).get_or_insert_with(Instant::now);
        }
        self.driver.notify_one();
    }

    /// Whether a person has it in this tab.
    pub fn is_shown_to(&self, user: UserId, client: u64) -> bool {
        self.core().is_shown_to(user, client)
    }

    /// Ends the attachments that match.
    pub fn detach_all(&self, matching: impl Fn(&Who) -> bool, code: ErrorCode, message: &str) {
        self.core().detach_all(matching, code, message, Instant::now());
        self.driver.notify_one();
    }

    /// Keys of a viewer: into the program's terminal at once if it takes them.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn type_in(&self, id: ViewerId, iseq: u64, epoch: u32, bytes: &[u8]) -> Result<(), Refusal> {
        let mut core = self.core();
        core.type_in(id, iseq, epoch, bytes)?;
        self.typed_ms.store(jiff::Timestamp::now().as_millisecond(), Ordering::Relaxed);
        if let Some(direct) = self.direct.get() {
            write_waiting(&mut core, &**direct);
        }
        if !core.input.is_empty() {
            self.driver.notify_one();
        }
        Ok(())
    }

    /// When somebody last typed.
    pub fn typed_ms(&self) -> Option<UnixMs> {
        Some(self.typed_ms.load(Ordering::Relaxed)).filter(|at| *at > 0)
    }

    pub fn credit(&self, id: ViewerId, parsed: u64, window: u32) {
        self.core().credit(id, parsed, window);
        self.driver.notify_one();
    }

    pub fn wish(&self, id: ViewerId, size: Size) {
        if self.core().wish(id, size) {
            self.driver.notify_one();
        }
    }

    pub fn take_control(&self, id: ViewerId) {
        self.core().take_control(id);
        self.driver.notify_one();
    }

    /// The next message for a viewer, and whether there is another.
    pub fn pull(&self, id: ViewerId) -> (Option<Vec<u8>>, bool) {
        self.core().pull(id)
    }

    /// Rings for what has waited long enough: acknowledgements without echo.
    pub fn announce(&self) {
        self.core().announce();
    }

    /// Asks the driver to end the program. The first reason stays.
    pub fn stop(&self, end: End) {
        lock(&self.stop).get_or_insert(end);
        self.driver.notify_one();
    }

    /// Why the program is to end, if it is.
    pub fn stopping(&self) -> Option<End> {
        lock(&self.stop).clone()
    }

    pub fn finish(&self, end: End) {
        self.core().finish(end);
    }

    pub fn has_ended(&self) -> bool {
        self.core().end().is_some()
    }

    pub fn people(&self) -> Vec<Present> {
        self.core().people()
    }

    pub fn controls(&self, id: ViewerId) -> bool {
        self.core().controls(id)
    }

    pub fn bytes_out(&self) -> u64 {
        self.core().output.ring.head()
    }

    /// How long nobody has been attached.
    pub fn alone_for(&self) -> Option<Duration> {
        lock(&self.alone_since).map(|since| since.elapsed())
    }

    pub fn refuse(&self, id: ViewerId, code: ErrorCode, message: &str) {
        self.core().refuse(id, code, message);
    }

    /// Input goes there from now on, without waiting for the driver.
    pub(super) fn write_to(&self, program: Arc<dyn TryWrite>) {
        // Set once, by the driver, before it runs.
        let _ = self.direct.set(program);
    }

    /// For drivers, never over an await.
    pub(super) fn core(&self) -> MutexGuard<'_, Core> {
        lock(&self.core)
    }
}

/// The way into a program's terminal.
pub(super) trait TryWrite: Send + Sync + std::fmt::Debug {
    /// Writes what is taken at once, never waiting.
    fn try_write(&self, bytes: &[u8]) -> io::Result<usize>;
}

/// Writes waiting input until the program takes no more.
pub(super) fn write_waiting(core: &mut Core, program: &dyn TryWrite) {
    while let Some(bytes) = core.input.next() {
        match program.try_write(bytes) {
            Ok(0) => break,
            Ok(written) => core.input.wrote(written),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            // Nobody will read this any more; the driver sees the end itself.
            Err(_) => {
                let lost = bytes.len();
                core.input.wrote(lost);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
