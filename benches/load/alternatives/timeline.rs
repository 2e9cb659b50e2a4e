//! Analytics details of conversations, and the timeline of a conversation that a card shows.

use serde::Deserialize;

use super::text::Text;

#[derive(Deserialize)]
pub(super) struct Details<'a> {
    #[serde(borrow, default)]
    pub(super) conversations: Vec<Conversation<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Conversation<'a> {
    #[serde(borrow)]
    pub(super) conversation_id: Text<'a>,
    conversation_start: Text<'a>,
    conversation_end: Option<Text<'a>>,
    participants: Vec<Participant<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Participant<'a> {
    #[serde(borrow)]
    purpose: Text<'a>,
    sessions: Vec<Media<'a>>,
}

#[derive(Deserialize)]
struct Media<'a> {
    #[serde(borrow)]
    segments: Vec<Segment<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'a> {
    #[serde(borrow)]
    segment_type: Text<'a>,
    segment_start: Text<'a>,
    segment_end: Option<Text<'a>>,
    queue_id: Option<Text<'a>>,
    disconnect_type: Option<Text<'a>>,
    wrap_up_code: Option<Text<'a>>,
    wrap_up_note: Option<Text<'a>>,
}

/// The type of a step. The order of the variants is the order of steps with the same time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Started,
    Transferred,
    Queued,
    Connected,
    Left,
    WrappedUp,
    Ended,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Started => "conversation.started",
            Self::Queued => "queue.entered",
            Self::Connected => "agent.connected",
            Self::Transferred => "agent.transferred",
            Self::Left => "agent.disconnected",
            Self::WrappedUp => "wrapup.added",
            Self::Ended => "conversation.ended",
        }
    }
}

/// One step of a timeline.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) kind: Kind,
    pub(super) at: &'a str,
    pub(super) participant: Option<&'a str>,
    pub(super) disconnect_type: Option<&'a str>,
    pub(super) note: Option<&'a str>,
}

impl<'a> Step<'a> {
    fn new(kind: Kind, at: &'a str, participant: Option<&'a str>) -> Self {
        Self {
            kind,
            at,
            participant,
            disconnect_type: None,
            note: None,
        }
    }
}

impl Conversation<'_> {
    /// The timeline, oldest step first.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let mut steps = vec![Step::new(Kind::Started, &self.conversation_start, None)];
        for participant in &self.participants {
            for media in &participant.sessions {
                match &*participant.purpose {
                    "acd" => media.push_queues(&mut steps),
                    "agent" | "user" => media.push_agent(&participant.purpose, &mut steps),
                    _ => {}
                }
                media.push_wrap_ups(&participant.purpose, &mut steps);
            }
        }
        let end = self.conversation_end.as_deref();
        steps.extend(end.map(|end| Step::new(Kind::Ended, end, None)));
        steps.sort_by_key(|step| (step.at, step.kind));
        steps
    }
}

impl Media<'_> {
    fn push_queues<'a>(&'a self, steps: &mut Vec<Step<'a>>) {
        let mut last = None;
        for segment in &self.segments {
            if segment.queue_id.is_some() && segment.queue_id != last {
                last.clone_from(&segment.queue_id);
                let at = &*segment.segment_start;
                steps.push(Step::new(Kind::Queued, at, Some("acd")));
            }
        }
    }

    fn push_agent<'a>(&'a self, purpose: &'a str, steps: &mut Vec<Step<'a>>) {
        let segments_of_kind = |kind| {
            let segments = self.segments.iter();
            segments.filter(move |segment| segment.segment_type.eq_ignore_ascii_case(kind))
        };
        if let Some(first) = segments_of_kind("interact").next() {
            let at = &*first.segment_start;
            steps.push(Step::new(Kind::Connected, at, Some(purpose)));
        }
        if let Some(last) = segments_of_kind("interact").next_back()
            && let Some(end) = &last.segment_end
        {
            let disconnect_type = last.disconnect_type.as_deref();
            let kind = match disconnect_type {
                Some(text) if text.to_ascii_lowercase().contains("transfer") => Kind::Transferred,
                _ => Kind::Left,
            };
            steps.push(Step {
                disconnect_type,
                ..Step::new(kind, end, Some(purpose))
            });
        }
    }

    fn push_wrap_ups<'a>(&'a self, purpose: &'a str, steps: &mut Vec<Step<'a>>) {
        let segments = self.segments.iter();
        let wrap_ups =
            segments.filter(|segment| segment.segment_type.eq_ignore_ascii_case("wrapup"));
        for wrap_up in wrap_ups.filter(|segment| segment.wrap_up_code.is_some()) {
            let at = wrap_up
                .segment_end
                .as_deref()
                .unwrap_or(&wrap_up.segment_start);
            steps.push(Step {
                note: wrap_up.wrap_up_note.as_deref(),
                ..Step::new(Kind::WrappedUp, at, Some(purpose))
            });
        }
    }
}
