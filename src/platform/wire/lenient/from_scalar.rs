//! Conversions from scalars of any JSON kind.

/// Conversions from values of each scalar kind.
pub(crate) trait FromScalar: Sized {
    fn from_text(text: &str) -> Option<Self>;

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
