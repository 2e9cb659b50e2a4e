//! async-graphql as a team would use it: owned structs that are both the REST response and the GraphQL type, resolvers for
//! fields that need a call, stock `DataLoader`s with their default delay, and the request and response types of
//! `async-graphql-axum`.

mod customer;
mod loaders;
mod rest;
mod session;

use async_graphql::{Context, EmptyMutation, EmptySubscription, ID, Object, Result, Schema};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;

use super::{BenchError, EVENT_TYPE_PREFIX, Failed, VISIT_LABEL, VISIT_MEDIUM};
use customer::Customer;
use loaders::Loaders;
use rest::{Caller, Rest};

type Stock = Schema<Query, EmptyMutation, EmptySubscription>;

struct Query;

#[Object]
impl Query {
    async fn customer(&self, ctx: &Context<'_>, id: ID) -> Result<Customer> {
        let path = format!("/api/v2/externalcontacts/contacts/{}", *id);
        Ok(ctx.data_unchecked::<Caller>().get(&path).await?)
    }
}

pub(super) fn routes(platform: &str) -> std::result::Result<Router, BenchError> {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    Ok(Router::new()
        .route("/graphql", post(handle))
        .with_state((schema, Rest::new(platform)?)))
}

/// Each request has its own loaders, because they hold its token. This needs the handler form of `async-graphql-axum`: its
/// `GraphQL` service cannot add data to a request.
async fn handle(
    State((schema, rest)): State<(Stock, Rest)>,
    headers: HeaderMap,
    request: GraphQLRequest,
) -> GraphQLResponse {
    let caller = rest.on_behalf(&headers);
    let loaders = Loaders::new(&caller);
    let request = request.into_inner().data(loaders).data(caller);
    schema.execute(request).await.into()
}
