//! Reads settings one by one and collects the errors instead of stopping at the first one.

mod size;
pub(super) mod values;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;

use super::error::{ConfigError, ConfigErrors};
use super::file;
use super::secret_file::SecretFile;
use super::settings::{PREFIX, find, is_reloaded, settings, similar, variable};
use super::sources::Sources;

/// The values of all sources, and the errors found so far.
pub(super) struct Reader {
    values: HashMap<&'static str, Value>,
    errors: Vec<ConfigError>,
    /// Environment variables that are not settings of the gateway alone, by their names in upper case.
    common_variables: HashMap<&'static str, String>,
    sources: Sources,
}

/// Environment variables that many programs read. The lower case takes precedence, as in curl.
const COMMON_VARIABLES: [&str; 2] = ["HTTPS_PROXY", "NO_PROXY"];

/// A value and the source that set it.
struct Value {
    text: String,
    source: String,
}

impl Reader {
    /// Collects the values of all sources. Later sources replace earlier ones: file, environment, flags.
    pub(super) fn new(
        file: Option<&Path>,
        environment: impl Iterator<Item = (OsString, OsString)>,
        flags: Vec<(&'static str, String)>,
    ) -> Self {
        let mut reader = Self {
            values: HashMap::new(),
            errors: Vec::new(),
            common_variables: HashMap::new(),
            sources: Sources::default(),
        };
        if let Some(path) = file {
            let (values, errors) = file::read(path);
            reader.errors = errors;
            for value in values {
                reader.set(&value.key, value.text, value.source);
            }
        }
        reader.add_environment(environment);
        for (key, text) in flags {
            let source = format!("flag `--{}`", key.replace(['.', '_'], "-"));
            reader.set(key, text, source);
        }
        reader
    }

    fn add_environment(&mut self, environment: impl Iterator<Item = (OsString, OsString)>) {
        let keys: HashMap<String, &str> = settings()
            .map(|setting| (variable(setting.key), setting.key))
            .collect();
        let mut variables: Vec<_> = environment
            .filter_map(|(name, value)| {
                let name = name.into_string().ok()?;
                Some((name, value.to_string_lossy().into_owned()))
            })
            .collect();
        // In this order, names in lower case come last.
        variables.sort();
        for name in COMMON_VARIABLES {
            let mut all = variables.iter().rev();
            let found = all.find(|(variable, value)| {
                !value.trim().is_empty()
                    && (variable == name || *variable == name.to_ascii_lowercase())
            });
            if let Some((_, value)) = found {
                self.common_variables.insert(name, value.trim().to_owned());
            }
        }
        variables.retain(|(name, _)| name.starts_with(PREFIX));
        for (name, value) in variables {
            let key = keys.get(&name).copied().unwrap_or(&name);
            self.set(key, value, format!("environment variable `{name}`"));
        }
    }

    fn set(&mut self, key: &str, text: String, source: String) {
        if let Some(setting) = find(key) {
            self.values.insert(setting.key, Value { text, source });
            return;
        }
        let hint = match similar(key) {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => "run `journey-gateway settings` to list all keys".to_owned(),
        };
        self.errors.push(ConfigError {
            key: key.to_owned(),
            source: Some(source),
            message: format!("unknown key; {hint}"),
        });
    }

    /// The value of `key` as text, or its default; with its source unless it is the default.
    fn text(&self, key: &str) -> (&str, Option<&str>) {
        match self.values.get(key) {
            Some(value) => (value.text.as_str(), Some(value.source.as_str())),
            None => (find(key).map_or("", |setting| setting.default), None),
        }
    }

    /// Whether `key` has a value that is not blank.
    pub(super) fn is_set(&self, key: &str) -> bool {
        let value = self.values.get(key);
        value.is_some_and(|value| !value.text.trim().is_empty())
    }

    /// The value of one of [`COMMON_VARIABLES`].
    pub(super) fn variable_in_either_case(&self, name: &str) -> Option<String> {
        self.common_variables.get(name).cloned()
    }

    /// Records a warning, which is logged at the start.
    pub(super) fn warn(&mut self, warning: String) {
        self.sources.warnings.push(warning);
    }

    pub(super) fn add_secret_file(&mut self, file: SecretFile) {
        self.sources.secret_files.push(file);
    }

    /// The sources of the configuration, without the values of secrets that a reload applies.
    pub(super) fn take_sources(&mut self) -> Sources {
        let mut sources = std::mem::take(&mut self.sources);
        let is_secret =
            |key: &str| find(key).is_none_or(|setting| setting.unit.starts_with("secret"));
        let is_kept = |key: &str| !is_secret(key) || !is_reloaded(key);
        let values = self.values.iter().filter(|(key, _)| is_kept(key));
        sources.values = values
            .map(|(key, value)| (*key, value.text.clone()))
            .collect();
        sources
    }

    /// Parses the value of `key`. If `parse` fails, records an error and returns `placeholder`, which is never used:
    /// [`finish`](Self::finish) fails then.
    pub(super) fn parse<T>(
        &mut self,
        key: &str,
        expected: &str,
        placeholder: T,
        parse: impl Fn(&str) -> Option<T>,
    ) -> T {
        let text = self.text(key).0;
        if let Some(value) = parse(text.trim()) {
            return value;
        }
        let message = format!("expected {expected}, got `{text}`");
        self.add_error(key, message);
        placeholder
    }

    /// Records an error about the value of `key`.
    pub(super) fn add_error(&mut self, key: &str, message: impl Into<String>) {
        self.errors.push(ConfigError {
            key: key.to_owned(),
            source: self.text(key).1.map(str::to_owned),
            message: message.into(),
        });
    }

    /// Returns `config` if no error was found.
    pub(super) fn finish<T>(self, config: T) -> Result<T, ConfigErrors> {
        if self.errors.is_empty() {
            Ok(config)
        } else {
            Err(ConfigErrors(self.errors))
        }
    }
}
