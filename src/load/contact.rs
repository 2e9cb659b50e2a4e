//! Contacts and their parts, and the division that a contact may belong to. In passthrough the platform applies the
//! division to the viewer's own token; with the gateway's credential these are the only checks. The contact's sessions
//! have divisions of their own and stay visible.

use std::future::Future;

use futures_util::future::join;

use super::loader::Lookup;
use super::loaders::Loaders;
use super::source::{Loaded, Source};
use crate::access::rule::Rule;
use crate::access::{Permission, Reach};
use crate::cache::Entity;
use crate::model::customer::{Customer, Identifier, Organization, SegmentAssignment};
use crate::model::id::CustomerId;
use crate::platform::Error;

/// The permissions for a contact's organization; any one of them is enough.
const ORGANIZATION: &[Permission] = Rule::ContactDetails.any();

/// The permissions for identifiers, and for contacts by identifier.
const IDENTIFIERS: &[Permission] = Rule::ContactIdentifiers.all();

/// The permissions for a contact's segments.
const SEGMENTS: &[Permission] = Rule::SegmentAssignments.all();

impl Loaders {
    /// A contact, or the contact that it was merged into. [`Error::OutOfReach`] if it belongs to a division in which
    /// the viewer may not see contacts.
    pub async fn contact(&self, id: CustomerId) -> Loaded<Customer> {
        let found = self.cached_or_load(&self.contacts, id).await?;
        if let Some(contact) = &found {
            self.source
                .check_division(contact, self.source.detail_permissions())?;
            self.record_customer(Some(id));
        }
        Ok(found)
    }

    /// The contact with an identifier; `None` also if the viewer may not see it.
    pub async fn lookup(&self, lookup: Lookup) -> Loaded<Customer> {
        let found = self.load_one(&self.lookups, lookup).await?;
        let found = found.filter(|contact| {
            let checked = self.source.check_division(contact, IDENTIFIERS);
            checked.is_ok()
        });
        self.record_customer(found.as_deref().map(|customer| customer.id));
        Ok(found)
    }

    /// The organization of a contact.
    pub async fn organization(&self, id: CustomerId) -> Loaded<Entity<Organization>> {
        let read = self.resource(id.0);
        self.part_of_contact(id, ORGANIZATION, read).await
    }

    /// The identifiers of a contact.
    pub async fn identifiers(&self, id: CustomerId) -> Loaded<Entity<Vec<Identifier>>> {
        let read = self.resource(id.0);
        self.part_of_contact(id, IDENTIFIERS, read).await
    }

    /// Every segment assignment of a contact, including those that the viewer may not see.
    pub async fn read_segment_assignments(&self, id: CustomerId) -> Loaded<Vec<SegmentAssignment>> {
        let read = self.cached_or_load(&self.segment_assignments, id);
        self.part_of_contact(id, SEGMENTS, read).await
    }

    /// The result of `read`, if one of `permissions` is held in the contact's division. The contact is read at the
    /// same time if the division decides.
    async fn part_of_contact<T>(
        &self,
        id: CustomerId,
        permissions: &[Permission],
        read: impl Future<Output = Loaded<T>>,
    ) -> Loaded<T> {
        let found = if self.source.sees_every_contact(permissions) {
            read.await?
        } else {
            let contact = self.cached_or_load(&self.contacts, id);
            let (contact, found) = join(contact, read).await;
            if let Some(contact) = contact? {
                self.source.check_division(&contact, permissions)?;
            }
            found?
        };
        self.record_customer(Some(id));
        Ok(found)
    }
}

impl Source {
    /// The permissions for a contact's details, by the operation that returns them: see
    /// [`Self::reads_contacts_in_bulk`].
    fn detail_permissions(&self) -> &'static [Permission] {
        if self
            .viewer
            .rights
            .holds(Permission::ExternalContactsContact)
        {
            &[Permission::ExternalContactsContact]
        } else {
            &[Permission::RelateContact]
        }
    }

    /// Whether one of `permissions` is held in every division, or the platform checks the division.
    fn sees_every_contact(&self, permissions: &[Permission]) -> bool {
        let everywhere = |permission: &Permission| {
            matches!(self.viewer.rights.reach(*permission), Reach::Everywhere)
        };
        !self.is_service() || permissions.iter().any(everywhere)
    }

    /// Fails if the contact belongs to a division in which the viewer holds none of `permissions`.
    fn check_division(&self, contact: &Customer, permissions: &[Permission]) -> Result<(), Error> {
        let Some(division) = &contact.division else {
            return Ok(());
        };
        let rights = &self.viewer.rights;
        if !self.is_service() || rights.holds_one_in(permissions, &[division.id]) {
            Ok(())
        } else {
            Err(Error::OutOfReach)
        }
    }
}
