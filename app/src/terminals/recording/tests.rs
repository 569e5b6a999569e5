use std::io::BufReader;
use std::path::PathBuf;

use proptest::prelude::*;

use super::cast::{self, Events, Header, to_v2};
use super::files::Files;
use super::index::{ENTRY_BYTES, Entry};
use super::raw::restore;
use super::reader::Reader;
use super::search::search;
use super::utf8::Decoder;
use super::writer::Writer;
use crate::id::TerminalId;
use crate::terminals::protocol::Size;
use crate::terminals::session::Screen;
use crate::terminals::types::replay::{Event, Kind, PartFrom};

const SIZE: Size = Size { cols: 20, rows: 6 };

/// A folder of a test's own, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("lyceum-recording-{:016x}", rand::random::<u64>())))
    }

    fn files(&self) -> Files {
        Files::of(&self.0, TerminalId(7), 1)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

fn header() -> Header {
    Header { size: SIZE, started_ms: 1_700_000_000_000, title: "Terminal 7 of Ada".to_owned() }
}

fn writer(folder: &Folder) -> Writer {
    Writer::create(&folder.files(), &header(), u64::MAX).expect("files")
}

fn reader(folder: &Folder) -> Reader {
    Reader::open(&folder.files()).expect("files")
}

#[derive(Debug, Clone)]
enum Did {
    Printed(Vec<u8>),
    Resized(Size),
    Marked,
}

fn did() -> impl Strategy<Value = (u64, Did)> {
    let pieces = prop_oneof![
        "[ -~]{1,30}".prop_map(String::into_bytes),
        Just(b"\r\n".to_vec()),
        Just("😀 学校 é".as_bytes().to_vec()),
        Just(b"\x1b[31mred\x1b[0m".to_vec()),
        Just(b"\x1b[2J\x1b[H".to_vec()),
        Just(b"\x1b[3;5Hx".to_vec()),
        Just(b"\x1b[?1049h".to_vec()),
        Just(b"\x1b[?1049l".to_vec()),
        proptest::collection::vec(any::<u8>(), 1..12),
    ];
    let printed = proptest::collection::vec(pieces, 1..6).prop_map(|pieces| Did::Printed(pieces.concat()));
    let resized = (5_u16..40, 3_u16..12).prop_map(|(cols, rows)| Did::Resized(Size { cols, rows }));
    (0_u64..7000, prop_oneof![8 => printed, 1 => resized, 1 => Just(Did::Marked)])
}

fn write(writer: &mut Writer, story: &[(u64, Did)]) -> Vec<u64> {
    let mut at_ms = 0;
    let mut times = Vec::new();
    for (after, did) in story {
        at_ms += after;
        times.push(at_ms);
        match did {
            Did::Printed(bytes) => writer.output(at_ms, bytes),
            Did::Resized(size) => writer.resize(at_ms, *size),
            Did::Marked => writer.marker(at_ms, "here"),
        }
        .expect("written");
    }
    times
}

/// What a player shows that plays from the begin.
fn played_to(events: &[Event], at_ms: u64) -> Screen {
    let mut screen = Screen::new(SIZE).expect("a size");
    for event in events.iter().take_while(|event| event.at_ms <= at_ms) {
        match event.kind {
            Kind::Output => screen.feed(event.data.as_bytes()),
            Kind::Resize => screen.resize(crate::terminals::types::replay::size_of(&event.data).expect("a size")),
            _ => {}
        }
    }
    screen
}

fn all(reader: &mut Reader) -> Vec<Event> {
    let mut events = reader.all().expect("opens");
    std::iter::from_fn(|| events.read().expect("reads")).collect()
}

/// All output as the program wrote it.
fn restored(files: &Files) -> Vec<u8> {
    let cast = std::fs::read(&files.cast).expect("reads");
    let mut output = Vec::new();
    restore(&cast[..], &std::fs::read(&files.raw).unwrap_or_default()[..], &mut output).expect("restores");
    output
}

proptest! {
    #[test]
    fn text_is_the_same_however_it_is_cut(bytes in proptest::collection::vec(any::<u8>(), 0..80), cut in 0_usize..80) {
        let (one, two) = bytes.split_at(cut.min(bytes.len()));
        let mut decoder = Decoder::default();
        let text = decoder.feed(one).text + &decoder.feed(two).text + &decoder.finish().text;
        prop_assert_eq!(&text, &String::from_utf8_lossy(&bytes));
        let mut decoder = Decoder::default();
        let bytewise: String = bytes.iter().map(|byte| decoder.feed(&[*byte]).text).collect();
        prop_assert_eq!(bytewise + &decoder.finish().text, text);
    }

    #[test]
    fn output_can_be_had_as_it_came(story in proptest::collection::vec(did(), 1..30)) {
        let folder = Folder::new();
        let mut writer = writer(&folder);
        write(&mut writer, &story);
        writer.exit(100_000_000, Some(0)).expect("written");
        let printed: Vec<u8> = story.iter().filter_map(|(_, did)| match did {
            Did::Printed(bytes) => Some(&bytes[..]),
            _ => None,
        }).collect::<Vec<_>>().concat();
        let files = folder.files();
        prop_assert_eq!(files.raw.exists(), std::str::from_utf8(&printed).is_err());
        prop_assert_eq!(writer.bytes(), files.bytes());
        prop_assert_eq!(restored(&files), printed);
    }

    #[test]
    fn a_seek_shows_what_playing_from_the_begin_shows(story in proptest::collection::vec(did(), 1..30)) {
        let folder = Folder::new();
        let mut writer = writer(&folder);
        let times = write(&mut writer, &story);
        let mut reader = reader(&folder);
        let events = all(&mut reader);
        prop_assert_eq!(reader.duration_ms().expect("reads"), events.last().map_or(0, |event| event.at_ms));
        for at_ms in times {
            let (seeked, played) = (reader.screen(at_ms).expect("reads"), played_to(&events, at_ms));
            prop_assert_eq!(seeked.lines(), played.lines(), "at {}", at_ms);
        }
    }

    #[test]
    fn parts_together_are_the_whole(story in proptest::collection::vec(did(), 1..30), from in 0_u64..60_000) {
        let folder = Folder::new();
        let mut writer = writer(&folder);
        write(&mut writer, &story);
        writer.exit(100_000_000, Some(3)).expect("written");
        let mut reader = reader(&folder);
        let events = all(&mut reader);
        let first = reader.part(PartFrom::Time(from), true).expect("reads");
        prop_assert!(first.keyframe.as_ref().is_some_and(|keyframe| keyframe.at_ms <= from));
        let mut parts = first.events;
        let mut next = (first.next, first.is_last);
        while !next.1 {
            let part = reader.part(next.0, true).expect("reads");
            prop_assert!(part.keyframe.is_none());
            parts.extend(part.events);
            next = (part.next, part.is_last);
        }
        prop_assert_eq!(&events[events.len() - parts.len()..], &parts[..]);
        prop_assert_eq!(parts.last().map(|event| (event.kind, event.data.as_str())), Some((Kind::Exit, "3")));
    }

    #[test]
    fn a_file_cut_anywhere_is_read_as_far_as_it_is_whole(
        story in proptest::collection::vec(did(), 1..12), share in 0.0_f64..1.0
    ) {
        let folder = Folder::new();
        write(&mut writer(&folder), &story);
        let whole = all(&mut reader(&folder));
        let bytes = std::fs::read(&folder.files().cast).expect("reads");
        let first = header().line().len();
        let cut = first + ((bytes.len() - first) as f64 * share) as usize;
        let mut events = Events::from(BufReader::new(&bytes[first..cut]), 0, 0);
        let read: Vec<Event> = std::iter::from_fn(|| events.read().expect("reads")).collect();
        prop_assert_eq!(&whole[..read.len()], &read[..]);
    }

    #[test]
    fn the_older_format_says_the_same(story in proptest::collection::vec(did(), 1..12)) {
        let folder = Folder::new();
        write(&mut writer(&folder), &story);
        let events = all(&mut reader(&folder));
        let mut old = Vec::new();
        to_v2(BufReader::new(std::fs::File::open(&folder.files().cast).expect("opens")), &mut old).expect("converts");
        let mut lines = std::str::from_utf8(&old).expect("text").lines();
        let head: serde_json::Value = serde_json::from_str(lines.next().expect("a header")).expect("JSON");
        prop_assert_eq!((&head["version"], &head["width"], &head["height"]), (&2.into(), &20.into(), &6.into()));
        let read: Vec<Event> = lines
            .map(|line| cast::parse(line).expect("an event"))
            .map(|(at_ms, kind, data)| Event { at_ms, kind, data })
            .collect();
        prop_assert_eq!(read, events);
    }

    #[test]
    fn entries_are_read_as_written(at_ms: u64, offset: u64, screen_at: u64, screen_bytes: u32, cols: u16, rows: u16) {
        let entry = Entry { at_ms, offset, screen_at, screen_bytes, size: Size { cols, rows }, marker: Some(offset / 2) };
        let bytes: [u8; ENTRY_BYTES] = entry.encode();
        prop_assert_eq!(Entry::decode(&bytes), entry);
    }
}

#[test]
fn the_first_lines_are_asciicast() {
    let folder = Folder::new();
    let mut writer = writer(&folder);
    writer.output(248, b"\x1b[1mHello\r\n").expect("written");
    writer.resize(1249, Size { cols: 90, rows: 30 }).expect("written");
    writer.marker(1250, "a \"mark\"").expect("written");
    writer.exit(2000, Some(0)).expect("written");
    let text = std::fs::read_to_string(folder.files().cast).expect("reads");
    assert_eq!(
        text,
        "{\"term\":{\"cols\":20,\"rows\":6,\"type\":\"xterm-256color\"},\"timestamp\":1700000000,\"title\":\"Terminal 7 of \
         Ada\",\"version\":3}\n[0.248, \"o\", \"\\u001b[1mHello\\r\\n\"]\n[1.001, \"r\", \"90x30\"]\n[0.001, \"m\", \"a \
         \\\"mark\\\"\"]\n[0.750, \"x\", \"0\"]\n"
    );
    let facts = reader(&folder).facts().expect("reads");
    assert_eq!((facts.duration_ms, facts.size), (2000, SIZE));
    assert_eq!(
        facts.markers.iter().map(|mark| (mark.at_ms, mark.text.as_str())).collect::<Vec<_>>(),
        [(1250, "a \"mark\"")]
    );
}

#[test]
fn output_is_whole_also_after_a_pause() {
    let folder = Folder::new();
    let mut writer = writer(&folder);
    writer.output(1, "caf\u{e9}".as_bytes().split_at(4).0).expect("written");
    writer.output(2, "caf\u{e9}".as_bytes().split_at(4).1).expect("written");
    writer.resume(60_000, Size { cols: 30, rows: 4 }, b"a new screen").expect("written");
    let mut reader = reader(&folder);
    assert_eq!(reader.screen(10).expect("reads").lines()[0], "caf\u{e9}");
    assert_eq!(reader.screen(60_000).expect("reads").lines()[0], "a new screen");
}

#[test]
fn many_bytes_that_are_no_text_are_kept() {
    let folder = Folder::new();
    let mut writer = writer(&folder);
    let bytes: Vec<u8> = [&[0xff; 1000][..], b"text", &[0xf0, 0x9f], b"\x80\xf0\x9f\x99\x82\xc3"].concat();
    writer.output(1, &bytes).expect("written");
    writer.exit(2, Some(0)).expect("written");
    assert_eq!(restored(&folder.files()), bytes);
    // What was cut in the middle of a line or of an entry is as far as it goes.
    let files = folder.files();
    let [cast, raw] = [files.cast, files.raw].map(|path| std::fs::read(path).expect("reads"));
    let mut output = Vec::new();
    restore(&cast[..], &raw[..raw.len() - 1], &mut output).expect("restores");
    assert!(output.starts_with(&bytes[..bytes.len() - 1]) && output.ends_with("\u{fffd}".as_bytes()));
}

#[test]
fn a_recording_that_is_too_large_ends_with_its_last_words() {
    let folder = Folder::new();
    let mut writer = Writer::create(&folder.files(), &header(), 3000).expect("files");
    let failed = (1..100).find_map(|at| writer.output(at, &[b'x'; 200]).err()).expect("full at last");
    assert_eq!(failed.kind(), std::io::ErrorKind::QuotaExceeded);
    writer.last_words("The recording ended");
    let events = all(&mut reader(&folder));
    assert!(events.iter().filter(|event| event.kind == Kind::Output).all(|event| event.data.len() == 200));
    assert_eq!(
        events.last().map(|event| (event.kind, event.data.as_str())),
        Some((Kind::Marker, "The recording ended"))
    );
}

#[test]
fn files_are_their_owners_and_are_not_written_over() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let files = folder.files();
    drop(writer(&folder));
    assert_eq!(std::fs::metadata(&files.cast).expect("is there").permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(&folder.0).expect("is there").permissions().mode() & 0o777, 0o700);
    assert_eq!(Writer::create(&files, &header(), 1).expect_err("is there").kind(), std::io::ErrorKind::AlreadyExists);
    files.remove().expect("goes");
    files.remove().expect("is gone");
    assert_eq!(files.bytes(), 0);
}

#[test]
fn text_is_found_as_it_was_shown() {
    let folder = Folder::new();
    let mut writer = writer(&folder);
    let typed = ["$ ", "l", "s\r\n", "\x1b[34mSecret\x1b[0m.txt  notes\r\n$ "];
    for (at, text) in typed.into_iter().enumerate() {
        writer.output(at as u64 * 1000, text.as_bytes()).expect("written");
    }
    writer.output(9000, b"\x1b]0;secret title\x07\rnothing\r\n").expect("written");
    let found = |text: &str| {
        let hits = search(reader(&folder).all().expect("opens"), text).expect("reads").hits;
        hits.into_iter().map(|hit| (hit.at_ms, hit.line)).collect::<Vec<_>>()
    };
    assert_eq!(found("$ ls"), [(2000, "$ ls".to_owned())]);
    assert_eq!(found("secret.TXT"), [(3000, "Secret.txt  notes".to_owned())]);
    assert_eq!(found("title"), []);
    assert_eq!(found("nothing"), [(9000, "nothing".to_owned())]);
    assert_eq!(found("  "), []);
}
