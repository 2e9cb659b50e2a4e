//! Precedence of sources, error messages, and the generated reference.

use std::ffi::OsString;
use std::io::Write;
use std::time::Duration;

use proptest::prelude::*;

use super::settings::{Setting, settings, variable};
use super::{Config, markdown};
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
fn flags_override_the_environment_and_the_environment_overrides_the_file() {
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
fn all_errors_are_reported_at_once_with_their_positions() {
    let file = file("listn = 1\n[cache]\nopen_ttl = 5\n[limits]\nerrors = 0\n");
    let environment = environment(&[
        ("JOURNEY_GATEWAY_REGION", "moon"),
        ("JOURNEY_GATEWAY_PLATFORM_TIMEOUT", "fast"),
        ("JOURNEY_GATEWAY_OPEN_TTL", "5s"),
        ("JOURNEY_GATEWAY_LOGIN_URL", "ftp://x"),
    ]);
    let errors = Config::read(Some(file.path()), environment, Vec::new()).unwrap_err();
    let text = errors
        .to_string()
        .replace(&file.path().display().to_string(), "FILE");
    let regions = super::REGIONS.join(", ");
    assert_eq!(
        text.replace(&regions, "REGIONS"),
        "the configuration has 7 errors
  `listn` (FILE:1:9): unknown key; run `journey-gateway settings` to list all keys
  `JOURNEY_GATEWAY_OPEN_TTL` (environment variable `JOURNEY_GATEWAY_OPEN_TTL`): unknown key; did you mean `cache.open_ttl`?
  `login_url` (environment variable `JOURNEY_GATEWAY_LOGIN_URL`): expected scheme and host such as `https://api.mypurecloud.de`, got `ftp://x`
  `region` (environment variable `JOURNEY_GATEWAY_REGION`): expected one of REGIONS, got `moon`
  `platform.timeout` (environment variable `JOURNEY_GATEWAY_PLATFORM_TIMEOUT`): expected a duration with its unit, such as `500ms`, `3s` or `5m`, got `fast`
  `cache.open_ttl` (FILE:3:12): expected a duration with its unit, such as `500ms`, `3s` or `5m`, got `5`
  `limits.errors` (FILE:5:10): expected an integer of at least 1, got `0`"
    );
}

#[test]
fn every_toml_error_is_reported_beside_other_errors() {
    let file = file("region = 'mypurecloud.de'\nlisten = = 1\n[limits]\nqueue = \nerrors = 0\n");
    let errors = Config::read(Some(file.path()), environment(&[]), Vec::new()).unwrap_err();
    let text = errors
        .to_string()
        .replace(&file.path().display().to_string(), "FILE");
    for part in [
        "`FILE` (FILE:2:10): invalid TOML",
        "`FILE` (FILE:4:",
        "`limits.errors` (FILE:5:10)",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn settings_of_the_admin_listener_need_it() {
    let protected = [
        ("JOURNEY_GATEWAY_REGION", "mypurecloud.de"),
        ("JOURNEY_GATEWAY_ADMIN_TOKEN", "long-enough-for-a-token"),
        ("JOURNEY_GATEWAY_ADMIN_TLS_CERTIFICATE", "a.pem"),
        ("JOURNEY_GATEWAY_ADMIN_TLS_KEY", "a.key"),
    ];
    let errors = Config::read(None, environment(&protected), Vec::new()).unwrap_err();
    let keys: Vec<_> = errors.0.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["admin.token", "admin.tls.certificate"], "{errors}");
    let listen = vec![("admin.listen", "127.0.0.1:0".to_owned())];
    assert!(Config::read(None, environment(&protected), listen).is_ok());
}

#[test]
fn a_blank_log_level_is_the_default() {
    let blank = [
        ("JOURNEY_GATEWAY_REGION", "mypurecloud.de"),
        ("JOURNEY_GATEWAY_LOG_LEVEL", " "),
    ];
    let config = Config::read(None, environment(&blank), Vec::new()).unwrap();
    assert_eq!(config.log_level, "info");
}

#[test]
fn exactly_one_of_region_and_platform_url_is_required() {
    let missing = Config::read(None, environment(&[]), Vec::new()).unwrap_err();
    assert_eq!(missing.0.len(), 1);
    assert!(
        missing
            .to_string()
            .contains("`platform_url`: missing; set `region`"),
        "{missing}"
    );
    let both = vec![
        ("region", "mypurecloud.de".to_owned()),
        ("platform_url", "https://x.example".to_owned()),
    ];
    let twice = Config::read(None, environment(&[]), both).unwrap_err();
    assert!(
        twice.to_string().contains("conflicts with `region`"),
        "{twice}"
    );
}

#[test]
fn the_defaults_are_valid_and_each_key_has_its_own_variable() {
    let config = Config::read(
        None,
        environment(&[]),
        vec![("region", "mypurecloud.de".to_owned())],
    )
    .unwrap();
    assert_eq!(config.limits.body_bytes, 256 * 1024);
    let mut variables: Vec<_> = settings().map(|setting| variable(setting.key)).collect();
    let count = variables.len();
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), count);
}

