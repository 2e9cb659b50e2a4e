//! A raw HTTP/1.1 connection that sends complete requests as bytes. Under overload the CPU time of a full HTTP client would
//! appear as latency of the server.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::BenchError;

/// Maximum number of response headers, far more than the gateway sends.
const MAX_HEADERS: usize = 32;
/// Initial size of the receive buffer in bytes, enough for most responses.
const BUFFER_SIZE: usize = 64 * 1024;

/// A connection to a server.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Connection {
    /// Connects to `host:port`.
    pub(crate) async fn open(address: &str) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let received = Vec::with_capacity(BUFFER_SIZE);
        Ok(Self { stream, received })
    }

    /// Sends `request`; returns the status and the time from the first byte sent to the last byte received.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<(u16, Duration), BenchError> {
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

    async fn read(&mut self) -> Result<(), BenchError> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err("the server has closed the connection".into()),
            _ => Ok(()),
        }
    }
}

/// The status and total length of the response, if its headers are complete.
fn head(received: &[u8]) -> Result<Option<(u16, usize)>, BenchError> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(received)? else {
        return Ok(None);
    };
    let length = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .ok_or("the response has no `content-length`")?;
    let length: usize = std::str::from_utf8(length.value)?.parse()?;
    let status = response.code.ok_or("the response has no status")?;
    Ok(Some((status, head + length)))
}
