//! How a container is entered: what may be chosen, and nothing else. Pure.

use crate::error::Faults;
use crate::terminals::protocol::Entry;

/// Longer than any path that is typed.
const PATH_MAX_BYTES: usize = 1024;
const USER_MAX_BYTES: usize = 64;
const COMMAND_MAX_BYTES: usize = 4096;
/// Words of a command.
const WORDS_MAX: usize = 64;

/// What is typed, as an entry: words of the command are separated by spaces, and held together by quotes.
///
/// # Errors
/// Every fault, with its field: `user`, `workdir`, `command`.
pub fn entry_of(user: &str, workdir: &str, command: &str) -> Result<Entry, Faults> {
    let mut faults = Faults::default();
    let command = words_of(command).unwrap_or_else(|fault| {
        faults.add("command", fault);
        Vec::new()
    });
    let entry = Entry { user: user.trim().to_owned(), workdir: workdir.trim().to_owned(), command };
    faults.0.extend(faults_of(&entry).0);
    if faults.0.is_empty() { Ok(entry) } else { Err(faults) }
}

/// What is wrong with an entry.
pub fn faults_of(entry: &Entry) -> Faults {
    let mut faults = Faults::default();
    let Entry { user, workdir, command } = entry;
    if !user.is_empty() && !is_user(user) {
        faults.add("user", "A user is a name or a number, such as root, 1000 or 1000:1000.");
    }
    let odd = workdir.chars().any(char::is_control) || workdir.len() > PATH_MAX_BYTES;
    if !workdir.is_empty() && (!workdir.starts_with('/') || odd) {
        faults.add("workdir", "Write the whole path, such as /srv.");
    }
    let bytes: usize = command.iter().map(String::len).sum();
    let nul = command.iter().any(|word| word.contains('\0'));
    if command.len() > WORDS_MAX || bytes > COMMAND_MAX_BYTES || nul || command.first().is_some_and(String::is_empty) {
        faults.add("command", "The command is too long, or has no name.");
    }
    faults
}

/// `name`, `uid`, `name:group`, `uid:gid`.
fn is_user(text: &str) -> bool {
    let part = |part: &str| {
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        !part.is_empty() && !part.starts_with('-') && part.chars().all(letters)
    };
    text.len() <= USER_MAX_BYTES
        && match text.split_once(':') {
            Some((user, group)) => part(user) && part(group),
            None => part(text),
        }
}

/// Words as a shell would see them, with quotes and nothing else: what is typed is run as it is, by no shell.
fn words_of(text: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    for c in text.trim().chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if quote.is_some() { Err("A quote is not closed.".to_owned()) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_as_the_container_has_it() {
        assert_eq!(entry_of("", " ", ""), Ok(Entry::default()));
    }

    #[test]
    fn words_are_held_together_by_quotes() {
        assert_eq!(
            words_of("sh -c 'echo  a; ls' \"\" x"),
            Ok(["sh", "-c", "echo  a; ls", "", "x"].map(str::to_owned).to_vec())
        );
        assert!(words_of("sh -c 'echo").is_err());
    }

    #[test]
    fn users_and_paths_are_checked() {
        for user in ["root", "1000", "1000:1000", "www-data", "a.b:c_d"] {
            assert!(entry_of(user, "", "").is_ok(), "{user}");
        }
        for user in ["-u", "a b", "a:", ":1", "a:b:c", "root;x"] {
            assert_eq!(entry_of(user, "", "").expect_err(user).0[0].0, "user", "{user}");
        }
        assert_eq!(entry_of("", "srv", "").expect_err("relative").0[0].0, "workdir");
        assert_eq!(entry_of("", "", "'' x").expect_err("no name").0[0].0, "command");
    }
}
