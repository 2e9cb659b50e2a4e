//! Growth with the sessions of a page, and with the customers of a query. Each customer is requested once.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Map, json};

use super::{Curve, Kind, Point};
use crate::closed_loop::{Bounds, run_closed_loop};
use crate::compare::COLD;
use crate::cores::Cores;
use crate::http_client::HttpClient;
use crate::recorded::{Recorded, TOKEN, customer};
use crate::server::{Server, Setting};
use crate::{BenchError, ratio};

const CLIENTS: usize = 8;
/// Number of requests before the measurement.
const WARM_UP: usize = 20;
/// Number of events of a visit.
const EVENTS: u64 = 10;

/// Journey tabs with more and more sessions, each with its events.
pub(super) async fn sessions(is_quick: bool) -> Result<Curve, BenchError> {
    let sizes: &[u32] = if is_quick {
        &[10, 30, 100]
    } else {
        &[10, 15, 20, 30, 40, 50, 60, 80, 100]
    };
    let mut points = Vec::new();
    for &size in sizes {
        let query = format!(
            "query($id0: ID!) {{ customer(id: $id0) {{ id firstName lastName sessions(first: {size}) {{ nodes {{
                id type startedAt endedAt channel {{ medium direction label }}
                events(first: {EVENTS}) {{ nodes {{ id type createdAt ... on WebEvent {{ eventName page {{ url title }} }} }} }}
            }} }} }} }}"
        );
        points.push(point(size, 1, query, is_quick).await?);
    }
    Ok(Curve {
        kind: Kind::Sessions,
        size: "sessions per page",
        cpu: "CPU per request, ms",
        calls: "upstream calls per request",
        points,
    })
}

/// Queries for more and more customers with 20 sessions each.
pub(super) async fn customers(is_quick: bool) -> Result<Curve, BenchError> {
    let sizes: &[u32] = if is_quick {
        &[1, 10, 100]
    } else {
        &[1, 2, 5, 10, 20, 40, 70, 100]
    };
    let mut points = Vec::new();
    for &size in sizes {
        let mut query = String::from("query(");
        // Writing to a `String` cannot fail.
        for index in 0..size {
            let _ = write!(query, "$id{index}: ID! ");
        }
        query.push_str(") {");
        for index in 0..size {
            let _ = write!(query, "c{index}: customer(id: $id{index}) {{ ...S }} ");
        }
        query.push_str("} fragment S on Customer { id displayName sessions(first: 20) { nodes { id type startedAt } } }");
        points.push(point(size, size, query, is_quick).await?);
    }
    Ok(Curve {
        kind: Kind::Customers,
        size: "customers per query",
        cpu: "CPU per request, ms",
        calls: "upstream calls per request",
        points,
    })
}

/// Measures a query for `customers` customers in a gateway of its own.
async fn point(
    size: u32,
    customers: u32,
    query: String,
    is_quick: bool,
) -> Result<Point, BenchError> {
    let recorded = Recorded::start(100, EVENTS)?;
    let settings: Vec<Setting> = COLD
        .iter()
        .copied()
        .chain([
            ("limits.cost", "1000000"),
            ("limits.fields", "100000"),
            ("limits.aliases", "1000"),
            ("limits.root_fields", "1000"),
            ("limits.tokens", "100000"),
            ("limits.upstream_calls", "1000"),
        ])
        .collect();
    let gateway = Server::gateway(&recorded, &settings, Cores::Shared).await?;
    let client = HttpClient::new(&gateway.url, TOKEN)?;
    let next = Arc::new(AtomicU64::new(0));
    let send = move || {
        let (client, query, next) = (client.clone(), query.clone(), next.clone());
        async move {
            let mut variables = Map::new();
            for index in 0..customers {
                let id = customer(next.fetch_add(1, Ordering::Relaxed));
                variables.insert(format!("id{index}"), id.into());
            }
            let body = json!({"query": query, "variables": variables}).to_string();
            let reply = client.post(body).await?.require_success()?;
            Ok(Some((reply.latency, 0)))
        }
    };
    run_closed_loop(1, Bounds::requests(WARM_UP), send.clone())
        .await
        .map_err(|error| gateway.add_log("growth", &error))?;
    let time = Duration::from_secs(if is_quick { 1 } else { 5 });
    let (cpu, calls) = (gateway.usage().cpu(), recorded.calls());
    let run = run_closed_loop(CLIENTS, Bounds::time(time), send).await;
    let run = run.map_err(|error| gateway.add_log("growth", &error))?;
    let requests = ratio(run.latencies.len(), 1);
    let spent = cpu.zip(gateway.usage().cpu());
    let (before, after) = spent.ok_or("CPU time is available on Linux only")?;
    Ok(Point {
        size,
        cpu: after.saturating_sub(before).as_secs_f64() * 1_000.0 / requests,
        calls: ratio(usize::try_from(recorded.calls() - calls)?, 1) / requests,
        memory: super::mebibytes(&gateway.usage()),
    })
}
