//! From a bearer token to its viewer: introspection at the platform, cached for a short time.

mod error;
mod introspection;
mod log;
mod viewer_cache;

pub use error::IdentityError;
pub use introspection::{OAuthClient, introspect_client};
pub use viewer_cache::{IntrospectionResult, ViewerCache, ViewerCacheSettings};
