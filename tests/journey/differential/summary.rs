//! The summary of a customer's newest sessions.

use std::rc::Rc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::channel::{GROUPS, card_channel};
use super::customer::paginate;
use super::object::{FieldValue, Object, date, parse_time, text};
use super::reference::{Reference, RequestedField};
use super::session::{last_wrap_up, session_object};

const MAX_SESSIONS: usize = 200;

impl Reference<'_> {
    /// The summary holds the counted sessions as a page.
    pub(super) fn summary(&self, id: &str) -> Option<Object> {
        let every_channel = json!({"includeUnsupportedChannels": true});
        let listed = self.listed_sessions(id, true, &every_channel)?;
        let is_complete = listed.len() <= MAX_SESSIONS;
        let newest = listed.into_iter().take(MAX_SESSIONS);
        let shown = newest.filter(|session| card_channel(session).supported());
        let objects: Vec<_> = shown.map(session_object).collect();
        Some(paginate(
            "CustomerSummary",
            objects,
            MAX_SESSIONS,
            None,
            is_complete,
        ))
    }

    pub(super) fn summary_field(&self, parent: &Object, requested: &RequestedField) -> FieldValue {
        let page = parent.page.as_ref().unwrap();
        let sessions: Vec<Rc<Value>> = page.items.iter().map(|item| item.data.clone()).collect();
        let is_open = |session: &&Rc<Value>| session["endedDate"].is_null();
        let is_conversation = |session: &&Rc<Value>| session["type"] == "conversation";
        let conversations: Vec<_> = sessions.iter().filter(is_conversation).collect();
        let is_within = |session: &Value, days| {
            let started = parse_time(&session["createdDate"]).unwrap();
            started + TimeDelta::days(days) > self.now
        };
        match requested.name {
            "sessionCount" => json!(sessions.len()).into(),
            "oldestAt" => sessions
                .last()
                .map_or(FieldValue::Null, |session| date(&session["createdDate"])),
            "complete" => json!(page.complete).into(),
            "openNow" => json!(sessions.iter().filter(is_open).count()).into(),
            "lastContact" => {
                let newest = conversations.first();
                newest
                    .map(|session| session_object((*session).clone()))
                    .into()
            }
            "contactsByGroup" => {
                let groups = GROUPS.iter().filter_map(|group| {
                    let in_group = conversations
                        .iter()
                        .filter(|session| card_channel(session).group() == *group);
                    let within = |days| {
                        let contacts = in_group.clone();
                        contacts.filter(|session| is_within(session, days)).count()
                    };
                    let contacts = json!({
                        "group": group,
                        "last7Days": within(7),
                        "last30Days": within(30),
                    });
                    (within(30) > 0).then(|| Some(Object::new("ChannelGroupContacts", contacts)))
                });
                FieldValue::Many(groups.collect())
            }
            "lastEndedInTransfer" => {
                let ended = conversations.iter().filter(|session| !is_open(session));
                let last = ended.max_by_key(|session| {
                    (parse_time(&session["endedDate"]), text(&session["id"]))
                });
                let kind = last.and_then(|last| text(&last["lastUserDisconnectType"]));
                let kind = kind.map(|kind| kind.to_lowercase());
                match kind.filter(|kind| kind != "unknown") {
                    Some(kind) => json!(kind.contains("transfer")).into(),
                    None => FieldValue::Null,
                }
            }
            "repeatContact" => {
                let mut contacts = conversations.iter();
                json!(contacts.nth(1).is_some_and(|second| is_within(second, 7))).into()
            }
            "lastWrapUps" => {
                let wrap_ups = conversations
                    .iter()
                    .filter_map(|session| last_wrap_up(session));
                FieldValue::Many(wrap_ups.take(3).map(Some).collect())
            }
            other => panic!("the reference does not resolve {other}"),
        }
    }
}
