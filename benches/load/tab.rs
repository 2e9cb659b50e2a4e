//! The journey tab that benches with the simulated platform request: more sessions and events than the recipe of
//! `docs/queries.md`, of conversations too.

use super::BenchError;
use super::server::Setting;

/// The document.
pub(crate) const TAB: &str = include_str!("tab.graphql");
/// Number of sessions in a page.
pub(crate) const SESSIONS: usize = 20;
/// Number of a customer's newest sessions from which the page is filled.
pub(crate) const NEWEST: usize = 26;
/// Number of customers that warm loads request repeatedly.
pub(crate) const POPULAR: usize = 8;

/// TTLs that are longer than the bench.
pub(crate) const LONG_TTLS: &[Setting] = &[
    ("cache.open_ttl", "1h"),
    ("cache.contact_ttl", "1h"),
    ("cache.reference_ttl", "1h"),
];
/// Disables the response cache.
pub(crate) const NO_RESPONSE_CACHE: Setting = ("answers", "false");

/// The beginning of a request body for the tab, up to the customer's id.
pub(crate) fn opening() -> Result<String, BenchError> {
    let document = serde_json::to_string(TAB)?;
    Ok(format!(
        r#"{{"query":{document},"variables":{{"customerId":""#
    ))
}
