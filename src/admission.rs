//! The inbound gates: how much of the gateway's room a client may hold, before and after it is known.
//!
//! A client whose token is not known yet is counted by its address, a viewer by identity: what a viewer
//! holds never counts against an address. Each gate is a [`FairShare`], so that one key leaves a reserve to
//! all others. `docs/admission.md` draws the gates in order.

mod address;
mod proxies;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use tokio::time::timeout;

use crate::config::Limits;
use crate::fair_share::{Bound, EvictingShare, FairShare, Full, Held, Key, Permit};
pub use address::ClientAddress;
pub use proxies::TrustedProxies;

/// A viewer, as the gates count them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerKey {
    organization: Option<String>,
    subject: Arc<str>,
}

impl ViewerKey {
    /// The viewer `subject` of `organization`.
    pub fn new(organization: Option<String>, subject: Arc<str>) -> Self {
        Self {
            organization,
            subject,
        }
    }
}

/// A gate has no room for this client now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the gateway is busy with {0} {1}, which is the limit; try again")]
pub struct Overloaded(pub usize, pub &'static str);

/// A gate with its name in messages.
#[derive(Debug)]
struct Gate<K: Key> {
    share: FairShare<K>,
    most: usize,
    what: &'static str,
}

impl<K: Key> Gate<K> {
    fn new(most: usize, queue: usize, what: &'static str) -> Self {
        Self {
            share: FairShare::new(Bound::new(most), Bound::new(queue)),
            most,
            what,
        }
    }

    /// One key alone may take all of it, for what does not last: others are next in the queue.
    fn without_reserve(self, queue: usize) -> Self {
        let held = Bound::new(self.most).with_reserve(0);
        Self {
            share: FairShare::new(held, Bound::new(queue)),
            ..self
        }
    }

    fn full(&self) -> Overloaded {
        Overloaded(self.most, self.what)
    }

    fn try_enter(&self, key: &K, amount: usize) -> Result<Permit<K>, Overloaded> {
        self.share.try_take(key, amount).map_err(|Full| self.full())
    }

    async fn enter(&self, key: &K, patience: Duration) -> Result<Permit<K>, Overloaded> {
        match timeout(patience, self.share.take(key)).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(Full)) | Err(_) => Err(self.full()),
        }
    }
}

/// All inbound gates.
#[derive(Debug)]
pub struct Admission {
    introspections: Gate<ClientAddress>,
    silent_sockets: EvictingShare<ClientAddress>,
    most_silent_sockets: usize,
    bodies: Gate<ViewerKey>,
    requests: Gate<ViewerKey>,
    sockets: Gate<ViewerKey>,
    /// How long a client waits in a queue.
    patience: Duration,
    proxies: TrustedProxies,
}

impl Admission {
    /// With these bounds; nothing is held yet.
    pub fn new(limits: &Limits, proxies: TrustedProxies) -> Self {
        Self {
            introspections: Gate::new(
                limits.introspections,
                limits.introspection_queue,
                "introspections of tokens",
            )
            .without_reserve(limits.introspection_queue),
            silent_sockets: EvictingShare::new(limits.silent_sockets),
            most_silent_sockets: limits.silent_sockets,
            bodies: Gate::new(limits.bodies_bytes, 0, "bytes of requests' bodies"),
            requests: Gate::new(limits.concurrency, limits.queue, "requests"),
            sockets: Gate::new(limits.sockets, 0, "sockets and streams"),
            patience: limits.queue_timeout,
            proxies,
        }
    }

    /// The client's address: that of the connection, or the one that a trusted proxy reports.
    pub fn address(&self, request: &Parts) -> IpAddr {
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
        // Only a request that came over no connection has no peer.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
            peer.ip()
        });
        self.proxies.client(peer, &request.headers)
    }

    /// Waits until a token that is not known may be introspected.
    pub async fn introspect(
        &self,
        client: &ClientAddress,
    ) -> Result<Permit<ClientAddress>, Overloaded> {
        self.introspections.enter(client, self.patience).await
    }

    /// Admits a socket whose client is not known yet. It may be evicted for another address.
    pub fn open_socket(&self, client: &ClientAddress) -> Result<Held<ClientAddress>, Overloaded> {
        let entered = self.silent_sockets.enter(client);
        let what = "sockets whose client is not known yet";
        entered.map_err(|Full| Overloaded(self.most_silent_sockets, what))
    }

    /// Admits a socket or a stream of a known viewer.
    pub fn hold_socket(&self, viewer: &ViewerKey) -> Result<Permit<ViewerKey>, Overloaded> {
        self.sockets.try_enter(viewer, 1)
    }

    /// Waits until a viewer's request may be worked on.
    pub async fn enter(&self, viewer: &ViewerKey) -> Result<Permit<ViewerKey>, Overloaded> {
        self.requests.enter(viewer, self.patience).await
    }

    /// Makes room for `bytes` more of a body.
    pub fn hold_body(
        &self,
        held: &mut Option<Permit<ViewerKey>>,
        viewer: &ViewerKey,
        bytes: usize,
    ) -> Result<(), Overloaded> {
        if bytes == 0 {
            return Ok(());
        }
        if let Some(permit) = held {
            return permit.grow(bytes).map_err(|Full| self.bodies.full());
        }
        *held = Some(self.bodies.try_enter(viewer, bytes)?);
        Ok(())
    }
}
