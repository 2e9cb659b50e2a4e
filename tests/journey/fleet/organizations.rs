//! Organizations that share a Redis never receive data of each other, although all of their ids are the same.

use futures_util::StreamExt;
use journey_simulator::{Simulator, TokenOptions};

use super::*;
use crate::journey::harness::{fixed_now, loopback};
use crate::journey::rewriting_proxy::{rewriting, rewriting_by_token};

const MARKERS: [&str; 2] = ["Marigold", "Nightshade"];

const QUERY: &str = "query($id: ID!) { customer(id: $id) { displayName sessions(first: 3) { nodes {
    id ... on ConversationSession { queue { name } agent { name } } } } } }";

/// Number of responses to check in each of the tests.
fn response_count() -> usize {
    std::env::var("JOURNEY_ANSWERS").map_or(1_000, |count| count.parse::<usize>().unwrap() / 2)
}

/// Adds a marker to every name.
fn mark(body: &mut Value, marker: &str) {
    match body {
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, marker)),
        Value::Object(fields) => {
            for (key, field) in fields {
                match field {
                    Value::String(text)
                        if ["firstName", "name", "title"].contains(&key.as_str()) =>
                    {
                        *text = format!("{text} {marker}");
                    }
                    _ => mark(field, marker),
                }
            }
        }
        _ => {}
    }
}

/// Requests the same customers for both organizations, each from its nodes. Every response must have the marker of its
/// organization only, and Redis none.
async fn request_customers(redis: &Redis, organizations: [(&Fleet, &str); 2], world: &Simulator) {
    let customers: Vec<_> = world.ordinary_customers().take(20).collect();
    let count = response_count();
    let responses = futures_util::stream::iter(0..count).map(async |number| {
        let organization = number % 2;
        let (fleet, token) = organizations[organization];
        let id = &customers[fastrand::usize(..customers.len())].id;
        let node = fastrand::usize(..fleet.nodes.len());
        let response = fleet.query_as(token, node, QUERY, json!({"id": id}));
        let data = response.await.data();
        let text = data.to_string();
        assert!(!text.contains(MARKERS[1 - organization]), "{text}");
        let has_own = text.contains(MARKERS[organization]);
        // Visitors of the website have no name.
        assert!(
            has_own || data["customer"]["displayName"].is_null(),
            "{text}"
        );
        has_own
    });
    let responses = responses.buffer_unordered(16);
    let marked = responses.filter(|has_own| std::future::ready(*has_own));
    let marked = marked.count().await;
    assert!(marked * 2 > count, "{marked}");
    assert!(redis.values().await > 10);
    for (key, value) in redis.dump().await {
        for bytes in [key, value] {
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !MARKERS.iter().any(|marker| text.contains(marker)),
                "{text}"
            );
        }
    }
    for (fleet, _) in organizations {
        for node in 0..fleet.nodes.len() {
            let metrics = fleet.metrics(node).await;
            let hits = metrics.lines().any(|line| {
                line.contains("tier=\"redis\",result=\"hit\"") && !line.ends_with(" 0")
            });
            assert!(hits, "node {node} finds values in Redis: {metrics}");
        }
    }
}

/// Entries expire, so that responses need Redis.
const SHORT_LIVED: &[(&str, &str)] = &[
    ("cache.open_ttl", "3s"),
    ("cache.ended_ttl", "3s"),
    ("cache.contact_ttl", "3s"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gateways_of_two_organizations_share_a_redis_and_no_data() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let world = world().await;
    let mut fleets = Vec::new();
    for marker in MARKERS {
        let platform = rewriting(&world, move |_, body| mark(body, marker)).await;
        let urls = [("platform_url", &*platform), ("login_url", &*platform)];
        let settings = [SERVICE_IDENTITY, SHORT_LIVED, &urls].concat();
        fleets.push(Fleet::start_with(2, &redis.url(), Options::default(), &settings).await);
    }
    let organizations = [(&fleets[0], SUPERVISOR), (&fleets[1], SUPERVISOR)];
    request_customers(&redis, organizations, &world).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gateways_that_serve_two_organizations_mix_no_data() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let world = world().await;
    // The same user with the same rights, in another organization.
    let other = world.issue_token(SUPERVISOR, TokenOptions::default());
    let token = other.clone();
    let platform = rewriting_by_token(&world, move |caller, name, body| {
        if caller == token {
            mark(body, MARKERS[1]);
            if name.starts_with("GET /api/v2/tokens/me") {
                for field in ["/organization/id", "/homeOrganization/id"] {
                    *body.pointer_mut(field).unwrap() = "another".into();
                }
            }
        } else {
            mark(body, MARKERS[0]);
        }
    })
    .await;
    let urls = [("platform_url", &*platform), ("login_url", &*platform)];
    let settings = [SHORT_LIVED, &urls].concat();
    let fleet = Fleet::start_with(2, &redis.url(), Options::default(), &settings).await;
    let organizations = [(&fleet, SUPERVISOR), (&fleet, &*other)];
    request_customers(&redis, organizations, &world).await;
}

async fn world() -> Simulator {
    let options = Options {
        now: Some(fixed_now()),
        ..Options::default()
    };
    Simulator::start(loopback(), options).await.unwrap()
}
