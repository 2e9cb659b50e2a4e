//! Features of the platform's API since version 269 of its SDK.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{AGENT, Platform, SUPERVISOR, ids, sessions_path, text};

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).expect("a list")
}

#[tokio::test]
async fn roles_are_lean_unless_full_ones_are_requested() {
    let platform = Platform::start().await;
    let user = text(&platform.get_ok(AGENT, "/api/v2/users/me").await, "id").to_owned();
    for (token, subject) in [(AGENT, "me"), (SUPERVISOR, &*user)] {
        let path = format!("/api/v2/authorization/subjects/{subject}");
        for (query, full) in [
            ("", false),
            ("?includeFullRoles=false", false),
            ("?includeFullRoles=true", true),
            // The Python SDK's spelling.
            ("?includeFullRoles=True", true),
        ] {
            let found = platform.get_ok(token, &format!("{path}{query}")).await;
            let role = found["grants"][0]["role"].as_object().expect("a role");
            assert_eq!(role.contains_key("policies"), full, "{subject}{query}");
        }
        let (status, _) = platform
            .get(token, &format!("{path}?includeFullRoles=perhaps"))
            .await;
        assert_eq!(status, 400);
    }
}

#[tokio::test]
async fn list_parameters_can_be_repeated_or_comma_separated() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let queues = platform.get_ok(SUPERVISOR, "/api/v2/routing/queues").await;
    let codes = platform
        .get_ok(SUPERVISOR, "/api/v2/routing/wrapupcodes")
        .await;
    let segments = platform
        .get_ok(SUPERVISOR, "/api/v2/journey/segments")
        .await;
    let maps = platform
        .get_ok(SUPERVISOR, "/api/v2/journey/actionmaps")
        .await;
    let divisions: Vec<&str> = fixtures.divisions.values().map(String::as_str).collect();
    let agents = [fixtures.agent.0.as_str(), fixtures.former_agent.0.as_str()];
    let events = format!(
        "journey/sessions/{}/events?pageSize=200",
        fixtures.full_visit
    );
    let kinds = [
        "com.genesys.journey.WebEvent",
        "com.genesys.journey.WebActionEvent",
    ];
    let first = |page: &Value| -> Vec<String> {
        let entities = list(&page["entities"]);
        ids(&entities[..2]).into_iter().map(str::to_owned).collect()
    };
    let own = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let (queues, codes) = (first(&queues), first(&codes));
    for (path, name, values) in [
        ("routing/queues?", "id", queues.clone()),
        ("routing/queues/divisionviews?", "id", queues),
        ("routing/queues?", "divisionId", own(&divisions[1..3])),
        ("routing/wrapupcodes?", "id", codes.clone()),
        ("routing/wrapupcodes/divisionviews?", "id", codes),
        ("routing/wrapupcodes?", "divisionId", own(&divisions[1..3])),
        ("authorization/divisions?", "id", own(&divisions[1..3])),
        ("users?state=any", "id", own(&agents)),
        ("journey/segments?", "segmentIds", first(&segments)),
        ("journey/actionmaps?", "actionMapIds", first(&maps)),
        (&*events, "eventType", own(&kinds)),
    ] {
        let pairs: Vec<String> = values
            .iter()
            .map(|value| format!("{name}={value}"))
            .collect();
        let repeated = format!("/api/v2/{path}&{}", pairs.join("&"));
        let joined = format!("/api/v2/{path}&{name}={}", values.join(","));
        let repeated = platform.get_ok(SUPERVISOR, &repeated).await;
        let joined = platform.get_ok(SUPERVISOR, &joined).await;
        let found = list(&joined["entities"]);
        assert!(found.len() >= 2, "{path}{name}: {joined}");
        assert_eq!(found, list(&repeated["entities"]), "{path}{name}");
    }
}

#[tokio::test]
async fn the_status_of_a_case_is_a_value_or_absent() {
    let platform = Platform::start().await;
    let (mut present, mut nulls) = (0, 0);
    for customer in platform.simulator.showcase() {
        for session in platform.sessions(SUPERVISOR, &customer.id).await {
            let status = session.get("caseStatus");
            assert!(status.is_none_or(Value::is_string), "{session}");
            present += usize::from(status.is_some());
            nulls += usize::from(
                session
                    .as_object()
                    .expect("a session")
                    .values()
                    .any(Value::is_null),
            );
        }
    }
    assert!(
        present > 0 && nulls > 0,
        "{present} cases, {nulls} with nulls"
    );
}

