//! The filter of log events, which operators change while the process runs. The program that starts the log installs it.

use std::sync::OnceLock;

use parking_lot::Mutex;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Sets the filter to a text; returns what is wrong with the text.
type Apply = dyn Fn(&str) -> Result<(), String> + Send + Sync;

struct Filter {
    apply: Box<Apply>,
    current: Mutex<String>,
}

/// The log belongs to the process, like standard error.
static FILTER: OnceLock<Filter> = OnceLock::new();

/// Whether a text is a filter. A word that is not a level would be the name of a module, so that a misspelled level would
/// hide everything; a directive for a module therefore needs its level.
pub fn is_valid(text: &str) -> bool {
    let mut directives = text.split(',').map(str::trim);
    let is_directive = |directive: &str| {
        // The library reads an empty text as the level `error`.
        !directive.is_empty()
            && (directive.contains('=') || directive.parse::<LevelFilter>().is_ok())
    };
    directives.all(is_directive) && EnvFilter::builder().parse(text).is_ok()
}

/// Installs the filter of the log, which is `current` now. Only the first call in a process has an effect.
pub fn install(
    current: String,
    apply: impl Fn(&str) -> Result<(), String> + Send + Sync + 'static,
) {
    let (apply, current) = (Box::new(apply), Mutex::new(current));
    // Fails if a filter is installed already.
    let _ = FILTER.set(Filter { apply, current });
}

/// The filter in force; `None` if the process has none.
pub fn current() -> Option<String> {
    Some(FILTER.get()?.current.lock().clone())
}

/// Changes the filter; `None` if the process has none.
pub fn set(text: &str) -> Option<Result<(), String>> {
    let filter = FILTER.get()?;
    if !is_valid(text) {
        let expected = "expected a level such as `info`, or directives such as `info,journey_gateway::platform=debug`";
        return Some(Err(expected.to_owned()));
    }
    let mut current = filter.current.lock();
    let applied = (filter.apply)(text);
    if applied.is_ok() {
        text.clone_into(&mut current);
    }
    Some(applied)
}
