//! The platform simulator: an HTTP server with every operation of the platform's REST API that the gateway uses, over a
//! generated world.
//!
//! It depends on nothing of the gateway, so that it is independent evidence of what the gateway calls and returns.
//!
//! # Layout
//! - `world`: the organization, customers and sessions, generated from a seed on request; `world::live` changes them.
//! - `server`: the checks of every call (token, rate, size, permissions), and the record of calls.
//! - `changes`: the entry point of every change to the world; publishes each change to subscribers.
//! - `notifications`: channels, subscriptions, and the sockets that carry the changes.
//! - `operations`: the table of all operations; one module per API implements them.
//! - `oauth`: the login host, with the log-in of clients and of users.
//! - `control`: the control endpoint, which the platform lacks.
//! - `faults`, `fault_response`, `limits`: injected faults and the rate limit.
//!
//! # Log-in of users
//! `GET /oauth/authorize` and `POST /oauth/token` implement the authorization code grant with PKCE (S256) for the public client
//! `demo-journey-tab`, whose redirect URIs are those of loopback hosts. `?persona=demo-agent` chooses the user without a click.
//! A code is valid once, for a minute.
//!
//! # Control endpoint
//! Tests and demos in other processes use it without a token; the gateway has nothing like it.
//! - `POST /simulator/actions` with `{"customer": "<id>", "action": "Transfer"}` (the names of [`Action`]) applies an action:
//!   200 `{"session": "<id>"}`, or 409 if it applies to nothing.
//! - `POST /simulator/tokens` with `{"persona": "demo-agent", "expiresInSeconds": 5}` issues a token: 200 `{"token": "…"}`.
//!   Without `expiresInSeconds` it does not expire.
//! - `DELETE /simulator/tokens/{token}` revokes a token: 204.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::{Listener, ListenerExt};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::net::TcpListener;
use tokio::sync::watch;

mod analytics;
mod authorization;
mod calls;
mod changes;
mod clock;
mod control;
mod conversations;
mod directory;
mod error;
mod external_contacts;
mod fault_response;
mod faults;
mod fields;
mod fixtures;
mod identity;
mod journey;
mod limits;
mod notifications;
mod oauth;
mod operations;
mod options;
mod organizations;
mod paging;
mod participants;
mod permission;
mod personas;
mod rng;
mod routing;
mod scope;
mod server;
mod subject;
mod tokens;
mod users;
mod world;

pub use calls::Call;
pub use directory::TokenOptions;
pub use faults::{Fault, FaultKind, FaultSyntax};
pub use fixtures::{Customer, Fixtures, Showcase};
pub use notifications::frame_faults::{
    AffectedFrames, FrameFault, FrameFaultKind, FrameFaultSyntax,
};
pub use options::Options;
pub use personas::Persona;
pub use subject::Grant;
pub use world::action::Action;

use calls::Calls;
use changes::ChangeLock;
use clock::Clock;
use directory::Directory;
use faults::Faults;
use notifications::Notifications;
use oauth::code::Codes;
use server::Platform;
use world::World;
use world::visit::Silence;

/// Interval between changes of a live world.
const TICK: Duration = Duration::from_millis(500);

/// A running simulator; dropping it stops it.
#[derive(Debug)]
pub struct Simulator {
    url: String,
    platform: Arc<Platform>,
    live: bool,
    /// Dropping it stops the server and the changes to the world.
    _stop: watch::Sender<()>,
}

