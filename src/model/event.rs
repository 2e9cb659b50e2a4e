//! Journey events: what a visitor did on the web or in an app.

use chrono::{DateTime, Utc};
use get_size2::GetSize;

use super::attribute::Attribute;
use super::id::SegmentId;
use super::platform_value::platform_values;
use super::visit::{App, Device, Page};

/// One event of a session.
#[derive(Debug, Clone, PartialEq, GetSize)]
pub struct Event {
    /// Opaque.
    pub id: String,
    /// The platform's type, without the `com.genesys.journey.` that REST puts before it.
    pub kind: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What happened.
    pub payload: Payload,
}

impl Event {
    /// The segment that the visitor was put into.
    pub fn segment(&self) -> Option<SegmentId> {
        match self.payload {
            Payload::SegmentAssigned(segment) => Some(segment),
            _ => None,
        }
    }
}

/// What an event carries; an event without a payload that we know is still an event.
#[derive(Debug, Clone, PartialEq, GetSize)]
pub enum Payload {
    /// A page view, a search, a form …
    Web(Box<WebEvent>),
    /// Something in an app.
    App(Box<AppEvent>),
    /// An offer.
    Action(Box<ActionEvent>),
    /// The visitor was put into a segment.
    SegmentAssigned(SegmentId),
    /// An outcome was reached (the platform is removing outcomes); its display name.
    OutcomeAchieved(Option<String>),
    /// Anything else.
    Other,
}

/// What a visitor did on a page.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
pub struct WebEvent {
    /// `object_action`, such as `page_viewed`.
    pub name: Option<String>,
    /// Where.
    pub page: Option<Page>,
    /// What the visitor searched for.
    pub search_query: Option<String>,
    /// Custom attributes, sorted by name.
    pub attributes: Vec<Attribute>,
    /// Events of the customer in all visits, up to and with this one.
    pub total_event_count: Option<i32>,
    /// Page views of the customer in all visits, up to and with this event.
    pub total_pageview_count: Option<i32>,
}

/// What a visitor did in an app.
#[derive(Debug, Clone, Default, PartialEq, GetSize)]
pub struct AppEvent {
    /// `object_action`.
    pub name: Option<String>,
    /// Where.
    pub screen: Option<String>,
    /// Which application.
    pub app: Option<App>,
    /// On what.
    pub device: Option<Device>,
    /// What the visitor searched for.
    pub search_query: Option<String>,
    /// Custom attributes, sorted by name.
    pub attributes: Vec<Attribute>,
}

/// An offer made to a visitor, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
pub struct ActionEvent {
    /// The offer's id: several events may tell of one offer.
    pub id: Option<String>,
    /// What became of the offer with this event.
    pub state: Option<ActionState>,
    /// What is offered.
    pub media_type: Option<ActionMediaType>,
    /// How it was made.
    pub prompt: Option<String>,
    /// Opaque id of the action map that triggered it.
    pub action_map: Option<String>,
    /// The action map's name.
    pub action_map_name: Option<String>,
    /// Milliseconds until the visitor decided.
    pub milliseconds_to_disposition: Option<i64>,
}

impl ActionEvent {
    /// Whether the offer is content (as opposed to a chat, a flow …).
    pub fn is_content_offer(&self) -> bool {
        self.media_type == Some(ActionMediaType::ContentOffer)
    }
}

platform_values! {
    /// What became of an offer: `EventAction.state` of the REST API.
    pub enum ActionState {
        /// The visitor meets the conditions of the action map.
        Qualified = "qualified",
        /// The same, outside the schedule in which the action map makes offers.
        QualifiedOutsideSchedule = "qualifiedOutsideSchedule",
        /// The visitor sees the offer.
        Offered = "offered",
        /// The same, outside the schedule in which the action map makes offers.
        OfferedOutsideSchedule = "offeredOutsideSchedule",
        /// The visitor accepted the offer.
        Accepted = "accepted",
        /// The visitor declined the offer.
        Rejected = "rejected",
        /// The visitor did nothing until the offer disappeared.
        Ignored = "ignored",
        /// The visitor did not decide in time.
        TimedOut = "timedout",
        /// What the visitor accepted began.
        Started = "started",
        /// The visitor takes part in what began.
        Engaged = "engaged",
        /// The visitor left before the end.
        Abandoned = "abandoned",
        /// What began has ended.
        Completed = "completed",
        /// An error prevented the offer.
        Errored = "errored",
        /// The visitor has had as many offers as the action map allows.
        FrequencyCapReached = "frequencyCapReached",
    }
}

platform_values! {
    /// What an action map offers: `EventAction.mediaType` of the REST API.
    pub enum ActionMediaType {
        /// Content on the page.
        ContentOffer = "contentOffer",
        /// A conversation by web messaging.
        WebMessagingOffer = "webMessagingOffer",
        /// An Architect flow, which the visitor does not see.
        ArchitectFlow = "architectFlow",
        /// An action of an integration.
        IntegrationAction = "integrationAction",
        /// An action that the website's own code handles.
        OpenAction = "openAction",
    }
}
