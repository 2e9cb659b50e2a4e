//! The JSON of a contact.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::authorization::division_reference;
use crate::clock::iso;
use crate::fields::Fields;
use crate::identity::EntityKind;
use crate::world::World;
use crate::world::organization::Division;
use crate::world::person::{COMPANIES, ContactType, Person};

/// The `ExternalContact` of a customer's record; `expand` names the expansions to add.
pub(crate) fn record(world: &World, customer: u32, record: u32, expand: &[&str]) -> Option<Value> {
    let person = world.person(customer)?;
    let id = world.contact_id(customer, record);
    let modified = world
        .revisions
        .last(customer)
        .unwrap_or(world.epoch - TimeDelta::days(3));
    let mut fields = Fields::from_object(json!({
        "id": id,
        "type": person.contact_type.name(),
        "surveyOptOut": false,
        "createDate": iso(world.epoch - TimeDelta::days(400)),
        "modifyDate": iso(modified),
        "selfUri": format!("/api/v2/externalcontacts/contacts/{id}"),
    }));
    if let Some(division) = division(&person) {
        fields.set("division", division_reference(world, division));
    }
    if person.contact_type != ContactType::Ephemeral {
        personal(&person, &mut fields);
    }
    merge(world, customer, record, &mut fields);
    expansions(world, &person, expand, &mut fields);
    Some(fields.into())
}

/// The division of a contact. One contact in four has none and is visible to every holder of the permission.
pub(crate) fn division(person: &Person) -> Option<&'static Division> {
    (!person.number.is_multiple_of(4)).then_some(person.country.division)
}

fn personal(person: &Person, fields: &mut Fields) {
    let phone = person.phone();
    let number = json!({
        "display": phone,
        "e164": phone,
        "userInput": phone,
        "acceptsSMS": true,
        "countryCode": person.country.code,
    });
    fields.set("firstName", person.given);
    fields.set("lastName", person.family);
    // An unknown value is absent in some records and `null` in others.
    if person.number.is_multiple_of(3) {
        fields.set("middleName", Value::Null);
        fields.set("workPhone", Value::Null);
    }
    fields.set("cellPhone", number.clone());
    fields.set("personalEmail", person.email());
    if person.contact_type == ContactType::Identified {
        return;
    }
    if person.company.is_some() {
        fields.set("title", "Purchasing manager");
    }
    let address = json!({
        "address1": format!("{} Example Street", person.number % 200 + 1),
        "address2": "2nd floor",
        "city": person.country.city,
        "state": person.country.name,
        "postalCode": format!("{:05}", 10_000 + person.number % 80_000),
        "countryCode": person.country.code,
    });
    fields.set("address", address);
    fields.set(
        "externalSystemUrl",
        format!("https://crm.example.com/contact/{}", person.number),
    );
    fields.set(
        "whatsAppId",
        json!({ "phoneNumber": number, "displayName": person.given }),
    );
    let handle = json!([{ "userId": person.handle() }]);
    fields.set(
        "lineId",
        json!({ "ids": handle, "displayName": person.given }),
    );
    let scoped = json!([{ "scopedId": person.handle() }]);
    fields.set(
        "facebookId",
        json!({ "ids": scoped, "displayName": person.given }),
    );
    let screen_name = format!("{}{}", person.given.to_lowercase(), person.number);
    fields.set(
        "twitterId",
        json!({ "id": person.handle(), "screenName": screen_name }),
    );
}

/// Links between the two records of a merged customer.
fn merge(world: &World, customer: u32, record: u32, fields: &mut Fields) {
    if world.records(customer) < 2 {
        return;
    }
    let reference = |record: u32| {
        let id = world.contact_id(customer, record);
        json!({ "selfUri": format!("/api/v2/externalcontacts/contacts/{id}"), "id": id })
    };
    fields.set("mergeSet", json!([reference(0), reference(1)]));
    fields.set("canonicalContact", reference(0));
    if record == 0 {
        fields.set("mergedFrom", json!([reference(1)]));
    } else {
        fields.set("mergedTo", reference(0));
    }
}

