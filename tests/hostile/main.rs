//! Attacks on the program with its default limits, over HTTP/1.1, HTTP/2 and WebSocket and from 1, 5 and 50 addresses. Each
//! attack combines every transport with one number of addresses. During an attack a legitimate viewer, new viewers and
//! probes must be served, and the memory of the process must stay within a bound. `SECURITY.md` has the guarantees;
//! `benches/hostile.rs` measures the response times.

#![cfg(all(feature = "simulator", target_os = "linux"))]
#![allow(clippy::disallowed_methods, reason = "tests are clients of their own")]
#![allow(
    clippy::print_stdout,
    reason = "the report of an attack helps to analyze a failure"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; what clippy.toml allows covers test functions only"
)]

mod attack;
mod held_connections;
mod legitimate;
mod requests;
mod target;
mod transport;
mod watches;

use std::time::Duration;

use attack::{Attack, RunningAttack};
use target::{HOSTILE, LEGITIMATE, Target};
use tokio::sync::Mutex;

/// Duration of each attack, in which the legitimate viewer sends 100 cached requests.
const DURATION: Duration = Duration::from_secs(5);

/// Maximum resident memory of the process, in bytes. Unoptimized builds need more for their thousands of tasks.
const MAX_MEMORY: u64 = if cfg!(debug_assertions) {
    384 << 20
} else {
    256 << 20
};

/// Serializes the attacks. In parallel they would test the machine's limits instead of the gateway's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// Runs an attack over all transports and asserts that legitimate clients are served meanwhile.
async fn assert_withstands(attack: Attack) {
    let _guard = ONE_AT_A_TIME.lock().await;
    for (transport, addresses) in attack.combinations() {
        let target = Target::start(attack).await;
        legitimate::wait_until_ready(&target).await;
        for token in [LEGITIMATE, HOSTILE] {
            legitimate::warm_viewer(&target, token).await;
        }
        let running = RunningAttack::start(attack, transport, addresses, &target);
        let report = legitimate::send_requests(&target, DURATION).await;
        let requests = running.stop();
        let what = format!("{attack:?} over {transport:?} from {addresses} addresses");
        println!(
            "{what}: {requests} hostile requests; {report}{} MiB",
            target.peak_memory() >> 20
        );
        assert!(requests > 10, "{what}: the attack sent almost no requests");
        report.assert_served(&what);
        let memory = target.peak_memory();
        assert!(memory <= MAX_MEMORY, "{what}: {memory} bytes of memory");
    }
}

macro_rules! attacks {
    ($($name:ident: $attack:ident,)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            assert_withstands(Attack::$attack).await;
        })+
    };
}

attacks! {
    operations_started_and_completed_in_a_loop_are_withstood: StartAndEnd,
    malformed_tokens_are_withstood: InvalidTokens,
    guessed_tokens_are_withstood: GuessedTokens,
    forged_cursors_are_withstood: ForgedCursors,
    exhausting_the_shared_credential_is_withstood: SharedCredential,
    idle_connections_are_withstood: Idle,
    unread_responses_are_withstood: Unread,
    incomplete_bodies_are_withstood: HalfSent,
    slow_requests_are_withstood: Slow,
    subscriptions_to_many_customers_are_withstood: Watches,
}
