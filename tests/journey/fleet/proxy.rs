//! A network that a test can cut and slow down.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::journey::harness::loopback;

/// Forwards connections to a port. While it is cut, nothing arrives and nothing is closed, as when a network loses packets.
pub(super) struct Proxy {
    pub(super) port: u16,
    is_cut: Arc<watch::Sender<bool>>,
    /// Delay of what the server sends, in milliseconds.
    delay: Arc<AtomicU64>,
}

impl Proxy {
    pub(super) async fn start(to: u16) -> Self {
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_cut = Arc::new(watch::Sender::new(false));
        let switch = is_cut.clone();
        let delay = Arc::new(AtomicU64::new(0));
        let slow = delay.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (mut cut, slow) = (switch.subscribe(), slow.clone());
                tokio::spawn(async move {
                    drop(cut.wait_for(|cut| !cut).await);
                    let Ok(server) = TcpStream::connect(("127.0.0.1", to)).await else {
                        return;
                    };
                    // Otherwise small answers are held back for up to 40 ms.
                    client.set_nodelay(true).unwrap();
                    server.set_nodelay(true).unwrap();
                    let (client, server) = (client.into_split(), server.into_split());
                    tokio::join!(
                        forward(client.0, server.1, cut.clone(), Arc::default()),
                        forward(server.0, client.1, cut, slow)
                    );
                });
            }
        });
        Self {
            port,
            is_cut,
            delay,
        }
    }

    pub(super) fn cut(&self, is_cut: bool) {
        self.is_cut.send_replace(is_cut);
    }

    /// Delays every answer of the server.
    pub(super) fn delay(&self, millis: u64) {
        self.delay.store(millis, Ordering::Relaxed);
    }
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut cut: watch::Receiver<bool>,
    delay: Arc<AtomicU64>,
) {
    let (sender, mut delayed) = mpsc::channel::<(Instant, Vec<u8>)>(1_024);
    let read = async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            let delay = Duration::from_millis(delay.load(Ordering::Relaxed));
            let chunk = (Instant::now() + delay, buffer[..read].to_vec());
            if sender.send(chunk).await.is_err() {
                return;
            }
        }
    };
    let write = async move {
        while let Some((at, chunk)) = delayed.recv().await {
            sleep_until(at).await;
            drop(cut.wait_for(|cut| !cut).await);
            if to.write_all(&chunk).await.is_err() {
                return;
            }
        }
    };
    tokio::join!(read, write);
}
