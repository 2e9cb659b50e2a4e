//! Who saw whose journey: log events of the target [`TARGET`]. Their fields are described in
//! `docs/operating.md`. Nothing of a response's data is in them but the customers' ids.

mod throttle;

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::access::Viewer;
use crate::model::id::CustomerId;
use crate::origin::Origin;
use throttle::Throttle;

/// The target of audit events, apart from that of every other log.
pub const TARGET: &str = "journey_audit";

/// Customers that an event names at most; it holds their number in any case.
const MOST_CUSTOMERS: usize = 200;

/// Writes an event about an operation: the fields of all of them, then those of this event and its message.
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

/// Writes audit events, if that is configured.
#[derive(Debug)]
pub struct Audit {
    is_on: bool,
    tokens: Throttle,
    operations: Throttle,
}

/// An operation of a viewer.
#[derive(Debug)]
pub struct Operation<'a> {
    /// The viewer.
    pub viewer: &'a Viewer,
    /// Where the request comes from.
    pub origin: &'a Origin,
    /// The operation's name, where it has one.
    pub name: Option<&'a str>,
    /// The document.
    pub document: &'a str,
}

/// What an operation's response was made of.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The customers about whom something was read.
    pub customers: &'a BTreeSet<CustomerId>,
    /// Permissions that were missing.
    pub denied: &'a BTreeSet<&'static str>,
    /// Errors in the response.
    pub errors: usize,
    /// From the token being known to the response.
    pub duration: Duration,
    /// Calls of the platform.
    pub upstream_calls: usize,
}

/// Why a subscription has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The client completed it or left.
    Client,
    /// The gateway stops.
    Shutdown,
    /// The token is not valid any more.
    Token,
    /// An error with this code was sent.
    Error(String),
}

impl End {
    fn as_str(&self) -> &str {
        match self {
            Self::Client => "client",
            Self::Shutdown => "shutdown",
            Self::Token => "token",
            Self::Error(code) => code,
        }
    }
}

impl Audit {
    /// Writes events if `is_on`.
    pub fn new(is_on: bool) -> Self {
        Self {
            is_on,
            tokens: Throttle::default(),
            operations: Throttle::default(),
        }
    }

    /// An operation was executed.
    pub fn answered(&self, operation: &Operation<'_>, answered: &Answered<'_>) {
        if !self.is_on {
            return;
        }
        operation_event!(
            operation,
            customers = list(answered.customers.iter().take(MOST_CUSTOMERS)),
            customer_count = answered.customers.len(),
            denied = list(answered.denied),
            errors = answered.errors,
            milliseconds = milliseconds(answered.duration),
            upstream_calls = answered.upstream_calls,
            "operation answered"
        );
    }

    /// An operation of a known viewer was refused before it was executed.
    pub fn refused(&self, operation: &Operation<'_>, code: &str) {
        if !self.is_on {
            return;
        }
        if let Some(suppressed) = self.operations.admit() {
            operation_event!(operation, code, suppressed, "operation refused");
        }
    }

    /// A subscription to a customer was started.
    pub fn subscription_started(&self, operation: &Operation<'_>, customer: CustomerId) {
        if !self.is_on {
            return;
        }
        operation_event!(
            operation,
            customers = %customer,
            "subscription started"
        );
    }

    /// A subscription has ended after `changes` were sent.
    pub fn subscription_ended(
        &self,
        operation: &Operation<'_>,
        customer: CustomerId,
        changes: u64,
        reason: &End,
        duration: Duration,
    ) {
        if !self.is_on {
            return;
        }
        operation_event!(
            operation,
            customers = %customer,
            changes,
            reason = reason.as_str(),
            milliseconds = milliseconds(duration),
            "subscription ended"
        );
    }

    /// A client's token was refused with `code`.
    pub fn token_refused(&self, origin: &Origin, code: &str) {
        if !self.is_on {
            return;
        }
        if let Some(suppressed) = self.tokens.admit() {
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

/// SHA-256 in hexadecimal.
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
