//! A proxy over loopback sockets that parses requests far enough to know their operation, and injects
//! a fault into the responses of one operation, or of all.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::super::harness::loopback;
use super::fault::{Fault, OriginalResponse};

/// The faulty operation, such as `GET /api/v2/users/{id}`; `None` for all operations.
type Target = Option<&'static str>;

/// Maximum time to wait for an expected event.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(20);

pub(super) struct Proxy {
    url: String,
    fault: watch::Sender<Option<(Target, Fault)>>,
    seen: watch::Sender<Counts>,
    /// A bound socket that does not listen yet, so that connections are refused.
    closed: Option<(TcpSocket, SocketAddr)>,
}

/// Numbers of requests that the proxy has received.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Requests with a faulty response.
    pub(super) faulted: usize,
    /// Faulty responses whose connection has ended.
    pub(super) abandoned: usize,
    /// Requests that the proxy is forwarding to the platform.
    pub(super) in_progress: usize,
}

impl Proxy {
    /// Starts a proxy in front of the server at `upstream`, an `http://` URL.
    pub(super) fn start(upstream: &str) -> Self {
        let mut proxy = Self::start_closed(upstream);
        proxy.open();
        proxy
    }

    /// Like [`Self::start`], but the proxy refuses connections until [`Self::open`].
    pub(super) fn start_closed(upstream: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(loopback()).unwrap();
        let upstream = upstream.trim_start_matches("http://").parse().unwrap();
        Self {
            url: format!("http://{}", socket.local_addr().unwrap()),
            fault: watch::Sender::default(),
            seen: watch::Sender::default(),
            closed: Some((socket, upstream)),
        }
    }

    pub(super) fn open(&mut self) {
        let (socket, upstream) = self.closed.take().expect("it is opened once");
        let listener = socket.listen(1024).unwrap();
        let (fault, seen) = (self.fault.clone(), self.seen.clone());
        tokio::spawn(accept(listener, upstream, fault, seen));
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Injects `fault` into the responses of `target` from now on, also on open connections.
    pub(super) fn inject(&self, target: Target, fault: Fault) {
        self.fault.send_replace(Some((target, fault)));
    }

    pub(super) fn heal(&self) {
        self.fault.send_replace(None);
    }

    /// Waits until the counts satisfy `condition`.
    pub(super) async fn wait_for(&self, condition: impl FnMut(&Counts) -> bool) -> Counts {
        let mut seen = self.seen.subscribe();
        let waited = timeout(MAX_WAIT, seen.wait_for(condition)).await;
        *waited.expect("the condition is met in time").unwrap()
    }
}

type Faults = watch::Sender<Option<(Target, Fault)>>;

async fn accept(
    listener: TcpListener,
    upstream: SocketAddr,
    fault: Faults,
    seen: watch::Sender<Counts>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        let (fault, seen) = (fault.clone(), seen.clone());
        tokio::spawn(async move {
            // An I/O error is the effect of some faults.
            relay(stream, upstream, fault, seen).await.ok();
        });
    }
}

async fn relay(
    mut stream: TcpStream,
    upstream: SocketAddr,
    fault: Faults,
    seen: watch::Sender<Counts>,
) -> std::io::Result<()> {
    let mut watched = fault.subscribe();
    loop {
        let closes_all =
            |fault: &Option<(Target, Fault)>| matches!(fault, Some((None, Fault::Close)));
        let request = tokio::select! {
            request = read_request(&mut stream) => request?,
            _ = watched.wait_for(closes_all) => return Ok(()),
        };
        let Some(request) = request else {
            return Ok(());
        };
        let injected = fault
            .borrow()
            .filter(|(target, _)| target.is_none_or(|operation| request.matches(operation)));
        seen.send_modify(|seen| seen.in_progress += 1);
        let original = request.forward(upstream).await;
        seen.send_modify(|seen| seen.in_progress -= 1);
        match injected {
            None => stream.write_all(&original?.bytes()).await?,
            Some((_, fault)) => {
                seen.send_modify(|seen| seen.faulted += 1);
                // If the platform did not respond, the fault applies to an empty response.
                let sent = fault
                    .respond(&mut stream, &original.unwrap_or_default())
                    .await;
                if !matches!(sent, Ok(true)) {
                    seen.send_modify(|seen| seen.abandoned += 1);
                    return sent.map(drop);
                }
            }
        }
    }
}

struct Request {
    head: String,
    body: Vec<u8>,
}

const HEAD_END: &[u8] = b"\r\n\r\n";

fn head_length(bytes: &[u8]) -> Option<usize> {
    let position = bytes
        .windows(HEAD_END.len())
        .position(|window| window == HEAD_END)?;
    Some(position + HEAD_END.len())
}

/// Reads the next request; `None` if the client has closed the connection.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    loop {
        if let Some(length) = head_length(&bytes) {
            let head = String::from_utf8_lossy(&bytes[..length]).into_owned();
            let declared = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_length = name.eq_ignore_ascii_case("content-length");
                is_length.then(|| value.trim().parse::<usize>().unwrap())
            });
            if bytes.len() >= length + declared.unwrap_or_default() {
                let body = bytes.split_off(length);
                return Ok(Some(Request { head, body }));
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
}

impl Request {
    fn matches(&self, operation: &str) -> bool {
        let (method, template) = operation.split_once(' ').unwrap();
        let mut line = self.head.split(' ');
        if line.next() != Some(method) {
            return false;
        }
        let path = self.path().split('?').next().unwrap_or_default();
        let (actual, expected) = (path.split('/'), template.split('/'));
        actual.clone().count() == expected.clone().count()
            && actual
                .zip(expected)
                .all(|(actual, expected)| actual == expected || expected.starts_with('{'))
    }

    fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// Forwards the request and returns the platform's response.
    async fn forward(&self, upstream: SocketAddr) -> std::io::Result<OriginalResponse> {
        let mut stream = TcpStream::connect(upstream).await?;
        let head = self.head.trim_end();
        let closing = format!("{head}\r\nconnection: close\r\n\r\n");
        stream.write_all(closing.as_bytes()).await?;
        stream.write_all(&self.body).await?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response).await?;
        let body = response.split_off(head_length(&response).unwrap_or_default());
        Ok(OriginalResponse {
            // The gateway's own connection stays open.
            head: String::from_utf8_lossy(&response).replace("connection: close\r\n", ""),
            body,
            address: format!("http://{upstream}{}", self.path()),
        })
    }
}
