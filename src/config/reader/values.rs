//! Parsers for the types of settings.

use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use super::{Reader, size};
use crate::config::allowed_origin::AllowedOrigin;
use crate::config::settings::{REGIONS, find};
use crate::log_filter;
use crate::model::channel::{Medium, MediumSet};
use crate::origin::TrustedProxies;

impl Reader {
    pub(in crate::config) fn address(&mut self, key: &str) -> SocketAddr {
        let placeholder = SocketAddr::from(([127, 0, 0, 1], 0));
        let expected = "an address and port such as `0.0.0.0:4000`";
        self.parse(key, expected, placeholder, parse)
    }

    /// An address that may be empty.
    pub(in crate::config) fn optional_address(&mut self, key: &str) -> Option<SocketAddr> {
        let expected = "an address and port such as `127.0.0.1:4001`";
        self.parse(key, expected, None, |text| match text {
            "" => Some(None),
            text => parse(text).map(Some),
        })
    }

    /// A text that may be empty.
    pub(in crate::config) fn optional_text(&self, key: &str) -> Option<String> {
        let text = self.text(key).0.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(in crate::config) fn bool(&mut self, key: &str) -> bool {
        self.parse(key, "`true` or `false`", false, parse)
    }

    /// A filter of log events.
    pub(in crate::config) fn log_filter(&mut self, key: &str) -> String {
        if !self.is_set(key) {
            return find(key).map_or("", |setting| setting.default).to_owned();
        }
        let expected =
            "a level such as `info`, or directives such as `info,journey_gateway::platform=debug`";
        self.parse(key, expected, String::new(), |text| {
            log_filter::is_valid(text).then(|| text.to_owned())
        })
    }

    /// A boolean or `auto`, which is `None`.
    pub(in crate::config) fn bool_or_auto(&mut self, key: &str) -> Option<bool> {
        let expected = "`true`, `false` or `auto`";
        self.parse(key, expected, None, |text| match text {
            "auto" => Some(None),
            text => parse(text).map(Some),
        })
    }

    /// A duration above zero.
    pub(in crate::config) fn duration(&mut self, key: &str) -> Duration {
        let expected = "a duration with its unit, such as `500ms`, `3s` or `5m`";
        self.parse(key, expected, Duration::from_secs(1), |text| {
            let duration = humantime::parse_duration(text).ok();
            duration.filter(|duration| !duration.is_zero())
        })
    }

    /// A duration that may be zero.
    pub(in crate::config) fn duration_or_zero(&mut self, key: &str) -> Duration {
        let expected = "a duration with its unit, such as `0s`, `500ms` or `5s`";
        self.parse(key, expected, Duration::ZERO, |text| {
            humantime::parse_duration(text).ok()
        })
    }

    /// A duration from zero to a day. It is added to timestamps, so it must not overflow them.
    pub(in crate::config) fn duration_within_day(&mut self, key: &str) -> TimeDelta {
        let expected = "a duration from `0s` to `24h` with its unit, such as `30s` or `5m`";
        self.parse(key, expected, TimeDelta::zero(), |text| {
            let duration = humantime::parse_duration(text).ok()?;
            let duration = TimeDelta::from_std(duration).ok()?;
            (duration <= TimeDelta::days(1)).then_some(duration)
        })
    }

    /// An integer of at least 1.
    pub(in crate::config) fn positive(&mut self, key: &str) -> usize {
        self.parse(key, "an integer of at least 1", 1, |text| {
            parse(text).filter(|count| *count > 0)
        })
    }

    /// An integer of at least 0.
    pub(in crate::config) fn integer(&mut self, key: &str) -> u32 {
        self.parse(key, "an integer of at least 0", 0, parse)
    }

    /// A size of at least `min` bytes.
    pub(in crate::config) fn size(&mut self, key: &str, min: usize) -> usize {
        let expected = format!(
            "a size in bytes, at least {min}, such as `262144`, `256KiB`, `10 MiB` or `1GB`"
        );
        self.parse(key, &expected, min, |text| {
            size::parse(text).filter(|bytes| *bytes >= min)
        })
    }

    /// A percentage from 0 to 100.
    pub(in crate::config) fn percentage(&mut self, key: &str) -> u32 {
        self.parse(key, "a percentage from 0 to 100", 0, |text| {
            parse(text).filter(|percentage| *percentage <= 100)
        })
    }

    pub(in crate::config) fn origins(&mut self, key: &str) -> Vec<AllowedOrigin> {
        let expected = "web origins such as `https://desktop.example.com` or `http://localhost:*`, separated by \
                        commas, or `*`";
        self.parse(key, expected, Vec::new(), |text| {
            items(text).map(parse).collect()
        })
    }

    pub(in crate::config) fn proxies(&mut self, key: &str) -> TrustedProxies {
        let expected = "addresses or networks such as `10.0.0.0/8`, separated by commas";
        let placeholder = TrustedProxies::default();
        self.parse(key, expected, placeholder, TrustedProxies::parse)
    }

    /// The channels that lists show: those of the product page and the given media.
    pub(in crate::config) fn shown_channels(&mut self, key: &str) -> MediumSet {
        let names: Vec<_> = Medium::ALL.iter().map(|medium| medium.name()).collect();
        let expected = format!(
            "media separated by commas, each one of {}",
            names.join(", ")
        );
        let media = self.parse(key, &expected, Vec::new(), |text| {
            let media = items(text).map(|name| {
                let mut all = Medium::ALL.iter();
                all.find(|medium| medium.name() == name).copied()
            });
            media.collect()
        });
        MediumSet::default().with(&media)
    }

    /// The API's URL: `platform_url`, or derived from `region`. Also checks `login_url`.
    pub(in crate::config) fn platform_url(&mut self) -> Url {
        for key in ["platform_url", "login_url"] {
            if self.is_set(key) {
                self.check_server_url(key);
            }
        }
        let region = self.is_set("region").then(|| self.region());
        match (self.optional_text("platform_url"), region) {
            (Some(url), None) => url.parse().unwrap_or_else(|_| placeholder_url()),
            (None, Some(region)) => {
                let url = format!("https://api.{region}");
                url.parse().unwrap_or_else(|_| placeholder_url())
            }
            (Some(_), Some(_)) => {
                let message = "conflicts with `region`; set only one of the two";
                self.add_error("platform_url", message);
                placeholder_url()
            }
            (None, None) => {
                let message = "missing; set `region` (such as `mypurecloud.de`) or `platform_url`";
                self.add_error("platform_url", message);
                placeholder_url()
            }
        }
    }

    fn region(&mut self) -> String {
        let expected = format!("one of {}", REGIONS.join(", "));
        self.parse("region", &expected, String::new(), |text| {
            REGIONS.contains(&text).then(|| text.to_owned())
        })
    }

    fn check_server_url(&mut self, key: &str) {
        let expected = "scheme and host such as `https://api.mypurecloud.de`";
        self.parse(key, expected, placeholder_url(), |text| {
            let url: Url = text.parse().ok()?;
            let is_bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
            let is_http = matches!(url.scheme(), "http" | "https");
            (is_http && url.has_host() && is_bare).then_some(url)
        });
    }
}

fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// The URL in place of one that could not be parsed. No call uses it, because reading the configuration fails.
pub(in crate::config) fn placeholder_url() -> Url {
    #[expect(clippy::expect_used, reason = "a constant that parses")]
    Url::parse("http://127.0.0.1").expect("a URL")
}
