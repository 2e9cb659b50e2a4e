//! Whole queries: cold, from cached entities, from the response cache.

use std::sync::Arc;
use std::time::Duration;

use journey_gateway::clock::Clock;
use journey_gateway::config::Config;
use journey_gateway::origin::{Origin, RequestId};
use journey_gateway::pipeline::operation::Params;
use journey_gateway::pipeline::{Credentials, Gateway, RequestContext};
use tokio::runtime::Runtime;
use tokio::time::Instant;

use crate::counted;
use crate::recorded::{self, Query, Recorded};

/// Number of requests before the counted ones: they open connections and fill the caches of names and documents.
pub(crate) const WARM: u64 = 5;
/// Number of counted requests of each query.
pub(crate) const TIMES: u64 = 12;

/// Entities of customers are forgotten at once, names are kept.
const COLD: [(&str, &str); 6] = [
    ("answers", "false"),
    ("cache.contact_ttl", "1ms"),
    ("cache.ended_ttl", "1ms"),
    ("cache.open_ttl", "1ms"),
    ("cache.absent_ttl", "1ms"),
    ("cache.stale_if_error", "0s"),
];
/// Times to live that are longer than the bench.
pub(crate) const CACHED: [(&str, &str); 4] = [
    ("cache.contact_ttl", "1h"),
    ("cache.open_ttl", "1h"),
    ("cache.reference_ttl", "1h"),
    ("cache.absent_ttl", "1h"),
];

/// A runtime on this thread, which callgrind counts.
pub(crate) fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}

/// Lets tasks end that a request started, such as returning its connections. They would otherwise count as part of the next
/// request.
pub(crate) fn settle(runtime: &Runtime) {
    runtime.block_on(async { tokio::time::sleep(Duration::from_millis(20)).await });
}

pub(crate) fn count(recorded: &Recorded) {
    let runtime = runtime();
    let cold = Fixture::new(&runtime, recorded, &COLD);
    for query in Query::ALL {
        let part = format!("cold.{}", query.name());
        for number in 0..WARM {
            runtime.block_on(cold.answer(query, &params(query, number)));
        }
        for number in WARM..WARM + TIMES {
            cold.count(&runtime, &part, query, number);
        }
    }
    for (kind, answers) in [("cached-entities", "false"), ("cached-response", "true")] {
        let mut settings = vec![("answers", answers)];
        settings.extend(CACHED);
        let cached = Fixture::new(&runtime, recorded, &settings);
        for query in Query::ALL {
            let part = format!("{kind}.{}", query.name());
            for _ in 0..WARM {
                runtime.block_on(cached.answer(query, &params(query, 0)));
            }
            for _ in 0..TIMES {
                cached.count(&runtime, &part, query, 0);
            }
        }
    }
}

/// The parameters of a request.
fn params(query: Query, number: u64) -> Params {
    Params::from_body(&query.body(number)).unwrap()
}

/// A gateway in front of the recorded platform, and the context of its viewer.
struct Fixture {
    gateway: Arc<Gateway>,
    context: RequestContext,
}

/// The configuration of a gateway in front of the recorded platform.
pub(crate) fn config(recorded: &Recorded, settings: &[(&'static str, &str)]) -> Config {
    let mut flags = vec![
        ("platform_url", recorded.url().to_owned()),
        ("limits.viewer_cost_per_minute", "1000000000000".to_owned()),
        // Callgrind makes everything 50 times slower.
        ("limits.request_timeout", "10m".to_owned()),
        ("platform.timeout", "5m".to_owned()),
    ];
    flags.extend(
        settings
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned())),
    );
    Config::read(None, std::iter::empty(), flags).unwrap()
}

impl Fixture {
    fn new(runtime: &Runtime, recorded: &Recorded, settings: &[(&'static str, &str)]) -> Self {
        let _entered = runtime.enter();
        let config = config(recorded, settings);
        let gateway = Arc::new(Gateway::new(config, Clock::system()).unwrap());
        let origin = Arc::new(Origin::new([127, 0, 0, 1].into(), RequestId::random()));
        let credentials = Credentials {
            token: recorded::TOKEN,
            origin: &origin,
            is_verified: false,
        };
        let context = runtime.block_on(gateway.identify(credentials)).unwrap();
        let deadline = Instant::now() + Duration::from_hours(1);
        Self {
            gateway,
            context: context.with_deadline(deadline),
        }
    }

    /// Answers a request and checks the response.
    async fn answer(&self, query: Query, params: &Params) {
        let document = self.gateway.document(params).unwrap();
        let response = self.gateway.query(&document, params, &self.context).await;
        query.check(&response.unwrap().body).unwrap();
    }

    fn count(&self, runtime: &Runtime, part: &str, query: Query, number: u64) {
        let params = params(query, number);
        let document = self.gateway.document(&params).unwrap();
        let response = self.gateway.query(&document, &params, &self.context);
        let response = counted(part, || runtime.block_on(response));
        query.check(&response.unwrap().body).unwrap();
        settle(runtime);
    }
}
