//! One conversation. Session fields, analytics and `conversations/{id}` all derive from it, so that they cannot contradict
//! each other.

use chrono::TimeDelta;

use super::channel::{Channel, Manner, Way};
use super::organization::{
    Agent, BILL_CORRECTED, CAMPAIGN_REACHED, Code, DELETED_CODE, DEMO_AGENT, Division, EUROPE,
    FORMER_AGENT, Queue, SKIPPED, TIMED_OUT, TRANSFERRED,
};
use crate::clock::Time;
use crate::dice::Dice;

/// How a leg ended, as the journey API, conversations and analytics name it.
#[derive(Debug)]
pub(crate) struct Disconnect {
    pub(crate) journey: &'static str,
    pub(crate) conversation: &'static str,
    pub(crate) analytics: &'static str,
}

const fn disconnect(
    journey: &'static str,
    conversation: &'static str,
    analytics: &'static str,
) -> Disconnect {
    Disconnect {
        journey,
        conversation,
        analytics,
    }
}

pub(crate) static CLIENT: Disconnect = disconnect("Client", "client", "client");
pub(crate) static PEER: Disconnect = disconnect("Peer", "peer", "peer");
pub(crate) static SYSTEM: Disconnect = disconnect("System", "system", "system");
pub(crate) static TRANSFER: Disconnect = disconnect("Transfer", "transfer", "transfer");
static CONSULT_TRANSFER: Disconnect =
    disconnect("ConsultTransfer", "transfer.consult", "consultTransfer");
/// A value that no version of the API has yet.
static FUTURE: Disconnect = disconnect("Teleported", "teleported", "teleported");

/// A conversation from its start to its last wrap-up.
#[derive(Clone, Debug)]
pub(crate) struct Story {
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
    pub(crate) agent: Option<Served>,
    /// When a wait without an answer ended.
    pub(crate) given_up: Option<Time>,
}

/// An agent's part of a leg.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub(crate) who: &'static Agent,
    pub(crate) connected: Time,
    pub(crate) left: Option<Time>,
    pub(crate) how: &'static Disconnect,
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
pub(crate) enum Twist {
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

impl Story {
    /// Generates a past conversation that started at `start` in `division`.
    pub(crate) fn of_the_past(
        dice: &mut Dice,
        channel: &'static Channel,
        twist: Twist,
        division: &'static Division,
        start: Time,
    ) -> Self {
        let mut story = Self {
            channel,
            direction: direction(dice, channel),
            start,
            customer_left: None,
            end: None,
            legs: Vec::new(),
            home: division,
            subject: (channel.list == "emails").then(|| *dice.pick(&SUBJECTS)),
            visit: None,
            old_spelling: dice.chance(7),
            listed: None,
            queue_code: (twist == Twist::QueueCode).then_some(&SKIPPED),
        };
        let last = match (channel.is_agentless(), twist) {
            (true, _) => start + dice.seconds(1, 4),
            (_, Twist::Abandoned) => story.abandon(dice, division),
            _ => story.serve(dice, twist, division),
        };
        story.customer_left.get_or_insert(last);
        story.end = Some(last);
        story
    }

    /// The customer waits and abandons.
    fn abandon(&mut self, dice: &mut Dice, division: &'static Division) -> Time {
        let queued = self.start + dice.seconds(3, 20);
        let given_up = queued + dice.seconds(15, 200);
        let queue = dice.pick(&Queue::of(division)).to_owned();
        self.legs.push(Leg {
            queue: Some(queue),
            queued,
            agent: None,
            given_up: Some(given_up),
        });
        given_up
    }

    /// The agents serve the customer in turn. Returns when the last wrap-up was filed.
    fn serve(&mut self, dice: &mut Dice, twist: Twist, division: &'static Division) -> Time {
        let stops = match twist {
            Twist::Transferred => 3,
            Twist::Plain | Twist::AgentsCode if dice.chance(14) => dice.between(2, 3),
            _ => 1,
        };
        let mut arrival = self.start + dice.seconds(2, 15);
        let mut end = arrival;
        for stop in 1..=stops {
            let is_last = stop == stops;
            let leg = self.stop(dice, twist, division, arrival, is_last);
            if let Some(served) = &leg.agent {
                arrival = served.left.unwrap_or(arrival);
                end = end.max(
                    served
                        .wrap_up
                        .as_ref()
                        .map_or(arrival, |wrap_up| wrap_up.at),
                );
            }
            self.legs.push(leg);
        }
        self.customer_left = Some(arrival);
        end
    }

