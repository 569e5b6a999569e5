//! One WebSocket: the greeting, and frames to those they are for.

use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::Set;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::{Connection, Link, Phase, Stop, now_ms};
use crate::terminals::client::pulse::{Pulse, Reach};
use crate::terminals::protocol::{
    Control, ErrorCode, Frame, Hello, OUTPUT_HEAD_BYTES, PATH, PROTO, SUBPROTOCOL, TYPE_OUTPUT, close,
};

/// An open WebSocket and what listens to it.
pub(super) struct Socket {
    socket: WebSocket,
    _open: Closure<dyn Fn()>,
    _message: Closure<dyn Fn(MessageEvent)>,
    _close: Closure<dyn Fn(CloseEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.hang_up();
    }
}

impl Socket {
    pub(super) fn send(&self, frame: &Frame<'_>) {
        // What a socket that is closing would drop is sent again on the next one, if it matters.
        if self.socket.ready_state() == WebSocket::OPEN {
            let _ = self.socket.send_with_u8_array(&frame.encode());
        }
    }

    /// Closes it and listens no more.
    pub(super) fn hang_up(&self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}

impl Connection {
    pub(super) fn open(&self, ticket: String) -> Result<(), JsValue> {
        let location = leptos::prelude::location();
        let scheme = if location.protocol()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new_with_str(&format!("{scheme}://{}{PATH}", location.host()?), SUBPROTOCOL)?;
        socket.set_binary_type(BinaryType::Arraybuffer);

        let hello = Hello { proto: PROTO, client_id: self.client_id, ticket };
        let me = self.me.clone();
        let opened = Closure::<dyn Fn()>::new(move || {
            if let Some(me) = me.upgrade() {
                me.reach.set(Reach::Opened);
                me.send(&Frame::Control { channel: 0, control: Control::Hello(hello.clone()) });
            }
        });
        let me = self.me.clone();
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let (Some(me), Ok(buffer)) = (me.upgrade(), event.data().dyn_into::<ArrayBuffer>()) {
                me.receive(&buffer);
            }
        });
        let me = self.me.clone();
        let closed = Closure::<dyn Fn(CloseEvent)>::new(move |event: CloseEvent| {
            if let Some(me) = me.upgrade() {
                me.closed_by_server(event.code());
            }
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        self.reach.set(Reach::Asked);
        self.socket.replace(Some(Socket { socket, _open: opened, _message: message, _close: closed }));
        Ok(())
    }

    fn receive(&self, buffer: &ArrayBuffer) {
        self.reach.set(Reach::Heard);
        self.on_pulse(Pulse::heard);
        let message = Uint8Array::new(buffer);
        if message.length() as usize >= OUTPUT_HEAD_BYTES && message.get_index(0) == TYPE_OUTPUT {
            // Read the head alone; the bytes stay where the browser has put them.
            let mut head = [0; OUTPUT_HEAD_BYTES];
            message.subarray(0, OUTPUT_HEAD_BYTES as u32).copy_to(&mut head);
            if let (Ok(Frame::Output { channel, flags, seq, .. }), bytes) =
                (Frame::decode(&head), message.subarray(OUTPUT_HEAD_BYTES as u32, message.length()))
                && let Some(remote) = self.remote(channel)
            {
                remote.output(flags, seq, &bytes);
            }
            return;
        }
        match Frame::decode(&message.to_vec()) {
            Ok(Frame::Ping { t_us }) => self.send(&Frame::Pong { t_us }),
            Ok(Frame::Pong { t_us }) => self.round_trip_ms.set(Some((now_ms() - t_us as f64 / 1000.0).max(0.0))),
            Ok(Frame::Control { channel: 0, control }) => self.control(control),
            Ok(frame) => {
                let channel = match &frame {
                    Frame::Output { channel, .. }
                    | Frame::Size { channel, .. }
                    | Frame::Snapshot { channel, .. }
                    | Frame::InputAck { channel, .. }
                    | Frame::Control { channel, .. } => *channel,
                    _ => return,
                };
                if let Some(remote) = self.remote(channel) {
                    remote.receive(frame);
                }
            }
            Err(error) => self.broken(&error.to_string()),
        }
    }

    fn control(&self, control: Control) {
        match control {
            Control::Welcome(welcome) => {
                self.id.set(welcome.connection);
                self.attempt.set(0);
                self.phase.set(Phase::Up);
                let now = now_ms();
                self.pulse.set(Some(Pulse::new(now)));
                self.link.set(Link::Up);
                self.ping(now);
                for remote in self.all_remotes() {
                    remote.up();
                }
            }
            Control::Error { code: ErrorCode::Reload, .. } => self.stop(Stop::Reload),
            Control::Error { code: ErrorCode::Forbidden, .. } => self.stop(Stop::Forbidden),
            Control::Error { code: ErrorCode::Limit, .. } => self.stop(Stop::TooMany),
            Control::Error { message, .. } => self.broken(&message),
            // The keeper of terminals stays after all.
            Control::ServerGoing { in_s: 0 } => self.link.set(Link::Up),
            Control::ServerGoing { in_s } => self.link.set(Link::Going { in_s }),
            _ => {}
        }
    }

    fn closed_by_server(&self, code: u16) {
        match code {
            close::SIGN_IN => self.stop(Stop::SignIn),
            close::FORBIDDEN => self.stop(Stop::Forbidden),
            close::REPLACED => self.stop(Stop::Replaced),
            close::TOO_MANY => self.stop(Stop::TooMany),
            close::GOING => self.broken("the server restarts"),
            _ => self.broken("the connection was lost"),
        }
    }
}
