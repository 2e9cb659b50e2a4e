//! The client of a platform region, and its settings. The methods that call the platform are in the files of their
//! API groups.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::base_url::BaseUrl;
use super::breaker::{Breakers, Rule};
use super::budget::Budgets;
use super::call_key::CallKey;
use super::error::Error;
use super::http::Http;
use super::outbound::Outbound;
use super::retry::RetryPolicy;
use crate::fair_share::{Bound, FairShare};
use crate::fleet::Fleet;
use crate::telemetry::Upstream;
use crate::throttle::Throttle;

/// Settings of the client.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Scheme and host of the API, such as `https://api.mypurecloud.com`.
    pub api: Url,
    /// Maximum time of the TCP and TLS handshakes.
    pub connect_timeout: Duration,
    /// Maximum time of one call, from sending to the last byte. A request's deadline may be earlier.
    pub timeout: Duration,
    /// Maximum size of one response in bytes, after decompression.
    pub max_response_bytes: usize,
    /// Maximum number of concurrent calls over all requests.
    pub max_concurrent_calls: usize,
    /// Maximum number of retries of one call.
    pub retries: u32,
    /// Retry budget, as a percentage of all calls.
    pub retry_percent: u32,
    /// Percentage of a shared credential's calls that is reserved for viewers with fewer calls than others.
    pub reserve_percent: u32,
    /// Minimum number of calls within 10 s before a circuit breaker can open. It opens when half of them failed.
    pub breaker_calls: u32,
    /// How long a circuit breaker stays open before it lets one probe through.
    pub breaker_pause: Duration,
    /// Maximum number of viewers' tokens whose rate budget is tracked.
    pub tokens: usize,
    /// How connections are opened.
    pub outbound: Outbound,
}

/// A client of one platform region. Clones share connections and limits.
#[derive(Debug, Clone)]
pub struct Platform {
    pub(super) http: Http,
    /// Scheme and authority of the API.
    pub(super) base_url: BaseUrl,
    pub(super) settings: Arc<Settings>,
    /// Limit of concurrent calls, shared fairly by the viewers that cause them.
    pub(super) concurrency: FairShare<CallKey>,
    pub(super) metrics: Upstream,
    pub(super) budgets: Budgets,
    pub(super) retries: Arc<RetryPolicy>,
    pub(super) breakers: Arc<Breakers>,
    pub(super) fleet: Fleet,
    /// Limit of log lines about failed calls.
    pub(super) failures: Arc<Throttle>,
}

impl Platform {
    /// Creates the client; makes no call.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        if !settings.outbound.has_valid_authorities() {
            return Err(Error::Unavailable(None));
        }
        let http = Http::new(settings.outbound.clone(), settings.connect_timeout);
        let base_url = BaseUrl::new(&settings.api).ok_or(Error::Unavailable(None))?;
        // The queue needs no limit: requests in execution bound its length, their deadlines bound each wait.
        let queue = Bound::new(usize::MAX / 2).with_reserve(0);
        let concurrency = FairShare::new(Bound::new(settings.max_concurrent_calls), queue);
        let rule = Rule {
            min_calls: settings.breaker_calls,
            pause: settings.breaker_pause,
        };
        Ok(Self {
            http,
            base_url,
            concurrency,
            metrics: Upstream::default(),
            budgets: Budgets::new(settings.tokens),
            retries: Arc::new(RetryPolicy::new(settings.retries, settings.retry_percent)),
            breakers: Breakers::new(rule),
            fleet: Fleet::default(),
            failures: Arc::default(),
            settings: Arc::new(settings),
        })
    }

    /// Maximum time of one call.
    pub fn call_timeout(&self) -> Duration {
        self.settings.timeout
    }

    /// Shares the rate budgets of credentials with the nodes of a fleet.
    #[must_use]
    pub(crate) fn with_fleet(self, fleet: Fleet) -> Self {
        Self {
            budgets: self.budgets.with_fleet(fleet.clone()),
            fleet,
            ..self
        }
    }

    /// Counts its calls in `metrics`.
    #[must_use]
    pub fn with_metrics(mut self, metrics: Upstream) -> Self {
        self.metrics = metrics;
        self
    }
}
