//! The attacks, and the clients that run them.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use journey_simulator::Fixtures;
use tokio::runtime::{Builder, Runtime};

use crate::target::Target;
use crate::transport::{Transport, hostile_address};
use crate::{held_connections, requests, watches};

/// Number of concurrent hostile clients. They share the addresses of an attack.
const CLIENTS: usize = 100;

/// Pause between two requests or connections of one client, so that the attackers, which run on the same machine, leave
/// the gateway enough CPU time. An unoptimized build needs more.
pub(crate) const PAUSE: Duration =
    Duration::from_millis(if cfg!(debug_assertions) { 25 } else { 10 });

/// The numbers of client addresses that attacks use.
const ADDRESS_COUNTS: [usize; 3] = [1, 5, 50];

/// An attack on one of the gateway's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attack {
    StartAndEnd,
    InvalidTokens,
    GuessedTokens,
    ForgedCursors,
    SharedCredential,
    Idle,
    Unread,
    HalfSent,
    Slow,
    Watches,
}

impl Attack {
    #[allow(dead_code, reason = "used by the bench; the tests name each attack")]
    pub(crate) const ALL: [Self; 10] = [
        Self::StartAndEnd,
        Self::InvalidTokens,
        Self::GuessedTokens,
        Self::ForgedCursors,
        Self::SharedCredential,
        Self::Idle,
        Self::Unread,
        Self::HalfSent,
        Self::Slow,
        Self::Watches,
    ];

    /// Each transport with a number of addresses. Consecutive attacks rotate the numbers, so that three attacks cover every
    /// combination.
    pub(crate) fn combinations(self) -> impl Iterator<Item = (Transport, usize)> {
        let first = self as usize;
        let address_counts = ADDRESS_COUNTS
            .into_iter()
            .cycle()
            .skip(first % ADDRESS_COUNTS.len());
        Transport::ALL.into_iter().zip(address_counts)
    }

    /// Latency of each upstream call.
    pub(crate) fn latency(self) -> Duration {
        match self {
            Self::GuessedTokens => Duration::from_millis(50),
            Self::Slow => Duration::from_millis(500),
            _ => Duration::ZERO,
        }
    }

    /// Calls per minute that the platform allows.
    pub(crate) fn rate_limit(self) -> Option<u32> {
        (self == Self::SharedCredential).then_some(300)
    }

    /// Whether the gateway runs with identity `service`.
    pub(crate) fn uses_service_identity(self) -> bool {
        matches!(self, Self::SharedCredential | Self::Watches)
    }
}

/// One hostile client.
pub(crate) struct Client {
    pub(crate) transport: Transport,
    pub(crate) from: Ipv4Addr,
    pub(crate) to: SocketAddr,
    pub(crate) fixtures: Fixtures,
    customers: Arc<[String]>,
    requests: Arc<AtomicUsize>,
}

impl Client {
    /// The id of a customer that exists, often another one.
    pub(crate) fn customer(&self) -> &str {
        &self.customers[self.requests.load(Ordering::Relaxed) % self.customers.len()]
    }

    /// Counts a request, connection or message.
    pub(crate) fn count(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    async fn run(self, attack: Attack) {
        match attack {
            Attack::StartAndEnd => requests::start_and_end(&self).await,
            Attack::InvalidTokens => requests::invalid_tokens(&self).await,
            Attack::GuessedTokens => requests::guessed_tokens(&self).await,
            Attack::ForgedCursors => requests::forged_cursors(&self).await,
            Attack::SharedCredential => requests::shared_credential(&self).await,
            Attack::Slow => requests::slow(&self).await,
            Attack::Idle => held_connections::idle(&self).await,
            Attack::Unread => held_connections::unread(&self).await,
            Attack::HalfSent => held_connections::half_sent(&self).await,
            Attack::Watches => watches::subscribe_to_many(&self).await,
        }
    }
}

/// A running attack. It has its own thread, so that its work does not delay the measurement of other clients.
pub(crate) struct RunningAttack {
    runtime: Runtime,
    requests: Arc<AtomicUsize>,
}

impl RunningAttack {
    pub(crate) fn start(
        attack: Attack,
        transport: Transport,
        addresses: usize,
        target: &Target,
    ) -> Self {
        let requests = Arc::new(AtomicUsize::new(0));
        let customers = target.simulator.ordinary_customers();
        let customers: Arc<[String]> = customers.map(|customer| customer.id).collect();
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        for number in 0..CLIENTS {
            let client = Client {
                transport,
                from: hostile_address(number % addresses),
                to: target.address,
                fixtures: target.fixtures.clone(),
                customers: customers.clone(),
                requests: requests.clone(),
            };
            runtime.spawn(client.run(attack));
        }
        Self { runtime, requests }
    }

    /// Stops the attack; returns the number of requests, connections and messages that it sent.
    pub(crate) fn stop(self) -> usize {
        self.runtime.shutdown_background();
        self.requests.load(Ordering::Relaxed)
    }
}
