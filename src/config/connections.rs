//! Settings of connections.

use std::time::Duration;

use super::reader::Reader;

/// Limits and timeouts of connections.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Connections {
    pub connections: usize,
    pub header_timeout: Duration,
    pub header_bytes: u32,
    pub headers: usize,
    pub idle_timeout: Duration,
    pub write_timeout: Duration,
    pub drain_delay: Duration,
    pub drain_timeout: Duration,
}

impl Reader {
    pub(super) fn connections(&mut self) -> Connections {
        Connections {
            connections: self.positive("limits.connections"),
            header_timeout: self.duration("limits.header_timeout"),
            header_bytes: self.header_bytes(),
            headers: self.positive("limits.headers"),
            idle_timeout: self.duration("limits.idle_timeout"),
            write_timeout: self.duration("limits.write_timeout"),
            drain_delay: self.duration_or_zero("drain_delay"),
            drain_timeout: self.duration("drain_timeout"),
        }
    }

    fn header_bytes(&mut self) -> u32 {
        // hyper refuses smaller buffers for HTTP/1.1.
        const MIN: usize = 8192;
        const KEY: &str = "limits.header_bytes";
        let bytes = self.size(KEY, MIN);
        u32::try_from(bytes).unwrap_or_else(|_| {
            self.add_error(KEY, format!("must be less than 4 GiB, got {bytes} bytes"));
            u32::MAX
        })
    }
}
