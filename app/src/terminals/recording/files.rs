//! Where a recording lies: its files, in a folder that only the user who runs Lyceum reads.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::id::TerminalId;
use crate::time::UnixMs;

/// The files of one recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// asciicast v3.
    pub cast: PathBuf,
    /// [`super::index`].
    pub index: PathBuf,
    /// The screens that the index points to.
    pub screens: PathBuf,
    /// [`super::raw`]; there only where a program wrote what is no text.
    pub raw: PathBuf,
}

/// The folder of recordings in a `data_dir`.
pub fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("recordings")
}

impl Files {
    /// Of this session in a folder. The session's begin is part of the name: a database that was made anew
    /// counts its sessions from one again.
    pub fn of(folder: &Path, session: TerminalId, started_ms: UnixMs) -> Self {
        let path = |ending: &str| folder.join(format!("{session}-{started_ms}.{ending}"));
        Self { cast: path("cast"), index: path("idx"), screens: path("scr"), raw: path("raw") }
    }

    fn all(&self) -> [&Path; 4] {
        [&self.cast, &self.index, &self.screens, &self.raw]
    }

    /// Makes a file that must not be there yet, and the folder around it.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(path: &Path) -> io::Result<File> {
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)
    }

    /// Bytes on the disk; nothing for files that are not there.
    pub fn bytes(&self) -> u64 {
        self.all().into_iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum()
    }

    /// Removes all of them; those that are not there are no fault.
    ///
    /// # Errors
    /// What the system says of the first that stays.
    pub fn remove(&self) -> io::Result<()> {
        for path in self.all() {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}
