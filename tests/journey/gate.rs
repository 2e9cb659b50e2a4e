//! A gate before the simulator: what is called waits there until it is opened, so that a gateway is
//! busy for as long as a test likes.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::stage::{Stage, loopback};

pub(super) struct Gate {
    pub(super) url: String,
    open: watch::Sender<bool>,
    arrived: watch::Receiver<usize>,
}

impl Gate {
    /// Closed.
    pub(super) async fn before(stage: &Stage) -> Self {
        let listener = TcpListener::bind(loopback()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let platform = stage.simulator.url().replace("http://", "");
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

    /// Resolves when somebody waits at the gate.
    pub(super) async fn is_waited_at(&mut self) {
        self.arrived.wait_for(|count| *count > 0).await.unwrap();
    }

    pub(super) fn open(&self) {
        self.open.send_replace(true);
    }
}
