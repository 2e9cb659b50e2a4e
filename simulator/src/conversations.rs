//! `GET conversations/{conversationId}`: a conversation with its participants.

use serde_json::{Value, json};

pub(crate) mod own;
pub(crate) mod wrap_up;

use super::authorization::division_id;
use super::clock::{Time, iso};
use super::error::ApiError;
use super::external_contacts::contact::cookie;
use super::fields::Fields;
use super::identity::EntityKind;
use super::participants::{self, Participant, Role};
use super::routing::queue_id;
use super::server::{ApiRequest, ApiResult};
use super::users::user_id;
use super::world::World;
use super::world::channel::{Channel, ChannelStyle};
use super::world::conversation::Conversation;
use super::world::organization::Agent;
use super::world::session::Session;

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
    Ok(conversation_json(request.world, &session, conversation).into())
}

pub(crate) fn conversation_json(
    world: &World,
    session: &Session,
    conversation: &Conversation,
) -> Value {
    let id = world.conversation_id(session);
    let divisions: Vec<Value> = conversation
        .divisions()
        .iter()
        .map(|division| {
            let queues = conversation
                .legs
                .iter()
                .filter_map(|leg| leg.queue)
                .filter(|queue| queue.division == *division);
            let entities: Vec<Value> = queues
                .map(|queue| {
                    let id = queue_id(world, queue);
                    json!({ "selfUri": format!("/api/v2/routing/queues/{id}"), "id": id })
                })
                .collect();
            let id = division_id(world, division);
            let division =
                json!({ "selfUri": format!("/api/v2/authorization/divisions/{id}"), "id": id });
            json!({ "division": division, "entities": entities })
        })
        .collect();
    let participants: Vec<Value> = participants::all(conversation)
        .iter()
        .map(|participant| participant_json(world, session, conversation, participant))
        .collect();
    let mut fields = Fields::from_object(json!({
        "startTime": iso(conversation.start),
        "recordingState": "NONE",
        "divisions": divisions,
        "selfUri": format!("/api/v2/conversations/{id}"),        "id": id,
    }));
    fields.set("participants", participants);
    fields.set_some("endTime", conversation.end.map(iso));
    fields.into()
}

fn participant_json(
    world: &World,
    session: &Session,
    conversation: &Conversation,
    participant: &Participant,
) -> Value {
    let mut fields = Fields::default();
    fields.set("id", participant.id(world, session));
    fields.set("purpose", participant.purpose());
    fields.set("startTime", iso(participant.joined));
    fields.set_some("connectedTime", participant.connected.map(iso));
    if let Some(left) = participant.left {
        fields.set("endTime", iso(left));
    }
    if let Some(queue) = participant.queue {
        fields.set("queueId", queue_id(world, queue));
        fields.set("queueName", queue.name);
    }
    match participant.role {
        Role::Customer => {
            fields.set("participantType", "External");
            fields.set(
                "externalContactId",
                world.contact_id(session.customer, session.record),
            );
            fields.set(
                "externalContactInitialDivisionId",
                division_id(world, conversation.home),
            );
            fields.set("attributes", json!({}));
            if let Some(person) = world.person(session.customer) {
                fields.set("name", json!(format!("{} {}", person.given, person.family)));
                fields.set("address", json!(format!("tel:{}", person.phone())));
            }
        }
        Role::Queue => {
            fields.set("name", participant.queue.map(|queue| queue.name));
        }
        Role::Alerted(user) => agent(user, &mut fields, world),
        Role::Agent(part) => {
            agent(part.user, &mut fields, world);
            if let (Some(left), Some(wrap_up)) = (part.left, &part.wrap_up) {
                fields.set("startAcwTime", iso(left));
                fields.set("endAcwTime", iso(wrap_up.at));
            }
        }
    }
    let mut main = communication(world, session, conversation, participant);
    if let Some((wrap_up, acw)) = participant.wrap_up(world, conversation) {
        let placement = WrapUpPlacement::for_session(session);
        if placement != WrapUpPlacement::Participant && has_work_after(conversation.channel) {
            main.set("wrapup", wrap_up.clone());
            main.set("afterCallWorkRequired", true);
            main.set("afterCallWork", acw);
        }
        if placement != WrapUpPlacement::Communication || !has_work_after(conversation.channel) {
            fields.set("wrapup", wrap_up);
        }
    }
    if let Some(since) = participant.pending_work(conversation)
        && has_work_after(conversation.channel)
    {
        fields.set("startAcwTime", iso(since));
        main.set("afterCallWorkRequired", true);
        main.set(
            "afterCallWork",
            json!({ "startTime": iso(since), "state": "pending" }),
        );
    }
    fields.set(conversation.channel.list, vec![Value::from(main)]);
    for (channel, id) in participant.other_communications(world, session, conversation) {
        fields.set(channel.list, vec![other(channel, &id, participant)]);
    }
    fields.into()
}

