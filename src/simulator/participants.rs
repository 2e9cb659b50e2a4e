//! Who took part in a conversation: the customer, each queue and each agent, told alike to conversations and analytics.

use super::clock::Time;
use super::identity::Kind;
use super::world::World;
use super::world::organization::Queue;
use super::world::session::Session;
use super::world::story::{CLIENT, Disconnect, Leg, SYSTEM, Served, Story, TRANSFER};

/// One participant.
#[derive(Clone, Copy)]
pub(crate) struct Participant<'a> {
    index: u32,
    pub(crate) role: Role<'a>,
    pub(crate) joined: Time,
    /// When the two sides could hear each other.
    pub(crate) connected: Time,
    pub(crate) left: Option<Time>,
    pub(crate) how: &'static Disconnect,
    pub(crate) queue: Option<&'static Queue>,
}

/// What part it was.
#[derive(Clone, Copy)]
pub(crate) enum Role<'a> {
    Customer,
    Queue,
    Agent(&'a Served),
}

impl Participant<'_> {
    pub(crate) fn id(&self, world: &World, session: &Session) -> String {
        world.ids.make(
            Kind::Participant,
            session.customer,
            session.number,
            self.index,
        )
    }

    /// The id of its one communication, a call or a message thread.
    pub(crate) fn communication(&self, world: &World, session: &Session) -> String {
        world.ids.make(
            Kind::Communication,
            session.customer,
            session.number,
            self.index,
        )
    }

    pub(crate) fn purpose(&self) -> &'static str {
        match self.role {
            Role::Customer => "customer",
            Role::Queue => "acd",
            Role::Agent(_) => "agent",
        }
    }
}

/// Everybody, in the order in which they came.
pub(crate) fn of(story: &Story) -> Vec<Participant<'_>> {
    let gone = story.customer_left.or(story.end);
    let last_agent = story.agents().last();
    let how = last_agent.map_or(
        if story.channel.is_agentless() {
            &SYSTEM
        } else {
            &CLIENT
        },
        |served| {
            // One side's "peer" is the other side's "client".
            if served.how.analytics == "peer" {
                &CLIENT
            } else {
                &SYSTEM
            }
        },
    );
    let customer = Participant {
        index: 0,
        role: Role::Customer,
        joined: story.start,
        connected: story.start,
        left: gone,
        how,
        queue: None,
    };
    let legs = story.legs.iter().zip((1..).step_by(2));
    std::iter::once(customer)
        .chain(legs.flat_map(|(leg, index)| stops(leg, index)))
        .collect()
}

/// The queue and the agent of a leg.
fn stops(leg: &Leg, index: u32) -> impl Iterator<Item = Participant<'_>> {
    let answered = leg.agent.as_ref().map(|served| served.connected);
    let waiting = leg.queue.map(|queue| Participant {
        index,
        role: Role::Queue,
        joined: leg.queued,
        connected: leg.queued,
        left: answered.or(leg.given_up),
        how: if leg.given_up.is_some() {
            &CLIENT
        } else {
            &TRANSFER
        },
        queue: Some(queue),
    });
    let talking = leg.agent.as_ref().map(|served| Participant {
        index: index + 1,
        role: Role::Agent(served),
        joined: leg
            .queued
            .max(served.connected - chrono::TimeDelta::seconds(3)),
        connected: served.connected,
        left: served.left,
        how: served.how,
        queue: leg.queue,
    });
    waiting.into_iter().chain(talking)
}
