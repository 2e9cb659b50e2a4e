//! Four times the gateway's capacity. Accepted requests should be as fast as without overload, and the others should be
//! rejected at once.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

use super::closed_loop::{Bounds, Run, run_closed_loop};
use super::cores::Cores;
use super::http_client::HttpClient;
use super::platform::{Options, Platform};
use super::raw_connection::Connection;
use super::report::{mebibytes, milliseconds, percentile};
use super::server::{Server, Setting};
use super::tab::{LONG_TTLS, NEWEST, NO_RESPONSE_CACHE, POPULAR, SESSIONS, opening};
use super::targets::Targets;
use super::{BenchError, print_line, ratio};

/// Maximum number of the client's concurrent requests, below the gateway's connection limit.
const MAX_CONCURRENT: usize = 1_500;
/// Duration of one sample after the overload, and the maximum number of samples.
const SAMPLE: Duration = Duration::from_millis(100);
const MAX_SAMPLES: u32 = 100;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Load as a multiple of the capacity.
    #[arg(long, default_value_t = 4, value_name = "N")]
    times: u32,
    /// Duration of the overload, in seconds.
    #[arg(long, default_value_t = 20, value_name = "N")]
    seconds: u64,
}

pub(crate) fn run(args: &Args) -> Result<(), BenchError> {
    // Cores are assigned before the process has other threads.
    let cores = Cores::separate()?;
    let platform = Platform::start(Options {
        customers: 10_000,
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(overload(args, &platform, cores))
}

async fn overload(args: &Args, platform: &Platform, cores: Cores) -> Result<(), BenchError> {
    let mut settings: Vec<Setting> = LONG_TTLS.to_vec();
    settings.push(NO_RESPONSE_CACHE);
    let customers: Arc<[_]> = platform.ordinary_among(POPULAR, SESSIONS, NEWEST)?.into();
    let opening: Arc<str> = opening()?.into();
    let load = async |gateway: &Server| {
        let load = Load {
            address: gateway.address().into(),
            token: platform.token().into(),
            opening: opening.clone(),
            targets: Targets::in_rotation(customers.clone()),
            idle: Arc::default(),
        };
        load.fill(&HttpClient::new(&gateway.url, platform.token())?)
            .await?;
        Ok::<_, BenchError>(load)
    };
    // With two clients the gateway always has a request, so their throughput is the capacity of one core.
    let gateway = Server::gateway(platform, &settings, cores).await?;
    let saturated = load(&gateway).await?;
    let saturated = saturated
        .closed(2, Bounds::time(Duration::from_secs(5)))
        .await?;
    let capacity = ratio(saturated.latencies.len(), 1) / saturated.elapsed.as_secs_f64();
    drop(gateway);

    let gateway = Server::gateway(platform, &settings, cores).await?;
    let load = load(&gateway).await?;
    let alone = sorted(load.closed(1, Bounds::time(Duration::from_secs(8))).await?);
    let idle = gateway.usage().resident();

    let rate = capacity * f64::from(args.times);
    let (replies, unsent) = load.open(rate, Duration::from_secs(args.seconds)).await?;
    let (peak, bound) = (gateway.usage().peak(), percentile(&alone, 99) * 2);
    let recovered = load.recovery(bound).await?;

    let mut text = format!(
        "journey tab from cached entities, response cache off; {}\n\nwithout overload: p50 {:.2} ms, p99 {:.2} ms; capacity {capacity:.0} requests/s\n",
        cores.description(),
        milliseconds(percentile(&alone, 50)),
        milliseconds(percentile(&alone, 99)),
    );
    let sent: usize = replies.values().map(Vec::len).sum();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        text,
        "{sent} requests in {} s at a target rate of {rate:.0} requests/s; {unsent} not sent because no connection was free\n\n{:<8} {:>9} {:>9} {:>9} {:>9}",
        args.seconds, "status", "requests", "p50 ms", "p99 ms", "max ms",
    );
    for (status, mut latencies) in replies {
        latencies.sort_unstable();
        let _ = writeln!(
            text,
            "{status:<8} {:>9} {:>9.2} {:>9.2} {:>9.2}",
            latencies.len(),
            milliseconds(percentile(&latencies, 50)),
            milliseconds(percentile(&latencies, 99)),
            milliseconds(percentile(&latencies, 100)),
        );
    }
    let _ = write!(
        text,
        "target: status 200 with p99 ≤ {:.2} ms, status 503 in under 10 ms\nmemory {} before, {} peak, target ≤ 256 MiB\n{}",
        milliseconds(bound),
        mebibytes(idle),
        mebibytes(peak),
        match recovered {
            Some(time) => format!(
                "latency recovered after {:.1} s, target ≤ 2 s",
                time.as_secs_f64()
            ),
            None => "latency did not recover within 10 s, target ≤ 2 s".to_owned(),
        },
    );
    print_line(&text)
}

fn sorted(run: Run) -> Vec<Duration> {
    let mut latencies = run.latencies;
    latencies.sort_unstable();
    latencies
}

/// The requests of the bench and their idle connections.
#[derive(Clone)]
struct Load {
    address: Arc<str>,
    token: Arc<str>,
    opening: Arc<str>,
    targets: Targets,
    /// Connections without a request in flight.
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Load {
    fn body(&self) -> Result<String, BenchError> {
        let target = self.targets.next().ok_or("the bench has no customers")?;
        Ok(format!("{}{}\"}}}}", self.opening, target.id))
    }

    /// Fills the cache, and checks that the responses have no errors.
    async fn fill(&self, client: &HttpClient) -> Result<(), BenchError> {
        for _ in 0..4 * POPULAR {
            client.post(self.body()?).await?.require_success()?;
        }
        Ok(())
    }

    async fn send(self) -> Result<(u16, Duration), BenchError> {
        let body = self.body()?;
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len(),
        );
        let idle = self.idle().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => Connection::open(&self.address).await?,
        };
        let reply = connection.send(request.as_bytes()).await?;
        self.idle().push(connection);
        Ok(reply)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock()
    }

    /// Closed loop: this number of clients that each wait for a response.
    async fn closed(&self, clients: usize, bounds: Bounds) -> Result<Run, BenchError> {
        let load = self.clone();
        let send = move || {
            let load = load.clone();
            async move {
                let (status, latency) = load.send().await?;
                if status != 200 {
                    return Err(format!("status {status}").into());
                }
                Ok(Some((latency, SESSIONS)))
            }
        };
        run_closed_loop(clients, bounds, send).await
    }

    /// Open loop: sends requests at this rate (per second) regardless of the responses. Returns latencies by status, and
    /// the number of requests that could not be sent.
    async fn open(
        &self,
        rate: f64,
        time: Duration,
    ) -> Result<(BTreeMap<u16, Vec<Duration>>, usize), BenchError> {
        let (load, runtime) = (self.clone(), Handle::current());
        // Uses the system clock, because tokio's timer has a resolution of 1 ms and would send bursts.
        let sending = spawn_blocking(move || {
            let connections = Arc::new(Semaphore::new(MAX_CONCURRENT));
            let mut in_flight = JoinSet::new();
            let mut unsent = 0;
            let (began, pause) = (Instant::now(), Duration::from_secs(1).div_f64(rate));
            let mut due = began;
            while due < began + time {
                sleep(due.saturating_duration_since(Instant::now()));
                due += pause;
                match connections.clone().try_acquire_owned() {
                    Err(_) => unsent += 1,
                    Ok(connection) => {
                        let load = load.clone();
                        let request = async move {
                            let reply = load.send().await;
                            drop(connection);
                            reply
                        };
                        in_flight.spawn_on(request, &runtime);
                    }
                }
            }
            (in_flight, unsent)
        });
        let (mut in_flight, unsent) = sending.await?;
        let mut replies: BTreeMap<_, Vec<_>> = BTreeMap::new();
        while let Some(reply) = in_flight.join_next().await {
            let (status, latency) = reply??;
            replies.entry(status).or_default().push(latency);
        }
        Ok((replies, unsent))
    }

    /// The time until all requests of a sample are accepted and answered within `bound`.
    async fn recovery(&self, bound: Duration) -> Result<Option<Duration>, BenchError> {
        let began = Instant::now();
        for _ in 0..MAX_SAMPLES {
            let at = began.elapsed();
            let sample = Instant::now();
            let mut latencies = Vec::new();
            while sample.elapsed() < SAMPLE {
                let (status, latency) = self.clone().send().await?;
                latencies.push((status != 200, latency));
            }
            if latencies
                .iter()
                .all(|(refused, time)| !refused && *time <= bound)
            {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}
