//! Several texts in one allocation.

use std::borrow::Cow;
use std::fmt;

use get_size2::{GetSize, GetSizeTracker};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Texts of one entity, one behind the other. An empty text is absent.
#[derive(Clone, PartialEq, Eq)]
pub struct Texts<const N: usize> {
    joined: Box<str>,
    ends: [u32; N],
}

impl<const N: usize> Texts<N> {
    /// Joins the texts.
    pub fn new(texts: [&str; N]) -> Self {
        let mut joined = String::with_capacity(texts.iter().map(|text| text.len()).sum());
        let ends = texts.map(|text| {
            joined.push_str(text);
            // Responses are limited to far less.
            u32::try_from(joined.len()).unwrap_or(u32::MAX)
        });
        Self {
            joined: joined.into_boxed_str(),
            ends,
        }
    }

    /// The text at this index.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let text = self
            .joined
            .get(*start.unwrap_or(&0) as usize..end as usize)?;
        (!text.is_empty()).then_some(text)
    }

    fn all(&self) -> [&str; N] {
        std::array::from_fn(|index| self.get(index).unwrap_or_default())
    }
}

impl<const N: usize> Default for Texts<N> {
    fn default() -> Self {
        Self::new([""; N])
    }
}

impl<const N: usize> fmt::Debug for Texts<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all().fmt(f)
    }
}

impl<const N: usize> GetSize for Texts<N> {
    fn get_heap_size_with_tracker<Tr: GetSizeTracker>(&self, tracker: Tr) -> (usize, Tr) {
        (self.joined.len(), tracker)
    }
}

impl<const N: usize> Serialize for Texts<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all())
    }
}

impl<'de, const N: usize> Deserialize<'de> for Texts<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = Vec::<Cow<'de, str>>::deserialize(deserializer)?;
        let texts: Vec<_> = texts.iter().map(AsRef::as_ref).collect();
        let texts = texts.try_into();
        texts
            .map(Self::new)
            .map_err(|texts: Vec<_>| Error::invalid_length(texts.len(), &"one text for each field"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_and_an_empty_one_is_absent() {
        let texts = Texts::new(["", "a", "", "Stra\u{df}e"]);
        let expected = [None, Some("a"), None, Some("Stra\u{df}e"), None];
        assert_eq!([0, 1, 2, 3, 4].map(|index| texts.get(index)), expected);
        assert_eq!(texts.get_heap_size(), 8);
        let written = serde_json::to_string(&texts).unwrap();
        assert_eq!(serde_json::from_str::<Texts<4>>(&written).unwrap(), texts);
        assert!(serde_json::from_str::<Texts<3>>(&written).is_err());
        assert_eq!(Texts::<3>::default().get(0), None);
    }
}
