//! Compares the gateway with a naive reference resolver, for random queries, worlds and grants. The
//! reference is a second implementation of the schema and the access rules over the platform's REST
//! API, without batches, caches and field declarations. It shares only the document parser with `src`.

mod channel;
mod compare;
mod conversation;
mod customer;
mod details;
mod graph;
mod object;
mod offers;
mod reference;
mod rest;
mod rights;
mod session;
mod status;
mod summary;
mod timeline;

use std::cell::RefCell;
use std::collections::BTreeSet;

use async_graphql::parser::types::FieldDefinition;
use journey_simulator::{Grant, Options, TokenOptions};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use serde_json::json;
use tokio::runtime::Runtime;

use super::guards::{Rule, rule};
use super::harness::{AGENT, Harness, SUPERVISOR, fixed_now};
use super::identities_agree::{grants, scopes};
use super::random_query::{
    Choices, GeneratedQuery, Pool, TYPES, UNLIMITED, early_start, exhaustive_queries, page, query,
};
use super::schema::fields;
use compare::Comparison;
use reference::Viewer;
use rest::Rest;
use rights::{Rights, required_permissions};

const WORLDS: u64 = 3;

/// Fields for which the simulator has no data.
const UNCOVERED_FIELDS: &[&str] = &[
    "AppEvent.searchQuery",
    "AppSession.externalId",
    "AppSession.externalUrl",
    "AppSession.lastScreen",
    "AppSession.statusChangesAt",
    "Campaign.content",
    "CaseSession.durationSeconds",
    "CaseSession.externalId",
    "CaseSession.externalUrl",
    "CaseSession.shortId",
    "CaseSession.statusChangesAt",
    "ConversationSession.externalId",
    "ConversationSession.externalUrl",
    "ConversationSession.shortId",
    "Device.manufacturer",
    "FlowOutcome.id",
    "FlowOutcome.value",
    "GeoLocation.postalCode",
    "GeoLocation.region",
    "GeoLocation.regionName",
    "OtherSession.durationSeconds",
    "OtherSession.statusChangesAt",
    "OutcomeAchievedEvent.createdAt",
    "OutcomeAchievedEvent.id",
    "OutcomeAchievedEvent.outcome",
    "OutcomeAchievedEvent.type",
    "Page.fragment",
    "Page.queryString",
    "Referrer.keywords",
    "Referrer.name",
];

struct World {
    harness: Harness,
    pool: Pool,
    rest: Rest,
}

impl World {
    fn new(runtime: &Runtime, seed: u64) -> Self {
        let options = Options {
            seed,
            customers: 60,
            now: Some(early_start()),
            ..Options::default()
        };
        let harness = runtime.block_on(Harness::start_with(options, UNLIMITED));
        Self {
            pool: runtime.block_on(Pool::from_harness(&harness)),
            rest: Rest::new(runtime.handle().clone(), &harness),
            harness,
        }
    }

    fn viewer(&self, token: &str, scopes: &[String]) -> Viewer {
        let subject = self
            .rest
            .get_as(token, "authorization/subjects/me?includeFullRoles=true");
        Viewer {
            token: token.to_owned(),
            me: self.rest.get_as(token, "users/me?expand=authorization"),
            rights: Rights::new(&subject, scopes),
            subject,
        }
    }
}

/// A demo user, or a viewer with random grants and token scopes.
fn any_viewer() -> impl Strategy<Value = (Option<usize>, Vec<Grant>, Vec<String>)> {
    prop_oneof![
        1 => (0..6_usize).prop_map(|persona| (Some(persona), Vec::new(), Vec::new())),
        3 => (grants(), scopes()).prop_map(|(grants, scopes)| (None, grants, scopes)),
    ]
}

