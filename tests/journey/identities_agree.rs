//! With the gateway's own credentials every viewer is answered as with their own: over random
//! worlds, grants and queries.

use std::sync::atomic::{AtomicU32, Ordering};

use journey_simulator::{Grant, Options, TokenOptions};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::harness::{Harness, SERVICE_IDENTITY, second_gateway};
use super::random_query::{Choices, Pool, UNLIMITED, early_start, query, without_cursors};

/// Worlds of their own; each is asked by many viewers, so that each viewer meets what others left.
const WORLDS: u64 = 5;

const DIVISIONS: &[&str] = &["Home", "Europe", "Americas", "Asia Pacific"];

/// Every permission that opens something, and some ways to write it.
pub(super) const PERMISSIONS: &[&str] = &[
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

/// Grants of one viewer: mostly much in few places, or a little everywhere.
pub(super) fn grants() -> impl Strategy<Value = Vec<Grant>> {
    let some = proptest::sample::subsequence(PERMISSIONS, 0..=PERMISSIONS.len());
    let tab = Just(PERMISSIONS[..5].to_vec());
    let permissions = prop_oneof![2 => some, 1 => tab];
    let division = proptest::option::weighted(0.7, proptest::sample::select(DIVISIONS));
    let grant = (permissions, division).prop_map(|(permissions, division)| Grant {
        permissions: permissions.into_iter().map(str::to_owned).collect(),
        division: division.map(str::to_owned),
    });
    proptest::collection::vec(grant, 0..4)
}

/// OAuth scopes, which most tokens do not have.
pub(super) fn scopes() -> impl Strategy<Value = Vec<String>> {
    let some = proptest::sample::subsequence(
        vec![
            "journey",
            "external-contacts:readonly",
            "routing",
            "analytics",
            "conversations",
        ],
        1..=5,
    );
    let restricted = some.prop_map(|apis| {
        let me = ["users:readonly", "authorization"];
        me.iter().chain(&apis).map(ToString::to_string).collect()
    });
    prop_oneof![4 => Just(Vec::new()), 1 => restricted]
}

/// Viewers who may read every conversation's details. With its own credentials the gateway recognizes campaign
/// calls for every viewer; with the viewer's, only where the viewer may read the details.
fn detailed(grants: &[Grant]) -> Vec<Grant> {
    let details = Grant {
        permissions: vec!["analytics:conversationDetail:view".to_owned()],
        division: None,
    };
    grants.iter().cloned().chain([details]).collect()
}

struct World {
    passthrough: Harness,
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
        let pool = Pool::from_harness(&passthrough).await;
        Self {
            passthrough,
            service,
            _stop: stop,
            pool,
        }
    }

    /// The two answers.
    async fn ask(&self, token: &str, query: &str, variables: [Value; 2]) -> [Value; 2] {
        let harness = &self.passthrough;
        let [own, other] = variables;
        let (own, other) = futures_util::join!(
            harness.query_at(&harness.url, token, query, own),
            harness.query_at(&self.service, token, query, other)
        );
        assert_eq!(
            (own.status, other.status),
            (200, 200),
            "{} {}",
            own.body,
            other.body
        );
        [own.body, other.body]
    }
}

fn same(query: &str, [own, other]: [Value; 2]) -> Result<[Value; 2], TestCaseError> {
    let (plain, service) = (without_cursors(own.clone()), without_cursors(other.clone()));
    prop_assert_eq!(plain, service, "{}", query);
    Ok([own, other])
}

/// The pages of one list, each identity by its own cursors.
async fn walk(world: &World, token: &str, choices: &mut Choices<'_>) -> Result<(), TestCaseError> {
    let customer = choices.pick(&world.pool.customers).clone();
    let first = choices.below(12) + 1;
    let query = format!(
        "query($after: String) {{ customer(id: \"{customer}\") {{ sessions(first: {first}, after: $after) {{
            nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
    );
    let mut after = [Value::Null, Value::Null];
    for _ in 0..4 {
        let variables = after.map(|after| json!({"after": after}));
        let answers = same(&query, world.ask(token, &query, variables).await)?;
        let page = |answer: &Value| answer["data"]["customer"]["sessions"]["pageInfo"].clone();
        let pages = [page(&answers[0]), page(&answers[1])];
        if pages[0]["hasNextPage"] != true {
            break;
        }
        after = pages.map(|page| page["endCursor"].clone());
    }
    Ok(())
}

#[test]
fn over_random_worlds_viewers_and_queries() {
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
    let (told, denied) = (AtomicU32::new(0), AtomicU32::new(0));
    let outcome = runner.run(&case, |(world, grants, scopes, numbers)| {
        let world = &worlds[world];
        let name = format!("viewer-{}", uuid::Uuid::new_v4());
        let simulator = &world.passthrough.simulator;
        simulator.add_person(&name, &detailed(&grants));
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
            let asked = world.ask(&token, &query.text, variables).await;
            let [answer, _] = same(&query.text, asked)?;
            told.fetch_add(u32::from(answer["errors"].is_null()), Ordering::Relaxed);
            denied.fetch_add(u32::from(!answer["errors"].is_null()), Ordering::Relaxed);
            walk(world, &token, &mut choices).await
        })
    });
    outcome.unwrap();
    // Both kinds of answer were compared, or the comparison says little.
    let least = cases / 10;
    assert!(told.into_inner() > least && denied.into_inner() > least);
}
