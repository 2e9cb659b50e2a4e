//! The viewer: who asks, which permissions they hold, and in which divisions.

use std::collections::HashMap;

use super::permission::{Permission, PermissionSet};
use crate::model::id::DivisionId;
use crate::model::session::Session;
use crate::platform::{Identity, Subject};

/// The division id that stands for all of them.
const EVERY_DIVISION: &str = "*";

/// Whoever a token belongs to.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The subject's id at the platform.
    pub id: String,
    /// For people.
    pub name: Option<String>,
    /// As the platform lists them, sorted, without repeats.
    pub permissions: Vec<String>,
    held: PermissionSet,
    everywhere: PermissionSet,
    divisions: HashMap<DivisionId, PermissionSet>,
}

impl Viewer {
    /// Puts together what introspection found.
    pub fn new(identity: Identity, subject: &Subject) -> Self {
        let mut everywhere = PermissionSet::default();
        let mut divisions: HashMap<DivisionId, PermissionSet> = HashMap::new();
        let mut permissions = identity.permissions;
        for grant in &subject.grants {
            let granted = PermissionSet::of(&grant.permissions);
            if grant.division == EVERY_DIVISION {
                everywhere = everywhere.union(granted);
            } else if let Ok(division) = grant.division.parse() {
                let entry = divisions.entry(division).or_default();
                *entry = entry.union(granted);
            }
            permissions.extend(grant.permissions.iter().cloned());
        }
        permissions.sort_unstable();
        permissions.dedup();
        let held = PermissionSet::of(&permissions);
        Self {
            id: identity.id,
            name: identity.name,
            permissions,
            held,
            everywhere,
            divisions,
        }
    }

    /// Whether the viewer holds `permission` in any division.
    pub fn holds(&self, permission: Permission) -> bool {
        self.held.has(permission)
    }

    /// Whether the viewer holds one of `any` and all of `all`, each in any division.
    pub fn satisfies(&self, any: &[Permission], all: &[Permission]) -> bool {
        self.held.satisfies(any, all)
    }

    /// Whether the viewer may see `session`: all types with `journey:session:view`, conversations
    /// with `journey:sessiontype:view`, held in one of the session's divisions.
    pub fn sees(&self, session: &Session) -> bool {
        self.holds_in(Permission::JourneySession, &session.divisions)
            || (session.is_conversation()
                && self.holds_in(Permission::JourneySessionType, &session.divisions))
    }

    /// What belongs to no division is visible wherever the permission is held.
    fn holds_in(&self, permission: Permission, divisions: &[DivisionId]) -> bool {
        self.holds(permission)
            && (divisions.is_empty()
                || self.everywhere.has(permission)
                || divisions.iter().any(|division| {
                    self.divisions
                        .get(division)
                        .is_some_and(|held| held.has(permission))
                }))
    }
}

#[cfg(test)]
mod tests;
