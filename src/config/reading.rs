//! Reads key by key, and collects what is wrong instead of stopping at it.

use std::collections::HashMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use axum::http::HeaderValue;
use chrono::TimeDelta;
use config::{Config as Sources, File, FileFormat, Map, Value, ValueKind};
use url::Url;

use crate::model::channel::{Medium, MediumSet};

use super::PREFIX;
use super::keys::{KEYS, REGIONS, variable};
use super::mistake::{Mistake, Mistakes};
use crate::origin::TrustedProxies;

/// A configuration being read.
pub(super) struct Reading {
    given: HashMap<&'static str, Given>,
    pub(super) mistakes: Vec<Mistake>,
}

/// A value and where it was given.
struct Given {
    text: String,
    place: String,
}

impl Reading {
    /// Gathers what is given; a file that cannot be read is the only mistake that ends it at once.
    pub(super) fn open(
        file: Option<&Path>,
        environment: impl Iterator<Item = (OsString, OsString)>,
        flags: Vec<(&'static str, String)>,
    ) -> Result<Self, Mistakes> {
        let mut read = Self {
            given: HashMap::new(),
            mistakes: Vec::new(),
        };
        if let Some(path) = file {
            let table = open_file(path).map_err(|mistake| Mistakes(vec![mistake]))?;
            read.take_table("", table, &path.display().to_string());
        }
        read.take_environment(environment);
        for (key, text) in flags {
            let place = format!("the flag --{}", key.replace(['.', '_'], "-"));
            read.given.insert(key, Given { text, place });
        }
        Ok(read)
    }

    fn take_table(&mut self, prefix: &str, table: Map<String, Value>, place: &str) {
        let mut entries: Vec<_> = table.into_iter().collect();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, value) in entries {
            let key = if prefix.is_empty() {
                name
            } else {
                format!("{prefix}.{name}")
            };
            match value.kind {
                ValueKind::Table(table) => self.take_table(&key, table, place),
                ValueKind::Array(items) => {
                    let items: Vec<_> = items.into_iter().map(|item| item.to_string()).collect();
                    self.give(&key, items.join(","), place.to_owned());
                }
                kind => self.give(&key, kind.to_string(), place.to_owned()),
            }
        }
    }

    fn take_environment(&mut self, environment: impl Iterator<Item = (OsString, OsString)>) {
        let keys: HashMap<String, &str> = KEYS
            .iter()
            .map(|key| (variable(key.name), key.name))
            .collect();
        let mut variables: Vec<_> = environment
            .filter_map(|(name, value)| {
                let name = name
                    .into_string()
                    .ok()
                    .filter(|name| name.starts_with(PREFIX))?;
                Some((name, value.to_string_lossy().into_owned()))
            })
            .collect();
        variables.sort();
        for (name, value) in variables {
            let key = keys.get(&name).copied().unwrap_or(&name);
            let place = format!("the environment variable {name}");
            self.give(key, value, place);
        }
    }

    fn give(&mut self, key: &str, text: String, place: String) {
        match KEYS.iter().find(|known| known.name == key) {
            Some(known) => drop(self.given.insert(known.name, Given { text, place })),
            None => self.mistakes.push(Mistake {
                key: key.to_owned(),
                place: Some(place),
                expected: format!("is not a key{}", nearest(key)),
            }),
        }
    }

    pub(super) fn text(&self, key: &str) -> (&str, Option<&str>) {
        match self.given.get(key) {
            Some(given) => (given.text.as_str(), Some(given.place.as_str())),
            None => (
                KEYS.iter()
                    .find(|known| known.name == key)
                    .map_or("", |known| known.default),
                None,
            ),
        }
    }

    /// Reads `key`; what cannot be read is a mistake, and a stand-in goes on.
    pub(super) fn read<T>(
        &mut self,
        key: &str,
        expected: &str,
        stand_in: T,
        read: impl Fn(&str) -> Option<T>,
    ) -> T {
        let (text, place) = self.text(key);
        if let Some(value) = read(text.trim()) {
            return value;
        }
        let place = place.map(str::to_owned);
        let expected = format!("expected {expected}, found `{text}`");
        self.mistakes.push(Mistake {
            key: key.to_owned(),
            place,
            expected,
        });
        stand_in
    }

    pub(super) fn address(&mut self, key: &str) -> SocketAddr {
        let stand_in = SocketAddr::from(([127, 0, 0, 1], 0));
        self.read(
            key,
            "an address and port such as 0.0.0.0:4000",
            stand_in,
            parse,
        )
    }

    /// An address that may be left out.
    pub(super) fn optional_address(&mut self, key: &str) -> Option<SocketAddr> {
        let expected = "an address and port such as 127.0.0.1:4001";
        self.read(key, expected, None, |text| match text {
            "" => Some(None),
            text => parse(text).map(Some),
        })
    }

    pub(super) fn switch(&mut self, key: &str) -> bool {
        self.read(key, "true or false", false, parse)
    }

    /// A switch that may be left to something else.
    pub(super) fn choice(&mut self, key: &str) -> Option<bool> {
        self.read(key, "true, false or auto", None, |text| match text {
            "auto" => Some(None),
            text => parse(text).map(Some),
        })
    }

    pub(super) fn time(&mut self, key: &str) -> Duration {
        let read = |text: &str| {
            humantime::parse_duration(text)
                .ok()
                .filter(|time| !time.is_zero())
        };
        self.read(
            key,
            "a time with its unit such as 500ms, 3s or 5m",
            Duration::from_secs(1),
            read,
        )
    }

    /// As [`time`](Self::time), but none at all will do.
    pub(super) fn pause(&mut self, key: &str) -> Duration {
        self.read(
            key,
            "a time with its unit such as 0s, 500ms or 5s",
            Duration::ZERO,
            |text| humantime::parse_duration(text).ok(),
        )
    }

