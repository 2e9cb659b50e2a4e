//! The types `Viewer` and `Capabilities`.

use async_graphql::{Context, Description, ID, Object, SimpleObject};

use super::budget::Budget;
use super::context::ContextExt;
use super::conversation::{Conversation, OWN_CONVERSATIONS};
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use crate::access::rule::Rule;
use crate::access::{Permission, ViewerDivision as Division};
use crate::engine::fast_path::FastPath;

const DIVISIONS: Declaration = OPEN.list(ListSize::Assumed(5));

/// The viewer: the user or OAuth client of the request's token. A front end reads it to hide what the viewer
/// may not see.
#[derive(Description)]
pub(super) struct Viewer;

#[Object(use_type_description)]
impl Viewer {
    /// The platform's id of the user or of the OAuth client.
    async fn id(&self, ctx: &Context<'_>) -> ID {
        ID(ctx.viewer().id.to_string())
    }

    /// The display name of the user or the OAuth client, for example `Ada Agent`. Null if the platform does not
    /// send it.
    async fn name(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.viewer().name.clone()
    }

    /// The permissions that the viewer holds in at least one division, as the platform lists them:
    /// `domain:entity:action`, for example `journey:event:view`, where `*` matches any part. Permissions
    /// outside the token's OAuth scopes are not listed. To decide what to show, use `capabilities`.
    async fn permissions(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.viewer().permissions.clone()
    }

    /// The permissions that the viewer holds in all divisions, in the format of `permissions`.
    async fn permissions_everywhere(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.viewer().everywhere.clone()
    }

    /// The divisions in which the viewer holds permissions of their own, sorted by name. Permissions held in
    /// all divisions are in `permissionsEverywhere` only.
    #[graphql(directive = Declared::apply(DIVISIONS))]
    async fn divisions(&self, ctx: &Context<'_>) -> Vec<ViewerDivision> {
        ctx.viewer().divisions.iter().map(Into::into).collect()
    }

    /// The parts of the journey tab that the viewer may see, derived from the permissions. Recipe:
    /// `docs/queries.md#who-am-i-and-what-may-i-show`.
    async fn capabilities(&self, ctx: &Context<'_>) -> Capabilities {
        Capabilities::for_viewer(ctx)
    }

    /// The viewer's own active interactions, the newest first, for the conversations panel: those that ring, in
    /// which the viewer takes part, or for which the viewer still has after-call work. Null if the token belongs
    /// to an OAuth client. Always read from the platform with the viewer's token, which costs one upstream call;
    /// needs no permission. To follow changes, subscribe to `myConversationsChanged`. Recipe:
    /// `docs/queries.md#the-conversations-panel`.
    #[graphql(directive = Declared::apply(OWN_CONVERSATIONS))]
    async fn conversations(&self, ctx: &Context<'_>) -> Option<Vec<FastPath<Conversation>>> {
        Conversation::own(ctx).await
    }

    /// The viewer's query cost budget after this operation was charged, for front ends that want to slow down
    /// before they are rejected. The response headers `RateLimit-Policy` and `RateLimit` report the same
    /// numbers. The response is not cached. Costs no upstream call. Guide:
    /// `docs/clients/README.md#cost`.
    async fn budget(&self, ctx: &Context<'_>) -> Budget {
        let journey = ctx.journey();
        // A cached response would report an earlier budget.
        journey.loaders.record_uncached();
        journey.budget
    }
}

/// A division in which the viewer holds permissions.
#[derive(Debug, SimpleObject)]
struct ViewerDivision {
    /// The division's id, a UUID.
    id: ID,
    /// The division's name, for example `Europe`. Null if the platform does not send it.
    name: Option<String>,
    /// The permissions that the viewer holds in this division: `domain:entity:action`, where `*` matches any
    /// part.
    permissions: Vec<String>,
}

impl From<&Division> for ViewerDivision {
    fn from(division: &Division) -> Self {
        Self {
            id: ID(division.id.clone()),
            name: division.name.clone(),
            permissions: division.permissions.clone(),
        }
    }
}

/// The parts of the journey tab that the viewer may see in at least one division. Hide a part whose value is
/// false: its fields would be null, with the error code `PERMISSION_DENIED`.
#[derive(Debug, SimpleObject)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each part of the tab is shown or hidden independently"
)]
struct Capabilities {
    /// Whether the viewer may use the journey tab. Requires `externalContacts:session:view` and
    /// `journey:event:view`, and `journey:session:view` or `journey:sessiontype:view`.
    journey_tab: bool,
    /// Whether the viewer may enable the journey tab, as administrators do. Requires
    /// `externalContacts:session:view`.
    enable_journey_tab: bool,
    /// Whether `Customer.sessions` lists sessions of every type. Requires `externalContacts:session:view` and
    /// `journey:session:view`.
    sessions: bool,
    /// Whether `Customer.sessions` lists conversations. Requires `externalContacts:session:view`, and
    /// `journey:sessiontype:view` or `journey:session:view`.
    conversation_sessions: bool,
    /// Whether the viewer may see the events of visits and the timelines of conversations. Requires
    /// `journey:event:view`.
    events: bool,
    /// Whether the viewer may see the details of a conversation's events, such as queue and agent. Requires
    /// `journey:event:view` and `journey:eventtype:view`.
    event_details: bool,
    /// Whether the viewer may see the names of wrap-up codes. Requires `routing:wrapupCode:view`.
    wrap_ups: bool,
    /// Whether the viewer may see queues. Requires `routing:queue:search` or `routing:queue:view`.
    queues: bool,
    /// Whether the viewer may see the customer's name, addresses and phone numbers. Requires
    /// `externalContacts:contact:view` or `relate:contact:view`; `Customer.identifiers` and
    /// `customerByIdentifier` require the former.
    customer_details: bool,
    /// Whether the viewer may see the names and colors of segments. Requires `journey:segment:view`; without it
    /// segments have only ids.
    segments: bool,
    /// Whether the viewer may see the segments that the customer is assigned to (`Customer.segments`). Requires
    /// `externalContacts:segmentAssignment:view`.
    customer_segments: bool,
}

impl Capabilities {
    fn for_viewer(ctx: &Context<'_>) -> Self {
        let viewer = ctx.viewer();
        Self {
            journey_tab: ctx.allows(Rule::Sessions) && ctx.allows(Rule::Events),
            enable_journey_tab: viewer.rights.holds(Permission::ExternalContactsSession),
            sessions: ctx.allows(Rule::Sessions) && viewer.rights.holds(Permission::JourneySession),
            conversation_sessions: ctx.allows(Rule::Sessions),
            events: ctx.allows(Rule::Events),
            event_details: ctx.allows(Rule::Events) && ctx.allows(Rule::EventDetails),
            wrap_ups: ctx.allows(Rule::WrapUpCodes),
            queues: ctx.allows(Rule::Queues),
            customer_details: ctx.allows(Rule::ContactDetails),
            segments: ctx.allows(Rule::Segments),
            customer_segments: ctx.allows(Rule::SegmentAssignments),
        }
    }
}
