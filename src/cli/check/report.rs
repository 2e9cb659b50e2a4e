//! The report of a check. Its serialized form is the output of `check --json`.

use journey_gateway::access::{Permission, Reach, Viewer};
use journey_gateway::graph::Opens;
use journey_gateway::identity::OAuthClient;
use serde::Serialize;

use super::documents::Documents;

/// The result of a check.
#[derive(Serialize)]
pub(super) struct Report {
    /// True if there are no errors; warnings are allowed.
    pub(super) ok: bool,
    pub(super) platform: Platform,
    pub(super) identity: &'static str,
    /// The trusted documents; absent without a manifest.
    pub(super) documents: Option<Documents>,
    /// The Redis of the fleet; absent without `redis.url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) redis: Option<Redis>,
    /// The gateway's own client; absent with `passthrough`, or if introspection failed.
    pub(super) client: Option<Client>,
    /// The token's viewer; absent without a token, or if introspection failed.
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
pub(super) struct Redis {
    pub(super) host: String,
    /// Absent if it cannot be used.
    pub(super) version: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client {
    #[serde(flatten)]
    pub(super) holder: Holder,
    /// Number of roles that the client may not read.
    #[serde(rename = "unknownRoles")]
    pub(super) unreadable_roles: usize,
}

/// The user or client that a token belongs to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Holder {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) organization: Option<String>,
    /// OAuth scopes; empty if the token is not restricted.
    pub(super) scopes: Vec<String>,
    /// Roles that the platform sent without their policies.
    pub(super) roles_without_policies: Vec<String>,
    /// Every permission of the gateway's table.
    pub(super) permissions: Vec<Held>,
}

/// A permission, the divisions in which it is held, and the fields that require it.
#[derive(Serialize)]
pub(super) struct Held {
    pub(super) permission: &'static str,
    #[serde(rename = "held")]
    pub(super) reach: HeldIn,
    /// The divisions, if the permission is held in single ones.
    pub(super) divisions: Vec<Division>,
    /// The fields whose rules name the permission.
    pub(super) opens: Vec<String>,
    /// Data that the permission gives access to, in addition to the fields of `opens`.
    pub(super) also: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum HeldIn {
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
    pub(super) fn new(client: &OAuthClient, opens: &Opens) -> Self {
        Self {
            holder: Holder::new(&client.viewer, opens),
            unreadable_roles: client.unreadable_roles,
        }
    }
}

impl Holder {
    pub(super) fn new(viewer: &Viewer, opens: &Opens) -> Self {
        let permissions = Permission::ALL
            .iter()
            .map(|permission| Held::new(*permission, viewer, opens));
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
    fn new(permission: Permission, viewer: &Viewer, opens: &Opens) -> Self {
        let (reach, divisions) = match viewer.rights.reach(permission) {
            Reach::Everywhere => (HeldIn::Everywhere, Vec::new()),
            Reach::Nowhere => (HeldIn::Nowhere, Vec::new()),
            Reach::OutOfScope => (HeldIn::OutOfScope, Vec::new()),
            Reach::Unknown => (HeldIn::Unknown, Vec::new()),
            Reach::Divisions(divisions) => (HeldIn::Divisions, divisions),
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
            reach,
            divisions,
            opens: opens.fields(permission).into_iter().collect(),
            also: permission.other_data(),
        }
    }

    /// Text with the divisions in which the permission is held.
    pub(super) fn divisions_text(&self) -> String {
        match self.reach {
            HeldIn::Everywhere => "all".to_owned(),
            HeldIn::Nowhere => "not held".to_owned(),
            HeldIn::OutOfScope => "granted, but outside the token's scopes".to_owned(),
            HeldIn::Unknown => "unknown".to_owned(),
            HeldIn::Divisions if self.divisions.is_empty() => "no division".to_owned(),
            HeldIn::Divisions => {
                let names = self.divisions.iter();
                let names = names.map(|division| division.name.as_deref().unwrap_or(&division.id));
                names.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Text with the fields and data that the permission gives access to.
    pub(super) fn opens_text(&self) -> String {
        let fields = self.opens.iter().map(String::as_str);
        fields.chain(self.also).collect::<Vec<_>>().join(", ")
    }
}
