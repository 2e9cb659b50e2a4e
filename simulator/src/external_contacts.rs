//! External contacts: by id, in bulk, by identifier.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) mod contact;
pub(crate) mod listing;

use super::error::ApiError;
use super::identity::EntityKind;
use super::rng::SeededRng;
use super::server::{ApiRequest, ApiResponse, ApiResult};
use super::world::person::Person;

/// Maximum number of ids in a bulk request. The platform documents none; this is the gateway's default.
const BULK_LIMIT: usize = 50;

/// `GET contacts/{contactId}`: the canonical record, even for the id of a merged one.
pub(crate) fn get(request: &ApiRequest) -> ApiResult {
    let (customer, _) = visible(request)?;
    let contact = contact::record(request.world, customer, 0, &request.list("expand"));
    Ok(contact.ok_or_else(|| unknown(request.id()))?.into())
}

/// `GET contacts/{contactId}/unresolved`: the record with exactly this id.
pub(crate) fn unresolved(request: &ApiRequest) -> ApiResult {
    let (customer, record) = visible(request)?;
    let contact = contact::record(request.world, customer, record, &request.list("expand"));
    Ok(contact.ok_or_else(|| unknown(request.id()))?.into())
}

/// `GET contacts/{contactId}/identifiers`.
pub(crate) fn identifiers(request: &ApiRequest) -> ApiResult {
    let (customer, _) = visible(request)?;
    let person = request
        .world
        .person(customer)
        .ok_or_else(|| unknown(request.id()))?;
    Ok(json!({ "entities": contact::identifiers(request.world, &person) }).into())
}

/// The body of a bulk request.
#[derive(Deserialize)]
struct BulkIds {
    entities: Vec<BulkId>,
}

#[derive(Deserialize)]
struct BulkId {
    id: String,
}

/// `POST bulk/contacts` and `bulk/contacts/divisionviews`.
pub(crate) fn bulk(request: &ApiRequest) -> ApiResult {
    fetch(request, true)
}

/// `POST bulk/contacts/unresolved`.
pub(crate) fn bulk_unresolved(request: &ApiRequest) -> ApiResult {
    fetch(request, false)
}

fn fetch(request: &ApiRequest, resolve: bool) -> ApiResult {
    let body: BulkIds = read(request)?;
    let requested_ids: Vec<String> = body.entities.into_iter().map(|entity| entity.id).collect();
    if requested_ids.is_empty() || requested_ids.len() > BULK_LIMIT {
        return Err(ApiError::bad_request(format!(
            "A bulk request takes 1 to {BULK_LIMIT} entities."
        )));
    }
    let mut results: Vec<Value> = requested_ids
        .iter()
        .map(|id| result(request, id, resolve))
        .collect();
    // The platform guarantees no order; this one makes a caller that relies on it fail.
    let mut order = DefaultHasher::new();
    requested_ids.hash(&mut order);
    SeededRng::for_entity(request.world.seed, [order.finish(), 0, 0]).shuffle(&mut results);
    let failed: Vec<usize> = results
        .iter()
        .enumerate()
        .filter(|(_, result)| result["success"] == false)
        .map(|(index, _)| index)
        .collect();
    let body = json!({ "results": results, "errorCount": failed.len(), "errorIndexes": failed });
    Ok(ApiResponse {
        requested_ids,
        ..body.into()
    })
}

fn result(request: &ApiRequest, id: &str, resolve: bool) -> Value {
    let world = request.world;
    let failed = |status: u16, code: &str, message: &str| {
        json!({
            "id": id,
            "success": false,
            "status": status,
            "error": {
                "code": code,
                "message": message,
                "status": status,
                "retryable": false,
                "details": [],
            },
        })
    };
    let known = world.contact(id);
    if known.is_some_and(|(customer, _)| !sees(request, customer)) {
        let message = "Unable to perform the requested action.";
        return failed(403, "missing.division.permission", message);
    }
    let found = known.and_then(|(customer, record)| {
        contact::record(world, customer, if resolve { 0 } else { record }, &[])
    });
    match found {
        Some(entity) => json!({ "id": id, "success": true, "status": 200, "entity": entity }),
        None => failed(404, "not.found", "The requested resource was not found."),
    }
}

