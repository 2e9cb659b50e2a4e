//! How often the error of a field is reported.

use std::str::FromStr;

use super::reader::Reader;

/// How often the error of a field is reported that is null at several positions of the response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ErrorPositions {
    /// Once, with the first path and the number of positions.
    #[default]
    First,
    /// Once for each position. Other gateways merge responses and find errors by their paths.
    Each,
}

impl FromStr for ErrorPositions {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "first" => Ok(Self::First),
            "each" => Ok(Self::Each),
            _ => Err(()),
        }
    }
}

impl Reader {
    pub(super) fn error_positions(&mut self) -> ErrorPositions {
        self.parse(
            "error_positions",
            "`first` or `each`",
            ErrorPositions::First,
            |text| text.parse().ok(),
        )
    }
}
