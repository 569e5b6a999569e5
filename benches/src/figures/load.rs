//! What else goes on in the server while keys are echoed.

use tokio::task::JoinSet;

use crate::Outcome;
use crate::place::Place;

/// Sessions of a class at work, and what each prints, bytes a second.
const CLASS: usize = 20;
const CLASS_RATE: u32 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    Idle,
    /// Another session floods another client.
    Another,
    /// A terminal of the same page floods.
    Beside,
    /// A class of sessions prints.
    Class,
}

impl Load {
    pub const ALL: [Self; 4] = [Self::Idle, Self::Another, Self::Beside, Self::Class];

    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Another => "another session floods",
            Self::Beside => "a flood in the same page",
            Self::Class => "20 sessions print 10 kB/s",
        }
    }

    /// Clients beside the one that types: drained until what is returned goes.
    pub async fn start(self, place: &Place) -> Outcome<JoinSet<()>> {
        let mut clients = JoinSet::new();
        match self {
            Self::Idle | Self::Beside => {}
            Self::Another => drain(place, "exec yes\r", &mut clients).await?,
            Self::Class => {
                let program = std::env::current_exe()?;
                let line = format!("exec {} emit --rate {CLASS_RATE}\r", program.display());
                for _ in 0..CLASS {
                    drain(place, &line, &mut clients).await?;
                }
            }
        }
        Ok(clients)
    }
}

/// A client that reads all that a program writes.
pub async fn drain(place: &Place, line: &str, clients: &mut JoinSet<()>) -> Outcome<()> {
    let mut link = place.open().await?;
    link.send(line.as_bytes()).await?;
    clients.spawn(async move { while link.receive().await.is_ok() {} });
    Ok(())
}
