//! The root type `Query` in two forms: as clients see it, and as it is executed, with the fields for routers of Apollo
//! Federation.

use async_graphql::MergedObject;

use super::federation::Subgraph;
use super::query::QueryFields;
use super::refetch::Refetch;
use crate::engine::ready_fields::ReadyFields;

/// The queries: a customer with the journey, and single objects by id.
#[derive(MergedObject)]
#[graphql(name = "Query")]
pub(super) struct PublicQuery(pub(super) QueryFields, pub(super) Refetch);

// Clients see this description in introspection.
/// The queries: a customer with the journey, and single objects by id.
#[derive(MergedObject)]
#[graphql(name = "Query")]
pub struct ExecutedQuery(
    pub(super) QueryFields,
    pub(super) Refetch,
    pub(super) Subgraph,
);

// Its fields wait for data.
impl ReadyFields for ExecutedQuery {}
