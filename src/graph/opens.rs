//! The guarded fields that each permission opens, for the report of `journey-gateway check`.

use std::collections::BTreeSet;

use super::declaration::fields::Fields;
use super::registry::fields;
use crate::access::Permission;

/// The guarded fields of the schema.
#[derive(Debug)]
pub struct Opens(&'static Fields);

impl Default for Opens {
    fn default() -> Self {
        Self(fields())
    }
}

impl Opens {
    /// The fields whose rules name `permission`, as `Type.field`, sorted. A field of an interface is listed
    /// once, as the interface's. The fields for Relay are left out: each repeats another one.
    pub fn fields(&self, permission: Permission) -> BTreeSet<String> {
        let guarded = self.0.iter().filter(|(_, name, field)| {
            let rule = field.declaration.rule;
            !name.starts_with("fetch__")
                && rule.is_some_and(|rule| {
                    rule.any().contains(&permission) || rule.all().contains(&permission)
                })
        });
        let guarded: Vec<_> = guarded.map(|(on, name, _)| (on, name)).collect();
        let is_inherited = |on: &str, name: &str| {
            let mut interfaces = self.0.interfaces_of(on);
            interfaces.any(|interface| guarded.contains(&(interface, name)))
        };
        let own = guarded.iter().filter(|(on, name)| !is_inherited(on, name));
        own.map(|(on, name)| format!("{on}.{name}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_an_interface_is_listed_once() {
        let fields = |permission| {
            let fields = Opens::default().fields(permission).into_iter();
            fields.collect::<Vec<_>>()
        };
        assert_eq!(
            fields(Permission::JourneyEvent),
            [
                "Session.events",
                "WebSession.contentOffers",
                "WebSession.offers"
            ]
        );
        assert_eq!(
            fields(Permission::ExternalContactsSession),
            [
                "Customer.sessions",
                "Customer.summary",
                "Subscription.journeyChanged"
            ]
        );
    }

    #[test]
    fn every_permission_opens_a_field_or_has_a_text_for_what_else_it_opens() {
        for permission in Permission::ALL {
            assert!(
                !Opens::default().fields(*permission).is_empty()
                    || permission.other_data().is_some(),
                "{}",
                permission.as_str()
            );
        }
    }
}
