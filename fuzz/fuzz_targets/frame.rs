//! Any bytes, as a message of the terminals' socket: [`Frame::decode`] never panics, takes memory in
//! proportion to the message and no more, and what it reads is written and read again as the same.
//!
//! The protocol's own files are compiled here, and nothing else of the product: built in seconds.

#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use libfuzzer_sys::fuzz_target;
use terminals::protocol::{Frame, Present};

#[path = "../../app/src/id.rs"]
mod id;
#[path = "../../app/src/time.rs"]
mod time;
#[path = "../../app/src/terminals"]
mod terminals {
    pub mod protocol;
}

/// Bytes of memory for a byte of a frame: a list takes room for as many entries as could follow, by a byte
/// each, before it has read one.
const GROWTH: usize = 2 * size_of::<Present>();
const ALWAYS_BYTES: usize = 256;

fuzz_target!(|message: &[u8]| {
    let before = TAKEN.load(Ordering::Relaxed);
    let decoded = Frame::decode(message);
    let taken = TAKEN.load(Ordering::Relaxed) - before;
    assert!(taken <= GROWTH * message.len() + ALWAYS_BYTES, "{taken} bytes for a frame of {}", message.len());

    if let Ok(frame) = decoded {
        let encoded = frame.encode();
        let again = Frame::decode(&encoded);
        assert_eq!(again.as_ref(), Ok(&frame), "written and read again it is another");
        assert_eq!(frame.encode(), encoded, "written twice it is another");
    }
});

/// Bytes taken from the system so far, freed or not.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

// SAFETY: the system's allocator does all that an allocator must; this counts and passes on.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        TAKEN.fetch_add(size.saturating_sub(layout.size()), Ordering::Relaxed);
        unsafe { System.realloc(memory, layout, size) }
    }
}
