//! How often somebody may guess a password: per account *and* address, so that a stranger elsewhere
//! cannot lock the owner out, and per address, so that one machine cannot try every account. A school is
//! often one address, and not all in it are friends: a browser with which the account's owner has signed in
//! before ([`crate::auth::browser`]) is charged per account and browser instead, and for nothing that others do.
//!
//! All are token buckets kept as one instant (GCRA). An attempt is charged before the password is
//! looked at, so that many at once gain nothing, and is given back when it was right: a whole class
//! that signs in from one address at eight is not in anybody's way. The crates for rate limits cannot
//! give back.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::auth::browser::BrowserId;
use crate::error::{Error, Result};

/// Wrong passwords for one account from one address, or one browser that it knows, before waiting begins, and the wait
/// for each further one.
const PER_ACCOUNT: Limit = Limit { burst: 5, every: Duration::from_secs(30) };
/// The same for one address, whatever the account: a school is often one address.
const PER_ADDRESS: Limit = Limit { burst: 100, every: Duration::from_secs(3) };
/// Accounts that may be made by registering from one address, whole years of a school at once, and the wait for each
/// further one.
const MADE_PER_ADDRESS: Limit = Limit { burst: 500, every: Duration::from_secs(10) };
/// Keys remembered in each table, about 100 bytes each.
const KEYS: usize = 50_000;

#[derive(Debug, Clone, Copy)]
struct Limit {
    burst: u32,
    every: Duration,
}

/// The throttle of one process; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Throttle {
    accounts: Arc<Table<(String, String)>>,
    addresses: Arc<Table<String>>,
    browsers: Arc<Table<(String, BrowserId)>>,
    made: Arc<Table<String>>,
}

impl Throttle {
    /// Charges an account that is about to be made from `address` by registering.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the seconds until the next is let through.
    pub fn charge_new_account(&self, address: &str) -> Result<()> {
        self.made.charge(&network(address), MADE_PER_ADDRESS, Instant::now())
    }

    /// Charges one attempt on `login` from `address`, or from the browser that this account knows.
    ///
    /// # Errors
    /// [`Error::TooMany`] with the seconds until the next attempt is let through.
    pub fn charge(&self, login: &str, address: &str, known: Option<BrowserId>) -> Result<Attempt<'_>> {
        self.charge_at(login, address, known, Instant::now())
    }

    fn charge_at(&self, login: &str, address: &str, known: Option<BrowserId>, now: Instant) -> Result<Attempt<'_>> {
        let charged = match known {
            Some(browser) => self.charge_known((login.to_owned(), browser), now)?,
            None => self.charge_stranger(login, network(address), now)?,
        };
        Ok(Attempt { throttle: self, charged })
    }

    fn charge_known(&self, key: (String, BrowserId), now: Instant) -> Result<Charged> {
        self.browsers.charge(&key, PER_ACCOUNT, now)?;
        Ok(Charged::Known(key))
    }

    fn charge_stranger(&self, login: &str, network: String, now: Instant) -> Result<Charged> {
        let account = (login.to_owned(), network.clone());
        self.addresses.charge(&network, PER_ADDRESS, now)?;
        if let Err(wait) = self.accounts.charge(&account, PER_ACCOUNT, now) {
            self.addresses.give_back(&network, PER_ADDRESS);
            return Err(wait);
        }
        Ok(Charged::Stranger { account, network })
    }
}

/// One charged attempt.
#[derive(Debug)]
pub struct Attempt<'a> {
    throttle: &'a Throttle,
    charged: Charged,
}

/// The buckets that an attempt was taken from.
#[derive(Debug)]
enum Charged {
    Known((String, BrowserId)),
    Stranger { account: (String, String), network: String },
}

impl Attempt<'_> {
    /// It was no guess: the password was right, or an account was made. The attempt does not count.
    pub fn give_back(self) {
        match self.charged {
            Charged::Known(key) => self.throttle.browsers.give_back(&key, PER_ACCOUNT),
            Charged::Stranger { account, network } => {
                self.throttle.accounts.give_back(&account, PER_ACCOUNT);
                self.throttle.addresses.give_back(&network, PER_ADDRESS);
            }
        }
    }
}

/// An IPv6 customer holds a whole /64: it is one address here.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

