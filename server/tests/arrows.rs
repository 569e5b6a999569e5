//! Which room may name which: reads the source and fails on an arrow that runs the wrong way.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What every room stands on, and may name.
const GROUND: [&str; 8] = ["call", "cookies", "error", "id", "time", "config", "ctx", "db"];

/// Each room and the rooms it may name beside the ground. What is not here stands on top and may name all.
const ROOMS: [(&str, &[&str]); 10] = [
    ("ui", &[]),
    // Accounts write to the log what was done to them; the log asks accounts who may read it.
    ("auth", &["ui", "audit"]),
    ("audit", &["ui", "auth"]),
    ("settings", &["ui", "auth", "audit"]),
    ("metrics", &["ui", "auth"]),
    ("terminals", &["ui", "auth", "audit"]),
    ("ssh", &["ui", "auth", "audit", "terminals"]),
    ("school", &["ui", "auth", "audit"]),
    ("engine", &["ui", "auth", "audit", "terminals", "ssh", "metrics"]),
    ("labs", &["ui", "auth", "audit", "terminals", "metrics", "school", "engine", "settings"]),
];

#[test]
fn every_arrow_runs_down() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
    let mut wrong = Vec::new();
    for (room, may) in ROOMS {
        let mut files = Vec::new();
        rust_files(&source.join(room), &mut files);
        let single = source.join(format!("{room}.rs"));
        files.extend(single.is_file().then_some(single));
        assert!(!files.is_empty(), "there is no room {room}");
        for file in files {
            let text = std::fs::read_to_string(&file).expect("readable");
            for named in rooms_named(&text) {
                if named != room && !GROUND.contains(&named.as_str()) && !may.contains(&named.as_str()) {
                    wrong.push(format!("{} names crate::{named}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that run the wrong way:\n{}", wrong.join("\n"));
}

/// Every `crate::room` in the text, also inside braces: `use crate::{a, b::c}`.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, found) in text.match_indices("crate::") {
        let rest = &text[at + found.len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut word = String::new();
            for c in list.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => _ = rooms.insert(first_word(&std::mem::take(&mut word))),
                    _ if depth == 0 => word.push(c),
                    _ => {}
                }
            }
            rooms.insert(first_word(&word));
        } else {
            rooms.insert(first_word(rest));
        }
    }
    rooms.remove("");
    rooms
}

fn first_word(path: &str) -> String {
    path.trim().chars().take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_').collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn names_are_found_in_every_form() {
    let text = "use crate::auth::types::Me;\nuse crate::{error::Error, school::{a, b}, ui};\ncrate::labs::x()";
    let rooms: Vec<String> = rooms_named(text).into_iter().collect();
    assert_eq!(rooms, ["auth", "error", "labs", "school", "ui"]);
}
