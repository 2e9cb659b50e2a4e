//! External contacts: `ExternalContactsApi` of the platform's SDKs.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::json;
use uuid::Uuid;

use super::call::Arguments;
use super::client::Platform;
use super::credential::UpstreamCaller;
use super::error::Error;
use super::operation::Operation;
use super::resource::{Lifetime, Resource};
use super::wire::contact::{BulkContacts, BulkResult, Contact, Identifier, SegmentAssignment};
use super::wire::lenient::Object;
use super::wire::{Listing, Shape};
use crate::model::customer::{
    Customer, Identifier as IdentifierModel, Organization as OrganizationModel,
    SegmentAssignment as AssignmentModel,
};
use crate::model::id::CustomerId;

/// Maximum number of segment assignments in one response; the list has no pages.
const SEGMENTS_LIMIT: u32 = 500;

/// A type of identifier of a contact, in the platform's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the platform's names describe the types")]
pub enum IdentifierType {
    Phone,
    Email,
    Cookie,
    ExternalId,
    SocialLine,
    SocialFacebook,
    SocialTwitter,
    SocialWhatsapp,
    SocialWhatsappBsuid,
    SocialInstagram,
    SocialInstagramHandle,
    AppleOpaqueId,
}

impl IdentifierType {
    /// All types that the platform documents.
    pub const ALL: [Self; 12] = [
        Self::Phone,
        Self::Email,
        Self::Cookie,
        Self::ExternalId,
        Self::SocialLine,
        Self::SocialFacebook,
        Self::SocialTwitter,
        Self::SocialWhatsapp,
        Self::SocialWhatsappBsuid,
        Self::SocialInstagram,
        Self::SocialInstagramHandle,
        Self::AppleOpaqueId,
    ];

    /// The type with this name; `None` if this version does not know it.
    pub fn from_platform(name: &str) -> Option<Self> {
        let named = |kind: &Self| kind.as_str().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(named)
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "Phone",
            Self::Email => "Email",
            Self::Cookie => "Cookie",
            Self::ExternalId => "ExternalId",
            Self::SocialLine => "SocialLine",
            Self::SocialFacebook => "SocialFacebook",
            Self::SocialTwitter => "SocialTwitter",
            Self::SocialWhatsapp => "SocialWhatsapp",
            Self::SocialWhatsappBsuid => "SocialWhatsappBsuid",
            Self::SocialInstagram => "SocialInstagram",
            Self::SocialInstagramHandle => "SocialInstagramHandle",
            Self::AppleOpaqueId => "AppleOpaqueId",
        }
    }
}

impl Platform {
    /// Reads contacts by id, each with a result of its own: `None` for an unknown one. The results are in any order. The
    /// platform follows merges, so a contact may have another id than the requested one. The list omits ids without a
    /// result in the response. Needs `externalContacts:contact:view`.
    pub async fn contacts(
        &self,
        caller: &UpstreamCaller,
        ids: &[CustomerId],
    ) -> Result<Vec<(CustomerId, Result<Option<Customer>, Error>)>, Error> {
        let arguments = Arguments::new(Operation::BulkContacts);
        let arguments = arguments.written_body(bulk_body(ids), ids.len());
        let response: BulkContacts = self.call(caller, arguments).await?;
        let mut results = response.results.iter();
        let has_result_without_id =
            results.any(|Object(result)| result.as_ref().is_none_or(|result| result.id.is_none()));
        let mut outcomes: Vec<_> = response
            .results
            .into_iter()
            .filter_map(|Object(result)| {
                let result = result?;
                Some((result.id?, outcome(result)))
            })
            .collect();
        if has_result_without_id {
            // The result may belong to any of the remaining contacts, so none of them counts as absent.
            let found: HashSet<_> = outcomes.iter().map(|(id, _)| *id).collect();
            let remaining = ids.iter().filter(|id| !found.contains(id));
            outcomes.extend(remaining.map(|id| (*id, Err(Error::Invalid(None)))));
        }
        Ok(outcomes)
    }

