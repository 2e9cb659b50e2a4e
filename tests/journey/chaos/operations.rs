//! Each upstream operation with a field that needs it.

use journey_simulator::Fixtures;

/// Permissions with which the gateway calls other operations than with [`ALL`].
const LIMITED: &[&str] = &[
    "conversation:communication:view",
    "externalContacts:*:*",
    "journey:*:*",
    "routing:queue:search",
    "routing:wrapupCode:view",
];

const ALL: &[&str] = &[
    "analytics:*:*",
    "conversation:*:*",
    "externalContacts:*:*",
    "journey:*:*",
    "routing:*:*",
];

/// An operation and a field that needs it.
#[derive(Debug)]
pub(super) struct OperationCase {
    pub(super) operation: &'static str,
    /// Permissions of the viewer for whom the gateway calls this operation.
    pub(super) permissions: &'static [&'static str],
    /// A field of the query, with a unique alias. Names after `$` are replaced with ids of fixtures.
    pub(super) field: &'static str,
    /// Path that is null while the operation fails; `*` matches each row of a list.
    pub(super) path: &'static str,
}

const fn row(
    permissions: &'static [&'static str],
    operation: &'static str,
    field: &'static str,
    path: &'static str,
) -> OperationCase {
    OperationCase {
        operation,
        permissions,
        field,
        path,
    }
}

/// Neighboring cases share no lookup keys, so that one can be cached while the other is not.
pub(super) const OPERATIONS: &[OperationCase] = &[
    row(
        ALL,
        "POST /api/v2/externalcontacts/bulk/contacts",
        "contact: customer(id: $live) { displayName sessions(first: 1) { nodes { id } } }",
        "contact.displayName",
    ),
    row(
        ALL,
        "GET /api/v2/externalcontacts/contacts/{id}",
        "company: customer(id: $customer) { organization { name } }",
        "company.organization",
    ),
    row(
        ALL,
        "GET /api/v2/externalcontacts/contacts/{id}/journey/sessions",
        "history: customer(id: $customer) { displayName sessions(first: 3) { nodes { id } } }",
        "history.sessions",
    ),
    row(
        ALL,
        "GET /api/v2/externalcontacts/contacts/{id}/identifiers",
        "known: customer(id: $customer) { identifiers { value } }",
        "known.identifiers",
    ),
    row(
        ALL,
        "GET /api/v2/externalcontacts/contacts/{id}/journey/segments",
        "groups: customer(id: $customer) { segments { assignedAt } }",
        "groups.segments",
    ),
    row(
        ALL,
        "POST /api/v2/externalcontacts/identifierlookup/contacts",
        "found: customerByIdentifier(type: EMAIL, value: $email) { id }",
        "found",
    ),
    row(
        ALL,
        "GET /api/v2/journey/segments",
        "segments: customer(id: $customer) { segments { assignedAt segment { displayName } } }",
        "segments.segments",
    ),
    row(
        ALL,
        "GET /api/v2/journey/sessions/{id}",
        "visit: session(id: $visit) { startedAt }",
        "visit",
    ),
    row(
        ALL,
        "GET /api/v2/journey/sessions/{id}/events",
        "clicks: session(id: $clicks) { id ... on WebSession { events(first: 2) { nodes { id } } } }",
        "clicks.events",
    ),
    row(
        ALL,
        "GET /api/v2/analytics/conversations/details",
        "call: session(id: $call) { id ... on ConversationSession { wrapUps { notes } } }",
        "call.wrapUps",
    ),
    row(
        ALL,
        "GET /api/v2/routing/queues",
        "queue(id: $queue) { name }",
        "queue",
    ),
    row(
        ALL,
        "GET /api/v2/routing/wrapupcodes/divisionviews",
        "wrapUpCode(id: $code) { name }",
        "wrapUpCode",
    ),
    row(
        ALL,
        "GET /api/v2/users",
        "agent(id: $agent) { name }",
        "agent",
    ),
    row(
        LIMITED,
        "GET /api/v2/routing/queues/divisionviews",
        "queue(id: $queue) { name }",
        "queue",
    ),
    row(
        LIMITED,
        "GET /api/v2/routing/wrapupcodes",
        "wrapUpCode(id: $code) { name }",
        "wrapUpCode",
    ),
    row(
        LIMITED,
        "GET /api/v2/conversations/{id}",
        "call: session(id: $call) { id ... on ConversationSession { wrapUps { notes } } }",
        "call.wrapUps",
    ),
];

impl OperationCase {
    /// Two fields that need other operations, with the same permissions.
    pub(super) fn siblings(&self) -> Vec<&'static str> {
        let same = |row: &&OperationCase| row.permissions == self.permissions;
        let root = |field: &'static str| field.split([':', '(']).next();
        let position = OPERATIONS
            .iter()
            .position(|row| row.field == self.field && same(&row));
        let others = OPERATIONS
            .iter()
            .cycle()
            .skip(position.unwrap_or_default() + 1);
        let others = others
            .filter(same)
            // Another field with segments would cache the segments of this one.
            .filter(|row| !row.field.contains("segments") || !self.field.contains("segments"))
            // Events name segments.
            .filter(|row| !row.field.contains("events") || !self.field.contains("segments"))
            .filter(|row| root(row.field) != root(self.field));
        others.take(2).map(|row| row.field).collect()
    }
}

/// A query of `fields`, with ids of fixtures inserted.
pub(super) fn query(fields: &[&str], fixtures: &Fixtures) -> String {
    let mut query = format!("{{ viewer {{ id }} {} }}", fields.join(" "));
    for (name, value) in [
        ("$live", &fixtures.every_channel_customer),
        ("$customer", &fixtures.customer),
        ("$email", &fixtures.customer_email),
        ("$visit", &fixtures.long_visit),
        ("$clicks", &fixtures.full_visit),
        ("$call", &fixtures.transferred_call),
        ("$queue", &fixtures.queue.0),
        ("$code", &fixtures.code.0),
        ("$agent", &fixtures.agent.0),
    ] {
        query = query.replace(name, &format!("\"{value}\""));
    }
    query
}
