//! The web tier's connection to the agent: kept, made again when it breaks, and the agent started when there
//! is none.

mod keepers;
mod process;

use std::io;
use std::os::fd::BorrowedFd;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::SinkExt;
use tokio::net::UnixStream;
use tokio::sync::{Mutex, SetOnce};

pub(super) use self::keepers::Keepers;
use super::agent;
use super::limits::Limits;
use super::wire::talk::Talk;
use super::wire::{self, Answer, Ask, HandOver, Known, Question, Reply, descriptor};
use crate::config::Config;
use crate::error::{Error, Result};

/// What the agent is called in messages.
const PART: &str = "The keeper of terminals";

/// How the web tier comes to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// In a process of its own, started from this program when there is none.
    Process,
    /// In this process: for tests.
    Inside,
}

/// Answers what the agent asks.
type Clerk = Box<dyn Fn(Question) -> Pin<Box<dyn Future<Output = Reply> + Send>> + Send + Sync>;

/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct Link(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    keeper: Keeper,
    keepers: Keepers,
    /// Terminals go on so long without a web tier.
    grace: Duration,
    /// Told to every agent that is met.
    limits: Limits,
    desk: Mutex<Option<Talk<Ask>>>,
    clerk: Arc<SetOnce<Clerk>>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").field("folder", &self.folder).field("keeper", &self.keeper).finish_non_exhaustive()
    }
}

impl Link {
    /// To the agent of this `data_dir`, which is looked for, or started, when it is needed.
    ///
    /// # Errors
    /// When its folder cannot be made, or one inside this process cannot be started.
    pub fn to(config: &Config, keeper: Keeper) -> io::Result<Self> {
        let folder = std::path::absolute(config.data_dir.join("agent"))?;
        let keepers = Keepers::of(&folder)?;
        let grace = Duration::from_secs(config.terminals_grace_s);
        if keeper == Keeper::Inside {
            agent::inside(&folder)?;
        }
        let limits = Limits::of(config);
        Ok(Self(Arc::new(Inner {
            folder,
            keeper,
            keepers,
            grace,
            limits,
            desk: Mutex::default(),
            clerk: Arc::default(),
        })))
    }

    /// What the record calls agents of this `data_dir`.
    pub(super) fn keepers(&self) -> &Keepers {
        &self.0.keepers
    }

    /// From now on the agent's questions are answered so; until then they wait.
    pub(super) fn answer_with<F, Fut>(&self, clerk: F)
    where
        F: Fn(Question) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Reply> + Send + 'static,
    {
        // A second clerk would change nothing: the first is as good.
        _ = self.0.clerk.set(Box::new(move |question| Box::pin(clerk(question))));
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// The agent's own, or [`Error::Unavailable`] when there is none.
    pub(super) async fn ask(&self, ask: Ask) -> Result<Answer> {
        let desk = self.desk().await.map_err(unavailable)?;
        match desk.ask(&ask).await.map_err(unavailable)? {
            Answer::Refused { error } => Err(error),
            answer => Ok(answer),
        }
    }

    /// As [`Link::ask`], for what is answered with terminals.
    pub(super) async fn known(&self, ask: Ask) -> Result<Vec<Known>> {
        match self.ask(ask).await? {
            Answer::Known { terminals } => Ok(terminals),
            other => Err(Error::internal(io::Error::other(format!("the agent answered {other:?}")))),
        }
    }

    /// Whether there is an agent, or one could be started.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub(super) async fn ready(&self) -> Result<()> {
        self.desk().await.map(drop).map_err(unavailable)
    }

    /// Gives a browser's connection away.
    pub(super) async fn hand_over(&self, browser: BorrowedFd<'_>, hand_over: HandOver) -> io::Result<()> {
        let stream = self.connect().await?;
        descriptor::send(&stream, Some(browser)).await?;
        wire::messages(stream).send(wire::encode(&hand_over)?).await
    }

    /// The desk that works, or a new one.
    async fn desk(&self) -> io::Result<Talk<Ask>> {
        let mut kept = self.0.desk.lock().await;
        if let Some(desk) = kept.as_ref().filter(|desk| desk.works()) {
            return Ok(desk.clone());
        }
        let stream = self.connect().await?;
        descriptor::send(&stream, None).await?;
        let clerk = self.0.clerk.clone();
        let (desk, talking) = Talk::over(wire::messages(stream), move |question: Question| {
            let clerk = clerk.clone();
            async move { clerk.wait().await(question).await }
        });
        tokio::spawn(talking);
        desk.ask(&Ask::Limit { limits: self.0.limits }).await?;
        *kept = Some(desk.clone());
        Ok(desk)
    }

    async fn connect(&self) -> io::Result<UnixStream> {
        match self.0.keeper {
            Keeper::Inside => UnixStream::connect(agent::socket_path(&self.0.folder)).await,
            Keeper::Process => process::connect_or_start(&self.0.folder, self.0.grace).await,
        }
    }
}

fn unavailable(error: io::Error) -> Error {
    Error::Unavailable { part: PART.to_owned(), detail: error.to_string() }
}
