//! Text that scrolls by: output that need not be parsed, because the lines after it scroll all of it away.

use memchr::{memchr_iter, memchr2_iter, memmem, memrchr, memrchr_iter};

/// Most bytes of a sequence that a cut may leave unfinished; colours take less.
const MAX_SEQUENCE_BYTES: usize = 64;
const ESC: u8 = 0x1b;

/// Output at whose begin is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// So many bytes of it are text: characters, the ends of lines, colours, and moves within a line.
    pub bytes: usize,
    /// What follows, if anything does, is a character or sequence whose rest has not come.
    pub goes_on: bool,
}

/// Looks how far output is text that only ever moves down the screen and scrolls it.
pub fn text(output: &[u8]) -> Text {
    // ESC is never in a character, so it can be looked for before they are.
    let ends = memchr_iter(ESC, output).find_map(|at| match sequence(&output[at..]) {
        Sequence::InLine(_) => None,
        Sequence::Unfinished => Some((at, true)),
        Sequence::Other => Some((at, false)),
    });
    let (end, sequence_goes_on) = ends.unwrap_or((output.len(), true));
    let (valid, character_goes_on) = match std::str::from_utf8(&output[..end]) {
        Ok(_) => (end, sequence_goes_on),
        Err(error) => (error.valid_up_to(), error.error_len().is_none() && end == output.len()),
    };
    let bytes = quiet(&output[..valid]);
    // C1 controls, as characters: they begin sequences as ESC does.
    let c1 = |at: &usize| output.get(at + 1).is_some_and(|next| (0x80..=0x9f).contains(next));
    match memchr_iter(0xc2, &output[..bytes]).find(c1) {
        Some(at) => Text { bytes: at, goes_on: false },
        None => Text { bytes, goes_on: bytes == valid && character_goes_on },
    }
}

/// How many bytes, from the first on and in whole blocks, are no controls but those that text has.
fn quiet(text: &[u8]) -> usize {
    /// One look of the processor's, with a branch at its end and not at every byte.
    const BLOCK: usize = 64;
    // BEL, BS, HT, LF, CR, ESC.
    let is_text =
        |&byte: &u8| (byte >= b' ') & (byte != 0x7f) | (byte.wrapping_sub(0x07) < 4) | (byte == b'\r') | (byte == ESC);
    let blocks = text.chunks(BLOCK).take_while(|block| block.iter().fold(true, |all, byte| all & is_text(byte)));
    let whole: usize = blocks.map(<[u8]>::len).sum();
    // Not into a character.
    whole + text[whole..].iter().take_while(|byte| is_text(byte)).count()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sequence {
    /// Of so many bytes; it changes colours, or something in the cursor's line.
    InLine(usize),
    Unfinished,
    Other,
}

/// The sequence that begins with this ESC.
fn sequence(output: &[u8]) -> Sequence {
    if output.get(1).is_some_and(|byte| *byte != b'[') {
        return Sequence::Other;
    }
    let params = output.iter().skip(2).take_while(|byte| matches!(byte, b'0'..=b';')).count();
    match output.get(2 + params) {
        _ if params > MAX_SEQUENCE_BYTES => Sequence::Other,
        // SGR, EL, CUF, CUB, CHA.
        Some(b'm' | b'K' | b'C' | b'D' | b'G') => Sequence::InLine(3 + params),
        Some(_) => Sequence::Other,
        None => Sequence::Unfinished,
    }
}

/// Of text, what the last so many lines leave nothing of: how many bytes.
pub fn scrolled_away(text: &[u8], lines: usize) -> Option<usize> {
    memrchr_iter(b'\n', text).nth(lines).map(|at| at + 1)
}

/// Where text leaves the cursor, column and row, on a screen of so many columns and rows, if that is known without
/// parsing it.
pub fn cursor_after(text: &[u8], from: (usize, usize), (cols, rows): (usize, usize)) -> Option<(usize, usize)> {
    // Down to the last row, whatever the lines hold; and what matters begins where the line does.
    let scrolls = memchr_iter(b'\n', text).nth(rows).is_some();
    let ((mut col, mut row), text) = match memrchr(b'\r', text) {
        Some(at) if scrolls => ((0, rows - 1), &text[at + 1..]),
        _ => (from, text),
    };
    if !text.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n')) {
        return None;
    }
    let mut begin = 0;
    for at in memchr2_iter(b'\r', b'\n', text) {
        (col, row) = printed(at - begin, (col, row), (cols, rows));
        begin = at + 1;
        (col, row) = match text[at] {
            b'\r' => (0, row),
            // Scrolling leaves the cursor about to wrap, moving down does not.
            _ if row + 1 >= rows => (col, row),
            _ => (col.min(cols - 1), row + 1),
        };
    }
    Some(printed(text.len() - begin, (col, row), (cols, rows)))
}

