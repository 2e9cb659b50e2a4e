//! The bytes of a connection. A client that takes nothing is cut off; one that still sends when the
//! server has said its last is listened to for a while, since the system would throw away what is on
//! its way to a client whose bytes nobody reads.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::pace::Pace;
use super::read_limit::ReadLimit;

/// How long a client is listened to after the end.
const LINGER: Duration = Duration::from_secs(2);
/// What is read of it meanwhile, at most.
const LINGER_BYTES: usize = 16 * 1024 * 1024;

/// The bytes of a connection.
pub(super) struct Stream {
    inner: TcpStream,
    pace: Pace,
    read_limit: ReadLimit,
    write_timeout: Duration,
    /// Since the client took nothing.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Since the end.
    lingering: Option<Pin<Box<Sleep>>>,
    /// Bytes that came after the end.
    discarded: usize,
}

impl Stream {
    pub(super) fn new(
        inner: TcpStream,
        pace: Pace,
        read_limit: ReadLimit,
        write_timeout: Duration,
    ) -> Self {
        Self {
            inner,
            pace,
            read_limit,
            write_timeout,
            stalled: None,
            lingering: None,
            discarded: 0,
        }
    }

    /// What became of a write; an error once the client took nothing for too long.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            if self.stalled.take().is_some() {
                self.pace.write_stalls(false);
            }
            self.pace.bytes_sent();
            return written;
        }
        if self.stalled.is_none() {
            self.pace.write_stalls(true);
        }
        let timeout = self.write_timeout;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(timeout)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    /// Reads and forgets, until the client ends too or it is too much.
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
            self.pace.heard();
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
            self.pace.flushed();
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
