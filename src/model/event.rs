//! Journey events: actions of a visitor on the web or in an app.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::attribute::{Attribute, AttributesJson};
use super::id::SegmentId;
use super::lazy::Lazy;
use super::platform_value::platform_values;
use super::visit::{App, Device, Page};

/// An event of a web visit or an app session.
#[derive(Debug, Clone, PartialEq, GetSize, Serialize, Deserialize)]
pub struct Event {
    /// The event's id, an opaque string.
    pub id: String,
    /// The platform's type, without the REST API's prefix `com.genesys.journey.`.
    pub kind: Cow<'static, str>,
    /// Time of the event.
    pub created_at: DateTime<Utc>,
    /// The facts that only this kind of event has.
    pub payload: Payload,
}

impl Event {
    /// The segment to which the event assigned the visitor.
    pub fn segment(&self) -> Option<SegmentId> {
        match self.payload {
            Payload::SegmentAssigned(segment) => Some(segment),
            _ => None,
        }
    }
}

/// The kinds of event, each with its own facts. They are shared, so that the resolvers of one kind hold the facts
/// of that kind and cannot be given those of another.
#[derive(Debug, Clone, PartialEq, GetSize, Serialize, Deserialize)]
pub enum Payload {
    /// An action on a web page, such as a page view or a search.
    Web(Arc<WebEvent>),
    /// An action in an app.
    App(Arc<AppEvent>),
    /// A step of an offer.
    Action(Arc<ActionEvent>),
    /// The visitor was assigned to a segment.
    SegmentAssigned(SegmentId),
    /// The visitor achieved an outcome, with its display name. The platform is removing outcomes.
    OutcomeAchieved(Option<Arc<str>>),
    /// Any other type, or an event without facts.
    Other,
}

/// The facts of an action on a web page.
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
pub struct WebEvent {
    /// Name in the form `object_action`, such as `page_viewed`.
    pub name: Option<Cow<'static, str>>,
    /// The page on which it happened.
    pub page: Option<Page>,
    /// Search query of the visitor.
    pub search_query: Option<String>,
    /// Custom attributes, sorted by name.
    pub attributes: Lazy<Vec<Attribute>, AttributesJson>,
    /// Number of the customer's events in all visits, including this one.
    pub total_event_count: Option<i32>,
    /// Number of the customer's page views in all visits, including this event.
    pub total_pageview_count: Option<i32>,
}

/// The facts of an action in an app.
#[derive(Debug, Clone, Default, PartialEq, GetSize, Serialize, Deserialize)]
pub struct AppEvent {
    /// Name in the form `object_action`, such as `screen_viewed`.
    pub name: Option<Cow<'static, str>>,
    /// Name of the screen.
    pub screen: Option<String>,
    /// The application.
    pub app: Option<App>,
    /// The visitor's device.
    pub device: Option<Device>,
    /// Search query of the visitor.
    pub search_query: Option<String>,
    /// Custom attributes, sorted by name.
    pub attributes: Lazy<Vec<Attribute>, AttributesJson>,
}

/// The facts of a step of an offer to a visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct ActionEvent {
    /// Id of the offer. All events of one offer have the same.
    pub id: Option<String>,
    /// The state that the offer reached.
    pub state: Option<ActionState>,
    /// The kind of offer.
    pub media_type: Option<ActionMediaType>,
    /// Name of the prompt by which the offer was made.
    pub prompt: Option<String>,
    /// Opaque id of the action map that triggered the offer.
    pub action_map: Option<String>,
    /// Name of that action map.
    pub action_map_name: Option<String>,
    /// Time until the visitor decided, in milliseconds.
    pub milliseconds_to_disposition: Option<i64>,
}

impl ActionEvent {
    /// Whether content is offered, as opposed to a conversation or a flow.
    pub fn is_content_offer(&self) -> bool {
        self.media_type == Some(ActionMediaType::ContentOffer)
    }
}

platform_values! {
    /// The state of an offer: `EventAction.state` of the REST API.
    pub enum ActionState {
        /// The visitor meets the conditions of the action map.
        Qualified = "qualified",
        /// The visitor meets the conditions outside the schedule of the action map.
        QualifiedOutsideSchedule = "qualifiedOutsideSchedule",
        /// The offer was shown.
        Offered = "offered",
        /// The offer was due outside the schedule of the action map.
        OfferedOutsideSchedule = "offeredOutsideSchedule",
        /// The visitor accepted the offer.
        Accepted = "accepted",
        /// The visitor declined the offer.
        Rejected = "rejected",
        /// The visitor neither accepted nor declined the offer.
        Ignored = "ignored",
        /// The visitor did not decide in time.
        TimedOut = "timedout",
        /// The accepted offer has started, such as a conversation.
        Started = "started",
        /// The visitor takes part in the conversation or flow.
        Engaged = "engaged",
        /// The visitor left before it was complete.
        Abandoned = "abandoned",
        /// The conversation or flow is complete.
        Completed = "completed",
        /// An error prevented the offer.
        Errored = "errored",
        /// The visitor has had as many offers as the action map allows.
        FrequencyCapReached = "frequencyCapReached",
    }
}

platform_values! {
    /// The kind of an offer: `EventAction.mediaType` of the REST API.
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
