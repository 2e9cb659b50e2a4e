//! Inbound limits: how many requests, bodies, sockets and introspections each client may hold.
//!
//! A client is counted by its address until its token is identified, then by viewer. Permits of a viewer never count
//! against an address. Each gate is a [`FairShare`], so that one key leaves a reserve to the others.
//! `docs/admission.md` shows the order of the gates.

mod address;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::RwLock;
use tokio::time::timeout;

use crate::config::Limits;
use crate::fair_share::{Bound, EvictablePermit, EvictingShare, FairShare, Full, Key, Permit};
use crate::telemetry::GateReading;
pub(crate) use address::ClientAddress;

/// The key of a viewer at the gates.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerKey {
    organization: Option<String>,
    subject: Arc<str>,
}

impl ViewerKey {
    /// Creates the key of the viewer `subject` of `organization`.
    pub fn new(organization: Option<String>, subject: Arc<str>) -> Self {
        Self {
            organization,
            subject,
        }
    }
}

/// A gate has no capacity left for this client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the gateway has reached its limit of {limit} {resource}; try again later")]
pub struct Overloaded {
    /// Capacity of the gate.
    pub limit: usize,
    /// Name of the counted resource, in the plural.
    pub resource: &'static str,
}

/// A fair share with the name of its resource for error messages.
#[derive(Debug)]
struct Gate<K: Key> {
    share: FairShare<K>,
    limit: AtomicUsize,
    /// Whether one key leaves a part of the gate to others.
    has_reserve: bool,
    resource: &'static str,
    rejected: AtomicU64,
}

impl<K: Key> Gate<K> {
    fn new(limit: usize, queue: usize, resource: &'static str) -> Self {
        Self {
            share: FairShare::new(Bound::new(limit), Bound::new(queue)),
            limit: AtomicUsize::new(limit),
            has_reserve: true,
            resource,
            rejected: AtomicU64::new(0),
        }
    }

    /// Removes the reserve. Suits short work: a single key may use the whole gate, and other keys are next in the
    /// queue.
    fn without_reserve(self, queue: usize) -> Self {
        let gate = Self {
            has_reserve: false,
            ..self
        };
        gate.resize(gate.limit.load(Ordering::Relaxed), queue);
        gate
    }

    fn resize(&self, limit: usize, queue: usize) {
        let held = Bound::new(limit);
        let held = if self.has_reserve {
            held
        } else {
            held.with_reserve(0)
        };
        self.limit.store(limit, Ordering::Relaxed);
        self.share.resize(held, Bound::new(queue));
    }

    /// The state of the gate with the name in metrics.
    fn reading(&self, gate: &'static str) -> GateReading {
        let (in_use, waiting) = self.share.load();
        GateReading {
            gate,
            in_use,
            limit: self.limit.load(Ordering::Relaxed),
            waiting,
            rejected: self.rejected.load(Ordering::Relaxed),
        }
    }

    /// Counts a rejection.
    fn overloaded(&self) -> Overloaded {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        Overloaded {
            limit: self.limit.load(Ordering::Relaxed),
            resource: self.resource,
        }
    }

    fn try_acquire(&self, key: &K, amount: usize) -> Result<Permit<K>, Overloaded> {
        let acquired = self.share.try_acquire(key, amount);
        acquired.map_err(|Full| self.overloaded())
    }

    async fn acquire(&self, key: &K, queue_timeout: Duration) -> Result<Permit<K>, Overloaded> {
        match timeout(queue_timeout, self.share.acquire(key)).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(Full)) | Err(_) => Err(self.overloaded()),
        }
    }
}

/// All inbound gates.
#[derive(Debug)]
pub struct Admission {
    introspections: Gate<ClientAddress>,
    /// Sockets whose client has not been identified yet.
    silent_sockets: EvictingShare<ClientAddress>,
    silent_sockets_limit: AtomicUsize,
    silent_sockets_rejected: AtomicU64,
    bodies: Gate<ViewerKey>,
    requests: Gate<ViewerKey>,
    sockets: Gate<ViewerKey>,
    /// Longest wait in a queue.
    queue_timeout: RwLock<Duration>,
}

