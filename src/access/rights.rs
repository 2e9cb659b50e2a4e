//! The rights of a viewer: the permissions held in any division, in every division and in single divisions,
//! restricted by the token's OAuth scopes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::permission::{Permission, PermissionSet, scope_covers};
use super::rule::Rule;
use crate::model::id::DivisionId;
use crate::platform::{EVERY_DIVISION, Grant, UnknownRole};

/// The rights of a viewer. Two viewers with equal rights see the same data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Rights {
    held: PermissionSet,
    everywhere: PermissionSet,
    divisions: BTreeMap<DivisionId, PermissionSet>,
    /// Permissions that are granted but that the token's scopes do not cover.
    out_of_scope: PermissionSet,
    unknown: Unknown,
}

/// Roles whose permissions are unknown. The platform enforces them on the viewer's own token, so the
/// gateway allows everything that they may grant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
struct Unknown {
    /// The division of each role (`None` for all divisions) and the role's id. The id keeps viewers with
    /// different unknown roles in different scopes.
    roles: BTreeSet<(Option<DivisionId>, String)>,
    /// Permissions that such a role may grant.
    may_grant: PermissionSet,
}

impl Unknown {
    fn may_open(&self, permission: Permission, divisions: &[DivisionId]) -> bool {
        self.may_grant.has(permission)
            && self
                .roles
                .iter()
                .any(|(division, _)| division.is_none_or(|id| divisions.contains(&id)))
    }
}

/// Where a permission is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The permission is not granted.
    Nowhere,
    /// The permission is granted, but the token's scopes do not cover it.
    OutOfScope,
    /// In all divisions.
    Everywhere,
    /// In these divisions. An empty list: only for entities without a division.
    Divisions(Vec<DivisionId>),
    /// The permission is held, but a role came without the policies that name its divisions.
    Unknown,
}

/// The permissions that a field requires and the viewer lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct Denied {
    /// The viewer lacks all of these.
    pub all: Vec<Permission>,
    /// The viewer needs one of these; empty if it holds one.
    pub any: Vec<Permission>,
    /// OAuth scopes that the token would need for permissions that are granted.
    pub scopes: Vec<&'static str>,
    /// The viewer holds one of the permissions, but not in a division of the entity.
    pub elsewhere: bool,
}

impl Rights {
    /// Builds rights from a viewer's permissions, its grants by division, and the token's scopes.
    pub fn new(permissions: &[String], grants: &[Grant], scopes: &[String]) -> Self {
        let within = PermissionSet::covered_by(scopes);
        let mut granted = PermissionSet::from_granted(permissions);
        let mut rights = Self::default();
        for grant in grants {
            let set = PermissionSet::from_granted(&grant.permissions);
            granted = granted.union(set);
            let set = set.intersection(within);
            if grant.division == EVERY_DIVISION {
                rights.everywhere = rights.everywhere.union(set);
            } else if let Ok(division) = grant.division.parse()
                && division != DivisionId::UNREADABLE
            {
                let entry = rights.divisions.entry(division).or_default();
                *entry = entry.union(set);
            }
        }
        rights.held = granted.intersection(within);
        rights.out_of_scope = granted.without(within);
        rights
    }

    /// Adds roles whose policies the platform did not send. They grant at most the viewer's listed permissions; if
    /// `is_listed` is false, they may grant everything that the token's `scopes` cover.
    #[must_use]
    pub fn with_unknown_roles(
        mut self,
        roles: &[UnknownRole],
        is_listed: bool,
        scopes: &[String],
    ) -> Self {
        if roles.is_empty() {
            return self;
        }
        if !is_listed {
            self.held = PermissionSet::covered_by(scopes);
        }
        let roles = roles.iter().map(|role| {
            // An id that cannot be parsed counts as all divisions: the platform knows the division and enforces it.
            let division = role.division.parse().ok();
            let division = division.filter(|id| *id != DivisionId::UNREADABLE);
            (division, role.id.clone().unwrap_or_default())
        });
        self.unknown = Unknown {
            roles: roles.collect(),
            may_grant: self.held,
        };
        self
    }

    /// Whether `permission` is held in any division.
    pub fn holds(&self, permission: Permission) -> bool {
        self.held.has(permission)
    }

    /// Whether `permission` is held in one of `divisions`, or may be granted there by an unknown role. For entities
    /// without a division it is enough to hold the permission in any division.
    pub fn holds_in(&self, permission: Permission, divisions: &[DivisionId]) -> bool {
        self.holds(permission)
            && (divisions.is_empty()
                || self.everywhere.has(permission)
                || divisions.iter().any(|division| {
                    self.divisions
                        .get(division)
                        .is_some_and(|held| held.has(permission))
                })
                || self.unknown.may_open(permission, divisions))
    }

