//! Settings of the Redis that the nodes of a fleet share.

use std::path::PathBuf;

use url::Url;

use super::reader::Reader;
use super::reader::values::placeholder_url;
use super::secret_file::SecretRule;
use crate::platform::{Secret, Token};

/// Minimum length of `redis.secret` in characters. With a dump of Redis, a shorter one could be guessed.
const MIN_SECRET_CHARS: usize = 32;

const PASSWORD: &str = "redis.password";
const PASSWORD_FILE: &str = "redis.password_file";

/// Schemes of addresses of Redis and Valkey; those that end with `s` use TLS.
const SCHEMES: [&str; 4] = ["redis", "rediss", "valkey", "valkeys"];

/// The Redis of a fleet.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "`settings` describes each")]
pub struct Redis {
    pub url: RedisUrl,
    /// The password; an empty one if none is set or `url` has it.
    pub password: Secret,
    pub ca_file: Option<PathBuf>,
    pub prefix: String,
    pub secret: Secret,
}

/// The address of Redis. `Debug` hides the password.
#[derive(Clone)]
pub struct RedisUrl(pub Url);

impl std::fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.host_str().unwrap_or_default())
    }
}

fn no_secret() -> Secret {
    Secret::new(Token::new(""), Vec::new())
}

impl Reader {
    /// `None` without `redis.url`: the gateway is alone.
    pub(super) fn redis(&mut self) -> Option<Redis> {
        let url = self.redis_url();
        let prefix = self.redis_prefix();
        let (key, file_key) = ("redis.secret", "redis.secret_file");
        let rule = SecretRule::MinChars(MIN_SECRET_CHARS);
        let secret = self.secret(key, file_key, rule);
        let password = self.secret(PASSWORD, PASSWORD_FILE, SecretRule::Line);
        let ca_file = self.optional_text("redis.ca_file").map(PathBuf::from);
        let url = url?;
        self.check_password(&url);
        if !self.is_set(key) && !self.is_set(file_key) {
            let message = format!("missing; required with `redis.url`, or set `{file_key}`");
            self.add_error(key, message);
        }
        Some(Redis {
            url: RedisUrl(url),
            password: password.unwrap_or_else(no_secret),
            ca_file,
            prefix,
            secret: secret.unwrap_or_else(no_secret),
        })
    }

    fn check_password(&mut self, url: &Url) {
        let mut keys = [PASSWORD, PASSWORD_FILE].into_iter();
        let key = keys.find(|key| self.is_set(key));
        match (url.password(), key) {
            (Some(_), Some(key)) => {
                let message = "conflicts with the password in `redis.url`; set only one of the two";
                self.add_error(key, message);
            }
            // The client would log in as the default user.
            (None, None) if !url.username().is_empty() => {
                let message = format!(
                    "names a user without a password; set `{PASSWORD}` or `{PASSWORD_FILE}`"
                );
                self.add_error("redis.url", message);
            }
            _ => {}
        }
    }

    fn redis_url(&mut self) -> Option<Url> {
        let text = self.optional_text("redis.url")?;
        let url = text.parse::<Url>().ok();
        let is_redis = |url: &Url| SCHEMES.contains(&url.scheme()) && url.host().is_some();
        let url = url.filter(is_redis);
        if url.is_none() {
            // The text is not repeated, because it may contain a password.
            let message =
                "expected an address such as `rediss://user:password@redis.example.com:6379`";
            self.add_error("redis.url", message);
        }
        Some(url.unwrap_or_else(placeholder_url))
    }

    fn redis_prefix(&mut self) -> String {
        let expected = "1 to 64 ASCII letters, digits, `-` or `_`";
        self.parse("redis.prefix", expected, String::new(), |text| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            let is_valid = (1..=64).contains(&text.len()) && text.bytes().all(is_plain);
            is_valid.then(|| text.to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::PASSWORD;
    use crate::config::Config;

    /// The errors of these settings, as an operator sees them.
    fn errors(settings: &[(&'static str, &str)]) -> String {
        let mut flags = vec![("platform_url", "http://127.0.0.1".to_owned())];
        flags.extend(
            settings
                .iter()
                .map(|(key, value)| (*key, (*value).to_owned())),
        );
        let config = Config::read(None, std::iter::empty(), flags);
        config
            .err()
            .map(|errors| errors.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn an_address_needs_a_secret_and_errors_do_not_repeat_the_password() {
        let secret = ("redis.secret", "a secret of thirty-two characters");
        for url in [
            "redis://a",
            "rediss://user:password@a:6380/1",
            "valkeys://[::1]",
        ] {
            assert_eq!(errors(&[("redis.url", url), secret]), "", "{url}");
            let missing = errors(&[("redis.url", url)]);
            assert!(missing.contains("`redis.secret`"), "{missing}");
        }
        for url in ["a:6379", "https://user:password@a", "redis:"] {
            let wrong = errors(&[("redis.url", url), secret]);
            assert!(wrong.contains("redis.url"), "{url}: {wrong}");
            assert!(!wrong.contains("https://user"), "{wrong}");
        }
        let url = ("redis.url", "redis://user:one@a");
        let twice = errors(&[url, (PASSWORD, "two"), secret]);
        assert!(twice.contains("the password in `redis.url`"), "{twice}");
        let url = ("redis.url", "redis://user@a");
        let missing = errors(&[url, secret]);
        assert!(missing.contains("without a password"), "{missing}");
        assert_eq!(errors(&[url, (PASSWORD, "one"), secret]), "");
        let short = errors(&[("redis.url", "redis://a"), ("redis.secret", "too short")]);
        assert!(short.contains("at least 32 characters"), "{short}");
        let prefix = errors(&[("redis.prefix", "a:b")]);
        assert!(prefix.contains("redis.prefix"), "{prefix}");
        assert_eq!(errors(&[]), "");
    }
}
