//! Audit log: which viewer read which customers' journeys. Events have the log target [`TARGET`]; `docs/audit.md`
//! describes their fields. They contain no response data except customer ids.

mod throttle;

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::access::Viewer;
use crate::model::id::CustomerId;
use crate::origin::Origin;
use throttle::Throttle;

/// Log target of audit events.
pub const TARGET: &str = "journey_audit";

/// Maximum number of customer ids in one event, which bounds the length of a log line. `customer_count` is always the
/// full number.
const MAX_CUSTOMERS: usize = 200;

/// Writes an event about an operation: the common fields, then the fields and the message of this event.
macro_rules! operation_event {
    ($operation:ident, $($more:tt)+) => {
        tracing::info!(
            target: TARGET,
            client = %$operation.origin.client,
            request_id = %$operation.origin.request_id,
            subject = &*$operation.viewer.id,
            organization = $operation.organization(),
            operation = $operation.name.unwrap_or_default(),
            operation_sha256 = hash($operation.document),
            $($more)+
        )
    };
}

/// Writes audit events, unless the configuration disables them.
#[derive(Debug)]
pub struct Audit {
    is_enabled: bool,
    rejected_tokens: Throttle,
    rejected_operations: Throttle,
}

/// An operation of a viewer.
#[derive(Debug)]
pub struct Operation<'a> {
    /// The viewer.
    pub viewer: &'a Viewer,
    /// Origin of the request.
    pub origin: &'a Origin,
    /// The operation's name, if it has one.
    pub name: Option<&'a str>,
    /// Text of the document.
    pub document: &'a str,
}

/// Facts about an executed operation.
#[derive(Debug)]
pub struct Execution<'a> {
    /// Customers whose data was read.
    pub customers: &'a BTreeSet<CustomerId>,
    /// Permissions that the viewer lacked.
    pub denied: &'a BTreeSet<&'static str>,
    /// Number of errors in the response.
    pub errors: usize,
    /// Time from identification of the viewer to the response.
    pub duration: Duration,
    /// Number of upstream calls.
    pub upstream_calls: usize,
}

/// Reason for the end of a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndReason {
    /// The client completed it or disconnected.
    Client,
    /// The gateway is shutting down.
    Shutdown,
    /// The token is no longer valid.
    Token,
    /// An error with this code was sent.
    Error(String),
}

impl EndReason {
    /// The name in audit events and metrics.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Client => "client",
            Self::Shutdown => "shutdown",
            Self::Token => "token",
            Self::Error(code) => code,
        }
    }
}

impl Audit {
    /// Creates the audit log; it writes events only if `is_enabled`.
    pub fn new(is_enabled: bool) -> Self {
        Self {
            is_enabled,
            rejected_tokens: Throttle::default(),
            rejected_operations: Throttle::default(),
        }
    }

    /// Whether events are written. Callers skip collecting the fields if not.
    pub fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Records an executed operation.
    pub fn operation_executed(&self, operation: &Operation<'_>, execution: &Execution<'_>) {
        if !self.is_enabled {
            return;
        }
        operation_event!(
            operation,
            customers = list(execution.customers.iter().take(MAX_CUSTOMERS)),
            customer_count = execution.customers.len(),
            denied = list(execution.denied),
            errors = execution.errors,
            milliseconds = milliseconds(execution.duration),
            upstream_calls = execution.upstream_calls,
            "operation answered"
        );
    }

    /// Records an operation of an identified viewer that was rejected before execution.
    pub fn operation_rejected(&self, operation: &Operation<'_>, code: &str) {
        if !self.is_enabled {
            return;
        }
        if let Some(suppressed) = self.rejected_operations.admit() {
            operation_event!(operation, code, suppressed, "operation refused");
        }
    }

    /// Records the start of a subscription, to a customer or to the viewer's own conversations.
    pub fn subscription_started(&self, operation: &Operation<'_>, customer: Option<CustomerId>) {
        if !self.is_enabled {
            return;
        }
        operation_event!(
            operation,
            customers = list(customer),
            "subscription started"
        );
    }

    /// Records the end of a subscription that has sent `changes` events.
    pub fn subscription_ended(
        &self,
        operation: &Operation<'_>,
        customer: Option<CustomerId>,
        changes: u64,
        reason: &EndReason,
        duration: Duration,
    ) {
        if !self.is_enabled {
            return;
        }
        operation_event!(
            operation,
            customers = list(customer),
            changes,
            reason = reason.as_str(),
            milliseconds = milliseconds(duration),
            "subscription ended"
        );
    }

    /// Records a token that was rejected with `code`.
    pub fn token_rejected(&self, origin: &Origin, code: &str) {
        if !self.is_enabled {
            return;
        }
        if let Some(suppressed) = self.rejected_tokens.admit() {
            tracing::info!(
                target: TARGET,
                client = %origin.client,
                request_id = %origin.request_id,
                code,
                suppressed,
                "token refused"
            );
        }
    }
}

impl Operation<'_> {
    fn organization(&self) -> &str {
        self.viewer.organization.as_deref().unwrap_or_default()
    }
}

/// SHA-256 of the document in hexadecimal.
fn hash(document: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(document.as_bytes()) {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(",")
}