    /// Where `permission` is held.
    pub fn reach(&self, permission: Permission) -> Reach {
        if self.everywhere.has(permission) {
            Reach::Everywhere
        } else if self.unknown.may_grant.has(permission) {
            Reach::Unknown
        } else if self.holds(permission) {
            let holding = |(division, held): (&DivisionId, &PermissionSet)| {
                held.has(permission).then_some(*division)
            };
            Reach::Divisions(self.divisions.iter().filter_map(holding).collect())
        } else if self.is_out_of_scope(permission) {
            Reach::OutOfScope
        } else {
            Reach::Nowhere
        }
    }

    /// Whether one of `permissions` is held in one of `divisions`.
    pub fn holds_one_in(&self, permissions: &[Permission], divisions: &[DivisionId]) -> bool {
        permissions
            .iter()
            .any(|permission| self.holds_in(*permission, divisions))
    }

    /// Whether `permission` is held in every division in which `other` is held. False if an unknown role may
    /// grant `other`.
    pub fn reaches_as_far(&self, permission: Permission, other: Permission) -> bool {
        self.everywhere.has(permission)
            || (!self.everywhere.has(other)
                && !self.unknown.may_grant.has(other)
                && self
                    .divisions
                    .values()
                    .all(|held| held.has(permission) || !held.has(other)))
    }

    /// Checks a rule; the error names the missing permissions.
    pub fn permit(&self, rule: Rule) -> Result<(), Denied> {
        self.check(rule, |permission| self.holds(permission))
    }

    /// Checks a rule for an entity of a session in `divisions`: journey permissions must be held in one of these
    /// divisions.
    pub fn permit_in(&self, rule: Rule, divisions: &[DivisionId]) -> Result<(), Denied> {
        self.check(rule, |permission| {
            if permission.counts_by_session_division() {
                self.holds_in(permission, divisions)
            } else {
                self.holds(permission)
            }
        })
    }

    fn check(&self, rule: Rule, held: impl Fn(Permission) -> bool) -> Result<(), Denied> {
        let any = rule.any().is_empty() || rule.any().iter().any(|permission| held(*permission));
        if any && rule.all().iter().all(|permission| held(*permission)) {
            return Ok(());
        }
        let all: Vec<_> = rule
            .all()
            .iter()
            .copied()
            .filter(|permission| !held(*permission))
            .collect();
        let any = if any { Vec::new() } else { rule.any().to_vec() };
        let mut scopes: Vec<_> = all
            .iter()
            .chain(&any)
            .filter(|permission| self.out_of_scope.has(**permission))
            .map(|permission| permission.scope())
            .collect();
        scopes.sort_unstable();
        scopes.dedup();
        let elsewhere = all.iter().chain(&any).any(|missing| self.holds(*missing));
        Err(Denied {
            all,
            any,
            scopes,
            elsewhere,
        })
    }

    /// Whether the permission is granted, but the token's scopes do not cover it.
    pub fn is_out_of_scope(&self, permission: Permission) -> bool {
        self.out_of_scope.has(permission)
    }
}

impl Denied {
    /// The names of all missing permissions.
    pub fn permissions(&self) -> impl Iterator<Item = &'static str> {
        self.all
            .iter()
            .chain(&self.any)
            .map(|permission| permission.as_str())
    }

    fn message(&self) -> String {
        let join = |permissions: &[Permission], word: &str| {
            permissions
                .iter()
                .map(|permission| permission.as_str())
                .collect::<Vec<_>>()
                .join(word)
        };
        let parts = [join(&self.all, " and "), join(&self.any, " or ")];
        let missing: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let missing = missing.join(", and ");
        if self.elsewhere {
            format!(
                "you lack a permission that this field needs, in the division it is about: {missing}"
            )
        } else if self.scopes.is_empty() {
            format!("you lack a permission that this field needs: {missing}")
        } else {
            let scopes = self.scopes.join(" and ");
            let permissions = if missing.is_empty() {
                missing
            } else {
                format!(": {missing}")
            };
            format!(
                "the token was not authorized for {scopes}, which this field needs{permissions}"
            )
        }
    }
}

/// The permissions that the token's scopes cover.
pub(super) fn within_scopes<'a>(
    permissions: &'a [String],
    scopes: &'a [String],
) -> impl Iterator<Item = &'a String> {
    permissions
        .iter()
        .filter(|permission| scope_covers(scopes, permission))
}

#[cfg(test)]
mod tests;
