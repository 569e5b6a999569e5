//! Connects along a route: each host shows its key before anything is said to it.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use russh::client::{AuthResult, Config, Handle, KeyboardInteractiveAuthResponse as Asked, connect_stream};
use russh::keys::{Algorithm, HashAlg, PrivateKeyWithHashAlg};
use russh::{ChannelOpenFailure, MethodKind, MethodSet};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::guard::Guard;
use super::key;
use super::route::{Credential, Hop, Route};
use super::trouble::{Trouble, What};

/// Finding the address, and the first answer.
const REACH_PATIENCE: Duration = Duration::from_secs(10);
/// Agreeing on keys.
const GREET_PATIENCE: Duration = Duration::from_secs(15);
/// Signing in: some servers wait on purpose after a wrong password.
const SIGN_IN_PATIENCE: Duration = Duration::from_secs(20);
/// A silent connection is asked so often whether it lives; after three unanswered it is given up.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
const KEEP_ALIVE_TIMES: usize = 3;
/// What a host may send before it waits for us, bytes: bounds both memory and how late Ctrl-C is seen.
const WINDOW_BYTES: u32 = 256 * 1024;
/// Messages of a channel that wait for us before the connection is read no further.
const WAITING_MESSAGES: usize = 8;
/// Rounds of questions in a sign-in; a server that asks more is no sign-in.
const QUESTIONS: usize = 4;

/// A signed-in connection, with those that it runs through.
pub struct Connection {
    /// The destination's last.
    handles: Vec<Handle<Guard>>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("hops", &self.handles.len()).finish()
    }
}

impl Connection {
    pub(super) fn host(&self) -> Option<&Handle<Guard>> {
        self.handles.last()
    }

    /// Says goodbye along the way back, and waits for nobody.
    pub async fn end(self) {
        for handle in self.handles.into_iter().rev() {
            let bye = handle.disconnect(russh::Disconnect::ByApplication, "", "");
            // Who does not hear it finds the connection gone.
            _ = timeout(Duration::from_millis(500), bye).await;
        }
    }
}

/// Connects and signs in.
///
/// # Errors
/// The first trouble on the way. To a host whose key is not the accepted one nothing is said.
pub async fn connect(route: &Route) -> Result<Connection, Trouble> {
    let mut handles: Vec<Handle<Guard>> = Vec::with_capacity(route.hops.len());
    for (at, hop) in route.hops.iter().enumerate() {
        let jump = at + 1 < route.hops.len();
        let trouble = |what| Trouble { host: hop.name.clone(), at: place(hop), jump, what };
        let before = at.checked_sub(1).and_then(|before| Some((handles.last()?, &route.hops[before])));
        let mut handle = match before {
            None => greet(hop, reach(hop).await.map_err(trouble)?).await.map_err(trouble)?,
            Some((last, through)) => {
                let open = last.channel_open_direct_tcpip(hop.address.clone(), u32::from(hop.port), "127.0.0.1", 0);
                let channel = timeout(REACH_PATIENCE, open).await.map_err(|_| trouble(What::TimedOut))?;
                let channel = channel.map_err(|error| no_way_on(through, hop, &error))?;
                greet(hop, channel.into_stream()).await.map_err(trouble)?
            }
        };
        timeout(SIGN_IN_PATIENCE, sign_in(&mut handle, hop)).await.unwrap_or(Err(What::TimedOut)).map_err(trouble)?;
        handles.push(handle);
    }
    Ok(Connection { handles })
}

fn place(hop: &Hop) -> String {
    let Hop { address, port, .. } = hop;
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}

/// The jump host's own words about the way on.
fn no_way_on(through: &Hop, to: &Hop, error: &russh::Error) -> Trouble {
    let why = match error {
        russh::Error::ChannelOpenFailure(ChannelOpenFailure::AdministrativelyProhibited) => {
            "it does not allow connections through it".to_owned()
        }
        russh::Error::ChannelOpenFailure(ChannelOpenFailure::ConnectFailed) => {
            format!("{} does not answer it at {}", to.name, place(to))
        }
        other => other.to_string().to_lowercase(),
    };
    Trouble { host: through.name.clone(), at: place(through), jump: true, what: What::NoWayOn(why) }
}

async fn reach(hop: &Hop) -> Result<TcpStream, What> {
    timeout(REACH_PATIENCE, async {
        let found = lookup_host((hop.address.as_str(), hop.port)).await.map_err(|_| What::NoName)?;
        let addresses: Vec<SocketAddr> = found.collect();
        let mut why = What::NoName;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    // A key does not wait for a full packet.
                    _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => why = What::Refused,
                Err(error) if error.kind() == ErrorKind::TimedOut => why = What::TimedOut,
                Err(error) => why = What::Unreachable(error.to_string()),
            }
        }
        Err(why)
    })
    .await
    .unwrap_or(Err(What::TimedOut))
}

