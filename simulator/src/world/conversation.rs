//! One conversation. Session fields, analytics and `conversations/{id}` all derive from it, so that they cannot contradict
//! each other.

use chrono::TimeDelta;

use super::channel::{Channel, ChannelStyle, Directions};
use super::disconnect::{CLIENT, CONSULT_TRANSFER, Disconnect, FUTURE, PEER, TRANSFER};
use super::organization::{
    Agent, BILL_CORRECTED, CAMPAIGN_REACHED, Code, DELETED_CODE, DEMO_AGENT, Division, EUROPE,
    FORMER_AGENT, Queue, SKIPPED, TIMED_OUT, TRANSFERRED,
};
use crate::clock::Time;
use crate::rng::SeededRng;

/// A conversation from its start to its last wrap-up.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) channel: &'static Channel,
    /// `Inbound`, `Outbound` or another value of the journey API.
    pub(crate) direction: &'static str,
    pub(crate) start: Time,
    /// When the customer disconnected; the wrap-up can take longer.
    pub(crate) customer_left: Option<Time>,
    pub(crate) end: Option<Time>,
    pub(crate) legs: Vec<Leg>,
    /// The division of a conversation without a queue.
    pub(crate) home: &'static Division,
    pub(crate) subject: Option<&'static str>,
    /// The number of the web visit that it began on.
    pub(crate) visit: Option<u32>,
    pub(crate) old_spelling: bool,
    /// The channels that the session lists, if they differ from the conversation's own.
    pub(crate) listed: Option<&'static [&'static str]>,
    /// The wrap-up of the last queue itself, at the end of the wait: a wrap-up can belong to a queue.
    pub(crate) queue_code: Option<&'static Code>,
}

/// One part: a wait in a queue, then possibly an agent.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    /// `None` for an agent's direct outbound call.
    pub(crate) queue: Option<&'static Queue>,
    pub(crate) queued: Time,
    /// The agent at whom it rings, or rang before an answer. `None` if that took no noticeable time.
    pub(crate) alerting: Option<Alerting>,
    pub(crate) agent: Option<AgentPart>,
    /// When a wait without an answer ended.
    pub(crate) given_up: Option<Time>,
}

/// The ringing at an agent.
#[derive(Clone, Debug)]
pub(crate) struct Alerting {
    pub(crate) user: &'static Agent,
    pub(crate) since: Time,
}

/// An agent's part of a leg.
#[derive(Clone, Debug)]
pub(crate) struct AgentPart {
    pub(crate) user: &'static Agent,
    pub(crate) connected: Time,
    /// Since when the customer is on hold.
    pub(crate) held: Option<Time>,
    pub(crate) left: Option<Time>,
    pub(crate) disconnect: &'static Disconnect,
    pub(crate) wrap_up: Option<WrapUp>,
}

/// An agent's wrap-up.
#[derive(Clone, Debug)]
pub(crate) struct WrapUp {
    pub(crate) code: &'static Code,
    pub(crate) note: Option<&'static str>,
    pub(crate) at: Time,
}

/// A variation that a showcase requests; ordinary conversations choose theirs by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variation {
    Plain,
    /// Three agents, three queues.
    Transferred,
    /// The customer hung up while waiting.
    Abandoned,
    /// The wrap-up timed out: it has a code that no lookup finds.
    SystemCode,
    DeletedCode,
    /// The former agent served it.
    FormerAgent,
    /// A disconnect type that no version of the API has yet.
    FutureDisconnect,
    /// A dialer called, but the agent filed an ordinary code, so that only analytics shows the campaign.
    AgentsCode,
    /// The demo's agent served it.
    DemoAgent,
    /// The queue also has a wrap-up.
    QueueCode,
}

const NOTES: [Option<&str>; 8] = [
    None,
    None,
    None,
    Some("Customer was happy with the solution"),
    Some("Asked to be called next week"),
    Some("Invoice from last month explained line by line"),
    Some("Renewed plan"),
    Some("Offered a goodwill credit"),
];

const SUBJECTS: [&str; 6] = [
    "Question about my invoice",
    "Re: Your order 48213",
    "Cancellation of contract",
    "Change of address",
    "Complaint: technician did not come",
    "Upgrade options",
];

