//! `Subscription`
//!
//! A subscription is executed anew for each change, with loaders and a present of its own: see
//! [`Occasion`]. Who watches the customer and when is the gateway's business.

use std::sync::{Arc, OnceLock};

use async_graphql::{Context, Description, Enum, ID, Object, Subscription};
use futures_util::{Stream, stream};

use super::argument;
use super::context::{ContextExt, Served};
use super::declaration::{Declaration, Declared, guarded};
use super::scalar::DateTime;
use super::session::Session;
use super::session_fields::Visits;
use crate::access::rule::Rule;
use crate::live::{Change, ChangeKind};
use crate::model::id::CustomerId;

/// The permission rule of `Customer.sessions`.
pub(crate) const JOURNEY_CHANGED: Declaration = guarded(Rule::Sessions);

/// Why a subscription is executed; part of the request's data.
#[derive(Debug)]
pub enum Occasion {
    /// To find out what it asks for: the field leaves it here, if the viewer may see that.
    Begins(Asked),
    /// To tell a change.
    Tells(Change),
}

/// What a subscription asks for.
#[derive(Debug, Default)]
pub struct Asked(OnceLock<CustomerId>, OnceLock<()>);

impl Asked {
    /// Whose changes; nothing where it asks for none, or for more than one thing.
    pub fn customer(&self) -> Option<CustomerId> {
        let is_one = self.1.get().is_none();
        self.0.get().copied().filter(|_| is_one)
    }

    fn ask(&self, customer: CustomerId) {
        if self.0.set(customer).is_err() {
            // A third one changes nothing.
            let _ = self.1.set(());
        }
    }
}

/// What becomes of journeys while one looks at them.
#[derive(Description)]
pub struct Changes;

#[Subscription(use_type_description, name = "Subscription")]
impl Changes {
    /// The customer's sessions: first how the newest 25 of them are, the oldest first, each as
    /// `SESSION_UPDATED`; then each change. What a query would leave out is left out here too: sessions
    /// that the viewer may not see, and channels that the product does not show yet. Who reads slowly is
    /// told the newest state of each session. When the viewer's rights change, all is told anew.
    #[graphql(directive = Declared::apply(JOURNEY_CHANGED))]
    async fn journey_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A UUID.")] customer_id: ID,
    ) -> impl Stream<Item = JourneyChange> {
        let change = match ctx.data_unchecked::<Arc<Occasion>>().as_ref() {
            Occasion::Tells(change) => Some(JourneyChange(change.clone())),
            Occasion::Begins(asked) => {
                if JOURNEY_CHANGED.permit(ctx)
                    && let Some(id) = argument::id("customerId", &customer_id).served(ctx)
                {
                    asked.ask(id);
                }
                None
            }
        };
        stream::iter(change)
    }
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum JourneyChangeKind {
    /// It was not there before.
    SessionStarted,
    /// Something happened in the session, or this is its state when the subscription begins. A web
    /// messaging session is also sent as updated when an event of one of the customer's visits moves its
    /// `status` or `statusChangesAt`.
    SessionUpdated,
    /// Time passed and nothing happened: the status turned by itself, for example from `LIVE` to `IDLE`.
    StatusChanged,
    /// It is over.
    SessionEnded,
    /// The viewer cannot see the session any more: it moved to another division, was erased, or the viewer lost a
    /// permission. `session` is the last state that the viewer was allowed to see. Remove its card.
    SessionRemoved,
}

/// A session that has changed.
#[derive(Description)]
struct JourneyChange(Change);

#[Object(use_type_description)]
impl JourneyChange {
    /// What became of the session.
    async fn kind(&self) -> JourneyChangeKind {
        match self.0.kind {
            ChangeKind::Started => JourneyChangeKind::SessionStarted,
            ChangeKind::Updated | ChangeKind::VisitChanged => JourneyChangeKind::SessionUpdated,
            ChangeKind::StatusChanged => JourneyChangeKind::StatusChanged,
            ChangeKind::Ended => JourneyChangeKind::SessionEnded,
            ChangeKind::Removed => JourneyChangeKind::SessionRemoved,
        }
    }

    /// How it is now.
    async fn session(&self, ctx: &Context<'_>) -> Session {
        let visits = ctx.loaders().visible_activity(&self.0.visits);
        Session::new(&self.0.session, Visits::Read(visits))
    }

    /// When the status turned; of anything else, when the gateway learned of it.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}
