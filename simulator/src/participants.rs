//! The participants of a conversation: the customer, each queue and each agent. Conversations and analytics share them.

use serde_json::{Value, json};

use super::clock::{Time, iso};
use super::identity::Kind;
use super::routing::code_id;
use super::world::World;
use super::world::channel::Channel;
use super::world::organization::{Code, Queue};
use super::world::session::Session;
use super::world::story::{CLIENT, Disconnect, Leg, SYSTEM, Served, Story, TRANSFER};

/// One participant.
#[derive(Clone, Copy)]
pub(crate) struct Participant<'a> {
    index: u32,
    pub(crate) role: Role<'a>,
    pub(crate) joined: Time,
    /// When the two sides were connected.
    pub(crate) connected: Time,
    pub(crate) left: Option<Time>,
    pub(crate) how: &'static Disconnect,
    pub(crate) queue: Option<&'static Queue>,
}

/// A wrap-up, and the time that it took.
#[derive(Clone, Copy)]
pub(crate) struct Filed {
    pub(crate) code: &'static Code,
    pub(crate) note: Option<&'static str>,
    pub(crate) start: Time,
    pub(crate) end: Time,
}

/// Communications on other channels have numbers from here.
const OTHERS: u32 = 1000;

/// The participant's role.
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

    /// The id of its main communication, a call or a message thread.
    pub(crate) fn communication(&self, world: &World, session: &Session) -> String {
        world.ids.make(
            Kind::Communication,
            session.customer,
            session.number,
            self.index,
        )
    }

    /// The customer's communications on the other channels of the session, with their ids.
    pub(crate) fn other_communications(
        &self,
        world: &World,
        session: &Session,
        story: &Story,
    ) -> Vec<(&'static Channel, String)> {
        if !matches!(self.role, Role::Customer) {
            return Vec::new();
        }
        let id = |number: u32| {
            let (customer, session) = (session.customer, session.number);
            world
                .ids
                .make(Kind::Communication, customer, session, OTHERS + number)
        };
        story
            .listed_channels()
            .into_iter()
            .filter(|channel| channel.name != story.channel.name)
            .zip(0..)
            .map(|(channel, number)| (channel, id(number)))
            .collect()
    }

    /// The `Wrapup` that was filed for the participant, and its `AfterCallWork`.
    pub(crate) fn wrap_up(&self, world: &World, story: &Story) -> Option<(Value, Value)> {
        let Filed {
            code,
            note,
            start,
            end,
        } = self.filed(story)?;
        let wrap_up = json!({
            "code": code_id(world, code),
            "name": code.name,
            "durationSeconds": (end - start).num_seconds(),
            "endTime": iso(end),
            "notes": note.unwrap_or_default(),
        });
        let work = json!({ "startTime": iso(start), "endTime": iso(end), "state": "complete" });
        Some((wrap_up, work))
    }

    /// The wrap-up of the participant: that of an agent, or that of the last queue.
    pub(crate) fn filed(&self, story: &Story) -> Option<Filed> {
        match self.role {
            Role::Customer => None,
            Role::Queue => {
                let (code, at) = (story.queue_code?, self.left?);
                let last = story.legs.last().map(|leg| leg.queued);
                (last == Some(self.joined)).then_some(Filed {
                    code,
                    note: None,
                    start: at,
                    end: at,
                })
            }
            Role::Agent(served) => {
                let wrap_up = served.wrap_up.as_ref()?;
                Some(Filed {
                    code: wrap_up.code,
                    note: wrap_up.note,
                    start: served.left?,
                    end: wrap_up.at,
                })
            }
        }
    }

    pub(crate) fn purpose(&self) -> &'static str {
        match self.role {
            Role::Customer => "customer",
            Role::Queue => "acd",
            Role::Agent(_) => "agent",
        }
    }
}

/// All participants, in the order in which they joined.
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
            // The "peer" of one side is the "client" of the other.
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
