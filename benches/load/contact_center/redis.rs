//! What Redis reports of its use.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use url::Url;

use crate::BenchError;

/// The commands by which gateways use Redis. Commands within scripts are counted apart.
const COMMANDS: [&str; 4] = [
    "cmdstat_evalsha:calls",
    "cmdstat_eval:calls",
    "cmdstat_publish:calls",
    "cmdstat_ping:calls",
];

/// Counters since the start of Redis, and its memory.
#[derive(Clone, Copy, Default)]
pub(super) struct RedisUsage {
    /// Round trips of gateways.
    pub(super) commands: f64,
    /// KiB that it received and sent.
    pub(super) received: f64,
    pub(super) sent: f64,
    /// CPU time in seconds.
    pub(super) cpu: f64,
    /// Memory in MiB, at present.
    pub(super) memory: f64,
    /// Number of keys, at present.
    pub(super) keys: f64,
}

impl RedisUsage {
    pub(super) fn read(url: &Url) -> Result<Self, BenchError> {
        let host = url.host_str().ok_or("the URL of Redis has no host")?;
        let mut stream = TcpStream::connect((host, url.port().unwrap_or(6379)))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        // Redis closes the connection after the answer to QUIT, so that all of it can be read.
        stream.write_all(b"INFO everything\r\nQUIT\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let number = |name: &str| {
            let fields = text.lines().flat_map(|line| line.split(','));
            let values = fields.filter_map(|field| {
                // The value follows the name: `used_memory:5`, `cmdstat_ping:calls=5`, `db0:keys=5`.
                let value = field.strip_prefix(name)?;
                value.strip_prefix([':', '='])?.parse::<f64>().ok()
            });
            values.sum::<f64>()
        };
        Ok(Self {
            commands: COMMANDS.iter().map(|command| number(command)).sum(),
            received: number("total_net_input_bytes") / 1_024.0,
            sent: number("total_net_output_bytes") / 1_024.0,
            cpu: number("used_cpu_user") + number("used_cpu_sys"),
            memory: number("used_memory") / 1_048_576.0,
            keys: number("db0:keys"),
        })
    }
}
