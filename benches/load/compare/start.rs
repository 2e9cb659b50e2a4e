//! How fast a gateway starts, and how much memory it has before its first query.

use super::slice::Subject;
use crate::BenchError;
use crate::cores::Cores;
use crate::recorded::Recorded;
use crate::report::{mebibytes, milliseconds, percentile};
use crate::server::Server;

/// Number of starts.
const STARTS: usize = 9;

pub(super) async fn run(recorded: &Recorded, cores: Cores) -> Result<String, BenchError> {
    recorded.set_latency(0);
    let (mut starts, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let gateway = Server::gateway(recorded, &[], cores).await?;
        starts.push(gateway.started_in);
        idle.push(gateway.usage().resident());
    }
    starts.sort_unstable();
    idle.sort_unstable();
    let idle = idle.get(STARTS / 2).copied().flatten();
    Ok(format!(
        "\nfirst response {:.1} ms after the start (median of {STARTS}; target ≤ 15), memory then {} (target ≤ 20 MiB)",
        milliseconds(percentile(&starts, 50)),
        mebibytes(idle),
    ))
}

/// Bytes that a gateway's cache holds, from its metrics, in KiB.
pub(super) async fn cached_bytes(gateway: &Subject) -> Result<Option<u64>, BenchError> {
    let url = format!("http://{}/metrics", gateway.server.address());
    let reply = gateway.client.get(&url).await?;
    let metrics = std::str::from_utf8(&reply.body)?;
    let mut lines = metrics.lines();
    let bytes = lines.find_map(|line| line.strip_prefix("journey_gateway_cache_bytes "));
    Ok(bytes.and_then(|bytes| Some(bytes.parse::<u64>().ok()? / 1_024)))
}
