//! The names by which the record tells agents apart. Several machines may share a database, and an agent of an older
//! release may go on beside a newer one: nobody but the machine's own web tier knows what has become of its agents.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::terminals::agent::make_folder;
use crate::terminals::wire::VERSION;

/// The agents of one folder, past and present.
#[derive(Debug, Clone)]
pub(in crate::terminals) struct Keepers {
    folder: PathBuf,
    /// Of the folder, for good.
    id: String,
}

impl Keepers {
    /// # Errors
    /// When the folder cannot be read or made.
    pub(in crate::terminals) fn of(folder: &Path) -> io::Result<Self> {
        make_folder(folder)?;
        let path = folder.join("id");
        let id = match fs::read_to_string(&path) {
            Ok(id) if !id.is_empty() => id,
            Ok(_) => named_now(&path)?,
            Err(error) if error.kind() == ErrorKind::NotFound => named_now(&path)?,
            Err(error) => return Err(error),
        };
        Ok(Self { folder: folder.to_owned(), id: id.trim().to_owned() })
    }

    /// The agent that this release talks to.
    pub(in crate::terminals) fn mine(&self) -> String {
        self.name(VERSION)
    }

    /// What the names of all of this folder begin with.
    pub(in crate::terminals) fn prefix(&self) -> String {
        format!("{}.", self.id)
    }

    /// Those of other releases that live: they hold their locks.
    pub(in crate::terminals) fn others(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let living = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix("agent-")?.strip_suffix(".pid")?.parse().ok()?;
            let locked = matches!(File::open(entry.path()).ok()?.try_lock(), Err(TryLockError::WouldBlock));
            (version != VERSION && locked).then(|| self.name(version))
        });
        living.collect()
    }

    fn name(&self, version: u16) -> String {
        format!("{}{version}", self.prefix())
    }
}

/// Whole or not at all: another web tier may be reading it.
fn named_now(path: &Path) -> io::Result<String> {
    let id = format!("{:016x}", rand::random::<u64>());
    let draft = path.with_extension(std::process::id().to_string());
    fs::write(&draft, &id)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => Ok(id),
        // Somebody was quicker.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::read_to_string(path),
        Err(error) => Err(error),
    }
}
