//! Strings, numbers and booleans, from values of any JSON kind.

use serde::{Deserialize, Deserializer};

use super::any_scalar::AnyScalar;
use super::from_scalar::FromScalar;

/// A string, number or boolean; absent if the value cannot be converted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar<T>(pub(crate) Option<T>);

/// A string. A number or boolean becomes its JSON text.
pub(crate) type Text = Scalar<String>;
/// An integer beyond the range of GraphQL's `Int`, such as milliseconds.
pub(crate) type Integer = Scalar<i64>;
/// A number that may have a fraction.
pub(crate) type Float = Scalar<f64>;
/// True or false.
pub(crate) type Flag = Scalar<bool>;

impl<T> Default for Scalar<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<Scalar<T>> for Option<T> {
    fn from(scalar: Scalar<T>) -> Self {
        scalar.0
    }
}

impl<'de, T: FromScalar> Deserialize<'de> for Scalar<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let scalar = AnyScalar::deserialize(deserializer)?;
        Ok(Self(scalar.convert()))
    }
}
