//! Where terminals can be had: the products, each with its server.

use std::collections::BTreeSet;
use std::process::Child;
use std::sync::{Arc, Mutex, PoisonError};

use app::id::TerminalId;
use termbench::Site;

use crate::Outcome;
use crate::link::{Link, Speaks, sweep};
use crate::processes::Processes;

/// A product, or why it is not measured.
#[derive(Debug)]
pub struct Product {
    pub name: &'static str,
    pub version: String,
    pub place: Result<Place, String>,
    pub server: Processes,
    /// Of a server that was started here.
    pub child: Option<Child>,
}

impl Drop for Product {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[derive(Debug, Clone)]
pub enum Place {
    Lyceum(Lyceum),
    /// Its address.
    Ttyd(String),
    Terminado(String),
}

#[derive(Debug, Clone)]
pub struct Lyceum {
    pub site: Site,
    pub left: Left,
}

impl Place {
    pub async fn open(&self) -> Outcome<Link> {
        match self {
            Self::Lyceum(lyceum) => Link::lyceum(lyceum).await,
            Self::Ttyd(address) => Link::peer(Speaks::Ttyd, address, "/ws").await,
            Self::Terminado(address) => Link::peer(Speaks::Terminado, address, "/websocket").await,
        }
    }

    /// A terminal that others can look at, under this word.
    pub async fn open_shared(&self, word: &str) -> Outcome<Link> {
        match self {
            Self::Lyceum(_) => self.open().await,
            Self::Ttyd(_) => Err("every client has a program of its own".into()),
            Self::Terminado(address) => Link::peer(Speaks::Terminado, address, &format!("/shared/{word}")).await,
        }
    }

    /// Another client that looks at it.
    pub async fn watch(&self, controller: &Link, word: &str) -> Outcome<Link> {
        match (self, controller) {
            (Self::Lyceum(lyceum), Link::Lyceum(tab, channel, _)) => {
                let terminal = tab.remote(*channel).terminal.ok_or("the terminal has no number")?;
                Link::viewer(lyceum, terminal).await
            }
            _ => self.open_shared(word).await,
        }
    }

    pub fn address(&self) -> &str {
        match self {
            Self::Lyceum(lyceum) => &lyceum.site.address,
            Self::Ttyd(address) | Self::Terminado(address) => address,
        }
    }

    /// The same server by another address.
    pub fn through(&self, address: &str) -> Self {
        let address = address.to_owned();
        match self {
            Self::Lyceum(Lyceum { site, left }) => {
                let site = Site { address, ..site.clone() };
                Self::Lyceum(Lyceum { site, left: left.clone() })
            }
            Self::Ttyd(_) => Self::Ttyd(address),
            Self::Terminado(_) => Self::Terminado(address),
        }
    }

    /// Ends what failed or broken measurements left running.
    pub async fn sweep(&self) -> Outcome<()> {
        match self {
            Self::Lyceum(lyceum) => sweep(lyceum).await,
            Self::Ttyd(_) | Self::Terminado(_) => Ok(()),
        }
    }
}

/// Terminals that were opened here and not ended yet: they outlive their sockets.
#[derive(Debug, Clone, Default)]
pub struct Left(Arc<Mutex<BTreeSet<TerminalId>>>);

impl Left {
    pub fn add(&self, terminal: TerminalId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(terminal);
    }

    pub fn remove(&self, terminal: TerminalId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&terminal);
    }

    pub fn all(&self) -> Vec<TerminalId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }
}