impl Simulator {
    /// Starts a simulator at `listen` (port 0 chooses a free one) on the current Tokio runtime.
    pub async fn start(listen: SocketAddr, options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}");
        let clock = Clock::new(options.now);
        // With a fixed time, visits become silent when the time is set.
        let moving = options.live || options.now.is_some();
        let size = (options.seed, options.customers);
        let silence = Silence::new(options.idle_after, options.away_after);
        let mut world = World::new(size, silence, clock.now(), moving);
        if options.live {
            world.open_handled();
        }
        let platform = Arc::new(Platform {
            world,
            clock,
            directory: Directory::new(options.limits_clients),
            faults: Faults::new(options.seed, &options.faults),
            calls: Calls::new(),
            rate_limit: options.rate_limit,
            latency: options.latency,
            client_token_life: options.client_token_life,
            user_token_life: options.user_token_life,
            codes: Codes::default(),
            unsorted: options.unsorted,
            change_lock: ChangeLock::default(),
            notifications: Notifications::new(
                address,
                options.heartbeat,
                options.seed,
                &options.frame_faults,
            ),
        });
        let (stop, stopped) = watch::channel(());
        let router = server::router(Arc::clone(&platform));
        let until = stopped.clone();
        let serve =
            axum::serve(without_nagle(listener), router).with_graceful_shutdown(wait(until));
        tokio::spawn(async move { serve.await });
        tokio::spawn(run(Arc::clone(&platform), options.live, stopped));
        Ok(Self {
            url,
            platform,
            live: options.live,
            _stop: stop,
        })
    }

    /// `http://ADDRESS:PORT`, the API host and the login host in one.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The available personas in their current state.
    pub fn personas(&self) -> Vec<Persona> {
        self.platform.directory.personas()
    }

    /// Id and secret of the OAuth client. It can log in and holds every permission.
    pub fn client() -> (&'static str, &'static str) {
        (personas::CLIENT_ID, personas::CLIENT_SECRET)
    }

    /// Id of the public OAuth client by which users log in to the journey tab.
    pub fn tab_client() -> &'static str {
        personas::TAB_CLIENT
    }

    /// Customers that demonstrate features; the first fills the journey tab. In a live world, the last three talk to the
    /// demo's agent.
    pub fn showcase(&self) -> Vec<Showcase> {
        fixtures::showcase(&self.platform.world)
    }

    /// All other customers, generated lazily.
    pub fn ordinary_customers(&self) -> impl Iterator<Item = Customer> {
        fixtures::ordinary(&self.platform.world)
    }

    /// Named ids for tests.
    pub fn fixtures(&self) -> Fixtures {
        fixtures::collect(&self.platform)
    }

    /// The calls since the last reset, oldest first; a limited number is kept.
    pub fn calls(&self) -> Vec<Call> {
        self.platform.calls.all()
    }

    /// Clears the record of calls.
    pub fn reset_calls(&self) {
        self.platform.calls.reset();
    }

    /// Switches the record of calls on (the default) or off.
    pub fn record_calls(&self, on: bool) {
        self.platform.calls.record(on);
    }

    /// Makes a share of an operation's calls fail from now on. `operation` is a template such as
    /// `GET /api/v2/routing/queues`, or `*` for all; `rate` is between 0 and 1.
    pub fn inject_fault(&self, operation: &str, fault: FaultKind, rate: f64) {
        self.platform
            .faults
            .inject_fault(operation, Fault { rate, kind: fault });
    }

    /// Makes notification frames fail from now on: the next few, or a share.
    pub fn inject_frame_fault(&self, fault: FrameFaultKind, hits: AffectedFrames) {
        self.platform
            .notifications
            .frame_faults
            .inject_fault(FrameFault { hits, kind: fault });
    }

    /// Removes all faults: those of the options, of frames and of sockets.
    pub fn clear_faults(&self) {
        self.platform.faults.clear_faults();
        self.platform.notifications.clear_faults();
    }

    /// Drops every notification socket at once, without a close frame.
    pub fn drop_sockets(&self) {
        self.platform.notifications.drop_sockets(None);
    }

    /// Drops one channel's socket at once, without a close frame.
    pub fn drop_socket(&self, channel: &str) {
        self.platform.notifications.drop_sockets(Some(channel));
    }

    /// Rejects new notification sockets for the given time, with status 503.
    pub fn refuse_sockets(&self, during: Duration) {
        self.platform.notifications.refuse_sockets(during);
    }

    /// Announces to every notification socket that it will close; it closes a minute of the platform's time later.
    pub fn close_sockets(&self) {
        let now = self.platform.clock.now();
        self.platform.notifications.announce_closing(now);
    }

    /// Revokes a token.
    pub fn revoke(&self, token: &str) {
        self.platform.revoke(token);
    }

    /// The platform's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.platform.clock.now()
    }

    /// Sets the platform's time, which never runs backwards. On return, everything due by then has happened: visits have
    /// become silent, channels have expired, and a live world has advanced by one step.
    pub fn set_time(&self, now: DateTime<Utc>) {
        self.platform.clock.set(now);
        self.platform.catch_up(self.live);
    }

    /// Advances the platform's time; see [`Simulator::set_time`].
    pub fn advance(&self, by: Duration) {
        let by = TimeDelta::from_std(by).unwrap_or_default();
        self.set_time(self.now() + by);
    }

    /// Applies an action to the customer with this contact id. On return the API reflects the action, and its frames are
    /// queued. Returns the session's id, or the contact's if no session is involved; `None` if the action is impossible.
    pub fn perform(&self, customer: &str, action: Action) -> Option<String> {
        self.platform.perform(customer, action)
    }

    /// Revokes every token that the login host issued.
    pub fn revoke_client_tokens(&self) {
        self.platform.directory.revoke_issued();
    }

    /// Replaces the permissions of a persona (or `demo-gateway`, the client), in the same divisions.
    pub fn set_permissions(&self, persona: &str, permissions: &[&str]) {
        self.platform
            .directory
            .set_permissions(persona, permissions);
    }

    /// Replaces the grants of a subject.
    pub fn set_grants(&self, name: &str, grants: &[Grant]) {
        let grants = grants.iter().map(Into::into).collect();
        self.platform.directory.set_grants(name, grants);
    }

    /// Makes all grants of a subject conditional; the conditions are always met.
    pub fn make_grants_conditional(&self, name: &str) {
        self.platform.directory.make_grants_conditional(name);
    }

    /// Adds a user whose token is the name.
    pub fn add_user(&self, name: &str, grants: &[Grant]) {
        let grants = grants.iter().map(Into::into).collect();
        self.platform.directory.add(name, grants, false);
    }

    /// Adds a user of another organization, whose token is the name.
    pub fn add_foreign_user(&self, name: &str, grants: &[Grant]) {
        let grants = grants.iter().map(Into::into).collect();
        self.platform.directory.add(name, grants, true);
    }

    /// Issues another token to a subject.
    pub fn issue_token(&self, name: &str, options: TokenOptions) -> String {
        let token = format!("user-{}", uuid::Uuid::new_v4().simple());
        self.platform
            .directory
            .add_token(name, token.clone(), options);
        token
    }
}

/// Disables Nagle's algorithm, so that a response does not wait for the client to acknowledge the one before.
fn without_nagle(listener: TcpListener) -> impl Listener<Addr = SocketAddr> {
    listener.tap_io(|stream| {
        // A connection without this option still works.
        stream.set_nodelay(true).ok();
    })
}

/// Returns when the simulator is dropped.
async fn wait(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

/// Applies due changes until the simulator is dropped.
async fn run(platform: Arc<Platform>, live: bool, stopped: watch::Receiver<()>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let moving = async {
        loop {
            ticks.tick().await;
            platform.catch_up(live);
        }
    };
    tokio::select! {
        () = moving => {}
        () = wait(stopped) => {}
    }
    platform.notifications.shut();
}