#[test]
fn the_committed_reference_is_current() {
    assert!(
        include_str!("../../docs/configuration.md") == markdown(),
        "docs/configuration.md is outdated; run `cargo run -- settings > docs/configuration.md`"
    );
}

#[test]
fn every_setting_has_a_unit_and_a_sentence() {
    for setting in settings() {
        assert!(!setting.unit.is_empty(), "{}", setting.key);
        assert!(setting.meaning.ends_with('.'), "{}", setting.key);
        assert!(!setting.meaning.contains('|'), "{}", setting.key);
        if setting.key.starts_with("limits.") {
            assert!(!setting.effect.is_empty(), "{}", setting.key);
        }
    }
}

/// Arbitrary texts for files and variables, some close to valid ones.
fn arbitrary_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r#"([a-z_]{1,9}|[\[\]{}=.,"'#\n -]|[0-9]{1,25}|s|ms|://|mypurecloud\.de|true|\PC){0,40}"#,
        setting().prop_map(|setting| format!("{} = {}", setting.key, setting.default)),
    ]
}

fn setting() -> impl Strategy<Value = &'static Setting> {
    proptest::sample::select(settings().collect::<Vec<_>>())
}

/// A key that does not accept arbitrary text.
fn typed_key() -> impl Strategy<Value = &'static str> {
    let free = [
        "platform_url",
        "organization",
        "service.client_id",
        "service.client_secret",
        "service.client_secret_file",
        "cursors.secret",
        "cursors.previous_secret",
        "journey_tab.client_id",
        "documents.manifest",
        "tracing.service_name",
        "tls.certificate",
        "tls.key",
        "tls.client_ca",
        "admin.tls.certificate",
        "admin.tls.key",
        "admin.tls.client_ca",
        "platform.no_proxy",
        "redis.ca_file",
        "redis.password",
    ];
    let keys = settings().map(|setting| setting.key);
    let typed: Vec<_> = keys.filter(|key| !free.contains(key)).collect();
    proptest::sample::select(typed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arbitrary_configurations_are_accepted_or_reported(
        text in proptest::collection::vec(arbitrary_text(), 0..6),
        values in proptest::collection::vec((setting(), arbitrary_text()), 0..6),
    ) {
        let file = file(&text.join("\n"));
        let environment = values.iter().map(|(setting, value)| (variable(setting.key).into(), value.into()));
        if let Err(errors) = Config::read(Some(file.path()), environment, Vec::new()) {
            prop_assert!(!errors.0.is_empty());
            prop_assert!(!errors.to_string().is_empty());
        }
    }

    #[test]
    fn no_error_hides_another(
        wrong in proptest::collection::btree_set(typed_key(), 1..12),
        unknown in proptest::collection::btree_set("zz[a-z]{3,8}", 0..4),
    ) {
        let lines: Vec<_> = unknown.iter().map(|key| format!("{key} = 1")).collect();
        let file = file(&lines.join("\n"));
        let nonsense = wrong.iter().map(|key| (variable(key).into(), "no such thing ✗".into()));
        let errors = Config::read(Some(file.path()), nonsense, Vec::new()).unwrap_err();
        let reported: Vec<_> = errors.0.iter().map(|error| error.key.as_str()).collect();
        for key in wrong.into_iter().chain(unknown.iter().map(String::as_str)) {
            prop_assert!(reported.contains(&key), "{} is not among {:?}", key, reported);
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
    let error = read("25h").unwrap_err().to_string();
    assert!(error.contains("status.wrap_up_grace"), "{error}");
    assert!(error.contains("from `0s` to `24h`"), "{error}");
}

#[test]
fn sizes_have_units_and_percentages_end_at_100() {
    let file = file(
        "region = 'mypurecloud.de'\n[cache]\nbytes = '32 MiB'\n[limits]\nbody_bytes = 262144\n",
    );
    let environment = [
        ("JOURNEY_GATEWAY_LIMITS_HEADER_BYTES", "16KiB"),
        ("JOURNEY_GATEWAY_PLATFORM_RETRY_PERCENT", "100"),
    ];
    let config = Config::read(Some(file.path()), self::environment(&environment), vec![]).unwrap();
    assert_eq!(config.cache.bytes, 32 * 1024 * 1024);
    assert_eq!(config.limits.body_bytes, 262_144);
    assert_eq!(config.connections.header_bytes, 16 * 1024);
    assert_eq!(config.platform.retry_percent, 100);
    let wrong = [
        ("limits.body_bytes", "10 KB", "a size in bytes, at least 1"),
        ("cache.bytes", "0", "a size in bytes, at least 1"),
        (
            "limits.header_bytes",
            "8 kB",
            "a size in bytes, at least 8192",
        ),
        ("limits.header_bytes", "4GiB", "less than 4 GiB"),
        (
            "platform.retry_percent",
            "200",
            "a percentage from 0 to 100, got `200`",
        ),
        (
            "platform.reserve_percent",
            "101",
            "a percentage from 0 to 100, got `101`",
        ),
    ];
    for (key, value, message) in wrong {
        let flags = vec![
            ("region", "mypurecloud.de".to_owned()),
            (key, value.to_owned()),
        ];
        let errors = Config::read(None, std::iter::empty(), flags).unwrap_err();
        assert_eq!(errors.0.len(), 1);
        let text = errors.to_string();
        assert!(text.contains(key) && text.contains(message), "{text}");
    }
}

#[test]
fn also_shown_media_are_names_of_the_schema() {
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
    let error = read("INSTAGRAM,PIGEON").unwrap_err().to_string();
    for part in [
        "channels.also_shown",
        "INBOUND_CALL",
        "UNKNOWN",
        "`INSTAGRAM,PIGEON`",
    ] {
        assert!(error.contains(part), "{error}");
    }
    let file =
        file("region = 'mypurecloud.de'\n[channels]\nalso_shown = ['INSTAGRAM', 'CALLBACK']\n");
    let config = Config::read(Some(file.path()), environment(&[]), Vec::new()).unwrap();
    assert_eq!(config.shown, added);
}

#[test]
fn traces_need_a_binary_that_can_export_them_and_their_secrets_are_not_repeated() {
    let read = |pairs: &[(&str, &str)]| {
        let region = vec![("region", "mypurecloud.ie".to_owned())];
        Config::read(None, environment(pairs), region)
    };
    let endpoint = ("JOURNEY_GATEWAY_TRACING_ENDPOINT", "http://collector:4318");
    let config = read(&[endpoint]);
    if crate::trace::IS_SUPPORTED {
        assert!(config.unwrap().tracing.is_some());
    } else {
        let error = config.unwrap_err().to_string();
        assert!(error.contains("tracing.endpoint") && error.contains("--features otlp"));
    }
    let errors = read(&[
        ("JOURNEY_GATEWAY_TRACING_ENDPOINT", "http://u:passw0rd@c:1"),
        (
            "JOURNEY_GATEWAY_TRACING_HEADERS",
            "x-key=s3cret, authorization",
        ),
        ("JOURNEY_GATEWAY_TRACING_PROTOCOL", "http/json"),
        ("JOURNEY_GATEWAY_TRACING_SAMPLE_RATIO", "1.5"),
        ("JOURNEY_GATEWAY_LOG_REQUESTS", "NaN"),
    ]);
    let errors = errors.unwrap_err().to_string();
    for key in ["endpoint", "headers", "protocol", "sample_ratio"] {
        assert!(errors.contains(&format!("tracing.{key}")), "{errors}");
    }
    assert!(errors.contains("log.requests"), "{errors}");
    assert!(
        !errors.contains("passw0rd") && !errors.contains("s3cret"),
        "{errors}"
    );
    assert!(read(&[]).unwrap().tracing.is_none());
}
