//! Contacts: many ids per call. Look-ups, and parts that the platform returns per contact: one call each.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use crate::load::batch::{batched, one_call_per_key};
use crate::load::batch_span::BatchSpan;
use crate::load::read_through::read_through;
use crate::load::source::{Loaded, Source};
use crate::model::customer::{Customer, SegmentAssignment};
use crate::model::id::{CustomerId, DivisionId};
use crate::platform::{Error, IdentifierType};

#[derive(Clone)]
pub(in crate::load) struct Contacts(pub(in crate::load) Arc<Source>);

impl Loader<CustomerId> for Contacts {
    type Value = Loaded<Customer>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Self::Value>, Infallible> {
        let source = &self.0;
        let started = source.cache.start_read();
        let ttl = |id: &CustomerId, found: Option<&Customer>| match found {
            Some(_) => source.cache.contact_ttl(*id, started),
            None => source.cache.freshness().absent,
        };
        let bulk = |ids: Vec<CustomerId>| async move {
            source.platform.contacts(&source.caller, &ids).await
        };
        let single = |id| async move { source.platform.contact(&source.caller, id).await };
        let fetch = |missing: Vec<CustomerId>| async move {
            if source.reads_contacts_in_bulk() {
                batched(&source.sizes.contacts, &missing, bulk).await
            } else {
                one_call_per_key(source.concurrency, missing, single).await
            }
        };
        let outcomes = read_through(source, keys, ttl, fetch).await;
        for id in outcomes.keys() {
            source.cache.finish_contact(*id, started);
        }
        Ok(outcomes)
    }
}

/// The identifier by which a customer is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lookup {
    /// The kind of identifier.
    pub kind: IdentifierType,
    /// The identifier's value.
    pub value: String,
    /// The external source within which an external id is unique.
    pub external_source: Option<Uuid>,
}

#[derive(Clone)]
pub(in crate::load) struct Lookups(pub(in crate::load) Arc<Source>);

impl Loader<Lookup> for Lookups {
    type Value = Loaded<Customer>;
    type Error = Infallible;

    async fn load(&self, keys: &[Lookup]) -> Result<HashMap<Lookup, Self::Value>, Infallible> {
        let source = &self.0;
        let started = source.cache.start_read();
        let look_up = |lookup: Lookup| async move {
            source
                .platform
                .identify(
                    &source.caller,
                    lookup.kind,
                    &lookup.value,
                    lookup.external_source,
                )
                .await
        };
        let look_up = one_call_per_key(source.concurrency, keys.to_vec(), look_up);
        let outcomes = BatchSpan::uncached("Lookup", keys.len(), look_up).await;
        // An identifier may be moved to another contact, so the look-up is not cached; the contact is.
        source.cache.record_uncached();
        for customer in outcomes.values().flatten().flatten() {
            let ttl = source.cache.freshness().contact;
            source
                .cache
                .insert(&customer.id, Some(customer.clone()), ttl, started);
        }
        Ok(outcomes)
    }
}

#[derive(Clone)]
pub(in crate::load) struct SegmentAssignments(pub(in crate::load) Arc<Source>);

impl Loader<CustomerId> for SegmentAssignments {
    type Value = Loaded<Vec<SegmentAssignment>>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Self::Value>, Infallible> {
        let source = &self.0;
        let ttl = source.cache.freshness().contact;
        let call = |id| async move {
            let mut assignments = source
                .platform
                .segment_assignments(&source.caller, id)
                .await?;
            if source.is_service() {
                add_divisions(source, &mut assignments).await?;
            }
            Ok(Some(assignments))
        };
        let fetch = |missing| one_call_per_key(source.concurrency, missing, call);
        Ok(read_through(source, keys, |_, _| ttl, fetch).await)
    }
}

/// Adds the divisions of the sessions that made the assignments. For a viewer's own token the platform omits
/// assignments of other divisions; for the gateway's token it does not, so the gateway filters by these divisions.
async fn add_divisions(
    source: &Source,
    assignments: &mut [SegmentAssignment],
) -> Result<(), Error> {
    let sessions: HashSet<_> = assignments
        .iter()
        .filter_map(|assignment| assignment.session)
        .collect();
    let read = |id| async move { source.platform.session(&source.caller, id).await };
    let mut divisions = HashMap::new();
    let mut missing = Vec::new();
    for id in sessions {
        match source.cached_session(id) {
            Some(Some(session)) => drop(divisions.insert(id, session.divisions.clone())),
            _ => missing.push(id),
        }
    }
    for (id, session) in one_call_per_key(source.concurrency, missing, read).await {
        // The divisions of a deleted session are unknown, so no viewer may see its assignments.
        let known = session?.map_or(vec![DivisionId::UNREADABLE], |session| {
            session.divisions.clone()
        });
        divisions.insert(id, known);
    }
    for assignment in assignments {
        let known = assignment.session.and_then(|id| divisions.get(&id));
        assignment.divisions.extend(known.into_iter().flatten());
    }
    Ok(())
}
