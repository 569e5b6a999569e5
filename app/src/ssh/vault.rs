//! Credentials at rest: XChaCha20-Poly1305, with a nonce drawn for each, bound to the row they belong to.
//!
//! Sealed text is `v1.KEY.DATA`: which key, by the begin of its SHA-256, then nonce and ciphertext in base64.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::config::{Config, SecretKey};
use crate::error::Error;

/// The key that is made where none is configured.
const KEY_FILE: &str = "secret.key";
const NONCE_BYTES: usize = 24;
const VERSION: &str = "v1";

/// The keys: the first seals, all open. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Vec<Key>>);

struct Key {
    name: String,
    cipher: XChaCha20Poly1305,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("keys", &self.0.len()).finish()
    }
}

/// Why sealed text stays sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Sealed {
    #[error("none of the keys in secret_keys has sealed it; bring the key back, or enter it again")]
    UnknownKey,
    #[error("it was changed, or belongs to another record; enter it again")]
    Broken,
}

impl From<Sealed> for Error {
    fn from(sealed: Sealed) -> Self {
        tracing::error!(%sealed, "a stored credential cannot be read");
        Self::Unavailable { part: "The stored credential".to_owned(), detail: sealed.to_string() }
    }
}

impl Vault {
    /// With the configured keys, and the one in the file, which is made where there is no other.
    ///
    /// # Errors
    /// When the file can be neither read nor made.
    pub fn open(config: &Config) -> io::Result<Self> {
        let path = config.data_dir.join(KEY_FILE);
        let mut keys = config.secret_keys.clone();
        if keys.is_empty() && !path.exists() {
            make(&path)?;
        }
        match fs::read_to_string(&path) {
            Ok(text) => keys.push(SecretKey::parse(&text).ok_or_else(|| {
                io::Error::new(ErrorKind::InvalidData, format!("{} holds no key of 32 bytes", path.display()))
            })?),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
        }
        Ok(Self::with(&keys))
    }

    /// With these keys, newest first.
    pub fn with(keys: &[SecretKey]) -> Self {
        Self(Arc::new(keys.iter().map(Key::new).collect()))
    }

    /// Encrypts under the newest key. `owner` names the row and column: the text opens for no other.
    ///
    /// # Errors
    /// [`Error::Internal`] when there is no key.
    pub fn seal(&self, owner: &str, plain: &[u8]) -> Result<String, Error> {
        let key = self.0.first().ok_or_else(|| Error::internal("there is no key to seal with"))?;
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload { msg: plain, aad: owner.as_bytes() };
        let sealed = key.cipher.encrypt(&XNonce::from(nonce), payload).map_err(Error::internal)?;
        Ok(format!("{VERSION}.{}.{}", key.name, BASE64.encode([&nonce[..], &sealed].concat())))
    }

    /// Decrypts.
    ///
    /// # Errors
    /// [`Sealed`].
    pub fn unseal(&self, owner: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, Sealed> {
        let (name, data) = parts(sealed).ok_or(Sealed::Broken)?;
        let key = self.0.iter().find(|key| key.name == name).ok_or(Sealed::UnknownKey)?;
        let bytes = BASE64.decode(data).map_err(|_| Sealed::Broken)?;
        let (nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(Sealed::Broken)?;
        let payload = Payload { msg, aad: owner.as_bytes() };
        key.cipher.decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| Sealed::Broken)
    }

    /// Whether the newest key has sealed it.
    pub fn is_newest(&self, sealed: &str) -> bool {
        parts(sealed).is_some_and(|(name, _)| self.0.first().is_some_and(|key| key.name == name))
    }
}

fn parts(sealed: &str) -> Option<(&str, &str)> {
    sealed.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')
}

impl Key {
    fn new(key: &SecretKey) -> Self {
        let name = Sha256::digest(key.0)[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        Self { name, cipher: XChaCha20Poly1305::new(&key.0.into()) }
    }
}

/// Makes the file at once and whole: whoever looks at the same time finds all of it or nothing.
fn make(path: &Path) -> io::Result<()> {
    let draft = path.with_extension(format!("{:016x}", rand::random::<u64>()));
    let key = Zeroizing::new(rand::random::<[u8; 32]>());
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&draft)?;
    writeln!(file, "{}", Zeroizing::new(BASE64.encode(*key)).as_str())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        // Another was first.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn key(byte: u8) -> SecretKey {
        SecretKey([byte; 32])
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_alone() {
        let vault = Vault::with(&[key(1)]);
        let sealed = vault.seal("ssh_hosts/1", b"sesame").expect("seals");
        assert!(!sealed.contains("sesame"));
        assert_eq!(vault.unseal("ssh_hosts/1", &sealed).expect("opens").as_slice(), b"sesame");
        assert_eq!(vault.unseal("ssh_hosts/2", &sealed), Err(Sealed::Broken), "of another row");
        assert_ne!(sealed, vault.seal("ssh_hosts/1", b"sesame").expect("seals"), "a nonce is used once");
    }

