//! `lyceum.term.v1`: what travels between a browser tab and the server, one frame a WebSocket message.
//!
//! Every frame begins with four bytes, `u8 type · u8 flags · u16 channel`, all numbers little endian.
//! The frames that carry bytes have fixed layouts, so that neither side copies to read them; all the
//! rest is [`Control`] in postcard. Positions are absolute offsets, never differences: an answer that
//! arrives twice or late says the same.
//!
//! | type | name | direction | after the header |
//! |---|---|---|---|
//! | 0x01 | output | to browser | `u64 seq · bytes` |
//! | 0x02 | input | to server | `u64 iseq · u32 epoch · bytes` |
//! | 0x03 | credit | to server | `u64 parsed · u32 window` |
//! | 0x04 | input ack | to browser | `u64 iseq_written · u32 window` |
//! | 0x05 | viewport | to server | `u16 cols · u16 rows · u16 px_w · u16 px_h` |
//! | 0x06 | size | to browser | `u64 at_seq · u16 cols · u16 rows` |
//! | 0x07 | snapshot | to browser | `u64 seq · u16 cols · u16 rows · u8 part · u8 last · bytes` |
//! | 0x08, 0x09 | ping, pong | both | `u64 t_us`, channel 0 |
//! | 0x40 | control | both | postcard of [`Control`] |
//!
//! **A socket** opens at [`PATH`] with the subprotocol [`SUBPROTOCOL`]; its first frame is
//! [`Control::Hello`], answered by [`Control::Welcome`]. Channels are numbered by the browser, from 1.
//! A control frame about one terminal travels on that terminal's channel, any other on channel 0.
//!
//! **A terminal** is opened ([`Control::Open`] → [`Control::Opened`]) or found again
//! ([`Control::Attach`]); both are answered by [`Control::Attached`], then output flows. Attached with
//! [`Mode::Resume`], output goes on at the offset asked for and nothing is reset. With
//! [`Mode::Snapshot`], snapshot parts come first: reset the screen, set their size, write them, then
//! write the output that follows; what carries [`REPLAY`] has been answered before, so its queries
//! must not be answered again. A terminal with an empty past sends one empty snapshot.
//!
//! **Credit.** The server sends output while `sent - parsed < window`, `parsed` being the offset up to
//! which the emulator has *parsed*. It starts at the offset resumed from, or at the snapshot's.
//!
//! **Input** is numbered per terminal and [`Hello::client_id`]. What is not acknowledged is sent again
//! after a reconnect with the same numbers; the server drops what it has. At most the window of the
//! last acknowledgement may be under way. Input with an old epoch is acknowledged and thrown away, and
//! [`ErrorCode::NotController`] says so.
//!
//! **Control.** One viewer controls: their keys count, their size (unless [`Control::SetSizing`] says
//! otherwise) and their answers to queries of the program. The owner's tab controls from the begin. Another
//! person asks ([`Control::AskControl`]); those who may grant it are told ([`Control::Asking`]) and answer with
//! [`Control::Grant`] or [`Control::NotNow`]. Who was granted it gives it back ([`Control::Release`]), and the
//! owner takes it back at any time ([`Control::TakeControl`]). Staff take it with a reason
//! ([`Control::Take`]); then the owner asks for it back. Each change increments the epoch and throws away what
//! waits of the former controller's input, so that none of their keys lands after it.
//!
//! **A class** is shown a terminal when staff ask ([`Control::AskSpotlight`]) and the owner agrees
//! ([`Control::AnswerSpotlight`]): then classmates attach to look, are counted ([`Control::Spotlight`]) and named
//! ([`Control::Lookers`]) apart from the others, and are detached when it ends, at the latest when whoever shows it goes.
//!
//! **What cannot be** is answered, and harms nobody else: a frame that cannot be read, comes out of turn, or leaves a gap
//! in the input, with [`ErrorCode::BadFrame`] (more than 32 of them end the socket, [`close::PROTOCOL`]); one for a
//! channel without a terminal with [`ErrorCode::NotFound`] there; one beyond a limit with [`ErrorCode::Limit`].
//!
//! **Ends** that come by themselves are announced with [`Control::Ending`], and put off by
//! [`Control::Extend`].
//!
//! # Where this is not what it was drawn as
//!
//! Building it showed better, in these places:
//!
//! - A lost controller's place and unparsed output are held 90 s, not 30: a minute without a network is common, and
//!   nothing may be lost in it (`session::core::HOLD`).
//! - Keyframes do not lie in the ring each 64 KiB. One screen model stands where the ring begins and is fed what the ring
//!   gives up; its dump with the ring after it is the snapshot: as exact, without parsing what is never given up
//!   (`session/behind.rs`).
//! - Who looks on has a share of a flood and then a snapshot, instead of pacing by credit alone: thirty who look do not
//!   slow whoever controls (`session/viewer.rs`).
//! - There is no SAMPLE frame: charts are feeds of their own (`metrics::feed`), so that they work without a terminal.
//! - Flag 4 (compressed) is not kept free, and a hello names no build: [`PROTO`] is counted up with every change, and
//!   both ends come of one build; whoever has another number loads the page anew ([`ErrorCode::Reload`]).
//! - Credit's window is the browser's to say, in each frame, and is not computed from round trips.
//! - A broadcast is one piece ([`Typing`]) asked for over HTTP, with its report, instead of keys one by one: it cannot
//!   mix with what a student types, and is recorded before it happens.
//! - `retry_after_s` of an error is always 0 so far: a socket that is refused says so by its close code.

