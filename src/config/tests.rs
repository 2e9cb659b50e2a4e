//! Where a value comes from, and what is said when it is wrong.

use std::ffi::OsString;
use std::io::Write;
use std::time::Duration;

use proptest::prelude::*;

use super::{Config, KEYS, Key, variable};
use crate::model::channel::{Medium, MediumSet};

fn environment(pairs: &[(&str, &str)]) -> impl Iterator<Item = (OsString, OsString)> {
    pairs
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect::<Vec<_>>()
        .into_iter()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let file = file(
        "region = 'mypurecloud.ie'\nlisten = '127.0.0.1:1'\n[cache]\nopen_ttl = '7s'\ncontact_ttl = '7s'\n",
    );
    let environment = environment(&[
        ("JOURNEY_GATEWAY_CACHE_OPEN_TTL", "8s"),
        ("JOURNEY_GATEWAY_LISTEN", "127.0.0.1:2"),
        ("HOME", "/"),
    ]);
    let config = Config::read(
        Some(file.path()),
        environment,
        vec![("listen", "127.0.0.1:3".to_owned())],
    )
    .unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.cache.open_ttl, Duration::from_secs(8));
    assert_eq!(config.cache.contact_ttl, Duration::from_secs(7));
    assert_eq!(config.platform_url.as_str(), "https://api.mypurecloud.ie/");
}

#[test]
fn every_mistake_is_told_at_once() {
    let file = file("listn = 1\n[cache]\nopen_ttl = 5\n[limits]\nerrors = 0\n");
    let environment = environment(&[
        ("JOURNEY_GATEWAY_REGION", "moon"),
        ("JOURNEY_GATEWAY_PLATFORM_TIMEOUT", "fast"),
        ("JOURNEY_GATEWAY_OPEN_TTL", "5s"),
        ("JOURNEY_GATEWAY_LOGIN_URL", "ftp://x"),
    ]);
    let mistakes = Config::read(Some(file.path()), environment, Vec::new()).unwrap_err();
    let told = mistakes
        .to_string()
        .replace(&file.path().display().to_string(), "FILE");
    let regions = super::REGIONS.join(", ");
    assert_eq!(
        told.replace(&regions, "REGIONS"),
        "the configuration has 7 mistakes
  listn (in FILE): is not a key
  JOURNEY_GATEWAY_OPEN_TTL (in the environment variable JOURNEY_GATEWAY_OPEN_TTL): is not a key
  login_url (in the environment variable JOURNEY_GATEWAY_LOGIN_URL): expected scheme and host such as https://api.mypurecloud.de, found `ftp://x`
  region (in the environment variable JOURNEY_GATEWAY_REGION): expected one of REGIONS, found `moon`
  platform.timeout (in the environment variable JOURNEY_GATEWAY_PLATFORM_TIMEOUT): expected a time with its unit such as 500ms, 3s or 5m, found `fast`
  cache.open_ttl (in FILE): expected a time with its unit such as 500ms, 3s or 5m, found `5`
  limits.errors (in FILE): expected a whole number from 1 on, found `0`"
    );
}

#[test]
fn the_platform_must_be_named_once() {
    let missing = Config::read(None, environment(&[]), Vec::new()).unwrap_err();
    assert_eq!(missing.0.len(), 1);
    assert!(
        missing
            .to_string()
            .contains("platform_url: is missing: give `region`"),
        "{missing}"
    );
    let both = vec![
        ("region", "mypurecloud.de".to_owned()),
        ("platform_url", "https://x.example".to_owned()),
    ];
    let twice = Config::read(None, environment(&[]), both).unwrap_err();
    assert!(
        twice.to_string().contains("contradicts `region`"),
        "{twice}"
    );
}

#[test]
fn the_defaults_are_right_and_no_two_keys_share_a_variable() {
    let config = Config::read(
        None,
        environment(&[]),
        vec![("region", "mypurecloud.de".to_owned())],
    )
    .unwrap();
    assert_eq!(config.limits.body_bytes, 256 * 1024);
    for key in KEYS.iter().filter(|key| key.name.starts_with("limits.")) {
        let row = format!("| `{}` | `{}` |", key.name, key.default);
        assert!(
            include_str!("../../docs/configuration.md").contains(&row),
            "{row}"
        );
    }
    let mut variables: Vec<_> = KEYS.iter().map(|key| variable(key.name)).collect();
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), KEYS.len());
}

