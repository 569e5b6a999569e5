//! What a tab does with what comes: output into its terminals, credit and waiting keys back.

use app::terminals::protocol::{self, Channel, Control, Frame, MAX_INPUT_BYTES, Mode, OUTPUT_WINDOW_BYTES};

use super::{Tab, wire_bytes};
use crate::site::Outcome;

/// Credit is given after so much was taken, bytes.
const CREDIT_EVERY_BYTES: u64 = 32 * 1024;

impl Tab {
    /// Takes the next message and does what a browser does with it.
    ///
    /// # Errors
    /// When the socket breaks, or the server breaks the rules.
    pub async fn step(&mut self) -> Outcome<()> {
        let message = self.heard().await?;
        self.react(&message).await
    }

    /// Does with a message what a browser does with it; to be waited for to its end.
    ///
    /// # Errors
    /// As [`Tab::step`].
    pub async fn react(&mut self, message: &[u8]) -> Outcome<()> {
        if let Some(channel) = self.take(message)? {
            self.credit(channel).await?;
            self.send_input(channel).await?;
        }
        Ok(())
    }

    async fn credit(&mut self, channel: Channel) -> Outcome<()> {
        let Some(remote) = self.remotes.get_mut(&channel) else { return Ok(()) };
        if !remote.parses || remote.received < remote.credited + CREDIT_EVERY_BYTES {
            return Ok(());
        }
        remote.credited = remote.received;
        let frame = Frame::Credit { channel, parsed: remote.received, window: OUTPUT_WINDOW_BYTES }.encode();
        self.send(frame).await
    }

    /// Types; what the window does not allow yet goes when it does.
    ///
    /// # Errors
    /// When the socket breaks: the keys are kept.
    pub async fn type_in(&mut self, channel: Channel, bytes: &[u8]) -> Outcome<()> {
        self.remote_mut(channel).typed.extend_from_slice(bytes);
        self.send_input(channel).await
    }

    pub(super) async fn send_input(&mut self, channel: Channel) -> Outcome<()> {
        loop {
            let remote = self.remote_mut(channel);
            let Some(attached) = &remote.attached else { return Ok(()) };
            let end = remote.typed_from + remote.typed.len() as u64;
            let room = remote.acked + u64::from(protocol::INPUT_WINDOW_BYTES);
            let to = end.min(room).min(remote.sent + MAX_INPUT_BYTES as u64);
            if to <= remote.sent {
                return Ok(());
            }
            let from = usize::try_from(remote.sent - remote.typed_from)?;
            let bytes = &remote.typed[from..usize::try_from(to - remote.typed_from)?];
            let frame = Frame::Input { channel, iseq: remote.sent, epoch: attached.epoch, bytes }.encode();
            remote.sent = to;
            self.send(frame).await?;
        }
    }

    /// The channel that the message was about.
    pub(super) fn take(&mut self, message: &[u8]) -> Outcome<Option<Channel>> {
        self.frames += 1;
        self.wire_bytes += wire_bytes(message.len());
        let (channel, control) = match Frame::decode(message)? {
            Frame::Output { channel, seq, bytes, .. } => {
                if let Some(remote) = self.remotes.get_mut(&channel) {
                    remote.output(seq, bytes)?;
                }
                return Ok(Some(channel));
            }
            Frame::Snapshot { channel, seq, size, part, .. } => {
                if let Some(remote) = self.remotes.get_mut(&channel).filter(|_| part == 0) {
                    remote.snapshots += 1;
                    remote.text.clear();
                    (remote.received, remote.credited) = (seq, seq);
                    remote.sizes.push((seq, size));
                }
                return Ok(Some(channel));
            }
            Frame::Size { channel, at_seq, size } => {
                if let Some(remote) = self.remotes.get_mut(&channel) {
                    remote.sizes.push((at_seq, size));
                }
                return Ok(Some(channel));
            }
            Frame::InputAck { channel, iseq_written, .. } => {
                if let Some(remote) = self.remotes.get_mut(&channel) {
                    remote.acknowledged(iseq_written);
                }
                return Ok(Some(channel));
            }
            Frame::Pong { .. } => {
                self.pongs += 1;
                return Ok(None);
            }
            Frame::Control { channel, control } => (channel, control),
            other => return Err(format!("the server sent {other:?}").into()),
        };
        Ok(self.told(channel, control).then_some(channel))
    }

    /// Whether the channel is one of this tab's.
    fn told(&mut self, channel: Channel, control: Control) -> bool {
        let Some(remote) = self.remotes.get_mut(&channel) else {
            match control {
                Control::Error { code, message, .. } => self.errors.push((code, message)),
                Control::ServerGoing { in_s } => self.going = Some(in_s),
                _ => {}
            }
            return false;
        };
        match control {
            Control::Opened { terminal } => remote.terminal = Some(terminal),
            Control::Attached(attached) => {
                if attached.mode == Mode::Resume {
                    remote.credited = remote.received;
                }
                remote.acknowledged(attached.iseq_written);
                remote.attached = Some(attached);
            }
            Control::ControlChanged { you, epoch, .. } => {
                if let Some(attached) = &mut remote.attached {
                    (attached.controller, attached.epoch) = (you, epoch);
                }
            }
            Control::Presence { people, .. } => remote.people = people,
            Control::Recording { sign, .. } => remote.recording = sign,
            Control::Skipped { from, to } => remote.skipped += to - from,
            Control::Exited { end, .. } => remote.exited = Some(end),
            Control::Error { code, message, .. } => remote.refused.push((code, message)),
            Control::Detached { code, message } => remote.detached = Some((code, message)),
            other => remote.told.push(other),
        }
        true
    }
}
