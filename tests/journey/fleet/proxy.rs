//! A network that a test can slow down or cut.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::journey::harness::loopback;

/// Forwards connections to a port. While it is cut, nothing arrives and nothing is closed, as when a network loses packets.
pub(super) struct Proxy {
    pub(super) port: u16,
    state: Arc<watch::Sender<Network>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Network {
    /// It takes this time to forward.
    Takes(Duration),
    Cut,
}

impl Proxy {
    pub(super) async fn start(to: u16) -> Self {
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(watch::Sender::new(Network::Takes(Duration::ZERO)));
        let switch = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let mut network = switch.subscribe();
                tokio::spawn(async move {
                    pass(&mut network).await;
                    let Ok(server) = TcpStream::connect(("127.0.0.1", to)).await else {
                        return;
                    };
                    let (client, server) = (client.into_split(), server.into_split());
                    tokio::join!(
                        forward(client.0, server.1, network.clone()),
                        forward(server.0, client.1, network)
                    );
                });
            }
        });
        Self { port, state }
    }

    pub(super) fn cut(&self, is_cut: bool) {
        let takes = Network::Takes(Duration::ZERO);
        let state = if is_cut { Network::Cut } else { takes };
        self.state.send_replace(state);
    }

    /// Makes each direction take this time.
    pub(super) fn slow_down(&self, takes: Duration) {
        self.state.send_replace(Network::Takes(takes));
    }
}

/// Waits until the network forwards.
async fn pass(network: &mut watch::Receiver<Network>) {
    let forwards = network.wait_for(|state| *state != Network::Cut).await;
    let state = forwards.map(|state| *state);
    if let Ok(Network::Takes(takes)) = state {
        sleep(takes).await;
    }
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut network: watch::Receiver<Network>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        pass(&mut network).await;
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
