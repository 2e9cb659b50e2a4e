//! Time of the parts of a request, each measured through its nearest public function. The bench `instructions` counts the
//! instructions of more parts.
//!
//! `cargo bench --bench engine`

#![allow(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use journey_gateway::clock::Clock;
use journey_gateway::config::Config;
use journey_gateway::origin::{Origin, RequestId};
use journey_gateway::pipeline::operation::{DocumentCache, Params, Suggestions};
use journey_gateway::pipeline::{Credentials, Gateway, RequestContext};
use journey_simulator::{Options, Simulator};
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::time::Instant;

/// The tab that the load bench compares.
const TAB: &str = include_str!("load/tab.graphql");
const LOOPBACK: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

fn params(query: &str, variables: serde_json::Value) -> Params {
    let serde_json::Value::Object(variables) = variables else {
        unreachable!("variables are an object");
    };
    Params {
        query: query.to_owned(),
        document_id: None,
        operation_name: None,
        variables,
    }
}

/// A gateway in front of a simulator whose clock is frozen, with TTLs that are longer than the bench.
struct Fixture {
    simulator: Simulator,
    gateway: Arc<Gateway>,
}

impl Fixture {
    fn new(runtime: &Runtime, response_cache: &str) -> Self {
        let _entered = runtime.enter();
        let simulator = Simulator::start(LOOPBACK.into(), Options::default());
        let simulator = runtime.block_on(simulator).unwrap();
        let flags = vec![
            ("platform_url", simulator.url().to_owned()),
            ("cache.open_ttl", "1h".to_owned()),
            ("cache.contact_ttl", "1h".to_owned()),
            ("answers", response_cache.to_owned()),
            ("limits.viewer_cost_per_minute", "1000000000000".to_owned()),
        ];
        let config = Config::read(None, std::iter::empty(), flags).unwrap();
        let gateway = Arc::new(Gateway::new(config, Clock::system()).unwrap());
        Self { simulator, gateway }
    }

    fn context(&self, runtime: &Runtime) -> RequestContext {
        let client = [127, 0, 0, 1].into();
        let origin = Arc::new(Origin::new(client, RequestId::random()));
        let credentials = Credentials {
            token: "demo-supervisor",
            origin: &origin,
            is_verified: false,
        };
        let context = runtime.block_on(self.gateway.identify(credentials));
        let deadline = Instant::now() + Duration::from_hours(1);
        context.unwrap().with_deadline(deadline)
    }

    /// Looks up the document and answers the query; returns whether it was executed.
    async fn query(&self, params: &Params, context: &RequestContext) -> bool {
        let Ok(document) = self.gateway.document(params) else {
            return false;
        };
        let response = self.gateway.query(&document, params, context).await;
        response.is_ok()
    }
}

/// Documents: a new one, which is scanned, parsed, counted and validated; one that the scan rejects at its end; and a cached one.
fn document(criterion: &mut Criterion) {
    let flags = vec![("region", "mypurecloud.de".to_owned())];
    let limits = Config::read(None, std::iter::empty(), flags)
        .unwrap()
        .limits;
    let documents = DocumentCache::new(16_777_216, Suggestions::Off);
    let mut number = 0;
    let mut new_document = || {
        number += 1;
        TAB.replace("JourneyTab", &format!("JourneyTab{number}"))
    };
    criterion.bench_function("scan, parse, count and validate the tab", |bencher| {
        bencher.iter_batched(
            &mut new_document,
            |text| documents.get_or_parse(&text, &limits).is_ok(),
            BatchSize::SmallInput,
        );
    });
    let fixture_runtime = Runtime::new().unwrap();
    let fixture = Fixture::new(&fixture_runtime, "false");
    let context = fixture.context(&fixture_runtime);
    let customer = fixture.simulator.fixtures().customer;
    let new = |text: String| params(&text, json!({ "customerId": customer }));
    criterion.bench_function(
        "the tab as a new document, from cached entities",
        |bencher| {
            bencher.iter_batched(
                || new(new_document()),
                |params| fixture_runtime.block_on(fixture.query(&params, &context)),
                BatchSize::SmallInput,
            );
        },
    );
    let long = format!("{{ {} }}", "a ".repeat(limits.tokens));
    criterion.bench_function("reject a document after scanning 2,000 tokens", |bencher| {
        bencher.iter(|| documents.get_or_parse(black_box(&long), &limits).is_err());
    });
    criterion.bench_function("look up the tab in the document cache", |bencher| {
        bencher.iter(|| documents.get_or_parse(black_box(TAB), &limits).is_ok());
    });
}

/// Operations that need no upstream call: executed from cached entities, or returned from the response cache.
fn query(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    for (source, response_cache) in [("cached entities", "false"), ("the response cache", "true")] {
        let fixture = Fixture::new(&runtime, response_cache);
        let context = fixture.context(&runtime);
        let customer = fixture.simulator.fixtures().customer;
        let tab = params(TAB, json!({"customerId": customer}));
        let customers: Vec<_> = fixture.simulator.ordinary_customers().take(100).collect();
        let ids: Vec<_> = customers.into_iter().map(|customer| customer.id).collect();
        let query = "query($ids: [ID!]!) { customers(ids: $ids) { id displayName } }";
        let batch = params(query, json!({ "ids": ids }));
        for (name, params) in [("the tab", tab), ("a batch of 100 customers", batch)] {
            criterion.bench_function(&format!("{name} from {source}"), |bencher| {
                bencher.iter(|| runtime.block_on(fixture.query(&params, &context)));
            });
        }
    }
}

criterion_group!(benches, document, query);
criterion_main!(benches);
