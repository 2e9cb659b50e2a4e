//! Concurrent requests to a gateway with an empty cache: each key should be fetched once.

use std::collections::BTreeMap;
use std::fmt::Write;

use futures_util::future::try_join_all;

use crate::cores::Cores;
use crate::http_client::{HttpClient, Reply};
use crate::platform::Platform;
use crate::server::Server;
use crate::tab::{NEWEST, SESSIONS, opening};
use crate::targets::Target;
use crate::{BenchError, print_line};

/// Number of concurrent requests for one customer.
const IDENTICAL: usize = 1_000;
/// Number of customers that are requested concurrently.
const DIFFERENT: usize = 32;

pub(super) async fn run(platform: &Platform, cores: Cores) -> Result<(), BenchError> {
    let customers = platform.ordinary_among(DIFFERENT, SESSIONS, NEWEST)?;
    let identical: Vec<_> = customers
        .iter()
        .take(1)
        .cycle()
        .take(IDENTICAL)
        .cloned()
        .collect();
    let mut text = String::new();
    for (title, targets) in [
        (
            "1,000 identical concurrent requests with an empty cache",
            identical,
        ),
        (
            "concurrent requests for 32 customers with an empty cache",
            customers,
        ),
    ] {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "\n{title}, upstream calls:");
        for (operation, count) in calls_of_concurrent_requests(platform, cores, &targets).await? {
            let _ = writeln!(text, "{operation:<66} {count:>6}");
        }
    }
    print_line(&text)
}

async fn calls_of_concurrent_requests(
    platform: &Platform,
    cores: Cores,
    targets: &[Target],
) -> Result<BTreeMap<&'static str, usize>, BenchError> {
    // The concurrency limit must not reject any of them.
    let settings = [("limits.concurrency", "1000")];
    let gateway = Server::gateway(platform, &settings, cores).await?;
    let client = HttpClient::new(&gateway.url, platform.token())?;
    let opening = opening()?;
    platform.count(true);
    try_join_all(targets.iter().map(async |target| {
        let body = format!("{opening}{}\"}}}}", target.id);
        client.post(body).await.and_then(Reply::require_success)
    }))
    .await?;
    let mut calls: BTreeMap<_, usize> = BTreeMap::new();
    for call in platform.calls() {
        *calls.entry(call.operation).or_default() += 1;
    }
    platform.count(false);
    Ok(calls)
}
