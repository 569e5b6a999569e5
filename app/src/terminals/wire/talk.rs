//! Two sides that ask each other over one connection, many questions at a time, answered in any order.

use std::collections::HashMap;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures::{SinkExt, StreamExt};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};

use super::{Stream, decode, encode};

/// Messages waiting to be sent; whoever says more waits.
const MAX_WAITING: usize = 256;

/// What one side asks, and what it is answered with.
pub trait Ask: Serialize + DeserializeOwned + Send + 'static {
    type Answer: Serialize + DeserializeOwned + Send + 'static;

    /// What is answered to a question of a newer release, which this one does not know.
    fn not_understood() -> Self::Answer;
}

#[derive(Debug, Serialize, Deserialize)]
enum Said<Q, A> {
    Ask { number: u64, ask: Q },
    Answer { number: u64, answer: A },
}

/// The side that asks `Q`. Cheap to clone.
#[derive(Debug)]
pub struct Talk<Q: Ask> {
    said: mpsc::Sender<Bytes>,
    waiting: Arc<Mutex<Waiting<Q::Answer>>>,
}

#[derive(Debug)]
struct Waiting<A> {
    next: u64,
    answers: HashMap<u64, oneshot::Sender<A>>,
}

impl<Q: Ask> Clone for Talk<Q> {
    fn clone(&self) -> Self {
        Self { said: self.said.clone(), waiting: self.waiting.clone() }
    }
}

impl<Q: Ask> Talk<Q> {
    /// Asks `Q` and answers `I` on this connection. The future runs until the connection breaks.
    pub fn over<I, F, Fut>(stream: Stream, answer: F) -> (Self, impl Future<Output = ()> + Send)
    where
        I: Ask,
        F: Fn(I) -> Fut + Send + Sync,
        Fut: Future<Output = I::Answer> + Send + 'static,
    {
        let (said, saying) = mpsc::channel(MAX_WAITING);
        let waiting = Arc::new(Mutex::new(Waiting { next: 0, answers: HashMap::new() }));
        let talk = Self { said, waiting };
        (talk.clone(), run(stream, talk, saying, answer))
    }

    pub fn works(&self) -> bool {
        !self.said.is_closed()
    }

    /// # Errors
    /// When the connection is broken, or breaks before the answer.
    pub async fn ask(&self, ask: &Q) -> io::Result<Q::Answer> {
        let (answer, answered) = oneshot::channel();
        let number = {
            let mut waiting = lock(&self.waiting);
            waiting.next += 1;
            let number = waiting.next;
            waiting.answers.insert(number, answer);
            number
        };
        let _forgets = Forget { number, waiting: &self.waiting };
        let gone = || io::Error::new(ErrorKind::ConnectionReset, "it went away");
        let said = encode(&Said::<&Q, ()>::Ask { number, ask })?;
        self.said.send(said).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())
    }
}

/// Who stops waiting leaves no place behind.
struct Forget<'a, A> {
    number: u64,
    waiting: &'a Mutex<Waiting<A>>,
}

impl<A> Drop for Forget<'_, A> {
    fn drop(&mut self) {
        lock(self.waiting).answers.remove(&self.number);
    }
}

async fn run<Q, I, F, Fut>(stream: Stream, talk: Talk<Q>, mut saying: mpsc::Receiver<Bytes>, answer: F)
where
    Q: Ask,
    I: Ask,
    F: Fn(I) -> Fut + Send + Sync,
    Fut: Future<Output = I::Answer> + Send + 'static,
{
    let (mut sink, mut heard) = stream.split();
    loop {
        tokio::select! {
            said = saying.recv() => {
                let Some(said) = said else { break };
                if sink.send(said).await.is_err() {
                    break;
                }
            }
            message = heard.next() => {
                let Some(Ok(message)) = message else { break };
                match decode::<Said<I, Q::Answer>>(&message) {
                    Ok(Said::Ask { number, ask }) => {
                        let (answer, said) = (answer(ask), talk.said.clone());
                        tokio::spawn(async move {
                            let answer = tokio::select! {
                                answer = answer => answer,
                                () = said.closed() => return,
                            };
                            if let Ok(message) = encode(&Said::<(), I::Answer>::Answer { number, answer }) {
                                _ = said.send(message).await;
                            }
                        });
                    }
                    Ok(Said::Answer { number, answer }) => {
                        if let Some(waits) = lock(&talk.waiting).answers.remove(&number) {
                            _ = waits.send(answer);
                        }
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a message between web tier and agent makes no sense");
                        // Whoever asked would wait for ever.
                        if let Ok(Said::Ask { number, .. }) = decode::<Said<IgnoredAny, IgnoredAny>>(&message) {
                            let answer = Said::<(), I::Answer>::Answer { number, answer: I::not_understood() };
                            let Ok(message) = encode(&answer) else { continue };
                            if sink.send(message).await.is_err() {
                                break;
                            }
                        }
                    }
                }
            }
        }
    }
    saying.close();
    lock(&talk.waiting).answers.clear();
}

fn lock<A>(waiting: &Mutex<Waiting<A>>) -> MutexGuard<'_, Waiting<A>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminals::wire::messages;

    #[derive(Debug, Serialize, Deserialize)]
    enum Old {
        Known,
    }

    #[derive(Debug, Serialize, Deserialize)]
    enum New {
        Known,
        Unheard { of: u8 },
    }

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    enum Word {
        Yes,
        What,
    }

    impl Ask for Old {
        type Answer = Word;
        fn not_understood() -> Word {
            Word::What
        }
    }

    impl Ask for New {
        type Answer = Word;
        fn not_understood() -> Word {
            Word::What
        }
    }

    #[tokio::test]
    async fn a_question_of_a_newer_release_is_answered_and_the_next_too() {
        let (here, there) = tokio::net::UnixStream::pair().expect("a pair");
        let (newer, talking) = Talk::<New>::over(messages(here), |_: Old| async { Word::Yes });
        let (_older, listening) = Talk::<Old>::over(messages(there), |_: Old| async { Word::Yes });
        tokio::spawn(talking);
        tokio::spawn(listening);
        assert_eq!(newer.ask(&New::Unheard { of: 7 }).await.expect("an answer"), Word::What);
        assert_eq!(newer.ask(&New::Known).await.expect("an answer"), Word::Yes);
    }
}
