//! The last output of a terminal, by absolute offset.

use std::collections::VecDeque;

/// Smallest and largest chunk, bytes: a terminal that prints a prompt costs a kilobyte.
const MIN_CHUNK_BYTES: usize = 1024;
const MAX_CHUNK_BYTES: usize = 32 * 1024;

/// Bytes `start..head` of a stream. Grows at the head by being read into; shrinks at the start, chunk
/// by chunk.
#[derive(Debug, Default)]
pub struct Ring {
    chunks: VecDeque<Chunk>,
    start: u64,
    head: u64,
    /// The last chunk given up, for the next one needed: a flood allocates nothing.
    spare: Option<Box<[u8]>>,
}

#[derive(Debug)]
struct Chunk {
    start: u64,
    len: usize,
    bytes: Box<[u8]>,
}

impl Chunk {
    fn end(&self) -> u64 {
        self.start + self.len as u64
    }
}

impl Ring {
    /// Offset of the oldest byte still here.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// Offset after the newest byte.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Room after the newest byte, never empty; what was written there counts after [`Ring::commit`].
    pub fn room(&mut self) -> &mut [u8] {
        if self.chunks.back().is_none_or(|chunk| chunk.len == chunk.bytes.len()) {
            let held = usize::try_from(self.head - self.start).unwrap_or(MAX_CHUNK_BYTES);
            let bytes = match self.spare.take() {
                Some(bytes) => bytes,
                None => vec![0; held.next_power_of_two().clamp(MIN_CHUNK_BYTES, MAX_CHUNK_BYTES)].into_boxed_slice(),
            };
            self.chunks.push_back(Chunk { start: self.head, len: 0, bytes });
        }
        // A chunk with room was just made sure of.
        self.chunks.back_mut().map_or(&mut [], |chunk| &mut chunk.bytes[chunk.len..])
    }

    /// The first `written` bytes of the room are output now.
    pub fn commit(&mut self, written: usize) {
        if let Some(chunk) = self.chunks.back_mut() {
            let written = written.min(chunk.bytes.len() - chunk.len);
            chunk.len += written;
            self.head += written as u64;
        }
    }

    pub fn append(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = self.room();
            let fits = room.len().min(bytes.len());
            room[..fits].copy_from_slice(&bytes[..fits]);
            self.commit(fits);
            bytes = &bytes[fits..];
        }
    }

    /// Appends bytes `from..to` to `out`, as far as they are here.
    pub fn copy(&self, from: u64, to: u64, out: &mut Vec<u8>) {
        let first = self.chunks.partition_point(|chunk| chunk.end() <= from);
        for chunk in self.chunks.range(first..) {
            if chunk.start >= to {
                break;
            }
            let begin = usize::try_from(from.saturating_sub(chunk.start)).unwrap_or(usize::MAX).min(chunk.len);
            let end = usize::try_from(to - chunk.start).unwrap_or(usize::MAX).min(chunk.len);
            out.extend_from_slice(&chunk.bytes[begin..end]);
        }
    }

    /// Gives up the oldest chunk if all of it lies before `keep_from`; `with` sees its offset and bytes.
    pub fn evict(&mut self, keep_from: u64, with: impl FnOnce(u64, &[u8])) -> bool {
        if self.chunks.front().is_none_or(|chunk| chunk.len == 0 || chunk.end() > keep_from) {
            return false;
        }
        let Some(chunk) = self.chunks.pop_front() else { return false };
        self.start = chunk.end();
        with(chunk.start, &chunk.bytes[..chunk.len]);
        if chunk.bytes.len() == MAX_CHUNK_BYTES {
            self.spare = Some(chunk.bytes);
        }
        true
    }
}
