//! A proxy over loopback sockets that takes requests apart far enough to know which operation they
//! are of, and spoils the answers of one operation, or of all.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use super::super::harness::loopback;
use super::fault::{Fault, Good};

/// What is to be spoiled: an operation such as `GET /api/v2/users/{id}`, or everything.
type Target = Option<&'static str>;

/// What has not happened by then does not happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Proxy {
    url: String,
    fault: watch::Sender<Option<(Target, Fault)>>,
    seen: watch::Sender<Seen>,
    /// Nobody listens at it yet, so connections are refused.
    closed: Option<(TcpSocket, SocketAddr)>,
}

/// What came by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// Met a fault.
    pub(super) struck: usize,
    /// Of these, the ones that the gateway gave up.
    pub(super) given_up: usize,
    /// Whatever is asked of the platform now, struck or not.
    pub(super) passing: usize,
}

impl Proxy {
    /// Before the server at `upstream`, an `http://` address.
    pub(super) fn start(upstream: &str) -> Self {
        let mut proxy = Self::closed(upstream);
        proxy.open();
        proxy
    }

    /// The same, but it refuses connections until it is opened.
    pub(super) fn closed(upstream: &str) -> Self {
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

    /// From now on `target` fails; connections that are open too.
    pub(super) fn strike(&self, target: Target, fault: Fault) {
        self.fault.send_replace(Some((target, fault)));
    }

    pub(super) fn heal(&self) {
        self.fault.send_replace(None);
    }

    /// Waits until what came by is as `enough` has it.
    pub(super) async fn wait_for(&self, enough: impl FnMut(&Seen) -> bool) -> Seen {
        let mut seen = self.seen.subscribe();
        let waited = timeout(PATIENCE, seen.wait_for(enough)).await;
        *waited.expect("it does not happen").unwrap()
    }
}

type Faults = watch::Sender<Option<(Target, Fault)>>;

async fn accept(
    listener: TcpListener,
    upstream: SocketAddr,
    fault: Faults,
    seen: watch::Sender<Seen>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        let (fault, seen) = (fault.clone(), seen.clone());
        tokio::spawn(async move {
            // Whatever breaks here is what the test is about.
            relay(stream, upstream, fault, seen).await.ok();
        });
    }
}

async fn relay(
    mut stream: TcpStream,
    upstream: SocketAddr,
    fault: Faults,
    seen: watch::Sender<Seen>,
) -> std::io::Result<()> {
    let mut watched = fault.subscribe();
    loop {
        let down = |fault: &Option<(Target, Fault)>| matches!(fault, Some((None, Fault::Close)));
        let request = tokio::select! {
            request = read(&mut stream) => request?,
            _ = watched.wait_for(down) => return Ok(()),
        };
        let Some(request) = request else {
            return Ok(());
        };
        let struck = fault
            .borrow()
            .filter(|(target, _)| target.is_none_or(|operation| request.is_of(operation)));
        seen.send_modify(|seen| seen.passing += 1);
        let good = request.pass(upstream).await;
        seen.send_modify(|seen| seen.passing -= 1);
        match struck {
            None => stream.write_all(&good?.bytes()).await?,
            Some((_, fault)) => {
                seen.send_modify(|seen| seen.struck += 1);
                // Without the real answer there is still something to say.
                let told = fault.tell(&mut stream, &good.unwrap_or_default()).await;
                if !matches!(told, Ok(true)) {
                    seen.send_modify(|seen| seen.given_up += 1);
                    return told.map(drop);
                }
            }
        }
    }
}

struct Request {
    head: String,
    body: Vec<u8>,
}

/// The end of a head.
const END: &[u8] = b"\r\n\r\n";

fn head_length(bytes: &[u8]) -> Option<usize> {
    let at = bytes.windows(END.len()).position(|window| window == END)?;
    Some(at + END.len())
}

/// The next request; nothing where the client has closed.
async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Request>> {
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
    fn is_of(&self, operation: &str) -> bool {
        let (method, template) = operation.split_once(' ').unwrap();
        let mut line = self.head.split(' ');
        if line.next() != Some(method) {
            return false;
        }
        let path = self.path().split('?').next().unwrap_or_default();
        let (asked, known) = (path.split('/'), template.split('/'));
        asked.clone().count() == known.clone().count()
            && asked
                .zip(known)
                .all(|(asked, known)| asked == known || known.starts_with('{'))
    }

    fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// What the platform says.
    async fn pass(&self, upstream: SocketAddr) -> std::io::Result<Good> {
        let mut stream = TcpStream::connect(upstream).await?;
        let head = self.head.trim_end();
        let once = format!("{head}\r\nconnection: close\r\n\r\n");
        stream.write_all(once.as_bytes()).await?;
        stream.write_all(&self.body).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let body = answer.split_off(head_length(&answer).unwrap_or_default());
        Ok(Good {
            // The gateway may keep its connection.
            head: String::from_utf8_lossy(&answer).replace("connection: close\r\n", ""),
            body,
            address: format!("http://{upstream}{}", self.path()),
        })
    }
}
