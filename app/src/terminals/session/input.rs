//! What people type, on its way to the program: in order, each byte once.

use std::collections::VecDeque;

use crate::terminals::protocol::INPUT_WINDOW_BYTES;

/// Input streams remembered per terminal; the longest silent is forgotten first.
const MAX_STREAMS: usize = 256;

/// Input received and not yet written, and how far each client's stream has come.
#[derive(Debug, Default)]
pub struct Input {
    queue: VecDeque<Piece>,
    streams: Vec<Stream>,
    /// Bytes written, of everybody.
    total: u64,
}

#[derive(Debug)]
struct Piece {
    /// Whose stream it is of; none for what was not typed here.
    client: Option<u64>,
    bytes: Vec<u8>,
    done: usize,
    /// Offset in the client's stream after this piece.
    end: u64,
}

/// Numbered per client, so that what is sent twice is written once.
#[derive(Debug, Clone, Copy)]
struct Stream {
    client: u64,
    received: u64,
    written: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The offset lies after what was received: something is missing.
    Gap,
    /// More is under way than the window allows.
    Window,
}

impl Input {
    /// A client comes (back) that has acknowledgement up to `next`. Returns the offset written so far.
    pub fn join(&mut self, client: u64, next: u64) -> u64 {
        if let Some(at) = self.streams.iter().position(|stream| stream.client == client) {
            let stream = self.streams.remove(at);
            self.streams.push(stream);
            return stream.written;
        }
        if self.streams.len() == MAX_STREAMS {
            self.streams.remove(0);
        }
        self.streams.push(Stream { client, received: next, written: next });
        next
    }

    /// Takes a piece of a client's stream; what was received before is dropped. With `accept` false
    /// the piece counts as written and goes nowhere.
    ///
    /// # Errors
    /// [`Refusal`]; nothing was taken then.
    pub fn push(&mut self, client: u64, iseq: u64, bytes: &[u8], accept: bool) -> Result<(), Refusal> {
        let Some(stream) = self.streams.iter_mut().find(|stream| stream.client == client) else {
            return Err(Refusal::Gap);
        };
        let known = stream.received.checked_sub(iseq).ok_or(Refusal::Gap)?;
        let new = usize::try_from(known).ok().and_then(|known| bytes.get(known..)).unwrap_or_default();
        if new.is_empty() {
            return Ok(());
        }
        let end = stream.received + new.len() as u64;
        if end - stream.written > u64::from(INPUT_WINDOW_BYTES) {
            return Err(Refusal::Window);
        }
        stream.received = end;
        let bytes = if accept { new.to_vec() } else { Vec::new() };
        self.queue.push_back(Piece { client: Some(client), bytes, done: 0, end });
        self.wrote(0);
        Ok(())
    }

    /// Bytes that nobody typed here, as one piece: no key lands between them.
    pub fn insert(&mut self, bytes: Vec<u8>) {
        self.queue.push_back(Piece { client: None, bytes, done: 0, end: 0 });
    }

    /// What waits counts as written and goes nowhere.
    pub fn throw_away(&mut self) {
        for piece in &mut self.queue {
            piece.bytes.truncate(piece.done);
        }
        self.wrote(0);
    }

    /// What is to be written next.
    pub fn next(&self) -> Option<&[u8]> {
        self.queue.front().map(|piece| &piece.bytes[piece.done..])
    }

    /// The program's terminal took so many bytes of [`Input::next`].
    pub fn wrote(&mut self, bytes: usize) {
        self.total += bytes as u64;
        if let Some(piece) = self.queue.front_mut() {
            piece.done += bytes;
        }
        while let Some(piece) = self.queue.pop_front_if(|piece| piece.done >= piece.bytes.len()) {
            if let Some(stream) = self.streams.iter_mut().find(|stream| Some(stream.client) == piece.client) {
                stream.written = piece.end;
            }
        }
    }

    /// Offset written so far of this client's stream.
    pub fn written(&self, client: u64) -> u64 {
        self.streams.iter().find(|stream| stream.client == client).map_or(0, |stream| stream.written)
    }

    /// Bytes written so far, of everybody.
    pub fn total(&self) -> u64 {
        self.total
    }

    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}
