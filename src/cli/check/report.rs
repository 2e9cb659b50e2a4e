//! What a check found, as scripts read it.

use journey_gateway::access::{Permission, Reach, Viewer};
use journey_gateway::graph::Opens;
use journey_gateway::identity::OAuthClient;
use serde::Serialize;

/// What was found.
#[derive(Serialize)]
pub(super) struct Report {
    /// Whether there are no errors; there may be warnings.
    pub(super) ok: bool,
    pub(super) platform: Platform,
    pub(super) identity: &'static str,
    /// The gateway's own; nothing in passthrough, or where it is not known.
    pub(super) client: Option<Client>,
    /// Whose the token is; nothing where there is none, or where it is not known.
    pub(super) viewer: Option<Holder>,
    pub(super) warnings: Vec<String>,
    pub(super) errors: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Platform {
    pub(super) url: String,
    pub(super) reachable: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client {
    #[serde(flatten)]
    pub(super) holder: Holder,
    /// Roles that the client may not look at.
    #[serde(rename = "unknownRoles")]
    pub(super) unreadable_roles: usize,
}

/// Whoever a token belongs to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Holder {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) organization: Option<String>,
    /// OAuth scopes; empty where the token is not restricted.
    pub(super) scopes: Vec<String>,
    /// Roles that the platform sent without their policies.
    pub(super) roles_without_policies: Vec<String>,
    /// Every permission of the gateway's table.
    pub(super) permissions: Vec<Held>,
}

/// A permission, where it is held, and what it opens.
#[derive(Serialize)]
pub(super) struct Held {
    pub(super) permission: &'static str,
    #[serde(rename = "held")]
    pub(super) place: Where,
    /// If it is held in single ones.
    pub(super) divisions: Vec<Division>,
    /// The fields whose rules name it.
    pub(super) opens: Vec<String>,
    /// What it opens that no field's rule tells.
    pub(super) also: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Where {
    Everywhere,
    Divisions,
    Nowhere,
    OutOfScope,
    Unknown,
}

#[derive(Serialize)]
pub(super) struct Division {
    pub(super) id: String,
    pub(super) name: Option<String>,
}

impl Client {
    pub(super) fn of(client: &OAuthClient, opens: &Opens) -> Self {
        Self {
            holder: Holder::of(&client.viewer, opens),
            unreadable_roles: client.unreadable_roles,
        }
    }
}

impl Holder {
    pub(super) fn of(viewer: &Viewer, opens: &Opens) -> Self {
        let permissions = Permission::ALL
            .iter()
            .map(|permission| Held::of(*permission, viewer, opens));
        Self {
            id: viewer.id.to_string(),
            name: viewer.name.clone(),
            organization: viewer.organization.clone(),
            scopes: viewer.scopes.clone(),
            roles_without_policies: viewer
                .unknown_roles
                .iter()
                .map(ToString::to_string)
                .collect(),
            permissions: permissions.collect(),
        }
    }
}

impl Held {
    fn of(permission: Permission, viewer: &Viewer, opens: &Opens) -> Self {
        let (place, divisions) = match viewer.rights.reach(permission) {
            Reach::Everywhere => (Where::Everywhere, Vec::new()),
            Reach::Nowhere => (Where::Nowhere, Vec::new()),
            Reach::OutOfScope => (Where::OutOfScope, Vec::new()),
            Reach::Unknown => (Where::Unknown, Vec::new()),
            Reach::Divisions(divisions) => (Where::Divisions, divisions),
        };
        let mut divisions: Vec<_> = divisions
            .into_iter()
            .map(|division| Division {
                id: division.to_string(),
                name: viewer.division_name(division).map(str::to_owned),
            })
            .collect();
        divisions.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Self {
            permission: permission.as_str(),
            place,
            divisions,
            opens: opens.fields(permission).into_iter().collect(),
            also: permission.beside_fields(),
        }
    }

    /// In which divisions it is held, for people.
    pub(super) fn told_place(&self) -> String {
        match self.place {
            Where::Everywhere => "all".to_owned(),
            Where::Nowhere => "not held".to_owned(),
            Where::OutOfScope => "granted, but outside the token's scopes".to_owned(),
            Where::Unknown => "unknown".to_owned(),
            Where::Divisions if self.divisions.is_empty() => "no division".to_owned(),
            Where::Divisions => {
                let names = self.divisions.iter();
                let names = names.map(|one| one.name.as_deref().unwrap_or(&one.id));
                names.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// What it opens, for people.
    pub(super) fn told_opens(&self) -> String {
        let fields = self.opens.iter().map(String::as_str);
        fields.chain(self.also).collect::<Vec<_>>().join(", ")
    }
}
