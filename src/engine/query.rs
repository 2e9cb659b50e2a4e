//! Executes a query whose document is valid. The engine's own entry would parse and validate the document again, copy it for
//! each request, and pass each field through extensions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use async_graphql::extensions::Extensions;
use async_graphql::parser::types::{FragmentDefinition, OperationDefinition, SelectionSet};
use async_graphql::{
    ContainerType, Context, Data, IntrospectionMode, Name, Pos, Positioned, QueryEnv,
    QueryEnvInner, Request, Response, SchemaEnv, SubscriptionType, Variables,
};
use futures_util::StreamExt;
use futures_util::stream::select_all;
use serde_json::{Map, Value};

use super::conditions::{Conditions, remove_skipped};
use super::fast_path::{self, ResponseForm};
use super::ready_fields::ReadyFields;
use super::subscription_root;
use super::writer::ObjectWriter;

/// What every query of a schema needs from the engine. The engine shows it only to the resolvers of a running query.
#[derive(Clone)]
pub(crate) struct Environment {
    schema: SchemaEnv,
    extensions: Extensions,
}

/// Data of a request that asks the schema's root for its environment.
#[derive(Clone, Default)]
pub(crate) struct Probe(Arc<OnceLock<Environment>>);

impl Probe {
    /// A request with this document, which must select a field of the root.
    pub(crate) fn request(&self, document: &str) -> Request {
        Request::new(document).data(self.clone())
    }

    /// Gives the environment of `ctx` to its request; false if the request does not ask for it.
    pub(crate) fn answer(ctx: &Context<'_>) -> bool {
        let Some(Self(environment)) = ctx.data_opt() else {
            return false;
        };
        environment.get_or_init(|| Environment {
            schema: ctx.schema_env.clone(),
            extensions: ctx.query_env.extensions.clone(),
        });
        true
    }

    /// The environment of the schema that executed the request.
    #[expect(
        clippy::expect_used,
        reason = "the root's first field waits for nothing"
    )]
    pub(crate) fn into_environment(self) -> Environment {
        self.0.get().cloned().expect("the root answers a probe")
    }
}

/// A query or subscription of a valid document.
pub(crate) struct Query<'d> {
    pub(crate) operation: &'d OperationDefinition,
    pub(crate) fragments: &'d HashMap<Name, Positioned<FragmentDefinition>>,
    pub(crate) conditions: Conditions,
    /// The coerced variables.
    pub(crate) variables: &'d Map<String, Value>,
    pub(crate) form: ResponseForm,
}

impl Query<'_> {
    /// Executes the query on the root object, with data for the resolvers.
    pub(crate) async fn execute<T: ContainerType + ReadyFields>(
        self,
        root: &T,
        environment: &Environment,
        data: Data,
    ) -> Response {
        let (query, remaining) = self.prepare(environment, data);
        let selected = remaining.as_ref().unwrap_or(&self.operation.selection_set);
        let ctx = query.create_context(&environment.schema, None, selected, None);
        let data = match self.form {
            ResponseForm::Text => {
                let text = {
                    let mut writer = ObjectWriter::new(&ctx);
                    let written = fast_path::write_fields(&ctx, None, root, &mut writer);
                    written.map(|()| writer.text)
                };
                match text {
                    Ok(text) => text.fill().await,
                    Err(error) => Err(error),
                }
            }
            ResponseForm::Values => fast_path::resolve_values(&ctx, root).await,
        };
        let mut response = match data {
            Ok(data) => Response::new(data),
            Err(error) => Response::from_errors(vec![error]),
        };
        if let Ok(mut errors) = query.errors.lock() {
            response.errors.append(&mut errors);
        }
        response
    }

    /// Executes the subscription until its first response; `None` if it ends without one.
    pub(crate) async fn first_event<T: SubscriptionType>(
        self,
        root: &T,
        environment: &Environment,
        data: Data,
    ) -> Option<Response> {
        let (query, remaining) = self.prepare(environment, data);
        let selected = remaining.as_ref().unwrap_or(&self.operation.selection_set);
        let selected = subscription_root::fields(&selected.node, &query.fragments);
        let set = Positioned::new(SelectionSet::default(), Pos::default());
        let ctx = query.create_context(&environment.schema, None, &set, None);
        let fields: Vec<_> = selected.iter().map(|field| ctx.with_field(field)).collect();
        let streams = fields
            .iter()
            .filter_map(|ctx| root.create_field_stream(ctx));
        select_all(streams).next().await
    }

    /// The operation as the engine's contexts refer to it, and the selections that remain if some are skipped.
    fn prepare(
        &self,
        environment: &Environment,
        mut data: Data,
    ) -> (QueryEnv, Option<Positioned<SelectionSet>>) {
        data.insert(self.form);
        let mut fragments = self.fragments.clone();
        let has_conditions = self.conditions == Conditions::Present;
        let remaining = has_conditions.then(|| {
            for fragment in fragments.values_mut() {
                remove_skipped(&mut fragment.node.selection_set.node, self.variables);
            }
            let mut selected = self.operation.selection_set.clone();
            remove_skipped(&mut selected.node, self.variables);
            selected
        });
        let query = QueryEnv::new(QueryEnvInner {
            extensions: environment.extensions.clone(),
            variables: Variables::from_json(self.variables.clone().into()),
            operation_name: None,
            operation: Positioned::new(without_selections(self.operation), Pos::default()),
            fragments,
            uploads: Vec::new(),
            session_data: Arc::default(),
            query_data: Arc::new(data),
            http_headers: Mutex::default(),
            introspection_mode: IntrospectionMode::Disabled,
            errors: Mutex::default(),
        });
        (query, remaining)
    }
}

/// What the engine reads of an operation while it executes: the definitions of the variables.
fn without_selections(operation: &OperationDefinition) -> OperationDefinition {
    OperationDefinition {
        ty: operation.ty,
        variable_definitions: operation.variable_definitions.clone(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), Pos::default()),
    }
}
