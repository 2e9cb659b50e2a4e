//! Analytics details of conversations.

use serde_json::{Value, json};

mod metrics;
pub(crate) mod query;

use super::authorization::division_id;
use super::clock::{Time, iso};
use super::error::ApiError;
use super::external_contacts::contact::cookie;
use super::fields::Fields;
use super::identity::EntityKind;
use super::participants::{self, Filed, Participant, Role};
use super::routing::{code_id, queue_id};
use super::server::{ApiRequest, ApiResult};
use super::users::user_id;
use super::world::World;
use super::world::channel::{Channel, ChannelStyle};
use super::world::conversation::Conversation;
use super::world::session::Session;

/// The number that the contact center calls from and is called at.
const OWN_NUMBER: &str = "+493012345678";
/// Maximum number of ids in one call. The platform documents none; known clients send this many.
const IDS: usize = 100;

/// `GET analytics/conversations/details`. Omits unknown and invisible conversations without an error.
pub(crate) fn get_many(request: &ApiRequest) -> ApiResult {
    let ids = request.list("id");
    if ids.len() > IDS {
        return Err(ApiError::bad_request(format!(
            "The maximum number of conversation ids is {IDS}."
        )));
    }
    let found = ids.iter().filter_map(|id| {
        let session = request
            .world
            .session_named(EntityKind::Conversation, id, request.now)?;
        let details = details(request.world, &session, session.conversation()?);
        request.sees(&session.divisions()).then_some(details)
    });
    Ok(json!({ "conversations": found.collect::<Vec<Value>>() }).into())
}

/// `GET analytics/conversations/{conversationId}/details`.
pub(crate) fn get(request: &ApiRequest) -> ApiResult {
    let unknown = || ApiError::not_found("conversation", request.id());
    let session = request
        .world
        .session_named(EntityKind::Conversation, request.id(), request.now)
        .ok_or_else(unknown)?;
    let conversation = session.conversation().ok_or_else(unknown)?;
    if !request.sees(&session.divisions()) {
        return Err(ApiError::missing_division(
            request.requirement.permissions(),
        ));
    }
    Ok(details(request.world, &session, conversation).into())
}

/// The organization's one dialer campaign.
pub(crate) fn campaign_id(world: &World) -> String {
    world.ids.make(EntityKind::Campaign, 1, 0, 0)
}

/// The contact list that the campaign calls.
pub(crate) fn contact_list_id(world: &World) -> String {
    world.ids.make(EntityKind::ContactList, 1, 0, 0)
}

fn details(world: &World, session: &Session, conversation: &Conversation) -> Value {
    let divisions: Vec<String> = conversation
        .divisions()
        .iter()
        .map(|division| division_id(world, division))
        .collect();
    let participants: Vec<Value> = participants::all(conversation)
        .iter()
        .map(|participant| participant_json(world, session, conversation, participant))
        .collect();
    let mut fields = Fields::from_object(json!({
        "conversationId": world.conversation_id(session),
        "conversationStart": iso(conversation.start),
        "divisionIds": divisions,
        "originatingDirection": direction(conversation),
    }));
    fields.set("participants", participants);
    fields.set_some("conversationEnd", conversation.end.map(iso));
    fields.set_some(
        "evaluations",
        metrics::evaluations(world, session, conversation),
    );
    let initiator = match conversation.channel.style {
        ChannelStyle::Agentless => Some("api"),
        ChannelStyle::Campaign => Some("dialer"),
        _ if conversation.direction == "Outbound" => Some("agent"),
        _ => None,
    };
    fields.set_some("conversationInitiator", initiator);
    fields.into()
}

fn direction(conversation: &Conversation) -> &'static str {
    if conversation.direction == "Outbound" {
        "outbound"
    } else {
        "inbound"
    }
}

fn participant_json(
    world: &World,
    session: &Session,
    conversation: &Conversation,
    participant: &Participant,
) -> Value {
    let mut fields = Fields::from_object(json!({
        "participantId": participant.id(world, session),
        "purpose": participant.purpose(),
    }));
    let mut sessions = vec![media(world, session, conversation, participant)];
    sessions.extend(
        participant
            .other_communications(world, session, conversation)
            .into_iter()
            .map(|(channel, id)| other(channel, &id, participant)),
    );
    fields.set("sessions", sessions);
    match participant.role {
        Role::Customer => {
            let contact = world.contact_id(session.customer, session.record);
            fields.set("externalContactId", contact);
        }
        Role::Queue => {
            fields.set("participantName", participant.queue.map(|queue| queue.name));
        }
        Role::Agent(part) => {
            fields.set("userId", user_id(world, part.user.number));
        }
        Role::Alerted(user) => fields.set("userId", user_id(world, user.number)),
    }
    fields.into()
}

