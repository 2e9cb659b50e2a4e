//! Growth with subscribers: ten for each customer, each socket with ten subscriptions, two changes of each customer.

#[path = "../../live/subscriber.rs"]
#[expect(dead_code, reason = "only the number of received changes is counted")]
mod subscriber;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant as StdInstant};

use parking_lot::Mutex;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep, timeout};

use super::{Curve, Kind, Point};
use crate::cores::Cores;
use crate::platform::{Options, Platform};
use crate::server::{Server, Setting};
use crate::{BenchError, ratio};

/// Number of subscribers of a customer, and of subscriptions of a socket.
const SUBSCRIBERS: usize = 10;
/// Changes of each customer, and of all per second.
const CHANGES: usize = 2;
const RATE: u32 = 200;
/// Maximum time until a change arrives.
const ARRIVAL: Duration = Duration::from_secs(10);

/// More sockets than the defaults permit.
const SETTINGS: &[Setting] = &[
    ("limits.sockets", "10000"),
    ("limits.silent_sockets", "5000"),
    ("limits.connections", "20000"),
    ("limits.operations", "100000"),
    ("viewer.ttl", "10m"),
];

/// The times of each session's events on the platform, in order.
type ChangeTimes = Arc<Mutex<HashMap<String, Vec<Instant>>>>;

pub(super) fn measure(is_quick: bool, runtime: &Runtime) -> Result<Curve, BenchError> {
    // Each socket is a file.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let sizes: &[u32] = if is_quick {
        &[100, 300, 1_000]
    } else {
        &[100, 300, 1_000, 3_000, 10_000, 20_000]
    };
    let mut points = Vec::new();
    for &size in sizes {
        let platform = Platform::start(Options {
            customers: 20_000,
            latency: Duration::ZERO,
        })?;
        points.push(runtime.block_on(point(size, &platform))?);
    }
    Ok(Curve {
        kind: Kind::Subscribers,
        size: "subscribers",
        cpu: "CPU for two changes of each, s",
        calls: "upstream calls",
        points,
    })
}

async fn point(size: u32, platform: &Platform) -> Result<Point, BenchError> {
    let gateway = Server::gateway(platform, SETTINGS, Cores::Shared).await?;
    let customers = platform.ordinary(usize::try_from(size)? / SUBSCRIBERS, 1)?;
    let customers: Vec<_> = customers.into_iter().map(|target| target.id).collect();
    let times = ChangeTimes::default();
    let change = |customer: &String| {
        let at = Instant::now();
        // Recorded before the change, because a subscriber could receive it before a later record.
        let mut times = times.lock();
        if let Some(session) = platform.change(customer) {
            times.entry(session).or_default().push(at);
        }
    };
    // Every customer starts with an open visit.
    customers.iter().for_each(change);
    platform.count(true);
    let url = gateway.url.replace("http:", "ws:");
    let (report, mut received) = mpsc::channel(1_024);
    let mut listening = JoinSet::new();
    for _ in 0..SUBSCRIBERS {
        for group in customers.chunks(SUBSCRIBERS) {
            let open = subscriber::Subscriber::open(&url, platform.token(), group).await;
            let open = open.map_err(|error| gateway.add_log("subscribers", &error))?;
            listening.spawn(open.listen(times.clone(), report.clone()));
        }
    }
    // The platform confirms the last topics.
    sleep(Duration::from_secs(3)).await;
    while received.try_recv().is_ok() {}

    let before = gateway.usage().cpu();
    let changing = StdInstant::now();
    let counting = tokio::spawn(async move {
        let mut count = 0;
        while let Ok(Some(_)) = timeout(ARRIVAL, received.recv()).await {
            count += 1;
        }
        count
    });
    let mut ticks = interval(Duration::from_secs(1) / RATE);
    for _ in 0..CHANGES {
        for customer in &customers {
            ticks.tick().await;
            change(customer);
        }
    }
    let expected = customers.len() * SUBSCRIBERS * CHANGES;
    let count = counting.await?;
    if count < expected {
        let error = format!(
            "{count} of {expected} changes arrived within {:.0?}",
            changing.elapsed()
        );
        return Err(gateway.add_log("subscribers", &error.into()));
    }
    let spent = before.zip(gateway.usage().cpu());
    let (before, after) = spent.ok_or("CPU time is available on Linux only")?;
    let calls = platform.calls().len();
    platform.count(false);
    Ok(Point {
        size,
        cpu: after.saturating_sub(before).as_secs_f64(),
        calls: ratio(calls, 1),
        memory: super::mebibytes(&gateway.usage()),
    })
}
