//! Builds and prints the schema.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::LazyLock;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::ContainerType;
use async_graphql::{
    Context, ContextSelectionSet, Data, EmptyMutation, ObjectType, OutputType, Positioned,
    Response, SDLExportOptions, ServerResult, SubscriptionType, Value,
};
use futures_util::{FutureExt, Stream};

use super::declaration::directives::publish;
use super::federation::Subgraph;
use super::query::QueryFields;
use super::refetch::Refetch;
use super::root::{ExecutedQuery, PublicQuery};
use super::subscription::Subscription;
use crate::engine::nullable::null_field;
use crate::engine::query::{Environment, Probe, Query};

/// A schema with this query type.
type SchemaOf<Q> = async_graphql::Schema<Described<Q>, EmptyMutation, Described<Subscription>>;

/// The executed schema.
pub type Schema = SchemaOf<ExecutedQuery>;

const EXECUTED_QUERY: ExecutedQuery = ExecutedQuery(QueryFields, Refetch, Subgraph);

/// The executed schema, built once for the process.
pub fn schema() -> &'static Schema {
    static SCHEMA: LazyLock<Schema> = LazyLock::new(|| build(EXECUTED_QUERY));
    &SCHEMA
}

/// Executes a query that does not introspect the schema.
pub(crate) async fn execute(query: Query<'_>, data: Data) -> Response {
    query.execute(&EXECUTED_QUERY, environment(), data).await
}

/// Executes a subscription until its first response; `None` if it ends without one.
pub(crate) async fn first_event(subscription: Query<'_>, data: Data) -> Option<Response> {
    subscription
        .first_event(&Subscription, environment(), data)
        .await
}

/// What the engine gives the resolvers of each query.
pub(crate) fn environment() -> &'static Environment {
    static ENVIRONMENT: LazyLock<Environment> = LazyLock::new(|| {
        let probe = Probe::default();
        let request = probe.request("{ viewer { __typename } }");
        schema().execute(request).now_or_never();
        probe.into_environment()
    });
    &ENVIRONMENT
}

fn build<Q: ObjectType + 'static>(query: Q) -> SchemaOf<Q> {
    async_graphql::Schema::build(Described(query), EmptyMutation, Described(Subscription)).finish()
}

/// Description of the schema itself. The engine has no place for it, so it is added to the printed schema and to
/// introspection.
pub const SCHEMA_DESCRIPTION: &str = "\
One query returns a whole customer journey: a customer, the customer's sessions, and for each session its events, \
wrap-ups, queue and agent. Ids are UUIDs of the platform, times are RFC 3339 in UTC. A field for which the viewer \
lacks a permission is null, and an error with the code `PERMISSION_DENIED` names the permission; the rest of the \
response is served. Recipes: `docs/queries.md`, and the tabs of `/graphiql`";

/// The public schema in the schema definition language, as in `schema.graphql`. It lacks the fields for routers, which
/// introspection hides too: code generators and stitched gateways have no use for them.
pub fn sdl() -> &'static str {
    static SDL: LazyLock<String> =
        LazyLock::new(|| print(&build(PublicQuery(QueryFields, Refetch))));
    &SDL
}

/// The executed schema in the schema definition language.
pub fn executed_sdl() -> String {
    print(schema())
}

fn print<Q: ObjectType + 'static>(schema: &SchemaOf<Q>) -> String {
    let options = SDLExportOptions::new()
        .prefer_single_line_descriptions()
        .use_space_ident();
    let sdl = schema.sdl_with_options(options);
    let mut lines: Vec<_> = sdl.lines().map(str::trim_end).collect();
    // The exporter ends with blank lines and writes several of them between types.
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    let sdl = lines.join("\n");
    let sdl = sdl.trim().replacen(
        "\nschema {",
        &format!("\n\n\"{SCHEMA_DESCRIPTION}\"\nschema {{"),
        1,
    );
    format!("{sdl}\n")
}

/// A root type that publishes the declarations of all fields once every type is registered.
pub struct Described<T>(T);

impl<T: ObjectType> OutputType for Described<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = T::create_type_info(registry);
        publish(registry);
        name
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

impl<T: ObjectType> ContainerType for Described<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        if Probe::answer(ctx) {
            return Ok(None);
        }
        let resolved = self.0.resolve_field(ctx).await;
        null_field(ctx, &T::type_name(), resolved)
    }
}

impl<T: ObjectType> ObjectType for Described<T> {}

impl<T: SubscriptionType> SubscriptionType for Described<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = T::create_type_info(registry);
        publish(registry);
        name
    }

    fn create_field_stream<'a>(
        &'a self,
        ctx: &'a Context<'_>,
    ) -> Option<Pin<Box<dyn Stream<Item = Response> + Send + 'a>>> {
        self.0.create_field_stream(ctx)
    }
}