/// For each key the instant at which its bucket is full again.
#[derive(Debug)]
struct Table<K>(Mutex<HashMap<K, Instant>>);

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Hash + Eq + Clone> Table<K> {
    fn charge(&self, key: &K, limit: Limit, now: Instant) -> Result<()> {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= KEYS && !full_at.contains_key(key) {
            make_room(&mut full_at, now);
        }
        let next = full_at.get(key).copied().unwrap_or(now).max(now) + limit.every;
        let over = next.saturating_duration_since(now + limit.every * limit.burst);
        if over.is_zero() {
            full_at.insert(key.clone(), next);
            Ok(())
        } else {
            let seconds = over.as_secs_f64().ceil();
            Err(Error::TooMany { retry_after_s: if seconds < f64::from(u32::MAX) { seconds as u32 } else { u32::MAX } })
        }
    }

    fn give_back(&self, key: &K, limit: Limit) {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(instant) = full_at.get_mut(key) {
            *instant = instant.checked_sub(limit.every).unwrap_or(*instant);
        }
    }
}

/// Forgets full buckets, and the fullest of the others where that is not enough.
fn make_room<K: Hash + Eq + Clone>(full_at: &mut HashMap<K, Instant>, now: Instant) {
    full_at.retain(|_, at| *at > now);
    if full_at.len() >= KEYS {
        let mut instants: Vec<Instant> = full_at.values().copied().collect();
        let (_, median, _) = instants.select_nth_unstable(KEYS / 2);
        let median = *median;
        full_at.retain(|_, at| *at > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(result: Result<Attempt<'_>>) -> Option<u32> {
        match result {
            Ok(_) => None,
            Err(Error::TooMany { retry_after_s }) => Some(retry_after_s),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_guesser_waits_and_the_owner_does_not() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for _ in 0..PER_ACCOUNT.burst {
            assert_eq!(seconds(throttle.charge_at("ada", "203.0.113.9", None, now)), None);
        }
        assert_eq!(seconds(throttle.charge_at("ada", "203.0.113.9", None, now)), Some(30));
        assert_eq!(seconds(throttle.charge_at("ada", "198.51.100.1", None, now)), None, "the owner, elsewhere");
        let later = now + PER_ACCOUNT.every;
        assert_eq!(seconds(throttle.charge_at("ada", "203.0.113.9", None, later)), None);
        assert_eq!(seconds(throttle.charge_at("ada", "203.0.113.9", None, later)), Some(30));
    }

    #[test]
    fn right_passwords_do_not_count() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let known = BrowserId::draw();
        for student in 0..500 {
            let login = format!("student{student}");
            throttle.charge_at(&login, "203.0.113.9", None, now).expect("let through").give_back();
            throttle.charge_at("ada", "203.0.113.9", Some(known), now).expect("let through").give_back();
        }
    }

    #[test]
    fn strangers_at_the_same_address_are_not_in_the_way_of_a_known_browser() {
        let throttle = Throttle::default();
        let now = Instant::now();
        let (own, another) = (BrowserId::draw(), BrowserId::draw());
        let charge = |known| seconds(throttle.charge_at("ada", "203.0.113.9", known, now));
        for _ in 0..PER_ACCOUNT.burst {
            assert_eq!(charge(None), None);
        }
        for account in 0..PER_ADDRESS.burst {
            let _ = throttle.charge_at(&format!("a{account}"), "203.0.113.9", None, now);
        }
        assert!(charge(None).is_some());
        for _ in 0..PER_ACCOUNT.burst {
            assert_eq!(charge(Some(own)), None);
        }
        assert_eq!(charge(Some(own)), Some(30), "nor does it guess for ever");
        assert_eq!(charge(Some(another)), None);
    }

    #[test]
    fn one_machine_cannot_try_every_account() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for account in 0..PER_ADDRESS.burst {
            assert_eq!(seconds(throttle.charge_at(&format!("a{account}"), "2001:db8::1", None, now)), None);
        }
        assert_eq!(seconds(throttle.charge_at("z", "2001:db8::2", None, now)), Some(3), "the same /64");
        assert_eq!(seconds(throttle.charge_at("z", "2001:db8:0:1::2", None, now)), None);
    }

    #[test]
    fn the_table_is_bounded() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for host in 0..KEYS + 10 {
            let _ = throttle.charge_at("ada", &format!("host{host}"), None, now);
        }
        assert!(throttle.addresses.0.lock().expect("not poisoned").len() <= KEYS);
    }
}
