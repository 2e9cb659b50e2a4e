//! What happens to an operation before it is executed: scanned, so that no text can harm the parser;
//! then parsed.

pub mod answer;
mod document;
mod name;
mod params;
mod scan;
mod variables;

pub use document::{Rejection, parse};
pub use name::name;
pub use params::{Malformed, Params};