    fn stop(
        &self,
        dice: &mut Dice,
        twist: Twist,
        division: &'static Division,
        arrival: Time,
        is_last: bool,
    ) -> Leg {
        let queue = self.next_queue(dice, division);
        let connected = arrival
            + if queue.is_some() {
                dice.seconds(4, 90)
            } else {
                dice.seconds(2, 12)
            };
        let talk = match self.channel.manner {
            Manner::Spoken | Manner::Campaign => dice.seconds(40, 600),
            _ => dice.seconds(120, 1500),
        };
        let left = connected + talk;
        let who: &'static Agent = match twist {
            Twist::FormerAgent => &FORMER_AGENT,
            Twist::DemoAgent => &DEMO_AGENT,
            _ => self.next_agent(dice, division),
        };
        let how = match (is_last, twist) {
            (true, Twist::FutureDisconnect) => &FUTURE,
            (true, _) => *dice.pick(&[&PEER, &PEER, &CLIENT]),
            (false, _) => *dice.pick(&[&TRANSFER, &TRANSFER, &CONSULT_TRANSFER]),
        };
        let at = left + dice.seconds(3, 75);
        let code = self.code(dice, twist, division, is_last);
        let wrap_up = code.map(|code| WrapUp {
            code,
            note: *dice.pick(&NOTES),
            at,
        });
        Leg {
            queue,
            queued: arrival,
            given_up: None,
            agent: Some(Served {
                who,
                connected,
                left: Some(left),
                how,
                wrap_up,
            }),
        }
    }

    /// A queue of the division that the conversation has not visited; `None` for agents' direct calls.
    fn next_queue(&self, dice: &mut Dice, division: &'static Division) -> Option<&'static Queue> {
        if self.legs.is_empty() && self.channel.name == "OUTBOUND_CALL" && dice.chance(60) {
            return None;
        }
        let mut queues = Queue::of(division);
        queues.retain(|queue| {
            !self
                .legs
                .iter()
                .any(|leg| leg.queue.is_some_and(|seen| seen.number == queue.number))
        });
        if queues.is_empty() {
            None
        } else {
            Some(*dice.pick(&queues))
        }
    }

    fn next_agent(&self, dice: &mut Dice, division: &'static Division) -> &'static Agent {
        let mut agents = Agent::of(division);
        agents.retain(|agent| {
            !self
                .agents()
                .any(|served| served.who.number == agent.number)
        });
        if agents.is_empty() {
            &FORMER_AGENT
        } else {
            dice.pick::<&_>(&agents)
        }
    }

    fn code(
        &self,
        dice: &mut Dice,
        twist: Twist,
        division: &'static Division,
        is_last: bool,
    ) -> Option<&'static Code> {
        match (twist, is_last) {
            (Twist::SystemCode, _) => Some(&TIMED_OUT),
            (Twist::DeletedCode, _) => Some(&DELETED_CODE),
            (Twist::Transferred, true) if *division == EUROPE => Some(&BILL_CORRECTED),
            (_, false) if *division == EUROPE => Some(&TRANSFERRED),
            (Twist::AgentsCode, true) => Some(*dice.pick(&Code::of(division))),
            _ if self.channel.manner == Manner::Campaign => Some(&CAMPAIGN_REACHED),
            _ => match dice.between(1, 100) {
                1..=5 => Some(&TIMED_OUT),
                6..=7 => Some(&SKIPPED),
                8..=9 => Some(&DELETED_CODE),
                10..=16 => None,
                _ => Some(*dice.pick(&Code::of(division))),
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
    pub(crate) fn agents(&self) -> impl Iterator<Item = &Served> {
        self.legs.iter().filter_map(|leg| leg.agent.as_ref())
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
            if let Some(served) = &leg.agent {
                moments.push((served.connected, "agent_connected"));
                moments.extend(served.left.map(|at| (at, "agent_left")));
                moments.extend(
                    served
                        .wrap_up
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

fn direction(dice: &mut Dice, channel: &Channel) -> &'static str {
    match channel.direction {
        Way::Inbound => "Inbound",
        Way::Either if dice.chance(75) => "Inbound",
        Way::Outbound | Way::Either => "Outbound",
        Way::Unknown => "Unknown",
        Way::Sideways => "Sideways",
    }
}

impl WrapUp {
    /// The duration of the after-call work.
    pub(crate) fn took(&self, left: Time) -> TimeDelta {
        self.at - left
    }
}
