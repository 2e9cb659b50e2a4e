//! Data of a journey: channels, visits, content offers, merges, lookups by identifier, filters.

use journey_simulator::Options;
use serde_json::{Value, json};

use super::harness::{Harness, SUPERVISOR, ids};

#[tokio::test]
async fn every_channel_is_served_and_lists_omit_unsupported_ones_by_default() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    // Without conversation details, a campaign call looks like an agent's own outbound call.
    let sessions = fixtures
        .session_by_channel
        .iter()
        .filter(|(channel, _)| **channel != "CAMPAIGN_CALL");
    for (channel, id) in sessions {
        let query = "query($id: ID!) { session(id: $id) { __typename type channel { medium group label supported direction } } }";
        let session = harness.data(query, json!({"id": id})).await["session"].take();
        let visit = matches!(*channel, "WEB" | "FUTURE_EVENT");
        let supported = visit || fixtures.supported_channels.contains(channel);
        assert_eq!(
            session["channel"]["supported"], supported,
            "{channel}: {session}"
        );
        let expected = match *channel {
            "WEB" | "FUTURE_EVENT" => "WEB_VISIT",
            "APP" => "APP_VISIT",
            "APPLE" => "APPLE_MESSAGES",
            "FACEBOOK" => "FACEBOOK_MESSENGER",
            "SCREENSHARE" => "SCREEN_SHARE",
            "FUTURE_SESSION" | "FUTURE_CHANNEL" | "FUTURE_MESSAGE" | "GENERIC_OBJECT"
            | "SOCIAL" | "UNKNOWN_MESSAGE" => "UNKNOWN",
            other => other,
        };
        let medium = session["channel"]["medium"].as_str().unwrap();
        assert_eq!(medium, expected, "{channel}: {session}");
    }
    let list = "query($id: ID!, $all: Boolean) { customer(id: $id) { sessions(first: 100, filter: {includeUnsupportedChannels: $all}) {
        nodes { id channel { supported } } } } }";
    let shown = harness
        .data(
            list,
            json!({"id": fixtures.every_channel_customer, "all": false}),
        )
        .await;
    let all = harness
        .data(
            list,
            json!({"id": fixtures.every_channel_customer, "all": true}),
        )
        .await;
    let (shown, all) = (
        &shown["customer"]["sessions"]["nodes"],
        &all["customer"]["sessions"]["nodes"],
    );
    let supported = |nodes: &Value| -> Vec<_> {
        nodes
            .as_array()
            .unwrap()
            .iter()
            .filter(|node| node["channel"]["supported"] == true)
            .map(|node| node["id"].clone())
            .collect()
    };
    assert!(ids(all).len() > ids(shown).len());
    assert_eq!(supported(all), ids(shown));
}

#[tokio::test]
async fn a_visit_lists_events_oldest_first_and_offers_newest_first() {
    let harness = Harness::start().await;
    let query = "query($id: ID!) { session(id: $id) { eventCount ... on WebSession {
        pageviewCount browser { family version } device { category type operatingSystem } location { country city }
        lastPage { url title } referrer { domain } searchTerms
        contentOffers { createdAt action { id state mediaType } channel { medium } actionMap { displayName } }
        events(first: 100) { nodes { __typename type createdAt
            ... on WebEvent { eventName page { title } searchQuery }
            ... on SegmentAssignedEvent { segment { id displayName color } } } }
    } } }";
    let visit = harness
        .data(query, json!({"id": harness.fixtures.full_visit}))
        .await["session"]
        .take();
    let events = visit["events"]["nodes"].as_array().unwrap();
    assert_eq!(json!(events.len()), visit["eventCount"]);
    let times: Vec<_> = events
        .iter()
        .map(|event| event["createdAt"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted());
    for kind in ["WebEvent", "WebActionEvent", "SegmentAssignedEvent"] {
        assert!(
            events.iter().any(|event| event["__typename"] == kind),
            "{kind}"
        );
    }
    let segments: Vec<_> = events
        .iter()
        .filter(|event| event["__typename"] == "SegmentAssignedEvent")
        .collect();
    assert!(
        segments
            .iter()
            .all(|event| event["segment"]["displayName"].is_string())
    );
    assert!(visit["browser"]["family"].is_string() && visit["lastPage"]["url"].is_string());
    let offers = visit["contentOffers"].as_array().unwrap();
    assert!(!offers.is_empty());
    assert!(
        offers
            .iter()
            .all(|offer| offer["channel"]["medium"] == "CONTENT_OFFER")
    );
    let times: Vec<_> = offers
        .iter()
        .rev()
        .map(|offer| offer["createdAt"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted());
}

#[tokio::test]
async fn unknown_session_and_event_types_are_served() {
    let harness = Harness::start().await;
    let query =
        "query($id: ID!) { session(id: $id) { __typename type ... on OtherSession { platformType }
        events(first: 100) { nodes { __typename type } } } }";
    let future = harness
        .data(
            query,
            json!({"id": harness.fixtures.session_by_channel["FUTURE_SESSION"]}),
        )
        .await;
    assert_eq!(future["session"]["__typename"], "OtherSession");
    assert!(
        !future["session"]["platformType"]
            .as_str()
            .unwrap()
            .is_empty()
    );
    let events = harness
        .data(
            query,
            json!({"id": harness.fixtures.session_by_channel["FUTURE_EVENT"]}),
        )
        .await;
    let nodes = events["session"]["events"]["nodes"].as_array().unwrap();
    assert!(
        nodes.iter().any(|node| node["__typename"] == "OtherEvent"),
        "{nodes:?}"
    );
}

