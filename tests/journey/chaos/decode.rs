//! Good answers, a little wrong, through the whole of the platform's client: what comes out is right or
//! is [`Error::Invalid`], nothing is invented, and no division gets lost.

use std::collections::BTreeMap;
use std::time::Duration;

use journey_gateway::model::id::DivisionId;
use journey_gateway::platform::{Error, Platform, Settings};
use journey_simulator::{Options, TokenOptions};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::super::harness::{Harness, SUPERVISOR};
use super::mutation::Mutation;
use super::reader::{ALL, Read, Reader, Told};
use super::upstream::Upstream;

fn reader(harness: &Harness, api: &str) -> Reader {
    let scopes = ["users:readonly", "authorization:readonly", "journey"];
    let options = TokenOptions {
        scopes: scopes.map(str::to_owned).to_vec(),
        expires: None,
    };
    let patient = Duration::from_secs(10);
    let settings = Settings {
        api: api.parse().unwrap(),
        connect_timeout: patient,
        timeout: patient,
        max_response_bytes: 8_000_000,
        max_concurrent_calls: 8,
        retries: 0,
        retry_percent: 0,
        reserve_percent: 20,
        breaker_calls: u32::MAX,
        breaker_pause: patient,
        tokens: 8,
    };
    Reader {
        platform: Platform::new(settings).unwrap(),
        token: harness.simulator.issue_token(SUPERVISOR, options),
        fixtures: harness.fixtures.clone(),
    }
}

/// What is told now holds nothing that was not told then, and is restricted as it was.
fn check(what: Read, then: &Told, now: Told) -> Result<(), TestCaseError> {
    let nil = DivisionId::UNREADABLE.to_string();
    for (thing, now) in now {
        // An id that was garbled into another one is another thing.
        if thing.contains(&nil) {
            continue;
        }
        let Some(then) = then.get(&thing) else {
            return Err(TestCaseError::fail(format!("{what:?} invents {thing}")));
        };
        if what.is_restricted() {
            prop_assert!(then.is_empty() || !now.is_empty(), "{thing} is everybody's");
        }
        if what.is_divided() {
            let mut moved = now
                .iter()
                .filter(|one| !then.contains(*one) && **one != nil);
            prop_assert_eq!(moved.next(), None, "{} moved", thing);
        }
    }
    Ok(())
}

#[test]
fn an_answer_a_little_wrong_is_read_right_or_not_at_all() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let harness = runtime.block_on(Harness::start_with(Options::default(), &[]));
    let (upstream, api) = runtime.block_on(Upstream::start(harness.simulator.url()));
    let reader = reader(&harness, &api);
    let read = |what| runtime.block_on(reader.read(what));
    let good: BTreeMap<Read, Told> = ALL.map(|what| (what, read(what).unwrap())).into();
    for (what, told) in good.iter().filter(|(what, _)| what.is_restricted()) {
        let is_restricted = told.values().any(|divisions| !divisions.is_empty());
        assert!(is_restricted, "{what:?} has nothing to lose");
    }
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(3_000)
    });
    let cases = (prop::sample::select(ALL.to_vec()), Mutation::any());
    let result = runner.run(&cases, |(what, mutation)| {
        upstream.mutate(Some(mutation));
        match read(what) {
            Ok(_) if upstream.is_lossy() => Ok(()),
            Ok(told) => check(what, &good[&what], told),
            Err(error) => {
                prop_assert_eq!(error, Error::Invalid);
                Ok(())
            }
        }
    });
    result.unwrap();
}
