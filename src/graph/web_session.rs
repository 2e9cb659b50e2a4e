//! `WebSession`

use std::ops::Deref;

use async_graphql::{Context, Description, Object};

use super::attribute::SessionAttributes;
use super::content_offer::ContentOffer;
use super::context::{ContextExt, Served};
use super::customer_details::SegmentAssignment;
use super::direct::Direct;
use super::permit::permit_in;
use super::session_fields::SessionFields;
use super::visit::{Browser, Campaign, Device, GeoLocation, Page, Referrer};
use super::visit_event::WebActionEvent;
use crate::access::rule;
use crate::model::event::Payload;
use crate::model::offer::Offer;
use crate::model::session::{Details, Visit};

/// A visit of a website.
#[derive(Description, Clone)]
pub(super) struct WebSession(pub(super) SessionFields);

impl Deref for WebSession {
    type Target = SessionFields;

    fn deref(&self) -> &SessionFields {
        &self.0
    }
}

impl WebSession {
    fn visit(&self) -> Option<&Visit> {
        match &self.0.0.details {
            Details::Web(visit) => Some(visit),
            _ => None,
        }
    }
}

#[Object(use_type_description)]
impl WebSession {
    #[graphql(flatten)]
    fn fields(&self) -> &SessionFields {
        &self.0
    }

    /// How many pages were viewed.
    #[graphql(directive = rule::Open::apply())]
    async fn pageview_count(&self) -> Option<i32> {
        self.visit()?.pageview_count
    }

    /// The visitor's browser.
    #[graphql(directive = rule::Open::apply())]
    async fn browser(&self) -> Option<Browser> {
        self.visit()?.browser.clone().map(Browser)
    }

    /// The visitor's device.
    #[graphql(directive = rule::Open::apply())]
    async fn device(&self) -> Option<Device> {
        self.visit()?.device.clone().map(Device)
    }

    /// Where the visitor's network address is registered.
    #[graphql(directive = rule::Open::apply())]
    async fn location(&self) -> Option<GeoLocation> {
        self.visit()?.location.clone().map(GeoLocation)
    }

    /// The page viewed last.
    #[graphql(directive = rule::Open::apply())]
    async fn last_page(&self) -> Option<Direct<Page>> {
        self.visit()?
            .last_page
            .clone()
            .map(|page| Direct(Page(page)))
    }

    /// Where the visit came from.
    #[graphql(directive = rule::Open::apply())]
    async fn referrer(&self) -> Option<Referrer> {
        self.visit()?.referrer.clone().map(Referrer)
    }

    /// The marketing campaign that led here.
    #[graphql(directive = rule::Open::apply())]
    async fn campaign(&self) -> Option<Campaign> {
        self.visit()?.campaign.clone().map(Campaign)
    }

    /// What the visitor searched for.
    #[graphql(directive = rule::Open::apply())]
    async fn search_terms(&self) -> &[String] {
        self.visit()
            .map(|visit| visit.search_terms.as_slice())
            .unwrap_or_default()
    }

    /// The segments to which this visit assigned the customer, newest first; each once. Segments that the
    /// platform hides from agents are left out, which takes their look-up: one upstream call for all
    /// sessions of the page together, cached, and none if the viewer lacks `journey:segment:view` (then
    /// only ids are known). Null if that call fails.
    #[graphql(directive = rule::Open::apply())]
    async fn segment_assignments(&self, ctx: &Context<'_>) -> Option<Vec<SegmentAssignment>> {
        SegmentAssignment::of_session(ctx, &self.0.0).await
    }

    /// Content offered during the visit: one entry for each offer, with its steps (offered, accepted …),
    /// the newest offer first. Empty where nothing was offered. Reads the visit's events: one upstream call
    /// for each 200 of them, at most 6, and none for a visit without events.
    #[graphql(directive = rule::Events::apply())]
    async fn offers(&self, ctx: &Context<'_>) -> Option<Vec<ContentOffer>> {
        if !permit_in::<rule::Events>(ctx, &self.0.0.divisions) {
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
        let offers = Offer::of_events(&events).into_iter();
        Some(offers.map(ContentOffer).collect())
    }

    /// The events of content offers during the visit, newest first: one entry for each step of an offer
    /// (offered, accepted …). Costs what `offers` costs.
    #[graphql(
        deprecation = "use `offers`",
        directive = rule::Events::apply()
    )]
    async fn content_offers(&self, ctx: &Context<'_>) -> Option<Vec<WebActionEvent>> {
        if !permit_in::<rule::Events>(ctx, &self.0.0.divisions) {
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
        let offers = events.into_iter().rev().filter(
            |event| matches!(&event.payload, Payload::Action(action) if action.is_content_offer()),
        );
        Some(offers.map(Into::into).collect())
    }

    #[graphql(flatten)]
    fn attribute_fields(&self) -> SessionAttributes {
        SessionAttributes(self.0.0.clone())
    }
}
