//! The bodies of a conversation's detail events in the format of their topics: upper case, and times in milliseconds since
//! 1970.

use serde_json::{Value, json};

use super::topic::{
    ACD_END, ACD_START, AFTER_CALL_WORK, CUSTOMER_END, CUSTOMER_START, OUTBOUND, Template,
    USER_END, USER_START, WRAP_UP,
};
use crate::analytics::{campaign_id, contact_list_id};
use crate::authorization::division_id;
use crate::clock::Time;
use crate::fields::Fields;
use crate::identity::EntityKind;
use crate::participants::{self, Participant, Role};
use crate::routing::{code_id, queue_id};
use crate::users::user_id;
use crate::world::World;
use crate::world::channel::ChannelStyle;
use crate::world::conversation::{AgentPart, Conversation};
use crate::world::session::Session;

/// An event of a participant.
pub(super) struct Detail<'a> {
    pub(super) template: &'static Template,
    at: Time,
    /// The participant's index, which never changes.
    place: usize,
    participant: Participant<'a>,
}

/// What has happened since `before`, in order.
pub(super) fn new_details<'a>(
    before: Option<&'a Conversation>,
    after: &'a Conversation,
) -> Vec<Detail<'a>> {
    let known: Vec<Detail> = before.map(all).unwrap_or_default();
    let is_old = |detail: &Detail| {
        known
            .iter()
            .any(|old| old.place == detail.place && std::ptr::eq(old.template, detail.template))
    };
    let mut new_details = all(after);
    new_details.retain(|detail| !is_old(detail));
    new_details.sort_by_key(|detail| detail.at);
    new_details
}

fn all(conversation: &Conversation) -> Vec<Detail<'_>> {
    let all_subjects = participants::all(conversation).into_iter().enumerate();
    all_subjects
        .flat_map(|(place, participant)| {
            let detail = move |(template, at)| Detail {
                template,
                at,
                place,
                participant,
            };
            moments(conversation, &participant).into_iter().map(detail)
        })
        .collect()
}

/// The events of a participant, each with its time.
fn moments(
    conversation: &Conversation,
    participant: &Participant,
) -> Vec<(&'static Template, Time)> {
    let Some(connected) = participant.connected else {
        return Vec::new();
    };
    let (start, end) = match participant.role {
        Role::Customer => (&CUSTOMER_START, &CUSTOMER_END),
        Role::Queue => (&ACD_START, &ACD_END),
        Role::Alerted(_) | Role::Agent(_) => (&USER_START, &USER_END),
    };
    let mut moments = vec![(start, connected)];
    // The dialer reports the call when it connects it.
    if let (Role::Agent(_), ChannelStyle::Campaign) =
        (&participant.role, conversation.channel.style)
        && conversation
            .agents()
            .next()
            .is_some_and(|first| first.connected == connected)
    {
        moments.insert(0, (&OUTBOUND, connected));
    }
    moments.extend(participant.left.map(|left| (end, left)));
    if let Role::Agent(AgentPart {
        wrap_up: Some(wrap_up),
        ..
    }) = participant.role
    {
        moments.push((&WRAP_UP, wrap_up.at));
        moments.push((&AFTER_CALL_WORK, wrap_up.at));
    }
    moments
}

