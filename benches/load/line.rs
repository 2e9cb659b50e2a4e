//! A connection on which whole requests are sent as they are. A client that does more takes time of its
//! core, which a server that many ask at once then seems to take.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Failure;

/// Far more than an answer has.
const HEADERS: usize = 32;
/// Most answers are read at once.
const ANSWER: usize = 64 * 1024;

/// A connection to a server.
pub(crate) struct Line {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Line {
    /// Connects to `host:port`.
    pub(crate) async fn open(address: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let received = Vec::with_capacity(ANSWER);
        Ok(Self { stream, received })
    }

    /// Sends `request`; the answer's status, and the time from the first byte sent to the last received.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<(u16, Duration), Failure> {
        self.received.clear();
        let started = Instant::now();
        self.stream.write_all(request).await?;
        let (status, length) = loop {
            self.read().await?;
            if let Some(head) = head(&self.received)? {
                break head;
            }
        };
        while self.received.len() < length {
            self.read().await?;
        }
        Ok((status, started.elapsed()))
    }

    async fn read(&mut self) -> Result<(), Failure> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err("the server has closed the connection".into()),
            _ => Ok(()),
        }
    }
}

/// Status and length of an answer whose head is there.
fn head(received: &[u8]) -> Result<Option<(u16, usize)>, Failure> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = answer.parse(received)? else {
        return Ok(None);
    };
    let length = answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .ok_or("an answer without a length")?;
    let length: usize = std::str::from_utf8(length.value)?.parse()?;
    let status = answer.code.ok_or("an answer without a status")?;
    Ok(Some((status, head + length)))
}
