//! When to ask the server for a sign of life, when to call the socket dead, and how long to wait
//! before the next one. Pure; times are the page's clock in milliseconds.

/// Waits between attempts, milliseconds; the last one repeats.
const BACKOFF_MS: [f64; 6] = [200.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0];
/// A ping so often keeps the round-trip time true.
const PING_EVERY_MS: f64 = 5_000.0;
/// Silence that kills a socket on which something was typed.
const DEAD_AFTER_INPUT_MS: f64 = 10_000.0;
/// Silence that kills an idle socket.
const DEAD_IDLE_MS: f64 = 45_000.0;
/// Silence that kills a socket of which there is reason to doubt: the network or the page came back.
const DEAD_PROBED_MS: f64 = 3_000.0;

/// The wait before attempt `attempt` (from 0), spread by a quarter to either side; `jitter` in 0..1.
pub fn backoff_ms(attempt: u32, jitter: f64) -> f64 {
    BACKOFF_MS[(attempt as usize).min(BACKOFF_MS.len() - 1)] * (0.75 + 0.5 * jitter)
}

/// So many attempts that got nowhere are no accident.
const HINDERED_AFTER: u32 = 2;

/// How far an attempt at a socket has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// There is no socket yet: nothing is known of it.
    Nothing,
    /// One was asked for.
    Asked,
    /// It opened.
    Opened,
    /// Something came by it.
    Heard,
}

/// What stands in the way, where pages load and this was the `attempts`th socket in a row that came no further.
pub fn hindrance(reach: Reach, attempts: u32) -> Option<&'static str> {
    match reach {
        _ if attempts < HINDERED_AFTER => None,
        Reach::Nothing | Reach::Heard => None,
        Reach::Asked => Some("pages load, but no WebSocket opens; perhaps a proxy on the way lets none through"),
        Reach::Opened => Some("pages load, but a WebSocket brings nothing; perhaps a proxy on the way holds it back"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    Rest,
    Ping,
    Dead,
}

/// The life signs of one open socket.
#[derive(Debug, Clone, Copy)]
pub struct Pulse {
    pinged_ms: f64,
    /// When the oldest unanswered question went out.
    asked_ms: Option<f64>,
    limit_ms: f64,
}

impl Pulse {
    pub fn new(now: f64) -> Self {
        Self { pinged_ms: now, asked_ms: None, limit_ms: DEAD_IDLE_MS }
    }

    /// Anything came from the server.
    pub fn heard(&mut self) {
        *self = Self { asked_ms: None, limit_ms: DEAD_IDLE_MS, ..*self };
    }

    /// Input went out; the server owes an acknowledgement.
    pub fn typed(&mut self, now: f64) {
        self.ask(now, DEAD_AFTER_INPUT_MS);
    }

    /// A ping goes out because the socket is in doubt.
    pub fn probed(&mut self, now: f64) {
        self.pinged_ms = now;
        self.ask(now, DEAD_PROBED_MS);
    }

    /// To be called about once a second. After [`Beat::Ping`] the ping counts as sent.
    pub fn tick(&mut self, now: f64) -> Beat {
        if self.asked_ms.is_some_and(|asked| now - asked > self.limit_ms) {
            return Beat::Dead;
        }
        if now - self.pinged_ms >= PING_EVERY_MS {
            self.pinged_ms = now;
            self.ask(now, self.limit_ms);
            return Beat::Ping;
        }
        Beat::Rest
    }

    fn ask(&mut self, now: f64, limit_ms: f64) {
        self.asked_ms.get_or_insert(now);
        self.limit_ms = self.limit_ms.min(limit_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_eight_seconds() {
        assert_eq!(backoff_ms(0, 0.5), 200.0);
        assert_eq!(backoff_ms(5, 0.5), 8000.0);
        assert_eq!(backoff_ms(99, 0.0), 6000.0);
        assert_eq!(backoff_ms(99, 1.0), 10_000.0);
    }

    #[test]
    fn a_proxy_in_the_way_is_named_once_it_is_no_accident() {
        assert_eq!(hindrance(Reach::Asked, 1), None);
        assert!(hindrance(Reach::Asked, 2).is_some_and(|words| words.contains("no WebSocket opens")));
        assert!(hindrance(Reach::Opened, 3).is_some_and(|words| words.contains("brings nothing")));
        assert_eq!((hindrance(Reach::Heard, 9), hindrance(Reach::Nothing, 9)), (None, None));
    }

    #[test]
    fn a_socket_that_answers_lives() {
        let mut pulse = Pulse::new(0.0);
        let mut pings = 0;
        for second in 1..=600 {
            let now = f64::from(second) * 1000.0;
            match pulse.tick(now) {
                Beat::Dead => panic!("dead at {second} s"),
                Beat::Ping => {
                    pings += 1;
                    pulse.heard();
                }
                Beat::Rest => {}
            }
        }
        assert_eq!(pings, 120);
    }

    fn dies_at(mut pulse: Pulse, from_s: u32) -> u32 {
        (from_s..).find(|second| pulse.tick(f64::from(*second) * 1000.0) == Beat::Dead).expect("dies")
    }

    #[test]
    fn silence_kills_sooner_where_somebody_waits() {
        assert_eq!(dies_at(Pulse::new(0.0), 1), 51);
        let mut typed = Pulse::new(0.0);
        typed.typed(1000.0);
        assert_eq!(dies_at(typed, 1), 12);
        let mut probed = Pulse::new(0.0);
        probed.probed(1000.0);
        assert_eq!(dies_at(probed, 1), 5);
    }
}
