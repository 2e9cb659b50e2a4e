//! Channels and their subscriptions.

use super::*;
use crate::journey::simulator::{AGENT, ids};

#[tokio::test]
async fn a_channel_has_an_address_and_an_expiry() {
    let platform = at_fixed_time().await;
    let channel = platform.channel(AGENT).await;
    let id = text(&channel, "id");
    assert!(id.starts_with("streaming-0-"), "{id}");
    assert_eq!(
        text(&channel, "connectUri"),
        format!("ws://{}/channels/{id}", address(&platform))
    );
    assert_eq!(text(&channel, "expires"), "2026-11-21T12:00:00.000Z");
    let listed = platform.get_ok(AGENT, CHANNELS).await;
    assert_eq!(listed["entities"], json!([channel]));
    // Other owners can neither see nor use it.
    assert_eq!(
        platform.get_ok(SUPERVISOR, CHANNELS).await["entities"],
        json!([])
    );
    let (status, error) = platform.get(SUPERVISOR, &subscriptions(id)).await;
    assert_eq!((status.as_u16(), text(&error, "code")), (404, "not.found"));
    for (token, status) in [(AGENT, 200), (SUPERVISOR, 404)] {
        let path = format!("{CHANNELS}/{id}");
        let probe = platform.request(Method::HEAD, token, &path).send().await;
        assert_eq!(probe.expect("a response").status(), status);
    }
    let calls = platform.simulator.calls();
    let call = calls.iter().find(|call| call.operation.starts_with("HEAD"));
    let call = call.expect("a record");
    assert_eq!(
        (call.operation, &*call.ids, &*call.subject),
        (
            "HEAD /api/v2/notifications/channels/{channelId}",
            &[id.to_owned()][..],
            AGENT
        )
    );
}

#[tokio::test]
async fn the_21st_channel_replaces_the_least_recently_used() {
    let platform = at_fixed_time().await;
    let mut channels = Vec::new();
    for _ in 0..20 {
        channels.push(platform.channel(AGENT).await);
    }
    // The first is connected, and all others are used again, the third before the rest.
    let _first = Listener::connect(&channels[0]).await;
    for used in [2, 1].into_iter().chain(3..20) {
        let path = subscriptions(text(&channels[used], "id"));
        platform.get_ok(AGENT, &path).await;
    }
    platform.channel(SUPERVISOR).await;
    let newest = platform.channel(AGENT).await;
    let listed = platform.get_ok(AGENT, CHANNELS).await;
    let left = ids(listed["entities"].as_array().expect("entities"));
    assert_eq!(left.len(), 20);
    for (index, channel) in channels.iter().enumerate() {
        assert_eq!(left.contains(&text(channel, "id")), index != 2, "{index}");
    }
    assert!(left.contains(&text(&newest, "id")));
    assert_eq!(rejection(&channels[2]).await, Some(404));
}

#[tokio::test]
async fn a_connected_channel_is_replaced_last_and_notified() {
    let platform = at_fixed_time().await;
    let mut listeners = Vec::new();
    for _ in 0..20 {
        listeners.push(platform.listen(AGENT, &[]).await);
    }
    platform.channel(AGENT).await;
    let oldest = &mut listeners[0];
    let channel = oldest.id().to_owned();
    let (frames, why) = oldest.end().await;
    let body = &frames[0]["eventBody"];
    assert_eq!(
        (text(body, "systemTopicType"), text(body, "channelId")),
        ("no_longer_subscribed", &*channel)
    );
    assert_eq!(body["reason"], "another_channel_subscribed");
    assert_eq!(why, Some(1001));
    assert!(listeners[1].received().await.is_empty());
}

#[tokio::test]
async fn subscribing_extends_the_lifetime_by_a_day() {
    let platform = at_fixed_time().await;
    let channel = platform.channel(AGENT).await;
    let id = text(&channel, "id");
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    platform.simulator.advance(hours(23));
    platform.subscribe(AGENT, id, &[]).await;
    let listed = platform.get_ok(AGENT, CHANNELS).await;
    assert_eq!(
        text(&listed["entities"][0], "expires"),
        "2026-11-22T11:00:00.000Z"
    );
    platform.simulator.advance(hours(23));
    platform.get_ok(AGENT, &subscriptions(id)).await;
    platform.simulator.advance(hours(1));
    assert_eq!(platform.get(AGENT, &subscriptions(id)).await.0, 404);
    assert_eq!(
        platform.get_ok(AGENT, CHANNELS).await["entities"],
        json!([])
    );
    assert_eq!(rejection(&channel).await, Some(404));
}

