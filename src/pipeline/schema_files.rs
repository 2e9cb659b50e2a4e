//! The schema in the forms that tools read.

use async_graphql::Request;
use bytes::Bytes;
use serde_json::json;
use tokio::sync::OnceCell;

use super::gateway::Gateway;
use crate::engine::ResponseForm;
use crate::engine::introspection::resolve_marks;
use crate::graph::{self, SCHEMA_DESCRIPTION, schema};
use crate::pipeline::operation::RequestError;

/// The query of `introspectionFromSchema` of graphql-js 16.
const INTROSPECTION: &str = include_str!("introspection.graphql");

impl Gateway {
    /// The public schema in the schema definition language.
    pub fn sdl(&self) -> &'static str {
        graph::sdl()
    }

    /// The result of introspection, a JSON object with `__schema`. Read once for the process.
    pub async fn introspection(&self) -> Result<Bytes, RequestError> {
        static JSON: OnceCell<Bytes> = OnceCell::const_new();
        let json = JSON.get_or_try_init(|| self.introspect_schema()).await;
        json.cloned()
    }

    /// The names of the types of each interface and union: a JSON object of lists.
    pub fn possible_types(&self) -> String {
        json!(graph::possible_types()).to_string()
    }

    async fn introspect_schema(&self) -> Result<Bytes, RequestError> {
        let document = self.documents.own(INTROSPECTION)?;
        let mut request = Request::new(String::new()).data(ResponseForm::Values);
        request.set_parsed_query(document.marked(None));
        let response = schema().execute(request).await;
        let data = resolve_marks(response.data, SCHEMA_DESCRIPTION);
        Ok(json!(data).to_string().into())
    }
}
