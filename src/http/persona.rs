//! A viewer of the demo.

use serde::Serialize;

/// A token to choose in a page.
#[derive(Debug, Clone, Serialize)]
pub struct Persona {
    /// Display name.
    pub name: String,
    /// The bearer token.
    pub token: String,
    /// What this persona demonstrates.
    pub about: String,
}
