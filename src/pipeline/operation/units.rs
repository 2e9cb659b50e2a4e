//! The unit in which costs are added up.

/// Internal units per unit of the limit. A scalar value costs a tenth of an object.
pub(super) const UNITS: u64 = 10;
