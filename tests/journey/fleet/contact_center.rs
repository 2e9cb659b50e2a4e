//! The load of a contact center: the nodes of a fleet together call the platform about as often as one gateway does.

use futures_util::future::join_all;
use journey_simulator::Simulator;

use super::*;

const TAB: &str = include_str!("../../../benches/load/contact_center/tab.graphql");
const CARD: &str = include_str!("../../../benches/load/contact_center/card.graphql");

const AGENTS: usize = 30;
/// Customers that an agent serves one after the other.
const ROUNDS: usize = 8;
const CUSTOMERS: usize = 400;
/// Pause of an agent between two requests.
const PAUSE: Duration = Duration::from_millis(250);

/// An index of a customer; the n-th has a probability proportional to 1/n.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number of customers is small, and the power is at least 1"
)]
fn zipf(fraction: f64) -> usize {
    (CUSTOMERS as f64).powf(fraction) as usize - 1
}

/// All agents at once; each uses one node. Returns the upstream calls with the gateways' credential.
async fn serve_customers(fleet: &Fleet) -> usize {
    let simulator = &fleet.harness.simulator;
    let customers: Vec<_> = simulator.ordinary_customers().take(CUSTOMERS).collect();
    let agents = (0..AGENTS).map(async |agent| {
        let node = agent % fleet.nodes.len();
        // The same customers and cards in each run.
        let mut random = fastrand::Rng::with_seed(agent as u64);
        sleep(PAUSE.mul_f64(random.f64() * 10.0)).await;
        for _ in 0..ROUNDS {
            let customer = json!({"customerId": customers[zipf(random.f64())].id});
            let tab = fleet.query(node, TAB, customer.clone()).await.data();
            let cards = tab["customer"]["sessions"]["nodes"].as_array().unwrap();
            for _ in 0..2 {
                sleep(PAUSE).await;
                if let Some(card) = random.choice(cards) {
                    let session = json!({"sessionId": card["id"]});
                    fleet.query(node, CARD, session).await.data();
                }
            }
            for _ in 0..2 {
                sleep(PAUSE).await;
                fleet.query(node, TAB, customer.clone()).await.data();
            }
        }
    });
    join_all(agents).await;
    let calls = simulator.calls();
    let statuses = calls.iter().map(|call| call.status);
    assert!(!statuses.clone().any(|status| status == 429));
    let (client, _) = Simulator::client();
    calls.iter().filter(|call| call.subject == client).count()
}

/// Attempts to count the calls while all nodes use Redis. A loaded machine may answer too late for them.
const ATTEMPTS: usize = 3;

async fn calls_of(nodes: usize, limit: u32) -> Option<usize> {
    for _ in 0..ATTEMPTS {
        let redis = Redis::start().await?;
        let options = Options {
            rate_limit: Some(limit),
            limits_clients: true,
            latency: Duration::from_millis(20),
            ..Options::default()
        };
        // Shorter than the time that an agent spends on a customer, so that notifications keep values current, as in a contact
        // center.
        let settings =
            covering_queries(&[("cache.open_ttl", "800ms"), ("cache.contact_ttl", "10s")]);
        let fleet = Fleet::start_with(nodes, &redis.url(), options, &settings).await;
        let calls = serve_customers(&fleet).await;
        if fleet.has_always_used_redis().await {
            return Some(calls);
        }
    }
    panic!("a node lost Redis in each of {ATTEMPTS} attempts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_need_about_the_calls_of_one_and_exceed_no_limit() {
    let Some(alone) = calls_of(1, 100_000).await else {
        return;
    };
    assert!(alone > 200, "{alone}");
    // The platform would refuse calls if each node made those of one.
    let limit = u32::try_from(alone * 3 / 2).unwrap();
    let together = calls_of(3, limit).await.unwrap();
    eprintln!("{alone} calls of one gateway, {together} of three");
    assert!(together * 10 <= alone * 11, "{together} instead of {alone}");
}
