//! Sets of media.

use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::medium::Medium;

/// A set of media, such as those that lists include by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct MediumSet(u32);

impl MediumSet {
    pub(super) const EMPTY: Self = Self(0);

    /// The set with `media` added.
    #[must_use]
    pub fn with(self, media: &[Medium]) -> Self {
        let bits = media.iter().map(|medium| Self::bit(*medium));
        Self(bits.fold(self.0, |all, bit| all | bit))
    }

    /// Whether the set contains `medium`.
    pub fn contains(self, medium: Medium) -> bool {
        self.0 & Self::bit(medium) != 0
    }

    /// The media of the set in the order of [`Medium::ALL`].
    pub(super) fn iter(self) -> impl Iterator<Item = Medium> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let first = usize::try_from(bits.trailing_zeros()).ok()?;
            // Removes the lowest bit; an empty set has none, and no medium for it.
            bits &= bits.wrapping_sub(1);
            Medium::ALL.get(first).copied()
        })
    }

    fn bit(medium: Medium) -> u32 {
        1 << medium as u32
    }
}

impl Default for MediumSet {
    /// The media that the product supports.
    fn default() -> Self {
        let media = Medium::ALL.iter().filter(|medium| medium.is_supported());
        media.fold(Self::EMPTY, |set, medium| set.with(&[*medium]))
    }
}

const _: () = assert!(
    Medium::ALL.len() <= u32::BITS as usize,
    "every medium has a bit"
);
