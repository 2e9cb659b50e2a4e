//! Values that stay JSON until they are selected.

use std::borrow::Cow;
use std::fmt;

use get_size2::{GetSize, GetSizeTracker};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// JSON of the platform from which a value of type `T` can be read.
pub trait Json<T> {
    /// Reads the value. Unreadable parts of it are absent.
    fn read(&self) -> T;
}

/// A value that lists rarely select. It is read when it is selected, because a page has hundreds of such values and each of their
/// texts would take an allocation.
#[derive(Clone)]
pub enum Lazy<T, J> {
    /// The value itself.
    Read(Box<T>),
    /// The value as the platform sent it.
    Unread(J),
}

impl<T: Clone, J: Json<T>> Lazy<T, J> {
    /// The value.
    pub fn get(&self) -> Cow<'_, T> {
        match self {
            Self::Read(value) => Cow::Borrowed(value),
            Self::Unread(json) => Cow::Owned(json.read()),
        }
    }
}

impl<T: Default, J> Default for Lazy<T, J> {
    fn default() -> Self {
        Self::Read(Box::default())
    }
}

impl<T: Clone + fmt::Debug, J: Json<T>> fmt::Debug for Lazy<T, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T: Clone + PartialEq, J: Json<T> + PartialEq> PartialEq for Lazy<T, J> {
    /// Different JSON can have the same value.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unread(one), Self::Unread(other)) if one == other => true,
            _ => self.get() == other.get(),
        }
    }
}

impl<T: GetSize, J: GetSize> GetSize for Lazy<T, J> {
    fn get_heap_size_with_tracker<Tr: GetSizeTracker>(&self, tracker: Tr) -> (usize, Tr) {
        match self {
            Self::Read(value) => value.get_heap_size_with_tracker(tracker),
            Self::Unread(json) => json.get_heap_size_with_tracker(tracker),
        }
    }
}

impl<T: Clone + Serialize, J: Json<T>> Serialize for Lazy<T, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>, J> Deserialize<'de> for Lazy<T, J> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self::Read(Box::new(value)))
    }
}
