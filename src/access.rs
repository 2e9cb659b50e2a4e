//! Pure rules of access: the viewer and its rights, the table of permissions, the rule of each guarded
//! field, and visibility by division. Nothing here calls the platform; `identity` finds the viewer.

pub mod permission;
mod rights;
pub mod rule;
mod viewer;
mod visibility;

pub use permission::{Permission, PermissionSet};
pub use rights::{Denied, Reach, Rights};
pub(crate) use viewer::{GrantedPermissions, ViewerProfile};
pub use viewer::{Viewer, ViewerDivision};
