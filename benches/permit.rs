//! Cost of permission checks: the checks of a page of 25 sessions with 20 guarded fields each, compared with the time of the
//! whole response from a warm cache.
//!
//! `cargo bench --bench permit` prints the share at the end.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking, and prints"
)]

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema};
use criterion::Criterion;
use journey_gateway::access::{Viewer, rule::Rule};
use journey_gateway::clock::Clock;
use journey_gateway::config::Config;
use journey_gateway::model::id::DivisionId;
use journey_gateway::pipeline::operation::Params;
use journey_gateway::pipeline::{Credentials, Gateway};
use journey_simulator::{Options, Simulator};
use serde_json::{Map, json};
use tokio::runtime::Runtime;

const SESSIONS: usize = 25;
const FIELDS: usize = 20;

/// Makes the checks as resolvers do: each check looks up the viewer in the context.
struct Guards(Vec<DivisionId>);

#[Object]
impl Guards {
    /// Time of the checks of one page, in nanoseconds.
    async fn page(&self, ctx: &Context<'_>) -> u64 {
        let began = Instant::now();
        for _ in 0..SESSIONS * FIELDS / 2 {
            let rights = &ctx.data_unchecked::<Arc<Viewer>>().rights;
            let _ = black_box(rights.permit(Rule::Queues));
            let rights = &ctx.data_unchecked::<Arc<Viewer>>().rights;
            let _ = black_box(rights.permit_in(Rule::Events, &self.0));
        }
        u64::try_from(began.elapsed().as_nanos()).unwrap()
    }
}

fn query(customer: &str) -> Params {
    let mut fields = String::new();
    for number in 0..FIELDS / 2 {
        let _ = write!(
            fields,
            "q{number}: queue {{ id }} e{number}: events {{ complete }} "
        );
    }
    let query = format!(
        "{{ customer(id: \"{customer}\") {{ sessions(first: {SESSIONS}, filter: {{ types: [CONVERSATION] }}) {{
            nodes {{ id ... on ConversationSession {{ {fields} }} }} }} }} }}"
    );
    Params {
        query,
        document_id: None,
        operation_name: None,
        variables: Map::new(),
    }
}

fn main() {
    let runtime = Runtime::new().unwrap();
    let _entered = runtime.enter();
    let address = ([127, 0, 0, 1], 0).into();
    let simulator = runtime
        .block_on(Simulator::start(address, Options::default()))
        .unwrap();
    let flags = vec![
        ("platform_url", simulator.url().to_owned()),
        ("cache.open_ttl", "1h".to_owned()),
        ("limits.viewer_cost_per_minute", "1000000000000".to_owned()),
    ];
    let config = Config::read(None, std::iter::empty(), flags).unwrap();
    let gateway = Arc::new(Gateway::new(config, Clock::system()).unwrap());
    let origin = Arc::new(journey_gateway::origin::Origin::new(
        [127, 0, 0, 1].into(),
        journey_gateway::origin::RequestId::random(),
    ));
    let credentials = Credentials {
        token: "demo-agent",
        origin: &origin,
        is_verified: false,
    };
    let context = runtime.block_on(gateway.identify(credentials)).unwrap();
    let context = context.with_deadline(tokio::time::Instant::now() + Duration::from_mins(10));
    let params = query(&simulator.fixtures().customer);
    let query = async || {
        let document = gateway.document(&params).unwrap();
        let response = gateway.query(&document, &params, &context).await.unwrap();
        response.body.clone()
    };
    let first: serde_json::Value = serde_json::from_slice(&runtime.block_on(query())).unwrap();
    assert_eq!(first["errors"], json!(null), "{first}");
    let shown = first["data"]["customer"]["sessions"]["nodes"]
        .as_array()
        .unwrap()
        .len();

    let europe = context.viewer.divisions[0].id.parse().unwrap();
    let guards = Schema::build(Guards(vec![europe]), EmptyMutation, EmptySubscription)
        .data(context.viewer.clone())
        .finish();
    let mut criterion = Criterion::default().configure_from_args();
    let (mut checks, mut pages) = ((Duration::ZERO, 0), (Duration::ZERO, 0));
    criterion.bench_function("checks of 25 sessions x 20 guarded fields", |bencher| {
        bencher.iter_custom(|times| {
            let mut total = Duration::ZERO;
            for _ in 0..times {
                let data = runtime
                    .block_on(guards.execute("{ page }"))
                    .data
                    .into_json()
                    .unwrap();
                total += Duration::from_nanos(data["page"].as_u64().unwrap());
            }
            checks = (checks.0 + total, checks.1 + times);
            total
        });
    });
    criterion.bench_function("response for that page from a warm cache", |bencher| {
        bencher.iter_custom(|times| {
            let began = Instant::now();
            for _ in 0..times {
                black_box(runtime.block_on(query()));
            }
            pages = (pages.0 + began.elapsed(), pages.1 + times);
            began.elapsed()
        });
    });
    let average = |(total, times): (Duration, u64)| total.as_secs_f64() / times.max(1) as f64;
    // The page may have fewer sessions, because the customer has fewer conversations.
    let share = average(checks) * shown as f64 / SESSIONS as f64 / average(pages);
    println!(
        "{shown} sessions in the page; permission checks take {:.2} % of the response time",
        share * 100.0
    );
}
