//! The walls between divisions: what of the platform's data a viewer is shown.
//!
//! In passthrough the platform applies the same rules to the viewer's own token, and the gateway
//! applies them once more; with the gateway's own credentials these are the only wall.

use super::Rights;
use super::permission::Permission::{
    AgentConversationDetail, ConversationCommunication, ConversationDetail,
    ExternalContactsSession, JourneySession, JourneySessionType, QueueSearch, QueueView,
    WrapUpCodeSearch, WrapUpCodeView,
};
use crate::model::conversation::Conversation;
use crate::model::id::DivisionId;
use crate::model::reference::{Queue, WrapUpCode};
use crate::model::session::Session;
use crate::platform::{Detail, Family};

impl Rights {
    /// Whether a list of sessions shows `session`: all types with `journey:session:view`,
    /// conversations with `journey:sessiontype:view`, and the permission of the list, each held in
    /// one of the session's divisions.
    pub fn lists(&self, session: &Session) -> bool {
        self.holds_in(ExternalContactsSession, &session.divisions) && self.knows_type_of(session)
    }

    /// Whether `session` is there when it is asked for by its id. The platform's operation takes
    /// either of two permissions.
    pub fn finds(&self, session: &Session) -> bool {
        self.holds_one_in(
            &[JourneySession, ExternalContactsSession],
            &session.divisions,
        ) && self.knows_type_of(session)
    }

    /// Whether the activity of `visit` counts for the status of the customer's web messaging: the viewer
    /// sees sessions in one of its divisions, if only conversations.
    pub fn counts_visit(&self, visit: &Session) -> bool {
        let divisions = &visit.divisions;
        self.holds_in(ExternalContactsSession, divisions)
            && self.holds_one_in(&[JourneySession, JourneySessionType], divisions)
    }

    /// Whether visits of any division may count.
    pub fn counts_visits(&self) -> bool {
        self.holds(ExternalContactsSession)
            && (self.holds(JourneySession) || self.holds(JourneySessionType))
    }

    fn knows_type_of(&self, session: &Session) -> bool {
        self.holds_in(JourneySession, &session.divisions)
            || (session.is_conversation() && self.holds_in(JourneySessionType, &session.divisions))
    }

    /// Where conversations of these divisions may be read; nothing where they may not.
    pub fn detail_in(&self, divisions: &[DivisionId]) -> Option<Detail> {
        [Detail::Analytics, Detail::OneByOne]
            .into_iter()
            .find(|detail| self.reads(*detail, divisions))
    }

    /// Whether `conversation` is shown by `detail`.
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

    /// The operations that show queues to the viewer, the first one first; what it does not show, the
    /// next may. A queue's description is shown by the plain one only.
    pub fn queue_families(&self) -> &'static [Family] {
        if !self.holds(QueueView) {
            &[Family::DivisionViews]
        } else if self.reaches_as_far(QueueView, QueueSearch) {
            &[Family::Plain]
        } else {
            &[Family::Plain, Family::DivisionViews]
        }
    }

    /// Whether `queue` is shown by `family`.
    pub fn sees_queue(&self, queue: &Queue, family: Family) -> bool {
        let needed = match family {
            Family::Plain => QueueView,
            Family::DivisionViews => QueueSearch,
        };
        self.holds_in(needed, queue.division.as_slice())
    }

    /// The operations that show wrap-up codes to the viewer, the first one first; what it does not
    /// show, the next may. Only the one by division knows codes that were deleted.
    pub fn wrap_up_code_families(&self) -> &'static [Family] {
        if !self.holds(WrapUpCodeSearch) {
            &[Family::Plain]
        } else if self.reaches_as_far(WrapUpCodeSearch, WrapUpCodeView) {
            &[Family::DivisionViews]
        } else {
            &[Family::Plain, Family::DivisionViews]
        }
    }

    /// Whether `code` is shown by `family`.
    pub fn sees_wrap_up_code(&self, code: &WrapUpCode, family: Family) -> bool {
        let divisions = code.division.as_slice();
        self.holds_in(WrapUpCodeView, divisions)
            && (family == Family::Plain || self.holds_in(WrapUpCodeSearch, divisions))
    }
}
