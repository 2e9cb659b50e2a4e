//! `Action`, what an action map offers to a visitor, and its enums.

use async_graphql::{Enum, ID, SimpleObject};

use crate::model::event as model;

/// What became of an offer to a website visitor, as the platform's event reports it.
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
    /// What the visitor accepted has started, for example a conversation.
    Started,
    /// The visitor is taking part in what has started, for example by writing a message.
    Engaged,
    /// The visitor left what had started before it was complete.
    Abandoned,
    /// What had started is complete.
    Completed,
    /// The platform could not make the offer because of an error.
    Errored,
    /// No offer was made, because the visitor has had as many as the action map allows.
    FrequencyCapReached,
    /// A state that this version of the gateway does not know. `platformState` has the platform's name of it.
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

/// What an action map offers to a website visitor or triggers for one.
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
    /// A type that this version of the gateway does not know. `platformMediaType` has the platform's name of it.
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

/// What an action map offered to a website visitor or triggered for one, with what became of it.
#[derive(Debug, SimpleObject)]
pub(super) struct Action {
    /// The id of the offer. All events of one offer have the same. Null where the platform does not send it.
    id: Option<ID>,
    /// What became of the offer with this event, for example `OFFERED`. Null where the platform does not send
    /// it.
    state: Option<ActionState>,
    /// `state` as the platform spells it, for example `offered`. It names the state where `state` is `UNKNOWN`.
    platform_state: Option<String>,
    /// What is offered, for example `CONTENT_OFFER`. Null where the platform does not send it.
    media_type: Option<ActionMediaType>,
    /// `mediaType` as the platform spells it, for example `contentOffer`. It names the type where `mediaType` is
    /// `UNKNOWN`.
    platform_media_type: Option<String>,
    /// How the offer was made, the name of the platform's prompt. Null where the platform does not send it.
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

/// What triggered an offer.
#[derive(Debug, SimpleObject)]
pub(super) struct ActionMap {
    /// Opaque.
    id: ID,
    /// For people.
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
