//! Analytics details of conversations.

use serde_json::{Value, json};

use super::authorization::division_id;
use super::clock::{Time, iso};
use super::error::Refusal;
use super::external_contacts::contact::cookie;
use super::fields::Fields;
use super::identity::Kind;
use super::participants::{self, Participant, Role};
use super::routing::{code_id, queue_id};
use super::server::{Answered, Ask};
use super::users::user_id;
use super::world::World;
use super::world::channel::Manner;
use super::world::session::Session;
use super::world::story::{Served, Story};

/// Ids in one call; the platform does not say, callers in the wild send this many.
const IDS: usize = 100;

/// `GET analytics/conversations/details`: unknown and invisible ones are left out without a word.
pub(crate) fn many(ask: &Ask) -> Answered {
    let ids = ask.list("id");
    if ids.len() > IDS {
        return Err(Refusal::bad_request(format!(
            "The maximum number of conversation ids is {IDS}."
        )));
    }
    let found = ids.iter().filter_map(|id| {
        let session = ask.world.session_named(Kind::Conversation, id, ask.now)?;
        let details = details(ask.world, &session, session.story()?);
        ask.sees(&session.divisions()).then_some(details)
    });
    Ok(json!({ "conversations": found.collect::<Vec<Value>>() }).into())
}

/// `GET analytics/conversations/{conversationId}/details`.
pub(crate) fn one(ask: &Ask) -> Answered {
    let unknown = || Refusal::not_found("conversation", ask.id());
    let session = ask
        .world
        .session_named(Kind::Conversation, ask.id(), ask.now)
        .ok_or_else(unknown)?;
    let story = session.story().ok_or_else(unknown)?;
    if !ask.sees(&session.divisions()) {
        return Err(Refusal::missing_division(ask.needs.permissions()));
    }
    Ok(details(ask.world, &session, story).into())
}

/// The organization's one dialer campaign.
pub(crate) fn campaign_id(world: &World) -> String {
    world.ids.make(Kind::Campaign, 1, 0, 0)
}

/// Whom the campaign calls.
pub(crate) fn contact_list_id(world: &World) -> String {
    world.ids.make(Kind::ContactList, 1, 0, 0)
}

fn details(world: &World, session: &Session, story: &Story) -> Value {
    let divisions: Vec<String> = story
        .divisions()
        .iter()
        .map(|division| division_id(world, division))
        .collect();
    let participants: Vec<Value> = participants::of(story)
        .iter()
        .map(|one| participant(world, session, story, one))
        .collect();
    let mut fields = Fields::of(json!({
        "conversationId": world.conversation_id(session),
        "conversationStart": iso(story.start),
        "divisionIds": divisions,
        "originatingDirection": direction(story),
    }));
    fields.set("participants", participants);
    fields.set_some("conversationEnd", story.end.map(iso));
    let initiator = match story.channel.manner {
        Manner::Agentless => Some("api"),
        Manner::Campaign => Some("dialer"),
        _ if story.direction == "Outbound" => Some("agent"),
        _ => None,
    };
    fields.set_some("conversationInitiator", initiator);
    fields.into()
}

fn direction(story: &Story) -> &'static str {
    if story.direction == "Outbound" {
        "outbound"
    } else {
        "inbound"
    }
}

fn participant(world: &World, session: &Session, story: &Story, one: &Participant) -> Value {
    let mut fields = Fields::of(json!({
        "participantId": one.id(world, session),
        "purpose": one.purpose(),
    }));
    fields.set("sessions", vec![media(world, session, story, one)]);
    match one.role {
        Role::Customer => {
            let contact = world.contact_id(session.customer, session.record);
            fields.set("externalContactId", contact);
        }
        Role::Queue => {
            fields.set("participantName", one.queue.map(|queue| queue.name));
        }
        Role::Agent(served) => {
            fields.set("userId", user_id(world, served.who.number));
        }
    }
    fields.into()
}

fn media(world: &World, session: &Session, story: &Story, one: &Participant) -> Value {
    let mut fields = Fields::default();
    fields.set("sessionId", one.communication(world, session));
    fields.set("mediaType", story.channel.analytics);
    fields.set("direction", direction(story));
    fields.set(
        "provider",
        json!(if story.channel.list == "calls" {
            "Edge"
        } else {
            "PureCloud Messaging"
        }),
    );
    if let Some(kind) = story.channel.analytics_message {
        fields.set("messageType", kind);
    }
    if story.channel.manner == Manner::Campaign {
        fields.set("outboundCampaignId", campaign_id(world));
        fields.set("outboundContactListId", contact_list_id(world));
    }
    if let (Role::Customer, Some(visit)) = (&one.role, story.visit) {
        fields.set("journeyCustomerId", cookie(world, session.customer));
        fields.set("journeyCustomerIdType", "cookie");
        fields.set(
            "journeyCustomerSessionId",
            world.ids.make(Kind::Session, session.customer, visit, 0),
        );
        fields.set("journeyCustomerSessionIdType", "web");
    }
    fields.set("segments", segments(world, one));
    fields.into()
}

fn segments(world: &World, one: &Participant) -> Vec<Value> {
    let is_queue = matches!(one.role, Role::Queue);
    let kind = if is_queue { "delay" } else { "interact" };
    let mut main = segment(world, one, kind, one.connected, one.left);
    main.set_some("disconnectType", one.left.map(|_| one.how.analytics));
    let Role::Agent(served) = one.role else {
        return vec![main.into()];
    };
    let rang = one.joined < one.connected;
    let alert = rang.then(|| segment(world, one, "alert", one.joined, Some(one.connected)));
    let filed = wrap_up(world, one, served);
    alert
        .into_iter()
        .chain([main])
        .chain(filed)
        .map(Value::from)
        .collect()
}

fn wrap_up(world: &World, one: &Participant, served: &Served) -> Option<Fields> {
    let (left, wrap_up) = (served.left?, served.wrap_up.as_ref()?);
    let mut filed = segment(world, one, "wrapup", left, Some(wrap_up.at));
    filed.set("wrapUpCode", code_id(world, wrap_up.code));
    filed.set_some("wrapUpNote", wrap_up.note);
    Some(filed)
}

fn segment(world: &World, one: &Participant, kind: &str, start: Time, end: Option<Time>) -> Fields {
    let mut segment = Fields::default();
    segment.set("segmentType", kind);
    segment.set("segmentStart", iso(start));
    segment.set("conference", false);
    segment.set_some("segmentEnd", end.map(iso));
    segment.set_some("queueId", one.queue.map(|queue| queue_id(world, queue)));
    segment
}