    /// Finds a contact by identifier. External ids are unique only within an external source.
    /// Needs `externalContacts:contact:view`.
    pub async fn identify(
        &self,
        caller: &UpstreamCaller,
        kind: IdentifierType,
        value: &str,
        external_source: Option<Uuid>,
    ) -> Result<Option<Customer>, Error> {
        let kind = kind.as_str();
        let body = match external_source {
            Some(source) => json!({"type": kind, "value": value, "externalSource": {"id": source}}),
            None => json!({"type": kind, "value": value}),
        };
        let arguments = Arguments::new(Operation::IdentifyContact).body(&body, 1)?;
        let contact = self.call::<Contact>(caller, arguments).await;
        found(contact)
    }

    /// Reads one contact; follows merges like [`Self::contacts`]. Needs `relate:contact:view` or
    /// `externalContacts:contact:view`.
    pub async fn contact(
        &self,
        caller: &UpstreamCaller,
        id: CustomerId,
    ) -> Result<Option<Customer>, Error> {
        let contact = self
            .call::<Contact>(caller, Arguments::for_id(Operation::Contact, id))
            .await;
        found(contact)
    }

    /// Reads the segment assignments of a contact, including those of merged contacts. Needs
    /// `externalContacts:segmentAssignment:view`.
    pub async fn segment_assignments(
        &self,
        caller: &UpstreamCaller,
        id: CustomerId,
    ) -> Result<Vec<AssignmentModel>, Error> {
        let arguments = Arguments::for_id(Operation::ContactSegments, id)
            .with("includeMerged", true)
            .with("limit", SEGMENTS_LIMIT);
        let listing: Listing<SegmentAssignment> = self.call(caller, arguments).await?;
        Ok(listing.entities.0)
    }
}

/// The body that requests contacts by id. Ids need no escaping.
fn bulk_body(ids: &[CustomerId]) -> String {
    const BYTES_PER_ID: usize = r#"{"id":"00000000-0000-0000-0000-000000000000"},"#.len();
    let mut body = String::with_capacity(16 + ids.len() * BYTES_PER_ID);
    body.push_str(r#"{"entities":["#);
    for (index, id) in ids.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a text cannot fail.
        let _ = write!(body, r#"{comma}{{"id":"{id}"}}"#);
    }
    body.push_str("]}");
    body
}

fn found(contact: Result<Contact, Error>) -> Result<Option<Customer>, Error> {
    match contact {
        Ok(contact) => contact.into_model().map(Some).ok_or(Error::Invalid(None)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn outcome(result: BulkResult) -> Result<Option<Customer>, Error> {
    match (result.entity.0, result.status.0) {
        (Some(contact), _) => contact.into_model().map(Some).ok_or(Error::Invalid(None)),
        (None, Some(404)) => Ok(None),
        // The caller holds the permission in some division; otherwise the whole call would get a 403.
        (None, Some(403)) => Err(Error::OutOfReach),
        (None, Some(status @ 400..500)) => Err(Error::Rejected {
            status,
            correlation_id: None,
        }),
        (None, Some(500..)) => Err(Error::Unavailable(None)),
        (None, _) => Err(Error::Invalid(None)),
    }
}

/// The organization of a contact, which the bulk operation does not return. Needs `relate:contact:view` or
/// `externalContacts:contact:view`.
impl Resource for OrganizationModel {
    const KIND: &'static str = "Organization";
    const LIFETIME: Lifetime = Lifetime::Contact;

    async fn read(
        platform: &Platform,
        caller: &UpstreamCaller,
        id: Uuid,
    ) -> Result<Option<Self>, Error> {
        let arguments =
            Arguments::for_id(Operation::Contact, id).with("expand", "externalOrganization");
        let contact: Contact = platform.call(caller, arguments).await?;
        contact.into_organization()
    }
}

/// Every identifier by which a contact is recognized. Needs `externalContacts:contact:view`.
impl Resource for Vec<IdentifierModel> {
    const KIND: &'static str = "Identifiers";
    const LIFETIME: Lifetime = Lifetime::Contact;

    async fn read(
        platform: &Platform,
        caller: &UpstreamCaller,
        id: Uuid,
    ) -> Result<Option<Self>, Error> {
        let listing: Listing<Identifier> = platform
            .call(caller, Arguments::for_id(Operation::ContactIdentifiers, id))
            .await?;
        Ok(Some(listing.entities.0))
    }
}