fn media(
    world: &World,
    session: &Session,
    conversation: &Conversation,
    participant: &Participant,
) -> Value {
    let mut fields = Fields::default();
    fields.set("sessionId", participant.communication(world, session));
    fields.set("mediaType", conversation.channel.analytics);
    fields.set("direction", direction(conversation));
    fields.set(
        "provider",
        json!(if conversation.channel.list == "calls" {
            "Edge"
        } else {
            "PureCloud Messaging"
        }),
    );
    if let Some(kind) = conversation.channel.analytics_message {
        fields.set("messageType", kind);
    }
    if conversation.channel.style == ChannelStyle::Campaign {
        fields.set("outboundCampaignId", campaign_id(world));
        fields.set("outboundContactListId", contact_list_id(world));
    }
    if let (Role::Customer, Some(visit)) = (&participant.role, conversation.visit) {
        fields.set("journeyCustomerId", cookie(world, session.customer));
        fields.set("journeyCustomerIdType", "cookie");
        fields.set(
            "journeyCustomerSessionId",
            world
                .ids
                .make(EntityKind::Session, session.customer, visit, 0),
        );
        fields.set("journeyCustomerSessionIdType", "web");
    }
    if conversation.channel.list == "calls" {
        let addresses = world.person(session.customer).map(|person| person.phone());
        let own = format!("tel:{OWN_NUMBER}");
        let theirs = format!("tel:{}", addresses.unwrap_or_default());
        let (ani, dnis) = if conversation.direction == "Outbound" {
            (own, theirs)
        } else {
            (theirs, own)
        };
        fields.set("ani", ani);
        fields.set("dnis", dnis);
    }
    fields.set_some("flow", metrics::flow(world, conversation, participant));
    let segments = segments(session, conversation, participant);
    fields.set(
        "metrics",
        metrics::collect(conversation, participant, &segments),
    );
    let segments: Vec<Value> = segments
        .into_iter()
        .map(|segment| segment.json(world, participant))
        .collect();
    fields.set("segments", segments);
    fields.into()
}

/// A session on a channel other than the conversation's own.
fn other(channel: &Channel, id: &str, participant: &Participant) -> Value {
    let mut segment = Fields::from_object(json!({
        "segmentType": "interact",
        "segmentStart": iso(participant.connected.unwrap_or(participant.joined)),
        "conference": false,
    }));
    segment.set_some("segmentEnd", participant.left.map(iso));
    let mut fields = Fields::from_object(json!({
        "sessionId": id,
        "mediaType": channel.analytics,
        "segments": [Value::from(segment)],
    }));
    fields.set_some("messageType", channel.analytics_message);
    fields.into()
}

/// A period of a participant's session.
struct Segment {
    kind: &'static str,
    start: Time,
    end: Option<Time>,
    disconnect: Option<&'static str>,
    filed: Option<Filed>,
}

impl Segment {
    fn new(kind: &'static str, start: Time, end: Option<Time>) -> Self {
        Self {
            kind,
            start,
            end,
            disconnect: None,
            filed: None,
        }
    }

    fn json(self, world: &World, participant: &Participant) -> Value {
        let mut fields = Fields::default();
        fields.set("segmentType", self.kind);
        fields.set("segmentStart", iso(self.start));
        fields.set("conference", false);
        fields.set_some("segmentEnd", self.end.map(iso));
        fields.set_some(
            "queueId",
            participant.queue.map(|queue| queue_id(world, queue)),
        );
        fields.set_some("disconnectType", self.disconnect);
        if let Some(filed) = self.filed {
            fields.set("wrapUpCode", code_id(world, filed.code));
            fields.set_some("wrapUpNote", filed.note);
        }
        fields.into()
    }
}

/// The segments: ringing, talk (some calls are on hold for a while), and after-call work.
fn segments(
    session: &Session,
    conversation: &Conversation,
    participant: &Participant,
) -> Vec<Segment> {
    let Some(connected) = participant.connected else {
        let mut ringing = Segment::new("alert", participant.joined, participant.left);
        ringing.disconnect = participant.left.map(|_| participant.disconnect.analytics);
        return vec![ringing];
    };
    let is_queue = matches!(participant.role, Role::Queue);
    let kind = if is_queue { "delay" } else { "interact" };
    let mut segments = Vec::new();
    if matches!(participant.role, Role::Agent(_)) && participant.joined < connected {
        segments.push(Segment::new("alert", participant.joined, Some(connected)));
    }
    match metrics::held(session, conversation, participant) {
        Some((start, end)) => segments.extend([
            Segment::new(kind, connected, Some(start)),
            Segment::new("hold", start, Some(end)),
            Segment::new(kind, end, participant.left),
        ]),
        None => segments.push(Segment::new(kind, connected, participant.left)),
    }
    if let Some(last) = segments.last_mut() {
        last.disconnect = participant.left.map(|_| participant.disconnect.analytics);
    }
    if let Some(filed) = participant.filed(conversation) {
        segments.push(Segment {
            filed: Some(filed),
            ..Segment::new("wrapup", filed.start, Some(filed.end))
        });
    }
    segments
}
