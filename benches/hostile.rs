//! What viewers and probes notice of an attack: times while it goes on beside those without one, how long until all is
//! normal again, and memory. The attacks are those of `tests/hostile`.
//!
//! `cargo bench --bench hostile`; with the name of an attack, that one only.

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
#[path = "../tests/hostile/held.rs"]
mod held;
#[path = "../tests/hostile/innocent.rs"]
mod innocent;
#[path = "../tests/hostile/requests.rs"]
mod requests;
#[path = "../tests/hostile/target.rs"]
mod target;
#[path = "../tests/hostile/transport.rs"]
mod transport;
#[path = "../tests/hostile/watches.rs"]
mod watches;

use std::time::{Duration, Instant};

use attack::{Attack, Siege};
use innocent::{ask_on, introduce, is_ready};
use target::{HOSTILE, INNOCENT, Target};
use tokio::time::sleep;

/// How long each part of a measurement lasts.
const LASTS: Duration = Duration::from_secs(5);

/// How long one look at whether all is normal again lasts.
const LOOK: Duration = Duration::from_millis(200);

/// A client notices nothing of less than this.
const UNNOTICED: Duration = Duration::from_millis(50);

fn main() {
    let wanted: Vec<_> = std::env::args()
        .skip(1)
        .filter(|one| !one.starts_with("--"))
        .collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    println!(
        "attack | cached p99 alone | during | limit | probes p99 | normal after | MiB | served"
    );
    for attack in Attack::ALL {
        let is_wanted = wanted
            .iter()
            .any(|name| format!("{attack:?}").eq_ignore_ascii_case(name));
        if wanted.is_empty() || is_wanted {
            runtime.block_on(measure(attack));
        }
    }
}

async fn measure(attack: Attack) {
    for (transport, addresses) in attack.combinations() {
        let target = Target::start(attack).await;
        is_ready(&target).await;
        for token in [INNOCENT, HOSTILE] {
            introduce(&target, token).await;
        }
        let alone = ask_on(&target, LASTS).await;
        let siege = Siege::begin(attack, transport, addresses, &target);
        // What it holds is held by then.
        sleep(Duration::from_secs(1)).await;
        let during = ask_on(&target, LASTS).await;
        siege.end();
        let limit = (alone.cached.p99() * 5).max(UNNOTICED);
        let after = normal_after(&target, limit).await;
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

/// The time until a look at the gateway finds every request served within `limit`.
async fn normal_after(target: &Target, limit: Duration) -> Duration {
    let began = Instant::now();
    loop {
        let passed = began.elapsed();
        let look = ask_on(target, LOOK).await;
        let (served, all) = look.served();
        if (served == all && look.cached.p99() <= limit) || passed > Duration::from_mins(1) {
            return passed;
        }
    }
}
