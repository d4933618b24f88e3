//! Limit policies with numbers and reasons.
//!
//! | policy | counted by | a minute | at once | why |
//! |---|---|---|---|---|
//! | `flood` | address | 30,000 | 10,000 | Before anyone looks who asks: far above what an office or a load test behind one address sends, below what keeps the machine from others. |
//! | `anonymous` | address | 1,200 | 1,200 | Nobody signed in: sign-in pages, and programs without a token, which get 401 anyway. |
//! | `user` | person | 3,000 | 1,500 | A page takes one request: 50 a second is a script, and a busy one. |
//! | `key` | API key | 6,000 | 3,000 | A storefront sends the whole market's orders through one key. |
//! | `admin` | person or address, on the admins' side | 600 | 300 | A few people use it, by hand. |
//! | `sign-in` | address, right or wrong | 120 | 300 | Each costs a password hash (two at a time, tens of milliseconds). Many people behind one address may come at once. |
//! | `registration` | address | 60 | 300 | Each may send a mail, which `mail_limit` counts by recipient besides. |
//! | `wrong-guess` | address, what was refused | 10 | 60 | Somebody who tries passwords or codes on many accounts. On one account, the lock (`accounts::lockout`) comes first. |
//!
//! Counts are kept by each process for itself; what must hold over several (the lock of an account) is in the
//! database. Assets, probes and the API's documents are not counted.

use governor::Quota;
use std::num::NonZeroU32;

/// A limit: amount and rate.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    pub name: &'static str,
    /// Tokens refilled per minute.
    per_minute: u32,
    /// Burst size.
    pub burst: u32,
}

const fn policy(name: &'static str, per_minute: u32, burst: u32) -> Policy {
    Policy {
        name,
        per_minute,
        burst,
    }
}

pub const FLOOD: Policy = policy("flood", 30_000, 10_000);
pub const ANONYMOUS: Policy = policy("anonymous", 1_200, 1_200);
pub const USER: Policy = policy("user", 3_000, 1_500);
pub const KEY: Policy = policy("key", 6_000, 3_000);
pub const ADMIN: Policy = policy("admin", 600, 300);
pub const SIGN_IN: Policy = policy("sign-in", 120, 300);
pub const REGISTRATION: Policy = policy("registration", 60, 300);
pub const WRONG_GUESS: Policy = policy("wrong-guess", 10, 60);

impl Policy {
    pub(super) fn quota(&self) -> Quota {
        let count = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Quota::per_minute(count(self.per_minute)).allow_burst(count(self.burst))
    }

    /// Seconds until that many used tokens are refilled.
    pub(super) fn refill_s(&self, used: u32) -> u64 {
        (u64::from(used) * 60).div_ceil(u64::from(self.per_minute.max(1)))
    }
}
