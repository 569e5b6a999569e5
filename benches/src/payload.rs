//! What is sent through terminals: three kinds of text, in memory's file system.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Outcome;

/// Repeated to the whole length; prime to the blocks that `cat` and terminals move, so that these cut
/// it in ever other places.
const BLOCK_BYTES: usize = 999_983;
/// Characters of one to four bytes: letters, accents, Chinese, Japanese, Korean, signs, emoji.
const LETTERS: &[char] = &['a', 'é', 'ß', 'Ж', 'λ', '語', '学', 'か', '한', '€', '😀', '🚀', '𝄞', 'z'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Lines of 79 printable characters, ended as a terminal ends them.
    Ascii,
    /// Characters of one to four bytes.
    Utf8,
    /// Colours, cursor moves and text, as full-screen programs write.
    Ansi,
    /// Lines of 80 bytes, each with its number.
    Numbered,
}

impl Kind {
    pub const THROUGHPUT: [Self; 3] = [Self::Ascii, Self::Utf8, Self::Ansi];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::Utf8 => "utf8",
            Self::Ansi => "ansi",
            Self::Numbered => "numbered",
        }
    }

    fn text(self, bytes: usize) -> Vec<u8> {
        if self == Self::Numbered {
            let mut text: Vec<u8> =
                (0..=bytes / 80).flat_map(|line| format!("{line:010}{:.>69}\n", "").into_bytes()).collect();
            text.truncate(bytes / 80 * 80);
            return text;
        }
        let mut random = Random(1);
        let mut block = Vec::with_capacity(BLOCK_BYTES + 64);
        while block.len() < BLOCK_BYTES.min(bytes) {
            match self {
                Self::Ascii => block.extend((0..79).map(|_| b'!' + random.below(90) as u8).chain(*b"\r\n")),
                Self::Ansi => ansi(&mut block, &mut random),
                Self::Utf8 | Self::Numbered => {
                    block.extend(LETTERS[random.below(LETTERS.len())].to_string().bytes());
                    if random.below(40) == 0 {
                        block.extend(b"\r\n");
                    }
                }
            }
        }
        let mut text = block.repeat(bytes.div_ceil(block.len()));
        text.truncate(bytes);
        // Whole characters to the end: what is sent is text.
        let whole = std::str::from_utf8(&text).map_or_else(|error| error.valid_up_to(), str::len);
        text.truncate(whole);
        text.resize(bytes, b'.');
        text
    }
}

fn ansi(block: &mut Vec<u8>, random: &mut Random) {
    let (row, col) = (1 + random.below(24), 1 + random.below(72));
    let (fore, back) = (random.below(256), 40 + random.below(8));
    let word = ["drwx", "make", "-- INSERT --", "0x7f", "100%", "error:", "~"][random.below(7)];
    let piece = match random.below(5) {
        0 => format!("\x1b[{row};{col}H\x1b[38;5;{fore}m{word}\x1b[0m"),
        1 => format!("\x1b[{row};{col}H\x1b[1;{back}m{word}\x1b[K"),
        2 => format!("\x1b[38;2;{fore};{col};{row}m{word}\x1b[m\r\n"),
        3 => format!("\x1b[{}A\x1b[{}C{word}\x1b[7m \x1b[27m", 1 + row % 3, 1 + col % 9),
        _ => format!("\x1b[{row};1H\x1b[2K\x1b[4m{word}\x1b[24m {fore}"),
    };
    block.extend_from_slice(piece.as_bytes());
}

/// The same on every machine and in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// A text in a file, gone with this.
#[derive(Debug)]
pub struct Payload {
    pub kind: Kind,
    pub path: PathBuf,
    pub bytes: usize,
    pub hash: Vec<u8>,
}

impl Payload {
    /// # Errors
    /// When there is no room for it.
    pub fn write(folder: &Path, kind: Kind, bytes: usize) -> Outcome<Self> {
        let text = kind.text(bytes);
        let path = folder.join(kind.name());
        std::fs::write(&path, &text)?;
        Ok(Self { kind, path, bytes: text.len(), hash: Sha256::digest(&text).to_vec() })
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A folder in memory for what is measured with, gone with this.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> Outcome<Self> {
        let memory = PathBuf::from("/dev/shm");
        let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let folder = folder.join(format!("lyceum-termbench-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_long_as_asked_for_and_text() {
        for kind in Kind::THROUGHPUT {
            for bytes in 2_500_000..2_500_008 {
                let text = kind.text(bytes);
                assert_eq!(text.len(), bytes, "{kind:?}");
                assert!(std::str::from_utf8(&text).is_ok(), "{kind:?}");
            }
        }
        assert_eq!(Kind::Numbered.text(800).len(), 800);
    }

    #[test]
    fn more_than_one_cut_in_seven_goes_through_a_character() {
        let text = Kind::Utf8.text(2_000_000);
        let cuts: Vec<usize> = (4096..text.len()).step_by(4096).collect();
        let inside = cuts.iter().filter(|at| text[**at] & 0xc0 == 0x80).count();
        assert!(inside * 7 > cuts.len(), "{inside} of {}", cuts.len());
    }

    #[test]
    fn lines_of_ascii_are_79_characters() {
        let text = Kind::Ascii.text(8000);
        assert!(text.chunks_exact(81).all(|line| !line[..79].contains(&b'\r') && line.ends_with(b"\r\n")));
    }
}
