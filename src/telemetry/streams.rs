//! Open sockets and streams.

use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::labels::ByLabel;

labels! {
    /// How a client receives results over time.
    pub enum Transport("transport") {
        /// A WebSocket, with or without operations.
        WebSocket = "websocket",
        /// A stream of server-sent events.
        EventStream = "sse",
        /// A stream of multipart parts.
        Multipart = "multipart",
    }
}

/// Open sockets and streams by transport.
#[derive(Debug, Clone)]
pub struct Streams(ByLabel<Transport, Gauge>);

/// An open socket or stream, until this is dropped.
#[derive(Debug)]
pub struct OpenStream(Option<Gauge>);

impl Streams {
    pub(super) fn new(registry: &mut Registry) -> Self {
        Self(ByLabel::new(
            registry,
            "streams_open",
            "Number of open WebSockets and of open streams over HTTP",
        ))
    }

    /// Counts a socket or a stream that has opened.
    pub fn open(&self, transport: Transport) -> OpenStream {
        let open = self.0.get(transport).cloned();
        if let Some(open) = &open {
            open.inc();
        }
        OpenStream(open)
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        if let Some(open) = &self.0 {
            open.dec();
        }
    }
}
