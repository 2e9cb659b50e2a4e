//! Sets of media.

use super::medium::Medium;

/// A set of media, such as those that lists include by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediumSet(u32);

impl MediumSet {
    const EMPTY: Self = Self(0);

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
