//! `Address` and `Division`: parts of a contact's record.

use async_graphql::{ID, SimpleObject};

use crate::model::customer as model;

/// A postal address, as it was entered on the platform. Every part is null where it was left empty.
#[derive(Debug, SimpleObject)]
pub(super) struct Address {
    /// The first line, for example `12 Example Street`.
    line1: Option<String>,
    /// The second line, for example `2nd floor`.
    line2: Option<String>,
    /// The city, for example `Hamburg`.
    city: Option<String>,
    /// The state, province or region.
    state: Option<String>,
    /// The postal code, for example `20095`, in the country's own format.
    postal_code: Option<String>,
    /// The country's code, usually ISO 3166-1 alpha-2 such as `DE`; the platform does not check it.
    country_code: Option<String>,
}

impl From<&model::Address> for Address {
    fn from(address: &model::Address) -> Self {
        Self {
            line1: address.line1.clone(),
            line2: address.line2.clone(),
            city: address.city.clone(),
            state: address.state.clone(),
            postal_code: address.postal_code.clone(),
            country_code: address.country_code.clone(),
        }
    }
}

/// A division of the organization.
#[derive(Debug, SimpleObject)]
pub(super) struct Division {
    /// The division's id, a UUID.
    id: ID,
    /// The division's name, for example `Europe`. Null where the platform does not send it.
    name: Option<String>,
}

impl From<&model::Division> for Division {
    fn from(division: &model::Division) -> Self {
        Self {
            id: ID(division.id.to_string()),
            name: division.name.clone(),
        }
    }
}
