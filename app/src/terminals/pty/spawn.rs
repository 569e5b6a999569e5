//! A new pseudo terminal, and a program that leads a session of its own in it.

use std::ffi::{CStr, CString, NulError};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::path::Path;
use std::sync::LazyLock;

use filedescriptor::FileDescriptor;
use nix::fcntl::OFlag;
use nix::spawn::{PosixSpawnAttr, PosixSpawnFileActions, PosixSpawnFlags, posix_spawnp};
use nix::sys::signal::SigSet;
use nix::sys::stat::Mode;
use nix::unistd::{AccessFlags, access};
use portable_pty::{MasterPty, PtySize, native_pty_system};
use rustix::process::Pid;
use rustix::termios::{InputModes, OptionalActions, tcgetattr, tcsetattr};

use super::HostProgram;
use crate::terminals::processes;
use crate::terminals::protocol::Size;

/// `POSIX_SPAWN_SETSID` of glibc 2.26 and musl 1.1.18: the program leads a session of its own.
const SETSID: i32 = 0x80;
/// Goes to the folder and becomes the program: posix_spawn knows no folder.
const ENV: &CStr = c"env";
/// Descriptors that whoever started this process left open; its own are marked to close. Looked for once: with a
/// thousand terminals there are thousands to look at.
static INHERITED: LazyLock<Vec<RawFd>> = LazyLock::new(inherited);

/// The terminal's master, which does not block, and the program.
///
/// One at a time: a terminal's descriptors would stay open in a program that is started before they are marked to close.
/// By posix_spawn: a fork copies the page tables, which takes tens of milliseconds once a thousand terminals are
/// kept, and holds all of them up.
pub(super) fn spawn(program: &HostProgram, size: Size, marker: &str) -> io::Result<(File, Pid)> {
    is_there(program)?;
    let inherited = LazyLock::force(&INHERITED);
    let pair = native_pty_system()
        .openpty(PtySize { rows: size.rows, cols: size.cols, pixel_width: 0, pixel_height: 0 })
        .map_err(io::Error::other)?;
    let name = pair.master.tty_name().ok_or_else(|| io::Error::other("the terminal has no name"))?;
    let file = master_file(&*pair.master)?;
    // Backspace deletes characters, not bytes, in programs that leave editing to the terminal.
    if let Ok(mut modes) = tcgetattr(&file) {
        modes.input_modes |= InputModes::IUTF8;
        let _ = tcsetattr(&file, OptionalActions::Now, &modes);
    }
    let pid =
        posix_spawnp(ENV, &onto(&name, inherited)?, &anew()?, &arguments(program)?, &environment(program, marker)?)?;
    // Kept until now: a terminal whose last slave is closed has ended.
    drop(pair.slave);
    let pid = Pid::from_raw(pid.as_raw()).ok_or_else(|| io::Error::other("the program has no process id"))?;
    Ok((file, pid))
}

/// Said before, in place of `env`, which would say it to the person at the terminal.
fn is_there(program: &HostProgram) -> io::Result<()> {
    let can_use = |path: &Path| {
        let usable = access(path, AccessFlags::X_OK);
        usable.map_err(|error| io::Error::new(io::Error::from(error).kind(), format!("{}: {error}", path.display())))
    };
    can_use(&program.workdir)?;
    match program.command.first() {
        Some(name) if name.contains('/') => can_use(Path::new(name)),
        Some(_) => Ok(()),
        None => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// In a session of its own, with no signal ignored or blocked, whatever this process does with them.
fn anew() -> io::Result<PosixSpawnAttr> {
    let mut attributes = PosixSpawnAttr::init()?;
    attributes.set_sigdefault(&SigSet::all())?;
    attributes.set_sigmask(&SigSet::empty())?;
    attributes.set_flags(
        PosixSpawnFlags::POSIX_SPAWN_SETSIGDEF
            | PosixSpawnFlags::POSIX_SPAWN_SETSIGMASK
            | PosixSpawnFlags::from_bits_retain(SETSID),
    )?;
    Ok(attributes)
}

/// The terminal is opened by the leader of the new session, and by that is the one that controls it.
fn onto(terminal: &Path, to_close: &[RawFd]) -> io::Result<PosixSpawnFileActions> {
    let mut actions = PosixSpawnFileActions::init()?;
    for descriptor in to_close {
        actions.add_close(*descriptor)?;
    }
    actions.add_open(0, terminal, OFlag::O_RDWR, Mode::empty())?;
    actions.add_dup2(0, 1)?;
    actions.add_dup2(0, 2)?;
    Ok(actions)
}

/// Those that would stay open in a program that is started here.
fn inherited() -> Vec<RawFd> {
    let stays = |descriptor: &RawFd| {
        let info = std::fs::read_to_string(format!("/proc/self/fdinfo/{descriptor}")).unwrap_or_default();
        let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
        let flags = flags.and_then(|flags| i32::from_str_radix(flags.trim(), 8).ok());
        flags.is_some_and(|flags| flags & OFlag::O_CLOEXEC.bits() == 0)
    };
    let Ok(open) = std::fs::read_dir("/proc/self/fd") else { return Vec::new() };
    let open = open.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    open.filter(|descriptor| *descriptor > 2).filter(stays).collect()
}

fn arguments(program: &HostProgram) -> io::Result<Vec<CString>> {
    let workdir = program.workdir.to_str().ok_or(io::ErrorKind::InvalidInput)?;
    let words = ["env", "--chdir", workdir, "--"].into_iter().chain(program.command.iter().map(String::as_str));
    Ok(words.map(CString::new).collect::<Result<_, NulError>>()?)
}

fn environment(program: &HostProgram, marker: &str) -> io::Result<Vec<CString>> {
    let own = program.env.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all = own.chain([(processes::MARKER, marker)]);
    Ok(all.map(|(name, value)| CString::new(format!("{name}={value}"))).collect::<Result<_, NulError>>()?)
}

/// One descriptor of the master that does not block, in place of the three of a `MasterPty` in use.
fn master_file(master: &dyn MasterPty) -> io::Result<File> {
    struct Raw(RawFd);
    impl AsRawFd for Raw {
        fn as_raw_fd(&self) -> RawFd {
            self.0
        }
    }
    let raw = master.as_raw_fd().ok_or_else(|| io::Error::other("the terminal has no descriptor"))?;
    let mut descriptor = FileDescriptor::dup(&Raw(raw)).map_err(io::Error::other)?;
    descriptor.set_non_blocking(true).map_err(io::Error::other)?;
    descriptor.as_file().map_err(io::Error::other)
}
