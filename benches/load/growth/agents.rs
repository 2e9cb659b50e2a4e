//! Growth with the agents of a contact center, in the time of the [`contact_center`] bench.

use tokio::runtime::Runtime;

use super::{Curve, Kind, Point};
use crate::BenchError;
use crate::contact_center;

/// Agents for whom time is real. Fewer agents have a time that is faster by as much, so that a machine with other load serves
/// their requests too.
const REAL_TIME: u32 = 6_000;
/// Maximum factor by which time passes faster.
const MAX_SPEED: u32 = 30;

pub(super) fn measure(is_quick: bool, runtime: &Runtime) -> Result<Curve, BenchError> {
    let sizes: &[u32] = if is_quick {
        &[100, 300, 1_000]
    } else {
        &[100, 300, 1_000, 3_000, 10_000, 20_000]
    };
    let mut points = Vec::new();
    for &size in sizes {
        let speed = (REAL_TIME / size).clamp(1, MAX_SPEED);
        let figures = contact_center::figures(size, speed, runtime)?;
        points.push(Point {
            size,
            cpu: figures.cpu,
            calls: figures.calls,
            memory: figures.memory,
        });
    }
    Ok(Curve {
        kind: Kind::Agents,
        size: "agents",
        cpu: "CPU per minute, s",
        calls: "upstream calls per minute",
        points,
    })
}
