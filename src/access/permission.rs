//! The table of permission strings. Comparison ignores ASCII case, because the platform's own
//! casing is irregular (`docs/facts.md`, section 3); `*` matches any part.

use serde::Serialize;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal $(, beside fields: $beside:literal)?;)+) => {
        /// A permission that opens a part of the graph.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Permission { $($(#[$doc])* $name,)+ }

        impl Permission {
            /// Every permission that the gateway checks.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The permission in the platform's spelling.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Description of data that the permission gives access to, in addition to the fields whose rules name it.
            pub const fn other_data(self) -> Option<&'static str> {
                let text: &[&str] = match self { $(Self::$name => &[$($beside)?],)+ };
                text.first().copied()
            }
        }
    };
}

permissions! {
    /// Lists of sessions, including the journey tab.
    ExternalContactsSession = "externalContacts:session:view";
    /// Sessions of all types.
    JourneySession = "journey:session:view";
    /// Conversation sessions only.
    JourneySessionType = "journey:sessiontype:view";
    /// Events and timelines.
    JourneyEvent = "journey:event:view";
    /// Details of a conversation's event, beyond type and time.
    JourneyEventType = "journey:eventtype:view";
    /// Wrap-up codes.
    WrapUpCodeView = "routing:wrapupCode:view";
    /// Wrap-up codes in the division views, deleted ones included.
    WrapUpCodeSearch = "routing:wrapupCode:search",
        beside fields: "wrap-up codes that were deleted, with routing:wrapupCode:view";
    /// Queues in the division views.
    QueueSearch = "routing:queue:search";
    /// Whole queues.
    QueueView = "routing:queue:view";
    /// Contact details.
    ExternalContactsContact = "externalContacts:contact:view";
    /// Contact details, one contact at a time.
    RelateContact = "relate:contact:view";
    /// Which segments a customer is in.
    SegmentAssignment = "externalContacts:segmentAssignment:view";
    /// Names and colors of segments.
    JourneySegment = "journey:segment:view";
    /// Details of every conversation.
    ConversationDetail = "analytics:conversationDetail:view",
        beside fields: "conversations as a whole: every transfer, every wrap-up";
    /// Details of conversations, for agents.
    AgentConversationDetail = "analytics:agentConversationDetail:view",
        beside fields: "conversations as a whole: every transfer, every wrap-up";
    /// One conversation.
    ConversationCommunication = "conversation:communication:view",
        beside fields: "conversations as a whole, one call each";
}

/// A set of permissions, as a bit mask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PermissionSet(u32);

impl PermissionSet {
    /// The permissions that `granted` includes: strings of the form `domain:entity:action`, where any part may be `*`.
    pub fn from_granted<T: AsRef<str>>(granted: &[T]) -> Self {
        let mut set = Self::default();
        for permission in Permission::ALL {
            if granted
                .iter()
                .any(|pattern| matches(pattern.as_ref(), permission.as_str()))
            {
                set.0 |= permission.bit();
            }
        }
        set
    }

    /// Whether the set contains `permission`.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The permissions that a token with these OAuth scopes can use; all of them if `scopes` is empty.
    pub fn covered_by(scopes: &[String]) -> Self {
        let mut set = Self::default();
        for permission in Permission::ALL {
            if scope_covers(scopes, permission.as_str()) {
                set.0 |= permission.bit();
            }
        }
        set
    }

    /// The permissions in both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The permissions that are not in `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The permissions in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Permission {
    const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// Whether the permission covers entities of a session, and therefore must be held in a division of the session.
    pub fn counts_by_session_division(self) -> bool {
        matches!(
            self,
            Self::JourneySession
                | Self::JourneySessionType
                | Self::JourneyEvent
                | Self::JourneyEventType
        )
    }

    /// The OAuth scope that a restricted token needs to use the permission.
    pub fn scope(self) -> &'static str {
        SCOPES
            .iter()
            .find(|(domain, _)| domain_of(self.as_str()).eq_ignore_ascii_case(domain))
            .map_or("", |(_, scope)| *scope)
    }
}

/// The OAuth scope of each permission domain (`docs/facts.md`, section 3). The scope without `:readonly` includes it.
const SCOPES: &[(&str, &str)] = &[
    ("externalContacts", "external-contacts:readonly"),
    // It opens operations of external contacts only.
    ("relate", "external-contacts:readonly"),
    ("journey", "journey:readonly"),
    ("routing", "routing:readonly"),
    ("analytics", "analytics:readonly"),
    ("conversation", "conversations:readonly"),
];

/// Whether a token with these scopes can use `permission`. Permissions of domains that the gateway does not use count
/// as covered.
pub(super) fn scope_covers(scopes: &[String], permission: &str) -> bool {
    let domain = domain_of(permission);
    let needed = SCOPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(domain));
    let Some((_, needed)) = needed else {
        return true;
    };
    let whole = needed.trim_end_matches(":readonly");
    scopes.is_empty()
        || scopes
            .iter()
            .any(|scope| scope.eq_ignore_ascii_case(needed) || scope.eq_ignore_ascii_case(whole))
}

fn domain_of(permission: &str) -> &str {
    permission.split(':').next().unwrap_or_default()
}

/// Whether the granted `pattern` includes `permission`.
pub(crate) fn matches(pattern: &str, permission: &str) -> bool {
    let mut parts = pattern.split(':');
    permission.split(':').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| part == "*" || part.eq_ignore_ascii_case(wanted))
    }) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_wildcards() {
        for pattern in [
            "journey:event:view",
            "Journey:Event:View",
            "journey:*:view",
            "journey:event:*",
            "*:*:*",
        ] {
            assert!(
                PermissionSet::from_granted(&[pattern]).has(Permission::JourneyEvent),
                "{pattern}"
            );
        }
        for pattern in [
            "",
            "*",
            "journey:event",
            "journey:event:view:x",
            "journey:event:edit",
            "jour*:event:view",
        ] {
            assert_eq!(
                PermissionSet::from_granted(&[pattern]),
                PermissionSet::default(),
                "{pattern}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_set_contains_exactly_the_granted_permissions(held in proptest::collection::vec(0..Permission::ALL.len(), 0..8)) {
            let granted: Vec<_> = held.iter().map(|index| Permission::ALL[*index].as_str().to_uppercase()).collect();
            let set = PermissionSet::from_granted(&granted);
            for (index, permission) in Permission::ALL.iter().enumerate() {
                prop_assert_eq!(set.has(*permission), held.contains(&index));
            }
        }

        #[test]
        fn an_arbitrary_grant_never_panics_or_opens_other_permissions(text in ".{0,40}") {
            prop_assume!(!text.contains('*'));
            let set = PermissionSet::from_granted(&[&text]);
            for permission in Permission::ALL {
                prop_assert_eq!(set.has(*permission), text.eq_ignore_ascii_case(permission.as_str()));
            }
        }
    }
}
