//! A running program behind a terminal. Knows no transport: sockets attach to it and pull, a driver
//! ([`super::pty`], [`super::exec`]) feeds it.

mod behind;
mod broadcast;
mod core;
mod flood;
mod input;
mod limits;
mod modes;
mod output;
mod ring;
mod screen;
mod tap;
#[cfg(test)]
mod tests;
mod viewer;

use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;
use tokio::time::Duration;

pub use self::broadcast::NotSent;
pub use self::core::{Change, Core, Full, HOLD, Leave, MAX_VIEWERS, Next, Pace, Refused, Shown, ViewerId};
pub use self::input::Refusal;
use self::limits::Clock;
pub use self::output::{RING_KEEP_BYTES, RING_MAX_BYTES};
pub use self::screen::Screen;
pub use self::tap::{Note, Notes, Queue, Tap, What};
pub use self::viewer::Who;
use super::bell::Bell;
use super::protocol::{Attach, Channel, End, ErrorCode, Present, RecordingSign, Right, Size, Sizing};
use super::wire::{About, Happened, RecordOrder};
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
    clock: Mutex<Clock>,
    /// Who is told what belongs in the record.
    record: OnceLock<Arc<dyn Tell>>,
}

/// Where a session's news go.
pub trait Tell: Send + Sync + std::fmt::Debug {
    fn tell(&self, what: Happened);
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
            clock: Mutex::new(Clock::new(Instant::now())),
            record: OnceLock::new(),
        })
    }

    /// What belongs in the record is told there from now on.
    pub fn tell_to(&self, record: Arc<dyn Tell>) {
        // Set once, before anybody can attach.
        let _ = self.record.set(record);
    }

    /// How many may be attached from now on.
    pub fn set_max_viewers(&self, max: usize) {
        self.core().max_viewers = max;
    }

    /// Does something to the core that may hand control over, and tells the record of it.
    fn act<T>(&self, act: impl FnOnce(&mut Core) -> T) -> T {
        let (done, changes, shown) = {
            let mut core = self.core();
            (act(&mut core), core.take_changes(), core.take_shown())
        };
        self.driver.notify_one();
        if let Some(record) = self.record.get() {
            for shown in shown {
                record.tell(Happened::Shown { about: self.about.clone(), shown });
            }
            for change in changes {
                record.tell(Happened::Handed { about: self.about.clone(), change });
            }
        }
        done
    }

    /// # Errors
    /// [`Full`].
    pub fn attach(&self, who: Who, request: &Attach, channel: Channel, bell: Arc<Bell>) -> Result<ViewerId, Full> {
        let id = self.act(|core| core.attach(who, request, channel, bell, Instant::now()))?;
        *lock(&self.alone_since) = None;
        Ok(id)
    }

    pub fn detach(&self, id: ViewerId, leave: Leave) {
        self.let_go(|core| core.detach(id, leave, Instant::now()));
    }

    /// Does something to the core that may leave nobody attached.
    fn let_go(&self, act: impl FnOnce(&mut Core)) {
        let alone = self.act(|core| {
            act(core);
            core.is_alone()
        });
        if alone {
            lock(&self.alone_since).get_or_insert_with(Instant::now);
        }
    }

    /// Whether this viewer is attached still.
    pub fn has(&self, id: ViewerId) -> bool {
        self.core().has(id)
    }

    /// Whether a person has it in this tab.
    pub fn is_shown_to(&self, user: UserId, client: u64, by_spotlight: bool) -> bool {
        self.core().is_shown_to(user, client, by_spotlight)
    }

    /// Ends the attachments that match.
    pub fn detach_all(&self, matching: impl Fn(&Who) -> bool, code: ErrorCode, message: &str) {
        self.let_go(|core| core.detach_all(matching, code, message, Instant::now()));
    }

    /// Keys of a viewer: into the program's terminal at once if it takes them.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn type_in(&self, id: ViewerId, iseq: u64, epoch: u32, bytes: &[u8]) -> Result<(), Refusal> {
        let mut core = self.core();
        if core.type_in(id, iseq, epoch, bytes)? {
            let now_ms = jiff::Timestamp::now().as_millisecond();
            self.typed_ms.store(now_ms, Ordering::Relaxed);
            core.typed(id, now_ms);
            lock(&self.clock).typed(Instant::now());
        }
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
        self.act(|core| core.take_control(id));
    }

    /// For a reason that has been recorded.
    pub fn take_with(&self, id: ViewerId, reason: String) {
        self.act(|core| core.take_with(id, reason));
    }

    pub fn ask_control(&self, id: ViewerId) {
        self.act(|core| core.ask_control(id));
    }

    pub fn withdraw_ask(&self, id: ViewerId) {
        self.act(|core| core.withdraw_ask(id));
    }

    pub fn grant(&self, id: ViewerId, connection: u64) {
        self.act(|core| core.grant(id, connection));
    }

    pub fn not_now(&self, id: ViewerId, connection: u64) {
        self.act(|core| core.not_now(id, connection));
    }

    pub fn ask_spotlight(&self, id: ViewerId) {
        self.act(|core| core.ask_spotlight(id));
    }

    pub fn answer_spotlight(&self, id: ViewerId, connection: u64, yes: bool) {
        self.act(|core| core.answer_spotlight(id, connection, yes));
    }

    pub fn end_spotlight(&self, id: ViewerId) {
        self.act(|core| core.end_spotlight(id));
    }

    /// Ends what is shown by somebody who was lost and has not come back.
    fn look_at_spotlight(&self, now: Instant) {
        // Asked first: this runs each second for every terminal, and what is done wakes its driver.
        let overdue = self.core().is_spotlight_overdue(now);
        if overdue {
            self.let_go(|core| core.look_at_spotlight(now));
        }
    }

    /// Who shows it to the class, also while they are expected back.
    pub fn shown_by(&self) -> Option<String> {
        self.core().shown_by().map(str::to_owned)
    }

    pub fn release(&self, id: ViewerId) {
        self.act(|core| core.release(id));
    }

    pub fn set_sizing(&self, id: ViewerId, sizing: Sizing) {
        self.act(|core| core.set_sizing(id, sizing));
    }

    /// The next message for a viewer, and when to ask for another.
    pub fn pull(&self, id: ViewerId) -> (Option<Vec<u8>>, Next) {
        self.core().pull(id, Instant::now())
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
        self.let_go(|core| core.finish(end));
    }

    pub fn has_ended(&self) -> bool {
        self.core().end().is_some()
    }

    pub fn people(&self) -> Vec<Present> {
        self.core().people()
    }

    /// What a viewer may; who is gone may look.
    pub fn right_of(&self, id: ViewerId) -> Right {
        self.core().right_of(id)
    }

    pub fn size(&self) -> Size {
        self.core().output.size()
    }

    /// Bytes that the program was sent, and has sent.
    pub fn bytes(&self) -> (u64, u64) {
        let core = self.core();
        (core.input.total(), core.output.ring.head())
    }

    /// Everything shown from now on goes to this tap too, and everybody is told.
    pub fn record(&self, tap: Tap) {
        self.core().record(tap);
    }

    /// What the recording says now; none where there is none.
    pub fn recording(&self) -> Option<RecordingSign> {
        self.core().recording()
    }

    /// Goes on with a recording that was switched off; false where there has been none.
    pub fn record_on(&self, order: &RecordOrder, sign: &RecordingSign) -> bool {
        self.core().record_on(order, sign)
    }

    /// Switches the recording off; it may go on later.
    pub fn record_off(&self) {
        self.core().record_off();
    }

    /// The recording has ended by itself.
    pub fn recording_failed(&self, why: String) {
        self.core().recording_failed(why);
        self.driver.notify_one();
    }

    /// Names this place in the recording.
    pub fn mark(&self, id: ViewerId, text: &str) {
        self.core().mark(id, text);
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

    /// Whether the program asks for something that is not to be seen, as far as the terminal tells.
    fn hides_input(&self) -> bool {
        false
    }

    /// Whether the terminal shows what is typed now; false where nobody can tell. What it hides is not recorded.
    fn echoes(&self) -> bool {
        false
    }
}

/// Writes waiting input until the program takes no more.
pub(super) fn write_waiting(core: &mut Core, program: &dyn TryWrite) {
    // Asked before: what is typed blind must not be known because the program shows again what comes after.
    let shown = core.records_input() && program.echoes();
    while let Some(bytes) = core.input.next() {
        match program.try_write(bytes) {
            Ok(0) => break,
            Ok(written) => {
                let typed = shown.then(|| bytes[..written].to_vec());
                core.input.wrote(written);
                if let Some(typed) = typed {
                    core.record_input(&typed);
                }
            }
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
