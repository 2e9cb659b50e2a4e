//! The one table of permission strings. They are compared without case, because the platform's own
//! casing is irregular (facts, section 3), and `*` stands for any part.

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal $(, beside fields: $beside:literal)?;)+) => {
        /// A permission that opens a part of the graph.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Permission { $($(#[$doc])* $name,)+ }

        impl Permission {
            /// Every permission that the gateway asks about.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// As the platform writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// What it opens that no field's rule tells, for people.
            pub const fn beside_fields(self) -> Option<&'static str> {
                let told: &[&str] = match self { $(Self::$name => &[$($beside)?],)+ };
                told.first().copied()
            }
        }
    };
}

permissions! {
    /// The journey tab, and any list of sessions.
    ExternalContactsSession = "externalContacts:session:view";
    /// Sessions of every type.
    JourneySession = "journey:session:view";
    /// Conversation sessions only.
    JourneySessionType = "journey:sessiontype:view";
    /// Events and timelines.
    JourneyEvent = "journey:event:view";
    /// What a conversation's event says.
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
    /// Names and colours of segments.
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

/// Some of the permissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PermissionSet(u32);

impl PermissionSet {
    /// The permissions that `granted` amounts to: strings of the form `domain:entity:action`, each
    /// part of which may be `*`.
    pub fn of<T: AsRef<str>>(granted: &[T]) -> Self {
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

    /// Whether `permission` is among them.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Those that a token of these OAuth scopes lets count: all of them, where there are no scopes.
    pub fn within(scopes: &[String]) -> Self {
        let mut set = Self::default();
        for permission in Permission::ALL {
            if scope_covers(scopes, permission.as_str()) {
                set.0 |= permission.bit();
            }
        }
        set
    }

    /// Those of both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are not of the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those of either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Permission {
    const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// Whether it is about what belongs to a session, and so counts in the session's divisions.
    pub fn is_about_journeys(self) -> bool {
        matches!(
            self,
            Self::JourneySession
                | Self::JourneySessionType
                | Self::JourneyEvent
                | Self::JourneyEventType
        )
    }

    /// The OAuth scope that a token needs, if it has any, for the permission to count.
    pub fn scope(self) -> &'static str {
        SCOPES
            .iter()
            .find(|(domain, _)| domain_of(self.as_str()).eq_ignore_ascii_case(domain))
            .map_or("", |(_, scope)| *scope)
    }
}

/// The scope of the permissions of each domain (facts, section 3). Without `:readonly` it covers
/// more, and what it covers it covers too.
const SCOPES: &[(&str, &str)] = &[
    ("externalContacts", "external-contacts:readonly"),
    // The operations that it opens are those of external contacts.
    ("relate", "external-contacts:readonly"),
    ("journey", "journey:readonly"),
    ("routing", "routing:readonly"),
    ("analytics", "analytics:readonly"),
    ("conversation", "conversations:readonly"),
];

/// Whether a token of these scopes lets `permission` count. Domains that the gateway has nothing to
/// do with are not its to judge.
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

/// Whether what `pattern` grants includes `permission`.
pub(super) fn matches(pattern: &str, permission: &str) -> bool {
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
                PermissionSet::of(&[pattern]).has(Permission::JourneyEvent),
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
                PermissionSet::of(&[pattern]),
                PermissionSet::default(),
                "{pattern}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_set_is_exactly_what_was_granted(held in proptest::collection::vec(0..Permission::ALL.len(), 0..8)) {
            let granted: Vec<_> = held.iter().map(|index| Permission::ALL[*index].as_str().to_uppercase()).collect();
            let set = PermissionSet::of(&granted);
            for (index, permission) in Permission::ALL.iter().enumerate() {
                prop_assert_eq!(set.has(*permission), held.contains(&index));
            }
        }

        #[test]
        fn nothing_that_is_granted_can_panic_or_open_more(text in ".{0,40}") {
            prop_assume!(!text.contains('*'));
            let set = PermissionSet::of(&[&text]);
            for permission in Permission::ALL {
                prop_assert_eq!(set.has(*permission), text.eq_ignore_ascii_case(permission.as_str()));
            }
        }
    }
}
