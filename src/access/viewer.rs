//! The viewer: the user or OAuth client that a token belongs to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::permission::{Permission, scope_covers};
use super::rights::{Denied, Rights, within_scopes};
use crate::model::id::DivisionId;
use crate::platform::{EVERY_DIVISION, Grants, UnknownRole};

/// The user or OAuth client that a token belongs to.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The platform's id of the user or of the OAuth client.
    pub id: Arc<str>,
    /// Display name.
    pub name: Option<String>,
    /// Id of the viewer's organization.
    pub organization: Option<String>,
    /// OAuth scopes of the token; empty if the token is not restricted.
    pub scopes: Vec<String>,
    /// Every permission held in any division, as the platform lists them: sorted, without duplicates.
    pub permissions: Vec<String>,
    /// The permissions held in every division.
    pub everywhere: Vec<String>,
    /// The divisions with permissions of their own, sorted by name.
    pub divisions: Vec<ViewerDivision>,
    /// Set if this is a user's token without OAuth scopes: the name of its OAuth client, or the client's id if the
    /// platform does not send the name.
    pub unscoped_client: Option<String>,
    /// Roles that the platform sent without their policies. They are not part of `everywhere` and
    /// `divisions`.
    pub unknown_roles: Vec<UnknownRole>,
    /// The rights that the gateway derives from all of the above.
    pub rights: Arc<Rights>,
}

/// A division in which a viewer holds permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewerDivision {
    /// The division's id.
    pub id: String,
    /// The division's name, if introspection returned it.
    pub name: Option<String>,
    /// Permissions as the platform lists them: sorted, without duplicates.
    pub permissions: Vec<String>,
}

/// A viewer without its permissions.
#[derive(Debug)]
pub(crate) struct ViewerProfile {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) organization: Option<String>,
    pub(crate) unscoped_client: Option<String>,
}

/// The permissions that introspection found.
#[derive(Debug, Default)]
pub(crate) struct GrantedPermissions {
    /// Every permission held in any division; absent if the platform does not list them.
    pub(crate) listed: Option<Vec<String>>,
    pub(crate) grants: Grants,
    pub(crate) scopes: Vec<String>,
}

impl Viewer {
    /// Builds a viewer from the results of introspection.
    pub(crate) fn new(profile: ViewerProfile, granted: GrantedPermissions) -> Self {
        let GrantedPermissions {
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
        let normalized = |permissions: &[String]| {
            let mut listed: Vec<_> = within_scopes(permissions, &scopes).cloned().collect();
            listed.sort_unstable();
            listed.dedup();
            listed
        };
        for division in divisions.values_mut() {
            division.permissions = normalized(&division.permissions);
        }
        let everywhere = divisions.remove(EVERY_DIVISION);
        let mut divisions: Vec<_> = divisions.into_values().collect();
        divisions.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Self {
            id: profile.id.into(),
            name: profile.name,
            organization: profile.organization,
            unscoped_client: profile.unscoped_client,
            permissions: normalized(&permissions),
            everywhere: everywhere.map_or_else(Vec::new, |all| all.permissions),
            divisions,
            unknown_roles: grants.unknown,
            rights: Arc::new(rights),
            scopes,
        }
    }

    /// Checks that the token's scopes cover conversations. The viewer's own ones need no permission.
    pub fn permit_own_conversations(&self) -> Result<(), Denied> {
        let any = Permission::ConversationCommunication;
        if scope_covers(&self.scopes, any.as_str()) {
            return Ok(());
        }
        Err(Denied {
            all: Vec::new(),
            any: Vec::new(),
            scopes: vec![any.scope()],
            elsewhere: false,
        })
    }

    /// The name of a division in which the viewer holds permissions, if introspection returned it.
    pub fn division_name(&self, division: DivisionId) -> Option<&str> {
        let named = self
            .divisions
            .iter()
            .find(|candidate| candidate.id.parse() == Ok(division));
        named?.name.as_deref()
    }
}
