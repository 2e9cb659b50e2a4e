//! The query fields that routers of Apollo Federation call: the subgraph's schema and its entities.

use async_graphql::{Any, Context, Object, SimpleObject};
use futures_util::future::join_all;

use super::context::ContextExt;
use super::declaration::{Declaration, Declared, ListSize, OPEN};
use super::entity::{ARGUMENT, Entity};
use crate::engine::fast_path::FastPath;
use crate::error::FieldError;

const SERVICE: Declaration = OPEN;
/// A text of about 100 kB costs as much as the values of an introspection of that size.
const SDL: Declaration = OPEN.list(ListSize::Assumed(100_000));
const ENTITIES: Declaration = OPEN.list(ListSize::Representations);

/// The query fields of a subgraph.
pub(super) struct Subgraph;

#[Object]
impl Subgraph {
    /// This schema as a subgraph of Apollo Federation 2. For composition; a router does not expose it. Rejected
    /// where introspection is off; `journey-gateway schema --federation` prints the same text.
    #[graphql(name = "_service", visible = false, directive = Declared::apply(SERVICE))]
    async fn service(&self, ctx: &Context<'_>) -> Service {
        Service {
            sdl: (ctx.journey().subgraph_sdl)(),
        }
    }

    /// The objects of these representations, in their order, for routers of Apollo Federation. An entry is null if
    /// its object does not exist or the viewer may not see it, and null with an error if its representation is not
    /// valid. Costs what the plural field of the type costs: `customers`, `sessions`, `queues`, `agents`,
    /// `wrapUpCodes`. If all entries together exceed the limit of the cost, the first ones that fit are served, and
    /// the others are null with the code `COST_LIMIT`.
    #[graphql(name = "_entities", visible = false, directive = Declared::apply(ENTITIES))]
    async fn entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The type and the key of each object, for example `{__typename: \"Customer\", id: \
                    \"3f1c2b1e-8a55-4a3b-9d5e-0b1f6a7c1001\"}`. Other fields are ignored."
        )]
        representations: Vec<Any>,
    ) -> Vec<Option<FastPath<Entity>>> {
        let limit = ctx.journey().entity_limit;
        let served = limit.map_or(usize::MAX, |limit| limit.served);
        let entities = representations.iter().enumerate();
        let entities = entities.map(|(index, Any(representation))| async move {
            let ctx = &ctx.with_index(index);
            if let Some(limit) = limit.filter(|_| index >= served) {
                ctx.record_error(FieldError::Cost {
                    argument: ARGUMENT,
                    cost: limit.cost,
                    limit: limit.limit,
                });
                return None;
            }
            Entity::find(ctx, representation).await.map(FastPath)
        });
        join_all(entities).await
    }
}

/// This schema as a subgraph of Apollo Federation.
#[derive(SimpleObject)]
#[graphql(name = "_Service")]
struct Service {
    /// The schema definition language of the subgraph, with the directives of Apollo Federation 2.
    #[graphql(directive = Declared::apply(SDL))]
    sdl: &'static str,
}