    /// A period that is added to instants: from none at all up to a day.
    pub(super) fn grace(&mut self, key: &str) -> TimeDelta {
        let read = |text: &str| {
            let grace = humantime::parse_duration(text).ok()?;
            let grace = TimeDelta::from_std(grace).ok()?;
            (grace <= TimeDelta::days(1)).then_some(grace)
        };
        let expected = "a duration from 0s to 24h with its unit, such as 30s or 5m";
        self.read(key, expected, TimeDelta::zero(), read)
    }

    pub(super) fn count(&mut self, key: &str) -> usize {
        self.read(key, "a whole number from 1 on", 1, |text| {
            parse(text).filter(|count| *count > 0)
        })
    }

    pub(super) fn number(&mut self, key: &str) -> u32 {
        self.read(key, "a whole number", 0, parse)
    }

    pub(super) fn origins(&mut self, key: &str) -> Vec<HeaderValue> {
        let expected = "web origins such as https://desktop.example.com, separated by commas, or *";
        self.read(key, expected, Vec::new(), |text| {
            text.split(',')
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(origin)
                .collect()
        })
    }

    pub(super) fn proxies(&mut self, key: &str) -> TrustedProxies {
        let expected = "addresses and networks such as 10.0.0.0/8, separated by commas";
        self.read(
            key,
            expected,
            TrustedProxies::default(),
            TrustedProxies::parse,
        )
    }

    /// The channels that are shown: those of the product page, and the media that are named.
    pub(super) fn shown(&mut self, key: &str) -> MediumSet {
        let known: Vec<_> = Medium::ALL.iter().map(|medium| medium.name()).collect();
        let expected = format!(
            "media separated by commas, each one of {}",
            known.join(", ")
        );
        let media = self.read(key, &expected, Vec::new(), |text| {
            let named = text.split(',').map(str::trim);
            let media = named.filter(|name| !name.is_empty()).map(|name| {
                let mut known = Medium::ALL.iter();
                known.find(|medium| medium.name() == name).copied()
            });
            media.collect()
        });
        MediumSet::default().with(&media)
    }

    /// The API's address: as given, or following from the region. A `login_url` is checked too.
    pub(super) fn platform_url(&mut self) -> Url {
        let given = |read: &Self, key| {
            read.given
                .get(key)
                .is_some_and(|given| !given.text.trim().is_empty())
        };
        for key in ["platform_url", "login_url"] {
            if given(self, key) {
                self.address_of_a_server(key);
            }
        }
        let region = given(self, "region").then(|| self.region());
        match (given(self, "platform_url"), region) {
            (true, None) => self
                .text("platform_url")
                .0
                .trim()
                .parse()
                .unwrap_or_else(|_| stand_in()),
            (false, Some(region)) => format!("https://api.{region}")
                .parse()
                .unwrap_or_else(|_| stand_in()),
            (both, _) => {
                let expected = if both {
                    "contradicts `region`: give one of the two"
                } else {
                    "is missing: give `region` (such as mypurecloud.de) or `platform_url`"
                };
                let place = self.text("platform_url").1.map(str::to_owned);
                let (key, expected) = ("platform_url".to_owned(), expected.to_owned());
                self.mistakes.push(Mistake {
                    key,
                    place,
                    expected,
                });
                stand_in()
            }
        }
    }

    fn region(&mut self) -> String {
        let expected = format!("one of {}", REGIONS.join(", "));
        self.read("region", &expected, String::new(), |text| {
            REGIONS.contains(&text).then(|| text.to_owned())
        })
    }

    fn address_of_a_server(&mut self, key: &str) {
        self.read(
            key,
            "scheme and host such as https://api.mypurecloud.de",
            stand_in(),
            |text| {
                let url: Url = text.parse().ok()?;
                let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
                (matches!(url.scheme(), "http" | "https") && url.has_host() && bare).then_some(url)
            },
        );
    }

    /// The configuration, if nothing was wrong.
    pub(super) fn finish<T>(self, config: T) -> Result<T, Mistakes> {
        if self.mistakes.is_empty() {
            Ok(config)
        } else {
            Err(Mistakes(self.mistakes))
        }
    }
}

fn open_file(path: &Path) -> Result<Map<String, Value>, Mistake> {
    let mistake = |expected: String| Mistake {
        key: path.display().to_string(),
        place: None,
        expected,
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| mistake(format!("cannot be read: {error}")))?;
    Sources::builder()
        .add_source(File::from_str(&text, FileFormat::Toml))
        .build()
        .and_then(|sources| sources.cache.into_table())
        .map_err(|error| mistake(format!("is not TOML: {error}")))
}

fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn origin(text: &str) -> Option<HeaderValue> {
    if text != "*" {
        let url: Url = text.parse().ok()?;
        if url.origin().ascii_serialization() != text {
            return None;
        }
    }
    HeaderValue::from_str(text).ok()
}

/// The address that goes on where none could be read. It is never used: there is a mistake then.
pub(super) fn stand_in() -> Url {
    #[expect(clippy::expect_used, reason = "a constant that parses")]
    Url::parse("http://127.0.0.1").expect("a URL")
}

/// A hint for what was probably meant: a key with the same last word, or the same letters.
fn nearest(key: &str) -> String {
    let bare = |text: &str| text.to_ascii_lowercase().replace(['.', '_', '-'], "");
    let last = |text: &str| {
        text.rsplit('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let meant = KEYS
        .iter()
        .find(|known| bare(known.name) == bare(key) || last(known.name) == last(key));
    meant
        .map(|known| format!("; did you mean `{}`?", known.name))
        .unwrap_or_default()
}