    #[test]
    fn another_key_does_not_open_it() {
        let sealed = Vault::with(&[key(1)]).seal("x", b"sesame").expect("seals");
        assert_eq!(Vault::with(&[key(2)]).unseal("x", &sealed), Err(Sealed::UnknownKey));
        assert_eq!(Vault::with(&[]).unseal("x", &sealed), Err(Sealed::UnknownKey));
    }

    #[test]
    fn what_was_changed_does_not_open() {
        let vault = Vault::with(&[key(1)]);
        let sealed = vault.seal("x", b"sesame").expect("seals");
        let (head, data) = sealed.rsplit_once('.').expect("parts");
        let mut bytes = BASE64.decode(data).expect("base64");
        for at in 0..bytes.len() {
            bytes[at] ^= 1;
            let changed = format!("{head}.{}", BASE64.encode(&bytes));
            assert_eq!(vault.unseal("x", &changed), Err(Sealed::Broken), "byte {at}");
            bytes[at] ^= 1;
        }
        for nonsense in ["", "v1", "v1..", "v2.aaaaaaaa.AAAA", "v1.aaaaaaaa"] {
            assert!(vault.unseal("x", nonsense).is_err(), "{nonsense}");
        }
        assert_eq!(vault.unseal("x", &format!("{head}.AAAA")), Err(Sealed::Broken), "cut short");
    }

    #[test]
    fn keys_are_turned_over() {
        let old = Vault::with(&[key(1)]);
        let sealed = old.seal("x", b"sesame").expect("seals");
        let both = Vault::with(&[key(2), key(1)]);
        assert!(!both.is_newest(&sealed));
        let again = both.seal("x", &both.unseal("x", &sealed).expect("opens")).expect("seals");
        assert!(both.is_newest(&again));
        assert_eq!(Vault::with(&[key(2)]).unseal("x", &again).expect("opens").as_slice(), b"sesame");
    }

    #[test]
    fn a_key_is_made_once_and_for_us_alone() {
        let folder = std::env::temp_dir().join(format!("lyceum-vault-{:016x}", rand::random::<u64>()));
        fs::create_dir(&folder).expect("a folder");
        let env = BTreeMap::from([("LYCEUM_DATA_DIR".to_owned(), folder.display().to_string())]);
        let config = Config::parse("", &env).expect("valid");
        let sealed = Vault::open(&config).expect("a vault").seal("x", b"sesame").expect("seals");
        let mode = fs::metadata(folder.join(KEY_FILE)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(Vault::open(&config).expect("a vault").unseal("x", &sealed).expect("opens").as_slice(), b"sesame");
        assert_eq!(fs::read_dir(&folder).expect("reads").count(), 1, "no draft is left");
        // A configured key seals from then on, and the file's still opens.
        let with_key = Config { secret_keys: vec![key(7)], ..config };
        let vault = Vault::open(&with_key).expect("a vault");
        assert!(!vault.is_newest(&sealed));
        assert_eq!(vault.unseal("x", &sealed).expect("opens").as_slice(), b"sesame");
        fs::remove_dir_all(&folder).expect("removed");
    }
}
