//! The simulated platform. It lives in this process, on a runtime of its own: only from here can it
//! be asked what was asked of it.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use journey_simulator::{Call, Customer, FaultKind, Grant, Simulator};
use tokio::runtime::Runtime;

use super::Failure;
use super::targets::Target;

/// Sees every session, so that none is left out of an answer for want of a permission. It may not see
/// segments: the gateway hides some of them, which would take the peers another call.
const VIEWER: &str = "load-viewer";

/// What it holds beside what agents hold: queues and wrap-up codes that were deleted.
const VIEWER_HOLDS: [&str; 2] = ["routing:queue:view", "routing:wrapupCode:search"];

/// Not shown, but a session does not say that it is one: it looks like an agent's own call.
const AMBIGUOUS: &str = "CAMPAIGN_CALL";

/// What an agent of the journey tab holds: the seven, contacts, and conversations in full.
const AGENTS_HOLD: [&str; 9] = [
    "externalContacts:session:view",
    "journey:session:view",
    "journey:sessiontype:view",
    "journey:event:view",
    "journey:eventtype:view",
    "routing:wrapupCode:view",
    "routing:queue:search",
    "externalContacts:contact:view",
    "analytics:conversationDetail:view",
];

/// What a platform is like.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) customers: u32,
    /// How long every answer is held back.
    pub(crate) latency: Duration,
}

/// A platform without a rate limit.
pub(crate) struct Platform {
    simulator: Simulator,
    token: String,
    /// Ends with the simulator, and after it.
    _runtime: Runtime,
}

impl Platform {
    /// Starts it at a free port.
    pub(crate) fn start(options: Options) -> Result<Self, Failure> {
        let runtime = Runtime::new()?;
        let options = journey_simulator::Options {
            customers: options.customers,
            latency: options.latency,
            rate_limit: None,
            ..journey_simulator::Options::default()
        };
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let simulator = runtime.block_on(Simulator::start(listen, options))?;
        simulator.record_calls(false);
        let permissions = AGENTS_HOLD.iter().chain(&VIEWER_HOLDS);
        let grant = Grant {
            permissions: permissions.map(|one| (*one).to_owned()).collect(),
            division: None,
        };
        simulator.add_person(VIEWER, &[grant]);
        Ok(Self {
            token: VIEWER.to_owned(),
            simulator,
            _runtime: runtime,
        })
    }

    pub(crate) fn url(&self) -> &str {
        self.simulator.url()
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Begins to count calls, or stops: the record costs time.
    pub(crate) fn count(&self, on: bool) {
        self.simulator.reset_calls();
        self.simulator.record_calls(on);
    }

    /// Calls since counting began.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.simulator.calls()
    }

    /// Makes this share of all calls fail with a 5xx, from 0 to 1.
    pub(crate) fn fail(&self, share: f64) {
        self.simulator.heal();
        if share > 0.0 {
            self.simulator.inject("*", FaultKind::ServerError, share);
        }
    }

    /// Takes in so many agents, who may see journeys and conversations in all divisions; their tokens.
    pub(crate) fn agents(&self, count: usize) -> Vec<String> {
        let all = Grant {
            permissions: AGENTS_HOLD.map(str::to_owned).to_vec(),
            division: None,
        };
        let names = (0..count).map(|number| format!("agent-{number}"));
        names
            .inspect(|name| self.simulator.add_person(name, std::slice::from_ref(&all)))
            .collect()
    }

    /// The customer with the full journey tab, if it has so many sessions.
    pub(crate) fn favourite(&self, sessions: usize) -> Result<Target, Failure> {
        let fixtures = self.simulator.fixtures();
        let found = fixtures.customer_sessions.len();
        let id = Some(fixtures.customer).filter(|_| found >= sessions);
        Ok(Target {
            id: id.ok_or("the showcase customer's journey is too short")?,
            sessions: found,
        })
    }

    /// So many ordinary customers with so many sessions that are shown.
    pub(crate) fn ordinary(&self, count: usize, sessions: usize) -> Result<Vec<Target>, Failure> {
        self.ordinary_among(count, sessions, usize::MAX)
    }

    /// As [`ordinary`](Self::ordinary), and the sessions are among the newest `newest`.
    pub(crate) fn ordinary_among(
        &self,
        count: usize,
        sessions: usize,
        newest: usize,
    ) -> Result<Vec<Target>, Failure> {
        let mut shown = self.simulator.fixtures().supported_channels;
        shown.extend(["WEB", "FUTURE_EVENT"]);
        let customers = self.simulator.ordinary_customers();
        let found: Vec<_> = customers
            .filter(|customer| !customer.channels.contains(&AMBIGUOUS))
            .map(|Customer { id, channels }| Target {
                sessions: channels
                    .iter()
                    .take(newest)
                    .filter(|name| shown.contains(name))
                    .count(),
                id,
            })
            .filter(|target| target.sessions >= sessions)
            .take(count)
            .collect();
        if found.len() < count {
            return Err(format!(
                "{count} customers with {sessions} sessions are needed, and {} are there: raise --customers",
                found.len()
            )
            .into());
        }
        Ok(found)
    }
}
