//! Logging to standard error: text for a terminal, JSON lines otherwise.

use std::io::{self, IsTerminal};

use journey_gateway::audit;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{Directive, LevelFilter};

/// Log level of servers without `RUST_LOG`.
pub(super) const DEFAULT: LevelFilter = LevelFilter::INFO;

/// Starts logging. `RUST_LOG` sets the filter; the default is `level`. With `audited`, audit events are always
/// logged.
pub(super) fn start(level: LevelFilter, audited: bool) {
    let mut filter = EnvFilter::builder()
        .with_default_directive(level.into())
        .from_env_lossy();
    if audited {
        filter = filter.add_directive(audit_directive());
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

/// The directive that enables audit events. It replaces a directive of `RUST_LOG` for the same target.
fn audit_directive() -> Directive {
    #[expect(clippy::expect_used, reason = "a constant that parses")]
    let directive = format!("{}=info", audit::TARGET)
        .parse()
        .expect("a directive");
    directive
}
