//! A program that writes at an even pace, as builds and logs do.

use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Outcome;

/// Between two pieces.
const TICK: Duration = Duration::from_millis(10);
/// Of lines where no file is named.
const LINE: &[u8; 80] = b"a line of some program's log, which says little and says it again and again ..\r\n";

/// Ends with the file, or when nobody reads any more.
pub fn emit(rate: u64, file: Option<&Path>) -> Outcome<()> {
    let mut source: Box<dyn Read> = match file {
        Some(path) => Box::new(std::fs::File::open(path)?),
        None => Box::new(Lines(0)),
    };
    let (begun, mut written) = (Instant::now(), 0_u64);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let due = (begun.elapsed().as_secs_f64() * rate as f64) as u64;
        let most = usize::try_from(due - written.min(due))?.min(piece.len());
        if most == 0 {
            std::thread::sleep(TICK);
            continue;
        }
        let read = source.read(&mut piece[..most])?;
        if read == 0 {
            return Ok(());
        }
        std::io::stdout().write_all(&piece[..read])?;
        std::io::stdout().flush()?;
        written += read as u64;
        if most < piece.len() {
            std::thread::sleep(TICK);
        }
    }
}

/// Lines without end.
struct Lines(usize);

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = LINE[self.0 % LINE.len()];
            self.0 += 1;
        }
        Ok(buffer.len())
    }
}
