//! Effects of an attack on legitimate viewers and probes: response times without and during the attack, the time until
//! response times are normal again, and memory. The attacks are those of `tests/hostile`.
//!
//! `cargo bench --bench hostile` runs all attacks, `cargo bench --bench hostile -- NAME` one of them.

#![cfg(all(feature = "simulator", target_os = "linux"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench fails by panicking, and is a client of its own"
)]

#[path = "../tests/hostile/attack.rs"]
mod attack;
#[path = "../tests/hostile/held_connections.rs"]
mod held_connections;
#[path = "../tests/hostile/legitimate.rs"]
mod legitimate;
#[path = "../tests/hostile/requests.rs"]
mod requests;
#[path = "../tests/hostile/target.rs"]
mod target;
#[path = "../tests/hostile/transport.rs"]
mod transport;
#[path = "../tests/hostile/watches.rs"]
mod watches;

use std::time::{Duration, Instant};

use attack::{Attack, RunningAttack};
use legitimate::{send_requests, wait_until_ready, warm_viewer};
use target::{HOSTILE, LEGITIMATE, Target};
use tokio::time::sleep;

/// Duration of each part of a measurement.
const DURATION: Duration = Duration::from_secs(5);

/// Duration of one sample of the response times after the attack.
const SAMPLE: Duration = Duration::from_millis(200);

/// Response times below this count as normal: users do not notice them.
const UNNOTICEABLE: Duration = Duration::from_millis(50);

fn main() {
    let selected: Vec<_> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    println!(
        "attack, transport, addresses | p99 of cached requests without attack | during attack | target | p99 of probes during attack | time to recover | peak memory MiB | requests served"
    );
    for attack in Attack::ALL {
        let is_selected = selected
            .iter()
            .any(|name| format!("{attack:?}").eq_ignore_ascii_case(name));
        if selected.is_empty() || is_selected {
            runtime.block_on(measure(attack));
        }
    }
}

async fn measure(attack: Attack) {
    for (transport, addresses) in attack.combinations() {
        let target = Target::start(attack).await;
        wait_until_ready(&target).await;
        for token in [LEGITIMATE, HOSTILE] {
            warm_viewer(&target, token).await;
        }
        let alone = send_requests(&target, DURATION).await;
        let running = RunningAttack::start(attack, transport, addresses, &target);
        // By then the attack holds all resources that it can get.
        sleep(Duration::from_secs(1)).await;
        let during = send_requests(&target, DURATION).await;
        running.stop();
        let limit = (alone.cached.p99() * 5).max(UNNOTICEABLE);
        let after = recovery_time(&target, limit).await;
        let (served, all) = during.served();
        println!(
            "{attack:?} {transport:?} {addresses} | {:.1?} | {:.1?} | {limit:.0?} | {:.1?} | {after:.1?} | {} | {served} of {all}",
            alone.cached.p99(),
            during.cached.p99(),
            during.probes.p99(),
            target.peak_memory() >> 20,
        );
    }
}

/// The time until every request of a sample is served and their p99 is within `limit`; stops after one minute.
async fn recovery_time(target: &Target, limit: Duration) -> Duration {
    let began = Instant::now();
    loop {
        let passed = began.elapsed();
        let sample = send_requests(target, SAMPLE).await;
        let (served, all) = sample.served();
        if (served == all && sample.cached.p99() <= limit) || passed > Duration::from_mins(1) {
            return passed;
        }
    }
}
