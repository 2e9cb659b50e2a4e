//! The events of websites and apps.

use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object};

use super::action::{Action, ActionMap};
use super::attribute::{ATTRIBUTES, Attribute};
use super::channel::Channel;
use super::content_offer;
use super::context::ContextExt;
use super::customer_details::Segment;
use super::declaration::Declared;
use super::scalar::DateTime;
use super::visit::{App, Device, Page};
use crate::engine::fast_path::FastPath;
use crate::model::event::{self as model, Event, Payload};

/// An event of a kind that this gateway does not know yet.
// The other kinds are made of one, and flatten its fields into themselves.
#[derive(Description, Clone)]
pub(super) struct OtherEvent(pub(super) Arc<Event>);

#[Object(use_type_description)]
impl OtherEvent {
    /// Opaque.
    pub(super) async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    /// The platform's name of the kind, such as `WebEvent`; for conversations such as `queue.entered`.
    #[graphql(name = "type")]
    pub(super) async fn kind(&self) -> String {
        self.0.kind.clone()
    }

    /// When.
    pub(super) async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

macro_rules! event_type {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Description)]
        pub(super) struct $name(pub(super) OtherEvent);

        impl Deref for $name {
            type Target = OtherEvent;

            fn deref(&self) -> &OtherEvent {
                &self.0
            }
        }

        impl From<Arc<Event>> for $name {
            fn from(event: Arc<Event>) -> Self {
                Self(OtherEvent(event))
            }
        }
    )+};
}

event_type! {
    /// What a visitor did on a website: viewed a page, searched, sent a form …
    WebEvent,
    /// What someone did in an app.
    AppEvent,
    /// A step of an offer made to a visitor: offered, accepted, ignored …
    WebActionEvent,
    /// The visitor was put into a segment.
    SegmentAssignedEvent,
    /// An outcome was reached. The platform is removing outcomes.
    OutcomeAchievedEvent,
}

impl WebEvent {
    fn event(&self) -> Option<&model::WebEvent> {
        match &self.0.0.payload {
            Payload::Web(event) => Some(event),
            _ => None,
        }
    }
}

#[Object(use_type_description)]
impl WebEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// `object_action`, such as `page_viewed`.
    async fn event_name(&self) -> Option<&str> {
        self.event()?.name.as_deref()
    }

    /// Where.
    async fn page(&self) -> Option<FastPath<Page>> {
        self.event()?.page.clone().map(|page| FastPath(Page(page)))
    }

    /// What the visitor searched for.
    async fn search_query(&self) -> Option<&str> {
        self.event()?.search_query.as_deref()
    }

    /// Custom attributes of the event, sorted by name. Empty where it has none.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attributes(&self) -> Vec<Attribute> {
        let event = self.event().into_iter();
        event
            .flat_map(|event| event.attributes.iter().map(Into::into))
            .collect()
    }

    /// Number of events of the customer across all visits, up to and with this one. Null where the
    /// platform does not send it.
    async fn total_event_count(&self) -> Option<i32> {
        self.event()?.total_event_count
    }

    /// Number of page views of the customer across all visits, up to and with this event. Null where the
    /// platform does not send it.
    async fn total_pageview_count(&self) -> Option<i32> {
        self.event()?.total_pageview_count
    }
}

impl AppEvent {
    fn event(&self) -> Option<&model::AppEvent> {
        match &self.0.0.payload {
            Payload::App(event) => Some(event),
            _ => None,
        }
    }
}

#[Object(use_type_description)]
impl AppEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// `object_action`, such as `screen_viewed`.
    async fn event_name(&self) -> Option<&str> {
        self.event()?.name.as_deref()
    }

    /// Where in the app.
    async fn screen_name(&self) -> Option<&str> {
        self.event()?.screen.as_deref()
    }

    /// The app.
    async fn app(&self) -> Option<App> {
        self.event()?.app.clone().map(App)
    }

    /// The device.
    async fn device(&self) -> Option<Device> {
        self.event()?.device.clone().map(Device)
    }

    /// What was searched for.
    async fn search_query(&self) -> Option<&str> {
        self.event()?.search_query.as_deref()
    }

    /// Custom attributes of the event, sorted by name. Empty where it has none.
    #[graphql(directive = Declared::apply(ATTRIBUTES))]
    async fn attributes(&self) -> Vec<Attribute> {
        let event = self.event().into_iter();
        event
            .flat_map(|event| event.attributes.iter().map(Into::into))
            .collect()
    }
}

impl WebActionEvent {
    fn event(&self) -> Option<&model::ActionEvent> {
        match &self.0.0.payload {
            Payload::Action(event) => Some(event),
            _ => None,
        }
    }
}

/// Milliseconds as a GraphQL `Float`, since `Int` ends at 25 days.
pub(super) fn milliseconds(milliseconds: i64) -> f64 {
    // Exact up to 2^53 ms, which is 285,000 years.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let float = milliseconds as f64;
    float
}

#[Object(use_type_description)]
impl WebActionEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The offer.
    async fn action(&self) -> Option<Action> {
        self.event().map(Action::new)
    }

    /// What triggered it.
    async fn action_map(&self) -> Option<ActionMap> {
        ActionMap::new(self.event()?)
    }

    /// How long the visitor took to decide.
    async fn milliseconds_to_disposition(&self) -> Option<f64> {
        self.event()?.milliseconds_to_disposition.map(milliseconds)
    }

    /// The channel of a content offer; null for other offers.
    async fn channel(&self, ctx: &Context<'_>) -> Option<FastPath<Channel>> {
        self.event()?
            .is_content_offer()
            .then(|| FastPath(Channel(content_offer::channel(ctx.journey().shown))))
    }
}

#[Object(use_type_description)]
impl SegmentAssignedEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The segment.
    async fn segment(&self, ctx: &Context<'_>) -> Option<Segment> {
        match self.0.0.payload {
            Payload::SegmentAssigned(segment) => Segment::of(ctx, segment).await,
            _ => None,
        }
    }
}

#[Object(use_type_description)]
impl OutcomeAchievedEvent {
    #[graphql(flatten)]
    fn fields(&self) -> &OtherEvent {
        &self.0
    }

    /// The outcome's name.
    async fn outcome(&self) -> Option<&str> {
        match &self.0.0.payload {
            Payload::OutcomeAchieved(name) => name.as_deref(),
            _ => None,
        }
    }
}
