//! Analytics details of conversations.

use serde_json::{Value, json};

mod metrics;
pub(crate) mod query;

use super::authorization::division_id;
use super::clock::{Time, iso};
use super::error::Refusal;
use super::external_contacts::contact::cookie;
use super::fields::Fields;
use super::identity::Kind;
use super::participants::{self, Filed, Participant, Role};
use super::routing::{code_id, queue_id};
use super::server::{Answered, Ask};
use super::users::user_id;
use super::world::World;
use super::world::channel::{Channel, Manner};
use super::world::session::Session;
use super::world::story::Story;

/// The number that the contact center calls from and is called at.
const OWN_NUMBER: &str = "+493012345678";
/// Maximum number of ids in one call. The platform documents none; known clients send this many.
const IDS: usize = 100;

/// `GET analytics/conversations/details`. Omits unknown and invisible conversations without an error.
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

/// The contact list that the campaign calls.
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
    fields.set_some("evaluations", metrics::evaluations(world, session, story));
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
    let mut sessions = vec![media(world, session, story, one)];
    sessions.extend(
        one.other_communications(world, session, story)
            .into_iter()
            .map(|(channel, id)| other(channel, &id, one)),
    );
    fields.set("sessions", sessions);
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
    if story.channel.list == "calls" {
        let addresses = world.person(session.customer).map(|person| person.phone());
        let own = format!("tel:{OWN_NUMBER}");
        let theirs = format!("tel:{}", addresses.unwrap_or_default());
        let (ani, dnis) = if story.direction == "Outbound" {
            (own, theirs)
        } else {
            (theirs, own)
        };
        fields.set("ani", ani);
        fields.set("dnis", dnis);
    }
    fields.set_some("flow", metrics::flow(world, story, one));
    let segments = segments(session, story, one);
    fields.set("metrics", metrics::of(story, one, &segments));
    let segments: Vec<Value> = segments
        .into_iter()
        .map(|segment| segment.json(world, one))
        .collect();
    fields.set("segments", segments);
    fields.into()
}

/// A session on a channel other than the conversation's own.
fn other(channel: &Channel, id: &str, one: &Participant) -> Value {
    let mut segment = Fields::of(json!({
        "segmentType": "interact",
        "segmentStart": iso(one.connected),
        "conference": false,
    }));
    segment.set_some("segmentEnd", one.left.map(iso));
    let mut fields = Fields::of(json!({
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

    fn json(self, world: &World, one: &Participant) -> Value {
        let mut fields = Fields::default();
        fields.set("segmentType", self.kind);
        fields.set("segmentStart", iso(self.start));
        fields.set("conference", false);
        fields.set_some("segmentEnd", self.end.map(iso));
        fields.set_some("queueId", one.queue.map(|queue| queue_id(world, queue)));
        fields.set_some("disconnectType", self.disconnect);
        if let Some(filed) = self.filed {
            fields.set("wrapUpCode", code_id(world, filed.code));
            fields.set_some("wrapUpNote", filed.note);
        }
        fields.into()
    }
}

/// The segments: ringing, talk (some calls are on hold for a while), and after-call work.
fn segments(session: &Session, story: &Story, one: &Participant) -> Vec<Segment> {
    let is_queue = matches!(one.role, Role::Queue);
    let kind = if is_queue { "delay" } else { "interact" };
    let mut segments = Vec::new();
    if matches!(one.role, Role::Agent(_)) && one.joined < one.connected {
        segments.push(Segment::new("alert", one.joined, Some(one.connected)));
    }
    match metrics::held(session, story, one) {
        Some((start, end)) => segments.extend([
            Segment::new(kind, one.connected, Some(start)),
            Segment::new("hold", start, Some(end)),
            Segment::new(kind, end, one.left),
        ]),
        None => segments.push(Segment::new(kind, one.connected, one.left)),
    }
    if let Some(last) = segments.last_mut() {
        last.disconnect = one.left.map(|_| one.how.analytics);
    }
    if let Some(filed) = one.filed(story) {
        segments.push(Segment {
            filed: Some(filed),
            ..Segment::new("wrapup", filed.start, Some(filed.end))
        });
    }
    segments
}