impl Detail<'_> {
    /// The topic's event.
    pub(super) fn body(
        &self,
        world: &World,
        session: &Session,
        conversation: &Conversation,
    ) -> Value {
        let participant = &self.participant;
        let contact = world.contact_id(session.customer, session.record);
        let mut fields = Fields::from_object(json!({
            "eventTime": self.at.timestamp_millis(),
            "conversationId": world.conversation_id(session),
            "participantId": participant.id(world, session),
            "sessionId": participant.communication(world, session),
            "mediaType": conversation.channel.analytics.to_uppercase(),
            "direction": conversation.direction.to_uppercase(),
            "provider": conversation.channel.provider(),
            "conversationExternalContactIds": [&contact],
        }));
        let message = conversation.channel.analytics_message;
        fields.set_some("messageType", message.map(str::to_uppercase));
        fields.set_some("subject", conversation.subject);
        fields.set_some(
            "queueId",
            participant.queue.map(|queue| queue_id(world, queue)),
        );
        match participant.role {
            Role::Agent(_) if self.is(&OUTBOUND) => {
                fields.set("outboundCampaignId", campaign_id(world));
                fields.set("outboundContactListId", contact_list_id(world));
                fields.set("divisionId", division_id(world, conversation.home));
            }
            Role::Customer => self.customer(world, session, conversation, contact, &mut fields),
            Role::Queue => self.queue(world, conversation, &mut fields),
            Role::Agent(part) => self.agent(world, part, &mut fields),
            Role::Alerted(_) => {}
        }
        fields.into()
    }

    fn is(&self, template: &'static Template) -> bool {
        std::ptr::eq(self.template, template)
    }

    /// Sets how the participation ended, in upper case, and how long it took.
    fn ended(&self, took: &str, fields: &mut Fields) {
        fields.set(
            "disconnectType",
            capitals(self.participant.disconnect.journey),
        );
        let participant = &self.participant;
        let took_so_long = self.at - participant.connected.unwrap_or(participant.joined);
        fields.set(took, took_so_long.num_milliseconds());
    }

    fn customer(
        &self,
        world: &World,
        session: &Session,
        conversation: &Conversation,
        contact: String,
        fields: &mut Fields,
    ) {
        fields.set("externalContactId", contact);
        fields.set("divisionId", division_id(world, conversation.home));
        if self.is(&CUSTOMER_END) {
            self.ended("interactingDurationMs", fields);
        } else if let Some(visit) = conversation.visit {
            let visit = world
                .ids
                .make(EntityKind::Session, session.customer, visit, 0);
            let context = json!({ "sessionId": visit, "sessionIdType": "web" });
            fields.set("journeyContext", context);
        }
    }

    fn queue(&self, world: &World, conversation: &Conversation, fields: &mut Fields) {
        let participant = &self.participant;
        let division = participant
            .queue
            .map_or(conversation.home, |queue| queue.division);
        fields.set("divisionId", division_id(world, division));
        if !self.is(&ACD_END) {
            return;
        }
        self.ended("connectedDurationMs", fields);
        let answered = conversation
            .agents()
            .find(|part| Some(part.connected) == participant.left);
        let outcome = if answered.is_some() {
            "ANSWERED"
        } else {
            "ABANDON"
        };
        fields.set("acdOutcome", outcome);
        let by = answered.map(|part| user_id(world, part.user.number));
        fields.set_some("answeredUserId", by);
    }

    fn agent(&self, world: &World, part: &AgentPart, fields: &mut Fields) {
        // Only the topic of wrap-ups does not name the agent.
        if !self.is(&WRAP_UP) {
            fields.set("userId", user_id(world, part.user.number));
        }
        if self.is(&USER_START) || self.is(&USER_END) {
            fields.set("divisionId", division_id(world, part.user.division));
        }
        if self.is(&USER_END) {
            self.ended("interactingDurationMs", fields);
        }
        let filed = part.wrap_up.as_ref();
        let filed = filed.filter(|_| self.is(&WRAP_UP) || self.is(&AFTER_CALL_WORK));
        if let (Some(wrap_up), Some(left)) = (filed, part.left) {
            fields.set("wrapupCode", code_id(world, wrap_up.code));
            fields.set_some("wrapupNotes", wrap_up.note);
            fields.set("wrapupDurationMs", wrap_up.took(left).num_milliseconds());
        }
    }
}

/// Converts `ConsultTransfer` to `CONSULT_TRANSFER`, as in the topics.
fn capitals(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::capitals;

    #[test]
    fn topic_values_are_upper_case() {
        assert_eq!(capitals("ConferenceTransfer"), "CONFERENCE_TRANSFER");
        assert_eq!(capitals("Peer"), "PEER");
    }
}
