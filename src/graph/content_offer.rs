//! `ContentOffer`: one offer of a visit with its steps.

use async_graphql::{Context, Description, ID, Object};

use super::action::{ActionMap, ActionState};
use super::channel::Channel;
use super::context::ContextExt;
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use super::scalar::DateTime;
use super::visit_event::milliseconds;
use crate::engine::fast_path::FastPath;
use crate::model::channel::{Channel as ChannelModel, Direction, Medium, MediumSet};
use crate::model::event::ActionState as ActionStateModel;
use crate::model::offer::{Offer, Step};

const STEPS: Declaration = OPEN.list(ListSize::Assumed(3));

/// The channel of every content offer.
pub(super) fn channel(shown: MediumSet) -> ChannelModel {
    ChannelModel::new(Medium::ContentOffer, Direction::Outbound, shown)
}

/// Content that was offered to a visitor: one entry for each offer, whatever became of it.
#[derive(Description)]
pub(super) struct ContentOffer(pub(super) Offer);

#[Object(use_type_description)]
impl ContentOffer {
    /// The id of the platform's action, shared by all events of the offer. Null where the platform sent an
    /// event without it; such an event is an offer by itself.
    async fn id(&self) -> Option<ID> {
        self.0.id.clone().map(ID)
    }

    /// What has become of the offer by now: the state of its newest step, for example `ACCEPTED`. Null where
    /// the platform does not send it.
    async fn state(&self) -> Option<ActionState> {
        self.0.last.state().map(Into::into)
    }

    /// `state` as the platform spells it, for example `accepted`. It names the state where `state` is `UNKNOWN`.
    async fn platform_state(&self) -> Option<&str> {
        self.0.last.state().map(ActionStateModel::as_str)
    }

    /// Every step of the offer, oldest first; at least one.
    #[graphql(directive = Declared::apply(STEPS))]
    async fn steps(&self) -> Vec<ContentOfferStep> {
        self.0.steps().cloned().map(ContentOfferStep).collect()
    }

    /// When the offer was shown to the visitor: the first step in the state `offered`, RFC 3339 in UTC. Null
    /// where it was never shown, for example because the visitor qualified outside the schedule.
    async fn offered_at(&self) -> Option<DateTime> {
        self.0.offered_at().map(DateTime)
    }

    /// When the newest step happened, RFC 3339 in UTC.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.last.at)
    }

    /// How long the visitor took to decide, in milliseconds, for example `2150`. Null until then.
    async fn milliseconds_to_disposition(&self) -> Option<f64> {
        let time = self.0.newest(|action| action.milliseconds_to_disposition);
        time.map(milliseconds)
    }

    /// How the offer was shown, the name of the platform's prompt. Null where the platform does not send it.
    async fn prompt(&self) -> Option<String> {
        self.0.newest(|action| action.prompt.clone())
    }

    /// The action map that triggered the offer. Null where the platform does not send it.
    async fn action_map(&self) -> Option<ActionMap> {
        self.0.newest(ActionMap::new)
    }

    /// The channel, with the label to show: always a content offer.
    async fn channel(&self, ctx: &Context<'_>) -> FastPath<Channel> {
        FastPath(Channel(channel(ctx.journey().shown)))
    }
}

/// A step of a content offer.
#[derive(Description)]
pub(super) struct ContentOfferStep(Step);

#[Object(use_type_description)]
impl ContentOfferStep {
    /// The state that the offer reached with this step, for example `OFFERED`. Null where the platform does not
    /// send it.
    async fn state(&self) -> Option<ActionState> {
        self.0.state().map(Into::into)
    }

    /// `state` as the platform spells it, for example `offered`. It names the state where `state` is `UNKNOWN`.
    async fn platform_state(&self) -> Option<&str> {
        self.0.state().map(ActionStateModel::as_str)
    }

    /// When the step happened, RFC 3339 in UTC, for example `2026-11-20T09:50:31.000Z`.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
