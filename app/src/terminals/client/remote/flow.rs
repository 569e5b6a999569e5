//! What frames do to a terminal, and what it sends.

use js_sys::Uint8Array;
use leptos::prelude::Update;

use super::{Phase, Remote, Target, Work};
use crate::terminals::client::stream::{Step, void_epoch};
use crate::terminals::protocol::{
    Attach, Attached, Control, End, ErrorCode, Frame, Mode, OUTPUT_WINDOW_BYTES, REPLAY, Right, Size,
};

/// Parsed output is reported in steps of so many bytes, and whenever the emulator has nothing to do.
const CREDIT_STEP_BYTES: u64 = 32 * 1024;

/// What was pressed while there was no connection does not wait for it, as keys do.
const NOT_TOLD: &str = "That was not sent: the connection was away. Try it again once it is back.";

impl Remote {
    /// Says something of this terminal, and whether it went out: where there is none on the channel, as while the
    /// connection comes back, it would be taken for something else.
    pub(super) fn tell(&self, control: Control) -> bool {
        let seated = self.attached.get();
        if seated {
            self.send(control);
        } else if !self.over.get() {
            self.state.update(|state| state.trouble = Some(NOT_TOLD.to_owned()));
        }
        seated
    }

    pub(super) fn send(&self, control: Control) {
        self.connection.send(&Frame::Control { channel: self.channel, control });
    }

    /// The tab has a socket.
    pub(in super::super) fn up(&self) {
        if !self.over.get() {
            self.ask_for_terminal();
        }
    }

    /// The tab has no socket.
    pub(in super::super) fn down(&self) {
        self.attached.set(false);
        self.taking.set(false);
        self.wished.set(None);
        self.count_queue();
    }

    fn ask_for_terminal(&self) {
        let size = self.wish.get().map(|(size, _)| size);
        let (key, at_first) = (self.key, size.unwrap_or(Size::DEFAULT));
        let existing = match &self.target {
            Target::Existing(terminal) => Some(*terminal),
            Target::New(..) => None,
        };
        match (self.terminal.get().or(existing), &self.target) {
            (None, Target::New(kind, None)) => self.send(Control::Open { kind: *kind, size: at_first, key }),
            (None, Target::New(kind, Some(entry))) => {
                self.send(Control::Enter { kind: *kind, entry: entry.clone(), size: at_first, key });
            }
            (None, Target::Existing(_)) => {}
            (Some(terminal), _) => self.send(Control::Attach(Attach {
                terminal,
                want: self.want,
                next_seq: self.has_screen.get().then(|| self.inbound.borrow().next()),
                next_iseq: self.outbound.borrow().next_iseq(),
                size,
            })),
        }
    }

    /// Output; the bytes are JavaScript's own, as the socket gave them.
    pub(in super::super) fn output(&self, flags: u8, seq: u64, bytes: &Uint8Array) {
        if !self.attached.get() {
            return;
        }
        let steps = self.inbound.borrow_mut().output(seq, bytes.length() as usize);
        match steps {
            Ok(steps) => self.take(steps, seq, bytes, flags & REPLAY != 0),
            Err(_) => {
                // Cannot be, on an ordered socket; a snapshot mends it.
                self.attached.set(false);
                self.has_screen.set(false);
                self.ask_for_terminal();
            }
        }
    }

    /// Any other frame for this terminal.
    pub(in super::super) fn receive(&self, frame: Frame<'_>) {
        match frame {
            Frame::Snapshot { seq, size, part, bytes, .. } => {
                let mut work = self.work.borrow_mut();
                if part == 0 {
                    work.clear();
                    self.inbound.borrow_mut().restart(seq);
                    self.credited.set(seq);
                    self.has_screen.set(true);
                    work.push_back(Work::Reset);
                    work.push_back(Work::Resize(size));
                }
                work.push_back(Work::Write { bytes: Uint8Array::from(bytes), end: seq, replay: true });
                drop(work);
                self.do_work();
            }
            Frame::Size { at_seq, size, .. } => {
                let steps = self.inbound.borrow_mut().size(at_seq, size);
                self.take(steps, 0, &Uint8Array::new_with_length(0), false);
            }
            Frame::InputAck { iseq_written, window, .. } => {
                self.outbound.borrow_mut().ack(iseq_written, window);
                self.send_input();
                self.tell_paste();
            }
            Frame::Control { control, .. } => self.control(control),
            _ => {}
        }
    }