mod control;
mod people;
#[cfg(test)]
mod tests;
mod typing;

pub use control::*;
pub use people::*;
pub use typing::*;

/// The subprotocol's name in the WebSocket handshake.
pub const SUBPROTOCOL: &str = "lyceum.term.v1";
/// Where the socket is opened.
pub const PATH: &str = "/ws/terminals";
/// Counted up when frames or [`Control`] change; both ends of one release agree.
pub const PROTO: u16 = 5;

pub const HEADER_BYTES: usize = 4;
/// Largest frame, header included, in either direction.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;
/// Most bytes in one input frame.
pub const MAX_INPUT_BYTES: usize = 4 * 1024;
/// Most bytes in one control frame.
pub const MAX_CONTROL_BYTES: usize = 16 * 1024;
/// Input that may be under way unacknowledged, per terminal and client, bytes.
pub const INPUT_WINDOW_BYTES: u32 = 64 * 1024;
/// Output that may be sent and not yet parsed, bytes. xterm grows sluggish above about 500 kB.
pub const OUTPUT_WINDOW_BYTES: u32 = 384 * 1024;

/// Flag of output that was sent to somebody before: queries in it must not be answered again.
pub const REPLAY: u8 = 1;
/// Flag of the last replayed output before live output begins.
pub const LAST_REPLAY: u8 = 2;

/// Bytes of the header and the fixed fields before an output frame's payload.
pub const OUTPUT_HEAD_BYTES: usize = HEADER_BYTES + 8;

pub const TYPE_OUTPUT: u8 = 0x01;
pub const TYPE_INPUT: u8 = 0x02;
pub const TYPE_CREDIT: u8 = 0x03;
pub const TYPE_INPUT_ACK: u8 = 0x04;
pub const TYPE_VIEWPORT: u8 = 0x05;
pub const TYPE_SIZE: u8 = 0x06;
pub const TYPE_SNAPSHOT: u8 = 0x07;
pub const TYPE_PING: u8 = 0x08;
pub const TYPE_PONG: u8 = 0x09;
pub const TYPE_CONTROL: u8 = 0x40;

/// Number of a terminal on one socket; 0 is the socket itself.
pub type Channel = u16;

