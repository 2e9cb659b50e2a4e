//! A TCP proxy in front of the simulator that holds every connection until the test unblocks it. A gateway
//! behind it stays busy for as long as the test needs.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::harness::{Harness, loopback};

pub(super) struct BlockedPlatform {
    pub(super) url: String,
    open: watch::Sender<bool>,
    arrived: watch::Receiver<usize>,
}

impl BlockedPlatform {
    /// Starts a proxy that holds connections until [`Self::unblock`].
    pub(super) async fn in_front_of(harness: &Harness) -> Self {
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let platform = harness.simulator.url().replace("http://", "");
        let (open, opened) = watch::channel(false);
        let (count, arrived) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                count.send_modify(|count| *count += 1);
                let (platform, mut opened) = (platform.clone(), opened.clone());
                tokio::spawn(async move {
                    if opened.wait_for(|open| *open).await.is_ok() {
                        let mut server = TcpStream::connect(platform).await.unwrap();
                        let _ = copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Self { url, open, arrived }
    }

    /// Resolves when the proxy holds at least one upstream connection.
    pub(super) async fn wait_for_call(&mut self) {
        self.arrived.wait_for(|count| *count > 0).await.unwrap();
    }

    pub(super) fn unblock(&self) {
        self.open.send_replace(true);
    }
}