#[tokio::test]
async fn contacts_have_every_identifier_type_and_external_ids_have_a_source() {
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let listed = |customer: String| {
        let platform = &platform;
        async move {
            let path = format!("/api/v2/externalcontacts/contacts/{customer}/identifiers");
            list(&platform.get_ok(SUPERVISOR, &path).await["entities"]).to_vec()
        }
    };
    let own = listed(fixtures.customer.clone()).await;
    let kinds: BTreeSet<&str> = own.iter().map(|found| text(found, "type")).collect();
    assert_eq!(kinds.len(), 12, "{kinds:?}");
    // Two customers share an external id, each from a different source.
    let merged = listed(fixtures.canonical_customer.clone()).await;
    let external: Vec<&Value> = merged
        .iter()
        .filter(|found| found["type"] == "ExternalId")
        .collect();
    let [crm, billing] = external.as_slice() else {
        panic!("{external:?}")
    };
    assert_ne!(crm["externalSource"]["id"], billing["externalSource"]["id"]);
    let look_up = |source: &Value| json!({ "type": "ExternalId", "value": billing["value"], "externalSource": source });
    let path = "/api/v2/externalcontacts/identifierlookup/contacts";
    let (_, found) = platform
        .post(SUPERVISOR, path, &look_up(&billing["externalSource"]))
        .await;
    assert_eq!(found["id"], *fixtures.canonical_customer);
    let (_, neighbor) = platform
        .post(SUPERVISOR, path, &look_up(&crm["externalSource"]))
        .await;
    assert_eq!(neighbor["id"], *fixtures.divided_customer);
}

#[tokio::test]
async fn some_segments_are_hidden_from_agents() {
    let platform = Platform::start().await;
    let segments = platform
        .get_ok(SUPERVISOR, "/api/v2/journey/segments")
        .await;
    let hidden: Vec<&str> = list(&segments["entities"])
        .iter()
        .filter(|segment| segment["shouldDisplayToAgent"] == false)
        .map(|segment| text(segment, "id"))
        .collect();
    assert_eq!(hidden.len(), 1);
    let frequent = platform.simulator.fixtures().frequent_customer;
    let sessions = platform
        .all(SUPERVISOR, &sessions_path(&frequent, "pageSize=200"))
        .await;
    let assigned = |session: &Value| {
        let assigned = session["segmentAssignments"].as_array();
        let mut assigned = assigned.into_iter().flatten();
        assigned.any(|one| one["segment"]["id"] == hidden[0])
    };
    assert!(sessions.iter().any(assigned), "no visitor is in it");
}

#[tokio::test]
async fn a_campaigns_calls_are_marked_in_analytics_and_some_in_the_session() {
    let platform = Platform::start().await;
    let (mut marked, mut plain) = (0, 0);
    for customer in platform.simulator.ordinary_customers().take(300) {
        if !customer.channels.contains(&"CAMPAIGN_CALL") {
            continue;
        }
        let sessions = platform.sessions(SUPERVISOR, &customer.id).await;
        for (session, _) in sessions
            .iter()
            .zip(&customer.channels)
            .filter(|(_, channel)| **channel == "CAMPAIGN_CALL")
        {
            let code = session["lastUserDisposition"]["code"].as_str();
            let sign = code.is_some_and(|code| code.starts_with("ININ-OUTBOUND-"));
            *(if sign { &mut marked } else { &mut plain }) += 1;
            let conversation = text(&session["conversation"], "id");
            let path = format!("/api/v2/analytics/conversations/{conversation}/details");
            let details = platform.get_ok(SUPERVISOR, &path).await;
            assert_eq!(details["conversationInitiator"], "dialer");
            assert_eq!(details["originatingDirection"], "outbound");
            let media = &details["participants"][0]["sessions"][0];
            assert!(media["outboundCampaignId"].is_string(), "{details}");
        }
    }
    assert!(marked > 5 && plain > 5, "{marked} marked, {plain} not");
}