#[test]
fn random_queries_match_the_reference() {
    let cases = std::env::var("JOURNEY_CASES").map_or(100, |cases| cases.parse().unwrap());
    let runtime = Runtime::new().unwrap();
    let worlds: Vec<_> = (0..WORLDS)
        .map(|seed| World::new(&runtime, seed + 20))
        .collect();
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    let resolved = RefCell::new(BTreeSet::new());
    let numbers = proptest::collection::vec(any::<u16>(), 40..700);
    let outcome = runner.run(
        &(0..worlds.len(), any_viewer(), numbers),
        |(world, (persona, grants, scopes), numbers)| {
            let world = &worlds[world];
            let simulator = &world.harness.simulator;
            let token = if let Some(persona) = persona {
                simulator.personas()[persona].token.clone()
            } else {
                let name = format!("viewer-{}", uuid::Uuid::new_v4());
                simulator.add_user(&name, &grants);
                let scopes = scopes.clone();
                simulator.issue_token(
                    &name,
                    TokenOptions {
                        scopes,
                        expires: None,
                    },
                )
            };
            let viewer = world.viewer(&token, &scopes);
            let mut comparison = Comparison::default();
            let mut compare = |query: &GeneratedQuery, after: Option<&str>| {
                let mut variables = query.variables.clone();
                if let Some(after) = after {
                    variables["after"] = json!(after);
                }
                let request = world.harness.query(&token, &query.text, variables);
                let response = runtime.block_on(request);
                prop_assert_eq!(response.status, 200, "{} {}", response.body, query.text);
                let mut query = query.clone();
                if let Some(after) = after {
                    query.variables["after"] = json!(comparison.positions[after]);
                }
                let expected = world.rest.expect(&viewer, fixed_now(), &query, &resolved);
                if expected.unordered {
                    return Ok(response.body);
                }
                let compared = comparison.compare(&response.body, &expected);
                prop_assert!(compared.is_ok(), "{}\n{query:?}", compared.unwrap_err());
                Ok(response.body)
            };
            let mut choices = Choices::new(&numbers);
            compare(&query(&mut choices, &world.pool), None)?;
            // Then follow the pages of one list, each from a random cursor of the previous page.
            let list = page(&mut choices, &world.pool);
            let mut after = None;
            for _ in 0..4 {
                let response = compare(&list, after.as_deref())?;
                let owner = &response["data"]["customer"];
                let owner = if owner.is_null() {
                    &response["data"]["session"]
                } else {
                    owner
                };
                let edges = owner["list"]["edges"]
                    .as_array()
                    .cloned()
                    .unwrap_or_default();
                let mut cursors: Vec<_> = edges.iter().map(|edge| edge["cursor"].clone()).collect();
                cursors.insert(0, owner["list"]["page"]["endCursor"].clone());
                let Some(next) = choices.pick(&cursors).as_str() else {
                    break;
                };
                after = Some(next.to_owned());
            }
            Ok(())
        },
    );
    // Without the input: up to 700 numbers, from which the query in the reason was generated.
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, _) | TestError::Abort(reason)) => panic!("{reason}"),
    }
}

#[test]
fn exhaustive_queries_match_the_reference_and_cover_all_fields() {
    let runtime = Runtime::new().unwrap();
    let world = World::new(&runtime, 19);
    let resolved = RefCell::new(BTreeSet::new());
    for token in [SUPERVISOR, AGENT] {
        let viewer = world.viewer(token, &[]);
        for query in exhaustive_queries(&world.pool) {
            let request = world.harness.query(token, &query.text, json!({}));
            let response = runtime.block_on(request).body;
            let expected = world.rest.expect(&viewer, fixed_now(), &query, &resolved);
            let compared = Comparison::default().compare(&response, &expected);
            compared.unwrap_or_else(|difference| panic!("{token}: {difference}\n{}", query.text));
        }
    }
    let resolved = resolved.into_inner();
    // Interfaces and the root have no fields of their own; the `live` tests cover subscriptions.
    let excluded = [
        "Query",
        "Session",
        "Event",
        "Subscription",
        "JourneyChange",
        "ConversationsChange",
    ];
    let types = TYPES
        .iter()
        .filter(|(name, _)| !excluded.contains(&name.as_str()));
    let all = types.flat_map(|(name, ty)| {
        let full_name = move |field: &FieldDefinition| format!("{name}.{}", field.name.node);
        fields(ty).into_iter().map(full_name)
    });
    let mut uncovered: Vec<_> = all.filter(|field| !resolved.contains(field)).collect();
    uncovered.sort_unstable();
    assert_eq!(uncovered, UNCOVERED_FIELDS);
}

/// A difference that only some viewers notice would be found by chance, so the tables are compared as well.
#[test]
fn the_reference_requires_the_permissions_that_the_schema_declares() {
    // The reference does not resolve subscriptions.
    for (name, ty) in TYPES.iter().filter(|(name, _)| *name != "Subscription") {
        for field in fields(ty) {
            let declared = rule(field).unwrap_or_default();
            let sorted = |names: &[&str]| {
                names
                    .iter()
                    .map(ToString::to_string)
                    .collect::<BTreeSet<_>>()
            };
            let (any, all) = required_permissions(name, &field.name.node);
            let required = (sorted(any), sorted(all));
            let Rule { any, all } = declared;
            let declared = (any.into_iter().collect(), all.into_iter().collect());
            assert_eq!(required, declared, "{name}.{}", field.name.node);
        }
    }
}
