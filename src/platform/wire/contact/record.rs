//! The address and the division of a contact.

use serde::Deserialize;

use super::super::lenient::Text;
use super::super::{lenient, text};
use crate::model::customer as model;
use crate::model::id::DivisionId;

/// `ContactAddress`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    address1: Text,
    address2: Text,
    city: Text,
    state: Text,
    postal_code: Text,
    country_code: Text,
}

impl Address {
    /// Nothing where every part is empty.
    pub(super) fn into_model(self) -> Option<model::Address> {
        let address = model::Address {
            line1: text(self.address1),
            line2: text(self.address2),
            city: text(self.city),
            state: text(self.state),
            postal_code: text(self.postal_code),
            country_code: text(self.country_code),
        };
        (address != model::Address::default()).then_some(address)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Division {
    #[serde(default, deserialize_with = "lenient::id")]
    id: Option<DivisionId>,
    name: Text,
}

impl Division {
    pub(super) fn into_model(self) -> Option<model::Division> {
        Some(model::Division {
            id: self.id?,
            name: text(self.name),
        })
    }
}