/// One message. Borrows the bytes it was decoded from.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame<'a> {
    /// `seq`: offset of the first byte in the terminal's whole output.
    Output {
        channel: Channel,
        flags: u8,
        seq: u64,
        bytes: &'a [u8],
    },
    /// `iseq`: offset of the first byte in this client's input to this terminal.
    Input {
        channel: Channel,
        iseq: u64,
        epoch: u32,
        bytes: &'a [u8],
    },
    /// Output has been parsed up to `parsed`, and up to `window` bytes more may be sent.
    Credit {
        channel: Channel,
        parsed: u64,
        window: u32,
    },
    /// Input up to `iseq_written` has reached the program's terminal.
    InputAck {
        channel: Channel,
        iseq_written: u64,
        window: u32,
    },
    /// The size this viewer would like; the controller's counts.
    Viewport {
        channel: Channel,
        size: Size,
        px_w: u16,
        px_h: u16,
    },
    /// The terminal has this size from output offset `at_seq` on.
    Size {
        channel: Channel,
        at_seq: u64,
        size: Size,
    },
    /// Bytes that bring a reset emulator of this size to the screen as it was at `seq`.
    Snapshot {
        channel: Channel,
        seq: u64,
        size: Size,
        part: u8,
        last: bool,
        bytes: &'a [u8],
    },
    /// To be answered at once by a pong with the same number, the sender's clock in microseconds.
    Ping {
        t_us: u64,
    },
    Pong {
        t_us: u64,
    },
    Control {
        channel: Channel,
        control: Control,
    },
}

/// Why bytes are not a frame. The peer's fault, never a reason to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the frame ends too early")]
    Truncated,
    #[error("the frame has {0} bytes, more than allowed")]
    TooLong(usize),
    #[error("there is no frame of type {0:#04x}")]
    UnknownType(u8),
    #[error("the control message is not valid")]
    BadControl,
    #[error("the frame has bytes after its end")]
    Trailing,
}

impl<'a> Frame<'a> {
    /// Reads one message; allocates for [`Control`] alone, and in proportion to the message's length.
    ///
    /// # Errors
    /// [`DecodeError`] for anything that is not exactly one frame.
    pub fn decode(message: &'a [u8]) -> Result<Self, DecodeError> {
        if message.len() > MAX_FRAME_BYTES {
            return Err(DecodeError::TooLong(message.len()));
        }
        let mut rest = Reader(message);
        let (kind, flags, channel) = (rest.u8()?, rest.u8()?, rest.u16()?);
        let frame = match kind {
            TYPE_OUTPUT => Self::Output { channel, flags, seq: rest.u64()?, bytes: rest.all() },
            TYPE_INPUT => {
                let (iseq, epoch, bytes) = (rest.u64()?, rest.u32()?, rest.all());
                if bytes.len() > MAX_INPUT_BYTES {
                    return Err(DecodeError::TooLong(bytes.len()));
                }
                Self::Input { channel, iseq, epoch, bytes }
            }
            TYPE_CREDIT => Self::Credit { channel, parsed: rest.u64()?, window: rest.u32()? },
            TYPE_INPUT_ACK => Self::InputAck { channel, iseq_written: rest.u64()?, window: rest.u32()? },
            TYPE_VIEWPORT => Self::Viewport { channel, size: rest.size()?, px_w: rest.u16()?, px_h: rest.u16()? },
            TYPE_SIZE => Self::Size { channel, at_seq: rest.u64()?, size: rest.size()? },
            TYPE_SNAPSHOT => Self::Snapshot {
                channel,
                seq: rest.u64()?,
                size: rest.size()?,
                part: rest.u8()?,
                last: rest.u8()? != 0,
                bytes: rest.all(),
            },
            TYPE_PING => Self::Ping { t_us: rest.u64()? },
            TYPE_PONG => Self::Pong { t_us: rest.u64()? },
            TYPE_CONTROL => {
                let bytes = rest.all();
                if bytes.len() > MAX_CONTROL_BYTES {
                    return Err(DecodeError::TooLong(bytes.len()));
                }
                let (control, left) = postcard::take_from_bytes(bytes).map_err(|_| DecodeError::BadControl)?;
                rest = Reader(left);
                Self::Control { channel, control }
            }
            other => return Err(DecodeError::UnknownType(other)),
        };
        if rest.0.is_empty() { Ok(frame) } else { Err(DecodeError::Trailing) }
    }

