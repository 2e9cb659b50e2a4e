//! Who asks, and what they may see: the viewer behind a token, the one table of permissions, the
//! rule of every guarded field, and the walls between divisions.

mod introspection;
mod opens;
pub mod permission;
mod refusals;
mod rights;
pub mod rule;
mod viewer;
mod viewers;
mod visibility;

pub use introspection::{OAuthClient, introspect_client};
pub use opens::Opens;
pub use permission::{Permission, PermissionSet};
pub use rights::{Denied, Reach, Rights};
pub use viewer::{Viewer, ViewerDivision};
pub use viewers::{Introspected, Refused, Viewers, ViewersSettings};
