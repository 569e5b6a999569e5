//! The one thread that writes all recordings to the disk. Terminals are other threads' business: they wait for
//! none of this, unless the disk falls behind.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::house::now_ms;
use super::record::Unwritten;
use crate::id::TerminalId;
use crate::terminals::recording::cast::Header;
use crate::terminals::recording::files::Files;
use crate::terminals::recording::writer::Writer;
use crate::terminals::session::{Note, Notes, Queue, Session, Tap, What};
use crate::terminals::wire::{Happened, RecordOrder};

/// Everything written is on the disk after so long.
const SYNC_EVERY: Duration = Duration::from_secs(2);
/// When the agent ends, the last of it may take so long.
const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// Begins recordings. The thread is started by the first.
#[derive(Debug)]
pub(super) struct Recorder {
    folder: PathBuf,
    news: Arc<Unwritten>,
    thread: Mutex<Option<Arc<Desk>>>,
    next: AtomicU64,
}

/// Where the thread takes its work from.
#[derive(Debug)]
struct Desk(Sender<Message>);

impl Notes for Desk {
    fn take(&self, note: Note) {
        // A recorder that is gone records nothing; the terminal goes on.
        _ = self.0.send(Message::Note(note));
    }
}

#[derive(Debug)]
enum Message {
    Begin(Box<Begin>),
    Note(Note),
    /// The last message; the answer says that everything is on the disk.
    Quit(Sender<()>),
}

#[derive(Debug)]
struct Begin {
    recording: u64,
    session: Weak<Session>,
    files: Files,
    header: Header,
    order: RecordOrder,
    queue: Arc<Queue>,
    terminal: TerminalId,
}

impl Recorder {
    pub(super) fn new(folder: PathBuf, news: Arc<Unwritten>) -> Self {
        Self { folder, news, thread: Mutex::default(), next: AtomicU64::new(0) }
    }

    /// Records this session from now on, or goes on with it.
    pub(super) fn record(&self, session: &Arc<Session>, order: RecordOrder) {
        let sign = order.sign(now_ms());
        if session.has_ended() || session.record_on(&order, &sign) {
            return;
        }
        let Some(desk) = self.desk() else {
            tracing::error!("the recorder could not be started");
            return;
        };
        let about = &session.about;
        let queue = Arc::<Queue>::default();
        let recording = self.next.fetch_add(1, Ordering::Relaxed);
        let title = format!("Terminal {} of {}", about.id, about.owner_name);
        let begin = Begin {
            recording,
            session: Arc::downgrade(session),
            files: Files::of(&self.folder, about.id, about.started_ms),
            header: Header { size: session.size(), started_ms: now_ms(), title },
            order,
            queue: queue.clone(),
            terminal: about.id,
        };
        // Before the first note.
        _ = desk.0.send(Message::Begin(Box::new(begin)));
        session.record(Tap::new(recording, desk, queue, sign));
    }

    fn desk(&self) -> Option<Arc<Desk>> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if thread.is_none() {
            let (work, waiting) = mpsc::channel();
            let writing = Writing { news: self.news.clone(), open: HashMap::new() };
            thread::Builder::new().name("recorder".to_owned()).spawn(move || writing.run(&waiting)).ok()?;
            *thread = Some(Arc::new(Desk(work)));
        }
        thread.clone()
    }

    /// Waits until everything is on the disk. Blocks, but not for ever.
    pub(super) fn close(&self) {
        let desk = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(desk) = desk {
            let (done, waits) = mpsc::channel();
            _ = desk.0.send(Message::Quit(done));
            _ = waits.recv_timeout(LAST_PATIENCE);
        }
    }
}

/// The thread's own.
struct Writing {
    news: Arc<Unwritten>,
    open: HashMap<u64, Open>,
}

/// A recording on its way.
struct Open {
    session: Weak<Session>,
    terminal: TerminalId,
    queue: Arc<Queue>,
    writer: Writer,
    /// Written since the last time the disk had everything.
    dirty: bool,
}

