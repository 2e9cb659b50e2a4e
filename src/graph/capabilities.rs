//! `Viewer` and `Capabilities`

use async_graphql::{Context, Description, ID, Object, SimpleObject};

use super::context::ContextExt;
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use crate::access::rule::Rule;
use crate::access::{Permission, ViewerDivision as Division};

const DIVISIONS: Declaration = OPEN.list(ListSize::Assumed(5));

/// Whoever asks, so that a front end can hide what would be denied.
#[derive(Description)]
pub(super) struct Viewer;

#[Object(use_type_description)]
impl Viewer {
    /// The platform's id of the user or OAuth client.
    async fn id(&self, ctx: &Context<'_>) -> ID {
        ID(ctx.viewer().id.to_string())
    }

    /// For people.
    async fn name(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.viewer().name.clone()
    }

    /// Every permission held in any division, as the platform lists them: `domain:entity:action`,
    /// where `*` stands for any. What the token's OAuth scopes leave out is not among them.
    async fn permissions(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.viewer().permissions.clone()
    }

    /// Of these, the ones held in all divisions.
    async fn permissions_everywhere(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.viewer().everywhere.clone()
    }

    /// The divisions in which something was granted, by name; what is held in all divisions is not
    /// repeated here.
    #[graphql(directive = Declared::apply(DIVISIONS))]
    async fn divisions(&self, ctx: &Context<'_>) -> Vec<ViewerDivision> {
        ctx.viewer().divisions.iter().map(Into::into).collect()
    }

    /// What the journey tab may show this viewer.
    async fn capabilities(&self, ctx: &Context<'_>) -> Capabilities {
        Capabilities::of(ctx)
    }
}

/// A division in which the viewer holds something.
#[derive(Debug, SimpleObject)]
struct ViewerDivision {
    /// Its id.
    id: ID,
    /// Its name; null where the platform does not tell it.
    name: Option<String>,
    /// The permissions held there: `domain:entity:action`, where `*` stands for any.
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

/// What the journey tab may show this viewer.
#[derive(Debug, SimpleObject)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that a tab shows or not"
)]
struct Capabilities {
    /// Whether the viewer may use the journey tab: `externalContacts:session:view` and
    /// `journey:event:view`, and `journey:session:view` or `journey:sessiontype:view`.
    journey_tab: bool,
    /// Whether the viewer may enable the journey tab, as administrators do: `externalContacts:session:view`.
    enable_journey_tab: bool,
    /// Whether `Customer.sessions` has sessions of every type: `externalContacts:session:view` and
    /// `journey:session:view`.
    sessions: bool,
    /// Whether `Customer.sessions` has conversation sessions: `externalContacts:session:view`, and
    /// `journey:sessiontype:view` or `journey:session:view`.
    conversation_sessions: bool,
    /// Events and timelines: `journey:event:view`.
    events: bool,
    /// What a conversation's event says: `journey:eventtype:view`.
    event_details: bool,
    /// Wrap-up codes: `routing:wrapupCode:view`.
    wrap_ups: bool,
    /// Queues: `routing:queue:search` or `routing:queue:view`.
    queues: bool,
    /// Whether contact details may be seen: `externalContacts:contact:view` or `relate:contact:view`.
    /// `Customer.identifiers` and `customerByIdentifier` need the first one.
    customer_details: bool,
    /// Whether names and colors of segments may be seen: `journey:segment:view`. Without it segments have
    /// ids only.
    segments: bool,
}

impl Capabilities {
    fn of(ctx: &Context<'_>) -> Self {
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
        }
    }
}
