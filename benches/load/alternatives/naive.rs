//! async-graphql as a team would use it: owned structs that are both the REST response and the GraphQL type, resolvers for
//! fields that need a call, stock `DataLoader`s with their default delay, and the request and response types of
//! `async-graphql-axum`.

mod customer;
mod event;
mod loaders;
mod session;

use async_graphql::{Context, EmptyMutation, EmptySubscription, ID, Object, Result, Schema};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;

use super::rest::Rest;
use super::{EVENT_TYPE_PREFIX, SESSIONS, labels, timeline};
use customer::Customer;
use loaders::Loaders;

type Naive = Schema<Query, EmptyMutation, EmptySubscription>;

struct Query;

#[Object]
impl Query {
    async fn customer(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Customer>> {
        let contacts = &ctx.data_unchecked::<Loaders>().contacts;
        Ok(contacts.load_one(id.0).await?.map(Customer))
    }
}

pub(super) fn routes(rest: Rest) -> Router {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    Router::new()
        .route("/graphql", post(handle))
        .with_state((schema, rest))
}

/// Each request has its own loaders, because they hold its token. This needs the handler form of `async-graphql-axum`: its
/// `GraphQL` service cannot add data to a request.
async fn handle(
    State((schema, rest)): State<(Naive, Rest)>,
    headers: HeaderMap,
    request: GraphQLRequest,
) -> GraphQLResponse {
    let loaders = Loaders::new(&rest.on_behalf(&headers));
    schema
        .execute(request.into_inner().data(loaders))
        .await
        .into()
}
