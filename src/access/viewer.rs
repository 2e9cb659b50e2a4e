//! The viewer: whoever a token belongs to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Rights;
use super::rights::within_scopes;
use crate::model::id::DivisionId;
use crate::platform::{EVERY_DIVISION, Grants, UnknownRole};

/// Whoever a token belongs to.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The platform's id of the user, or of the OAuth client.
    pub id: Arc<str>,
    /// For people.
    pub name: Option<String>,
    /// The organization's id.
    pub organization: Option<String>,
    /// What the token was authorized for; empty where it is not restricted.
    pub scopes: Vec<String>,
    /// Every permission held, as the platform lists them, sorted, without repeats.
    pub permissions: Vec<String>,
    /// Of these, the ones held in every division.
    pub everywhere: Vec<String>,
    /// The ones held in single divisions, by name.
    pub divisions: Vec<ViewerDivision>,
    /// It is a user's token that carries no OAuth scopes: the name of its OAuth client, or the id where the platform
    /// does not send the name.
    pub unscoped_client: Option<String>,
    /// Roles that the platform sent without their policies. They are not part of `everywhere` and
    /// `divisions`.
    pub unknown_roles: Vec<UnknownRole>,
    /// What the gateway makes of all this.
    pub rights: Arc<Rights>,
}

/// A division in which a viewer was granted something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewerDivision {
    /// The division's id.
    pub id: String,
    /// The division's name, where introspection tells it.
    pub name: Option<String>,
    /// As the platform lists them, sorted, without repeats.
    pub permissions: Vec<String>,
}

/// Who it is, apart from rights.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) organization: Option<String>,
    pub(super) unscoped_client: Option<String>,
}

/// What introspection found about rights.
#[derive(Debug, Default)]
pub(super) struct Granted {
    /// Every permission held anywhere; absent where the platform does not list them.
    pub(super) listed: Option<Vec<String>>,
    pub(super) grants: Grants,
    pub(super) scopes: Vec<String>,
}

impl Viewer {
    /// Puts together what introspection found.
    pub(super) fn new(person: Person, granted: Granted) -> Self {
        let Granted {
            listed,
            grants,
            scopes,
        } = granted;
        let rights = Rights::new(
            listed.as_deref().unwrap_or_default(),
            &grants.known,
            &scopes,
        );
        let rights = rights.with_unknown_roles(&grants.unknown, listed.is_some(), &scopes);
        let mut permissions = listed.unwrap_or_default();
        let mut divisions: BTreeMap<&str, ViewerDivision> = BTreeMap::new();
        for grant in &grants.known {
            permissions.extend(grant.permissions.iter().cloned());
            let division = divisions
                .entry(&grant.division)
                .or_insert_with(|| ViewerDivision {
                    id: grant.division.clone(),
                    name: grant.division_name.clone(),
                    permissions: Vec::new(),
                });
            division
                .permissions
                .extend(grant.permissions.iter().cloned());
        }
        let listed = |permissions: &[String]| {
            let mut listed: Vec<_> = within_scopes(permissions, &scopes).cloned().collect();
            listed.sort_unstable();
            listed.dedup();
            listed
        };
        for division in divisions.values_mut() {
            division.permissions = listed(&division.permissions);
        }
        let everywhere = divisions.remove(EVERY_DIVISION);
        let mut divisions: Vec<_> = divisions.into_values().collect();
        divisions.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Self {
            id: person.id.into(),
            name: person.name,
            organization: person.organization,
            unscoped_client: person.unscoped_client,
            permissions: listed(&permissions),
            everywhere: everywhere.map_or_else(Vec::new, |all| all.permissions),
            divisions,
            unknown_roles: grants.unknown,
            rights: Arc::new(rights),
            scopes,
        }
    }

    /// The name of a division in which something was granted, where introspection tells it.
    pub fn name_of(&self, division: DivisionId) -> Option<&str> {
        let named = self
            .divisions
            .iter()
            .find(|one| one.id.parse() == Ok(division));
        named?.name.as_deref()
    }
}
