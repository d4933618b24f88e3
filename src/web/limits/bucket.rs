//! Token buckets: what each caller has left of a policy.

use super::policy::{Policy, WRONG_GUESS};
use crate::clock::Clock;
use axum::http::{HeaderMap, HeaderValue};
use governor::RateLimiter;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Counted caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Caller {
    Address(Option<IpAddr>),
    User(String),
    Key(String),
}

impl Caller {
    /// An address; of IPv6 the net of 64 bits, all of which one household has.
    pub fn at(address: Option<IpAddr>) -> Self {
        Self::Address(address.map(|address| match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() >> 64 << 64)),
        }))
    }
}

/// The limiter's clock: ours, so that a test can move it.
#[derive(Debug, Clone)]
struct Time(Clock);

impl governor::clock::Clock for Time {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.elapsed().into()
    }
}

type Limiter = RateLimiter<Caller, HashMapStateStore<Caller>, Time, StateInformationMiddleware>;

/// Remaining tokens of every caller under a policy.
pub struct Bucket {
    policy: Policy,
    limiter: Limiter,
}

/// Result for a caller: allowed, or retry after some seconds.
#[derive(Debug, Clone, Copy)]
pub struct LimitState {
    policy: Policy,
    remaining: u32,
    /// Seconds until a retry, if rejected.
    pub retry_after_s: Option<u64>,
}

impl Bucket {
    pub fn new(policy: Policy, clock: &Clock) -> Self {
        Self {
            policy,
            limiter: RateLimiter::new(policy.quota(), HashMapStateStore::default(), Time(clock.clone())),
        }
    }

    /// Counts a request; rejected ones cost nothing.
    pub fn take(&self, caller: &Caller) -> LimitState {
        let standing = |remaining, retry_after_s| LimitState {
            policy: self.policy,
            remaining,
            retry_after_s,
        };
        match self.limiter.check_key(caller) {
            Ok(left) => standing(left.remaining_burst_capacity(), None),
            Err(until) => {
                let now = governor::clock::Clock::now(self.limiter.clock());
                standing(0, Some(whole_seconds(until.wait_time_from(now))))
            }
        }
    }

    /// Forgets callers with a full bucket, which bounds memory.
    pub fn sweep(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }

    #[cfg(test)]
    pub fn callers(&self) -> usize {
        self.limiter.len()
    }
}

impl LimitState {
    /// Sets the rate-limit headers of the draft standard and their older form.
    pub fn write_headers(&self, headers: &mut HeaderMap) {
        let Policy { name, burst, .. } = self.policy;
        let remaining = self.remaining;
        let window_s = self.policy.refill_s(burst);
        let reset_s = self
            .retry_after_s
            .unwrap_or_else(|| self.policy.refill_s(burst.saturating_sub(remaining)));
        for (field, value) in [
            ("ratelimit-policy", format!("\"{name}\";q={burst};w={window_s}")),
            ("ratelimit", format!("\"{name}\";r={remaining};t={reset_s}")),
            ("ratelimit-limit", burst.to_string()),
            ("ratelimit-remaining", remaining.to_string()),
            ("ratelimit-reset", reset_s.to_string()),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(field, value);
            }
        }
    }
}

/// Wrong guesses by address. Only the outcome tells what was one, so that a guess is looked at before and counted
/// after: who has used them up is refused until the next one comes free.
pub struct Guesses {
    bucket: Bucket,
    clock: Clock,
    used_up: Mutex<HashMap<Caller, Duration>>,
}

impl Guesses {
    pub fn new(clock: &Clock) -> Self {
        Self {
            bucket: Bucket::new(WRONG_GUESS, clock),
            clock: clock.clone(),
            used_up: Mutex::default(),
        }
    }

    /// State of the caller if further guesses must wait.
    pub fn used_up(&self, caller: &Caller) -> Option<LimitState> {
        let until = *self.held().get(caller)?;
        let wait = until
            .checked_sub(self.clock.elapsed())
            .filter(|wait| !wait.is_zero())?;
        Some(LimitState {
            policy: WRONG_GUESS,
            remaining: 0,
            retry_after_s: Some(whole_seconds(wait)),
        })
    }

    /// Counts a guess that was wrong.
    pub fn wrong(&self, caller: &Caller) {
        let standing = self.bucket.take(caller);
        if standing.remaining == 0 {
            let wait_s = standing.retry_after_s.unwrap_or_else(|| WRONG_GUESS.refill_s(1));
            let until = self.clock.elapsed() + Duration::from_secs(wait_s);
            self.held().insert(caller.clone(), until);
        }
    }

    pub fn sweep(&self) {
        self.bucket.sweep();
        let now = self.clock.elapsed();
        let mut held = self.held();
        held.retain(|_, until| *until > now);
        held.shrink_to_fit();
    }

    fn held(&self) -> MutexGuard<'_, HashMap<Caller, Duration>> {
        self.used_up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn whole_seconds(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis().div_ceil(1000))
        .unwrap_or(u64::MAX)
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MINUTE_MS, Millis};
    use crate::web::limits::policy::ADMIN;

    fn caller(address: &str) -> Caller {
        Caller::at(address.parse().ok())
    }

    #[test]
    fn one_household_of_ipv6_is_one_caller() {
        assert_eq!(caller("2001:db8::1"), caller("2001:db8::ffff:1"));
        assert_ne!(caller("2001:db8::1"), caller("2001:db8:0:1::1"));
        assert_ne!(caller("192.0.2.1"), caller("192.0.2.2"));
    }

    #[test]
    fn idle_callers_are_forgotten() {
        let clock = Clock::fixed(Millis(0));
        let bucket = Bucket::new(ADMIN, &clock);
        for number in 0..=255 {
            bucket.take(&caller(&format!("192.0.2.{number}")));
        }
        bucket.sweep();
        assert_eq!(bucket.callers(), 256);
        clock.advance(MINUTE_MS);
        bucket.sweep();
        assert_eq!(bucket.callers(), 0);
    }

    #[test]
    fn what_is_used_up_comes_back_little_by_little() {
        let clock = Clock::fixed(Millis(0));
        let bucket = Bucket::new(ADMIN, &clock);
        let one = caller("192.0.2.1");
        for _ in 0..ADMIN.burst {
            assert_eq!(bucket.take(&one).retry_after_s, None);
        }
        assert_eq!(bucket.take(&one).retry_after_s, Some(1));
        clock.advance(1_000);
        let admitted = (0..20).filter(|_| bucket.take(&one).retry_after_s.is_none());
        assert_eq!(admitted.count(), 10);
    }
}