impl Writing {
    fn run(mut self, waiting: &Receiver<Message>) {
        let mut sync_at = Instant::now() + SYNC_EVERY;
        loop {
            let message = if self.open.is_empty() {
                waiting.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                waiting.recv_timeout(sync_at.saturating_duration_since(Instant::now()))
            };
            match message {
                Ok(Message::Begin(begin)) => self.begin(*begin),
                Ok(Message::Note(note)) => self.note(note),
                Ok(Message::Quit(done)) => {
                    self.sync();
                    _ = done.send(());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.sync(),
            }
            if Instant::now() >= sync_at {
                self.sync();
                sync_at = Instant::now() + SYNC_EVERY;
            }
        }
    }

    fn begin(&mut self, begin: Begin) {
        let Begin { recording, session, files, header, order, queue, terminal } = begin;
        let most_bytes = order.most_bytes;
        self.news.add(Happened::RecordingBegan { terminal, order });
        match Writer::create(&files, &header, most_bytes) {
            Ok(writer) => {
                self.open.insert(recording, Open { session, terminal, queue, writer, dirty: true });
            }
            Err(error) => {
                // One that was there before is not ours to take away.
                if error.kind() != ErrorKind::AlreadyExists {
                    _ = files.remove();
                }
                let why = words(&error);
                tracing::warn!(%error, %terminal, "a recording could not begin");
                self.news.add(Happened::RecordingEnded { terminal, why: why.clone(), duration_ms: 0, bytes: 0 });
                if let Some(session) = session.upgrade() {
                    session.recording_failed(why);
                }
            }
        }
    }

    fn note(&mut self, note: Note) {
        let recording = note.recording;
        let Some(open) = self.open.get_mut(&recording) else { return };
        let ends = matches!(note.what, What::End(_));
        let written = open.write(note, &self.news);
        if let Err(error) = &written {
            open.fail(error, &self.news);
        } else if ends {
            open.tell_end(&self.news, "The terminal ended");
        }
        if ends || written.is_err() {
            // What the disk does not take now is lost; the session has been told what could be told.
            _ = open.sync();
            self.open.remove(&recording);
        }
    }

    fn sync(&mut self) {
        let news = &self.news;
        self.open.retain(|_, open| match open.sync() {
            Ok(()) => true,
            Err(error) => {
                open.fail(&error, news);
                false
            }
        });
    }
}

impl Open {
    fn write(&mut self, Note { at_ms, what, .. }: Note, news: &Unwritten) -> io::Result<()> {
        self.dirty = true;
        match what {
            What::Screen(screen) => self.writer.output(at_ms, &screen),
            What::Output(bytes) => {
                let written = self.writer.output(at_ms, &bytes);
                if self.queue.written(bytes.len())
                    && let Some(session) = self.session.upgrade()
                {
                    // The program may have waited for this.
                    session.driver.notify_one();
                }
                written
            }
            What::Input(text) => self.writer.input(at_ms, &text),
            What::Resize(size) => self.writer.resize(at_ms, size),
            What::Marker(text) => self.writer.marker(at_ms, &text),
            What::Pause => {
                self.tell_end(news, "Switched off");
                Ok(())
            }
            What::By(order) => {
                news.add(Happened::RecordingBegan { terminal: self.terminal, order });
                Ok(())
            }
            What::Resume { order, size, screen } => {
                news.add(Happened::RecordingBegan { terminal: self.terminal, order });
                self.writer.resume(at_ms, size, &screen)
            }
            What::End(status) => self.writer.exit(at_ms, status),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.dirty) { self.writer.sync() } else { Ok(()) }
    }

    /// The terminal goes on without a recording.
    fn fail(&mut self, error: &io::Error, news: &Unwritten) {
        let why = words(error);
        tracing::warn!(%error, terminal = %self.terminal, "a recording ended early");
        self.writer.last_words(&why);
        self.tell_end(news, &why);
        if let Some(session) = self.session.upgrade() {
            session.recording_failed(why);
        }
    }

    fn tell_end(&self, news: &Unwritten, why: &str) {
        news.add(Happened::RecordingEnded {
            terminal: self.terminal,
            why: why.to_owned(),
            duration_ms: self.writer.duration_ms(),
            bytes: self.writer.bytes(),
        });
    }
}

/// Why a recording ends, for people: a sentence without its full stop.
fn words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull => "The recording ended: the disk is full".to_owned(),
        ErrorKind::QuotaExceeded => "The recording ended: it has as many bytes as one may have".to_owned(),
        _ => "The recording ended: it cannot be written".to_owned(),
    }
}