#[tokio::test]
async fn topics_are_added_replaced_and_cleared() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let channel = platform.channel(SUPERVISOR).await;
    let path = subscriptions(text(&channel, "id"));
    let (sessions, contact) = (sessions_topic(&customer), contact_topic(&customer));
    let shouted = sessions.to_uppercase();
    let known = async || {
        let listed = platform.get_ok(SUPERVISOR, &path).await;
        let entities = listed["entities"].as_array().expect("entities").clone();
        assert!(entities.iter().all(|topic| topic["state"] == "Permitted"));
        entities
            .iter()
            .map(|topic| text(topic, "id").to_owned())
            .collect::<Vec<_>>()
    };
    for (method, requested, then) in [
        (Method::POST, vec![&*sessions], vec![&*sessions]),
        (Method::POST, vec![&*contact], vec![&*contact, &*sessions]),
        // Topic names ignore case.
        (Method::POST, vec![&*shouted], vec![&*contact, &*sessions]),
        (Method::PUT, vec![&*sessions], vec![&*sessions]),
        (Method::DELETE, vec![], vec![]),
    ] {
        let body = wanted(requested);
        let (status, _) = platform
            .change(method.clone(), SUPERVISOR, &path, &body)
            .await;
        let success = if method == Method::DELETE { 204 } else { 200 };
        assert_eq!(status, success, "{method}");
        assert_eq!(known().await, then, "{method} {body}");
    }
    let calls = platform.simulator.calls();
    let recorded = calls.iter().find(|call| call.operation.starts_with("PUT"));
    assert!(recorded.expect("a record").ids.contains(&sessions));
}

#[tokio::test]
async fn one_unavailable_topic_fails_the_request_unless_errors_are_ignored() {
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let channel = platform.channel(AGENT).await;
    let path = subscriptions(text(&channel, "id"));
    let good = sessions_topic(&customer);
    // The agent's seven permissions open sessions, but no contact and no conversation.
    let forbidden = contact_topic(&customer);
    let unknown = format!("v2.externalcontacts.contact.{customer}.journey.sessions");
    for (bad, expected, code) in [
        (&forbidden, 403, "missing.any.permissions"),
        (&unknown, 400, "bad.request"),
    ] {
        for method in [Method::POST, Method::PUT] {
            let body = wanted([&*good, &**bad]);
            let (status, error) = platform.change(method, AGENT, &path, &body).await;
            assert_eq!((status.as_u16(), text(&error, "code")), (expected, code));
        }
    }
    assert_eq!(platform.get_ok(AGENT, &path).await["entities"], json!([]));
    let all = wanted([&*good, &*forbidden, &*unknown]);
    let lenient = format!("{path}?ignoreErrors=true");
    let (status, response) = platform.post(AGENT, &lenient, &all).await;
    assert_eq!(status, StatusCode::OK, "{response}");
    let verdicts: Vec<_> = response["entities"]
        .as_array()
        .expect("entities")
        .iter()
        .map(|topic| (text(topic, "state"), topic["rejectionReason"].as_str()))
        .collect();
    assert_eq!(
        verdicts,
        [
            ("Permitted", None),
            ("Rejected", Some("Missing permissions")),
            ("Rejected", Some("Unknown topic")),
        ]
    );
    assert_eq!(
        response["entities"][1]["missingPermissions"],
        json!(["externalContacts:contact:view"])
    );
    let kept = platform.get_ok(AGENT, &path).await;
    assert_eq!(
        ids(kept["entities"].as_array().expect("entities")),
        [&*good]
    );
}

