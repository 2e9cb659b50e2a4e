//! The declaration of `Customer.summary` and the page of sessions that it reads.

use super::declaration::{CallCount, Declaration, UpstreamCall, guarded};
use crate::access::rule::Rule;
use crate::load::{Beginning, PageRequest};
use crate::model::id::CustomerId;
use crate::platform::Operation;

/// Maximum number of sessions that a summary examines: the platform's maximum page size, so that one call reads them.
const MAX_SESSIONS: usize = 200;

/// The examined sessions are on at most 10 pages of the platform. Each has at most 200 outbound calls, and one call
/// reads the details of 100.
pub(super) const SUMMARY: Declaration = guarded(Rule::Sessions)
    .calls(UpstreamCall::new(Operation::ContactSessions, CallCount::PerOwner(10)).revealing())
    .calls(UpstreamCall::new(
        Operation::ConversationDetails,
        CallCount::PerOwnerOnceKnown(20),
    ));

/// The page of sessions that a summary examines. Whether there are older ones is known without another call.
pub(super) fn request(customer: CustomerId) -> PageRequest {
    PageRequest {
        customer,
        include_merged: true,
        first: MAX_SESSIONS,
        after: None,
        beginning: Beginning::Largest,
        needs_has_next: false,
        conversations: false,
    }
}
