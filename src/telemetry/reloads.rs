//! Metrics of reloads.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Metrics of reloads.
#[derive(Debug, Clone, Default)]
pub struct Reloads {
    configuration: Family<Outcome, Counter>,
    secrets: Family<Outcome, Counter>,
}

impl Reloads {
    pub(super) fn new(registry: &mut Registry) -> Self {
        let reloads = Self::default();
        registry.register(
            "configuration_reloads",
            "Number of times that SIGHUP made the gateway read its configuration again, by outcome: ok or refused",
            reloads.configuration.clone(),
        );
        registry.register(
            "secret_reloads",
            "Number of changes of secret files, by outcome: ok or refused",
            reloads.secrets.clone(),
        );
        for is_valid in [true, false] {
            let outcome = outcome(is_valid);
            drop(reloads.configuration.get_or_create_owned(&outcome));
            drop(reloads.secrets.get_or_create_owned(&outcome));
        }
        reloads
    }

    /// Counts a reload of the configuration.
    pub fn count_configuration(&self, is_valid: bool) {
        self.configuration.get_or_create(&outcome(is_valid)).inc();
    }

    /// Counts a changed secret file.
    pub fn count_secret(&self, is_valid: bool) {
        self.secrets.get_or_create(&outcome(is_valid)).inc();
    }
}

fn outcome(is_valid: bool) -> Outcome {
    let outcome = if is_valid { "ok" } else { "refused" };
    Outcome { outcome }
}
