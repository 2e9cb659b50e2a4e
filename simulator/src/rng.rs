//! Seeded randomness: the same seed and parts always give the same draws, so that any part of the world can be computed
//! on request instead of being stored.

use chrono::TimeDelta;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A stream of random draws for one entity of the world.
pub(crate) struct SeededRng(ChaCha8Rng);

impl SeededRng {
    /// The stream of the entity that `parts` identify.
    pub(crate) fn for_entity(seed: u64, parts: [u64; 3]) -> Self {
        let mixed = parts
            .iter()
            .fold(seed, |state, part| mix(state ^ mix(*part)));
        Self(ChaCha8Rng::seed_from_u64(mixed))
    }

    /// A number in `low..=high`; `low` if the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            self.0.random_range(low..=high)
        }
    }

    /// True with a probability of `percent`.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// A fraction in `0.0..1.0`.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.0.random()
    }

    /// A duration between `low` and `high` seconds, with milliseconds.
    pub(crate) fn seconds(&mut self, low: i64, high: i64) -> TimeDelta {
        TimeDelta::milliseconds(self.between(low * 1000, high * 1000))
    }

    /// A row of the table.
    #[expect(
        clippy::indexing_slicing,
        reason = "every table is a non-empty constant and the index is below its length"
    )]
    pub(crate) fn pick<'a, T>(&mut self, table: &'a [T]) -> &'a T {
        &table[self.0.random_range(0..table.len())]
    }

    /// A word of the table.
    pub(crate) fn word(&mut self, table: &[&'static str]) -> &'static str {
        let word: &&'static str = self.pick(table);
        word
    }

    /// A row of the table, chosen by weight.
    pub(crate) fn weighted<'a, T>(&mut self, table: &'a [T], weight: impl Fn(&T) -> i64) -> &'a T {
        let total: i64 = table.iter().map(&weight).sum();
        let mut left = self.between(1, total);
        for row in table {
            left -= weight(row);
            if left <= 0 {
                return row;
            }
        }
        self.pick(table)
    }

    /// Shuffles the items in place.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.0.random_range(0..=last));
        }
    }
}

/// The finalizer of `SplitMix64`: every input bit affects every output bit.
pub(crate) fn mix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