/// The body of a lookup.
#[derive(Deserialize)]
struct Identifier {
    #[serde(rename = "type")]
    kind: String,
    value: String,
    #[serde(rename = "externalSource")]
    source: Option<Reference>,
}

/// Another entity, by its id.
#[derive(Deserialize)]
struct Reference {
    id: String,
}

/// `POST identifierlookup/contacts`.
pub(crate) fn look_up(request: &ApiRequest) -> ApiResult {
    let Identifier {
        kind,
        value,
        source,
    } = read(request)?;
    let source = source.map(|source| source.id);
    let billing = contact::source_id(request.world, contact::BILLING);
    let number = match kind.as_str() {
        "Phone" if !is_e164(&value) => {
            return Err(ApiError::bad_request(
                "A phone number needs a country code and a leading +.",
            ));
        }
        "Phone" | "SocialWhatsapp" => Person::number_of_phone(&value),
        "Email" => Person::number_of_email(&value),
        "Cookie" => request
            .world
            .ids
            .read(EntityKind::Cookie, &value)
            .map(|name| name.first),
        "ExternalId" if source.as_ref() == Some(&billing) => Person::number_of_billing_id(&value),
        "ExternalId" => Person::number_of_external_id(&value),
        "SocialLine" | "SocialFacebook" | "SocialTwitter" | "SocialInstagram" => {
            Person::number_of_handle(&value)
        }
        "SocialWhatsappBsuid" => Person::number_of_whatsapp_user(&value),
        "AppleOpaqueId" => Person::number_of_apple_id(&value),
        "SocialInstagramHandle" => Person::number_of_instagram_handle(&value),
        other => return Err(ApiError::invalid_value("type", other)),
    };
    let person = number.and_then(|number| request.world.person(number));
    // The number only suggests a contact; the contact's list of identifiers decides.
    let owner = person.filter(|person| {
        let listed = contact::identifiers(request.world, person);
        listed.iter().any(|identifier| {
            let own = identifier.pointer("/externalSource/id");
            let of_source = |id: &String| own.is_some_and(|own| *own == **id);
            identifier["type"] == *kind
                && identifier["value"] == *value
                && source.as_ref().is_none_or(of_source)
        })
    });
    let owner = owner.filter(|owner| sees(request, owner.number));
    let owner = owner.ok_or_else(|| unknown(&value))?;
    let contact = contact::record(request.world, owner.number, 0, &request.list("expand"));
    Ok(contact.ok_or_else(|| unknown(&value))?.into())
}

fn is_e164(value: &str) -> bool {
    value
        .strip_prefix('+')
        .is_some_and(|digits| digits.len() >= 7 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Parses the JSON of the body.
pub(crate) fn read<'a, T: Deserialize<'a>>(request: &'a ApiRequest) -> Result<T, ApiError> {
    let media = request
        .headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !media.starts_with("application/json") {
        return Err(ApiError::unsupported_media_type());
    }
    serde_json::from_slice(&request.body)
        .map_err(|_| ApiError::bad_request("The request could not be understood."))
}

/// Whether the contact's division, if it has one, is visible to the caller.
fn sees(request: &ApiRequest, customer: u32) -> bool {
    let person = request.world.person(customer);
    let division = person.and_then(|person| contact::division(&person));
    request.sees(division.as_slice())
}

/// The contact in the path, if it is visible to the caller.
pub(crate) fn visible(request: &ApiRequest) -> Result<(u32, u32), ApiError> {
    let (customer, record) = known(request)?;
    if sees(request, customer) {
        Ok((customer, record))
    } else {
        Err(ApiError::missing_division(
            request.requirement.permissions(),
        ))
    }
}

/// The contact in the path.
pub(crate) fn known(request: &ApiRequest) -> Result<(u32, u32), ApiError> {
    request
        .world
        .contact(request.id())
        .ok_or_else(|| unknown(request.id()))
}

fn unknown(id: &str) -> ApiError {
    ApiError::not_found("contact", id)
}