/// From the first byte to agreed keys; the host's own is looked at.
async fn greet<S>(hop: &Hop, stream: S) -> Result<Handle<Guard>, What>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let guard = Guard::of(hop.pinned.clone());
    let met = guard.met();
    let greeted = timeout(GREET_PATIENCE, connect_stream(Arc::new(config(hop)), stream, guard)).await;
    let met = met.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (greeted, met, &hop.pinned) {
        (Ok(Ok(handle)), ..) => Ok(handle),
        (Err(_), ..) => Err(What::TimedOut),
        (Ok(Err(_)), Some(came), None) => Err(What::Unpinned(Box::new(came))),
        (Ok(Err(_)), Some(came), Some(pinned)) if came.public != pinned.public => {
            Err(What::Changed { pinned: Box::new(pinned.clone()), came: Box::new(came) })
        }
        (Ok(Err(error)), ..) => Err(What::NoCommon(error.to_string())),
    }
}

fn config(hop: &Hop) -> Config {
    let mut config = Config {
        window_size: WINDOW_BYTES,
        channel_buffer_size: WAITING_MESSAGES,
        keepalive_interval: Some(KEEP_ALIVE),
        keepalive_max: KEEP_ALIVE_TIMES,
        nodelay: true,
        ..Config::default()
    };
    // A host with several keys is asked for the accepted one.
    if let Some(algorithm) = hop.pinned.as_ref().and_then(|key| Algorithm::new(&key.algorithm).ok()) {
        let same = |known: &Algorithm| known.as_str() == algorithm.as_str() || both_rsa(known, &algorithm);
        let (mut first, others): (Vec<_>, Vec<_>) = config.preferred.key.iter().cloned().partition(same);
        first.extend(others);
        config.preferred.key = first.into();
    }
    config
}

fn both_rsa(one: &Algorithm, other: &Algorithm) -> bool {
    matches!((one, other), (Algorithm::Rsa { .. }, Algorithm::Rsa { .. }))
}

async fn sign_in(handle: &mut Handle<Guard>, hop: &Hop) -> Result<(), What> {
    let lost = |_| What::Lost;
    match &hop.credential {
        Credential::Password { password } => {
            let secret = password.reveal();
            let answer = handle.authenticate_password(&hop.user, secret).await.map_err(lost)?;
            let AuthResult::Failure { remaining_methods, .. } = answer else { return Ok(()) };
            // Many servers ask for the password as a question, and have no other way for it.
            if remaining_methods.contains(&MethodKind::KeyboardInteractive)
                && answer_questions(handle, &hop.user, secret).await.map_err(lost)?
            {
                return Ok(());
            }
            Err(What::Credential { by_password: true, takes: ways(&remaining_methods) })
        }
        Credential::Key { private, passphrase } => {
            let key = key::read_apart(private.clone(), passphrase.clone()).await?;
            let hash = match key.algorithm() {
                Algorithm::Rsa { .. } => handle.best_supported_rsa_hash().await.map_err(lost)?.flatten(),
                _ => None,
            };
            let hash = hash.or_else(|| key.algorithm().is_rsa().then_some(HashAlg::Sha512));
            let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash);
            match handle.authenticate_publickey(&hop.user, key).await.map_err(lost)? {
                AuthResult::Success => Ok(()),
                AuthResult::Failure { remaining_methods, .. } => {
                    Err(What::Credential { by_password: false, takes: ways(&remaining_methods) })
                }
            }
        }
    }
}

/// Answers each hidden question with the password; whether that was it.
async fn answer_questions(handle: &mut Handle<Guard>, user: &str, secret: &str) -> Result<bool, russh::Error> {
    let mut asked = handle.authenticate_keyboard_interactive_start(user, None).await?;
    for _ in 0..QUESTIONS {
        match asked {
            Asked::Success => return Ok(true),
            Asked::Failure { .. } => return Ok(false),
            Asked::InfoRequest { prompts, .. } => {
                let answer = |echo: bool| if echo { String::new() } else { secret.to_owned() };
                let answers = prompts.iter().map(|prompt| answer(prompt.echo)).collect();
                asked = handle.authenticate_keyboard_interactive_respond(answers).await?;
            }
        }
    }
    Ok(false)
}

fn ways(methods: &MethodSet) -> Vec<String> {
    let word = |method: &MethodKind| match method {
        MethodKind::Password => Some("a password"),
        MethodKind::PublicKey => Some("a key"),
        MethodKind::KeyboardInteractive => Some("answers to questions"),
        MethodKind::HostBased => Some("known machines"),
        _ => None,
    };
    methods.iter().filter_map(word).map(str::to_owned).collect()
}
