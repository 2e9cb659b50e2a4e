//! Subjects (users and OAuth clients) and their grants.

use std::sync::Arc;

use super::permission::{Requirement, covers};
use super::world::organization::{DIVISIONS, Division, HOME};

/// A user or an OAuth client that holds permissions.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) name: Arc<str>,
    /// The user's number; the numbers of personas differ from those of agents.
    pub(crate) number: u32,
    pub(crate) grants: Vec<DivisionGrant>,
    /// Whether the grants are conditional. The simulator treats the conditions as met.
    pub(crate) is_conditional: bool,
    pub(crate) is_client: bool,
    /// Whether the subject belongs to another organization and can access nothing of this one.
    pub(crate) is_foreign: bool,
    pub(crate) about: &'static str,
}

/// Permissions in a division.
#[derive(Clone, Debug)]
pub(crate) struct DivisionGrant {
    pub(crate) permissions: Vec<String>,
    /// `None` for all divisions.
    pub(crate) division: Option<&'static Division>,
}

/// Permissions in a division, for a user that a test adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Possibly with `*` wildcards.
    pub permissions: Vec<String>,
    /// The name of a division; `None` for all.
    pub division: Option<String>,
}

impl Subject {
    pub(crate) fn holds(&self, permission: &str) -> bool {
        self.granted(permission).next().is_some()
    }

    /// Whether the subject holds the permission in one of these divisions. With no divisions, holding it anywhere is enough.
    pub(crate) fn holds_in(&self, permission: &str, divisions: &[&'static Division]) -> bool {
        self.granted(permission).any(|grant| {
            divisions.is_empty() || grant.division.is_none_or(|own| divisions.contains(&own))
        })
    }

    fn granted(&self, permission: &str) -> impl Iterator<Item = &DivisionGrant> {
        self.grants.iter().filter(move |grant| {
            grant
                .permissions
                .iter()
                .any(|granted| covers(granted, permission))
        })
    }

    /// Whether the subject holds the needed permissions in one of the divisions.
    pub(crate) fn sees(&self, requirement: Requirement, divisions: &[&'static Division]) -> bool {
        let held = |permission: &&str| self.holds_in(permission, divisions);
        match requirement {
            Requirement::Nothing | Requirement::Token => true,
            Requirement::Any(permissions) => permissions.iter().any(held),
            Requirement::All(permissions) => permissions.iter().all(held),
        }
    }

    /// All granted permissions, without duplicates.
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

impl From<&Grant> for DivisionGrant {
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
