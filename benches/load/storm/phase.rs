//! What came back in each phase of a storm.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;

use super::Args;
use crate::ask::Reply;
use crate::ratio;

/// The most that the platform should be called beyond what it is called when all is well, in percent.
const ADDED: f64 = 10.0;
/// Seconds within which all should be well after the platform is.
const RECOVERY: usize = 5;

/// What one request got.
pub(super) struct Outcome {
    status: u16,
    /// Of its errors.
    codes: Vec<String>,
    /// Some of it is older than it should be, and the answer says so.
    stale: bool,
}

/// A second of the storm.
pub(super) struct Second {
    /// What the platform was called.
    calls: usize,
    /// Of the requests that began in it.
    pub(super) outcomes: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Answer {
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
    pub(super) fn of(reply: &Reply) -> Self {
        let answer: Option<Answer> = serde_json::from_slice(&reply.body).ok();
        let (errors, extensions) = answer.map_or((None, None), |one| (one.errors, one.extensions));
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

/// A name, and which seconds.
type Phase = (&'static str, Range<usize>);

/// Calls of a second, on average.
fn calls(seconds: &[Second]) -> f64 {
    let calls = seconds.iter().map(|second| second.calls).sum();
    ratio(calls, seconds.len())
}

pub(super) fn table(args: &Args, phases: &[Phase], seconds: &[Second]) -> String {
    let of = |phase: &Phase| seconds.get(phase.1.clone()).unwrap_or_default();
    let normal = phases.first().map_or(0.0, |phase| calls(of(phase)));
    let mut text = format!(
        "{} requests a second for {} customers that are known\n\n{:<24} {:>9} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9} {:>9}\n",
        args.rate,
        args.customers,
        "the platform",
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
        let seconds = of(phase);
        let all = || seconds.iter().flat_map(|second| &second.outcomes);
        let count = |is: &dyn Fn(&&Outcome) -> bool| all().filter(is).count();
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "{:<24} {:>9} {:>7} {:>7} {:>7} {:>7} {:>7} {:>9.1} {:>+8.0}%",
            phase.0,
            all().count(),
            count(&|one| one.status >= 500),
            count(&|one| (400..500).contains(&one.status)),
            count(&|one| one.status == 200 && !one.codes.is_empty()),
            count(&|one| one.status == 200 && one.codes.is_empty() && one.stale),
            count(&|one| one.is_fresh()),
            calls(seconds),
            (calls(seconds) / normal - 1.0) * 100.0,
        );
    }
    let _ = writeln!(text, "wanted: no 5xx, added ≤ {ADDED} %");
    let healed = phases.last().map(of).unwrap_or_default();
    let _ = match healed.iter().position(Second::is_fresh) {
        Some(seconds) => writeln!(
            text,
            "the first wholly fresh second began {seconds} s after all was well again, wanted ≤ {RECOVERY}"
        ),
        None => writeln!(text, "no second was wholly fresh after all was well again"),
    };
    for phase in phases {
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        let outcomes = of(phase).iter().flat_map(|second| &second.outcomes);
        for code in outcomes.flat_map(|outcome| &outcome.codes) {
            *codes.entry(code).or_default() += 1;
        }
        if !codes.is_empty() {
            let _ = writeln!(text, "errors while {}: {codes:?}", phase.0);
        }
    }
    text
}