impl Admission {
    /// Creates the gates with these limits.
    pub fn new(limits: &Limits) -> Self {
        Self {
            introspections: Gate::new(
                limits.introspections,
                limits.introspection_queue,
                "token introspections",
            )
            .without_reserve(limits.introspection_queue),
            silent_sockets: EvictingShare::new(limits.silent_sockets),
            silent_sockets_limit: AtomicUsize::new(limits.silent_sockets),
            silent_sockets_rejected: AtomicU64::new(0),
            bodies: Gate::new(limits.bodies_bytes, 0, "bytes of request bodies"),
            requests: Gate::new(limits.concurrency, limits.queue, "concurrent requests"),
            sockets: Gate::new(limits.sockets, 0, "sockets and streams"),
            queue_timeout: RwLock::new(limits.queue_timeout),
        }
    }

    /// Changes the limits. Permits beyond them remain valid.
    pub(crate) fn resize(&self, limits: &Limits) {
        self.introspections
            .resize(limits.introspections, limits.introspection_queue);
        self.silent_sockets.resize(limits.silent_sockets);
        self.silent_sockets_limit
            .store(limits.silent_sockets, Ordering::Relaxed);
        self.bodies.resize(limits.bodies_bytes, 0);
        self.requests.resize(limits.concurrency, limits.queue);
        self.sockets.resize(limits.sockets, 0);
        *self.queue_timeout.write() = limits.queue_timeout;
    }

    fn queue_timeout(&self) -> Duration {
        *self.queue_timeout.read()
    }

    /// Waits for a permit to introspect an unknown token.
    pub async fn acquire_introspection(
        &self,
        client: &ClientAddress,
    ) -> Result<Permit<ClientAddress>, Overloaded> {
        self.introspections
            .acquire(client, self.queue_timeout())
            .await
    }

    /// Admits a socket whose client has not been identified yet. A socket of another address may evict it.
    pub fn acquire_silent_socket(
        &self,
        client: &ClientAddress,
    ) -> Result<EvictablePermit<ClientAddress>, Overloaded> {
        let acquired = self.silent_sockets.acquire(client);
        acquired.map_err(|Full| {
            self.silent_sockets_rejected.fetch_add(1, Ordering::Relaxed);
            Overloaded {
                limit: self.silent_sockets_limit.load(Ordering::Relaxed),
                resource: "sockets that have not sent a token",
            }
        })
    }

    /// Admits a socket or a stream of an identified viewer.
    pub fn acquire_socket(&self, viewer: &ViewerKey) -> Result<Permit<ViewerKey>, Overloaded> {
        self.sockets.try_acquire(viewer, 1)
    }

    /// Waits for a permit to run a viewer's request.
    pub async fn acquire_request(
        &self,
        viewer: &ViewerKey,
    ) -> Result<Permit<ViewerKey>, Overloaded> {
        self.requests.acquire(viewer, self.queue_timeout()).await
    }

    /// Reserves memory for `bytes` more of a body.
    pub fn reserve_body(
        &self,
        held: &mut Option<Permit<ViewerKey>>,
        viewer: &ViewerKey,
        bytes: usize,
    ) -> Result<(), Overloaded> {
        if bytes == 0 {
            return Ok(());
        }
        if let Some(permit) = held {
            return permit.grow(bytes).map_err(|Full| self.bodies.overloaded());
        }
        *held = Some(self.bodies.try_acquire(viewer, bytes)?);
        Ok(())
    }

    /// The state of the gates that count requests and sockets.
    pub fn readings(&self) -> Vec<GateReading> {
        vec![
            self.requests.reading("requests"),
            self.introspections.reading("introspections"),
            self.sockets.reading("sockets"),
            GateReading {
                gate: "silent_sockets",
                in_use: self.silent_sockets.held(),
                limit: self.silent_sockets_limit.load(Ordering::Relaxed),
                waiting: 0,
                rejected: self.silent_sockets_rejected.load(Ordering::Relaxed),
            },
        ]
    }

    /// The state of the gate that counts bytes of request bodies.
    pub fn bodies_reading(&self) -> GateReading {
        self.bodies.reading("bodies")
    }
}