/// Where the wrap-up is: the platform sets it on the participant, on the communication, or on both.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WrapUpPlacement {
    Participant,
    Communication,
    Both,
}

impl WrapUpPlacement {
    fn for_session(session: &Session) -> Self {
        match session.number % 8 {
            6 => Self::Communication,
            1 | 5 => Self::Both,
            _ => Self::Participant,
        }
    }
}

/// Whether the channel has after-call work. Screen shares, videos, co-browsing and internal messages do not.
fn has_work_after(channel: &Channel) -> bool {
    matches!(
        channel.list,
        "calls" | "callbacks" | "chats" | "emails" | "messages"
    )
}

/// A communication on a channel other than the conversation's own. It ends with the conversation.
fn other(channel: &Channel, id: &str, participant: &Participant) -> Value {
    let mut fields = Fields::from_object(json!({ "id": id, "provider": channel.provider() }));
    fields.set("state", state(participant));
    fields.set_some("connectedTime", participant.connected.map(iso));
    fields.set_some("disconnectedTime", participant.left.map(iso));
    fields.into()
}

/// The state of a communication.
fn state(participant: &Participant) -> &'static str {
    match (participant.left, participant.connected) {
        (Some(_), _) => "disconnected",
        (None, Some(_)) => "connected",
        (None, None) => "alerting",
    }
}

fn agent(user: &Agent, fields: &mut Fields, world: &World) {
    fields.set("name", user.name);
    fields.set("userId", user_id(world, user.number));
    fields.set("wrapupRequired", true);
    fields.set("wrapupPrompt", "mandatory");
}

/// Since when the participant's communication is on hold: those of the customer and the agent who holds it are.
fn held(conversation: &Conversation, participant: &Participant) -> Option<Time> {
    match participant.role {
        Role::Customer => conversation.agents().last()?.held,
        Role::Queue | Role::Alerted(_) => None,
        Role::Agent(part) => part.held,
    }
}

fn communication(
    world: &World,
    session: &Session,
    conversation: &Conversation,
    participant: &Participant,
) -> Fields {
    let channel = conversation.channel;
    let direction = if conversation.direction == "Outbound" {
        "outbound"
    } else {
        "inbound"
    };
    let mut fields = Fields::default();
    fields.set("id", participant.communication(world, session));
    fields.set("provider", channel.provider());
    fields.set_some("connectedTime", participant.connected.map(iso));
    fields.set("state", state(participant));
    if let Some(left) = participant.left {
        fields.set("disconnectedTime", iso(left));
        fields.set("disconnectType", participant.disconnect.conversation);
    }
    if has_work_after(channel) {
        fields.set("direction", direction);
        let held = held(conversation, participant);
        fields.set("held", held.is_some());
        fields.set_some("startHoldTime", held.map(iso));
        if matches!(participant.role, Role::Alerted(_)) {
            fields.set("startAlertingTime", iso(participant.joined));
        }
        fields.set("segments", json!([]));
    }
    if let Some(subject) = conversation.subject {
        fields.set("subject", subject);
    }
    if let Some(kind) = channel.analytics_message {
        fields.set("type", kind);
        fields.set(
            "authenticated",
            channel.style == ChannelStyle::Authenticated,
        );
    }
    if let (Role::Customer, Some(visit)) = (&participant.role, conversation.visit) {
        let visit = world
            .ids
            .make(EntityKind::Session, session.customer, visit, 0);
        let context = json!({
            "customer": { "id": cookie(world, session.customer), "idType": "cookie" },
            "customerSession": { "id": visit, "type": "web" },
        });
        fields.set("journeyContext", context);
    }
    fields
}
