//! Every operation of the simulator, with the permissions that it needs.

use super::analytics::query;
use super::conversations::{own, wrap_up};
use super::external_contacts::listing;
use super::journey::{ingest, outcome};
use super::permission::Requirement::{self, All, Any, Nothing, Token};
use super::server::{ApiRequest, ApiResult};
use super::{
    analytics, authorization, conversations, external_contacts, journey, notifications::rest,
    oauth, organizations, routing, tokens, users,
};

/// One operation of the platform's API.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// Method and path template.
    pub(crate) name: &'static str,
    pub(crate) requirement: Requirement,
    pub(crate) handler: fn(&ApiRequest) -> ApiResult,
}

impl Operation {
    pub(crate) fn method(&self) -> &'static str {
        self.name
            .split_once(' ')
            .map_or("GET", |(method, _)| method)
    }

    pub(crate) fn path(&self) -> &'static str {
        self.name.split_once(' ').map_or("/", |(_, path)| path)
    }
}

const fn operation(
    name: &'static str,
    requirement: Requirement,
    handler: fn(&ApiRequest) -> ApiResult,
) -> Operation {
    Operation {
        name,
        requirement,
        handler,
    }
}

const CONTACT: &[&str] = &["externalContacts:contact:view"];
const CONTACT_OR_RELATE: &[&str] = &["relate:contact:view", "externalContacts:contact:view"];
const CONTACT_SEARCH: &[&str] = &["externalContacts:contact:search"];
const CONTACT_SESSIONS: &[&str] = &["externalContacts:session:view"];
const SEGMENT_ASSIGNMENTS: &[&str] = &["externalContacts:segmentAssignment:view"];
const SESSION: &[&str] = &["journey:session:view", "externalContacts:session:view"];
const EVENTS: &[&str] = &["journey:event:view"];
const SEGMENTS: &[&str] = &["journey:segment:view"];
const ACTION_MAPS: &[&str] = &["journey:actionmap:view"];
const ACTION_TEMPLATES: &[&str] = &["journey:actiontemplate:view"];
const OUTCOMES: &[&str] = &["journey:outcome:view"];
const SCORES: &[&str] = &["journey:outcomescores:view"];
const CONVERSATION: &[&str] = &["conversation:communication:view"];
const DETAILS: &[&str] = &[
    "analytics:conversationDetail:view",
    "analytics:agentConversationDetail:view",
];
const QUEUES: &[&str] = &["routing:queue:view"];
const QUEUE_SEARCH: &[&str] = &["routing:queue:search"];
const CODES: &[&str] = &["routing:wrapupCode:view"];
const CODE_SEARCH: &[&str] = &["routing:wrapupCode:search"];
const GRANTS: &[&str] = &["authorization:grant:view"];
const ROLES: &[&str] = &["authorization:role:view"];

