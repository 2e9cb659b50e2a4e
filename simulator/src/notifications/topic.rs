//! The existing topics by their templates, and the permissions that they need.
//!
//! The platform reports the permissions of topics only at run time; its API description lacks them. Here a topic needs the
//! permissions of the REST operation with the same contents (inferred).

use uuid::Uuid;

use crate::permission::Requirement::{self, Any, Token};
use crate::subject::Subject;
use crate::users::user_id;
use crate::world::World;
use crate::world::organization::Division;

/// A family of topics, one per id.
#[derive(Debug)]
pub(super) struct Template {
    before: &'static str,
    after: &'static str,
    pub(super) requirement: Requirement,
    pub(super) about: &'static str,
}

const fn template(
    before: &'static str,
    after: &'static str,
    requirement: &'static [&'static str],
    about: &'static str,
) -> Template {
    Template {
        before,
        after,
        requirement: Any(requirement),
        about,
    }
}

const CONTACTS: &str = "v2.externalcontacts.contacts.";
const CONVERSATIONS: &str = "v2.detail.events.conversation.";
/// Any of these opens a conversation, as with the REST operations.
const CONVERSATION: &[&str] = &[
    "conversation:communication:view",
    "analytics:conversationDetail:view",
    "analytics:agentConversationDetail:view",
];

const fn detail(after: &'static str, about: &'static str) -> Template {
    template(CONVERSATIONS, after, CONVERSATION, about)
}

pub(super) static SESSIONS: Template = template(
    CONTACTS,
    ".journey.sessions",
    &["externalContacts:session:view"],
    "every change of a journey session of the contact",
);
pub(super) static CONTACT: Template = template(
    CONTACTS,
    "",
    &["externalContacts:contact:view"],
    "changes of the contact's record",
);
pub(super) static WEB_EVENTS: Template = template(
    "v2.journey.sessions.",
    ".web.events",
    &["journey:event:view"],
    "new events of a web session",
);
pub(super) static CUSTOMER_START: Template = detail(".customer.start", "the customer joined");
pub(super) static CUSTOMER_END: Template = detail(".customer.end", "the customer left");
pub(super) static ACD_START: Template = detail(".acd.start", "a queue was entered");
pub(super) static ACD_END: Template = detail(".acd.end", "a queue was left");
pub(super) static USER_START: Template = detail(".user.start", "an agent joined");
pub(super) static USER_END: Template = detail(".user.end", "an agent left");
pub(super) static AFTER_CALL_WORK: Template = detail(".acw", "after-call work was done");
pub(super) static WRAP_UP: Template = detail(".wrapup", "a wrap-up code was applied");

pub(super) static OUTBOUND: Template =
    detail(".outbound", "a campaign's dialer put a call through");

/// A user's own conversations. Every token may subscribe to the topic of its own user.
pub(super) static USER_CONVERSATIONS: Template = Template {
    before: "v2.users.",
    after: ".conversations",
    requirement: Token,
    about: "changes of conversations that the user takes or took part in",
};

pub(super) static TEMPLATES: [&Template; 13] = [
    &SESSIONS,
    &CONTACT,
    &WEB_EVENTS,
    &CUSTOMER_START,
    &CUSTOMER_END,
    &ACD_START,
    &ACD_END,
    &USER_START,
    &USER_END,
    &AFTER_CALL_WORK,
    &WRAP_UP,
    &OUTBOUND,
    &USER_CONVERSATIONS,
];

impl Template {
    /// The name of the topic about this id.
    pub(super) fn topic(&self, id: &str) -> String {
        format!("{}{id}{}", self.before, self.after)
    }

    /// The template of a topic, whose name is in lower case. The id does not have to exist.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        TEMPLATES.into_iter().find(|template| {
            let id = name
                .strip_prefix(template.before)
                .and_then(|rest| rest.strip_suffix(template.after));
            id.is_some_and(|id| Uuid::try_parse(id).is_ok())
        })
    }

    /// Whether only the user in the topic's name can subscribe.
    pub(super) fn is_personal(&self) -> bool {
        matches!(self.requirement, Token)
    }

    /// Whether the topic, whose name is in lower case, is about another user than the subject.
    pub(super) fn is_of_another(&self, name: &str, world: &World, subject: &Subject) -> bool {
        let own = || self.topic(&user_id(world, subject.number));
        self.is_personal() && (subject.is_client || name != own())
    }

    /// The permissions that would open the topic; empty if the subject can subscribe.
    pub(super) fn missing(&self, subject: &Subject) -> &'static [&'static str] {
        match self.requirement.check(subject) {
            Ok(()) => &[],
            Err(_) => self.requirement.permissions(),
        }
    }

    /// Whether the subject may see an entity in these divisions, as in REST. An entity without a division is visible to all.
    pub(super) fn can_see(&self, subject: &Subject, divisions: &[&'static Division]) -> bool {
        self.missing(subject).is_empty() && subject.sees(self.requirement, divisions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_known_by_its_name() {
        let id = "3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001";
        for template in TEMPLATES {
            let found = Template::find(&template.topic(id)).expect("a topic");
            assert!(std::ptr::eq(found, template), "{template:?}");
        }
        for unknown in [
            "",
            "v2.externalcontacts.contacts.",
            "v2.externalcontacts.contacts.x.journey.sessions",
            "v2.externalcontacts.contact.3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001.journey.sessions",
            "v2.conversations.3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001",
        ] {
            assert!(Template::find(unknown).is_none(), "{unknown}");
        }
    }
}
