//! Hostile clients against the program with its default limits, each over HTTP/1.1, HTTP/2 and WebSocket and from 1, 5
//! and 50 addresses, spread pairwise. Meanwhile another viewer asks on, new viewers come, and probes are sent: they are
//! served, and the process stays small. `SECURITY.md` names the promises; `benches/hostile.rs` measures the times.

#![cfg(all(feature = "simulator", target_os = "linux"))]
#![allow(clippy::disallowed_methods, reason = "tests are clients of their own")]
#![allow(
    clippy::print_stdout,
    reason = "the times of an attack are of interest where it fails"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking; what clippy.toml allows covers test functions only"
)]

mod attack;
mod held;
mod innocent;
mod requests;
mod target;
mod transport;
mod watches;

use std::time::Duration;

use attack::{Attack, Siege};
use target::{HOSTILE, INNOCENT, Target};
use tokio::sync::Mutex;

/// How long each attack lasts. The other viewer sends a hundred cached requests meanwhile.
const LASTS: Duration = Duration::from_secs(5);

/// Bytes that the process may take. What a task holds is larger without optimization, and there are thousands.
const MOST_MEMORY: u64 = if cfg!(debug_assertions) {
    384 << 20
} else {
    256 << 20
};

/// One attack at a time: they are about the gateway's limits, not about the machine's.
static ALONE: Mutex<()> = Mutex::const_new(());

/// An attack over all transports and from all numbers of addresses, each pair of a transport and a number once in
/// three attacks.
async fn withstands(attack: Attack) {
    let _alone = ALONE.lock().await;
    for (transport, addresses) in attack.combinations() {
        let target = Target::start(attack).await;
        innocent::is_ready(&target).await;
        for token in [INNOCENT, HOSTILE] {
            innocent::introduce(&target, token).await;
        }
        let siege = Siege::begin(attack, transport, addresses, &target);
        let report = innocent::ask_on(&target, LASTS).await;
        let requests = siege.end();
        let what = format!("{attack:?} over {transport:?} from {addresses} addresses");
        println!(
            "{what}: {requests} hostile requests; {report}{} MiB",
            target.peak_memory() >> 20
        );
        assert!(requests > 10, "{what}: the attack was none");
        report.is_served(&what);
        let memory = target.peak_memory();
        assert!(memory <= MOST_MEMORY, "{what}: {memory} bytes");
    }
}

macro_rules! attacks {
    ($($name:ident: $attack:ident,)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            withstands(Attack::$attack).await;
        })+
    };
}

attacks! {
    operations_that_are_started_and_ended: StartAndEnd,
    tokens_that_are_no_header_values: InvalidTokens,
    tokens_that_are_guessed: GuessedTokens,
    cursors_that_are_forged: ForgedCursors,
    calls_of_a_shared_credential: SharedCredential,
    connections_that_only_take_a_place: Idle,
    responses_that_are_never_read: Unread,
    bodies_that_are_never_sent_to_their_end: HalfSent,
    requests_that_wait_for_the_platform: Slow,
    customers_that_are_watched: Watches,
}