    fn control(&self, control: Control) {
        match control {
            Control::Opened { terminal } => {
                self.terminal.set(Some(terminal));
                self.state.update(|state| state.terminal = Some(terminal));
                (self.hooks.opened)(terminal);
            }
            Control::Attached(attached) => self.attached(attached),
            Control::Exited { end, .. } => self.ended(end),
            Control::ControlChanged { holder, you, epoch } => {
                self.taking.set(false);
                // What was typed for another hold of control is not for this one, but for what asked for it.
                if !you {
                    self.outbound.borrow_mut().void();
                }
                self.epoch.set(epoch);
                self.set_controller(you, holder);
                self.send_input();
            }
            Control::Recording { sign, why } => self.state.update(|state| {
                state.recording = sign;
                state.trouble = why.map(|why| format!("{why}. The terminal goes on.")).or(state.trouble.take());
            }),
            Control::Detached { code, message } => self.failed(code, message),
            // What was under way when this terminal was taken away; why, is said already.
            Control::Error { .. } if self.over.get() => {}
            Control::Error { code: ErrorCode::NotController, .. } => {
                if self.taking.replace(false) {
                    self.outbound.borrow_mut().void();
                }
            }
            Control::Error { code, message, .. } if !self.attached.get() => self.failed(code, message),
            Control::Error { message, .. } => self.state.update(|state| {
                // What was asked for was refused.
                (state.company.asked, state.company.asks_spotlight) = (false, false);
                state.trouble = Some(message);
            }),
            other => self.told(other),
        }
    }

    fn attached(&self, attached: Attached) {
        self.attached.set(true);
        self.right.set(attached.right);
        let known = self.has_screen.get() || self.typed_before.replace(false);
        self.outbound.borrow_mut().resume(attached.iseq_written);
        // The terminal was typed in elsewhere meanwhile: what was typed before is not for now.
        let elsewhere = self.epoch.replace(attached.epoch) != attached.epoch && known;
        let lost = if elsewhere { self.outbound.borrow_mut().void() } else { 0 };
        if attached.mode == Mode::Resume && !self.has_screen.replace(true) {
            // Resumed from the very beginning: the emulator is empty, and right so.
            self.resize_empty(attached.size);
        }
        self.state.update(|state| {
            state.phase = Phase::Live;
            state.right = attached.right;
            state.trouble = (lost > 0).then(|| not_sent(lost)).or(state.trouble.take());
            // If there is one, that is said next.
            state.recording = None;
        });
        self.begins_anew();
        self.set_controller(attached.controller, None);
        self.kill();
        self.send_wish();
        self.send_input();
        self.count_queue();
    }

    fn resize_empty(&self, size: Size) {
        self.work.borrow_mut().push_back(Work::Resize(size));
        self.do_work();
    }

    fn set_controller(&self, controller: bool, holder: Option<String>) {
        self.controller.set(controller);
        self.state.update(|state| {
            state.controller = controller;
            state.holder = holder;
        });
        self.set_hands_off(!controller && (self.hands_off.get() || self.right.get() != Right::Writer));
        self.scale();
        if controller {
            self.kill();
        }
    }

    fn ended(&self, end: End) {
        self.over();
        self.state.update(|state| state.phase = Phase::Ended(end));
    }

    fn failed(&self, code: ErrorCode, message: String) {
        self.over();
        self.state.update(|state| state.phase = Phase::Failed { code, message });
    }

