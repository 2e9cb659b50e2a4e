//! Customers: many by id in one call; one call for each look-up, and for the parts that the platform
//! gives one contact at a time.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;

use super::batch::{chunked, each, through};
use super::{Loaded, Source};
use crate::model::customer::{Customer, Identifier, Organization, SegmentAssignment};
use crate::model::id::CustomerId;
use crate::platform::IdentifierType;

pub(super) struct Contacts(pub(super) Arc<Source>);

impl Loader<CustomerId> for Contacts {
    type Value = Loaded<Customer>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Self::Value>, Infallible> {
        let source = &self.0;
        let ttl = |found: Option<&Customer>| match found {
            Some(_) => source.freshness.contact,
            None => source.freshness.absent,
        };
        let call = |ids: Vec<CustomerId>| async move {
            source.platform.contacts(&source.caller, &ids).await
        };
        let fetch = |missing: Vec<CustomerId>| async move {
            chunked(&source.sizes.contacts, &missing, call).await
        };
        Ok(through(&source.scope.contacts, keys, ttl, fetch).await)
    }
}

/// By what a customer is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lookup {
    /// Which kind of identifier.
    pub kind: IdentifierType,
    /// Its value.
    pub value: String,
}

pub(super) struct Lookups(pub(super) Arc<Source>);

impl Loader<Lookup> for Lookups {
    type Value = Loaded<Customer>;
    type Error = Infallible;

    async fn load(&self, keys: &[Lookup]) -> Result<HashMap<Lookup, Self::Value>, Infallible> {
        let source = &self.0;
        let outcomes = each(
            source.concurrency,
            keys.to_vec(),
            |lookup: Lookup| async move {
                source
                    .platform
                    .identify(&source.caller, lookup.kind, &lookup.value)
                    .await
            },
        )
        .await;
        // What an identifier leads to may change; the customer that it led to is kept as any other.
        for customer in outcomes.values().flatten().flatten() {
            source
                .scope
                .contacts
                .insert(
                    customer.id,
                    Some(customer.clone()),
                    source.freshness.contact,
                )
                .await;
        }
        Ok(outcomes)
    }
}

pub(super) struct Organizations(pub(super) Arc<Source>);

impl Loader<CustomerId> for Organizations {
    type Value = Loaded<Organization>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Self::Value>, Infallible> {
        let source = &self.0;
        let call = |id| async move { source.platform.organization(&source.caller, id).await };
        let fetch = |missing| each(source.concurrency, missing, call);
        Ok(through(
            &source.scope.organizations,
            keys,
            |_| source.freshness.contact,
            fetch,
        )
        .await)
    }
}

pub(super) struct Identifiers(pub(super) Arc<Source>);

impl Loader<CustomerId> for Identifiers {
    type Value = Loaded<Vec<Identifier>>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Self::Value>, Infallible> {
        let source = &self.0;
        let call = |id| async move {
            source
                .platform
                .identifiers(&source.caller, id)
                .await
                .map(Some)
        };
        let fetch = |missing| each(source.concurrency, missing, call);
        Ok(through(
            &source.scope.identifiers,
            keys,
            |_| source.freshness.contact,
            fetch,
        )
        .await)
    }
}

pub(super) struct SegmentAssignments(pub(super) Arc<Source>);

impl Loader<CustomerId> for SegmentAssignments {
    type Value = Loaded<Vec<SegmentAssignment>>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Self::Value>, Infallible> {
        let source = &self.0;
        let call = |id| async move {
            source
                .platform
                .segment_assignments(&source.caller, id)
                .await
                .map(Some)
        };
        let fetch = |missing| each(source.concurrency, missing, call);
        Ok(through(
            &source.scope.segment_assignments,
            keys,
            |_| source.freshness.contact,
            fetch,
        )
        .await)
    }
}
