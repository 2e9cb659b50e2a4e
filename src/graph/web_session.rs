//! `WebSession`

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
use crate::model::event::Payload;
use crate::model::offer::Offer;
use crate::model::session::WebVisit;

pub(super) const SEGMENT_ASSIGNMENTS: Declaration =
    OPEN.list(ListSize::Assumed(3)).calls(calls::SEGMENTS);
const OFFERS: Declaration = guarded(Rule::Events)
    .list(ListSize::Assumed(10))
    .calls(calls::ALL_EVENTS);

/// A visit of a website.
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

    /// How many pages were viewed.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn pageview_count(&self) -> Option<i32> {
        self.1.pageview_count
    }

    /// The visitor's browser.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn browser(&self) -> Option<Browser> {
        self.1.browser.clone().map(Browser)
    }

    /// The visitor's device.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn device(&self) -> Option<Device> {
        self.1.device.clone().map(Device)
    }

    /// Where the visitor's network address is registered.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn location(&self) -> Option<GeoLocation> {
        self.1.location.clone().map(GeoLocation)
    }

    /// The page viewed last.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn last_page(&self) -> Option<FastPath<Page>> {
        self.1.last_page.clone().map(|page| FastPath(Page(page)))
    }

    /// Where the visit came from.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn referrer(&self) -> Option<Referrer> {
        self.1.referrer.clone().map(Referrer)
    }

    /// The marketing campaign that led here.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn campaign(&self) -> Option<Campaign> {
        self.1.campaign.clone().map(Campaign)
    }

    /// What the visitor searched for.
    #[graphql(directive = Declared::apply(OPEN))]
    async fn search_terms(&self) -> &[String] {
        &self.1.search_terms
    }

    /// The segments to which this visit assigned the customer, newest first; each once. Segments that the
    /// platform hides from agents are left out, which takes their look-up: one upstream call for all
    /// sessions of the page together, cached, and none if the viewer lacks `journey:segment:view` (then
    /// only ids are known). Null if that call fails.
    #[graphql(directive = Declared::apply(SEGMENT_ASSIGNMENTS))]
    async fn segment_assignments(&self, ctx: &Context<'_>) -> Option<Vec<SegmentAssignment>> {
        SegmentAssignment::of_session(ctx, &self.0.0).await
    }

    /// Content offered during the visit: one entry for each offer, with its steps (offered, accepted …),
    /// the newest offer first. Empty where nothing was offered. Reads the visit's events: one upstream call
    /// for each 200 of them, at most 6, and none for a visit without events.
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

    /// The events of content offers during the visit, newest first: one entry for each step of an offer
    /// (offered, accepted …). Costs what `offers` costs.
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
