//! The address and the division of a contact.

use serde::{Deserialize, Deserializer};

use super::super::lenient::{Object, Text};
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
    /// `None` if every part is empty.
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

/// The division of a contact. A contact with a division must not look like one without, which every viewer of
/// contacts sees: an unreadable division becomes one that no viewer holds.
#[derive(Debug)]
pub(super) struct Division {
    id: Option<DivisionId>,
    name: Text,
}

impl<'de> Deserialize<'de> for Division {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            #[serde(default, deserialize_with = "lenient::id")]
            id: Option<DivisionId>,
            #[serde(default)]
            name: Text,
        }

        let Object(fields) = Object::<Fields>::deserialize(deserializer)?;
        let (id, name) = fields.map_or_else(Default::default, |fields| (fields.id, fields.name));
        Ok(Self { id, name })
    }
}

impl Division {
    pub(super) fn into_model(self) -> model::Division {
        model::Division {
            id: self.id.unwrap_or(DivisionId::UNREADABLE),
            name: text(self.name),
        }
    }
}
