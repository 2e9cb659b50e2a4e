//! Contacts: merged ones, in bulk, and by identifier.

use reqwest::StatusCode;
use serde_json::json;

use super::{Platform, SUPERVISOR, ids, sessions_path, text};

const LOOKUP: &str = "/api/v2/externalcontacts/identifierlookup/contacts";
const BULK: &str = "/api/v2/externalcontacts/bulk/contacts";

#[tokio::test]
async fn a_merged_contact_resolves_to_the_canonical_one() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let (old, new) = (&fixtures.merged_customer, &fixtures.canonical_customer);
    let followed = platform
        .get_ok(
            SUPERVISOR,
            &format!("/api/v2/externalcontacts/contacts/{old}"),
        )
        .await;
    assert_eq!(text(&followed, "id"), new);
    let itself = platform
        .get_ok(
            SUPERVISOR,
            &format!("/api/v2/externalcontacts/contacts/{old}/unresolved"),
        )
        .await;
    assert_eq!(text(&itself, "id"), old);
    assert_eq!(text(&itself["mergedTo"], "id"), new);
    assert_eq!(itself["mergeSet"].as_array().map(Vec::len), Some(2));
    let without = platform
        .all(SUPERVISOR, &sessions_path(new, "pageSize=200"))
        .await;
    let with = platform
        .all(
            SUPERVISOR,
            &sessions_path(new, "pageSize=200&includeMerged=true"),
        )
        .await;
    let of_old = platform
        .all(SUPERVISOR, &sessions_path(old, "pageSize=200"))
        .await;
    assert!(!without.is_empty() && !of_old.is_empty());
    assert_eq!(without.len() + of_old.len(), with.len());
    assert!(
        of_old
            .iter()
            .all(|session| session["externalContact"]["id"] == **old)
    );
    assert!(
        of_old
            .iter()
            .all(|session| !ids(&without).contains(&text(session, "id")))
    );
}

#[tokio::test]
async fn bulk_requests_return_every_id_in_another_order() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let mut asked: Vec<String> = platform
        .simulator
        .showcase()
        .into_iter()
        .map(|customer| customer.id)
        .collect();
    asked.push(fixtures.unknown_id.clone());
    asked.push("not a uuid".to_owned());
    let entities: Vec<_> = asked.iter().map(|id| json!({ "id": id })).collect();
    let (status, body) = platform
        .post(SUPERVISOR, BULK, &json!({ "entities": entities }))
        .await;
    assert_eq!(status, StatusCode::OK);
    let results = body["results"].as_array().expect("results");
    let mut answered = ids(results);
    assert_ne!(
        answered, asked,
        "the order is not the one that was asked in"
    );
    answered.sort_unstable();
    let mut sorted = asked.clone();
    sorted.sort_unstable();
    assert_eq!(answered, sorted);
    assert_eq!(body["errorCount"], 2);
    for index in body["errorIndexes"].as_array().expect("indexes") {
        let failed = &results[usize::try_from(index.as_u64().expect("an index")).expect("small")];
        assert_eq!(
            (failed["success"].as_bool(), failed["status"].as_u64()),
            (Some(false), Some(404))
        );
    }
    let call = platform.simulator.calls().pop().expect("a call");
    assert_eq!(
        (call.operation, call.ids),
        ("POST /api/v2/externalcontacts/bulk/contacts", asked)
    );
}

#[tokio::test]
async fn bulk_requests_accept_fifty_ids() {
    let platform = Platform::start().await;
    let body = |count: usize| json!({ "entities": vec![json!({ "id": "x" }); count] });
    assert_eq!(
        platform.post(SUPERVISOR, BULK, &body(50)).await.0,
        StatusCode::OK
    );
    assert_eq!(
        platform.post(SUPERVISOR, BULK, &body(51)).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        platform
            .post(SUPERVISOR, BULK, &json!({ "entities": [{ "id": 5 }] }))
            .await
            .0,
        StatusCode::BAD_REQUEST
    );
    let large = json!({ "entities": [{ "id": "x".repeat(512_001) }] });
    assert_eq!(
        platform.post(SUPERVISOR, BULK, &large).await.0,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn every_identifier_of_a_contact_finds_it() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    for customer in [
        &fixtures.customer,
        &fixtures.cookie_customer,
        &fixtures.canonical_customer,
        &fixtures.ordinary_customer,
    ] {
        let path = format!("/api/v2/externalcontacts/contacts/{customer}/identifiers");
        let listed = platform.get_ok(SUPERVISOR, &path).await;
        let listed = listed["entities"].as_array().expect("identifiers").clone();
        assert!(!listed.is_empty());
        for identifier in listed {
            let mut asked = json!({ "type": identifier["type"], "value": identifier["value"] });
            if let Some(source) = identifier.get("externalSource") {
                asked["externalSource"] = source.clone();
            }
            let (status, contact) = platform.post(SUPERVISOR, LOOKUP, &asked).await;
            assert_eq!(status, StatusCode::OK, "{asked}");
            assert_eq!(text(&contact, "id"), customer, "{asked}");
        }
    }
}

#[tokio::test]
async fn a_lookup_rejects_unknown_identifiers() {
    let platform = Platform::start().await;
    let phone = platform.simulator.fixtures().customer_phone;
    for (kind, value, expected) in [
        ("Phone", phone.trim_start_matches('+'), 400),
        ("Phone", "+10000000", 404),
        ("Email", "unknown@example.com", 404),
        ("Email", &*phone, 404),
        ("Cookie", "2b1e7c51-0000-4000-8000-000000000000", 404),
        ("Telepathy", "x", 400),
    ] {
        let (status, body) = platform
            .post(SUPERVISOR, LOOKUP, &json!({ "type": kind, "value": value }))
            .await;
        assert_eq!(status.as_u16(), expected, "{kind} {value}: {body}");
    }
}

#[tokio::test]
async fn a_visitor_known_by_a_cookie_has_no_name() {
    let platform = Platform::start().await;
    let path = format!(
        "/api/v2/externalcontacts/contacts/{}",
        platform.simulator.fixtures().cookie_customer
    );
    let contact = platform.get_ok(SUPERVISOR, &path).await;
    assert_eq!(contact["type"], "Ephemeral");
    assert!(contact.get("firstName").is_none() && contact.get("cellPhone").is_none());
    let unknown = format!(
        "/api/v2/externalcontacts/contacts/{}",
        platform.simulator.fixtures().unknown_id
    );
    let (status, error) = platform.get(SUPERVISOR, &unknown).await;
    assert_eq!((status.as_u16(), text(&error, "code")), (404, "not.found"));
}
