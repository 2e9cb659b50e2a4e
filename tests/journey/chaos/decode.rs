//! Valid responses with random mutations, read by the platform client. The result is [`Error::Invalid`] or correct: it
//! adds no entity and loses no division.

use std::collections::BTreeMap;
use std::time::Duration;

use journey_gateway::model::id::DivisionId;
use journey_gateway::platform::{Error, Outbound, Platform, Settings};
use journey_simulator::{Options, TokenOptions};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::super::harness::{Harness, SUPERVISOR};
use super::mutating_proxy::MutatingProxy;
use super::mutation::Mutation;
use super::reader::{ALL, Operation, Reader, Restrictions};

fn reader(harness: &Harness, api: &str) -> Reader {
    let scopes = ["users:readonly", "authorization:readonly", "journey"];
    let options = TokenOptions {
        scopes: scopes.map(str::to_owned).to_vec(),
        expires: None,
    };
    let timeout = Duration::from_secs(10);
    let settings = Settings {
        api: api.parse().unwrap(),
        connect_timeout: timeout,
        timeout,
        max_response_bytes: 8_000_000,
        max_concurrent_calls: 8,
        retries: 0,
        retry_percent: 0,
        reserve_percent: 20,
        breaker_calls: u32::MAX,
        breaker_pause: timeout,
        tokens: 8,
        outbound: Outbound::default(),
    };
    Reader {
        platform: Platform::new(settings).unwrap(),
        token: harness.simulator.issue_token(SUPERVISOR, options),
        fixtures: harness.fixtures.clone(),
    }
}

/// Checks that the mutated response adds no entity and loses no restriction.
fn check(
    operation: Operation,
    original: &Restrictions,
    mutated: Restrictions,
) -> Result<(), TestCaseError> {
    let nil = DivisionId::UNREADABLE.to_string();
    for (id, restrictions) in mutated {
        // A mutation can replace an id with the nil UUID. The entity then has no original.
        if id.contains(&nil) {
            continue;
        }
        let Some(original) = original.get(&id) else {
            return Err(TestCaseError::fail(format!("{operation:?} adds {id}")));
        };
        if operation.is_restricted() {
            prop_assert!(
                original.is_empty() || !restrictions.is_empty(),
                "{id} lost its restrictions"
            );
        }
        if operation.has_divisions() {
            let mut added = restrictions
                .iter()
                .filter(|division| !original.contains(*division) && **division != nil);
            prop_assert_eq!(added.next(), None, "{} changed its division", id);
        }
    }
    Ok(())
}

#[test]
fn a_mutated_response_is_read_correctly_or_rejected() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let harness = runtime.block_on(Harness::start_with(Options::default(), &[]));
    let (upstream, api) = runtime.block_on(MutatingProxy::start(harness.simulator.url()));
    let reader = reader(&harness, &api);
    let read = |operation| runtime.block_on(reader.read(operation));
    let originals: BTreeMap<Operation, Restrictions> = ALL
        .map(|operation| (operation, read(operation).unwrap()))
        .into();
    for (operation, original) in originals
        .iter()
        .filter(|(operation, _)| operation.is_restricted())
    {
        let is_restricted = original.values().any(|divisions| !divisions.is_empty());
        assert!(is_restricted, "{operation:?} has no restrictions to lose");
    }
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(3_000)
    });
    let cases = (prop::sample::select(ALL.to_vec()), Mutation::any());
    let result = runner.run(&cases, |(operation, mutation)| {
        upstream.mutate(Some(mutation));
        match read(operation) {
            Ok(_) if upstream.is_lossy() => Ok(()),
            Ok(mutated) => check(operation, &originals[&operation], mutated),
            Err(error) => {
                prop_assert_eq!(error, Error::Invalid(None));
                Ok(())
            }
        }
    });
    result.unwrap();
}
