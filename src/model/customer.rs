//! A customer: the platform's external contact.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use get_size2::GetSize;

use super::id::{CustomerId, DivisionId, SegmentId, SessionId};

/// An external contact, as far as the journey shows it.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Customer {
    /// The record's own id. It differs from the id asked for when that one was merged away.
    pub id: CustomerId,
    /// Salutation is not included.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// How much the platform knows of this person.
    pub kind: Kind,
    /// Work, personal and other address, in this order, without repeats.
    pub emails: Vec<String>,
    /// Work, mobile, home and other number, in this order.
    pub phones: Vec<Phone>,
    /// The record that this one was merged into.
    pub merged_into: Option<CustomerId>,
    /// The postal address.
    pub address: Option<Address>,
    /// The address of the contact's record in another system, such as a CRM.
    pub external_system_url: Option<String>,
    /// When the record was created.
    pub created_at: Option<DateTime<Utc>>,
    /// When the record was last changed.
    pub modified_at: Option<DateTime<Utc>>,
    /// The division that the record is assigned to.
    pub division: Option<Division>,
}

/// `ExternalContact.address`
#[derive(Debug, Clone, Default, PartialEq, Eq, GetSize)]
#[expect(missing_docs, reason = "the names are the platform's and say it")]
pub struct Address {
    pub line1: Option<String>,
    pub line2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub country_code: Option<String>,
}

/// A contact's division, with its name where the platform sends it along.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Division {
    /// Its id.
    pub id: DivisionId,
    /// Its name.
    pub name: Option<String>,
}

/// `ExternalContact.type`.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub enum Kind {
    /// Known by a cookie only; expires after 60 days.
    Ephemeral,
    /// Known by an identifier such as a phone number; expires after 60 days.
    Identified,
    /// Kept by people.
    Curated,
    /// A value that this version does not know, or none.
    Unknown(String),
}

/// A phone number of a customer.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Phone {
    /// Which of the contact's numbers.
    pub kind: PhoneKind,
    /// With country code and leading `+`.
    pub e164: Option<String>,
    /// For people.
    pub display: Option<String>,
}

/// Which of a contact's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, GetSize)]
pub enum PhoneKind {
    /// At work.
    Work,
    /// Mobile.
    Cell,
    /// At home.
    Home,
    /// Any other.
    Other,
}

/// An external organization.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Organization {
    /// Opaque.
    pub id: String,
    /// Absent where the platform sends the reference only.
    pub name: Option<String>,
}

/// What a customer can be recognised by.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct Identifier {
    /// The platform's name of the kind: `Phone`, `Email`, `Cookie` …
    pub kind: String,
    /// Phone numbers in E.164.
    pub value: String,
    /// The system that an external id belongs to.
    pub external_source: Option<ExternalSource>,
}

/// A system outside the platform that has ids of its own for customers.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct ExternalSource {
    /// Its id on the platform.
    pub id: String,
    /// Its name, unique in the organization.
    pub name: Option<String>,
}

/// A segment that a customer was put into.
#[derive(Debug, Clone, PartialEq, Eq, GetSize)]
pub struct SegmentAssignment {
    /// Name and colour come from the segment itself.
    pub segment: SegmentId,
    /// When.
    pub assigned_at: Option<DateTime<Utc>>,
    /// When the platform plans to take the customer out of the segment.
    pub planned_end_at: Option<DateTime<Utc>>,
    /// In which session, if in one.
    pub session: Option<SessionId>,
    /// Where it belongs, if that is known; a viewer's own token is shown only what it may see.
    pub divisions: Vec<DivisionId>,
}

impl SegmentAssignment {
    /// Keeps the newest assignment to each segment, newest first. Assignments without a date count as
    /// the oldest.
    pub fn newest_of_each(mut assignments: Vec<Self>) -> Vec<Self> {
        let age = |one: &Self| (one.assigned_at, one.segment, one.session);
        assignments.sort_by_key(|one| Reverse(age(one)));
        let mut seen = HashSet::new();
        assignments.retain(|one| seen.insert(one.segment));
        assignments
    }
}

impl Customer {
    /// For people: first and last name, else an e-mail address or a phone number.
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
        fn each_segment_is_listed_once_with_its_newest_assignment(
            all in proptest::collection::vec((0..4_u8, proptest::option::of(0..6_i64), 0..3_u8), 0..12),
            swaps in proptest::collection::vec((0..12_usize, 0..12_usize), 0..12),
        ) {
            let all: Vec<_> = all.into_iter().map(assignment).collect();
            let listed = SegmentAssignment::newest_of_each(all.clone());
            for one in &all {
                let mut of_segment = listed.iter().filter(|other| other.segment == one.segment);
                let newest = of_segment.next().unwrap();
                prop_assert!(newest.assigned_at >= one.assigned_at);
                prop_assert!(all.contains(newest) && of_segment.next().is_none());
            }
            prop_assert!(listed.is_sorted_by(|one, next| one.assigned_at >= next.assigned_at));
            // Whatever the order in which the platform sends them.
            let mut shuffled = all;
            for (one, other) in swaps {
                if one.max(other) < shuffled.len() {
                    shuffled.swap(one, other);
                }
            }
            prop_assert_eq!(SegmentAssignment::newest_of_each(shuffled), listed);
        }
    }
}
