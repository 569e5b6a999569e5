//! Private keys, as people paste them.

use russh::keys::{self, PrivateKey, decode_secret_key};

use super::secret::Secret;
use super::trouble::What;

/// Reads a private key.
///
/// # Errors
/// [`What::KeyNeedsPassphrase`], [`What::WrongPassphrase`] or [`What::UnreadableKey`]. Slow where there is a
/// passphrase: it is meant to be.
pub fn read(private: &Secret, passphrase: Option<&Secret>) -> Result<PrivateKey, What> {
    let passphrase = passphrase.filter(|passphrase| !passphrase.is_empty());
    // Windows' line ends come with a paste.
    let text = private.reveal().replace("\r\n", "\n");
    match decode_secret_key(text.trim(), passphrase.map(Secret::reveal)) {
        Ok(key) if key.is_encrypted() => Err(needs(passphrase)),
        Ok(key) => Ok(key),
        Err(keys::Error::KeyIsEncrypted) => Err(needs(passphrase)),
        Err(_) if is_encrypted(&text) => Err(needs(passphrase)),
        Err(_) => Err(What::UnreadableKey),
    }
}

fn needs(passphrase: Option<&Secret>) -> What {
    if passphrase.is_some() { What::WrongPassphrase } else { What::KeyNeedsPassphrase }
}

fn is_encrypted(text: &str) -> bool {
    let by_itself = PrivateKey::from_openssh(text.trim()).is_ok_and(|key| key.is_encrypted());
    by_itself
        || text.contains("ENCRYPTED")
        || (text.contains("PuTTY-User-Key-File-") && !text.contains("Encryption: none"))
}

/// [`read`] on a thread of its own: it takes long on purpose.
pub(super) async fn read_apart(private: Secret, passphrase: Option<Secret>) -> Result<PrivateKey, What> {
    tokio::task::spawn_blocking(move || read(&private, passphrase.as_ref())).await.unwrap_or(Err(What::UnreadableKey))
}
