//! The participants of a conversation: the customer, each queue and each agent. Conversations and analytics share them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::clock::{Time, iso};
use super::identity::EntityKind;
use super::routing::code_id;
use super::world::World;
use super::world::channel::Channel;
use super::world::conversation::{AgentPart, Conversation, Leg};
use super::world::disconnect::{CLIENT, Disconnect, PEER, SYSTEM, TRANSFER};
use super::world::organization::{Agent, Code, Queue};
use super::world::session::Session;

/// One participant.
#[derive(Clone, Copy)]
pub(crate) struct Participant<'a> {
    index: u32,
    pub(crate) role: Role<'a>,
    pub(crate) joined: Time,
    /// When the two sides were connected; `None` while it only rings.
    pub(crate) connected: Option<Time>,
    pub(crate) left: Option<Time>,
    pub(crate) disconnect: &'static Disconnect,
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

/// How long an answered conversation rang, if nothing else is known.
const SHORT_RING: TimeDelta = TimeDelta::seconds(3);

/// The participant's role.
#[derive(Clone, Copy)]
pub(crate) enum Role<'a> {
    Customer,
    Queue,
    /// The agent at whom it rings, or rang without an answer.
    Alerted(&'static Agent),
    Agent(&'a AgentPart),
}

impl Participant<'_> {
    pub(crate) fn id(&self, world: &World, session: &Session) -> String {
        world.ids.make(
            EntityKind::Participant,
            session.customer,
            session.number,
            self.index,
        )
    }

    /// The id of its main communication, a call or a message thread.
    pub(crate) fn communication(&self, world: &World, session: &Session) -> String {
        world.ids.make(
            EntityKind::Communication,
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
        conversation: &Conversation,
    ) -> Vec<(&'static Channel, String)> {
        if !matches!(self.role, Role::Customer) {
            return Vec::new();
        }
        let id = |number: u32| {
            let (customer, session) = (session.customer, session.number);
            world.ids.make(
                EntityKind::Communication,
                customer,
                session,
                OTHERS + number,
            )
        };
        conversation
            .listed_channels()
            .into_iter()
            .filter(|channel| channel.name != conversation.channel.name)
            .zip(0..)
            .map(|(channel, number)| (channel, id(number)))
            .collect()
    }

    /// The `Wrapup` that was filed for the participant, and its `AfterCallWork`.
    pub(crate) fn wrap_up(
        &self,
        world: &World,
        conversation: &Conversation,
    ) -> Option<(Value, Value)> {
        let Filed {
            code,
            note,
            start,
            end,
        } = self.filed(conversation)?;
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
    pub(crate) fn filed(&self, conversation: &Conversation) -> Option<Filed> {
        match self.role {
            Role::Customer | Role::Alerted(_) => None,
            Role::Queue => {
                let (code, at) = (conversation.queue_code?, self.left?);
                let last = conversation.legs.last().map(|leg| leg.queued);
                (last == Some(self.joined)).then_some(Filed {
                    code,
                    note: None,
                    start: at,
                    end: at,
                })
            }
            Role::Agent(part) => {
                let wrap_up = part.wrap_up.as_ref()?;
                Some(Filed {
                    code: wrap_up.code,
                    note: wrap_up.note,
                    start: part.left?,
                    end: wrap_up.at,
                })
            }
        }
    }

    /// When the agent's after-call work began, if the agent still has to file a code.
    pub(crate) fn pending_work(&self, conversation: &Conversation) -> Option<Time> {
        match self.role {
            Role::Agent(part) if part.wrap_up.is_none() && conversation.end.is_none() => part.left,
            _ => None,
        }
    }

    pub(crate) fn purpose(&self) -> &'static str {
        match self.role {
            Role::Customer => "customer",
            Role::Queue => "acd",
            Role::Alerted(_) | Role::Agent(_) => "agent",
        }
    }
}

/// All participants, in the order in which they joined.
pub(crate) fn all(conversation: &Conversation) -> Vec<Participant<'_>> {
    let gone = conversation.customer_left.or(conversation.end);
    let last_agent = conversation.agents().last();
    let disconnect = last_agent.map_or(
        if conversation.channel.is_agentless() {
            &SYSTEM
        } else {
            &CLIENT
        },
        |part| {
            // The "peer" of one side is the "client" of the other.
            if part.disconnect.analytics == "peer" {
                &CLIENT
            } else {
                &SYSTEM
            }
        },
    );
    let customer = Participant {
        index: 0,
        role: Role::Customer,
        joined: conversation.start,
        connected: Some(conversation.start),
        left: gone,
        disconnect,
        queue: None,
    };
    let legs = conversation.legs.iter().zip((1..).step_by(2));
    std::iter::once(customer)
        .chain(legs.flat_map(|(leg, index)| stops(leg, index)))
        .collect()
}

/// The queue and the agent of a leg.
fn stops(leg: &Leg, index: u32) -> impl Iterator<Item = Participant<'_>> {
    let answered = leg.agent.as_ref().map(|part| part.connected);
    let waiting = leg.queue.map(|queue| Participant {
        index,
        role: Role::Queue,
        joined: leg.queued,
        connected: Some(leg.queued),
        left: answered.or(leg.given_up),
        disconnect: if leg.given_up.is_some() {
            &CLIENT
        } else {
            &TRANSFER
        },
        queue: Some(queue),
    });
    let agent = match (&leg.agent, &leg.alerting) {
        (Some(part), alerting) => Some(Participant {
            index: index + 1,
            role: Role::Agent(part),
            joined: alerting.as_ref().map_or_else(
                || leg.queued.max(part.connected - SHORT_RING),
                |alerting| alerting.since,
            ),
            connected: Some(part.connected),
            left: part.left,
            disconnect: part.disconnect,
            queue: leg.queue,
        }),
        (None, Some(alerting)) => Some(Participant {
            index: index + 1,
            role: Role::Alerted(alerting.user),
            joined: alerting.since,
            connected: None,
            left: leg.given_up,
            disconnect: &PEER,
            queue: leg.queue,
        }),
        (None, None) => None,
    };
    waiting.into_iter().chain(agent)
}
