//! A customer: the platform's external contact.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use get_size2::GetSize;
use serde::{Deserialize, Serialize};

use super::id::{CustomerId, DivisionId, SegmentId, SessionId};

/// The fields of an external contact that the graph exposes.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Customer {
    /// Id of the record. It differs from the requested id if that record was merged into this one.
    pub id: CustomerId,
    /// First name, without salutation.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// How the platform knows the customer.
    pub kind: CustomerKind,
    /// Work, personal and other e-mail address, in this order, without duplicates.
    pub emails: Vec<String>,
    /// Work, mobile, home and other phone number, in this order.
    pub phones: Vec<Phone>,
    /// The record into which this one was merged.
    pub merged_into: Option<CustomerId>,
    /// Postal address.
    pub address: Option<Address>,
    /// URL of the contact in another system, such as a CRM.
    pub external_system_url: Option<String>,
    /// Time at which the record was created.
    pub created_at: Option<DateTime<Utc>>,
    /// Time of the last change of the record.
    pub modified_at: Option<DateTime<Utc>>,
    /// The division of the record.
    pub division: Option<Division>,
}

/// `ExternalContact.address`
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the REST API")]
pub struct Address {
    pub line1: Option<String>,
    pub line2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub country_code: Option<String>,
}

/// The division of a contact.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Division {
    /// Id of the division.
    pub id: DivisionId,
    /// Name of the division, if the platform sends it with the contact.
    pub name: Option<String>,
}

/// How the platform knows a customer: `ExternalContact.type` of the REST API.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub enum CustomerKind {
    /// Known only by a cookie. Expires after 60 days.
    Ephemeral,
    /// Known by an identifier such as a phone number. Expires after 60 days.
    Identified,
    /// A record that users of the platform maintain. Does not expire.
    Curated,
    /// A value that this version does not know, in the platform's spelling; empty if there is none.
    Unknown(String),
}

/// A phone number of a customer.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Phone {
    /// The use of the number.
    pub kind: PhoneKind,
    /// The number in E.164: a leading `+`, country code and digits.
    pub e164: Option<String>,
    /// The number in the format for display.
    pub display: Option<String>,
}

/// The uses of a contact's phone numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub enum PhoneKind {
    /// Work number.
    Work,
    /// Mobile number.
    Cell,
    /// Home number.
    Home,
    /// Any other number.
    Other,
}

/// An external organization: the company of a customer.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Organization {
    /// Id of the organization, an opaque string.
    pub id: String,
    /// Name of the organization. Absent if the platform sends only a reference.
    pub name: Option<String>,
}

/// A value by which the platform recognizes a customer.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct Identifier {
    /// Type of identifier in the platform's spelling, such as `Phone` or `Cookie`.
    pub kind: String,
    /// The identifier. Phone numbers are in E.164.
    pub value: String,
    /// The system to which an external id belongs.
    pub external_source: Option<ExternalSource>,
}

/// A system outside the platform that has its own customer ids.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct ExternalSource {
    /// Id of the system on the platform.
    pub id: String,
    /// Name of the system, unique in the organization.
    pub name: Option<String>,
}

/// The assignment of a customer to a segment.
#[derive(Debug, Clone, PartialEq, Eq, GetSize, Serialize, Deserialize)]
pub struct SegmentAssignment {
    /// The segment's id. Its name and color are looked up.
    pub segment: SegmentId,
    /// Time of the assignment.
    pub assigned_at: Option<DateTime<Utc>>,
    /// Time at which the platform plans to end the assignment.
    pub planned_end_at: Option<DateTime<Utc>>,
    /// The session that caused the assignment, if one did.
    pub session: Option<SessionId>,
    /// The divisions of the assignment, if known. With a viewer's own token they are not needed: the platform
    /// sends only visible assignments.
    pub divisions: Vec<DivisionId>,
}

impl SegmentAssignment {
    /// Keeps the newest assignment to each segment and sorts them by time, newest first. Assignments without a
    /// time count as the oldest.
    pub fn newest_per_segment(mut assignments: Vec<Self>) -> Vec<Self> {
        let age = |assignment: &Self| {
            (
                assignment.assigned_at,
                assignment.segment,
                assignment.session,
            )
        };
        assignments.sort_by_key(|assignment| Reverse(age(assignment)));
        let mut seen = HashSet::new();
        assignments.retain(|assignment| seen.insert(assignment.segment));
        assignments
    }
}

impl Customer {
    /// The display name: first and last name, else an e-mail address or a phone number.
    pub fn display_name(&self) -> Option<String> {
        let names: Vec<_> = [&self.first_name, &self.last_name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if !names.is_empty() {
            return Some(names.join(" "));
        }
        let phone = || {
            self.phones
                .iter()
                .find_map(|phone| phone.display.clone().or_else(|| phone.e164.clone()))
        };
        self.emails.first().cloned().or_else(phone)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn assignment((segment, at, session): (u8, Option<i64>, u8)) -> SegmentAssignment {
        let id = |number: u8| Uuid::from_u128(u128::from(number));
        SegmentAssignment {
            segment: SegmentId(id(segment)),
            assigned_at: at.and_then(|at| DateTime::from_timestamp(at, 0)),
            planned_end_at: None,
            session: Some(SessionId(id(session))),
            divisions: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn each_segment_has_only_its_newest_assignment(
            all in proptest::collection::vec((0..4_u8, proptest::option::of(0..6_i64), 0..3_u8), 0..12),
            swaps in proptest::collection::vec((0..12_usize, 0..12_usize), 0..12),
        ) {
            let all: Vec<_> = all.into_iter().map(assignment).collect();
            let kept = SegmentAssignment::newest_per_segment(all.clone());
            for assignment in &all {
                let is_same_segment = |other: &&SegmentAssignment| other.segment == assignment.segment;
                let mut same_segment = kept.iter().filter(is_same_segment);
                let newest = same_segment.next().unwrap();
                prop_assert!(newest.assigned_at >= assignment.assigned_at);
                prop_assert!(all.contains(newest) && same_segment.next().is_none());
            }
            prop_assert!(kept.is_sorted_by(|newer, older| newer.assigned_at >= older.assigned_at));
            // The result does not depend on the order of the assignments.
            let mut shuffled = all;
            for (left, right) in swaps {
                if left.max(right) < shuffled.len() {
                    shuffled.swap(left, right);
                }
            }
            prop_assert_eq!(SegmentAssignment::newest_per_segment(shuffled), kept);
        }
    }
}