impl Conversation {
    /// Generates a past conversation that started at `start` in `division`.
    pub(crate) fn generate_past(
        rng: &mut SeededRng,
        channel: &'static Channel,
        variation: Variation,
        division: &'static Division,
        start: Time,
    ) -> Self {
        let mut conversation = Self {
            channel,
            direction: direction(rng, channel),
            start,
            customer_left: None,
            end: None,
            legs: Vec::new(),
            home: division,
            subject: (channel.list == "emails").then(|| *rng.pick(&SUBJECTS)),
            visit: None,
            old_spelling: rng.chance(7),
            listed: None,
            queue_code: (variation == Variation::QueueCode).then_some(&SKIPPED),
        };
        let last = match (channel.is_agentless(), variation) {
            (true, _) => start + rng.seconds(1, 4),
            (_, Variation::Abandoned) => conversation.abandon(rng, division),
            _ => conversation.serve(rng, variation, division),
        };
        conversation.customer_left.get_or_insert(last);
        conversation.end = Some(last);
        conversation
    }

    /// The customer waits and abandons.
    fn abandon(&mut self, rng: &mut SeededRng, division: &'static Division) -> Time {
        let queued = self.start + rng.seconds(3, 20);
        let given_up = queued + rng.seconds(15, 200);
        let queue = rng.pick(&Queue::in_division(division)).to_owned();
        self.legs.push(Leg {
            queue: Some(queue),
            queued,
            alerting: None,
            agent: None,
            given_up: Some(given_up),
        });
        given_up
    }

    /// The agents serve the customer in turn. Returns when the last wrap-up was filed.
    fn serve(
        &mut self,
        rng: &mut SeededRng,
        variation: Variation,
        division: &'static Division,
    ) -> Time {
        let stops = match variation {
            Variation::Transferred => 3,
            Variation::Plain | Variation::AgentsCode if rng.chance(14) => rng.between(2, 3),
            _ => 1,
        };
        let mut arrival = self.start + rng.seconds(2, 15);
        let mut end = arrival;
        for stop in 1..=stops {
            let is_last = stop == stops;
            let leg = self.stop(rng, variation, division, arrival, is_last);
            if let Some(part) = &leg.agent {
                arrival = part.left.unwrap_or(arrival);
                end = end.max(part.wrap_up.as_ref().map_or(arrival, |wrap_up| wrap_up.at));
            }
            self.legs.push(leg);
        }
        self.customer_left = Some(arrival);
        end
    }

