//! The byte stream of a connection. A write times out if the client does not read. After the server's last byte the
//! stream reads on for a while: if received bytes are left unread, the system resets the connection and discards data
//! that the client has not read yet.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::read_limit::ReadLimit;
use super::timeouts::ConnectionTimeouts;

/// How long the stream reads after the server's last byte.
const LINGER: Duration = Duration::from_secs(2);

/// Maximum number of bytes that are read and discarded in that time.
const LINGER_BYTES: usize = 16 * 1024 * 1024;

/// The byte stream of a connection.
pub(super) struct Stream {
    inner: TcpStream,
    timeouts: ConnectionTimeouts,
    read_limit: ReadLimit,
    write_timeout: Duration,
    /// The timeout of a write that waits for the client.
    stalled: Option<Pin<Box<Sleep>>>,
    /// The timeout of reading after the server's last byte.
    lingering: Option<Pin<Box<Sleep>>>,
    /// Bytes discarded after the server's last byte.
    discarded: usize,
}

impl Stream {
    pub(super) fn new(
        inner: TcpStream,
        timeouts: ConnectionTimeouts,
        read_limit: ReadLimit,
        write_timeout: Duration,
    ) -> Self {
        Self {
            inner,
            timeouts,
            read_limit,
            write_timeout,
            stalled: None,
            lingering: None,
            discarded: 0,
        }
    }

    /// Handles the result of a write; fails if the client has not read for too long.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            if self.stalled.take().is_some() {
                self.timeouts.set_write_stalled(false);
            }
            self.timeouts.bytes_sent();
            return written;
        }
        if self.stalled.is_none() {
            self.timeouts.set_write_stalled(true);
        }
        let timeout = self.write_timeout;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(timeout)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Reads and discards until the client closes, the limit is reached or the time is over.
    fn linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut scratch = [0; 4096];
        while self.discarded < LINGER_BYTES {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut self.inner).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    self.discarded += buffer.filled().len();
                }
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => {
                    let lingering = self
                        .lingering
                        .get_or_insert_with(|| Box::pin(sleep(LINGER)));
                    return lingering.as_mut().poll(context);
                }
            }
        }
        Poll::Ready(())
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.read_limit.poll_ready(context));
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        let bytes = buffer.filled().len() - before;
        if bytes > 0 {
            self.read_limit.count(bytes);
            self.timeouts.bytes_received();
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, pieces);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.timeouts.flushed();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.inner).poll_shutdown(context))?;
            self.lingering = Some(Box::pin(sleep(LINGER)));
        }
        self.linger(context).map(Ok)
    }
}
