//! The operations that need a permission.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::Platform;

/// Method, path, body, and the permissions; each alone is enough.
type Guarded = (Method, String, Option<Value>, Vec<&'static str>);

/// Every operation that needs a permission: template, a working address, and the sets of permissions; each set is
/// enough (x-required-permissions of the API description).
pub(super) fn guarded(platform: &Platform) -> Vec<Guarded> {
    let fixtures = platform.simulator.fixtures();
    let contact = format!("/api/v2/externalcontacts/contacts/{}", fixtures.customer);
    let session = format!("/api/v2/journey/sessions/{}", fixtures.customer_sessions[0]);
    let conversation = &fixtures.transferred_conversation;
    let get = |path: &str, any: &[&'static str]| (Method::GET, path.to_owned(), None, any.to_vec());
    let view = "externalContacts:contact:view";
    let details = [
        "analytics:conversationDetail:view",
        "analytics:agentConversationDetail:view",
    ];
    let bulk = json!({ "entities": [{ "id": fixtures.customer }] });
    let phone = json!({ "type": "Phone", "value": fixtures.customer_phone });
    let post = |path: &str, body: &Value, any: &'static str| {
        (Method::POST, path.to_owned(), Some(body.clone()), vec![any])
    };
    [
        get(&contact, &["relate:contact:view", view]),
        get(&format!("{contact}/unresolved"), &[view]),
        get(&format!("{contact}/identifiers"), &[view]),
        get(
            &format!("{contact}/journey/sessions"),
            &["externalContacts:session:view"],
        ),
        get(
            &format!("{contact}/journey/segments"),
            &["externalContacts:segmentAssignment:view"],
        ),
        post("/api/v2/externalcontacts/bulk/contacts", &bulk, view),
        post(
            "/api/v2/externalcontacts/bulk/contacts/unresolved",
            &bulk,
            view,
        ),
        post(
            "/api/v2/externalcontacts/bulk/contacts/divisionviews",
            &bulk,
            "externalContacts:contact:search",
        ),
        post(
            "/api/v2/externalcontacts/identifierlookup/contacts",
            &phone,
            view,
        ),
        get(
            &session,
            &["journey:session:view", "externalContacts:session:view"],
        ),
        get(&format!("{session}/events"), &["journey:event:view"]),
        get(
            "/api/v2/externalcontacts/contacts",
            &["relate:contact:view", view],
        ),
        post("/api/v2/externalcontacts/contacts/search", &json!({}), view),
        get("/api/v2/journey/outcomes", &["journey:outcome:view"]),
        get(
            &format!("{session}/outcomescores"),
            &["journey:outcomescores:view"],
        ),
        get(
            "/api/v2/journey/actiontemplates",
            &["journey:actiontemplate:view"],
        ),
        get("/api/v2/journey/segments", &["journey:segment:view"]),
        get("/api/v2/journey/actionmaps", &["journey:actionmap:view"]),
        get(
            &format!("/api/v2/conversations/{conversation}"),
            &["conversation:communication:view"],
        ),
        get(
            &format!("/api/v2/analytics/conversations/details?id={conversation}"),
            &details,
        ),
        get(
            &format!("/api/v2/analytics/conversations/{conversation}/details"),
            &details,
        ),
    ]
    .into_iter()
    .chain(routing(platform))
    .collect()
}

/// The operations on queues and wrap-up codes.
fn routing(platform: &Platform) -> Vec<Guarded> {
    let fixtures = platform.simulator.fixtures();
    let get = |path: &str, any: &[&'static str]| (Method::GET, path.to_owned(), None, any.to_vec());
    vec![
        get("/api/v2/routing/queues", &["routing:queue:view"]),
        get(
            &format!("/api/v2/routing/queues/{}", fixtures.queue.0),
            &["routing:queue:view"],
        ),
        get(
            "/api/v2/routing/queues/divisionviews",
            &["routing:queue:search"],
        ),
        get(
            "/api/v2/routing/queues/divisionviews/all",
            &["routing:queue:search"],
        ),
        get("/api/v2/routing/wrapupcodes", &["routing:wrapupCode:view"]),
        get(
            &format!("/api/v2/routing/wrapupcodes/{}", fixtures.code.0),
            &["routing:wrapupCode:view"],
        ),
        get(
            "/api/v2/routing/wrapupcodes/divisionviews",
            &["routing:wrapupCode:search"],
        ),
        get(
            &format!(
                "/api/v2/routing/wrapupcodes/divisionviews/{}",
                fixtures.code.0
            ),
            &["routing:wrapupCode:search"],
        ),
    ]
}
