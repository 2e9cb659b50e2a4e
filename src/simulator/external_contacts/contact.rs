//! A contact's JSON.

use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use crate::simulator::authorization::division_reference;
use crate::simulator::clock::iso;
use crate::simulator::identity::Kind;
use crate::simulator::world::World;
use crate::simulator::world::person::{Acquaintance, COMPANIES, Person};

/// The `ExternalContact` of a customer's record; expansions are added by name.
pub(crate) fn record(world: &World, customer: u32, record: u32, expand: &[&str]) -> Option<Value> {
    let person = world.person(customer)?;
    let id = world.contact_id(customer, record);
    let mut contact = json!({
        "id": id,
        "type": person.acquaintance.name(),
        "surveyOptOut": false,
        "createDate": iso(world.epoch - TimeDelta::days(400)),
        "modifyDate": iso(world.epoch - TimeDelta::days(3)),
        "selfUri": format!("/api/v2/externalcontacts/contacts/{id}"),
    });
    let fields = contact.as_object_mut()?;
    if !customer.is_multiple_of(4) {
        fields.insert(
            "division".to_owned(),
            division_reference(world, person.country.division),
        );
    }
    if person.acquaintance != Acquaintance::Ephemeral {
        personal(&person, fields);
    }
    merge(world, customer, record, fields);
    expansions(world, &person, expand, fields);
    Some(contact)
}

fn personal(person: &Person, fields: &mut Map<String, Value>) {
    let phone = person.phone();
    let number = json!({
        "display": phone,
        "e164": phone,
        "userInput": phone,
        "acceptsSMS": true,
        "countryCode": person.country.code,
    });
    fields.insert("firstName".to_owned(), json!(person.given));
    fields.insert("lastName".to_owned(), json!(person.family));
    // What is not known is missing for some and null for others.
    if person.number.is_multiple_of(3) {
        fields.insert("middleName".to_owned(), Value::Null);
        fields.insert("workPhone".to_owned(), Value::Null);
    }
    fields.insert("cellPhone".to_owned(), number.clone());
    fields.insert("personalEmail".to_owned(), json!(person.email()));
    if person.acquaintance == Acquaintance::Identified {
        return;
    }
    let city = json!({ "city": person.country.city, "countryCode": person.country.code });
    fields.insert("address".to_owned(), city);
    fields.insert(
        "whatsAppId".to_owned(),
        json!({ "phoneNumber": number, "displayName": person.given }),
    );
    let handle = json!([{ "userId": person.handle() }]);
    fields.insert(
        "lineId".to_owned(),
        json!({ "ids": handle, "displayName": person.given }),
    );
    let scoped = json!([{ "scopedId": person.handle() }]);
    fields.insert(
        "facebookId".to_owned(),
        json!({ "ids": scoped, "displayName": person.given }),
    );
    let screen_name = format!("{}{}", person.given.to_lowercase(), person.number);
    fields.insert(
        "twitterId".to_owned(),
        json!({ "id": person.handle(), "screenName": screen_name }),
    );
}

/// How the record relates to the other one of a merged customer.
fn merge(world: &World, customer: u32, record: u32, fields: &mut Map<String, Value>) {
    if world.records(customer) < 2 {
        return;
    }
    let reference = |record: u32| {
        let id = world.contact_id(customer, record);
        json!({ "selfUri": format!("/api/v2/externalcontacts/contacts/{id}"), "id": id })
    };
    fields.insert("mergeSet".to_owned(), json!([reference(0), reference(1)]));
    fields.insert("canonicalContact".to_owned(), reference(0));
    if record == 0 {
        fields.insert("mergedFrom".to_owned(), json!([reference(1)]));
    } else {
        fields.insert("mergedTo".to_owned(), reference(0));
    }
}

fn expansions(world: &World, person: &Person, expand: &[&str], fields: &mut Map<String, Value>) {
    if expand.contains(&"identifiers") {
        fields.insert(
            "identifiers".to_owned(),
            Value::Array(identifiers(world, person)),
        );
    }
    if expand.contains(&"externalOrganization")
        && let Some(company) = person.company
    {
        let id = world.ids.make(Kind::ExternalOrganization, company, 0, 0);
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
        fields.insert("externalOrganization".to_owned(), organization);
    }
    if expand.contains(&"externalDataSources") {
        let url = format!("https://crm.example.com/contact/{}", person.number);
        fields.insert(
            "externalDataSources".to_owned(),
            json!([{ "platform": "SALESFORCE", "url": url }]),
        );
    }
    if expand.contains(&"externalSources") && person.acquaintance == Acquaintance::Curated {
        let ids = json!([{ "externalSource": source(world), "value": person.external_id() }]);
        fields.insert("externalIds".to_owned(), ids);
    }
}

fn source(world: &World) -> Value {
    let id = world.ids.make(Kind::ExternalSource, 0, 0, 0);
    json!({
        "name": "CRM",
        "active": true,
        "selfUri": format!("/api/v2/externalcontacts/externalsources/{id}"),
        "id": id,
    })
}

/// What the customer can be found by.
pub(crate) fn identifiers(world: &World, person: &Person) -> Vec<Value> {
    let created = iso(world.epoch - TimeDelta::days(200));
    let row =
        |kind: &str, value: String| json!({ "type": kind, "value": value, "dateCreated": created });
    let mut rows = vec![row("Cookie", cookie(world, person.number))];
    if person.acquaintance == Acquaintance::Ephemeral {
        return rows;
    }
    rows.push(row("Phone", person.phone()));
    rows.push(row("Email", person.email()));
    if person.acquaintance != Acquaintance::Identified {
        for kind in ["SocialLine", "SocialFacebook", "SocialTwitter"] {
            rows.push(row(kind, person.handle()));
        }
        rows.push(row("SocialWhatsapp", person.phone()));
        let mut external = row("ExternalId", person.external_id());
        external["externalSource"] = source(world);
        rows.push(external);
    }
    rows
}

/// The cookie of a customer's browser.
pub(crate) fn cookie(world: &World, customer: u32) -> String {
    world.ids.make(Kind::Cookie, customer, 0, 0)
}
