//! Constant load on a fleet.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinHandle;

use super::*;

/// Pause of a client between two requests.
const PAUSE: Duration = Duration::from_millis(40);

const QUERY: &str = "query($id: ID!) { customer(id: $id) { displayName
    sessions(first: 3) { nodes { id status channel { label } } } } }";

/// One answered request.
#[derive(Clone, Copy)]
struct Sample {
    began: Instant,
    took: Duration,
}

/// Clients that send one request after another until the load is stopped or dropped.
pub(super) struct Load {
    stop: Arc<AtomicBool>,
    clients: Vec<JoinHandle<Vec<Sample>>>,
}

/// The requests of a load that has ended.
pub(super) struct Requests(Vec<Sample>);

impl Load {
    /// Starts this number of clients for each URL. A response that is not complete makes [`Load::stop`] panic.
    pub(super) fn start(fleet: &Fleet, urls: &[String], clients: usize) -> Self {
        let simulator = &fleet.harness.simulator;
        let ordinary = simulator.ordinary_customers().take(40);
        let customers: Arc<Vec<_>> = Arc::new(ordinary.map(|customer| customer.id).collect());
        let stop = Arc::new(AtomicBool::new(false));
        let urls = urls.iter().flat_map(|url| vec![url.clone(); clients]);
        let clients = urls.enumerate().map(|(number, url)| {
            let client = Client {
                http: reqwest::Client::new(),
                url: format!("{url}/graphql"),
                customers: customers.clone(),
                stop: stop.clone(),
            };
            tokio::spawn(client.run(number * 7))
        });
        let clients = clients.collect();
        Self { stop, clients }
    }

    /// Waits for the last responses.
    pub(super) async fn stop(mut self) -> Requests {
        self.stop.store(true, Ordering::Relaxed);
        let mut samples = Vec::new();
        for client in self.clients.drain(..) {
            samples.extend(client.await.expect("every response is complete"));
        }
        Requests(samples)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        for client in &self.clients {
            client.abort();
        }
    }
}

struct Client {
    http: reqwest::Client,
    url: String,
    customers: Arc<Vec<String>>,
    stop: Arc<AtomicBool>,
}

impl Client {
    async fn run(self, mut number: usize) -> Vec<Sample> {
        let mut samples = Vec::new();
        while !self.stop.load(Ordering::Relaxed) {
            let id = &self.customers[number % self.customers.len()];
            number += 1;
            let body = json!({"query": QUERY, "variables": {"id": id}});
            let request = self.http.post(&self.url).bearer_auth(SUPERVISOR);
            let began = Instant::now();
            let response = request.json(&body).send().await.expect("a response");
            let status = response.status();
            let text = response.text().await.expect("a whole response");
            let took = began.elapsed();
            let body: Value = serde_json::from_str(&text).expect(&text);
            let is_complete = body["errors"].is_null() && body["data"]["customer"].is_object();
            assert!(
                status == 200 && is_complete,
                "{status} after {took:?}: {text}"
            );
            samples.push(Sample { began, took });
            sleep(PAUSE).await;
        }
        samples
    }
}

impl Requests {
    /// Number of requests that began after this.
    pub(super) fn since(&self, from: Instant) -> usize {
        let began = self.0.iter().filter(|sample| sample.began >= from);
        began.count()
    }

    /// The 99th percentile of the time of the requests that were answered in this period. A request that began long before
    /// and waited counts.
    pub(super) fn p99(&self, from: Instant, to: Instant) -> Duration {
        let period = from..to;
        let answered = self.0.iter().filter(|sample| {
            let answered = sample.began + sample.took;
            period.contains(&answered)
        });
        let mut times: Vec<_> = answered.map(|sample| sample.took).collect();
        assert!(times.len() >= 5, "only {} requests", times.len());
        times.sort_unstable();
        times[(times.len() - 1) * 99 / 100]
    }
}