    /// The message, ready to send.
    pub fn encode(&self) -> Vec<u8> {
        let payload = match self {
            Self::Output { bytes, .. } | Self::Input { bytes, .. } | Self::Snapshot { bytes, .. } => bytes.len(),
            _ => 0,
        };
        let mut out = Vec::with_capacity(HEADER_BYTES + 16 + payload);
        match self {
            Self::Output { channel, flags, seq, bytes } => {
                header(&mut out, TYPE_OUTPUT, *flags, *channel);
                out.extend_from_slice(&seq.to_le_bytes());
                out.extend_from_slice(bytes);
            }
            Self::Input { channel, iseq, epoch, bytes } => {
                header(&mut out, TYPE_INPUT, 0, *channel);
                out.extend_from_slice(&iseq.to_le_bytes());
                out.extend_from_slice(&epoch.to_le_bytes());
                out.extend_from_slice(bytes);
            }
            Self::Credit { channel, parsed, window } => {
                header(&mut out, TYPE_CREDIT, 0, *channel);
                out.extend_from_slice(&parsed.to_le_bytes());
                out.extend_from_slice(&window.to_le_bytes());
            }
            Self::InputAck { channel, iseq_written, window } => {
                header(&mut out, TYPE_INPUT_ACK, 0, *channel);
                out.extend_from_slice(&iseq_written.to_le_bytes());
                out.extend_from_slice(&window.to_le_bytes());
            }
            Self::Viewport { channel, size, px_w, px_h } => {
                header(&mut out, TYPE_VIEWPORT, 0, *channel);
                size.put(&mut out);
                out.extend_from_slice(&px_w.to_le_bytes());
                out.extend_from_slice(&px_h.to_le_bytes());
            }
            Self::Size { channel, at_seq, size } => {
                header(&mut out, TYPE_SIZE, 0, *channel);
                out.extend_from_slice(&at_seq.to_le_bytes());
                size.put(&mut out);
            }
            Self::Snapshot { channel, seq, size, part, last, bytes } => {
                header(&mut out, TYPE_SNAPSHOT, 0, *channel);
                out.extend_from_slice(&seq.to_le_bytes());
                size.put(&mut out);
                out.extend_from_slice(&[*part, u8::from(*last)]);
                out.extend_from_slice(bytes);
            }
            Self::Ping { t_us } => {
                header(&mut out, TYPE_PING, 0, 0);
                out.extend_from_slice(&t_us.to_le_bytes());
            }
            Self::Pong { t_us } => {
                header(&mut out, TYPE_PONG, 0, 0);
                out.extend_from_slice(&t_us.to_le_bytes());
            }
            Self::Control { channel, control } => {
                header(&mut out, TYPE_CONTROL, 0, *channel);
                // Into a growing vector postcard has no way to fail: every type here is sized and known.
                out = postcard::to_extend(control, out).unwrap_or_default();
            }
        }
        out
    }
}

/// The header and offset of an output frame, to be followed by its bytes: lets the server write the
/// bytes once, straight from the ring.
pub fn output_head(channel: Channel, flags: u8, seq: u64) -> [u8; OUTPUT_HEAD_BYTES] {
    let mut head = [0; OUTPUT_HEAD_BYTES];
    head[0] = TYPE_OUTPUT;
    head[1] = flags;
    head[2..4].copy_from_slice(&channel.to_le_bytes());
    head[4..].copy_from_slice(&seq.to_le_bytes());
    head
}

fn header(out: &mut Vec<u8>, kind: u8, flags: u8, channel: Channel) {
    out.extend_from_slice(&[kind, flags]);
    out.extend_from_slice(&channel.to_le_bytes());
}

impl Size {
    fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.cols.to_le_bytes());
        out.extend_from_slice(&self.rows.to_le_bytes());
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(DecodeError::Truncated)?;
        self.0 = rest;
        Ok(*head)
    }

    fn u8(&mut self) -> Result<u8, DecodeError> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Result<u16, DecodeError> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, DecodeError> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, DecodeError> {
        self.take().map(u64::from_le_bytes)
    }

    fn size(&mut self) -> Result<Size, DecodeError> {
        Ok(Size { cols: self.u16()?, rows: self.u16()? })
    }

    fn all(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }
}
