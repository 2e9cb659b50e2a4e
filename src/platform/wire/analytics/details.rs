//! Details of a conversation: durations, addresses, flows and evaluations of its participants.

use chrono::TimeDelta;
use serde::Deserialize;

use super::super::lenient::Flag;
use super::super::text;
use super::participant::{Participant, Purpose, Segment, SegmentType, Session};
use crate::model::conversation::details::Details;

#[derive(Debug, Deserialize)]
pub(super) struct Evaluation {
    deleted: Flag,
}

/// A duration, in three sources: a metric of the whole session, metrics of each part, and segments.
struct Measure {
    complete: &'static str,
    each: &'static str,
    segments: SegmentType,
}

const TALK: Measure = Measure {
    complete: "tTalkComplete",
    each: "tTalk",
    segments: SegmentType::Interact,
};

const HOLD: Measure = Measure {
    complete: "tHeldComplete",
    each: "tHeld",
    segments: SegmentType::Hold,
};

/// The details from the participants' sessions.
pub(super) fn details(participants: &[Participant], evaluations: &[Evaluation]) -> Details {
    let sessions = |of: fn(&Purpose) -> bool| {
        let of_purpose = participants
            .iter()
            .filter(move |one| one.purpose.as_ref().is_some_and(of));
        of_purpose.flat_map(|participant| &participant.sessions)
    };
    let agents = || sessions(|purpose| matches!(purpose, Purpose::Agent | Purpose::User));
    // Agents' sessions have addresses too, including those of consultations.
    let customers = || sessions(|purpose| matches!(purpose.name(), "customer" | "external"));
    let seconds = |measure: &Measure| {
        let sum = agents().fold(0_i64, |sum, session| {
            sum.saturating_add(measure.milliseconds(session))
        });
        i32::try_from(sum / 1_000).unwrap_or(i32::MAX)
    };
    let flows = participants.iter().flat_map(|one| &one.sessions);
    let kept = evaluations.iter().filter(|one| one.deleted.0 != Some(true));
    Details {
        talk_seconds: Some(seconds(&TALK)),
        hold_seconds: Some(seconds(&HOLD)),
        ani: customers().find_map(|session| text(session.ani.clone())),
        dnis: customers().find_map(|session| text(session.dnis.clone())),
        flows: Some(
            flows
                .filter_map(|one| one.flow.0.as_ref()?.model())
                .collect(),
        ),
        evaluation_count: Some(i32::try_from(kept.count()).unwrap_or(i32::MAX)),
    }
}

impl Measure {
    /// The duration of one session: the metric of the whole session, else the sum of the metrics of its parts, else the sum
    /// of its ended segments. The platform emits a metric when the measured period ends.
    fn milliseconds(&self, session: &Session) -> i64 {
        let sum = |name: &str| {
            let named = session
                .metrics
                .iter()
                .filter(|metric| metric.name.0.as_deref() == Some(name));
            let values = named.filter_map(|metric| metric.value.0);
            values.map(|value| value.max(0)).reduce(i64::saturating_add)
        };
        sum(self.complete)
            .or_else(|| sum(self.each))
            .unwrap_or_else(|| {
                let segments = session.segments.iter().filter(|one| one.is(self.segments));
                let lengths = segments.filter_map(Segment::length);
                lengths
                    .fold(TimeDelta::zero(), |sum, one| sum + one)
                    .num_milliseconds()
            })
    }
}
