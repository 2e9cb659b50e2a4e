//! The present state of a conversation, from its participants' segments. Analytics reports it with a delay.

use chrono::{DateTime, Utc};

use super::participant::{Participant, Purpose, Segment, SegmentType, Session};
use crate::model::channel::{ConversationChannel, Direction};
use crate::model::conversation::overview::{AgentPart, Connection, Overview};
use crate::model::id::AgentId;

/// The present state of a conversation.
pub(super) fn overview(participants: &[Participant], ended_at: Option<DateTime<Utc>>) -> Overview {
    let customers = || participants.iter().filter(|one| one.is_customer());
    // A conversation between colleagues has no customer.
    let side = customers().next().or_else(|| participants.first());
    let sessions = || side.into_iter().flat_map(|one| &one.sessions);
    let direction = sessions().find_map(|one| one.direction.0.as_deref());
    let queues = participants
        .iter()
        .filter(|one| matches!(one.purpose, Some(Purpose::Acd)))
        .flat_map(|one| one.sessions.iter().flat_map(|session| &session.segments))
        .filter_map(|segment| Some((segment.segment_start?, segment.queue_id?)));
    let mut agents: Vec<_> = participants
        .iter()
        .filter(|one| matches!(one.purpose, Some(Purpose::Agent | Purpose::User)))
        .flat_map(|one| {
            one.sessions
                .iter()
                .filter_map(|session| session.part(one.user_id))
        })
        .collect();
    agents.sort_by_key(|(joined, _)| *joined);
    Overview {
        customer: customers().find_map(|customer| customer.external_contact_id),
        channels: sessions()
            .map(|session| {
                let kind = session.media_type.0.as_deref().unwrap_or_default();
                ConversationChannel::from_platform(kind, session.message_type.0.as_deref())
            })
            .collect(),
        direction: direction.map(Direction::from_platform).unwrap_or_default(),
        authenticated: sessions().any(|session| session.authenticated.0 == Some(true)),
        queue: queues
            .max_by_key(|(start, _)| *start)
            .map(|(_, queue)| queue),
        agents: agents.into_iter().map(|(_, part)| part).collect(),
        ended_at,
    }
}

impl Participant {
    fn is_customer(&self) -> bool {
        matches!(&self.purpose, Some(Purpose::Other(name)) if name == "customer" || name == "external")
    }
}

impl Session {
    /// The agent's part and its start; `None` without a segment.
    fn part(&self, agent: Option<AgentId>) -> Option<(DateTime<Utc>, AgentPart)> {
        let start = self
            .segments
            .iter()
            .filter_map(|one| one.segment_start)
            .min()?;
        let mut newest_first = self.segments.iter().rev();
        let open = newest_first.find(|segment| segment.segment_end.is_none());
        let connection = match open {
            None => Connection::Disconnected,
            Some(open) => match open.segment_type {
                Some(SegmentType::Alert) => Connection::Alerting,
                Some(SegmentType::Dialing) => Connection::Dialing,
                Some(SegmentType::Hold | SegmentType::Interact) => Connection::Connected,
                Some(SegmentType::WrapUp) => Connection::Disconnected,
                None => Connection::Unknown,
            },
        };
        let is_open = |kind| open.is_some_and(|open| open.is(kind));
        let mut talks = self
            .segments
            .iter()
            .filter(|one| one.is(SegmentType::Interact));
        let part = AgentPart {
            agent,
            connection,
            is_held: is_open(SegmentType::Hold),
            connected_at: talks.find_map(|one| one.segment_start),
            in_after_call_work: is_open(SegmentType::WrapUp),
            left_at: self.segments.iter().filter_map(Segment::talk_end).max(),
        };
        Some((start, part))
    }
}
