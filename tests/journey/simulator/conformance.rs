//! Every answer against the platform's published schemas, where they are at hand.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use jsonschema::Validator;
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Platform, SUPERVISOR, sessions_path, text};

/// The description of the platform's API, if it lies beside the project.
fn description() -> Option<Value> {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/platform-api/openapi.json");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return Some(serde_json::from_str(&text).expect("openapi.json is JSON"));
    }
    assert!(
        std::env::var_os("JOURNEY_REQUIRE_OPENAPI").is_none(),
        "openapi.json is required but not there"
    );
    eprintln!(
        "SKIPPED: no ../shared/platform-api/openapi.json, nothing to compare the simulator with"
    );
    None
}

/// Validates answers against the schemas of one description.
struct Judge {
    description: Value,
    definitions: Value,
    grown: Value,
    compiled: HashMap<(String, StatusCode, bool), (Validator, Value)>,
    seen: BTreeSet<String>,
}

impl Judge {
    fn new(description: Value) -> Self {
        let definitions = translated(&description["components"]["schemas"], false);
        let grown = without_enums(&definitions);
        Self {
            description,
            definitions,
            grown,
            compiled: HashMap::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Complains unless `body` is what `operation` answers with `status`. With `open`, enums may have grown.
    fn check(&mut self, operation: &str, status: StatusCode, body: &Value, open: bool) {
        let key = (operation.to_owned(), status, open);
        if !self.compiled.contains_key(&key) {
            let compiled = self.compile(operation, status, open);
            self.compiled.insert(key.clone(), compiled);
        }
        let (validator, schema) = &self.compiled[&key];
        let errors: Vec<String> = validator
            .iter_errors(body)
            .take(5)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(
            errors.is_empty(),
            "{operation} {status}: {errors:#?}\n{body:#}"
        );
        unknown_fields(&self.definitions, schema, body, operation);
        self.seen.insert(operation.to_owned());
    }

    fn compile(&self, operation: &str, status: StatusCode, open: bool) -> (Validator, Value) {
        let (method, template) = operation.split_once(' ').expect("method and template");
        let described = &self.description["paths"][template][method.to_lowercase()];
        assert!(described.is_object(), "{operation} is not described");
        let response = &described["responses"][status.as_str()];
        let shared = response["$ref"]
            .as_str()
            .and_then(|path| self.description.pointer(&path[1..]));
        let response = shared.unwrap_or(response);
        let schema = &response["content"]["application/json"]["schema"];
        assert!(
            schema.is_object(),
            "{operation} describes no {status}: {response}"
        );
        let schema = translated(schema, false);
        let mut whole = schema.clone();
        let definitions = if open { &self.grown } else { &self.definitions };
        whole["components"] = json!({ "schemas": definitions });
        (
            jsonschema::draft202012::new(&whole).expect("a schema"),
            schema,
        )
    }
}

/// OpenAPI 3.0 to JSON Schema: `nullable`, and null for whatever is not required ("may also arrive as JSON null").
fn translated(schema: &Value, nullable: bool) -> Value {
    match schema {
        Value::Object(fields) => {
            let required: Vec<&str> = fields
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let mut out = Map::new();
            for (name, value) in fields {
                let value = match (name.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        let property = |(key, schema): (&String, &Value)| {
                            (
                                key.clone(),
                                translated(schema, !required.contains(&key.as_str())),
                            )
                        };
                        Value::Object(properties.iter().map(property).collect())
                    }
                    ("required" | "enum" | "example" | "default", value) => value.clone(),
                    (_, value) => translated(value, false),
                };
                out.insert(name.clone(), value);
            }
            let describes =
                out.contains_key("type") || out.contains_key("$ref") || out.contains_key("allOf");
            if describes && (nullable || fields.get("nullable") == Some(&json!(true))) {
                json!({ "anyOf": [Value::Object(out), { "type": "null" }] })
            } else {
                Value::Object(out)
            }
        }
        Value::Array(items) => items.iter().map(|item| translated(item, false)).collect(),
        other => other.clone(),
    }
}

fn without_enums(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let kept = fields
                .iter()
                .filter(|(name, value)| *name != "enum" || !value.is_array());
            Value::Object(
                kept.map(|(name, value)| (name.clone(), without_enums(value)))
                    .collect(),
            )
        }
        Value::Array(items) => items.iter().map(without_enums).collect(),
        other => other.clone(),
    }
}

