//! The way to a host: who is met on it, who they must be, and how to sign in with each.

use serde::{Deserialize, Serialize};

use super::secret::Secret;

/// Hosts in the order in which they are met: jump hosts first, the destination last. Never empty where it is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Route {
    pub hops: Vec<Hop>,
}

impl Route {
    /// What the destination is called.
    pub fn name(&self) -> &str {
        self.hops.last().map_or("host", |hop| &hop.name)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hop {
    /// As it is registered, for messages.
    pub name: String,
    /// Name or IP address.
    pub address: String,
    pub port: u16,
    pub user: String,
    pub credential: Credential,
    /// The key that somebody accepted; without one nobody signs in.
    pub pinned: Option<HostKey>,
}

/// How to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Credential {
    Password {
        #[serde(serialize_with = "Secret::hand_over")]
        password: Secret,
    },
    /// In any format of OpenSSH, PKCS #1, PKCS #8 or PuTTY.
    Key {
        #[serde(serialize_with = "Secret::hand_over")]
        private: Secret,
        #[serde(serialize_with = "Secret::hand_over_some")]
        passphrase: Option<Secret>,
    },
}

/// A host's public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostKey {
    /// `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` …
    pub algorithm: String,
    /// `SHA256:…`, as OpenSSH prints it.
    pub fingerprint: String,
    /// As a line of `known_hosts` holds it, without the host: `ssh-ed25519 AAAA…`.
    pub public: String,
}

impl HostKey {
    /// `ssh-ed25519 SHA256:…`.
    pub fn short(&self) -> String {
        format!("{} {}", self.algorithm, self.fingerprint)
    }
}