/// Texts that a file or a variable may hold: anything, or nearly what is expected.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r#"([a-z_]{1,9}|[\[\]{}=.,"'#\n -]|[0-9]{1,25}|s|ms|://|mypurecloud\.de|true|\PC){0,40}"#,
        key().prop_map(|key| format!("{} = {}", key.name, key.default)),
    ]
}

fn key() -> impl Strategy<Value = &'static Key> {
    (0..KEYS.len()).prop_map(|place| &KEYS[place])
}

/// A key whose value is not any text.
fn typed() -> impl Strategy<Value = &'static str> {
    let free = [
        "platform_url",
        "organization",
        "service.client_id",
        "service.client_secret",
        "cursors.secret",
        "cursors.previous_secret",
    ];
    let names = KEYS.iter().map(|key| key.name);
    let typed: Vec<_> = names.filter(|name| !free.contains(name)).collect();
    proptest::sample::select(typed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_is_configured_is_read_or_told_to_be_wrong(
        text in proptest::collection::vec(anything(), 0..6),
        values in proptest::collection::vec((key(), anything()), 0..6),
    ) {
        let file = file(&text.join("\n"));
        let environment = values.iter().map(|(key, value)| (variable(key.name).into(), value.into()));
        if let Err(mistakes) = Config::read(Some(file.path()), environment, Vec::new()) {
            prop_assert!(!mistakes.0.is_empty());
            prop_assert!(!mistakes.to_string().is_empty());
        }
    }

    #[test]
    fn no_mistake_hides_another(
        wrong in proptest::collection::btree_set(typed(), 1..12),
        unknown in proptest::collection::btree_set("zz[a-z]{3,8}", 0..4),
    ) {
        let lines: Vec<_> = unknown.iter().map(|key| format!("{key} = 1")).collect();
        let file = file(&lines.join("\n"));
        let nonsense = wrong.iter().map(|key| (variable(key).into(), "no such thing ✗".into()));
        let mistakes = Config::read(Some(file.path()), nonsense, Vec::new()).unwrap_err();
        let told: Vec<_> = mistakes.0.iter().map(|one| one.key.as_str()).collect();
        for key in wrong.into_iter().chain(unknown.iter().map(String::as_str)) {
            prop_assert!(told.contains(&key), "{} is not among {:?}", key, told);
        }
    }
}

#[test]
fn the_wrap_up_grace_is_a_duration_up_to_a_day() {
    let read = |text: &str| {
        let flags = vec![
            ("platform_url", "http://127.0.0.1".to_owned()),
            ("status.wrap_up_grace", text.to_owned()),
        ];
        Config::read(None, std::iter::empty(), flags).map(|config| config.status.wrap_up_grace)
    };
    assert_eq!(read("0s").unwrap(), chrono::TimeDelta::zero());
    assert_eq!(read("24h").unwrap(), chrono::TimeDelta::days(1));
    let refused = read("25h").unwrap_err().to_string();
    assert!(refused.contains("status.wrap_up_grace"), "{refused}");
    assert!(refused.contains("from 0s to 24h"), "{refused}");
}

#[test]
fn media_that_are_also_shown_are_names_of_the_schema() {
    let read = |text: &str| {
        let flags = vec![
            ("region", "mypurecloud.de".to_owned()),
            ("channels.also_shown", text.to_owned()),
        ];
        Config::read(None, std::iter::empty(), flags).map(|config| config.shown)
    };
    let added = MediumSet::default().with(&[Medium::Instagram, Medium::Callback]);
    assert_eq!(read("").unwrap(), MediumSet::default());
    assert_eq!(read("INSTAGRAM, CALLBACK,").unwrap(), added);
    let refused = read("INSTAGRAM,PIGEON").unwrap_err().to_string();
    for part in [
        "channels.also_shown",
        "INBOUND_CALL",
        "UNKNOWN",
        "`INSTAGRAM,PIGEON`",
    ] {
        assert!(refused.contains(part), "{refused}");
    }
    let file =
        file("region = 'mypurecloud.de'\n[channels]\nalso_shown = ['INSTAGRAM', 'CALLBACK']\n");
    let config = Config::read(Some(file.path()), environment(&[]), Vec::new()).unwrap();
    assert_eq!(config.shown, added);
}