/// Fields that no schema names are the simulator's mistake: the platform's answers hold only what it publishes.
fn unknown_fields(definitions: &Value, schema: &Value, body: &Value, at: &str) {
    let schema = resolved(definitions, schema);
    match body {
        Value::Object(fields) => {
            let Some(properties) = schema["properties"].as_object() else {
                return;
            };
            for (name, value) in fields {
                let property = properties.get(name);
                assert!(property.is_some(), "{at}: the platform has no field {name}");
                unknown_fields(
                    definitions,
                    property.expect("checked"),
                    value,
                    &format!("{at}.{name}"),
                );
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| unknown_fields(definitions, &schema["items"], item, at)),
        _ => {}
    }
}

fn resolved<'a>(definitions: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolved(
            definitions,
            &definitions[reference.trim_start_matches("#/components/schemas/")],
        );
    }
    for wrapper in ["anyOf", "allOf"] {
        if let Some(first) = schema[wrapper].get(0) {
            return resolved(definitions, first);
        }
    }
    schema
}

#[tokio::test]
async fn every_answer_is_as_published() {
    let Some(description) = description() else {
        return;
    };
    let mut judge = Judge::new(description);
    let platform = Platform::start().await;
    let fixtures = platform.simulator.fixtures();
    let customers = platform.simulator.showcase();
    for customer in &customers {
        let open = customer.id == fixtures.every_channel_customer;
        customer_answers(&platform, &mut judge, &customer.id, open).await;
    }
    customer_answers(&platform, &mut judge, &fixtures.ordinary_customer, false).await;
    plain_answers(&platform, &mut judge).await;
    refusals(&platform, &mut judge).await;
    let answered: BTreeSet<String> = super::access::templates(&judge.description)
        .into_iter()
        .filter(|operation| {
            platform
                .simulator
                .calls()
                .iter()
                .any(|call| call.operation == operation && call.status == 200)
        })
        .collect();
    let unchecked: Vec<_> = answered
        .difference(&judge.seen)
        .filter(|name| !name.starts_with("HEAD"))
        .collect();
    assert!(
        unchecked.is_empty(),
        "answered but not compared: {unchecked:?}"
    );
    assert!(
        judge.seen.len() >= 37,
        "only {} operations were compared",
        judge.seen.len()
    );
}

/// Everything about one customer.
async fn customer_answers(platform: &Platform, judge: &mut Judge, customer: &str, open: bool) {
    const CONTACT: &str = "GET /api/v2/externalcontacts/contacts/{contactId}";
    let base = format!("/api/v2/externalcontacts/contacts/{customer}");
    let expand = "expand=externalOrganization&expand=externalDataSources&expand=identifiers&expand=externalSources";
    for (name, path) in [
        (CONTACT.to_owned(), format!("{base}?{expand}")),
        (
            format!("{CONTACT}/unresolved"),
            format!("{base}/unresolved?{expand}"),
        ),
        (
            format!("{CONTACT}/identifiers"),
            format!("{base}/identifiers"),
        ),
        (
            format!("{CONTACT}/journey/segments"),
            format!("{base}/journey/segments?limit=500"),
        ),
        (
            format!("{CONTACT}/journey/sessions"),
            sessions_path(customer, "pageSize=200"),
        ),
    ] {
        judge.check(
            &name,
            StatusCode::OK,
            &platform.good(SUPERVISOR, &path).await,
            open,
        );
    }
    for session in platform
        .sessions(SUPERVISOR, customer)
        .await
        .iter()
        .take(40)
    {
        session_answers(platform, judge, session, open).await;
    }
}

async fn session_answers(platform: &Platform, judge: &mut Judge, session: &Value, open: bool) {
    let base = format!("/api/v2/journey/sessions/{}", text(session, "id"));
    let one = platform.good(SUPERVISOR, &base).await;
    judge.check(
        "GET /api/v2/journey/sessions/{sessionId}",
        StatusCode::OK,
        &one,
        open,
    );
    let events = platform
        .good(SUPERVISOR, &format!("{base}/events?pageSize=200"))
        .await;
    judge.check(
        "GET /api/v2/journey/sessions/{sessionId}/events",
        StatusCode::OK,
        &events,
        open,
    );
    let Some(conversation) = session["conversation"]["id"].as_str() else {
        return;
    };
    for (operation, path) in [
        (
            "GET /api/v2/conversations/{conversationId}",
            format!("/api/v2/conversations/{conversation}"),
        ),
        (
            "GET /api/v2/analytics/conversations/{conversationId}/details",
            format!("/api/v2/analytics/conversations/{conversation}/details"),
        ),
        (
            "GET /api/v2/analytics/conversations/details",
            format!("/api/v2/analytics/conversations/details?id={conversation}"),
        ),
    ] {
        judge.check(
            operation,
            StatusCode::OK,
            &platform.good(SUPERVISOR, &path).await,
            open,
        );
    }
}

