//! The simulated platform. It lives in this process, on a runtime of its own: only from here can it
//! be asked what was asked of it.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use journey_gateway::simulator::{Customer, Options, Simulator};
use tokio::runtime::Runtime;

use super::Failure;
use super::drive::Target;

/// Sees everything, so that no session is left out of an answer for want of a permission.
const PERSONA: &str = "demo-supervisor";

/// Sessions that a cold customer has at least: as many as a page of the journey tab.
const FULL_PAGE: usize = 10;

/// Not shown, but a session does not say that it is one: it looks like an agent's own call.
const AMBIGUOUS: &str = "CAMPAIGN_CALL";

/// A platform without a rate limit.
pub(crate) struct Platform {
    simulator: Simulator,
    token: String,
    /// Ends with the simulator, and after it.
    _runtime: Runtime,
}

impl Platform {
    /// Starts it at a free port.
    pub(crate) fn start(customers: u32, latency: Duration) -> Result<Self, Failure> {
        let runtime = Runtime::new()?;
        let options = Options {
            customers,
            latency,
            rate_limit: None,
            ..Options::default()
        };
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let simulator = runtime.block_on(Simulator::start(listen, options))?;
        simulator.record_calls(false);
        let personas = simulator.personas();
        let persona = personas.into_iter().find(|one| one.name == PERSONA);
        Ok(Self {
            token: persona.ok_or("the simulator has no supervisor")?.token,
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
    pub(crate) fn calls(&self) -> usize {
        self.simulator.calls().len()
    }

    /// The customer with the full journey tab.
    pub(crate) fn favourite(&self) -> Result<Target, Failure> {
        let fixtures = self.simulator.fixtures();
        let sessions = fixtures.customer_sessions.len();
        let id = Some(fixtures.customer).filter(|_| sessions >= FULL_PAGE);
        Ok(Target {
            id: id.ok_or("the showcase customer's journey is too short")?,
            sessions,
        })
    }

    /// So many ordinary customers whose journey fills a page.
    pub(crate) fn ordinary(&self, count: usize) -> Result<Vec<Target>, Failure> {
        let mut shown = self.simulator.fixtures().supported_channels;
        shown.extend(["WEB", "FUTURE_EVENT"]);
        let customers = self.simulator.ordinary_customers();
        let found: Vec<_> = customers
            .filter(|customer| !customer.channels.contains(&AMBIGUOUS))
            .map(|Customer { id, channels }| Target {
                sessions: channels.iter().filter(|name| shown.contains(name)).count(),
                id,
            })
            .filter(|target| target.sessions >= FULL_PAGE)
            .take(count)
            .collect();
        if found.len() < count {
            return Err(format!(
                "{count} customers with {FULL_PAGE} sessions are needed, and {} are there: raise --customers",
                found.len()
            )
            .into());
        }
        Ok(found)
    }
}
