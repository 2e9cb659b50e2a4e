//! The schema as other gateways read it: a subgraph of Apollo Federation, and a subschema for stitching. Both are the
//! public schema with other directives.

mod document;
mod federation;
mod stitching;

pub use federation::{federation_sdl, federation_sdl_with_auth};
pub use stitching::stitching_sdl;
