//! Logs: to standard error, as text for a terminal and as JSON lines for anything else.

use std::io::{self, IsTerminal};

use journey_gateway::audit;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{Directive, LevelFilter};

/// What servers log where `RUST_LOG` does not say.
pub(super) const USUAL: LevelFilter = LevelFilter::INFO;

/// Starts logging. `RUST_LOG` says what is logged; without it everything from `level` on. Where
/// `audited`, audit events are written whatever it says.
pub(super) fn start(level: LevelFilter, audited: bool) {
    let mut filter = EnvFilter::builder()
        .with_default_directive(level.into())
        .from_env_lossy();
    if audited {
        filter = filter.add_directive(audit_events());
    }
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    if io::stderr().is_terminal() {
        logs.init();
    } else {
        logs.json().flatten_event(true).init();
    }
}

/// It replaces what `RUST_LOG` says of the same target.
fn audit_events() -> Directive {
    #[expect(clippy::expect_used, reason = "a constant that parses")]
    let directive = format!("{}=info", audit::TARGET)
        .parse()
        .expect("a directive");
    directive
}