/// Where so many characters of one column each leave the cursor.
fn printed(count: usize, (col, row): (usize, usize), (cols, rows): (usize, usize)) -> (usize, usize) {
    if count == 0 {
        return (col, row);
    }
    // At the edge, the next character begins the next line.
    let reached = col + count - 1;
    (reached % cols + 1, (row + reached / cols).min(rows - 1))
}

/// The sequences of text that set the pen it ends with.
pub fn pen_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let reset = [b"\x1b[m".as_slice(), b"\x1b[0m"].into_iter().filter_map(|reset| memmem::rfind(text, reset)).max();
    let text = &text[reset.unwrap_or_default()..];
    memchr_iter(ESC, text).filter_map(|at| match sequence(&text[at..]) {
        Sequence::InLine(bytes) => Some(&text[at..at + bytes]).filter(|bytes| bytes.ends_with(b"m")),
        Sequence::Unfinished | Sequence::Other => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(output: &str) -> bool {
        text(output.as_bytes()) == Text { bytes: output.len(), goes_on: true }
    }

    #[test]
    fn lines_with_colours_and_characters_of_all_kinds_are_text() {
        assert!(whole("total 8\r\n\x1b[01;34mdir\x1b[0m\t学é🙂\r\n\x1b[K\x1b[5C\x1b[2D\x1b[G\x08\x07"));
        assert!(whole(&"x".repeat(500)));
    }

    #[test]
    fn text_ends_where_the_screen_is_moved_about_in() {
        for other in ["\x1b[2J", "\x1b[H", "\x1b[?1049h", "\x1b]0;title\x07", "\x1bM", "\x0e", "\x0c", "\x7f", "\u{90}"]
        {
            let output = format!("{}{other}after", "before ".repeat(30));
            assert_eq!(text(output.as_bytes()), Text { bytes: 210, goes_on: false }, "{other:?}");
        }
        assert_eq!(text(b"before\xffafter"), Text { bytes: 6, goes_on: false });
        let endless = format!("\x1b[{}", "1;".repeat(64));
        assert_eq!(text(endless.as_bytes()), Text { bytes: 0, goes_on: false });
    }

    #[test]
    fn what_was_cut_goes_on() {
        for cut in [b"\x1b".as_slice(), b"\x1b[", b"\x1b[01;3", "学".as_bytes().split_at(2).0, b"\xc2"] {
            let output = [b"before", cut].concat();
            assert_eq!(text(&output), Text { bytes: 6, goes_on: true }, "{cut:?}");
        }
    }

    #[test]
    fn only_what_has_so_many_lines_after_it_is_gone() {
        assert_eq!(scrolled_away(b"a\nb\nc\nd", 1), Some(4));
        assert_eq!(scrolled_away(b"a\nb\nc\nd", 3), None);
    }

    #[test]
    fn the_cursor_is_known_where_its_line_is_plain() {
        let size = (10, 3);
        assert_eq!(cursor_after(b"ab\r\ncd", (4, 0), size), Some((2, 1)));
        assert_eq!(cursor_after("学\r\n\r\n\r\n\r\nab".as_bytes(), (0, 0), size), Some((2, 2)));
        assert_eq!(cursor_after("学\r\nab".as_bytes(), (0, 0), size), None);
        assert_eq!(cursor_after("a\n\n\n\n\r学".as_bytes(), (0, 0), size), None);
    }

    #[test]
    fn the_pen_is_what_was_set_since_it_was_last_put_down() {
        let pen: Vec<_> = pen_of(b"\x1b[1mbold\x1b[0m\x1b[31mred\x1b[K\x1b[4mlined").collect();
        assert_eq!(pen, [b"\x1b[0m".as_slice(), b"\x1b[31m", b"\x1b[4m"]);
        assert_eq!(pen_of(b"\x1b[1mbold").collect::<Vec<_>>(), [b"\x1b[1m"]);
    }
}
