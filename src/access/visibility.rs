//! Visibility by division: which of the platform's entities a viewer may see.
//!
//! With identity `passthrough` the platform applies the same rules to the viewer's own token, and the gateway
//! applies them a second time. With identity `service` these rules are the only check.

use super::permission::Permission::{
    AgentConversationDetail, ConversationCommunication, ConversationDetail,
    ExternalContactsSession, JourneySession, JourneySessionType, QueueSearch, QueueView,
    WrapUpCodeSearch, WrapUpCodeView,
};
use super::rights::Rights;
use crate::model::conversation::Conversation;
use crate::model::id::DivisionId;
use crate::model::reference::{Queue, WrapUpCode};
use crate::model::session::Session;
use crate::platform::{Detail, Family};

impl Rights {
    /// Whether lists include `session`. The viewer needs `externalContacts:session:view`, and
    /// `journey:session:view` or, for conversations, `journey:sessiontype:view`, each in one of the session's
    /// divisions.
    pub fn can_list(&self, session: &Session) -> bool {
        self.holds_in(ExternalContactsSession, &session.divisions) && self.may_see_type_of(session)
    }

    /// Whether a look-up by id returns `session`. The platform's operation accepts either of two permissions.
    pub fn can_read_by_id(&self, session: &Session) -> bool {
        self.holds_one_in(
            &[JourneySession, ExternalContactsSession],
            &session.divisions,
        ) && self.may_see_type_of(session)
    }

    /// Whether the activity of `visit` counts for the status of the customer's web messaging: the viewer may list
    /// sessions of any type in one of the visit's divisions.
    pub fn can_count_visit(&self, visit: &Session) -> bool {
        let divisions = &visit.divisions;
        self.holds_in(ExternalContactsSession, divisions)
            && self.holds_one_in(&[JourneySession, JourneySessionType], divisions)
    }

    /// Whether visits of any division can count.
    pub fn can_count_visits(&self) -> bool {
        self.holds(ExternalContactsSession)
            && (self.holds(JourneySession) || self.holds(JourneySessionType))
    }

    fn may_see_type_of(&self, session: &Session) -> bool {
        self.holds_in(JourneySession, &session.divisions)
            || (session.is_conversation() && self.holds_in(JourneySessionType, &session.divisions))
    }

    /// The operation that may read conversations of these divisions; `None` if the viewer may not read them.
    pub fn detail_in(&self, divisions: &[DivisionId]) -> Option<Detail> {
        [Detail::Analytics, Detail::OneByOne]
            .into_iter()
            .find(|detail| self.reads(*detail, divisions))
    }

    /// Whether the operation of `detail` returns `conversation` to the viewer.
    pub fn sees_conversation(&self, conversation: &Conversation, detail: Detail) -> bool {
        self.reads(detail, &conversation.divisions)
    }

    fn reads(&self, detail: Detail, divisions: &[DivisionId]) -> bool {
        match detail {
            Detail::Analytics => {
                self.holds_one_in(&[ConversationDetail, AgentConversationDetail], divisions)
            }
            Detail::OneByOne => self.holds_in(ConversationCommunication, divisions),
        }
    }

    /// The operations that read queues for the viewer, in order of use: the next one reads the queues that the one
    /// before did not return. Only the plain operation returns a queue's description.
    pub fn queue_families(&self) -> &'static [Family] {
        if !self.holds(QueueView) {
            &[Family::DivisionViews]
        } else if self.reaches_as_far(QueueView, QueueSearch) {
            &[Family::Plain]
        } else {
            &[Family::Plain, Family::DivisionViews]
        }
    }

    /// Whether the operation of `family` returns `queue` to the viewer.
    pub fn sees_queue(&self, queue: &Queue, family: Family) -> bool {
        let needed = match family {
            Family::Plain => QueueView,
            Family::DivisionViews => QueueSearch,
        };
        self.holds_in(needed, queue.division.as_slice())
    }

    /// The operations that read wrap-up codes for the viewer, in order of use: the next one reads the codes that the
    /// one before did not return. Only the division view returns deleted codes.
    pub fn wrap_up_code_families(&self) -> &'static [Family] {
        if !self.holds(WrapUpCodeSearch) {
            &[Family::Plain]
        } else if self.reaches_as_far(WrapUpCodeSearch, WrapUpCodeView) {
            &[Family::DivisionViews]
        } else {
            &[Family::Plain, Family::DivisionViews]
        }
    }

    /// Whether the operation of `family` returns `code` to the viewer.
    pub fn sees_wrap_up_code(&self, code: &WrapUpCode, family: Family) -> bool {
        let divisions = code.division.as_slice();
        self.holds_in(WrapUpCodeView, divisions)
            && (family == Family::Plain || self.holds_in(WrapUpCodeSearch, divisions))
    }
}