    fn over(&self) {
        self.state.update(|state| state.recording = None);
        self.over.set(true);
        self.attached.set(false);
        if let Some(screen) = self.screen() {
            screen.set_read_only(true);
        }
        self.connection.closed(self.channel);
    }

    /// Tells the server to end the program, if that is wanted.
    pub(super) fn kill(&self) {
        if !self.closing.get() || !self.attached.get() {
            return;
        }
        self.tell(Control::Kill);
    }

    pub(super) fn send_input(&self) {
        if !self.attached.get() {
            return self.count_queue();
        }
        loop {
            let void = self.outbound.borrow().next_is_void();
            if !void && !self.controller.get() {
                break;
            }
            let Some((iseq, bytes)) = self.outbound.borrow_mut().next_frame() else { break };
            let epoch = if void { void_epoch(self.epoch.get()) } else { self.epoch.get() };
            self.connection.send(&Frame::Input { channel: self.channel, iseq, epoch, bytes: &bytes });
            self.connection.typed();
        }
        // Who types in a terminal of theirs, controls.
        if !self.controller.get() && !self.hands_off.get() && self.outbound.borrow().has_keys() {
            self.take_control();
        }
    }

    /// The count is shown while nothing can be sent; else it would change with every key.
    pub(super) fn count_queue(&self) {
        let waiting = if self.attached.get() { 0 } else { self.outbound.borrow().keys() };
        if leptos::prelude::ReadUntracked::read_untracked(&self.state).queued != waiting {
            self.state.update(|state| state.queued = waiting);
        }
    }

    pub(super) fn send_wish(&self) {
        let Some((size, (px_w, px_h))) = self.wish.get() else { return };
        if self.attached.get() && self.wished.replace(Some(size)) != Some(size) {
            self.connection.send(&Frame::Viewport { channel: self.channel, size, px_w, px_h });
        }
    }

    fn take(&self, steps: Vec<Step>, seq: u64, bytes: &Uint8Array, replay: bool) {
        for step in steps {
            let work = match step {
                Step::Write(range) => Work::Write {
                    bytes: bytes.subarray(range.start as u32, range.end as u32),
                    end: seq + range.end as u64,
                    replay,
                },
                Step::Resize(size) => Work::Resize(size),
            };
            self.work.borrow_mut().push_back(work);
        }
        self.do_work();
    }

    /// Gives the emulator what it may have. It parses when it likes, but sizes and resets act at once:
    /// they wait until all before them is parsed.
    fn do_work(&self) {
        let Some(screen) = self.screen() else { return };
        loop {
            let Some(work) = self.work.borrow_mut().pop_front() else { return };
            match work {
                Work::Write { bytes, end, replay } => {
                    self.parsing.borrow_mut().push_back((end, replay));
                    screen.write(&bytes);
                }
                barrier if !self.parsing.borrow().is_empty() => {
                    self.work.borrow_mut().push_front(barrier);
                    return;
                }
                Work::Resize(size) => {
                    screen.resize(size, self.is_foreign_size());
                    self.note_scale();
                }
                Work::Reset => screen.reset(),
            }
        }
    }

    pub(super) fn emulator_parsed(&self) {
        let Some((end, _)) = self.parsing.borrow_mut().pop_front() else { return };
        let idle = self.parsing.borrow().is_empty();
        if self.attached.get() && end > self.credited.get() && (idle || end - self.credited.get() >= CREDIT_STEP_BYTES)
        {
            self.credited.set(end);
            self.connection.send(&Frame::Credit { channel: self.channel, parsed: end, window: OUTPUT_WINDOW_BYTES });
        }
        if idle {
            self.do_work();
        }
    }
}

/// What is said of keys (or pastes) that were typed while the terminal was away and are for nobody now.
fn not_sent(keys: usize) -> String {
    let (keys, were) = if keys == 1 { ("A key".to_owned(), "was") } else { (format!("{keys} keys"), "were") };
    format!("{keys} {were} not sent: this terminal has been typed in elsewhere while you were away.")
}
