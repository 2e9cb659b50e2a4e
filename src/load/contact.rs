//! Customers: many by id in one call; one call for each look-up, and for the parts that the platform
//! gives one contact at a time.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::batch::{chunked, each, through};
use super::{Loaded, Source};
use crate::access::Permission;
use crate::model::customer::{Customer, Identifier, Organization, SegmentAssignment};
use crate::model::id::{CustomerId, DivisionId};
use crate::platform::{Error, IdentifierType};

pub(super) struct Contacts(pub(super) Arc<Source>);

impl Loader<CustomerId> for Contacts {
    type Value = Loaded<Customer>;
    type Error = Infallible;

    async fn load(
        &self,
        keys: &[CustomerId],
    ) -> Result<HashMap<CustomerId, Self::Value>, Infallible> {
        let source = &self.0;
        let watch = source.watch();
        let ttl = |id: &CustomerId, found: Option<&Customer>| match found {
            Some(_) => watch
                .and_then(|(live, mark)| live.contact_ttl(*id, mark))
                .unwrap_or(source.freshness.contact),
            None => source.freshness.absent,
        };
        let call = |ids: Vec<CustomerId>| async move {
            source.platform.contacts(&source.caller, &ids).await
        };
        let single = |id| async move { source.platform.contact(&source.caller, id).await };
        let fetch = |missing: Vec<CustomerId>| async move {
            if source.reads_contacts_together() {
                chunked(&source.sizes.contacts, &missing, call).await
            } else {
                each(source.concurrency, missing, single).await
            }
        };
        let outcomes = through(source, keys, ttl, fetch).await;
        if let Some((live, mark)) = watch {
            let ids = outcomes.keys();
            ids.for_each(|id| live.settle_contact(*id, mark));
        }
        Ok(outcomes)
    }
}

impl Source {
    /// Whether the bulk operation is open: of a viewer's own token it takes
    /// `externalContacts:contact:view`, where a single contact takes `relate:contact:view` too.
    pub(super) fn reads_contacts_together(&self) -> bool {
        let rights = &self.viewer.rights;
        self.is_service() || rights.holds(Permission::ExternalContactsContact)
    }
}

/// By what a customer is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lookup {
    /// Which kind of identifier.
    pub kind: IdentifierType,
    /// Its value.
    pub value: String,
    /// The external source within which an external id is unique.
    pub external_source: Option<Uuid>,
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
                    .identify(
                        &source.caller,
                        lookup.kind,
                        &lookup.value,
                        lookup.external_source,
                    )
                    .await
            },
        )
        .await;
        // What an identifier leads to may change; the customer that it led to is kept as any other.
        source.notes.unknown();
        for customer in outcomes.values().flatten().flatten() {
            let ttl = source.freshness.contact;
            source
                .scope
                .insert(&customer.id, Some(customer.clone()), ttl);
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
        Ok(through(source, keys, |_, _| source.freshness.contact, fetch).await)
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
        Ok(through(source, keys, |_, _| source.freshness.contact, fetch).await)
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
            let mut assignments = source
                .platform
                .segment_assignments(&source.caller, id)
                .await?;
            if source.is_service() {
                place(source, &mut assignments).await?;
            }
            Ok(Some(assignments))
        };
        let fetch = |missing| each(source.concurrency, missing, call);
        Ok(through(source, keys, |_, _| source.freshness.contact, fetch).await)
    }
}

/// An assignment made in a session belongs where the session does. A viewer's own token is shown
/// none from elsewhere; the gateway's own is, so it notes where each belongs.
async fn place(source: &Source, assignments: &mut [SegmentAssignment]) -> Result<(), Error> {
    let sessions: HashSet<_> = assignments.iter().filter_map(|one| one.session).collect();
    let read = |id| async move { source.platform.session(&source.caller, id).await };
    let mut divisions = HashMap::new();
    let mut missing = Vec::new();
    for id in sessions {
        match source.recall_session(id) {
            Some(Some(session)) => drop(divisions.insert(id, session.divisions.clone())),
            _ => missing.push(id),
        }
    }
    for (id, session) in each(source.concurrency, missing, read).await {
        // The divisions of a session that is gone are not known, so nobody's.
        let of = session?.map_or(vec![DivisionId::UNREADABLE], |one| one.divisions.clone());
        divisions.insert(id, of);
    }
    for assignment in assignments {
        let of = assignment.session.and_then(|id| divisions.get(&id));
        assignment.divisions.extend(of.into_iter().flatten());
    }
    Ok(())
}
