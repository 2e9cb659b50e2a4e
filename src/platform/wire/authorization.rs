//! Tokens, users, grants and roles.

use serde::Deserialize;
use serde_json::Value;

use super::{Reference, lenient};

#[derive(Debug, Deserialize)]
pub(crate) struct UserMe {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) authorization: Option<UserAuthorization>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct UserAuthorization {
    pub(crate) permissions: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Subject {
    #[serde(deserialize_with = "lenient::required_list")]
    pub(crate) grants: Vec<Grant>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Grant {
    pub(crate) division: Option<Division>,
    pub(crate) role: Option<Role>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Division {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Role {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    /// An empty list grants nothing. If it is absent, the role's permissions are unknown.
    pub(crate) policies: Option<Vec<Policy>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Policy {
    pub(crate) domain: Option<String>,
    pub(crate) entity_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::required_list")]
    pub(crate) actions: Vec<String>,
    #[serde(default)]
    pub(crate) condition: Value,
}

/// A role as its own operation returns it; grants contain another form.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WholeRole {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    /// An empty list grants nothing. If it is absent, the role's permissions are unknown.
    pub(crate) permission_policies: Option<Vec<PermissionPolicy>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PermissionPolicy {
    pub(crate) domain: Option<String>,
    pub(crate) entity_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::required_list")]
    pub(crate) action_set: Vec<String>,
    #[serde(default)]
    pub(crate) resource_condition_node: Value,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenInfo {
    pub(crate) organization: Option<Reference<String>>,
    #[serde(default, deserialize_with = "lenient::required_list")]
    pub(crate) authorized_scope: Vec<String>,
    #[serde(rename = "OAuthClient")]
    pub(crate) client: Option<OAuthClient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OAuthClient {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) authorized_grant_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::required_list")]
    pub(crate) role_divisions: Vec<RoleDivision>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleDivision {
    pub(crate) role_id: Option<String>,
    pub(crate) division_id: Option<String>,
}
