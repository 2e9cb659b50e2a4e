//! Source of the token that `check` introspects.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use journey_gateway::config::ConfigError;

use crate::cli::settings::TOKEN_VARIABLE;

#[derive(Args)]
pub(super) struct TokenSource {
    /// File with a token to check: the report lists its viewer and the fields that the viewer may see. `-` reads
    /// standard input.
    ///
    /// Without this flag, `check` uses the environment variable `JOURNEY_GATEWAY_TOKEN` if it is set. No flag
    /// takes the token itself, because flags are visible in process lists and stay in the shell's history.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

impl TokenSource {
    /// The token, if one is given.
    pub(super) fn read(&self) -> Result<Option<String>, ConfigError> {
        let (text, key) = match &self.token_file {
            Some(path) => (read_file(path)?, "--token-file"),
            None => match std::env::var_os(TOKEN_VARIABLE) {
                Some(text) => (text.to_string_lossy().into_owned(), TOKEN_VARIABLE),
                None => return Ok(None),
            },
        };
        let text = text.trim();
        if text.is_empty() {
            return Err(error(key, "contains no token"));
        }
        // An HTTP header cannot carry other characters.
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = "expected one token: visible ASCII characters without spaces";
            return Err(error(key, message));
        }
        Ok(Some(text.to_owned()))
    }
}

fn read_file(path: &Path) -> Result<String, ConfigError> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|cause| {
        let message = format!("cannot read `{}`: {cause}", path.display());
        error("--token-file", message)
    })
}

fn error(key: &str, message: impl Into<String>) -> ConfigError {
    ConfigError {
        key: key.to_owned(),
        source: None,
        message: message.into(),
    }
}
