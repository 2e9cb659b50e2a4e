//! Strings, numbers and booleans, from values of any JSON kind.

use std::marker::PhantomData;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::any::Accept;
use super::token::scalar;

/// A string, number or boolean; absent if the value cannot be converted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar<T>(pub(crate) Option<T>);

/// A string. A number or boolean becomes its JSON text.
pub(crate) type Text = Scalar<String>;
/// An integer in the range of GraphQL's `Int`; larger ones are clamped.
pub(crate) type Int = Scalar<i32>;
/// An integer beyond the range of `Int`, such as milliseconds.
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
        scalar(deserializer, ScalarOf(PhantomData)).map(Self)
    }
}

struct ScalarOf<T>(PhantomData<T>);

impl<T: FromScalar> Accept<'_> for ScalarOf<T> {
    type Value = Option<T>;

    fn absent(self) -> Option<T> {
        None
    }

    fn text<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        Ok(T::from_text(text))
    }

    fn string<E: Error>(self, text: String) -> Result<Option<T>, E> {
        Ok(T::from_string(text))
    }

    fn integer(self, number: i128) -> Option<T> {
        T::from_integer(number)
    }

    fn float(self, number: f64) -> Option<T> {
        T::from_float(number)
    }

    fn flag(self, flag: bool) -> Option<T> {
        T::from_flag(flag)
    }
}

/// Conversions from values of each scalar kind.
pub(crate) trait FromScalar: Sized {
    fn from_text(text: &str) -> Option<Self>;

    fn from_string(text: String) -> Option<Self> {
        Self::from_text(&text)
    }

    fn from_integer(number: i128) -> Option<Self>;

    fn from_float(number: f64) -> Option<Self>;

    fn from_flag(_: bool) -> Option<Self> {
        None
    }
}

impl FromScalar for String {
    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn from_string(text: String) -> Option<Self> {
        Some(text)
    }

    fn from_integer(number: i128) -> Option<Self> {
        Some(number.to_string())
    }

    fn from_float(number: f64) -> Option<Self> {
        Some(number.to_string())
    }

    fn from_flag(flag: bool) -> Option<Self> {
        Some(flag.to_string())
    }
}

macro_rules! whole_numbers {
    ($($number:ty),+) => {$(
        impl FromScalar for $number {
            fn from_text(text: &str) -> Option<Self> {
                let text = text.trim();
                let whole = text.parse().ok().and_then(Self::from_integer);
                whole.or_else(|| text.parse().ok().and_then(Self::from_float))
            }

            fn from_integer(number: i128) -> Option<Self> {
                let clamped = number.clamp(Self::MIN.into(), Self::MAX.into());
                Self::try_from(clamped).ok()
            }

            fn from_float(number: f64) -> Option<Self> {
                // A cast from a float clamps.
                #[expect(clippy::cast_possible_truncation, reason = "it clamps, and the fraction is zero")]
                let whole = number as i128;
                let is_whole = number.is_finite() && number.fract() == 0.0;
                is_whole.then(|| Self::from_integer(whole)).flatten()
            }
        }
    )+};
}

whole_numbers!(i32, i64, u16, u32);

impl FromScalar for f64 {
    fn from_text(text: &str) -> Option<Self> {
        let number: Self = text.trim().parse().ok()?;
        number.is_finite().then_some(number)
    }

    fn from_integer(number: i128) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "as every JSON reader does")]
        Some(number as Self)
    }

    fn from_float(number: f64) -> Option<Self> {
        Some(number)
    }
}

impl FromScalar for bool {
    fn from_text(text: &str) -> Option<Self> {
        text.trim().to_ascii_lowercase().parse().ok()
    }

    fn from_integer(_: i128) -> Option<Self> {
        None
    }

    fn from_float(_: f64) -> Option<Self> {
        None
    }

    fn from_flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}
