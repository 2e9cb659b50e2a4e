//! Every operation with a field that it feeds.

use journey_simulator::Fixtures;

/// Permissions with which the platform is asked by other operations than with all of them.
const FEW: &[&str] = &[
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

/// An operation and what it feeds.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) operation: &'static str,
    /// Of whoever the gateway needs this operation for.
    pub(super) permissions: &'static [&'static str],
    /// A field of the query, with an alias of its own. `$` stands before names of fixtures.
    pub(super) field: &'static str,
    /// What is null while the operation fails; `*` for every row of a list.
    pub(super) path: &'static str,
}

const fn row(
    permissions: &'static [&'static str],
    operation: &'static str,
    field: &'static str,
    path: &'static str,
) -> Row {
    Row {
        operation,
        permissions,
        field,
        path,
    }
}

/// Rows that follow each other share no key of a look-up, so that each can be warm while another is not.
pub(super) const OPERATIONS: &[Row] = &[
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
        FEW,
        "GET /api/v2/routing/queues/divisionviews",
        "queue(id: $queue) { name }",
        "queue",
    ),
    row(
        FEW,
        "GET /api/v2/routing/wrapupcodes",
        "wrapUpCode(id: $code) { name }",
        "wrapUpCode",
    ),
    row(
        FEW,
        "GET /api/v2/conversations/{id}",
        "call: session(id: $call) { id ... on ConversationSession { wrapUps { notes } } }",
        "call.wrapUps",
    ),
];

impl Row {
    /// Two fields that other operations feed.
    pub(super) fn siblings(&self) -> Vec<&'static str> {
        let same = |row: &&Row| row.permissions == self.permissions;
        let root = |field: &'static str| field.split([':', '(']).next();
        let at = OPERATIONS.iter().position(|row| std::ptr::eq(row, self));
        let others = OPERATIONS.iter().cycle().skip(at.unwrap_or_default() + 1);
        let others = others
            .filter(same)
            // What asks for the same would warm it up.
            .filter(|row| !row.field.contains("segments") || !self.field.contains("segments"))
            .filter(|row| root(row.field) != root(self.field));
        others.take(2).map(|row| row.field).collect()
    }
}

/// A query of `fields` with ids in it.
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
