//! Which build of the gateway runs.

use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// The Git revision, if the build sets `JOURNEY_GATEWAY_REVISION`, as that of the image does. A build script that reads
/// it would run again after each commit.
const REVISION: Option<&str> = option_env!("JOURNEY_GATEWAY_REVISION");

/// The features of the package, and whether this build has them.
const FEATURES: [(&str, bool); 3] = [
    ("otlp", cfg!(feature = "otlp")),
    ("redis", cfg!(feature = "redis")),
    ("simulator", cfg!(feature = "simulator")),
];

/// Registers `build_info`.
pub(super) fn register(registry: &mut Registry) {
    let enabled = FEATURES.iter().filter(|(_, is_enabled)| *is_enabled);
    let features: Vec<_> = enabled.map(|(name, _)| *name).collect();
    let build = Info::new([
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("revision", REVISION.unwrap_or("unknown").to_owned()),
        ("features", features.join(",")),
    ]);
    registry.register("build", "The build of the gateway; always 1", build);
}
