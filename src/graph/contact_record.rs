//! The contact record: the declaration of its fields, and the types `Address` and `Division`, which are parts of it.

use async_graphql::{ID, SimpleObject};

use super::declaration::{Declaration, calls, guarded};
use crate::access::rule::Rule;
use crate::model::customer as model;

/// Fields of the contact record.
pub(super) const RECORD: Declaration = guarded(Rule::ContactDetails).calls(calls::CONTACT);

/// A postal address as entered on the platform. Parts that were left empty are null.
#[derive(Debug, SimpleObject)]
pub(super) struct Address {
    /// The first line of the address, for example `12 Example Street`.
    line1: Option<String>,
    /// The second line of the address, for example `2nd floor`.
    line2: Option<String>,
    /// The name of the city, for example `Hamburg`.
    city: Option<String>,
    /// The state, province or region, for example `Hamburg` or `TX`.
    state: Option<String>,
    /// The postal code in the country's own format, for example `20095`.
    postal_code: Option<String>,
    /// The country's code, usually ISO 3166-1 alpha-2, for example `DE`. The platform does not validate it.
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

/// A division of the organization, the unit in which the platform grants permissions.
#[derive(Debug, SimpleObject)]
pub(super) struct Division {
    /// The division's id, a UUID.
    id: ID,
    /// The division's name, for example `Europe`. Null if the platform does not send it.
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
