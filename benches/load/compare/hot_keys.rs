//! Cached responses of many customers whose lists of sessions expire during the measurement: the slowest requests should not
//! wait for the platform.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::Args;
use super::slice::Subject;
use crate::closed_loop::{Bounds, run_closed_loop};
use crate::cores::Cores;
use crate::recorded::{Query, Recorded};
use crate::report::{milliseconds, percentile};
use crate::server::Server;
use crate::{BenchError, ratio};

/// Number of customers.
const KEYS: u64 = 200;
/// Duration of the measurement: several times the TTL of a list of sessions (5 s).
const TIME: Duration = Duration::from_secs(20);
/// Target for p99 divided by p50.
const MAX_RATIO: f64 = 3.0;

/// The number of the next request.
static NEXT: AtomicU64 = AtomicU64::new(0);

pub(super) async fn run(
    args: &Args,
    recorded: &Recorded,
    cores: Cores,
) -> Result<String, BenchError> {
    let mut text = format!(
        "\ncached responses of {KEYS} customers whose lists expire, {} clients, upstream latency {} ms, {} s\n\n{:<26} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        args.clients,
        args.latency,
        TIME.as_secs(),
        "",
        "requests",
        "p50 ms",
        "p99 ms",
        "p99 / p50",
        "target",
        "calls/key",
    );
    for query in [Query::Tab, Query::List] {
        let subject = Subject::new(query.name(), Server::gateway(recorded, &[], cores).await?)?;
        recorded.set_latency(0);
        for number in 0..KEYS {
            subject.request(query, number).await?;
        }
        recorded.set_latency(args.latency);
        let calls = recorded.calls();
        let client = subject.client.clone();
        let send = move || {
            let client = client.clone();
            async move {
                let number = NEXT.fetch_add(1, Ordering::Relaxed) % KEYS;
                let reply = client.post(query.body(number)).await?;
                Ok(Some((reply.require_success()?.latency, 0)))
            }
        };
        let run = run_closed_loop(args.clients, Bounds::time(TIME), send).await;
        let run = run.map_err(|error| subject.server.add_log(query.name(), &error))?;
        let mut latencies = run.latencies;
        latencies.sort_unstable();
        let (p50, p99) = (percentile(&latencies, 50), percentile(&latencies, 99));
        let calls = usize::try_from(recorded.calls() - calls)?;
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "{:<26} {:>9} {:>9.2} {:>9.2} {:>9.2} {:>9} {:>9.1}",
            query.name(),
            latencies.len(),
            milliseconds(p50),
            milliseconds(p99),
            p99.as_secs_f64() / p50.as_secs_f64(),
            format!("≤ {MAX_RATIO}"),
            ratio(calls, usize::try_from(KEYS)?),
        );
    }
    Ok(text)
}
