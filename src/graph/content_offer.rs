//! The types `ContentOffer` and `ContentOfferStep`.

use async_graphql::{Context, Description, ID, Object};

use super::action::{ActionMap, ActionState};
use super::channel::Channel;
use super::context::ContextExt;
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use super::scalar::{DateTime, milliseconds};
use crate::engine::fast_path::FastPath;
use crate::model::channel::{Channel as ChannelModel, Direction, Medium, MediumSet};
use crate::model::event::ActionState as ActionStateModel;
use crate::model::offer::{Offer, Step};

const STEPS: Declaration = OPEN.list(ListSize::Assumed(3));

/// The channel of every content offer.
pub(super) fn channel(shown: MediumSet) -> ChannelModel {
    ChannelModel::new(Medium::ContentOffer, Direction::Outbound, shown)
}

/// Content that the website offered to a visitor: one entry for each offer, whatever its result. Recipe:
/// `docs/queries.md#one-visits-content-offers`.
#[derive(Description)]
pub(super) struct ContentOffer(pub(super) Offer);

#[Object(use_type_description)]
impl ContentOffer {
    /// The id of the platform's action, which all events of the offer share. Null if the platform sent an event
    /// without it; the gateway then lists that event as an offer of its own.
    async fn id(&self) -> Option<ID> {
        self.0.id.clone().map(ID)
    }

    /// The current state of the offer: the state of its newest step, for example `ACCEPTED`. Null if the
    /// platform does not send it.
    async fn state(&self) -> Option<ActionState> {
        self.0.last.state().map(Into::into)
    }

    /// The current state in the platform's spelling, for example `accepted`. Show it if `state` is `UNKNOWN`.
    /// Null if the platform does not send it.
    async fn platform_state(&self) -> Option<&str> {
        self.0.last.state().map(ActionStateModel::as_str)
    }

    /// The steps of the offer, the oldest first; at least one.
    #[graphql(directive = Declared::apply(STEPS))]
    async fn steps(&self) -> Vec<ContentOfferStep> {
        self.0.steps().cloned().map(ContentOfferStep).collect()
    }

    /// The time at which the offer was shown to the visitor, RFC 3339 in UTC, for example
    /// `2026-11-20T09:50:31.000Z`: the time of the first step in the state `OFFERED`. Null if the offer was
    /// never shown, for example because the visitor qualified outside the schedule.
    async fn offered_at(&self) -> Option<DateTime> {
        self.0.offered_at().map(DateTime)
    }

    /// The time of the newest step, RFC 3339 in UTC, for example `2026-11-20T09:50:33.150Z`.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.last.at)
    }

    /// The time that the visitor took to decide, in milliseconds, for example `2150`. Null until the visitor
    /// has decided.
    async fn milliseconds_to_disposition(&self) -> Option<f64> {
        let time = self.0.newest(|action| action.milliseconds_to_disposition);
        time.map(milliseconds)
    }

    /// The prompt that the offer shows to the visitor, for example `Winter offer`. Null if the platform does
    /// not send it.
    async fn prompt(&self) -> Option<String> {
        self.0.newest(|action| action.prompt.clone())
    }

    /// The action map that triggered the offer. Null if the platform does not send it.
    async fn action_map(&self) -> Option<ActionMap> {
        self.0.newest(ActionMap::new)
    }

    /// The channel of the offer, with the label to show. Its `medium` is always `CONTENT_OFFER`.
    async fn channel(&self, ctx: &Context<'_>) -> FastPath<Channel> {
        FastPath(Channel(channel(ctx.journey().shown)))
    }
}

/// A step of a content offer: the change to a new state.
#[derive(Description)]
pub(super) struct ContentOfferStep(Step);

#[Object(use_type_description)]
impl ContentOfferStep {
    /// The state that the offer reached with this step, for example `OFFERED`. Null if the platform does not
    /// send it.
    async fn state(&self) -> Option<ActionState> {
        self.0.state().map(Into::into)
    }

    /// The state in the platform's spelling, for example `offered`. Show it if `state` is `UNKNOWN`. Null if
    /// the platform does not send it.
    async fn platform_state(&self) -> Option<&str> {
        self.0.state().map(ActionStateModel::as_str)
    }

    /// The time of the step, RFC 3339 in UTC, for example `2026-11-20T09:50:31.000Z`.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
