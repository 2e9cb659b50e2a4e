//! Identity `service` gives every viewer the same responses as identity `passthrough`, for random simulated
//! organizations, grants and queries.

use std::sync::atomic::{AtomicU32, Ordering};

use journey_simulator::{Grant, Options, TokenOptions};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::harness::{Harness, SERVICE_IDENTITY, second_gateway};
use super::random_query::{Choices, Pool, UNLIMITED, early_start, query, without_varying_values};

/// Number of simulated organizations. Many viewers query each one, so that viewers find entries that others cached.
const WORLDS: u64 = 5;

const DIVISIONS: &[&str] = &["Home", "Europe", "Americas", "Asia Pacific"];

/// Every permission that a field needs, some of them with wildcards or in another case.
const PERMISSIONS: &[&str] = &[
    "externalContacts:session:view",
    "journey:session:view",
    "journey:sessiontype:view",
    "journey:event:view",
    "journey:eventtype:view",
    "routing:wrapupCode:view",
    "routing:wrapupCode:search",
    "routing:queue:search",
    "routing:queue:view",
    "externalContacts:contact:view",
    "relate:contact:view",
    "externalContacts:segmentAssignment:view",
    "journey:segment:view",
    "analytics:conversationDetail:view",
    "analytics:agentConversationDetail:view",
    "conversation:communication:view",
    "Journey:*:View",
    "ROUTING:QUEUE:*",
];

/// Random grants of one viewer, each for one division or for all.
pub(super) fn grants() -> impl Strategy<Value = Vec<Grant>> {
    let any_subset = proptest::sample::subsequence(PERMISSIONS, 0..=PERMISSIONS.len());
    let journey_tab = Just(PERMISSIONS[..5].to_vec());
    let permissions = prop_oneof![2 => any_subset, 1 => journey_tab];
    let division = proptest::option::weighted(0.7, proptest::sample::select(DIVISIONS));
    let grant = (permissions, division).prop_map(|(permissions, division)| Grant {
        permissions: permissions.into_iter().map(str::to_owned).collect(),
        division: division.map(str::to_owned),
    });
    proptest::collection::vec(grant, 0..4)
}

/// Random OAuth scopes. Most tokens have none, which means no restriction.
pub(super) fn scopes() -> impl Strategy<Value = Vec<String>> {
    let apis = proptest::sample::subsequence(
        vec![
            "journey",
            "external-contacts:readonly",
            "routing",
            "analytics",
            "conversations",
        ],
        1..=5,
    );
    let restricted = apis.prop_map(|apis| {
        let me = ["users:readonly", "authorization"];
        me.iter().chain(&apis).map(ToString::to_string).collect()
    });
    prop_oneof![4 => Just(Vec::new()), 1 => restricted]
}

/// Adds the permission to read the details of all conversations. With identity `service` the gateway recognizes campaign
/// calls for every viewer; with `passthrough` only for viewers who may read the details.
fn with_conversation_details(grants: &[Grant]) -> Vec<Grant> {
    let details = Grant {
        permissions: vec!["analytics:conversationDetail:view".to_owned()],
        division: None,
    };
    grants.iter().cloned().chain([details]).collect()
}

/// A simulated organization with one gateway for each identity.
struct World {
    passthrough: Harness,
    /// The URL of the gateway with identity `service`.
    service: String,
    _stop: tokio::sync::oneshot::Sender<()>,
    pool: Pool,
}

impl World {
    async fn new(seed: u64) -> Self {
        let options = Options {
            seed,
            customers: 60,
            now: Some(early_start()),
            ..Options::default()
        };
        let passthrough = Harness::start_with(options, UNLIMITED).await;
        let (service, stop) =
            second_gateway(&passthrough, &[SERVICE_IDENTITY, UNLIMITED].concat()).await;
        let pool = Pool::from_harness(&passthrough)
            .await
            .without_unordered_list(&passthrough);
        Self {
            passthrough,
            service,
            _stop: stop,
            pool,
        }
    }

