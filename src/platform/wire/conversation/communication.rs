//! Communications of a participant, such as a call or a message thread, and their wrap-ups.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::lenient;
use super::super::lenient::{Flag, Object, Text};
use crate::model::id::WrapUpCodeId;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Communication {
    pub(super) state: Text,
    pub(super) direction: Text,
    pub(super) held: Flag,
    /// The service of a message, such as `webmessaging`.
    #[serde(rename = "type")]
    pub(super) message_type: Text,
    pub(super) authenticated: Flag,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) connected_time: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) disconnected_time: Option<DateTime<Utc>>,
    pub(super) disconnect_type: Text,
    pub(super) wrapup: Object<Wrapup>,
    pub(super) after_call_work: Object<AfterCallWork>,
    pub(super) after_call_work_required: Flag,
}

#[derive(Debug, Deserialize)]
pub(super) struct AfterCallWork {
    pub(super) state: Text,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wrapup {
    #[serde(default, deserialize_with = "lenient::wrap_up_code")]
    pub(super) code: Option<WrapUpCodeId>,
    pub(super) name: Text,
    pub(super) notes: Text,
    #[serde(default, deserialize_with = "lenient::instant")]
    pub(super) end_time: Option<DateTime<Utc>>,
}

impl Wrapup {
    /// Whether both describe the same wrap-up: no field that both have differs.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let agrees = |one: Option<&str>, other: Option<&str>| {
            one.zip(other).is_none_or(|(one, other)| one == other)
        };
        let times = self.end_time.zip(other.end_time);
        self.code == other.code
            && times.is_none_or(|(one, other)| one == other)
            && agrees(self.notes.0.as_deref(), other.notes.0.as_deref())
    }

    pub(super) fn complete(&mut self, other: &Self) {
        self.end_time = self.end_time.or(other.end_time);
        for (own, other) in [
            (&mut self.name, &other.name),
            (&mut self.notes, &other.notes),
        ] {
            if own.0.is_none() {
                own.clone_from(other);
            }
        }
    }
}
