//! Every setting: key, default, unit, meaning, and the effect of exceeding it. `docs/configuration.md` and
//! `--help` are generated from these tables.

mod access;
mod cache;
mod connections;
mod documents;
mod journey_tab;
mod listeners;
mod live;
mod outbound;
mod persisted;
mod platform;
mod redis;
mod requests;
mod server;
mod setting;
mod traces;

pub(super) use setting::Group;
pub use setting::Setting;

/// Prefix of the environment variables.
pub const PREFIX: &str = "JOURNEY_GATEWAY_";

pub(super) const GROUPS: &[Group] = &[
    server::GROUP,
    listeners::GROUP,
    access::GROUP,
    journey_tab::GROUP,
    platform::CALLS,
    outbound::GROUP,
    platform::BATCHES,
    cache::GROUP,
    requests::GROUP,
    documents::GROUP,
    persisted::GROUP,
    connections::GROUP,
    connections::WEBSOCKETS,
    live::GROUP,
    redis::GROUP,
    traces::GROUP,
];

/// All settings, in the order of the reference.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    GROUPS.iter().flat_map(|group| group.settings)
}

/// The setting with this key.
pub(super) fn find(key: &str) -> Option<&'static Setting> {
    settings().find(|setting| setting.key == key)
}

/// Secrets that need a restart, because what uses them is built at the start: the exporter of traces.
const FIXED_SECRETS: [&str; 1] = ["tracing.headers"];

/// Whether SIGHUP applies a changed value; other settings need a restart.
pub fn is_reloaded(key: &str) -> bool {
    // The timeouts of upstream calls follow from this one at the start.
    if key == "limits.request_timeout" {
        return false;
    }
    let groups = [
        &documents::GROUP,
        &requests::GROUP,
        &connections::WEBSOCKETS,
    ];
    let mut settings = groups.into_iter().flat_map(|group| group.settings);
    let is_secret = find(key).is_some_and(|setting| setting.unit.contains("secret"))
        && !FIXED_SECRETS.contains(&key);
    key == "log.level" || is_secret || settings.any(|setting| setting.key == key)
}

/// The environment variable of a key: `cache.open_ttl` is `JOURNEY_GATEWAY_CACHE_OPEN_TTL`.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

/// The key that an unknown key or environment variable was probably meant to be: one with the same letters or the
/// same last part.
pub(super) fn similar(key: &str) -> Option<&'static str> {
    let letters = |text: &str| text.to_ascii_lowercase().replace(['.', '_', '-'], "");
    let last_part = |text: &str| {
        let last = text.rsplit('.').next();
        last.unwrap_or_default().to_ascii_lowercase()
    };
    let unknown = key.strip_prefix(PREFIX).unwrap_or(key);
    settings()
        .map(|setting| setting.key)
        .find(|known| letters(known) == letters(unknown) || last_part(known) == last_part(unknown))
}

/// The platform's regions. The API is at `api.` and the log-in at `login.` of each.
pub const REGIONS: &[&str] = &[
    "mypurecloud.com",
    "mypurecloud.ie",
    "mypurecloud.com.au",
    "mypurecloud.jp",
    "mypurecloud.de",
    "usw2.pure.cloud",
    "cac1.pure.cloud",
    "apne2.pure.cloud",
    "euw2.pure.cloud",
    "aps1.pure.cloud",
    "sae1.pure.cloud",
    "mec1.pure.cloud",
    "apne3.pure.cloud",
    "euc2.pure.cloud",
    "mxc1.pure.cloud",
    "apse1.pure.cloud",
    "use2.us-gov-pure.cloud",
    "edee1.eusc-pure.cloud",
];
