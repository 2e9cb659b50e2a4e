//! The admission permits of a socket and of its messages.

use std::sync::Arc;

use crate::admission::{Admission, ClientAddress, Overloaded, ViewerKey};
use crate::fair_share::{EvictablePermit, Permit};
use crate::origin::Origin;
use crate::pipeline::Gateway;

/// The permit of a socket: counted by client address until its token is valid, then by viewer.
pub(super) struct SocketPermit {
    pub(super) origin: Arc<Origin>,
    held: Held,
}

enum Held {
    Address(EvictablePermit<ClientAddress>),
    Viewer {
        viewer: ViewerKey,
        _permit: Permit<ViewerKey>,
    },
}

impl SocketPermit {
    /// Acquires the permit of a new socket. If the cache has the viewer of the token in the header, the socket counts for
    /// that viewer from the start.
    pub(super) async fn acquire(
        gateway: &Gateway,
        origin: Arc<Origin>,
        token: Option<&str>,
    ) -> Result<Self, Overloaded> {
        let admission = gateway.admission();
        let viewer = match token {
            Some(token) => gateway.cached_viewer(token).await,
            None => None,
        };
        let held = if let Some(viewer) = viewer {
            Held::Viewer {
                _permit: admission.acquire_socket(&viewer)?,
                viewer,
            }
        } else {
            let client = ClientAddress::from(origin.client);
            Held::Address(admission.acquire_silent_socket(&client)?)
        };
        Ok(Self { origin, held })
    }

    /// Resolves when a socket of another address evicts this one.
    pub(super) async fn evicted(&self) {
        match &self.held {
            Held::Address(permit) => permit.evicted().await,
            Held::Viewer { .. } => std::future::pending().await,
        }
    }

    /// Replaces the permit by one of `viewer`.
    pub(super) fn assign_to(
        &mut self,
        viewer: ViewerKey,
        admission: &Admission,
    ) -> Result<(), Overloaded> {
        if matches!(&self.held, Held::Viewer { viewer: current, .. } if *current == viewer) {
            return Ok(());
        }
        self.held = Held::Viewer {
            _permit: admission.acquire_socket(&viewer)?,
            viewer,
        };
        Ok(())
    }

    /// Reserves memory for a message in the gate of request bodies; `None` before the viewer is identified.
    pub(super) fn reserve_message(
        &self,
        bytes: usize,
        admission: &Admission,
    ) -> Result<Option<Permit<ViewerKey>>, Overloaded> {
        let mut permit = None;
        if let Held::Viewer { viewer, .. } = &self.held {
            admission.reserve_body(&mut permit, viewer, bytes)?;
        }
        Ok(permit)
    }
}
