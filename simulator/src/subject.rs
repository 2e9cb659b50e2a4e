//! A holder of permissions, and what was granted where.

use std::sync::Arc;

use super::permission::{Needs, covers};
use super::world::organization::{DIVISIONS, Division, HOME};

/// A holder of permissions: a user or an OAuth client.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) name: Arc<str>,
    /// Number of the user; personas are numbered apart from agents.
    pub(crate) number: u32,
    pub(crate) grants: Vec<Granted>,
    /// What is granted holds under conditions only, which this world takes to be fulfilled.
    pub(crate) is_conditional: bool,
    pub(crate) is_client: bool,
    /// Of another organization, which has nothing of this world.
    pub(crate) is_foreign: bool,
    pub(crate) about: &'static str,
}

/// Permissions in a division.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub(crate) permissions: Vec<String>,
    /// None for all.
    pub(crate) division: Option<&'static Division>,
}

/// What somebody made for a test is granted: permissions, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Perhaps with `*` wildcards.
    pub permissions: Vec<String>,
    /// A division by its name; none for all.
    pub division: Option<String>,
}

impl Subject {
    pub(crate) fn holds(&self, permission: &str) -> bool {
        self.granted(permission).next().is_some()
    }

    /// Whether the permission is held in one of these divisions; what belongs to none is everybody's who holds it.
    pub(crate) fn holds_in(&self, permission: &str, divisions: &[&'static Division]) -> bool {
        self.granted(permission).any(|grant| {
            divisions.is_empty() || grant.division.is_none_or(|own| divisions.contains(&own))
        })
    }

    fn granted(&self, permission: &str) -> impl Iterator<Item = &Granted> {
        self.grants.iter().filter(move |grant| {
            grant
                .permissions
                .iter()
                .any(|granted| covers(granted, permission))
        })
    }

    /// Whether what an operation needs is held where something belongs.
    pub(crate) fn sees(&self, needs: Needs, divisions: &[&'static Division]) -> bool {
        let held = |permission: &&str| self.holds_in(permission, divisions);
        match needs {
            Needs::Nothing | Needs::Token => true,
            Needs::Any(permissions) => permissions.iter().any(held),
            Needs::All(permissions) => permissions.iter().all(held),
        }
    }

    /// Everything granted anywhere, once.
    pub(crate) fn permissions(&self) -> Vec<String> {
        let mut all = Vec::new();
        for permission in self.grants.iter().flat_map(|grant| &grant.permissions) {
            if !all.contains(permission) {
                all.push(permission.clone());
            }
        }
        all
    }
}

impl From<&Grant> for Granted {
    fn from(grant: &Grant) -> Self {
        Self {
            permissions: grant.permissions.clone(),
            division: grant.division.as_ref().map(|name| {
                let named = DIVISIONS.iter().find(|division| division.name == name);
                *named.unwrap_or(&&HOME)
            }),
        }
    }
}
