//! The metrics of a gateway with Redis: they are documented, and the queries of the dashboard and of the alert rules
//! name only what exists.

#[allow(dead_code, reason = "the tests of one gateway use the rest")]
#[path = "../metrics/promql.rs"]
mod promql;
#[allow(dead_code, reason = "the tests of one gateway use the rest")]
#[path = "../metrics/text.rs"]
mod text;

use journey_simulator::Options;
use serde_json::Value;

use super::Fleet;
use super::server::Redis;
use promql::Named;
use text::Scrape;

/// The queries about Redis.
fn queries() -> Vec<String> {
    let dashboard = include_str!("../../../deploy/grafana/journey-gateway.json");
    let dashboard: Value = serde_json::from_str(dashboard).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    let queries = targets.map(|target| target["expr"].as_str().unwrap());
    let rules = include_str!("../../../deploy/prometheus/alerts.yml");
    let rules = rules.lines().filter(|line| line.contains("expr: "));
    let queries = queries.chain(rules).filter(|query| query.contains("redis"));
    queries.map(str::to_owned).collect()
}

#[tokio::test]
async fn metrics_of_redis_are_documented_and_queries_name_what_exists() {
    let Some(redis) = Redis::start().await else {
        return;
    };
    let fleet = Fleet::start(2, &redis.url(), Options::default()).await;
    // The second node finds what the first one has stored.
    fleet.journey(0).await;
    fleet.journey(1).await;
    let mut scrape = Scrape::default();
    for node in [0, 1] {
        scrape.add(&fleet.metrics(node).await);
    }
    let queries = queries();
    assert!(queries.len() >= 5, "{queries:#?}");
    for query in queries {
        let missing = Named::parse(&query).missing_in(&scrape);
        assert!(missing.is_empty(), "{missing:?} in {query}");
    }
    let document = include_str!("../../../docs/metrics.md");
    for (name, kind) in &scrape.types {
        let row = format!("\n| `{name}` | {kind} |");
        assert!(document.contains(&row), "{name} is not documented");
    }
}
