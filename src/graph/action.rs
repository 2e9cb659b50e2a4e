//! The types `Action` and `ActionMap`, and the enums of `Action`.

use async_graphql::{Enum, ID, SimpleObject};

use crate::model::event as model;

/// The state of an offer to a website visitor, as the platform's event reports it.
///
/// An offer usually takes the states `QUALIFIED`, `OFFERED` and one of `ACCEPTED`, `REJECTED` and `IGNORED`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ActionState {
    /// The visitor meets the conditions of the action map; nothing has been shown yet.
    Qualified,
    /// The visitor meets the conditions of the action map, but outside its schedule. Nothing is shown.
    QualifiedOutsideSchedule,
    /// The offer was shown to the visitor.
    Offered,
    /// The offer was due outside the schedule of the action map.
    OfferedOutsideSchedule,
    /// The visitor accepted the offer, for example by a click on it.
    Accepted,
    /// The visitor declined the offer, for example by closing it.
    Rejected,
    /// The visitor neither accepted nor declined the offer before it disappeared.
    Ignored,
    /// The visitor did not decide before the platform's time limit.
    TimedOut,
    /// The process that the visitor accepted has started, for example a conversation.
    Started,
    /// The visitor takes part in the process that has started, for example by writing a message.
    Engaged,
    /// The visitor left the process before it was complete.
    Abandoned,
    /// The process that had started is complete.
    Completed,
    /// The platform could not make the offer because of an error.
    Errored,
    /// No offer was made, because the visitor has reached the maximum number of offers of the action map.
    FrequencyCapReached,
    /// A state that this version of the gateway does not know. `platformState` has the platform's name.
    Unknown,
}

impl From<&model::ActionState> for ActionState {
    fn from(state: &model::ActionState) -> Self {
        match state {
            model::ActionState::Qualified => Self::Qualified,
            model::ActionState::QualifiedOutsideSchedule => Self::QualifiedOutsideSchedule,
            model::ActionState::Offered => Self::Offered,
            model::ActionState::OfferedOutsideSchedule => Self::OfferedOutsideSchedule,
            model::ActionState::Accepted => Self::Accepted,
            model::ActionState::Rejected => Self::Rejected,
            model::ActionState::Ignored => Self::Ignored,
            model::ActionState::TimedOut => Self::TimedOut,
            model::ActionState::Started => Self::Started,
            model::ActionState::Engaged => Self::Engaged,
            model::ActionState::Abandoned => Self::Abandoned,
            model::ActionState::Completed => Self::Completed,
            model::ActionState::Errored => Self::Errored,
            model::ActionState::FrequencyCapReached => Self::FrequencyCapReached,
            model::ActionState::Unknown(_) => Self::Unknown,
        }
    }
}

/// The type of an action that an action map offers to a website visitor or triggers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ActionMediaType {
    /// Content on the page, for example a banner or a coupon.
    ContentOffer,
    /// An invitation to a conversation by web messaging.
    WebMessagingOffer,
    /// A run of an Architect flow, which the visitor does not see.
    ArchitectFlow,
    /// A call of an integration, for example of a web service.
    IntegrationAction,
    /// An action that the website's own code carries out.
    OpenAction,
    /// A type that this version of the gateway does not know. `platformMediaType` has the platform's name.
    Unknown,
}

impl From<&model::ActionMediaType> for ActionMediaType {
    fn from(media_type: &model::ActionMediaType) -> Self {
        match media_type {
            model::ActionMediaType::ContentOffer => Self::ContentOffer,
            model::ActionMediaType::WebMessagingOffer => Self::WebMessagingOffer,
            model::ActionMediaType::ArchitectFlow => Self::ArchitectFlow,
            model::ActionMediaType::IntegrationAction => Self::IntegrationAction,
            model::ActionMediaType::OpenAction => Self::OpenAction,
            model::ActionMediaType::Unknown(_) => Self::Unknown,
        }
    }
}

/// An action that an action map offered to a website visitor or triggered, with its state.
#[derive(Debug, SimpleObject)]
pub(super) struct Action {
    /// The id of the offer. All events of one offer have the same id. Null if the platform does not send it.
    id: Option<ID>,
    /// The state that the offer reached with this event, for example `OFFERED`. Null if the platform does not
    /// send it.
    state: Option<ActionState>,
    /// The state in the platform's spelling, for example `offered`. Show it if `state` is `UNKNOWN`. Null if
    /// the platform does not send it.
    platform_state: Option<String>,
    /// The type of the action, for example `CONTENT_OFFER`. Null if the platform does not send it.
    media_type: Option<ActionMediaType>,
    /// The type of the action in the platform's spelling, for example `contentOffer`. Show it if `mediaType` is
    /// `UNKNOWN`. Null if the platform does not send it.
    platform_media_type: Option<String>,
    /// The prompt that the action shows or sends to the visitor, for example `Winter offer`. Null if the
    /// platform does not send it.
    prompt: Option<String>,
}

impl Action {
    pub(super) fn new(event: &model::ActionEvent) -> Self {
        let state = event.state.as_ref();
        let media_type = event.media_type.as_ref();
        Self {
            id: event.id.clone().map(ID),
            state: state.map(Into::into),
            platform_state: state.map(|state| state.as_str().to_owned()),
            media_type: media_type.map(Into::into),
            platform_media_type: media_type.map(|media_type| media_type.as_str().to_owned()),
            prompt: event.prompt.clone(),
        }
    }
}

/// The action map that triggered an offer: the rule by which the platform selects visitors for an action.
#[derive(Debug, SimpleObject)]
pub(super) struct ActionMap {
    /// The id of the action map. Treat it as an opaque string.
    id: ID,
    /// The display name of the action map, for example `Pricing page offer`. Null if the platform does not send
    /// it.
    display_name: Option<String>,
}

impl ActionMap {
    pub(super) fn new(event: &model::ActionEvent) -> Option<Self> {
        Some(Self {
            id: ID(event.action_map.clone()?),
            display_name: event.action_map_name.clone(),
        })
    }
}
