//! Our side of a connection: looks at the host's key, and refuses whatever the host would open with us. Agents,
//! ports and displays are not forwarded, so nothing of the kind is ever asked for.

use std::sync::{Arc, Mutex, PoisonError};

use russh::Channel;
use russh::client::{ChannelOpenHandle, Handler, Msg, Session};
use russh::keys::{HashAlg, PublicKey, PublicKeyOrCertificate};

use super::route::HostKey;

type Outcome<T> = Result<T, russh::Error>;
/// The key that the host has shown.
pub(super) type Met = Arc<Mutex<Option<HostKey>>>;

/// Lets only the accepted key through.
#[derive(Debug)]
pub(super) struct Guard {
    pinned: Option<HostKey>,
    met: Met,
}

impl Guard {
    pub(super) fn of(pinned: Option<HostKey>) -> Self {
        Self { pinned, met: Met::default() }
    }

    pub(super) fn met(&self) -> Met {
        self.met.clone()
    }
}

/// A reply that is dropped refuses.
impl Handler for Guard {
    type Error = russh::Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Outcome<bool> {
        // Certificates are not asked for; one that came all the same would be its plain key.
        let key = host_key(&shown.public_key())?;
        let accepted = self.pinned.as_ref().is_some_and(|pinned| pinned.public == key.public);
        *self.met.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
        Ok(accepted)
    }

    async fn server_channel_open_forwarded_tcpip(
        &mut self,
        _channel: Channel<Msg>,
        _connected_address: &str,
        _connected_port: u32,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Outcome<()> {
        Ok(())
    }

    async fn server_channel_open_forwarded_streamlocal(
        &mut self,
        _channel: Channel<Msg>,
        _socket_path: &str,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Outcome<()> {
        Ok(())
    }

    async fn server_channel_open_agent_forward(
        &mut self,
        _channel: Channel<Msg>,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Outcome<()> {
        Ok(())
    }

    async fn server_channel_open_session(
        &mut self,
        _channel: Channel<Msg>,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Outcome<()> {
        Ok(())
    }

    async fn server_channel_open_direct_tcpip(
        &mut self,
        _channel: Channel<Msg>,
        _host_to_connect: &str,
        _port_to_connect: u32,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Outcome<()> {
        Ok(())
    }

    async fn server_channel_open_direct_streamlocal(
        &mut self,
        _channel: Channel<Msg>,
        _socket_path: &str,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Outcome<()> {
        Ok(())
    }

    async fn server_channel_open_x11(
        &mut self,
        _channel: Channel<Msg>,
        _originator_address: &str,
        _originator_port: u32,
        _reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Outcome<()> {
        Ok(())
    }
}

fn host_key(key: &PublicKey) -> Outcome<HostKey> {
    // The comment is not the key's.
    let mut plain = key.clone();
    plain.set_comment("");
    Ok(HostKey {
        algorithm: plain.algorithm().as_str().to_owned(),
        fingerprint: plain.fingerprint(HashAlg::Sha256).to_string(),
        public: plain.to_openssh()?.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_as_openssh_prints_it() {
        let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti user@example.com";
        let key = host_key(&PublicKey::from_openssh(line).expect("a key")).expect("a host's key");
        assert_eq!(key.algorithm, "ssh-ed25519");
        assert_eq!(key.fingerprint, "SHA256:UCUiLr7Pjs9wFFJMDByLgc3NrtdU344OgUM45wZPcIQ");
        assert_eq!(key.public, line.rsplit_once(' ').expect("a comment").0);
    }
}
