//! Repeatable randomness: the same seed draws the same numbers and ids.

use crate::clock::Millis;
use ulid::Ulid;

/// A stream of pseudo-random numbers (SplitMix64), the same on every machine and in every version.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.number()) * end as u128) >> 64) as usize
    }

    /// A whole number from `first` to `last`, both included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first + 1).max(1) as usize) as i64
    }

    /// A number from 0 to below 1.
    pub fn share(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Yes, with that probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A place drawn by weight; `sums` are the weights added up.
    pub fn by_weight(&mut self, sums: &[f64]) -> usize {
        let point = self.share() * sums.last().copied().unwrap_or_default();
        sums.partition_point(|sum| *sum <= point)
            .min(sums.len().saturating_sub(1))
    }

    /// A ULID of that moment.
    pub fn ulid(&mut self, at: Millis) -> Ulid {
        let random = (u128::from(self.number()) << 64 | u128::from(self.number())) & ((1 << 80) - 1);
        Ulid::from_parts(at.0.max(0) as u64, random)
    }
}

/// Ids that sort as they were made, as the running server makes them.
#[derive(Debug, Clone)]
pub struct Series {
    chance: Chance,
    last: Ulid,
}

impl Series {
    pub fn new(seed: u64) -> Self {
        Self {
            chance: Chance::new(seed),
            last: Ulid::nil(),
        }
    }

    /// A ULID of that time, or of the last one if later.
    pub fn next(&mut self, at: Millis) -> Ulid {
        let fresh = self.chance.ulid(at);
        self.last = if fresh > self.last {
            fresh
        } else {
            self.last.increment().unwrap_or(fresh)
        };
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_never_goes_back() {
        let mut series = Series::new(1);
        let made: Vec<Ulid> = [5, 5, 5, 4, 9, 9].map(|at| series.next(Millis(at))).to_vec();
        assert!(made.is_sorted() && made.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..50).map(|_| chance.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(draw(7).iter().all(|number| (-3..=3).contains(number)));
    }
}