/// The table (openapi.json, `x-required-permissions`).
#[rustfmt::skip]
pub(crate) static OPERATIONS: &[Operation] = &[
    operation("POST /oauth/token", Nothing, oauth::token),
    operation("GET /api/v2/users/me", Token, users::me),
    operation("GET /api/v2/users", Token, users::list),
    operation("GET /api/v2/users/{userId}", Token, users::get),
    operation("GET /api/v2/tokens/me", Token, tokens::me),
    operation("HEAD /api/v2/tokens/me", Token, tokens::probe),
    operation("DELETE /api/v2/tokens/me", Token, tokens::revoke),
    operation("GET /api/v2/authorization/subjects/me", Token, authorization::subject_me),
    operation("GET /api/v2/authorization/subjects/{subjectId}", Any(GRANTS), authorization::subject),
    operation("GET /api/v2/authorization/roles/{roleId}", Any(ROLES), authorization::role),
    operation("GET /api/v2/authorization/divisions", Token, authorization::divisions),
    operation("GET /api/v2/authorization/divisions/query", Token, authorization::divisions_query),
    operation("GET /api/v2/authorization/divisions/home", Token, authorization::home),
    operation("GET /api/v2/authorization/divisions/{divisionId}", Token, authorization::division),
    operation("GET /api/v2/authorization/divisionspermitted/paged/me", Token, authorization::permitted),
    operation("GET /api/v2/authorization/divisionspermitted/paged/{subjectId}", Token, authorization::permitted_to),
    operation("GET /api/v2/authorization/divisionspermitted/me", Token, authorization::all_permitted),
    operation("GET /api/v2/authorization/permissions", Token, authorization::permissions),
    operation("GET /api/v2/externalcontacts/contacts", Any(CONTACT_OR_RELATE), listing::list),
    operation("POST /api/v2/externalcontacts/contacts/search", Any(CONTACT), listing::search),
    operation("GET /api/v2/externalcontacts/contacts/{contactId}", Any(CONTACT_OR_RELATE), external_contacts::get),
    operation("GET /api/v2/externalcontacts/contacts/{contactId}/unresolved", Any(CONTACT), external_contacts::unresolved),
    operation("GET /api/v2/externalcontacts/contacts/{contactId}/identifiers", Any(CONTACT), external_contacts::identifiers),
    operation("POST /api/v2/externalcontacts/bulk/contacts", Any(CONTACT), external_contacts::bulk),
    operation("POST /api/v2/externalcontacts/bulk/contacts/unresolved", Any(CONTACT), external_contacts::bulk_unresolved),
    operation("POST /api/v2/externalcontacts/bulk/contacts/divisionviews", Any(CONTACT_SEARCH), external_contacts::bulk),
    operation("POST /api/v2/externalcontacts/identifierlookup/contacts", Any(CONTACT), external_contacts::look_up),
    operation("POST /api/v2/externalcontacts/identifierlookup", Any(CONTACT_OR_RELATE), external_contacts::look_up),
    operation("GET /api/v2/externalcontacts/contacts/{contactId}/journey/sessions", Any(CONTACT_SESSIONS), journey::sessions),
    operation("GET /api/v2/externalcontacts/contacts/{contactId}/journey/segments", Any(SEGMENT_ASSIGNMENTS), journey::assignments),
    operation("GET /api/v2/journey/sessions/{sessionId}", Any(SESSION), journey::session),
    operation("GET /api/v2/journey/sessions/{sessionId}/events", Any(EVENTS), journey::events),
    operation("GET /api/v2/journey/sessions/{sessionId}/outcomescores", Any(SCORES), outcome::scores),
    operation("GET /api/v2/journey/outcomes", Any(OUTCOMES), outcome::list),
    operation("GET /api/v2/journey/outcomes/{outcomeId}", Any(OUTCOMES), outcome::get),
    operation("GET /api/v2/journey/segments", Any(SEGMENTS), journey::segments),
    operation("GET /api/v2/journey/segments/{segmentId}", Any(SEGMENTS), journey::segment),
    operation("GET /api/v2/journey/actionmaps", Any(ACTION_MAPS), journey::action_maps),
    operation("GET /api/v2/journey/actionmaps/{actionMapId}", Any(ACTION_MAPS), journey::action_map),
    operation("GET /api/v2/journey/actiontemplates", Any(ACTION_TEMPLATES), journey::action_templates),
    operation("GET /api/v2/journey/actiontemplates/{actionTemplateId}", Any(ACTION_TEMPLATES), journey::action_template),
    operation("POST /api/v2/journey/deployments/{deploymentId}/webevents", Nothing, ingest::web_event),
    operation("POST /api/v2/journey/deployments/{deploymentId}/actionevent", Nothing, ingest::action_event),
    operation("GET /api/v2/journey/deployments/{deploymentId}/customers/{customerCookieId}/ping", Nothing, ingest::ping),
    operation("GET /api/v2/analytics/conversations/details", Any(DETAILS), analytics::get_many),
    operation("GET /api/v2/analytics/conversations/{conversationId}/details", Any(DETAILS), analytics::get),
    operation("POST /api/v2/analytics/conversations/details/query", Any(DETAILS), query::conversations),
    operation("GET /api/v2/conversations", Token, own::list),
    operation("GET /api/v2/conversations/calls/{conversationId}", Token, own::call),
    operation("GET /api/v2/conversations/callbacks/{conversationId}", Token, own::callback),
    operation("GET /api/v2/conversations/emails/{conversationId}", Token, own::email),
    operation("GET /api/v2/conversations/messages/{conversationId}", Token, own::message),
    operation("GET /api/v2/conversations/{conversationId}", Any(CONVERSATION), conversations::get),
    operation("GET /api/v2/conversations/{conversationId}/participants/{participantId}/wrapup", Token, wrap_up::get),
    operation("GET /api/v2/conversations/{conversationId}/participants/{participantId}/wrapupcodes", Token, wrap_up::codes),
    operation("GET /api/v2/routing/queues", Any(QUEUES), routing::queues),
    operation("GET /api/v2/routing/queues/{queueId}", All(QUEUES), routing::queue),
    operation("GET /api/v2/routing/queues/divisionviews", All(QUEUE_SEARCH), routing::queue_views),
    operation("GET /api/v2/routing/queues/divisionviews/all", All(QUEUE_SEARCH), routing::all_queue_views),
    operation("GET /api/v2/routing/wrapupcodes", All(CODES), routing::codes),
    operation("GET /api/v2/routing/wrapupcodes/{codeId}", All(CODES), routing::code),
    operation("GET /api/v2/routing/wrapupcodes/divisionviews", All(CODE_SEARCH), routing::code_views),
    operation("GET /api/v2/routing/wrapupcodes/divisionviews/{codeId}", All(CODE_SEARCH), routing::code_view),
    operation("POST /api/v2/notifications/channels", Token, rest::create),
    operation("GET /api/v2/notifications/channels", Token, rest::list),
    operation("HEAD /api/v2/notifications/channels/{channelId}", Token, rest::probe),
    operation("GET /api/v2/notifications/channels/{channelId}/subscriptions", Token, rest::subscriptions),
    operation("POST /api/v2/notifications/channels/{channelId}/subscriptions", Token, rest::add),
    operation("PUT /api/v2/notifications/channels/{channelId}/subscriptions", Token, rest::replace),
    operation("DELETE /api/v2/notifications/channels/{channelId}/subscriptions", Token, rest::clear),
    operation("GET /api/v2/notifications/availabletopics", Token, rest::topics),
    operation("GET /api/v2/organizations/limits/namespaces/{namespaceName}", Token, organizations::limits),
];
