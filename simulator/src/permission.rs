//! Permission strings, their wildcards, and the permissions that an operation needs.

use super::error::ApiError;
use super::subject::Subject;

/// The permissions that an operation needs (`x-required-permissions`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Requirement {
    /// No token.
    Nothing,
    /// Any valid token.
    Token,
    /// At least one of these.
    Any(&'static [&'static str]),
    /// All of these.
    All(&'static [&'static str]),
}

/// Every permission that the simulator's operations check, and those of the product page that none checks.
pub(crate) const KNOWN: [&str; 23] = [
    "analytics:agentConversationDetail:view",
    "analytics:conversationDetail:view",
    "authorization:grant:view",
    "authorization:role:view",
    "conversation:communication:view",
    "externalContacts:contact:search",
    "externalContacts:contact:view",
    "externalContacts:segmentAssignment:view",
    "externalContacts:session:view",
    "journey:actionmap:view",
    "journey:actiontemplate:view",
    "journey:event:view",
    "journey:eventtype:view",
    "journey:outcome:view",
    "journey:outcomescores:view",
    "journey:segment:view",
    "journey:session:view",
    "journey:sessiontype:view",
    "relate:contact:view",
    "routing:queue:search",
    "routing:queue:view",
    "routing:wrapupCode:search",
    "routing:wrapupCode:view",
];

impl Requirement {
    /// The permissions in the requirement.
    pub(crate) fn permissions(self) -> &'static [&'static str] {
        match self {
            Self::Nothing | Self::Token => &[],
            Self::Any(permissions) | Self::All(permissions) => permissions,
        }
    }

    pub(crate) fn check(self, subject: &Subject) -> Result<(), ApiError> {
        let missing = |permission: &&&'static str| !subject.holds(permission);
        match self {
            Self::Any(permissions) if permissions.iter().all(|permission| missing(&permission)) => {
                Err(ApiError::missing_any(permissions))
            }
            Self::Nothing | Self::Token | Self::Any(_) => Ok(()),
            Self::All(permissions) => {
                let missing: Vec<&str> = permissions.iter().filter(missing).copied().collect();
                if missing.is_empty() {
                    Ok(())
                } else {
                    Err(ApiError::missing_all(&missing))
                }
            }
        }
    }
}

/// Whether a granted permission, possibly with `*` for a part, covers the needed one. Letter case is ignored.
pub(crate) fn covers(granted: &str, needed: &str) -> bool {
    let mut granted = granted.split(':');
    let mut needed = needed.split(':');
    loop {
        match (granted.next(), needed.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(part), Some(other)) if part.eq_ignore_ascii_case(other) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn wildcards_and_case() {
        assert!(covers("journey:*:*", "journey:event:view"));
        assert!(covers("journey:event:*", "journey:event:view"));
        assert!(covers("Journey:Event:View", "journey:event:view"));
        assert!(!covers("journey:event:*", "journey:session:view"));
        assert!(!covers("journey:event", "journey:event:view"));
        assert!(!covers("routing:*:*", "journey:event:view"));
    }
}
