//! Latency of changes: 5,000 subscribers to 500 customers, 200 changes per second.
//!
//! `cargo bench --bench live` starts the gateway as a process of its own in front of a simulated
//! platform in this process, opens the subscriptions over real sockets, makes changes on the platform, and
//! prints the latency of each change from the platform to the subscriber's socket, the missed changes,
//! and the growth of the gateway's memory. It fails if a change is missed, and asserts nothing about speed.

#[path = "live/gateway.rs"]
mod gateway;
#[path = "live/subscriber.rs"]
mod subscriber;
#[path = "load/usage.rs"]
#[expect(dead_code, reason = "the load bench uses more of it")]
mod usage;

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use journey_simulator::{Action, Options, Simulator};
use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use gateway::Gateway;
use usage::Usage;

/// The reason why the bench fails.
type BenchError = Box<dyn std::error::Error + Send + Sync>;

/// A persona with all permissions.
const PERSONA: &str = "demo-supervisor";

/// Measures the latency of changes.
#[derive(Parser)]
struct Args {
    /// Number of watched customers.
    #[arg(long, default_value_t = 500)]
    customers: usize,
    /// Subscriptions per customer, each on another socket.
    #[arg(long, default_value_t = 10)]
    subscribers: usize,
    /// Changes per second.
    #[arg(long, default_value_t = 200)]
    rate: u32,
    /// Duration of the measurement.
    #[arg(long, default_value = "30s", value_parser = humantime::parse_duration)]
    time: Duration,
    /// The flag that `cargo bench` adds. Without it, as with `cargo test --all-targets`, nothing runs.
    #[arg(long, hide = true)]
    bench: bool,
}

/// The times of each session's events on the platform, in order.
pub(crate) type ChangeTimes = Arc<Mutex<HashMap<String, Vec<Instant>>>>;

fn main() -> Result<(), BenchError> {
    let args = Args::parse();
    if !args.bench {
        return Ok(());
    }
    tokio::runtime::Runtime::new()?.block_on(run(&args))
}

async fn run(args: &Args) -> Result<(), BenchError> {
    let options = Options {
        customers: 20_000,
        ..Options::default()
    };
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let simulator = Simulator::start(listen, options).await?;
    simulator.record_calls(false);
    let customers: Vec<_> = simulator
        .ordinary_customers()
        .take(args.customers)
        .map(|customer| customer.id)
        .collect();
    let gateway = Gateway::start(simulator.url())?;
    let usage = Usage::for_process(gateway.process());
    let change_times = ChangeTimes::default();
    let change = |customer: &str| {
        let at = Instant::now();
        // Recorded before the change, because a subscriber could receive it before a later record.
        let mut change_times = change_times.lock();
        if let Some(session) = simulator.perform(customer, Action::WebEvent) {
            change_times.entry(session).or_default().push(at);
        }
    };
    // Every customer starts with an open visit.
    for customer in &customers {
        change(customer);
    }

    let (report, mut reports) = mpsc::channel(1_024);
    let _subscribers = subscribe(args, &gateway, &customers, &change_times, report).await?;
    sleep(Duration::from_secs(5)).await;
    while reports.try_recv().is_ok() {}
    let memory_before = usage.resident().unwrap_or(0);

    let started = Instant::now();
    let collecting = tokio::spawn(async move {
        let (mut latencies, mut last) = (Vec::new(), HashMap::new());
        // Late changes arrive within a few seconds or not at all.
        while let Ok(Some(received)) = timeout(Duration::from_secs(5), reports.recv()).await {
            let subscriber::Received {
                subscriber,
                session,
                event_count,
                latency,
            } = received;
            // An event from before the subscription is part of the snapshot and not a change.
            if latency < started.elapsed() {
                latencies.push(latency);
            }
            last.insert((subscriber, session), event_count);
        }
        (latencies, last)
    });
    let mut ticks = interval(Duration::from_secs(1) / args.rate);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut changes = 0_u32;
    while started.elapsed() < args.time {
        ticks.tick().await;
        if let Some(customer) = customers.get(changes as usize % customers.len()) {
            change(customer);
        }
        changes += 1;
    }
    let rate = f64::from(changes) / started.elapsed().as_secs_f64();
    let (mut latencies, last) = collecting.await?;
    let memory_after = usage.resident().unwrap_or(0);
    latencies.sort_unstable();
    let change_times = change_times.lock();
    let is_behind = |((_, session), count): &(&(u64, String), &usize)| {
        change_times
            .get(session)
            .is_some_and(|change_times| change_times.len() > **count)
    };
    let behind = last.iter().filter(is_behind).count();
    let expected = customers.len().min(changes as usize) * args.subscribers;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{changes} changes, {rate:.0} per second; {} received",
        latencies.len()
    )?;
    print_latencies(&mut out, &latencies)?;
    writeln!(
        out,
        "the gateway's memory: {memory_before} kB before, {memory_after} kB after; processor time {:.1?}",
        usage.cpu().unwrap_or_default()
    )?;
    writeln!(
        out,
        "{} of {expected} subscribers received the last change",
        last.len() - behind
    )?;
    if behind > 0 || last.len() < expected {
        return Err("a subscriber does not have the newest state".into());
    }
    Ok(())
}

/// Opens every subscription. Each socket subscribes to ten customers.
async fn subscribe(
    args: &Args,
    gateway: &Gateway,
    customers: &[String],
    change_times: &ChangeTimes,
    report: mpsc::Sender<subscriber::Received>,
) -> Result<JoinSet<()>, BenchError> {
    let began = Instant::now();
    let mut subscribers = JoinSet::new();
    for round in 1..=args.subscribers {
        for group in customers.chunks(10) {
            let subscriber = subscriber::Subscriber::open(gateway.url(), PERSONA, group).await?;
            subscribers.spawn(subscriber.listen(change_times.clone(), report.clone()));
        }
        let open = round * customers.len();
        writeln!(
            io::stdout(),
            "{open} subscriptions after {:.1?}",
            began.elapsed()
        )?;
    }
    Ok(subscribers)
}

fn print_latencies(out: &mut impl Write, latencies: &[Duration]) -> io::Result<()> {
    let percentile = |part: usize| {
        let index = latencies.len() * part / 1_000;
        latencies.get(index).copied().unwrap_or_default()
    };
    writeln!(
        out,
        "from the change to the socket: p50 {:.1?}, p99 {:.1?}, p99.9 {:.1?}, longest {:.1?}",
        percentile(500),
        percentile(990),
        percentile(999),
        latencies.last().copied().unwrap_or_default()
    )
}
