//! The embedded platform simulator: a real HTTP server that speaks the platform's REST API for every operation that the
//! gateway uses, about a world of its own.
//!
//! It depends on nothing of the gateway, so that it is an independent witness of what the gateway asks and shows.
//!
//! # Layout
//! - `world`: who and what there is, drawn from a seed on request; `world::live` moves it.
//! - `server`: the gate every call passes (token, rate, size, permissions), and its record.
//! - `motion`: whatever moves the world, and tells those who listen.
//! - `notifications`: channels, subscriptions, and the sockets that carry what moved.
//! - `operations`: the table of everything that is answered; one module an API does the answering.
//! - `faults`, `sabotage`, `limits`: what goes wrong, on purpose.

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
mod clock;
mod conversations;
mod dice;
mod directory;
mod error;
mod external_contacts;
mod faults;
mod fields;
mod fixtures;
mod identity;
mod journey;
mod limits;
mod motion;
mod notifications;
mod oauth;
mod operations;
mod organizations;
mod paging;
mod participants;
mod permission;
mod personas;
mod routing;
mod sabotage;
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
pub use notifications::disturbance::{FrameFault, FrameFaultKind, FrameFaultSyntax, Hits};
pub use personas::Persona;
pub use subject::Grant;
pub use world::act::Act;

use calls::Calls;
use clock::Clock;
use directory::Directory;
use faults::Faults;
use motion::Turn;
use notifications::Notifications;
use server::Platform;
use world::World;

/// How often a moving world moves.
const TICK: Duration = Duration::from_millis(500);

/// What a simulated platform is like.
#[derive(Clone, Debug)]
pub struct Options {
    /// The same seed gives the same world.
    pub seed: u64,
    /// How many customers there are; the showcase ones are always among them.
    pub customers: u32,
    /// Whether the world moves while it is looked at.
    pub live: bool,
    /// How long every answer is held back.
    pub latency: Duration,
    /// What fails, and how often.
    pub faults: Vec<Fault>,
    /// What goes wrong with notifications' frames, and how often.
    pub frame_faults: Vec<FrameFault>,
    /// How often a notification socket says that it is alive.
    pub heartbeat: Duration,
    /// Calls a minute and token; none for no limit.
    pub rate_limit: Option<u32>,
    /// How long a token that the log-in issues works.
    pub client_token_life: Duration,
    /// Whether a customer's sessions and segment assignments are listed in no order: the platform promises none.
    pub unsorted: bool,
    /// An instant to stand still at until the time is set, for snapshots and tests; none for the real time.
    pub now: Option<DateTime<Utc>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 42,
            customers: 1000,
            live: false,
            latency: Duration::ZERO,
            faults: Vec::new(),
            frame_faults: Vec::new(),
            heartbeat: Duration::from_secs(30),
            rate_limit: None,
            client_token_life: Duration::from_secs(86_399),
            unsorted: false,
            now: None,
        }
    }
}

/// A running simulator; it stops when it is dropped.
#[derive(Debug)]
pub struct Simulator {
    url: String,
    platform: Arc<Platform>,
    live: bool,
    /// Dropping it tells the server and the world's movement to stop.
    _stop: watch::Sender<()>,
}

