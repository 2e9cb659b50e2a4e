//! What connections may cost, and how they end.

use std::time::Duration;

use super::reading::Reading;

/// What connections may cost, and how they end.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each key is described in `KEYS`")]
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

impl Reading {
    pub(super) fn connections(&mut self) -> Connections {
        Connections {
            connections: self.count("limits.connections"),
            header_timeout: self.time("limits.header_timeout"),
            header_bytes: self.header_bytes(),
            headers: self.count("limits.headers"),
            idle_timeout: self.time("limits.idle_timeout"),
            write_timeout: self.time("limits.write_timeout"),
            drain_delay: self.pause("drain_delay"),
            drain_timeout: self.time("drain_timeout"),
        }
    }

    /// Below this, HTTP/1.1 is not spoken at all.
    fn header_bytes(&mut self) -> u32 {
        const LEAST: u32 = 8192;
        let expected = "a whole number from 8192 on";
        self.read("limits.header_bytes", expected, LEAST, |text| {
            text.parse().ok().filter(|bytes| *bytes >= LEAST)
        })
    }
}