    /// Sends the query to both gateways and returns the responses of `passthrough` and `service`.
    async fn query_both(&self, token: &str, query: &str, variables: [Value; 2]) -> [Value; 2] {
        let harness = &self.passthrough;
        let [passthrough_variables, service_variables] = variables;
        let (passthrough, service) = futures_util::join!(
            harness.query_at(&harness.url, token, query, passthrough_variables),
            harness.query_at(&self.service, token, query, service_variables)
        );
        assert_eq!(
            (passthrough.status, service.status),
            (200, 200),
            "{} {}",
            passthrough.body,
            service.body
        );
        [passthrough.body, service.body]
    }
}

/// Fails the case unless both responses are equal except for their cursors.
fn assert_equal(query: &str, responses: [Value; 2]) -> Result<[Value; 2], TestCaseError> {
    let [passthrough, service] = responses.clone().map(without_varying_values);
    prop_assert_eq!(passthrough, service, "{}", query);
    Ok(responses)
}

/// Compares the pages of one list. Each identity follows its own cursors.
async fn compare_pages(
    world: &World,
    token: &str,
    choices: &mut Choices<'_>,
) -> Result<(), TestCaseError> {
    let customer = choices.pick(&world.pool.customers).clone();
    let first = choices.below(12) + 1;
    let query = format!(
        "query($after: String) {{ customer(id: \"{customer}\") {{ sessions(first: {first}, after: $after) {{
            nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
    );
    let mut after = [Value::Null, Value::Null];
    for _ in 0..4 {
        let variables = after.map(|after| json!({"after": after}));
        let responses = assert_equal(&query, world.query_both(token, &query, variables).await)?;
        let page = |response: &Value| response["data"]["customer"]["sessions"]["pageInfo"].clone();
        let pages = [page(&responses[0]), page(&responses[1])];
        if pages[0]["hasNextPage"] != true {
            break;
        }
        after = pages.map(|page| page["endCursor"].clone());
    }
    Ok(())
}

#[test]
fn service_responds_like_passthrough_for_random_viewers_and_queries() {
    let cases = std::env::var("JOURNEY_CASES").map_or(150, |cases| cases.parse().unwrap());
    let runtime = Runtime::new().unwrap();
    let worlds: Vec<_> = (0..WORLDS)
        .map(|seed| runtime.block_on(World::new(seed + 7)))
        .collect();
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    });
    let case = (
        0..worlds.len(),
        grants(),
        scopes(),
        proptest::collection::vec(any::<u16>(), 20..600),
    );
    let (without_errors, with_errors) = (AtomicU32::new(0), AtomicU32::new(0));
    let outcome = runner.run(&case, |(world, grants, scopes, numbers)| {
        let world = &worlds[world];
        let name = format!("viewer-{}", uuid::Uuid::new_v4());
        let simulator = &world.passthrough.simulator;
        simulator.add_user(&name, &with_conversation_details(&grants));
        let mut scopes = scopes;
        if !scopes.is_empty() {
            scopes.push("analytics".to_owned());
        }
        let options = TokenOptions {
            scopes,
            expires: None,
        };
        let token = simulator.issue_token(&name, options);
        let mut choices = Choices::new(&numbers);
        let query = query(&mut choices, &world.pool);
        runtime.block_on(async {
            let variables = [query.variables.clone(), query.variables.clone()];
            let responses = world.query_both(&token, &query.text, variables).await;
            let [response, _] = assert_equal(&query.text, responses)?;
            without_errors.fetch_add(u32::from(response["errors"].is_null()), Ordering::Relaxed);
            with_errors.fetch_add(u32::from(!response["errors"].is_null()), Ordering::Relaxed);
            compare_pages(world, &token, &mut choices).await
        })
    });
    outcome.unwrap();
    // The comparison proves little unless both kinds of response occur.
    let minimum = cases / 10;
    assert!(without_errors.into_inner() > minimum && with_errors.into_inner() > minimum);
}
