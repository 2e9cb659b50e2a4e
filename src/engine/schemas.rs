//! Two instances of one schema: one validates documents, the other executes documents that were validated before.

use async_graphql::{ObjectType, Schema, SchemaBuilder, SubscriptionType, ValidationMode};

/// The two instances of the schema.
pub struct Schemas<Q, M, S> {
    validating: Schema<Q, M, S>,
    fast: Schema<Q, M, S>,
}

impl<Q, M, S> Schemas<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    /// Builds both instances.
    pub fn build(builder: impl Fn() -> SchemaBuilder<Q, M, S>) -> Self {
        let build = |mode| builder().validation_mode(mode).finish();
        Self {
            validating: build(ValidationMode::Strict),
            fast: build(ValidationMode::Fast),
        }
    }

    /// The instance that validates documents.
    pub fn validating(&self) -> &Schema<Q, M, S> {
        &self.validating
    }

    /// The instance for a document. `is_valid` is true if the document was validated before and its variables have valid
    /// values.
    pub fn for_document(&self, is_valid: bool) -> &Schema<Q, M, S> {
        if is_valid {
            &self.fast
        } else {
            &self.validating
        }
    }
}