/// Everything that is about no customer.
async fn plain_answers(platform: &Platform, judge: &mut Judge) {
    let fixtures = platform.simulator.fixtures();
    let me = platform
        .good(SUPERVISOR, "/api/v2/users/me?expand=authorization")
        .await;
    judge.check("GET /api/v2/users/me", StatusCode::OK, &me, false);
    let role = text(&me["authorization"]["roles"][0], "id").to_owned();
    let subject = text(&me, "id").to_owned();
    for (operation, id) in [
        ("GET /api/v2/users", ""),
        ("GET /api/v2/users/{userId}", &*fixtures.agent.0),
        ("GET /api/v2/tokens/me", ""),
        ("GET /api/v2/authorization/subjects/me", ""),
        ("GET /api/v2/authorization/subjects/{subjectId}", &*subject),
        ("GET /api/v2/authorization/roles/{roleId}", &*role),
        ("GET /api/v2/authorization/divisions", ""),
        ("GET /api/v2/authorization/divisions/home", ""),
        (
            "GET /api/v2/authorization/divisions/{divisionId}",
            &*fixtures.divisions["Europe"],
        ),
        (
            "GET /api/v2/authorization/divisionspermitted/paged/me?permission=journey:event:view",
            "",
        ),
        ("GET /api/v2/authorization/permissions", ""),
        ("GET /api/v2/journey/segments", ""),
        ("GET /api/v2/journey/actionmaps", ""),
        ("GET /api/v2/routing/queues", ""),
        ("GET /api/v2/routing/queues/{queueId}", &*fixtures.queue.0),
        ("GET /api/v2/routing/queues/divisionviews", ""),
        ("GET /api/v2/routing/queues/divisionviews/all", ""),
        ("GET /api/v2/routing/wrapupcodes", ""),
        (
            "GET /api/v2/routing/wrapupcodes/{codeId}",
            &*fixtures.code.0,
        ),
        (
            "GET /api/v2/routing/wrapupcodes/divisionviews?includeState=ActiveAndDeleted",
            "",
        ),
        (
            "GET /api/v2/routing/wrapupcodes/divisionviews/{codeId}",
            &*fixtures.deleted_code.0,
        ),
        (
            "GET /api/v2/organizations/limits/namespaces/{namespaceName}",
            "platform.api",
        ),
    ] {
        let name = operation.split('?').next().expect("a name");
        let path = operation.trim_start_matches("GET ");
        let path = match (path.find('{'), path.find('}')) {
            (Some(open), Some(close)) => format!("{}{id}{}", &path[..open], &path[close + 1..]),
            _ => path.to_owned(),
        };
        judge.check(
            name,
            StatusCode::OK,
            &platform.good(SUPERVISOR, &path).await,
            false,
        );
    }
    let bulk = json!({ "entities": [{ "id": fixtures.customer }, { "id": fixtures.unknown_id }] });
    for end in ["", "/unresolved", "/divisionviews"] {
        let path = format!("/api/v2/externalcontacts/bulk/contacts{end}");
        let (status, body) = platform.post(SUPERVISOR, &path, &bulk).await;
        judge.check(&format!("POST {path}"), status, &body, false);
    }
    let path = "/api/v2/externalcontacts/identifierlookup/contacts";
    let phone = json!({ "type": "Phone", "value": fixtures.customer_phone });
    let (status, body) = platform.post(SUPERVISOR, path, &phone).await;
    judge.check(&format!("POST {path}"), status, &body, false);
    let token = platform
        .http
        .post(format!("{}/oauth/token", platform.simulator.url()));
    let token = token
        .basic_auth("demo-gateway", Some("demo-secret"))
        .form(&[("grant_type", "client_credentials")]);
    let token: Value = token
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    judge.check("POST /oauth/token", StatusCode::OK, &token, false);
    let client = platform
        .good(text(&token, "access_token"), "/api/v2/tokens/me")
        .await;
    judge.check("GET /api/v2/tokens/me", StatusCode::OK, &client, false);
}

async fn refusals(platform: &Platform, judge: &mut Judge) {
    let fixtures = platform.simulator.fixtures();
    let queues = "GET /api/v2/routing/queues";
    for (token, status) in [("nobody-knows", 401), ("demo-nobody", 403)] {
        let (answered, body) = platform.get(token, "/api/v2/routing/queues").await;
        assert_eq!(answered, status);
        judge.check(queues, answered, &body, false);
    }
    let path = format!("/api/v2/journey/sessions/{}", fixtures.unknown_id);
    let (status, body) = platform.get(SUPERVISOR, &path).await;
    assert_eq!(status, 404);
    judge.check(
        "GET /api/v2/journey/sessions/{sessionId}",
        status,
        &body,
        false,
    );
    let wrong = platform
        .http
        .post(format!("{}/oauth/token", platform.simulator.url()));
    let wrong = wrong
        .basic_auth("demo-gateway", Some("wrong"))
        .form(&[("grant_type", "client_credentials")]);
    let wrong = wrong.send().await.expect("an answer");
    let status = wrong.status();
    let body: Value = wrong.json().await.expect("JSON");
    assert_eq!(body["error"], "invalid_client");
    judge.check("POST /oauth/token", status, &body, false);
    let gone = platform
        .request(Method::DELETE, "demo-admin-tab", "/api/v2/tokens/me")
        .send()
        .await
        .expect("an answer");
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
}
