//! The division that a contact may belong to. In passthrough the platform applies it to the viewer's own token;
//! with the gateway's own credentials these are the only checks. The contact's sessions have divisions of their
//! own and stay visible.

use futures_util::future::join;

use super::{Loaded, Loaders, Source};
use crate::access::rule::Rule;
use crate::access::{Permission, Reach};
use crate::model::customer::Customer;
use crate::model::id::CustomerId;
use crate::platform::Error;

/// What opens a contact's company, which a single contact's operation gives.
pub(super) const ORGANIZATION: &[Permission] = Rule::ContactDetails.any();

/// What opens a contact's identifiers, and contacts by identifier.
pub(super) const IDENTIFIERS: &[Permission] = Rule::ContactIdentifiers.all();

/// What opens a contact's segments.
pub(super) const SEGMENTS: &[Permission] = Rule::SegmentAssignments.all();

impl Source {
    /// What opens a contact's details, by the operation that gives them: see [`Self::reads_contacts_together`].
    pub(super) fn details(&self) -> &'static [Permission] {
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

    /// Whether one of `permissions` is held in every division, or the platform decides.
    pub(super) fn sees_every_contact(&self, permissions: &[Permission]) -> bool {
        let everywhere = |permission: &Permission| {
            matches!(self.viewer.rights.reach(*permission), Reach::Everywhere)
        };
        !self.is_service() || permissions.iter().any(everywhere)
    }

    /// Fails where the contact belongs to a division in which the viewer holds none of `permissions`.
    pub(super) fn check_division(
        &self,
        contact: &Customer,
        permissions: &[Permission],
    ) -> Result<(), Error> {
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

impl Loaders {
    /// What `read` finds of a contact, if one of `permissions` is held in the contact's division. Where that is
    /// not sure without the contact, it is read at the same time.
    pub(super) async fn of_contact<T>(
        &self,
        id: CustomerId,
        permissions: &[Permission],
        read: impl Future<Output = Loaded<T>>,
    ) -> Loaded<T> {
        let found = if self.source.sees_every_contact(permissions) {
            read.await?
        } else {
            let contact = self.known_or_one(&self.contacts, id);
            let (contact, found) = join(contact, read).await;
            if let Some(contact) = contact? {
                self.source.check_division(&contact, permissions)?;
            }
            found?
        };
        self.touch(Some(id));
        Ok(found)
    }
}
