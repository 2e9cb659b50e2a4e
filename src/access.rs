//! Who asks, and what they may see: the viewer behind a token, the one table of permissions, the
//! rule of every guarded field, and divisions.

pub mod permission;
mod permit;
pub mod rule;
mod viewer;
mod viewers;

pub use permission::{Permission, PermissionSet};
pub use permit::{Access, permit};
pub use viewer::Viewer;
pub use viewers::{Refused, Viewers, ViewersSettings};
