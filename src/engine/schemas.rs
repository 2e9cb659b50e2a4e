//! Two instances of one schema. Documents that were validated before are executed by the one that
//! validates next to nothing.

use async_graphql::{ObjectType, Schema, SchemaBuilder, SubscriptionType, ValidationMode};

/// The instances.
pub struct Schemas<Q, M, S> {
    validating: Schema<Q, M, S>,
    trusting: Schema<Q, M, S>,
}

impl<Q, M, S> Schemas<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    /// Builds both.
    pub fn build(builder: impl Fn() -> SchemaBuilder<Q, M, S>) -> Self {
        let build = |mode| builder().validation_mode(mode).finish();
        Self {
            validating: build(ValidationMode::Strict),
            trusting: build(ValidationMode::Fast),
        }
    }

    /// The instance that validates documents.
    pub fn validating(&self) -> &Schema<Q, M, S> {
        &self.validating
    }

    /// The instance for a document. `is_valid`: the document and the values of its variables were found
    /// valid before.
    pub fn for_document(&self, is_valid: bool) -> &Schema<Q, M, S> {
        if is_valid {
            &self.trusting
        } else {
            &self.validating
        }
    }
}
