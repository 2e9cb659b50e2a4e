//! The platform's REST API: one typed function an operation. Nothing here knows of GraphQL, of
//! caches or of permissions; what comes out is the model.

mod analytics;
mod authorization;
mod breaker;
mod budget;
mod call;
mod contacts;
mod conversations;
mod credential;
mod error;
mod journey;
mod login;
mod notifications;
mod operation;
mod record;
mod reference;
mod resource;
mod retry;
#[expect(clippy::struct_field_names, reason = "the names are the platform's")]
mod wire;

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::fair_share::{Bound, FairShare};
use crate::telemetry::Upstream;
use breaker::{Breakers, Rule};
use budget::Budgets;
use credential::CallKey;
use retry::Retries;

pub use authorization::{
    ConditionalGrants, EVERY_DIVISION, Grant, Grants, RoleGrant, TokenInfo, UnknownRole, User,
};
pub use contacts::IdentifierType;
pub use conversations::Detail;
pub use credential::{Credential, StaleIdentity, Token, UpstreamCaller};
pub use error::Error;
pub use journey::{EventsPage, SessionsPage};
pub use login::{Client, Login};
pub use notifications::{CHANNEL_TOPICS, Change, Channel, Frame, Socket, Topic};
pub use operation::Operation;
pub use record::{Record, waves};
pub use reference::{Family, Listed, Wanted};
pub use resource::{Lifetime, Resource};

/// How the platform is reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Scheme and host of the API, such as `https://api.mypurecloud.com`.
    pub api: Url,
    /// For the TCP and TLS handshakes.
    pub connect_timeout: Duration,
    /// For one call, from sending to the last byte. A request's own deadline may be nearer.
    pub timeout: Duration,
    /// Bytes of one answer, after decompression.
    pub max_response_bytes: usize,
    /// Calls under way at once, over all requests.
    pub max_concurrent_calls: usize,
    /// How often one call is made again.
    pub retries: u32,
    /// Of all calls, those that may be repeated ones.
    pub retry_percent: u32,
    /// The part of a shared credential's calls that is left to viewers who make fewer than others.
    pub reserve_percent: u32,
    /// An operation of which half of the calls fail is not called for [`Self::breaker_pause`], if there
    /// are as many within ten seconds.
    pub breaker_calls: u32,
    /// See [`Self::breaker_calls`].
    pub breaker_pause: Duration,
    /// Viewers' tokens of which it is known how many calls they have left.
    pub tokens: usize,
}

/// A client of one platform region. Cheap to clone; clones share connections and bounds.
#[derive(Debug, Clone)]
pub struct Platform {
    http: reqwest::Client,
    settings: Arc<Settings>,
    /// Calls under way, by who causes them.
    calls: FairShare<CallKey>,
    counted: Upstream,
    budgets: Budgets,
    retries: Arc<Retries>,
    breakers: Arc<Breakers>,
}

impl Platform {
    /// Makes the client; nothing is called yet.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let http = reqwest::Client::builder()
            .user_agent(concat!("journey-gateway/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.connect_timeout)
            // A redirect would carry the viewer's token to wherever the answer says.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .build()
            .map_err(|_| Error::Unavailable)?;
        // The queue is bounded by the requests in execution, and each call's wait by its request's deadline.
        let queue = Bound::new(usize::MAX / 2).with_reserve(0);
        let calls = FairShare::new(Bound::new(settings.max_concurrent_calls), queue);
        let rule = Rule {
            calls: settings.breaker_calls,
            pause: settings.breaker_pause,
        };
        Ok(Self {
            http,
            calls,
            counted: Upstream::default(),
            budgets: Budgets::new(settings.tokens),
            retries: Arc::new(Retries::new(settings.retries, settings.retry_percent)),
            breakers: Breakers::new(rule),
            settings: Arc::new(settings),
        })
    }

    /// Counts its calls there.
    #[must_use]
    pub fn counting(mut self, counted: Upstream) -> Self {
        self.counted = counted;
        self
    }
}