#[tokio::test]
async fn a_channel_accepts_a_thousand_topics() {
    let platform = at_fixed_time().await;
    let channel = platform.channel(SUPERVISOR).await;
    let path = subscriptions(text(&channel, "id"));
    let many = |count: u32| -> Vec<String> {
        (0..count)
            .map(|number| sessions_topic(&format!("00000000-0000-4000-8000-{number:012}")))
            .collect()
    };
    for (count, expected) in [(1001, 400), (1000, 200), (1, 200)] {
        let names = many(count);
        let body = wanted(names.iter().map(String::as_str));
        let (status, _) = platform.post(SUPERVISOR, &path, &body).await;
        assert_eq!(status, expected, "{count} topics");
    }
    let one_more = wanted(["v2.externalcontacts.contacts.11111111-0000-4000-8000-000000000000"]);
    assert_eq!(platform.post(SUPERVISOR, &path, &one_more).await.0, 400);
}

#[tokio::test]
async fn another_token_of_the_same_app_sees_only_that_a_channel_exists() {
    let platform = at_fixed_time().await;
    let token = async || {
        let url = format!("{}/oauth/token", platform.simulator.url());
        let request = platform.http.post(url);
        let request = request
            .basic_auth("demo-gateway", Some("demo-secret"))
            .form(&[("grant_type", "client_credentials")]);
        let response = request.send().await.expect("a response");
        let body: Value = response.json().await.expect("JSON");
        text(&body, "access_token").to_owned()
    };
    let (first, second) = (token().await, token().await);
    let channel = platform.channel(&first).await;
    assert_eq!(
        platform.get_ok(&second, CHANNELS).await["entities"],
        json!([])
    );
    let all = format!("{CHANNELS}?includechannels=oauthclient");
    assert_eq!(
        platform.get_ok(&second, &all).await["entities"],
        json!([{ "expires": channel["expires"] }])
    );
    // A client with a renewed token keeps its channel.
    platform.subscribe(&second, text(&channel, "id"), &[]).await;
    platform.simulator.revoke(&first);
    let own = platform.get_ok(&second, CHANNELS).await;
    assert_eq!(own["entities"][0]["id"], channel["id"]);
    let wrong = format!("{CHANNELS}?includechannels=all");
    assert_eq!(platform.get(&second, &wrong).await.0, 400);
}

#[tokio::test]
async fn responses_match_the_published_schemas() {
    let Some(description) = description() else {
        return;
    };
    let mut validator = SchemaValidator::new(description);
    let platform = at_fixed_time().await;
    let customer = platform.simulator.fixtures().customer;
    let channel = platform.channel(AGENT).await;
    let created = format!("POST {CHANNELS}");
    validator.check(&created, StatusCode::OK, &channel, false);
    let listed = platform.get_ok(AGENT, CHANNELS).await;
    validator.check(&format!("GET {CHANNELS}"), StatusCode::OK, &listed, false);
    let path = subscriptions(text(&channel, "id"));
    let template = format!("{CHANNELS}/{{channelId}}/subscriptions");
    let topics = wanted([&*sessions_topic(&customer), &*contact_topic(&customer)]);
    for method in [Method::POST, Method::PUT] {
        let name = format!("{method} {template}");
        for query in ["", "?ignoreErrors=true", "?ignoreErrors=perhaps"] {
            let path = format!("{path}{query}");
            let (status, body) = platform.change(method.clone(), AGENT, &path, &topics).await;
            validator.check(&name, status, &body, false);
        }
    }
    let known = platform.get_ok(AGENT, &path).await;
    validator.check(&format!("GET {template}"), StatusCode::OK, &known, false);
    let available = "/api/v2/notifications/availabletopics";
    for query in [
        "",
        "?expand=description&expand=requiresPermissions&expand=permissionDetails&expand=transports&expand=visibility&expand=enforced&expand=topicParameters",
    ] {
        let listed = platform.get_ok(AGENT, &format!("{available}{query}")).await;
        validator.check(&format!("GET {available}"), StatusCode::OK, &listed, false);
        // Every available topic exists on the platform.
        let published = &validator.description["x-notification-topics"]["topics"];
        let published: Vec<&str> = published
            .as_array()
            .expect("topics")
            .iter()
            .map(|topic| text(topic, "topic"))
            .collect();
        for topic in ids(listed["entities"].as_array().expect("entities")) {
            // The vendor's SDK has a model of it, which the description lacks.
            let newer = topic == "v2.detail.events.conversation.{id}.outbound";
            assert!(newer || published.contains(&topic), "{topic}");
        }
    }
}
