//! async-graphql as a team would use it: owned structs that are both what REST sends and what clients
//! see, resolvers where a field takes a call, stock `DataLoader`s with their usual delay.

mod customer;
mod event;
mod loaders;
mod session;

use async_graphql::{
    Context, EmptyMutation, EmptySubscription, ID, Object, Request, Result, Schema,
};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};

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

/// Loaders are a request's own, since they hold its token.
async fn handle(
    State((schema, rest)): State<(Naive, Rest)>,
    headers: HeaderMap,
    Json(request): Json<Request>,
) -> Json<async_graphql::Response> {
    let loaders = Loaders::new(&rest.on_behalf(&headers));
    Json(schema.execute(request.data(loaders)).await)
}
