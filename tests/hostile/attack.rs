//! What is attacked, how, and by how many.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use journey_simulator::Fixtures;
use tokio::runtime::{Builder, Runtime};

use crate::target::Target;
use crate::transport::{Transport, hostile_address};
use crate::{held, requests, watches};

/// Hostile clients at once. They share the addresses of an attack.
const CLIENTS: usize = 100;

/// Between two requests or connections of one client, so that the attackers leave the gateway a processor; a build
/// without optimization needs more of it.
pub(crate) const PAUSE: Duration =
    Duration::from_millis(if cfg!(debug_assertions) { 25 } else { 10 });

/// Numbers of addresses that an attack comes from.
const ADDRESSES: [usize; 3] = [1, 5, 50];

/// An attack on one of the gateway's bounds.
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
    #[allow(dead_code, reason = "the bench goes through all, tests name each")]
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

    /// Each transport with a number of addresses; the next attack has the next number.
    pub(crate) fn combinations(self) -> impl Iterator<Item = (Transport, usize)> {
        let first = self as usize;
        let numbers = ADDRESSES.into_iter().cycle().skip(first % ADDRESSES.len());
        Transport::ALL.into_iter().zip(numbers)
    }

    /// The time that the platform takes for each call.
    pub(crate) fn latency(self) -> Duration {
        match self {
            Self::GuessedTokens => Duration::from_millis(50),
            Self::Slow => Duration::from_millis(500),
            _ => Duration::ZERO,
        }
    }

    /// Calls that the platform allows in a minute.
    pub(crate) fn rate_limit(self) -> Option<u32> {
        (self == Self::SharedCredential).then_some(300)
    }

    /// Whether the gateway asks the platform with a credential of its own.
    pub(crate) fn is_against_service(self) -> bool {
        matches!(self, Self::SharedCredential | Self::Watches)
    }
}

/// What a hostile client knows.
pub(crate) struct Client {
    pub(crate) transport: Transport,
    pub(crate) from: Ipv4Addr,
    pub(crate) to: SocketAddr,
    pub(crate) fixtures: Fixtures,
    requests: Arc<AtomicUsize>,
}

impl Client {
    /// Counts a request, connection or message.
    pub(crate) fn count(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    async fn attack(self, attack: Attack) {
        match attack {
            Attack::StartAndEnd => requests::start_and_end(&self).await,
            Attack::InvalidTokens => requests::invalid_tokens(&self).await,
            Attack::GuessedTokens => requests::guessed_tokens(&self).await,
            Attack::ForgedCursors => requests::forged_cursors(&self).await,
            Attack::SharedCredential => requests::shared_credential(&self).await,
            Attack::Slow => requests::slow(&self).await,
            Attack::Idle => held::idle(&self).await,
            Attack::Unread => held::unread(&self).await,
            Attack::HalfSent => held::half_sent(&self).await,
            Attack::Watches => watches::watch(&self).await,
        }
    }
}

/// An attack that goes on, on a thread of its own: what it does must not delay how others are measured.
pub(crate) struct Siege {
    runtime: Runtime,
    requests: Arc<AtomicUsize>,
}

impl Siege {
    pub(crate) fn begin(
        attack: Attack,
        transport: Transport,
        addresses: usize,
        target: &Target,
    ) -> Self {
        let requests = Arc::new(AtomicUsize::new(0));
        let mut runtime = Builder::new_multi_thread();
        let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
        for number in 0..CLIENTS {
            let client = Client {
                transport,
                from: hostile_address(number % addresses),
                to: target.address,
                fixtures: target.fixtures.clone(),
                requests: requests.clone(),
            };
            runtime.spawn(client.attack(attack));
        }
        Self { runtime, requests }
    }

    /// Ends it; returns how much it sent.
    pub(crate) fn end(self) -> usize {
        self.runtime.shutdown_background();
        self.requests.load(Ordering::Relaxed)
    }
}