#[tokio::test]
async fn a_merged_customer_refers_to_its_canonical_customer() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    let query =
        "query($id: ID!) { customer(id: $id) { id displayName mergedInto { id displayName } } }";
    let merged = harness
        .data(query, json!({"id": fixtures.merged_customer}))
        .await["customer"]
        .take();
    assert_eq!(
        merged["id"],
        json!(fixtures.merged_customer),
        "the requested id is kept"
    );
    assert_eq!(
        merged["mergedInto"]["id"],
        json!(fixtures.canonical_customer)
    );
    let canonical = harness
        .data(query, json!({"id": fixtures.canonical_customer}))
        .await["customer"]
        .take();
    assert_eq!(canonical["mergedInto"], json!(null));
    let count = "query($id: ID!, $merged: Boolean) { customer(id: $id) { sessions(first: 100, includeMerged: $merged) { nodes { id } } } }";
    let number = async |merged: bool| {
        let data = harness
            .data(
                count,
                json!({"id": fixtures.canonical_customer, "merged": merged}),
            )
            .await;
        ids(&data["customer"]["sessions"]["nodes"]).len()
    };
    assert!(number(true).await > number(false).await);
}

#[tokio::test]
async fn a_customer_is_found_by_phone_email_and_cookie() {
    let harness = Harness::start().await;
    let fixtures = &harness.fixtures;
    let query = "query($type: IdentifierType!, $value: String!) { customerByIdentifier(type: $type, value: $value) {
        id displayName kind emails phones { kind e164 display } identifiers { type value } organization { id name } segments { assignedAt segment { id displayName } } } }";
    for (kind, value) in [
        ("PHONE", &fixtures.customer_phone),
        ("EMAIL", &fixtures.customer_email),
        ("COOKIE", &fixtures.customer_cookie),
    ] {
        let data = harness
            .data(query, json!({"type": kind, "value": value}))
            .await;
        let found = &data["customerByIdentifier"];
        assert_eq!(found["id"], json!(fixtures.customer), "{kind}");
        assert!(found["displayName"].is_string());
        assert!(found["organization"]["name"].is_string());
        let identifiers = found["identifiers"].as_array().unwrap();
        assert!(
            identifiers
                .iter()
                .any(|identifier| identifier["value"] == json!(value)),
            "{identifiers:?}"
        );
    }
}

