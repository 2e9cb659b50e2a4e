//! Four times as much as the gateway can take: what is let in is to be answered as fast as ever, and the
//! rest to be told so at once.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

use super::ask::Asker;
use super::compare::{FAVOURITES, KEPT, NEWEST, NO_ANSWERS, SESSIONS, opening};
use super::cores::Cores;
use super::drive::{Bounds, Run, drive};
use super::line::Line;
use super::platform::{Options, Platform};
use super::report::{mebibytes, milliseconds, percentile};
use super::server::{Server, Setting};
use super::targets::Targets;
use super::{Failure, ratio, say};

/// Requests that the client has under way at most; below the gateway's bound of connections.
const UNDER_WAY: usize = 1_500;
/// How often a moment is looked at afterwards, and how many of them at most.
const MOMENT: Duration = Duration::from_millis(100);
const MOMENTS: u32 = 100;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// How much more than it can.
    #[arg(long, default_value_t = 4, value_name = "N")]
    times: u32,
    /// For how long.
    #[arg(long, default_value_t = 20, value_name = "N")]
    seconds: u64,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    // Before there is any other thread.
    let cores = Cores::part()?;
    let platform = Platform::start(Options {
        customers: 10_000,
        latency: Duration::ZERO,
    })?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(overload(args, &platform, cores))
}

async fn overload(args: &Args, platform: &Platform, cores: Cores) -> Result<(), Failure> {
    let mut settings: Vec<Setting> = KEPT.to_vec();
    settings.push(NO_ANSWERS);
    let customers: Arc<[_]> = platform
        .ordinary_among(FAVOURITES, SESSIONS, NEWEST)?
        .into();
    let opening: Arc<str> = opening()?.into();
    let load = async |gateway: &Server| {
        let load = Load {
            address: gateway.address().into(),
            token: platform.token().into(),
            opening: opening.clone(),
            targets: Targets::again_and_again(customers.clone()),
            lines: Arc::default(),
        };
        load.fill(&Asker::new(&gateway.url, platform.token())?)
            .await?;
        Ok::<_, Failure>(load)
    };
    // What one core takes shows where somebody always waits.
    let gateway = Server::gateway(platform, &settings, cores).await?;
    let full = load(&gateway).await?;
    let full = full.closed(2, Bounds::time(Duration::from_secs(5))).await?;
    let capacity = ratio(full.latencies.len(), 1) / full.elapsed.as_secs_f64();
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
        "journey tab out of kept entities, answers not kept; {}\n\nalone: p50 {:.2} ms, p99 {:.2} ms; {capacity:.0} requests a second\n",
        cores.about(),
        milliseconds(percentile(&alone, 50)),
        milliseconds(percentile(&alone, 99)),
    );
    let asked: usize = replies.values().map(Vec::len).sum();
    // Writing to a text cannot fail.
    let _ = writeln!(
        text,
        "{asked} requests in {} s, {rate:.0} a second wanted, {unsent} not sent for want of connections\n\n{:<8} {:>9} {:>9} {:>9} {:>9}",
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
        "wanted: 200 with p99 ≤ {:.2} ms, 503 in under 10 ms\nmemory {} before, {} at most, wanted ≤ 256 MiB\n{}",
        milliseconds(bound),
        mebibytes(idle),
        mebibytes(peak),
        match recovered {
            Some(time) => format!(
                "normal again {:.1} s later, wanted ≤ 2 s",
                time.as_secs_f64()
            ),
            None => "not normal again within 10 s, wanted ≤ 2 s".to_owned(),
        },
    );
    say(&text)
}

fn sorted(run: Run) -> Vec<Duration> {
    let mut latencies = run.latencies;
    latencies.sort_unstable();
    latencies
}

/// Who asks for what.
#[derive(Clone)]
struct Load {
    address: Arc<str>,
    token: Arc<str>,
    opening: Arc<str>,
    targets: Targets,
    /// On which nothing is asked at present.
    lines: Arc<Mutex<Vec<Line>>>,
}

impl Load {
    fn body(&self) -> Result<String, Failure> {
        let target = self.targets.next().ok_or("there is no customer")?;
        Ok(format!("{}{}\"}}}}", self.opening, target.id))
    }

    /// Everything is kept from now on, and answered as it should be.
    async fn fill(&self, asker: &Asker) -> Result<(), Failure> {
        for _ in 0..4 * FAVOURITES {
            asker.ask(self.body()?).await?.good()?;
        }
        Ok(())
    }

    async fn ask(self) -> Result<(u16, Duration), Failure> {
        let body = self.body()?;
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len(),
        );
        let idle = self.lines().pop();
        let mut line = match idle {
            Some(line) => line,
            None => Line::open(&self.address).await?,
        };
        let reply = line.ask(request.as_bytes()).await?;
        self.lines().push(line);
        Ok(reply)
    }

    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So many clients, each of which waits for its answer.
    async fn closed(&self, clients: usize, bounds: Bounds) -> Result<Run, Failure> {
        let load = self.clone();
        let ask = move || {
            let load = load.clone();
            async move {
                let (status, latency) = load.ask().await?;
                if status != 200 {
                    return Err(format!("status {status}").into());
                }
                Ok(Some((latency, SESSIONS)))
            }
        };
        drive(clients, bounds, ask).await
    }

    /// So many requests a second, whatever comes of them: latencies by status, and how many could not be
    /// sent.
    async fn open(
        &self,
        rate: f64,
        time: Duration,
    ) -> Result<(BTreeMap<u16, Vec<Duration>>, usize), Failure> {
        let (load, runtime) = (self.clone(), Handle::current());
        // By the system's clock: tokio's has ticks of a millisecond, each of which would send a burst.
        let sending = spawn_blocking(move || {
            let connections = Arc::new(Semaphore::new(UNDER_WAY));
            let mut under_way = JoinSet::new();
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
                        let asked = async move {
                            let reply = load.ask().await;
                            drop(connection);
                            reply
                        };
                        under_way.spawn_on(asked, &runtime);
                    }
                }
            }
            (under_way, unsent)
        });
        let (mut under_way, unsent) = sending.await?;
        let mut replies: BTreeMap<_, Vec<_>> = BTreeMap::new();
        while let Some(reply) = under_way.join_next().await {
            let (status, latency) = reply??;
            replies.entry(status).or_default().push(latency);
        }
        Ok((replies, unsent))
    }

    /// How long it takes until the answers of a moment are as fast as `bound` again.
    async fn recovery(&self, bound: Duration) -> Result<Option<Duration>, Failure> {
        let began = Instant::now();
        for _ in 0..MOMENTS {
            let at = began.elapsed();
            let moment = Instant::now();
            let mut latencies = Vec::new();
            while moment.elapsed() < MOMENT {
                let (status, latency) = self.clone().ask().await?;
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
