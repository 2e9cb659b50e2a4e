//! `ExternalContact`, its identifiers and its segment assignments.

mod record;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use self::record::{Address, Division};
use super::lenient::{Object, Scalar, Text};
use super::{Reference, Shape, id_of, lenient, text};
use crate::model::customer as model;
use crate::model::id::{CustomerId, DivisionId, SegmentId, SessionId};
use crate::platform::error::Error;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Contact {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<CustomerId>,
    first_name: Text,
    last_name: Text,
    title: Text,
    #[serde(default, rename = "type", deserialize_with = "kind")]
    kind: Option<model::CustomerKind>,
    work_email: Text,
    personal_email: Text,
    other_email: Text,
    work_phone: Object<Phone>,
    cell_phone: Object<Phone>,
    home_phone: Object<Phone>,
    other_phone: Object<Phone>,
    external_organization: Object<Organization>,
    canonical_contact: Option<Reference<CustomerId>>,
    merged_to: Option<Reference<CustomerId>>,
    address: Object<Address>,
    external_system_url: Text,
    #[serde(default, deserialize_with = "lenient::instant")]
    create_date: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    modify_date: Option<DateTime<Utc>>,
    division: Option<Division>,
}

#[derive(Debug, Deserialize)]
struct Phone {
    e164: Text,
    display: Text,
}

#[derive(Debug, Deserialize)]
struct Organization {
    id: Text,
    name: Text,
}

impl Shape for Contact {
    type Model = model::Customer;

    /// Requires an id.
    fn into_model(self) -> Option<model::Customer> {
        let id = self.id?;
        let mut emails = Vec::new();
        for email in [self.work_email, self.personal_email, self.other_email]
            .into_iter()
            .filter_map(text)
        {
            if !emails.contains(&email) {
                emails.push(email);
            }
        }
        let phones = [
            (model::PhoneKind::Work, self.work_phone),
            (model::PhoneKind::Cell, self.cell_phone),
            (model::PhoneKind::Home, self.home_phone),
            (model::PhoneKind::Other, self.other_phone),
        ];
        // A canonical contact has `canonicalContact` too, with its own id.
        let merged_into = id_of(self.merged_to).or_else(|| id_of(self.canonical_contact));
        Some(model::Customer {
            id,
            first_name: text(self.first_name),
            last_name: text(self.last_name),
            title: text(self.title),
            kind: self
                .kind
                .unwrap_or(model::CustomerKind::Unknown(String::new())),
            emails,
            phones: phones
                .into_iter()
                .filter_map(|(kind, phone)| phone.0?.into_model(kind))
                .collect(),
            merged_into: merged_into.filter(|target| *target != id),
            address: self.address.0.and_then(Address::into_model),
            external_system_url: text(self.external_system_url),
            created_at: self.create_date,
            modified_at: self.modify_date,
            division: self.division.map(Division::into_model),
        })
    }
}

impl Contact {
    /// The company; present only with `expand`. Fails without a contact id, because such a response does not prove that
    /// the contact has no company.
    pub(crate) fn into_organization(self) -> Result<Option<model::Organization>, Error> {
        self.id.ok_or(Error::Invalid(None))?;
        Ok(self
            .external_organization
            .0
            .and_then(Organization::into_model))
    }
}

fn kind<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<model::CustomerKind>, D::Error> {
    lenient::read(deserializer, |text| {
        Some(match text {
            "Ephemeral" => model::CustomerKind::Ephemeral,
            "Identified" => model::CustomerKind::Identified,
            "Curated" => model::CustomerKind::Curated,
            _ => model::CustomerKind::Unknown(text.to_owned()),
        })
    })
}

impl Phone {
    fn into_model(self, kind: model::PhoneKind) -> Option<model::Phone> {
        let phone = model::Phone {
            kind,
            e164: text(self.e164),
            display: text(self.display),
        };
        (phone.e164.is_some() || phone.display.is_some()).then_some(phone)
    }
}

impl Organization {
    fn into_model(self) -> Option<model::Organization> {
        Some(model::Organization {
            id: text(self.id)?,
            name: text(self.name),
        })
    }
}

/// The response of the bulk operation: results in any order, each with its own status.
#[derive(Debug, Deserialize)]
pub(crate) struct BulkContacts {
    #[serde(deserialize_with = "lenient::required_list")]
    pub(crate) results: Vec<Object<BulkResult>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct BulkResult {
    #[serde(default, deserialize_with = "lenient::id")]
    pub(crate) id: Option<CustomerId>,
    pub(crate) status: Scalar<u16>,
    pub(crate) entity: Object<Contact>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Identifier {
    #[serde(rename = "type")]
    kind: Text,
    value: Text,
    external_source: Object<ExternalSource>,
}

#[derive(Debug, Deserialize)]
struct ExternalSource {
    id: Text,
    name: Text,
}

impl ExternalSource {
    fn into_model(self) -> Option<model::ExternalSource> {
        Some(model::ExternalSource {
            id: text(self.id)?,
            name: text(self.name),
        })
    }
}

impl Shape for Identifier {
    type Model = model::Identifier;

    fn into_model(self) -> Option<model::Identifier> {
        Some(model::Identifier {
            kind: text(self.kind)?,
            value: text(self.value)?,
            external_source: self.external_source.0.and_then(ExternalSource::into_model),
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SegmentAssignment {
    segment: Option<Reference<SegmentId>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    date_assigned: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "lenient::instant")]
    date_for_unassignment: Option<DateTime<Utc>>,
    session: Option<Reference<SessionId>>,
}

impl Shape for SegmentAssignment {
    type Model = model::SegmentAssignment;

    fn into_model(self) -> Option<model::SegmentAssignment> {
        let was_in_session = self.session.is_some();
        let session = id_of(self.session);
        // The assignment has the divisions of its session. If the session is unreadable, no viewer may see it.
        let unreadable = (was_in_session && session.is_none()).then_some(DivisionId::UNREADABLE);
        Some(model::SegmentAssignment {
            segment: id_of(self.segment)?,
            assigned_at: self.date_assigned,
            planned_end_at: self.date_for_unassignment,
            session,
            divisions: unreadable.into_iter().collect(),
        })
    }
}
