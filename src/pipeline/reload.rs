//! Applies a changed configuration to a running gateway.

use super::gateway::Gateway;
use crate::config::{Config, Limits, is_reloaded};

/// The settings that a reload found changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reloaded {
    /// Settings that were applied.
    pub applied: Vec<&'static str>,
    /// Settings that need a restart.
    pub needs_restart: Vec<&'static str>,
}

impl Gateway {
    /// Applies the limits and secrets of `next` and reads the manifest again. Blocks: it reads files.
    pub fn reload(&self, next: &Config) -> Reloaded {
        let mut applied = self.applied.lock();
        let mut changed = applied.changed(&next.sources);
        changed.retain(|key| is_reloaded(key));
        let mut needs_restart = self.config.sources.changed(&next.sources);
        needs_restart.retain(|key| !is_reloaded(key));
        *applied = next.sources.clone();
        self.apply_limits(Limits {
            // The timeouts of upstream calls follow from it at the start.
            request_timeout: self.config.limits.request_timeout,
            ..next.limits.clone()
        });
        self.secrets.replace(next);
        Reloaded {
            applied: changed,
            needs_restart,
        }
    }

    fn apply_limits(&self, limits: Limits) {
        self.admission.resize(&limits);
        self.budgets.set_limit(limits.viewer_cost_per_minute);
        self.cpu_queue.resize(limits.processor_queue);
        self.documents.reload(&limits);
        *self.limits.write() = limits.into();
    }
}