    fn stop(
        &self,
        rng: &mut SeededRng,
        variation: Variation,
        division: &'static Division,
        arrival: Time,
        is_last: bool,
    ) -> Leg {
        let queue = self.next_queue(rng, division);
        let connected = arrival
            + if queue.is_some() {
                rng.seconds(4, 90)
            } else {
                rng.seconds(2, 12)
            };
        let talk = match self.channel.style {
            ChannelStyle::Spoken | ChannelStyle::Campaign => rng.seconds(40, 600),
            _ => rng.seconds(120, 1500),
        };
        let left = connected + talk;
        let user: &'static Agent = match variation {
            Variation::FormerAgent => &FORMER_AGENT,
            Variation::DemoAgent => &DEMO_AGENT,
            _ => self.next_agent(rng, division),
        };
        let disconnect = match (is_last, variation) {
            (true, Variation::FutureDisconnect) => &FUTURE,
            (true, _) => *rng.pick(&[&PEER, &PEER, &CLIENT]),
            (false, _) => *rng.pick(&[&TRANSFER, &TRANSFER, &CONSULT_TRANSFER]),
        };
        let at = left + rng.seconds(3, 75);
        let code = self.code(rng, variation, division, is_last);
        let wrap_up = code.map(|code| WrapUp {
            code,
            note: *rng.pick(&NOTES),
            at,
        });
        Leg {
            queue,
            queued: arrival,
            alerting: None,
            given_up: None,
            agent: Some(AgentPart {
                user,
                connected,
                held: None,
                left: Some(left),
                disconnect,
                wrap_up,
            }),
        }
    }

    /// A queue of the division that the conversation has not visited; `None` for agents' direct calls.
    fn next_queue(
        &self,
        rng: &mut SeededRng,
        division: &'static Division,
    ) -> Option<&'static Queue> {
        if self.legs.is_empty() && self.channel.name == "OUTBOUND_CALL" && rng.chance(60) {
            return None;
        }
        let mut queues = Queue::in_division(division);
        queues.retain(|queue| {
            !self
                .legs
                .iter()
                .any(|leg| leg.queue.is_some_and(|seen| seen.number == queue.number))
        });
        if queues.is_empty() {
            None
        } else {
            Some(*rng.pick(&queues))
        }
    }

    fn next_agent(&self, rng: &mut SeededRng, division: &'static Division) -> &'static Agent {
        let mut agents = Agent::in_division(division);
        agents.retain(|agent| !self.agents().any(|part| part.user.number == agent.number));
        if agents.is_empty() {
            &FORMER_AGENT
        } else {
            rng.pick::<&_>(&agents)
        }
    }

    fn code(
        &self,
        rng: &mut SeededRng,
        variation: Variation,
        division: &'static Division,
        is_last: bool,
    ) -> Option<&'static Code> {
        match (variation, is_last) {
            (Variation::SystemCode, _) => Some(&TIMED_OUT),
            (Variation::DeletedCode, _) => Some(&DELETED_CODE),
            (Variation::Transferred, true) if *division == EUROPE => Some(&BILL_CORRECTED),
            (_, false) if *division == EUROPE => Some(&TRANSFERRED),
            (Variation::AgentsCode, true) => Some(*rng.pick(&Code::in_division(division))),
            _ if self.channel.style == ChannelStyle::Campaign => Some(&CAMPAIGN_REACHED),
            _ => match rng.between(1, 100) {
                1..=5 => Some(&TIMED_OUT),
                6..=7 => Some(&SKIPPED),
                8..=9 => Some(&DELETED_CODE),
                10..=16 => None,
                _ => Some(*rng.pick(&Code::in_division(division))),
            },
        }
    }

    /// The channels that the session lists: usually the conversation's own, sometimes several or none.
    pub(crate) fn listed_channels(&self) -> Vec<&'static Channel> {
        match self.listed {
            None => vec![self.channel],
            Some(names) => names.iter().map(|name| Channel::named(name)).collect(),
        }
    }

    /// All agents who talked to the customer, in order.
    pub(crate) fn agents(&self) -> impl Iterator<Item = &AgentPart> {
        self.legs.iter().filter_map(|leg| leg.agent.as_ref())
    }

    /// The agent at whom it rings now.
    pub(crate) fn ringing(&self) -> Option<&'static Agent> {
        let leg = self.legs.last()?;
        let rings = leg.agent.is_none() && leg.given_up.is_none();
        leg.alerting
            .as_ref()
            .filter(|_| rings)
            .map(|alerting| alerting.user)
    }

    /// Whether this user takes or took part: talks or talked to the customer, or it rings or rang at the user.
    pub(crate) fn involves(&self, user: u32) -> bool {
        self.users().any(|agent| agent.number == user)
    }

    /// The users who take or took part, in order; some of them twice.
    pub(crate) fn users(&self) -> impl Iterator<Item = &'static Agent> {
        self.legs.iter().flat_map(|leg| {
            let alerted = leg.alerting.as_ref().map(|alerting| alerting.user);
            alerted
                .into_iter()
                .chain(leg.agent.as_ref().map(|part| part.user))
        })
    }

    /// The divisions of its queues, else its own division.
    pub(crate) fn divisions(&self) -> Vec<&'static Division> {
        let mut divisions: Vec<&'static Division> = Vec::new();
        for division in self
            .legs
            .iter()
            .filter_map(|leg| leg.queue.map(|queue| queue.division))
        {
            if !divisions.contains(&division) {
                divisions.push(division);
            }
        }
        if divisions.is_empty() {
            divisions.push(self.home);
        }
        divisions
    }

    /// The events in order of time. The names are the simulator's own, because the public API describes
    /// none.
    pub(crate) fn moments(&self) -> Vec<(Time, &'static str)> {
        let mut moments = vec![(self.start, "conversation_started")];
        for leg in &self.legs {
            moments.extend(leg.queue.map(|_| (leg.queued, "queue_entered")));
            moments.extend(leg.given_up.map(|at| (at, "queue_abandoned")));
            if let Some(part) = &leg.agent {
                moments.push((part.connected, "agent_connected"));
                moments.extend(part.left.map(|at| (at, "agent_left")));
                moments.extend(
                    part.wrap_up
                        .as_ref()
                        .map(|wrap_up| (wrap_up.at, "wrapup_applied")),
                );
            }
        }
        moments.extend(self.end.map(|at| (at, "conversation_ended")));
        moments.sort_by_key(|(at, _)| *at);
        moments
    }
}

fn direction(rng: &mut SeededRng, channel: &Channel) -> &'static str {
    match channel.direction {
        Directions::Inbound => "Inbound",
        Directions::Either if rng.chance(75) => "Inbound",
        Directions::Outbound | Directions::Either => "Outbound",
        Directions::Unknown => "Unknown",
        Directions::Sideways => "Sideways",
    }
}

impl WrapUp {
    /// The duration of the after-call work.
    pub(crate) fn took(&self, left: Time) -> TimeDelta {
        self.at - left
    }
}
