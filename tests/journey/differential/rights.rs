//! Second implementation of the access rules: the permissions that each field requires, and the
//! permissions that a viewer holds in each division.

use serde_json::Value;

pub(super) const CONTACT: &str = "externalContacts:contact:view";
pub(super) const RELATE: &str = "relate:contact:view";
pub(super) const TAB: &str = "externalContacts:session:view";
pub(super) const SESSION: &str = "journey:session:view";
pub(super) const SESSION_TYPE: &str = "journey:sessiontype:view";
pub(super) const QUEUE_SEARCH: &str = "routing:queue:search";
pub(super) const QUEUE_VIEW: &str = "routing:queue:view";
pub(super) const CODE: &str = "routing:wrapupCode:view";
pub(super) const CODE_SEARCH: &str = "routing:wrapupCode:search";
pub(super) const ASSIGNMENT: &str = "externalContacts:segmentAssignment:view";
pub(super) const SEGMENT: &str = "journey:segment:view";
pub(super) const EVENT: &str = "journey:event:view";
pub(super) const EVENT_TYPE: &str = "journey:eventtype:view";
pub(super) const DETAILS: [&str; 2] = [
    "analytics:conversationDetail:view",
    "analytics:agentConversationDetail:view",
];
pub(super) const CONVERSATION: &str = "conversation:communication:view";

/// One permission of the first list, and all of the second.
type RequiredPermissions = (&'static [&'static str], &'static [&'static str]);

/// The permissions that a field requires; both lists are empty if every viewer may read it.
#[expect(clippy::match_same_arms, reason = "the order is that of the types")]
pub(super) fn required_permissions(ty: &str, field: &str) -> RequiredPermissions {
    let sessions: &[_] = &[SESSION, SESSION_TYPE];
    let queues: &[_] = &[QUEUE_SEARCH, QUEUE_VIEW];
    match (ty, field) {
        ("Query", "customerByIdentifier") => (&[], &[CONTACT]),
        ("Query", "session" | "sessions" | "fetch__Session") => (sessions, &[]),
        ("Query", "queue" | "queues" | "fetch__Queue")
        | ("ConversationSession" | "Conversation", "queue") => (queues, &[]),
        ("Query", "wrapUpCode" | "wrapUpCodes" | "fetch__WrapUpCode") | ("WrapUp", "code") => {
            (&[], &[CODE])
        }
        ("Customer", "id") => (&[], &[]),
        ("Customer", "sessions" | "summary") => (sessions, &[TAB]),
        ("Customer", "segments") => (&[], &[ASSIGNMENT]),
        ("Customer", "identifiers") => (&[], &[CONTACT]),
        ("Customer", _) => (&[CONTACT, RELATE], &[]),
        ("SegmentAssignment", "session") => (sessions, &[]),
        ("Segment", "displayName" | "color") => (&[], &[SEGMENT]),
        ("ConversationEvent", "id" | "type" | "step" | "createdAt" | "timeIsEstimated") => {
            (&[], &[])
        }
        ("ConversationEvent", "queue") => (queues, &[EVENT_TYPE]),
        ("ConversationEvent", _) => (&[], &[EVENT_TYPE]),
        (ty, "events" | "offers" | "contentOffers") if ty.ends_with("Session") => (&[], &[EVENT]),
        _ => (&[], &[]),
    }
}

/// The OAuth scope that a token needs for the permissions of a domain.
const SCOPES: [(&str, &str); 6] = [
    ("externalcontacts", "external-contacts"),
    ("relate", "external-contacts"),
    ("journey", "journey"),
    ("routing", "routing"),
    ("analytics", "analytics"),
    ("conversation", "conversations"),
];

/// Permissions, each with the division in which it is held; `*` is all of them.
pub(super) struct Rights {
    held: Vec<(String, String)>,
    scopes: Vec<String>,
}

impl Rights {
    /// From the response of `authorization/subjects/me`.
    pub(super) fn new(subject: &Value, scopes: &[String]) -> Self {
        let mut held = Vec::new();
        for grant in subject["grants"].as_array().unwrap() {
            let division = grant["division"]["id"].as_str().unwrap();
            for policy in grant["role"]["policies"].as_array().unwrap() {
                let part = |name: &str| policy[name].as_str().unwrap();
                for action in policy["actions"].as_array().unwrap() {
                    let action = action.as_str().unwrap();
                    let name = format!("{}:{}:{action}", part("domain"), part("entityName"));
                    held.push((name, division.to_owned()));
                }
            }
        }
        Self {
            held,
            scopes: scopes.to_vec(),
        }
    }

    pub(super) fn holds(&self, permission: &str) -> bool {
        self.holds_in(permission, &[])
    }

    /// Without divisions, holding the permission in any division is enough.
    pub(super) fn holds_in(&self, permission: &str, divisions: &[&str]) -> bool {
        let mut held = self.held.iter();
        self.is_in_scope(permission)
            && held.any(|(granted, division)| {
                covers(granted, permission)
                    && (divisions.is_empty()
                        || division == "*"
                        || divisions.contains(&division.as_str()))
            })
    }

    /// The missing permissions: one of the first list and all of the second; `None` if none is missing. Journey
    /// permissions must be held in the session's divisions.
    pub(super) fn missing(
        &self,
        (any, all): RequiredPermissions,
        divisions: &[&str],
    ) -> Option<(Vec<&'static str>, Vec<&'static str>)> {
        let held = |permission: &str| {
            let divisions = if permission.starts_with("journey:") && permission != SEGMENT {
                divisions
            } else {
                &[]
            };
            self.holds_in(permission, divisions)
        };
        let all: Vec<_> = all
            .iter()
            .copied()
            .filter(|permission| !held(permission))
            .collect();
        let any = if any.iter().any(|permission| held(permission)) {
            Vec::new()
        } else {
            any.to_vec()
        };
        (!any.is_empty() || !all.is_empty()).then_some((any, all))
    }

    /// The granted permissions in a division, or in all of them.
    pub(super) fn granted(&self, division: Option<&str>) -> Vec<String> {
        let in_division = |(_, own): &&(String, String)| division.is_none_or(|id| own == id);
        let held = self
            .held
            .iter()
            .filter(in_division)
            .map(|(name, _)| name.clone());
        self.within_scope(held)
    }

    pub(super) fn within_scope(&self, names: impl Iterator<Item = String>) -> Vec<String> {
        let mut names: Vec<_> = names.filter(|name| self.is_in_scope(name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn is_in_scope(&self, permission: &str) -> bool {
        let domain = permission.split(':').next().unwrap().to_lowercase();
        let needed = SCOPES.iter().find(|(known, _)| *known == domain);
        needed.is_none_or(|(_, scope)| {
            self.scopes.is_empty()
                || self
                    .scopes
                    .iter()
                    .any(|own| own == scope || *own == format!("{scope}:readonly"))
        })
    }
}

fn covers(granted: &str, permission: &str) -> bool {
    let granted: Vec<_> = granted.split(':').collect();
    let requested: Vec<_> = permission.split(':').collect();
    granted.len() == requested.len()
        && granted
            .iter()
            .zip(&requested)
            .all(|(own, requested)| *own == "*" || own.eq_ignore_ascii_case(requested))
}
