//! What a socket and its messages count against at the gates.

use std::sync::Arc;

use super::Sockets;
use super::message::Close;
use crate::admission::{ClientAddress, Overloaded, ViewerKey};
use crate::fair_share::{self, Permit};
use crate::http::problem::Problem;
use crate::origin::Origin;

/// The permit that a socket holds: by client address until its token is valid, then by viewer.
pub(super) struct SocketPermit {
    pub(super) origin: Arc<Origin>,
    held: Held,
}

enum Held {
    /// The client's address, until the first valid token.
    Address(fair_share::EvictablePermit<ClientAddress>),
    /// The viewer.
    Viewer {
        viewer: ViewerKey,
        _permit: Permit<ViewerKey>,
    },
}

impl SocketPermit {
    /// The permit of a new socket. A known token in the header counts for its viewer at once.
    pub(super) async fn of(
        sockets: &Sockets,
        origin: Arc<Origin>,
        token: Option<&str>,
    ) -> Result<Self, Problem> {
        let admission = sockets.gateway.admission();
        let known = match token {
            Some(token) => sockets.gateway.known_viewer(token).await,
            None => None,
        };
        let held = match known {
            Some(viewer) => Held::Viewer {
                _permit: admission.acquire_socket(&viewer)?,
                viewer,
            },
            None => {
                Held::Address(admission.acquire_silent_socket(&ClientAddress::from(origin.client))?)
            }
        };
        Ok(Self { origin, held })
    }

    /// Resolves when the socket has to make room for one of another address.
    pub(super) async fn is_evicted(&self) {
        match &self.held {
            Held::Address(held) => held.evicted().await,
            Held::Viewer { .. } => std::future::pending().await,
        }
    }

    /// From now on the socket counts for `viewer`.
    pub(super) fn assign_to(&mut self, viewer: ViewerKey, sockets: &Sockets) -> Result<(), Close> {
        if matches!(&self.held, Held::Viewer { viewer: known, .. } if *known == viewer) {
            return Ok(());
        }
        let permit = sockets.gateway.admission().acquire_socket(&viewer);
        self.held = Held::Viewer {
            _permit: permit.map_err(|_| Close::TryAgain)?,
            viewer,
        };
        Ok(())
    }

    /// Makes room for the bytes of a message, with those of request bodies; absent before the viewer is known.
    pub(super) fn hold_message(
        &self,
        bytes: usize,
        sockets: &Sockets,
    ) -> Result<Option<Permit<ViewerKey>>, Overloaded> {
        let mut held = None;
        if let Held::Viewer { viewer, .. } = &self.held {
            let admission = sockets.gateway.admission();
            admission.reserve_body(&mut held, viewer, bytes)?;
        }
        Ok(held)
    }
}
