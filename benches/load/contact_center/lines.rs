//! The lines of the table.

use std::fmt::{self, Display, Formatter, Write};

/// Lines with a measured and, for some, a predicted number.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    pub(super) fn add(&mut self, name: &str, measured: f64) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.0, "{name:<72} {measured:>9.1}");
    }

    pub(super) fn compare(&mut self, name: &str, measured: f64, predicted: f64) {
        let _ = writeln!(self.0, "{name:<72} {measured:>9.1} {predicted:>9.1}");
    }
}

impl Display for Lines {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
