//! The results of each phase of the outage.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;

use super::Args;
use crate::http_client::Reply;
use crate::ratio;

/// Target for additional upstream calls compared to normal operation, in percent.
const MAX_ADDED_PERCENT: f64 = 10.0;
/// Target for the time until all responses are fresh after the platform has recovered, in seconds.
const MAX_RECOVERY_SECONDS: usize = 5;

/// The result of one request.
pub(super) struct Outcome {
    status: u16,
    /// Codes of its errors.
    codes: Vec<String>,
    /// Whether the response is marked as containing stale data.
    stale: bool,
}

/// One second of the outage.
pub(super) struct Second {
    /// Number of upstream calls.
    calls: usize,
    /// Outcomes of the requests that were sent in this second.
    pub(super) outcomes: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Response {
    errors: Option<Vec<Error>>,
    extensions: Option<Extensions>,
}

#[derive(Deserialize)]
struct Error {
    extensions: Option<Code>,
}

#[derive(Deserialize)]
struct Code {
    code: Option<String>,
}

#[derive(Deserialize)]
struct Extensions {
    journey: Option<Journey>,
}

#[derive(Deserialize)]
struct Journey {
    stale: Option<Value>,
}

impl Outcome {
    pub(super) fn from_reply(reply: &Reply) -> Self {
        let response: Option<Response> = serde_json::from_slice(&reply.body).ok();
        let (errors, extensions) = response.map_or((None, None), |response| {
            (response.errors, response.extensions)
        });
        let codes = errors.into_iter().flatten().map(|error| {
            let code = error.extensions.and_then(|extensions| extensions.code);
            code.unwrap_or_else(|| "no code".to_owned())
        });
        let stale = extensions.and_then(|extensions| extensions.journey?.stale);
        Self {
            status: reply.status,
            codes: codes.collect(),
            stale: stale.is_some_and(|stale| stale != Value::Bool(false)),
        }
    }

    fn is_fresh(&self) -> bool {
        self.status == 200 && self.codes.is_empty() && !self.stale
    }
}

impl Second {
    pub(super) fn new(calls: usize) -> Self {
        Self {
            calls,
            outcomes: Vec::new(),
        }
    }

    fn is_fresh(&self) -> bool {
        self.outcomes.iter().all(Outcome::is_fresh)
    }
}

/// The name of a phase and its seconds.
type Phase = (&'static str, Range<usize>);

/// Average number of upstream calls per second.
fn calls(seconds: &[Second]) -> f64 {
    let calls = seconds.iter().map(|second| second.calls).sum();
    ratio(calls, seconds.len())
}

pub(super) fn table(args: &Args, phases: &[Phase], seconds: &[Second]) -> String {
    let seconds_of = |phase: &Phase| seconds.get(phase.1.clone()).unwrap_or_default();
    let normal = phases.first().map_or(0.0, |phase| calls(seconds_of(phase)));
    let mut text = format!(
        "{} requests/s for {} cached customers\n\n{:<24} {:>9} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9} {:>9}\n",
        args.rate,
        args.customers,
        "phase",
        "requests",
        "5xx",
        "4xx",
        "errors",
        "stale",
        "fresh",
        "calls/s",
        "added",
    );
    for phase in phases {
        let seconds = seconds_of(phase);
        let all = || seconds.iter().flat_map(|second| &second.outcomes);
        let count = |matches: &dyn Fn(&&Outcome) -> bool| all().filter(matches).count();
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "{:<24} {:>9} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9.1} {:>+8.0}%",
            phase.0,
            all().count(),
            count(&|outcome| outcome.status >= 500),
            count(&|outcome| (400..500).contains(&outcome.status)),
            count(&|outcome| outcome.status == 200 && !outcome.codes.is_empty()),
            count(&|outcome| outcome.status == 200 && outcome.codes.is_empty() && outcome.stale),
            count(&|outcome| outcome.is_fresh()),
            calls(seconds),
            (calls(seconds) / normal - 1.0) * 100.0,
        );
    }
    let _ = writeln!(text, "target: no 5xx, added calls ≤ {MAX_ADDED_PERCENT} %");
    let recovered = phases.last().map(seconds_of).unwrap_or_default();
    let _ = match recovered.iter().position(Second::is_fresh) {
        Some(seconds) => writeln!(
            text,
            "all responses were fresh {seconds} s after the platform recovered, target ≤ {MAX_RECOVERY_SECONDS} s"
        ),
        None => writeln!(
            text,
            "there was no second with only fresh responses after the platform recovered"
        ),
    };
    for phase in phases {
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        let outcomes = seconds_of(phase).iter().flat_map(|second| &second.outcomes);
        for code in outcomes.flat_map(|outcome| &outcome.codes) {
            *codes.entry(code).or_default() += 1;
        }
        if !codes.is_empty() {
            let _ = writeln!(text, "error codes during {}: {codes:?}", phase.0);
        }
    }
    text
}