#[tokio::test]
async fn filters_restrict_a_list_and_its_pages_are_filled_up() {
    let harness = Harness::start().await;
    let query = "query($id: ID!, $filter: SessionFilter) { customer(id: $id) { sessions(first: 100, filter: $filter) {
        nodes { id type status startedAt channel { group } } pageInfo { hasNextPage } } } }";
    let list = async |filter: Value| {
        let data = harness
            .data(
                query,
                json!({"id": harness.fixtures.customer, "filter": filter}),
            )
            .await;
        assert_eq!(
            data["customer"]["sessions"]["pageInfo"]["hasNextPage"],
            false
        );
        data["customer"]["sessions"]["nodes"]
            .as_array()
            .unwrap()
            .clone()
    };
    let all = list(json!({})).await;
    let matching = |keep: &dyn Fn(&Value) -> bool| {
        all.iter()
            .filter(|node| keep(node))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list(json!({"types": ["WEB"]})).await,
        matching(&|node| node["type"] == "WEB")
    );
    let voice = list(json!({"channelGroups": ["VOICE"]})).await;
    assert_eq!(voice, matching(&|node| node["channel"]["group"] == "VOICE"));
    assert!(!voice.is_empty());
    assert_eq!(
        list(json!({"statuses": ["LIVE", "IDLE"]})).await,
        matching(&|node| node["status"] != "ENDED" && node["status"] != "INACTIVE")
    );
    let middle = all[12]["startedAt"].as_str().unwrap().to_owned();
    assert_eq!(list(json!({"startedAfter": middle})).await, all[..=12]);
    assert_eq!(list(json!({"startedBefore": middle})).await, all[13..]);
    assert_eq!(list(json!({"types": []})).await, Vec::<Value>::new());
}

#[tokio::test]
async fn open_sessions_are_live_and_report_their_next_status_change() {
    let harness = Harness::start_with(Options::default(), &[]).await;
    let query = "query($id: ID!) { session(id: $id) { status statusChangesAt endedAt lastActivityAt channel { medium } } }";
    let call = harness
        .data(query, json!({"id": harness.fixtures.live_call}))
        .await["session"]
        .take();
    assert_eq!(
        (&call["status"], &call["endedAt"]),
        (&json!("LIVE"), &json!(null))
    );
    let visit = harness
        .data(query, json!({"id": harness.fixtures.live_visit}))
        .await["session"]
        .take();
    assert_eq!(visit["status"], "LIVE");
    assert!(visit["statusChangesAt"].is_string());
    let data = harness
        .query(SUPERVISOR, "query($id: ID!) { customer(id: $id) { sessions(filter: {statuses: [LIVE]}) { nodes { id } } } }", json!({"id": harness.fixtures.live_customer}))
        .await
        .data();
    let live = ids(&data["customer"]["sessions"]["nodes"]);
    assert!(
        live.contains(&harness.fixtures.live_call) && live.contains(&harness.fixtures.live_visit)
    );
}

#[tokio::test]
async fn fields_selected_in_several_places_are_merged() {
    let harness = Harness::start().await;
    let variables = json!({"id": harness.fixtures.customer});
    let once = "query($id: ID!) { customer(id: $id) { id displayName sessions(first: 25) { nodes {
        __typename id status channel { label medium }
        ... on ConversationSession { queue { id name } wrapUp { notes code { id name } } events { nodes { id type } } }
        ... on WebSession { lastPage { title url } events { nodes { id type } } } } } } }";
    let expected = harness.data(once, variables.clone()).await;
    let nodes = expected["customer"]["sessions"]["nodes"]
        .as_array()
        .unwrap();
    let has = |field: &str| nodes.iter().any(|node| node[field].is_object());
    assert!(
        has("queue") && has("wrapUp") && has("lastPage"),
        "{nodes:?}"
    );
    // Only scalars are repeated: Apollo clients add `__typename` everywhere.
    let plain = "query($id: ID!) { customer(id: $id) { id displayName sessions(first: 25) { nodes {
        __typename id status ...Card channel { label medium } __typename
        ... on ConversationSession { id queue { id name id } wrapUp { notes code { id name } } events { nodes { id type id } } }
        ... on WebSession { status lastPage { title url } events { nodes { id type } } } } } } }
        fragment Card on Session { __typename id status }";
    // Objects are repeated, within one parent and within two.
    let split = "query($id: ID!) { customer(id: $id) { id sessions(first: 25) { nodes { __typename id } } ...Rest }
            customer(id: $id) { displayName } }
        fragment Rest on Customer { sessions(first: 25) { nodes { status channel { label } channel { medium }
            ... on ConversationSession { queue { id } events { nodes { id } } }
            ... on ConversationSession { queue { name } wrapUp { notes } wrapUp { code { id } code { name } } events { nodes { type } } }
            ... on WebSession { lastPage { title } events { nodes { id } } ... on Session { id } }
            ... on WebSession { lastPage { url } events { nodes { type } } } } } }";
    for query in [plain, split] {
        assert_eq!(harness.data(query, variables.clone()).await, expected);
    }
}
