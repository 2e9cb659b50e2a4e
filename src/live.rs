//! What depends on the present.

pub mod status;
