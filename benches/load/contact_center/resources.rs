//! CPU, memory and notification channels of the gateways, and their use of Redis, during the measured minutes.

use std::time::Duration;

use url::Url;

use super::lines::Lines;
use super::model::Model;
use super::redis::RedisUsage;
use crate::BenchError;
use crate::http_client::HttpClient;
use crate::server::Server;

const MEBIBYTE: f64 = 1_048_576.0;

/// What all gateways need per minute of the contact center.
pub(crate) struct Figures {
    /// CPU time in seconds.
    pub(crate) cpu: f64,
    /// Upstream calls with the gateway's token.
    pub(crate) calls: f64,
    /// Maximum memory of one gateway in MiB.
    pub(crate) memory: f64,
}

/// The state at the start of the measurement.
pub(super) struct Resources {
    cpu: Duration,
    redis: Option<(Url, RedisUsage)>,
}

impl Resources {
    pub(super) fn start(gateways: &[Server], redis: Option<&Url>) -> Result<Self, BenchError> {
        let redis = redis.map(|url| Ok::<_, BenchError>((url.clone(), RedisUsage::read(url)?)));
        Ok(Self {
            cpu: cpu(gateways),
            redis: redis.transpose()?,
        })
    }

    pub(super) fn figures(
        &self,
        gateways: &[Server],
        minutes: u32,
        calls: f64,
    ) -> Result<Figures, BenchError> {
        let used = cpu(gateways).saturating_sub(self.cpu).as_secs_f64();
        let peaks = gateways.iter().filter_map(|gateway| gateway.usage().peak());
        let peak = u32::try_from(peaks.max().unwrap_or_default() / 1024)?;
        Ok(Figures {
            cpu: used / f64::from(minutes.max(1)),
            calls,
            memory: f64::from(peak),
        })
    }

    /// The lines of the table, per minute of the contact center.
    pub(super) async fn lines(
        &self,
        gateways: &[Server],
        clients: &[HttpClient],
        minutes: u32,
        figures: &Figures,
        model: &Model,
    ) -> Result<Lines, BenchError> {
        let minutes = f64::from(minutes.max(1));
        let metrics = Metrics::read(gateways, clients).await?;
        let mut lines = Lines::default();
        lines.compare("CPU of all gateways, seconds", figures.cpu, model.cpu);
        lines.add("memory of one gateway at most, MiB", figures.memory);
        let cached = metrics.sum("journey_gateway_cache_bytes ") / MEBIBYTE;
        lines.add("cached bytes of all gateways, MiB", cached);
        let covered = metrics.sum("journey_gateway_live_customers{coverage=\"covered\"}");
        lines.add("covered customers, sum of the gateways", covered);
        let topics = metrics.sum("journey_gateway_live_topics{");
        lines.add("notification topics", topics);
        let channels = metrics.sum("journey_gateway_live_channels{state=\"connected\"}");
        lines.compare("notification channels", channels, model.channels);
        if let Some((url, before)) = &self.redis {
            let now = RedisUsage::read(url)?;
            let mut rate = |name: &str, now: f64, before: f64| {
                lines.add(name, (now - before) / minutes);
            };
            rate("Redis: commands of gateways", now.commands, before.commands);
            rate("Redis: KiB received", now.received, before.received);
            rate("Redis: KiB sent", now.sent, before.sent);
            rate("Redis: CPU, seconds", now.cpu, before.cpu);
            lines.add("Redis: memory, MiB", now.memory);
            lines.add("Redis: keys", now.keys);
        }
        Ok(lines)
    }
}

/// The metrics of all gateways.
struct Metrics(String);

impl Metrics {
    async fn read(gateways: &[Server], clients: &[HttpClient]) -> Result<Self, BenchError> {
        let mut text = String::new();
        for (gateway, client) in gateways.iter().zip(clients) {
            let url = format!("http://{}/metrics", gateway.address());
            text.push_str(std::str::from_utf8(&client.get(&url).await?.body)?);
        }
        Ok(Self(text))
    }

    /// The sum of all series whose line has this beginning.
    fn sum(&self, beginning: &str) -> f64 {
        let series = self.0.lines().filter(|line| line.starts_with(beginning));
        let values = series.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok());
        values.sum()
    }
}

fn cpu(gateways: &[Server]) -> Duration {
    let times = gateways.iter().filter_map(|gateway| gateway.usage().cpu());
    times.sum()
}
