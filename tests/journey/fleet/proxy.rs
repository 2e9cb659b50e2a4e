//! A network that a test can cut.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::journey::harness::loopback;

/// Forwards connections to a port. While it is cut, nothing arrives and nothing is closed, as when a network loses packets.
pub(super) struct Proxy {
    pub(super) port: u16,
    is_cut: Arc<watch::Sender<bool>>,
}

impl Proxy {
    pub(super) async fn start(to: u16) -> Self {
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_cut = Arc::new(watch::Sender::new(false));
        let switch = is_cut.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let mut cut = switch.subscribe();
                tokio::spawn(async move {
                    drop(cut.wait_for(|cut| !cut).await);
                    let Ok(server) = TcpStream::connect(("127.0.0.1", to)).await else {
                        return;
                    };
                    let (client, server) = (client.into_split(), server.into_split());
                    tokio::join!(
                        forward(client.0, server.1, cut.clone()),
                        forward(server.0, client.1, cut)
                    );
                });
            }
        });
        Self { port, is_cut }
    }

    pub(super) fn cut(&self, is_cut: bool) {
        self.is_cut.send_replace(is_cut);
    }
}

async fn forward(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut cut: watch::Receiver<bool>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        drop(cut.wait_for(|cut| !cut).await);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
