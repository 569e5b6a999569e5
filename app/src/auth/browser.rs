//! Browsers that are known again: who has signed in with one may try passwords there whatever strangers do at the same
//! address. These are OWASP's [device cookies].
//!
//! The cookie is sealed with the vault's key: nobody else makes one, nor reads whose accounts it names. It opens no
//! session. A browser whose cookie does not open, for whatever reason, is a stranger until somebody signs in with it.
//!
//! [device cookies]: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies

use serde::{Deserialize, Serialize};

use crate::auth::entity::user;
use crate::cookies::{DEVICE_COOKIE, keep, shown};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::UserId;

/// What the cookie is sealed for: nothing else that the vault has sealed serves as one.
const OWNER: &str = "device cookie";
/// Accounts that know one browser, those of who signed in last: people share machines. At more, a machine would try as
/// many passwords at known accounts as an address may at all.
const ACCOUNTS: usize = 8;

/// One browser, whoever signs in with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BrowserId(u128);

impl BrowserId {
    /// One that no other browser has.
    pub fn draw() -> Self {
        Self(rand::random())
    }
}

/// What a browser proves by its cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    id: BrowserId,
    /// Who has signed in with it, the last first, and their [`user::Model::sessions_epoch`] then.
    accounts: Vec<(UserId, i32)>,
}

impl Browser {
    /// The browser of the request being served; a new one where its cookie is missing or not ours.
    pub fn asking(cx: &Ctx) -> Self {
        let opened = shown(DEVICE_COOKIE).and_then(|sealed| cx.state.vault.unseal(OWNER, &sealed).ok());
        opened.and_then(|plain| postcard::from_bytes(&plain).ok()).unwrap_or_else(Self::new)
    }

    fn new() -> Self {
        Self { id: BrowserId::draw(), accounts: Vec::new() }
    }

    /// Which browser it is, if `user` has signed in with it since their sessions were last ended all at once.
    pub fn known_to(&self, user: &user::Model) -> Option<BrowserId> {
        self.accounts.contains(&(user.id, user.sessions_epoch)).then_some(self.id)
    }

    /// Has the browser keep that `user` has signed in with it. Where that cannot be, it stays a stranger: nobody is kept
    /// out for it.
    pub fn remember(mut self, cx: &Ctx, user: &user::Model) {
        self.add(user.id, user.sessions_epoch);
        if let Err(error) = self.keep(cx) {
            tracing::warn!(%error, "a browser is not known again");
        }
    }

    fn keep(&self, cx: &Ctx) -> Result<()> {
        let plain = postcard::to_allocvec(self).map_err(Error::internal)?;
        keep(DEVICE_COOKIE, &cx.state.vault.seal(OWNER, &plain)?, cx.state.config.https)
    }

    fn add(&mut self, user: UserId, epoch: i32) {
        self.accounts.retain(|(other, _)| *other != user);
        self.accounts.insert(0, (user, epoch));
        self.accounts.truncate(ACCOUNTS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_accounts_are_kept_each_once() {
        let mut browser = Browser::new();
        for user in 0..20 {
            browser.add(UserId(user), 0);
        }
        assert_eq!(browser.accounts.len(), ACCOUNTS);
        assert_eq!(browser.accounts[0], (UserId(19), 0));
        browser.add(UserId(15), 1);
        assert_eq!(browser.accounts[..2], [(UserId(15), 1), (UserId(19), 0)]);
        assert_eq!(browser.accounts.len(), ACCOUNTS, "again is not beside");
    }

    #[test]
    fn it_fits_a_cookie() {
        let mut browser = Browser { id: BrowserId(u128::MAX), accounts: Vec::new() };
        for user in 0..20 {
            browser.add(UserId(i64::MAX - user), i32::MAX);
        }
        let plain = postcard::to_allocvec(&browser).expect("encodes");
        assert!(plain.len() < 256, "{} bytes, of which base64 makes a third more", plain.len());
        assert_eq!(postcard::from_bytes::<Browser>(&plain).expect("decodes"), browser);
    }
}
