//! Facts about a request for its log line and its spans. They contain no personal data.

use parking_lot::Mutex;

/// Maximum number of different error codes of a request that its log line lists.
const MAX_CODES: usize = 8;

/// How the response cache answered an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheResult {
    /// The response was cached, or an identical operation in progress has just completed.
    Hit,
    /// The operation was executed, and its response may be shared.
    Miss,
    /// The operation was executed by itself: a subscription, an explained operation, or no response is cached.
    Bypass,
}

impl CacheResult {
    /// The name in logs and spans.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Bypass => "bypass",
        }
    }
}

/// The facts about a request that are known so far.
#[derive(Debug, Clone, Default)]
pub struct FactsOfRequest {
    /// The operation's name, if it has one.
    pub operation: Option<String>,
    /// `query`, `mutation` or `subscription`.
    pub operation_type: Option<&'static str>,
    /// How the response cache answered.
    pub cache: Option<CacheResult>,
    /// The operation's maximum query cost.
    pub cost: Option<usize>,
    /// Number of upstream calls.
    pub upstream_calls: usize,
    /// The different codes of the response's errors.
    pub error_codes: Vec<String>,
}

impl FactsOfRequest {
    /// Adds the code of an error.
    pub fn add_error(&mut self, code: &str) {
        let codes = &mut self.error_codes;
        if codes.len() < MAX_CODES && !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
}

/// The facts about one request, which the stages of the pipeline add.
#[derive(Debug, Default)]
pub struct Facts(Mutex<FactsOfRequest>);

impl Facts {
    /// Adds facts.
    pub fn add(&self, add: impl FnOnce(&mut FactsOfRequest)) {
        add(&mut self.0.lock());
    }

    /// Takes the facts so far.
    pub fn take(&self) -> FactsOfRequest {
        std::mem::take(&mut self.0.lock())
    }
}
