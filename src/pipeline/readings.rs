//! The gateway's state, as metrics report it.

use super::gateway::Gateway;
use crate::telemetry::{CacheReading, Format, Readings, RedisReading};

impl Gateway {
    /// The metrics in a text format. Takes milliseconds if many customers are watched, so it must not run on a thread
    /// that serves requests.
    pub fn metrics_text(&self, format: Format) -> String {
        self.metrics.text(format, self.readings())
    }

    fn readings(&self) -> Readings {
        let mut gates = self.admission.readings();
        gates.extend([
            self.cpu_queue.reading(),
            self.platform.concurrency_reading(),
        ]);
        let login = self.upstream_identity.login();
        Readings {
            cache: CacheReading {
                bytes: self.scopes.bytes(),
                limit_bytes: self.config.cache.bytes as u64,
                scopes: self.scopes.count(),
            },
            gates,
            bodies: self.admission.bodies_reading(),
            rates: self.platform.rate_readings(login),
            breakers: self.platform.breaker_readings(),
            live: self.watches.reading(),
            redis: self.fleet.is_up().map(|is_up| RedisReading {
                is_up,
                outages: self.fleet.outages(),
                refused: self.fleet.errors(),
                dropped: self.fleet.dropped(),
            }),
        }
    }
}
