//! The type `WebSession`.

use std::ops::Deref;
use std::sync::Arc;

use async_graphql::{Context, Description, Object};

use super::attribute::SessionAttributes;
use super::content_offer::ContentOffer;
use super::context::{ContextExt, Served};
use super::customer_details::SegmentAssignment;
use super::declaration::{Declaration, Declared, ListSize, OPEN, calls, guarded};
use super::session_fields::SessionFields;
use super::visit::{Browser, Campaign, Device, GeoLocation, Page, Referrer};
use super::visit_event::WebActionEvent;
use crate::access::rule::Rule;
use crate::engine::fast_path::FastPath;
use crate::engine::ready_fields::ready_fields;
use crate::model::event::Payload;
use crate::model::offer::Offer;
use crate::model::session::WebVisit;

pub(super) const SEGMENT_ASSIGNMENTS: Declaration =
    OPEN.list(ListSize::Assumed(3)).calls(calls::SEGMENTS);
const OFFERS: Declaration = guarded(Rule::Events)
    .list(ListSize::Assumed(10))
    .calls(calls::ALL_EVENTS);

/// A visit of the customer to a website. Recipes: `docs/queries.md#one-visits-events` and
/// `docs/queries.md#one-visits-content-offers`.
#[derive(Description, Clone)]
pub(super) struct WebSession(pub(super) SessionFields, pub(super) Arc<WebVisit>);

impl Deref for WebSession {
    type Target = SessionFields;

    fn deref(&self) -> &SessionFields {
        &self.0
    }
}

#[Object(use_type_description)]
impl WebSession {
    #[graphql(flatten)]
    fn fields(&self) -> &SessionFields {
        &self.0
    }

    /// The number of pages that the visitor viewed, for example `9`. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn pageview_count(&self) -> Option<i32> {
        self.1.pageview_count
    }

    /// The browser of the visitor. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn browser(&self) -> Option<Browser<'_>> {
        self.1.parts.browser().map(Browser)
    }

    /// The device of the visitor. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn device(&self) -> Option<Device<'_>> {
        self.1.parts.device().map(Device)
    }

    /// The location at which the visitor's IP address is registered. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn location(&self) -> Option<GeoLocation<'_>> {
        self.1.parts.location().map(GeoLocation)
    }

    /// The page of the visitor's last activity. During the visit it is the current page. Null if the platform
    /// does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn last_page(&self) -> Option<FastPath<Page<'_>>> {
        self.1.parts.last_page().map(|page| FastPath(Page(page)))
    }

    /// The page that the visitor came from. Null if the platform does not send it.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn referrer(&self) -> Option<Referrer<'_>> {
        self.1.parts.referrer().map(Referrer)
    }

    /// The marketing campaign that led to the visit. Null if there is none.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn campaign(&self) -> Option<Campaign<'_>> {
        self.1.parts.campaign().map(Campaign)
    }

    /// The terms that the visitor searched for during the visit. Empty if there are none.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn search_terms(&self) -> Vec<String> {
        self.1.parts.search_terms()
    }

    /// The segments to which this session assigned the customer, the newest first, each once. Segments that the
    /// platform hides from agents are omitted. To detect them costs one upstream call for all sessions of the
    /// page together, cached, and none if the viewer lacks `journey:segment:view` (then only ids are known).
    /// Null if that call fails.
    #[graphql(directive = Declared::apply(SEGMENT_ASSIGNMENTS))]
    async fn segment_assignments(&self, ctx: &Context<'_>) -> Option<Vec<SegmentAssignment>> {
        SegmentAssignment::for_session(ctx, &self.0.0).await
    }

    /// The content offers of the visit with their steps, one entry for each offer, the newest first. Empty if
    /// there were none. Reads the visit's events: one upstream call for each 200 of them, at most 6, and none
    /// for a visit without events. Recipe: `docs/queries.md#one-visits-content-offers`.
    #[graphql(directive = Declared::apply(OFFERS))]
    async fn offers(&self, ctx: &Context<'_>) -> Option<Vec<ContentOffer>> {
        if !OFFERS.permit_in(ctx, &self.0.0.divisions) {
            return None;
        }
        if self.0.0.event_count == 0 {
            return Some(Vec::new());
        }
        let events = ctx
            .loaders()
            .all_events_but_segments(&self.0.0)
            .await
            .served(ctx)?;
        let offers = Offer::from_events(&events).into_iter();
        Some(offers.map(ContentOffer).collect())
    }

    /// The events of content offers during the visit, the newest first: one entry for each step of an offer.
    /// Costs as much as `offers`.
    #[graphql(
        deprecation = "use `offers`",
        directive = Declared::apply(OFFERS)
    )]
    async fn content_offers(&self, ctx: &Context<'_>) -> Option<Vec<WebActionEvent>> {
        if !OFFERS.permit_in(ctx, &self.0.0.divisions) {
            return None;
        }
        if self.0.0.event_count == 0 {
            return Some(Vec::new());
        }
        let events = ctx
            .loaders()
            .all_events_but_segments(&self.0.0)
            .await
            .served(ctx)?;
        let offers = events.into_iter().rev().filter_map(|event| {
            let offer = match &event.payload {
                Payload::Action(action) if action.is_content_offer() => action.clone(),
                _ => return None,
            };
            Some(WebActionEvent::new(event, offer))
        });
        Some(offers.collect())
    }

    #[graphql(flatten)]
    fn attribute_fields(&self) -> SessionAttributes {
        SessionAttributes(self.0.0.clone())
    }
}

ready_fields!(WebSession { "pageviewCount" => pageview_count, "lastPage" => last_page } + 0);
