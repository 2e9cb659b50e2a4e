//! Where the token to check comes from.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use journey_gateway::config::Mistake;

use crate::cli::settings::TOKEN_VARIABLE;

#[derive(Args)]
pub(super) struct TokenSource {
    /// Also check whose token this file holds, and what it opens; `-` reads standard input.
    ///
    /// Without this flag the token is that of the environment variable `JOURNEY_GATEWAY_TOKEN`, if
    /// there is one. No flag takes the token itself: flags can be seen in the list of processes and stay in
    /// the shell's history.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

impl TokenSource {
    /// The token, if one was given.
    pub(super) fn read(&self) -> Result<Option<String>, Mistake> {
        let (text, key) = match &self.token_file {
            Some(path) => (open(path)?, "--token-file"),
            None => match std::env::var_os(TOKEN_VARIABLE) {
                Some(text) => (text.to_string_lossy().into_owned(), TOKEN_VARIABLE),
                None => return Ok(None),
            },
        };
        let text = text.trim();
        if text.is_empty() {
            return Err(mistake(key, "holds no token".to_owned()));
        }
        // Anything else could not be sent.
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let expected = "expected one token: visible ASCII characters without blanks";
            return Err(mistake(key, expected.to_owned()));
        }
        Ok(Some(text.to_owned()))
    }
}

fn open(path: &Path) -> Result<String, Mistake> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| {
        let expected = format!("`{}` cannot be read: {error}", path.display());
        mistake("--token-file", expected)
    })
}

fn mistake(key: &str, expected: String) -> Mistake {
    Mistake {
        key: key.to_owned(),
        place: None,
        expected,
    }
}
