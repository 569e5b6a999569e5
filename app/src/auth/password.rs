//! Hashing and checking passwords: argon2id, off the async runtime, a few at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes at one time: each takes a core and [`MEMORY_KIB`].
static SLOTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)));

/// What the database keeps of a password, in PHC form. Not for printing, not for the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl PasswordHash {
    /// Hashes `password` with a salt of its own; about 30 ms of a core.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system gives no randomness.
    pub async fn of(password: &str) -> Result<Self> {
        let password = password.to_owned();
        on_a_slot(move || hash(&password)).await?.map_err(Error::internal)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `password` is the one behind `stored`. Nobody (`None`) takes as long as somebody.
///
/// # Errors
/// [`Error::Internal`] when the stored hash cannot be read.
pub async fn verify(password: &str, stored: Option<&str>) -> Result<bool> {
    let (password, stored) = (password.to_owned(), stored.map(str::to_owned));
    on_a_slot(move || {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| NOBODY.0.clone());
        let parsed = Phc::new(&stored)?;
        Ok::<_, argon2::password_hash::phc::Error>(
            argon2id().verify_password(password.as_bytes(), &parsed).is_ok() && known,
        )
    })
    .await?
    .map_err(Error::internal)
}

/// Makes the hash that stands for unknown people, so that the first of them waits no longer than the next.
pub fn warm_up() {
    LazyLock::force(&NOBODY);
}

static NOBODY: LazyLock<PasswordHash> =
    LazyLock::new(|| hash("nobody").unwrap_or_else(|_| PasswordHash(String::new())));

fn hash(password: &str) -> std::result::Result<PasswordHash, argon2::password_hash::Error> {
    argon2id().hash_password(password.as_bytes()).map(|phc| PasswordHash(phc.to_string()))
}

fn argon2id() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

async fn on_a_slot<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _slot = SLOTS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let stored = PasswordHash::of("correct horse").await.expect("hashes");
        assert!(stored.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse", Some(stored.as_str())).await.expect("verifies"));
        assert!(!verify("battery staple", Some(stored.as_str())).await.expect("verifies"));
        assert!(!verify("nobody", None).await.expect("verifies"), "nobody never signs in");
        assert!(!format!("{stored:?}").contains("argon2"));
    }
}