impl Simulator {
    /// Starts a simulator at `listen` (port 0 takes a free one), on the current Tokio runtime.
    pub async fn start(listen: SocketAddr, options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}");
        let clock = Clock::new(options.now);
        let platform = Arc::new(Platform {
            // Where time passes only when it is set, what is active must fall silent then.
            world: World::new(
                options.seed,
                options.customers,
                clock.now(),
                options.live || options.now.is_some(),
            ),
            clock,
            directory: Directory::new(),
            faults: Faults::new(options.seed, &options.faults),
            calls: Calls::new(),
            rate_limit: options.rate_limit,
            latency: options.latency,
            client_token_life: options.client_token_life,
            unsorted: options.unsorted,
            turn: Turn::default(),
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
        let serve = axum::serve(prompt(listener), router).with_graceful_shutdown(wait(until));
        tokio::spawn(async move { serve.await });
        tokio::spawn(run(Arc::clone(&platform), options.live, stopped));
        Ok(Self {
            url,
            platform,
            live: options.live,
            _stop: stop,
        })
    }

    /// `http://ADDRESS:PORT`, which is the API host and the login host in one.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Who can be tried, as they are now.
    pub fn personas(&self) -> Vec<Persona> {
        self.platform.directory.personas()
    }

    /// Id and secret of the OAuth client that may log in, and which holds every permission.
    pub fn client() -> (&'static str, &'static str) {
        (personas::CLIENT_ID, personas::CLIENT_SECRET)
    }

    /// Customers that show something; the first fills the journey tab.
    pub fn showcase(&self) -> Vec<Showcase> {
        fixtures::showcase(&self.platform.world)
    }

    /// Everybody else, for whoever needs many: each is drawn as it is asked for.
    pub fn ordinary_customers(&self) -> impl Iterator<Item = Customer> {
        fixtures::ordinary(&self.platform.world)
    }

    /// Named ids that tests need.
    pub fn fixtures(&self) -> Fixtures {
        fixtures::of(&self.platform)
    }

    /// The calls answered since the last reset, oldest first; a bounded number is kept.
    pub fn calls(&self) -> Vec<Call> {
        self.platform.calls.all()
    }

    /// Forgets the calls.
    pub fn reset_calls(&self) {
        self.platform.calls.reset();
    }

    /// Switches the record of calls on (as at the start) or off.
    pub fn record_calls(&self, on: bool) {
        self.platform.calls.record(on);
    }

    /// Makes a share of an operation's calls fail from now on. `operation` is a template such as
    /// `GET /api/v2/routing/queues`, or `*` for all; `rate` lies between 0 and 1.
    pub fn inject(&self, operation: &str, fault: FaultKind, rate: f64) {
        self.platform
            .faults
            .inject(operation, Fault { rate, kind: fault });
    }

    /// Makes notifications' frames go wrong from now on: the next few of them, or a share.
    pub fn inject_frames(&self, fault: FrameFaultKind, hits: Hits) {
        self.platform
            .notifications
            .disturbance
            .inject(FrameFault { hits, kind: fault });
    }

    /// Ends all faults, those of the options and those of frames and sockets too.
    pub fn heal(&self) {
        self.platform.faults.heal();
        self.platform.notifications.heal();
    }

    /// Drops every notification socket at once, without a word.
    pub fn drop_sockets(&self) {
        self.platform.notifications.drop_sockets(None);
    }

    /// Drops one channel's socket at once, without a word.
    pub fn drop_socket(&self, channel: &str) {
        self.platform.notifications.drop_sockets(Some(channel));
    }

    /// Refuses new notification sockets for so long, with status 503.
    pub fn refuse_sockets(&self, during: Duration) {
        self.platform.notifications.refuse_sockets(during);
    }

    /// Announces to every notification socket that it will be closed; a minute of the platform's time later it is.
    pub fn close_sockets(&self) {
        let now = self.platform.clock.now();
        self.platform.notifications.announce_closing(now);
    }

    /// Makes a token invalid.
    pub fn revoke(&self, token: &str) {
        self.platform.revoke(token);
    }

    /// The platform's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.platform.clock.now()
    }

    /// Sets the platform's time; it never runs backwards. What is due by then has happened on return: visits have fallen
    /// silent, channels have expired, and a world that moves has moved by a step.
    pub fn set_time(&self, now: DateTime<Utc>) {
        self.platform.clock.set(now);
        self.platform.catch_up(self.live);
    }

    /// Sets the platform's time forward; see [`Simulator::set_time`].
    pub fn advance(&self, by: Duration) {
        let by = TimeDelta::from_std(by).unwrap_or_default();
        self.set_time(self.now() + by);
    }

    /// Makes a customer (by the contact's id) do something now. On return the API says so, and the frames about it are on
    /// their way. Gives the session's id, or the contact's if it is about no session; none if it could not happen.
    pub fn act(&self, customer: &str, act: Act) -> Option<String> {
        self.platform.act(customer, act)
    }

    /// Makes every token that the log-in issued invalid.
    pub fn revoke_client_tokens(&self) {
        self.platform.directory.revoke_issued();
    }

    /// Gives a persona (or `demo-gateway`, the client) other permissions from now on, in the same divisions.
    pub fn set_permissions(&self, persona: &str, permissions: &[&str]) {
        self.platform
            .directory
            .set_permissions(persona, permissions);
    }

    /// Gives somebody other grants from now on.
    pub fn set_grants(&self, name: &str, grants: &[Grant]) {
        let grants = grants.iter().map(Into::into).collect();
        self.platform.directory.set_grants(name, grants);
    }

    /// Makes all that somebody holds hold under conditions only, which are always fulfilled.
    pub fn set_conditional(&self, name: &str) {
        self.platform.directory.set_conditional(name);
    }

    /// Takes somebody new in, whose token is the name.
    pub fn add_person(&self, name: &str, grants: &[Grant]) {
        let grants = grants.iter().map(Into::into).collect();
        self.platform.directory.add(name, grants, false);
    }

    /// Takes in somebody of another organization, whose token is the name.
    pub fn add_stranger(&self, name: &str, grants: &[Grant]) {
        let grants = grants.iter().map(Into::into).collect();
        self.platform.directory.add(name, grants, true);
    }

    /// Another token of somebody.
    pub fn issue_token(&self, name: &str, options: TokenOptions) -> String {
        let token = format!("user-{}", uuid::Uuid::new_v4().simple());
        self.platform
            .directory
            .add_token(name, token.clone(), options);
        token
    }
}

/// Answers leave at once, instead of waiting for the client to acknowledge the one before.
fn prompt(listener: TcpListener) -> impl Listener<Addr = SocketAddr> {
    listener.tap_io(|stream| {
        // A connection that cannot be tuned is still good.
        stream.set_nodelay(true).ok();
    })
}

/// Returns when the simulator was dropped.
async fn wait(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

/// Does what is due until the simulator is dropped.
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
