//! Ids by purpose, so that tests and the demo do not have to search.

use std::collections::BTreeMap;

use super::external_contacts::contact::cookie;
use super::identity::EntityKind;
use super::routing::{code_id, queue_id};
use super::server::Platform;
use super::users::user_id;
use super::world::World;
use super::world::channel::Channel;
use super::world::conversation::Conversation;
use super::world::opening;
use super::world::organization::{
    AGENTS, BILL_CORRECTED, DELETED_CODE, DIVISIONS, FORMER_AGENT, QUEUES, TIMED_OUT,
};
use super::world::person::Person;
use super::world::session::{LIVE, Session};
use super::world::showcase::{
    self, CHAT_NOW, COOKIE_ONLY, DIVIDED, EVERY_CHANNEL, FREQUENT, FULL_TAB, LIVE_NOW, MERGED,
    UNUSUAL, UNUSUAL_SESSIONS,
};

/// A customer that demonstrates a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showcase {
    /// The contact's id.
    pub id: String,
    /// What the customer demonstrates.
    pub shows: &'static str,
}

/// A generated customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The contact's id.
    pub id: String,
    /// The kind of each session, newest first, by the names of [`Fixtures::session_by_channel`].
    pub channels: Vec<&'static str>,
}

/// Named ids of the simulated world; all are UUIDs unless noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixtures {
    /// The customer with the full journey tab: 25 sessions, all in Europe.
    pub customer: String,
    /// That customer's phone number, e-mail address and cookie, which lookups find.
    pub customer_phone: String,
    /// See [`Fixtures::customer_phone`].
    pub customer_email: String,
    /// See [`Fixtures::customer_phone`].
    pub customer_cookie: String,
    /// That customer's session ids, newest first.
    pub customer_sessions: Vec<String>,
    /// That customer's session ids by channel (`INBOUND_CALL`, `WHATSAPP`, `WEB` ...), the newest of each.
    pub customer_by_channel: BTreeMap<&'static str, String>,
    /// The customer who is live now, with the call in progress and the active visit.
    pub live_customer: String,
    /// The call in progress when the simulator starts.
    pub live_call: String,
    /// The active visit when the simulator starts.
    pub live_visit: String,
    /// The customer with a session on every channel.
    pub every_channel_customer: String,
    /// One session id for each channel, supported or not, and for the other kinds of session: `WEB`, `APP`, `CASE`,
    /// `FUTURE_SESSION` (an unknown session type), `FUTURE_EVENT` (a visit with an unknown event type).
    pub session_by_channel: BTreeMap<&'static str, String>,
    /// The channels that the product's journey tab shows, by the names of [`Fixtures::session_by_channel`].
    pub supported_channels: Vec<&'static str>,
    /// The record that was merged into another.
    pub merged_customer: String,
    /// The record that it was merged into.
    pub canonical_customer: String,
    /// The customer with sessions in every division.
    pub divided_customer: String,
    /// A session of that customer that `demo-agent` cannot see.
    pub invisible_session: String,
    /// That customer's session without a division, which every viewer can see.
    pub session_without_division: String,
    /// The customer with more than 450 sessions.
    pub frequent_customer: String,
    /// A visit of that customer with more than 400 events.
    pub long_visit: String,
    /// The customer who is writing from the web site now.
    pub chat_customer: String,
    /// That customer's web messaging conversation, which is open and has been silent for minutes.
    pub chat: String,
    /// The visit on which [`Fixtures::chat`] began; it is still active.
    pub chat_visit: String,
    /// The customer with edge-case sessions, all in Europe.
    pub unusual_customer: String,
    /// That customer's sessions by name: `CALLBACK_DURING_CALL` (an inbound call), `OUTBOUND_CALLBACK`,
    /// `SUPPORTED_CHANNEL_SECOND` (co-browsing, then web messaging), `SUPPORTED_CHANNELS` (a call, then an e-mail),
    /// `EMPTY_CHANNELS`, `NULL_CHANNELS`, `ABSENT_CHANNELS`, `CAMPAIGN_CALL_WITH_CODE` (the disposition names the
    /// campaign), `CAMPAIGN_CALL_WITHOUT_CODE` (only analytics does), `OUTBOUND_CALL`, `HIDDEN_SEGMENT`,
    /// `TRANSFERRED_CALL`, `CUSTOM_SESSION`, `APP`, `WRAPPED_UP_QUEUE` (a wrap-up without an agent).
    pub unusual_sessions: BTreeMap<&'static str, String>,
    /// A visitor known only by a cookie.
    pub cookie_customer: String,
    /// An ordinary customer.
    pub ordinary_customer: String,
    /// A well-formed id that no entity has.
    pub unknown_id: String,
    /// An ended call with three agents, three queues and three wrap-ups.
    pub transferred_call: String,
    /// The conversation of [`Fixtures::transferred_call`].
    pub transferred_conversation: String,
    /// The user ids of its agents, in order.
    pub transferred_agents: Vec<String>,
    /// The ids of its queues, in order.
    pub transferred_queues: Vec<String>,
    /// The ids of its wrap-up codes, in order.
    pub transferred_codes: Vec<String>,
    /// An ended call that was wrapped up with [`Fixtures::system_code`].
    pub system_code_call: String,
    /// An ended call that was wrapped up with [`Fixtures::deleted_code`].
    pub deleted_code_call: String,
    /// An ended call that was served by [`Fixtures::former_agent`].
    pub former_agent_call: String,
    /// A web visit with `eventCount` 0.
    pub empty_visit: String,
    /// A web visit with every type of event.
    pub full_visit: String,
    /// A queue of `demo-agent`'s division, and its name.
    pub queue: (String, &'static str),
    /// A queue that `demo-agent` cannot see.
    pub invisible_queue: String,
    /// An agent, and the agent's name.
    pub agent: (String, &'static str),
    /// The agent who left the company: state `inactive`.
    pub former_agent: (String, &'static str),
    /// A wrap-up code, and its name.
    pub code: (String, &'static str),
    /// A deleted wrap-up code, and its name.
    pub deleted_code: (String, &'static str),
    /// A system wrap-up code, which is not a UUID and which no lookup finds.
    pub system_code: &'static str,
    /// Ids of the divisions by name.
    pub divisions: BTreeMap<&'static str, String>,
}

pub(crate) fn showcase(world: &World) -> Vec<Showcase> {
    let row = |(customer, shows): (u32, &'static str)| Showcase {
        id: world.contact_id(customer, 0),
        shows,
    };
    let handled = world.live.handled().iter().copied().zip(opening::HANDLED);
    showcase::SHOWS
        .into_iter()
        .chain(handled)
        .map(row)
        .collect()
}

/// All customers except the showcase, generated lazily.
pub(crate) fn ordinary(world: &World) -> impl Iterator<Item = Customer> {
    (showcase::COUNT..world.customers).map(|customer| Customer {
        id: world.contact_id(customer, 0),
        channels: world
            .sessions(customer, None, world.epoch)
            .map(|session| name(&session))
            .collect(),
    })
}

pub(crate) fn collect(platform: &Platform) -> Fixtures {
    let world = &platform.world;
    let session =
        |customer: u32, number: u32| world.ids.make(EntityKind::Session, customer, number, 0);
    let history = |customer: u32| -> Vec<_> {
        (0..world.length(customer))
            .filter_map(|number| world.session(customer, number, world.epoch))
            .collect()
    };
    let full = history(FULL_TAB);
    let call = full
        .iter()
        .find(|session| session.number == showcase::TRANSFERRED_CALL);
    let conversation = call.and_then(|session| session.conversation());
    let part = || conversation.into_iter().flat_map(Conversation::agents);
    let queues = conversation
        .into_iter()
        .flat_map(|conversation| conversation.legs.iter().filter_map(|leg| leg.queue));
    let (first_queue, far_queue) = (&QUEUES[0], &QUEUES[4]);
    let person = world.person(FULL_TAB);
    let person = person.as_ref();
    Fixtures {
        customer: world.contact_id(FULL_TAB, 0),
        customer_phone: person.map(Person::phone).unwrap_or_default(),
        customer_email: person.map(Person::email).unwrap_or_default(),
        customer_cookie: cookie(world, FULL_TAB),
        customer_sessions: full.iter().map(|found| world.session_id(found)).collect(),
        customer_by_channel: by_channel(world, full.iter().map(|found| &**found)),
        live_customer: world.contact_id(LIVE_NOW, 0),
        live_visit: session(LIVE_NOW, LIVE),
        live_call: session(LIVE_NOW, LIVE + 1),
        every_channel_customer: world.contact_id(EVERY_CHANNEL, 0),
        session_by_channel: by_channel(world, history(EVERY_CHANNEL).iter().map(|found| &**found)),
        supported_channels: Channel::all()
            .filter(|channel| channel.supported)
            .map(|channel| channel.name)
            .collect(),
        merged_customer: world.contact_id(MERGED, 1),
        canonical_customer: world.contact_id(MERGED, 0),
        divided_customer: world.contact_id(DIVIDED, 0),
        invisible_session: session(DIVIDED, 2),
        session_without_division: session(DIVIDED, 5),
        frequent_customer: world.contact_id(FREQUENT, 0),
        long_visit: session(FREQUENT, showcase::LONG_VISIT),
        chat_customer: world.contact_id(CHAT_NOW, 0),
        chat_visit: session(CHAT_NOW, LIVE),
        chat: session(CHAT_NOW, LIVE + 1),
        unusual_customer: world.contact_id(UNUSUAL, 0),
        unusual_sessions: UNUSUAL_SESSIONS
            .iter()
            .zip(0..)
            .map(|((name, _), number)| (*name, session(UNUSUAL, number)))
            .collect(),
        cookie_customer: world.contact_id(COOKIE_ONLY, 0),
        ordinary_customer: world.contact_id(showcase::COUNT, 0),
        unknown_id: "00000000-0000-4000-8000-000000000404".to_owned(),
        transferred_call: session(FULL_TAB, showcase::TRANSFERRED_CALL),
        transferred_conversation: call
            .map(|found| world.conversation_id(found))
            .unwrap_or_default(),
        transferred_agents: part()
            .map(|part| user_id(world, part.user.number))
            .collect(),
        transferred_queues: queues.map(|queue| queue_id(world, queue)).collect(),
        transferred_codes: part()
            .filter_map(|part| Some(code_id(world, part.wrap_up.as_ref()?.code)))
            .collect(),
        system_code_call: session(FULL_TAB, showcase::SYSTEM_CODE_CALL),
        deleted_code_call: session(FULL_TAB, showcase::DELETED_CODE_CALL),
        former_agent_call: session(FULL_TAB, showcase::FORMER_AGENT_CALL),
        empty_visit: session(FULL_TAB, showcase::EMPTY_VISIT),
        full_visit: session(FULL_TAB, 0),
        queue: (queue_id(world, first_queue), first_queue.name),
        invisible_queue: queue_id(world, far_queue),
        agent: (user_id(world, AGENTS[0].number), AGENTS[0].name),
        former_agent: (user_id(world, FORMER_AGENT.number), FORMER_AGENT.name),
        code: (code_id(world, &BILL_CORRECTED), BILL_CORRECTED.name),
        deleted_code: (code_id(world, &DELETED_CODE), DELETED_CODE.name),
        system_code: TIMED_OUT.name,
        divisions: DIVISIONS
            .iter()
            .map(|division| {
                (
                    division.name,
                    super::authorization::division_id(world, division),
                )
            })
            .collect(),
    }
}

/// The first session of each channel or other kind.
fn by_channel<'a>(
    world: &World,
    sessions: impl Iterator<Item = &'a Session>,
) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    for session in sessions {
        found
            .entry(name(session))
            .or_insert_with(|| world.session_id(session));
    }
    found
}

/// The session's channel, or its kind if it is no conversation.
fn name(session: &Session) -> &'static str {
    match session.kind() {
        "conversation" => session.conversation().map_or("UNKNOWN", |conversation| {
            let is_unanswered =
                conversation.direction == "Outbound" && conversation.agents().next().is_none();
            match conversation.channel.name {
                // The product counts an e-mail without an agent as agentless.
                "EMAIL" if is_unanswered => "AGENTLESS_EMAIL",
                name => name,
            }
        }),
        "web" if super::journey::event::has_unknown(session) => "FUTURE_EVENT",
        "web" => "WEB",
        "app" => "APP",
        "case" => "CASE",
        _ => "FUTURE_SESSION",
    }
}