fn expansions(world: &World, person: &Person, expand: &[&str], fields: &mut Fields) {
    if expand.contains(&"identifiers") {
        fields.set("identifiers", Value::Array(identifiers(world, person)));
    }
    if expand.contains(&"externalOrganization")
        && let Some(company) = person.company
    {
        let id = world
            .ids
            .make(EntityKind::ExternalOrganization, company, 0, 0);
        let name = COMPANIES
            .iter()
            .zip(0..)
            .find(|(_, index)| *index == company)
            .map(|(name, _)| *name);
        let organization = json!({
            "name": name.unwrap_or("Example"),
            "industry": "Services",
            "selfUri": format!("/api/v2/externalcontacts/organizations/{id}"),
            "id": id,
        });
        fields.set("externalOrganization", organization);
    }
    if expand.contains(&"externalDataSources") {
        let url = format!("https://crm.example.com/contact/{}", person.number);
        fields.set(
            "externalDataSources",
            json!([{ "platform": "SALESFORCE", "url": url }]),
        );
    }
    if expand.contains(&"externalSources") && person.contact_type == ContactType::Curated {
        let ids = external_ids(world, person).into_iter();
        let ids: Vec<Value> = ids
            .map(|(value, source)| json!({ "externalSource": source, "value": value }))
            .collect();
        fields.set("externalIds", ids);
    }
}

/// An external system, with its number.
type Source = (u32, &'static str);

pub(crate) const CRM: Source = (0, "CRM");
pub(crate) const BILLING: Source = (1, "Billing");

pub(crate) fn source_id(world: &World, (number, _): Source) -> String {
    world.ids.make(EntityKind::ExternalSource, number, 0, 0)
}

fn source(world: &World, source: Source) -> Value {
    let id = source_id(world, source);
    json!({
        "name": source.1,
        "active": true,
        "selfUri": format!("/api/v2/externalcontacts/externalsources/{id}"),
        "id": id,
    })
}

/// The identifiers that find the customer.
pub(crate) fn identifiers(world: &World, person: &Person) -> Vec<Value> {
    let created = iso(world.epoch - TimeDelta::days(200));
    let row =
        |kind: &str, value: String| json!({ "type": kind, "value": value, "dateCreated": created });
    let mut rows = vec![row("Cookie", cookie(world, person.number))];
    if person.contact_type == ContactType::Ephemeral {
        return rows;
    }
    rows.push(row("Phone", person.phone()));
    rows.push(row("Email", person.email()));
    if person.contact_type != ContactType::Identified {
        for kind in ["SocialLine", "SocialFacebook", "SocialTwitter"] {
            rows.push(row(kind, person.handle()));
        }
        rows.push(row("SocialWhatsapp", person.phone()));
        for (value, source) in external_ids(world, person) {
            let mut external = Fields::from_object(row("ExternalId", value));
            external.set("externalSource", source);
            rows.push(external.into());
        }
        rows.push(row("SocialInstagram", person.handle()));
        rows.push(row("SocialInstagramHandle", person.instagram_handle()));
        rows.push(row("SocialWhatsappBsuid", person.whatsapp_user()));
        if person.number.is_multiple_of(2) {
            rows.push(row("AppleOpaqueId", person.apple_id()));
        }
    }
    rows
}

/// The ids in external systems. An id is unique only within its source: some ids of the billing system equal the CRM ids
/// of other customers.
fn external_ids(world: &World, person: &Person) -> Vec<(String, Value)> {
    let mut ids = vec![(person.external_id(), source(world, CRM))];
    ids.extend(person.billing_id().map(|id| (id, source(world, BILLING))));
    ids
}

/// The cookie in a customer's browser.
pub(crate) fn cookie(world: &World, customer: u32) -> String {
    world.ids.make(EntityKind::Cookie, customer, 0, 0)
}
