//! The simulated platform. It runs in this process on its own runtime, because its record of calls is only available
//! within the process.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use journey_simulator::{Action, Call, Customer, FaultKind, Grant, Simulator};
use tokio::runtime::Runtime;

use super::BenchError;
use super::targets::Target;

/// A viewer that may see every session, so that responses are complete. It may not see segments: the gateway hides some of
/// them, and the alternatives would need another call to do the same.
const VIEWER: &str = "load-viewer";

/// Permissions of [`VIEWER`] in addition to those of agents, for deleted queues and wrap-up codes.
const VIEWER_HOLDS: [&str; 2] = ["routing:queue:view", "routing:wrapupCode:search"];

/// A channel that is not shown, although a session does not identify it: it looks like an agent's outbound call.
const AMBIGUOUS: &str = "CAMPAIGN_CALL";

/// Permissions of an agent: the seven of the journey tab, contacts, and conversation details.
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

/// Options of the simulated platform.
#[derive(Clone, Copy)]
pub(crate) struct Options {
    pub(crate) customers: u32,
    /// Latency of every call.
    pub(crate) latency: Duration,
}

/// A platform without a rate limit.
pub(crate) struct Platform {
    simulator: Simulator,
    token: String,
    /// Declared last, so that it is dropped after the simulator.
    _runtime: Runtime,
}

impl Platform {
    /// Starts the platform on a free port.
    pub(crate) fn start(options: Options) -> Result<Self, BenchError> {
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
            permissions: permissions
                .map(|permission| (*permission).to_owned())
                .collect(),
            division: None,
        };
        simulator.add_user(VIEWER, &[grant]);
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

    /// Clears the record of calls and turns recording on or off. Recording costs time.
    pub(crate) fn count(&self, on: bool) {
        self.simulator.reset_calls();
        self.simulator.record_calls(on);
    }

    /// Calls since recording was turned on.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.simulator.calls()
    }

    /// Adds an event to the customer's open visit, or a new visit; returns its id.
    pub(crate) fn change(&self, customer: &str) -> Option<String> {
        self.simulator.perform(customer, Action::WebEvent)
    }

    /// Makes this fraction of all calls, from 0 to 1, fail with a 5xx status.
    pub(crate) fn fail(&self, share: f64) {
        self.simulator.clear_faults();
        if share > 0.0 {
            self.simulator
                .inject_fault("*", FaultKind::ServerError, share);
        }
    }

    /// Adds `count` agents who may see journeys and conversations in all divisions; returns their tokens.
    pub(crate) fn agents(&self, count: usize) -> Vec<String> {
        let all = Grant {
            permissions: AGENTS_HOLD.map(str::to_owned).to_vec(),
            division: None,
        };
        let names = (0..count).map(|number| format!("agent-{number}"));
        names
            .inspect(|name| self.simulator.add_user(name, std::slice::from_ref(&all)))
            .collect()
    }

    /// The customer with the full journey tab; fails if it has fewer than `sessions` sessions.
    pub(crate) fn most_popular(&self, sessions: usize) -> Result<Target, BenchError> {
        let fixtures = self.simulator.fixtures();
        let found = fixtures.customer_sessions.len();
        let id = Some(fixtures.customer).filter(|_| found >= sessions);
        Ok(Target {
            id: id.ok_or("the showcase customer's journey is too short")?,
            sessions: found,
        })
    }

    /// `count` ordinary customers with at least `sessions` sessions on supported channels.
    pub(crate) fn ordinary(
        &self,
        count: usize,
        sessions: usize,
    ) -> Result<Vec<Target>, BenchError> {
        self.ordinary_among(count, sessions, usize::MAX)
    }

    /// Like [`ordinary`](Self::ordinary), where the sessions are among the customer's `newest` newest ones.
    pub(crate) fn ordinary_among(
        &self,
        count: usize,
        sessions: usize,
        newest: usize,
    ) -> Result<Vec<Target>, BenchError> {
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
                "the bench needs {count} customers with {sessions} sessions, but the simulator has {}: increase --customers",
                found.len()
            )
            .into());
        }
        Ok(found)
    }
}
