//! Logging to standard error: text for a terminal, JSON lines otherwise.

use std::io::{self, IsTerminal};

use journey_gateway::{audit, log_filter};
use tracing_subscriber::filter::{Directive, LevelFilter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt, reload};

/// Starts logging. `RUST_LOG` sets the filter; the default is `level`. With `audited`, audit events are always
/// logged.
pub(super) fn start(level: LevelFilter, audited: bool) {
    start_with(&level.to_string(), audited);
}

/// Like [`start`], with a filter as the default.
pub(super) fn start_with(default: &str, audited: bool) {
    let text = filter_text(default);
    let (reloadable, handle) = reload::Layer::new(filter(&text, audited));
    let registry = tracing_subscriber::registry().with(reloadable);
    let output = fmt::layer().with_writer(io::stderr);
    if io::stderr().is_terminal() {
        registry.with(output).init();
    } else {
        registry.with(output.json().flatten_event(true)).init();
    }
    log_filter::install(text, move |text| {
        let filter = parse(text, audited)?;
        handle.reload(filter).map_err(|error| error.to_string())
    });
}

/// `RUST_LOG`, or `default`.
pub(super) fn filter_text(default: &str) -> String {
    let variable = std::env::var_os(EnvFilter::DEFAULT_ENV);
    let text = variable.map(|text| text.to_string_lossy().into_owned());
    text.filter(|text| !text.trim().is_empty())
        .unwrap_or_else(|| default.to_owned())
}

/// The filter of a text. Invalid directives are left out.
fn filter(text: &str, audited: bool) -> EnvFilter {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::ERROR.into())
        .parse_lossy(text);
    with_fixed(filter, audited)
}

/// The filter of a text, or what is wrong with it.
fn parse(text: &str, audited: bool) -> Result<EnvFilter, String> {
    let filter = EnvFilter::builder().parse(text);
    let filter = filter.map_err(|error| error.to_string())?;
    Ok(with_fixed(filter, audited))
}

/// Adds the directives that no setting changes: they replace directives of the text for the same targets.
fn with_fixed(filter: EnvFilter, audited: bool) -> EnvFilter {
    // At `trace`, these libraries log every message of a WebSocket: bearer tokens and data of customers.
    let filter = ["tungstenite", "tokio_tungstenite"]
        .into_iter()
        .fold(filter, |filter, target| filter.add_directive(info(target)));
    if audited {
        filter.add_directive(info(audit::TARGET))
    } else {
        filter
    }
}

/// The directive that logs the target at `info`.
fn info(target: &str) -> Directive {
    #[expect(clippy::expect_used, reason = "the targets are constants that parse")]
    let directive = format!("{target}=info").parse().expect("a directive");
    directive
}
