//! The part of the report about trusted documents.

use journey_gateway::config::Config;
use journey_gateway::pipeline::{Gateway, TrustedOperation};
use serde::Serialize;

/// The manifest of trusted documents.
#[derive(Serialize)]
pub(super) struct Documents {
    pub(super) manifest: String,
    pub(super) mode: &'static str,
    pub(super) operations: Vec<Operation>,
}

/// An operation of a trusted document.
#[derive(Serialize)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) name: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) cost: usize,
    #[serde(rename = "highestCost")]
    pub(super) highest_cost: usize,
}

impl Documents {
    /// `None` without a manifest.
    pub(super) fn new(gateway: &Gateway) -> Option<Self> {
        let Config { documents, .. } = gateway.config();
        let operations = gateway.trusted_operations()?;
        Some(Self {
            manifest: documents.manifest.as_ref()?.display().to_string(),
            mode: documents.mode.as_str(),
            operations: operations.into_iter().map(Operation::new).collect(),
        })
    }

    /// Text with the number of operations.
    pub(super) fn summary(&self) -> String {
        let count = self.operations.len();
        let plural = if count == 1 { "" } else { "s" };
        format!(
            "{} is valid: {count} operation{plural}, mode `{}`",
            self.manifest, self.mode
        )
    }
}

impl Operation {
    fn new(operation: TrustedOperation) -> Self {
        Self {
            id: operation.id,
            name: operation.name,
            kind: if operation.is_subscription {
                "subscription"
            } else {
                "query"
            },
            cost: operation.cost,
            highest_cost: operation.highest_cost,
        }
    }
}
