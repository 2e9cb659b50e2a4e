//! What a viewer may do where: which permissions are held at all, in every division, and in single
//! ones. A token's OAuth scopes take away what it was not authorized for.

use std::collections::{BTreeMap, BTreeSet};

use super::permission::{Permission, PermissionSet, scope_covers};
use super::rule::Rule;
use crate::model::id::DivisionId;
use crate::platform::{EVERY_DIVISION, Grant, UnknownRole};

/// The rights of a viewer. Two viewers with equal rights are shown the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Rights {
    held: PermissionSet,
    everywhere: PermissionSet,
    divisions: BTreeMap<DivisionId, PermissionSet>,
    /// Granted, but the token was not authorized for it.
    out_of_scope: PermissionSet,
    unknown: Unknown,
}

/// Roles whose permissions are unknown. The platform enforces them with the viewer's own token, so the
/// gateway lets everything through that they may open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Unknown {
    /// The division of each role, absent for all divisions, with the role's id. With another such role
    /// a viewer has other rights.
    roles: BTreeSet<(Option<DivisionId>, String)>,
    /// What such a role may grant.
    may_grant: PermissionSet,
}

impl Unknown {
    fn may_open(&self, permission: Permission, divisions: &[DivisionId]) -> bool {
        self.may_grant.has(permission)
            && self
                .roles
                .iter()
                .any(|(place, _)| place.is_none_or(|place| divisions.contains(&place)))
    }
}

/// Where a permission is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It was not granted.
    Nowhere,
    /// It was granted, but the token was not authorized for it.
    OutOfScope,
    /// In all divisions.
    Everywhere,
    /// In these; if there are none, for what belongs to no division.
    Divisions(Vec<DivisionId>),
    /// It is held, and the platform sent a role without the policies that would say where.
    Unknown,
}

/// What of a field's rule is not held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Denied {
    /// All of these are missing.
    pub all: Vec<Permission>,
    /// One of these is missing; empty where one is held.
    pub any: Vec<Permission>,
    /// OAuth scopes without which a permission that was granted does not count.
    pub scopes: Vec<&'static str>,
    /// Some of it is held, but not where the thing belongs.
    pub elsewhere: bool,
}

impl Rights {
    /// Puts together the permissions of a viewer, what was granted where, and the token's scopes.
    pub fn new(permissions: &[String], grants: &[Grant], scopes: &[String]) -> Self {
        let within = PermissionSet::within(scopes);
        let mut granted = PermissionSet::of(permissions);
        let mut rights = Self::default();
        for grant in grants {
            let set = PermissionSet::of(&grant.permissions);
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

    /// Adds roles whose policies the platform did not send. They grant at most what the viewer holds
    /// anywhere; where no list of that `is_known`, anything that the token's `scopes` cover.
    #[must_use]
    pub fn with_unknown_roles(
        mut self,
        roles: &[UnknownRole],
        is_known: bool,
        scopes: &[String],
    ) -> Self {
        if roles.is_empty() {
            return self;
        }
        if !is_known {
            self.held = PermissionSet::within(scopes);
        }
        let places = roles.iter().map(|role| {
            // The platform knows which division an id means that cannot be read here.
            let place = role.division.parse().ok();
            let place = place.filter(|place| *place != DivisionId::UNREADABLE);
            (place, role.id.clone().unwrap_or_default())
        });
        self.unknown = Unknown {
            roles: places.collect(),
            may_grant: self.held,
        };
        self
    }

    /// Whether `permission` is held in any division.
    pub fn holds(&self, permission: Permission) -> bool {
        self.held.has(permission)
    }

    /// Whether `permission` is held in one of `divisions`, or may be by a role without policies. What
    /// belongs to no division is open wherever the permission is held.
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
            let here = |(division, held): (&DivisionId, &PermissionSet)| {
                held.has(permission).then_some(*division)
            };
            Reach::Divisions(self.divisions.iter().filter_map(here).collect())
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

    /// Whether `permission` is held wherever `other` is. Where a role without policies may grant
    /// `other`, that is not known.
    pub fn reaches_as_far(&self, permission: Permission, other: Permission) -> bool {
        self.everywhere.has(permission)
            || (!self.everywhere.has(other)
                && !self.unknown.may_grant.has(other)
                && self
                    .divisions
                    .values()
                    .all(|held| held.has(permission) || !held.has(other)))
    }

    /// Whether a rule is satisfied, and if not, what is missing.
    pub fn permit<R: Rule>(&self) -> Result<(), Denied> {
        self.judge::<R>(|permission| self.holds(permission))
    }

    /// The same for what belongs to a session of `divisions`: permissions about journeys must be
    /// held in one of these.
    pub fn permit_in<R: Rule>(&self, divisions: &[DivisionId]) -> Result<(), Denied> {
        self.judge::<R>(|permission| {
            if permission.is_about_journeys() {
                self.holds_in(permission, divisions)
            } else {
                self.holds(permission)
            }
        })
    }

    fn judge<R: Rule>(&self, held: impl Fn(Permission) -> bool) -> Result<(), Denied> {
        let any = R::ANY.is_empty() || R::ANY.iter().any(|permission| held(*permission));
        if any && R::ALL.iter().all(|permission| held(*permission)) {
            return Ok(());
        }
        let all: Vec<_> = R::ALL
            .iter()
            .copied()
            .filter(|permission| !held(*permission))
            .collect();
        let any = if any { Vec::new() } else { R::ANY.to_vec() };
        let mut scopes: Vec<_> = all
            .iter()
            .chain(&any)
            .filter(|permission| self.out_of_scope.has(**permission))
            .map(|permission| permission.scope())
            .collect();
        scopes.sort_unstable();
        scopes.dedup();
        let elsewhere = all.iter().chain(&any).any(|one| self.holds(*one));
        Err(Denied {
            all,
            any,
            scopes,
            elsewhere,
        })
    }

    /// Whether the permission was granted, but the token's scopes leave it out.
    pub fn is_out_of_scope(&self, permission: Permission) -> bool {
        self.out_of_scope.has(permission)
    }
}

impl Denied {
    /// Everything that is missing, by name.
    pub fn permissions(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().chain(&self.any).map(|one| one.as_str())
    }

    fn sentence(&self) -> String {
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
            format!("the token was not authorized for {scopes}, which this field needs: {missing}")
        }
    }
}

/// Permissions as the platform lists them, as far as the token's scopes go.
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
