//! The table of the comparison, with targets.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Subject;
use crate::cores::Cores;
use crate::report::{milliseconds, percentile};

/// A ratio of the CPU costs of two servers, with its target.
struct Goal {
    name: &'static str,
    numerator: &'static str,
    denominator: &'static str,
    /// Maximum, if there is a target.
    max: Option<f64>,
}

const GOALS: &[Goal] = &[
    Goal {
        name: "cached response / bare handler",
        numerator: "gateway, cached response",
        denominator: "bare handler",
        max: Some(1.6),
    },
    Goal {
        name: "cached entities / naive",
        numerator: "gateway, cached entities",
        denominator: "naive async-graphql",
        max: Some(0.2),
    },
    Goal {
        name: "cold / minimal",
        numerator: "gateway, cold",
        denominator: "minimal, by hand",
        max: Some(1.3),
    },
    Goal {
        name: "cold with names / minimal",
        numerator: "gateway, cold with names",
        denominator: "minimal, by hand",
        max: Some(1.3),
    },
    Goal {
        name: "cold with names / naive",
        numerator: "gateway, cold with names",
        denominator: "naive async-graphql",
        max: None,
    },
];

/// CPU costs, ratios and upstream calls.
pub(super) fn text(subjects: &[Subject], bytes: usize, cores: Cores) -> String {
    let mut text = format!(
        "journey tab of 20 sessions with 10 events each, {bytes} bytes; {}\n\n{:<26} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        cores.description(),
        "",
        "requests",
        "CPU ms",
        "p50 ms",
        "p99 ms",
        "upstream",
    );
    for subject in subjects {
        let mut latencies = subject.run.latencies.clone();
        latencies.sort_unstable();
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "{:<26} {:>9} {:>9.3} {:>9.2} {:>9.2} {:>9.2}",
            subject.name,
            latencies.len(),
            subject.cost(),
            milliseconds(percentile(&latencies, 50)),
            milliseconds(percentile(&latencies, 99)),
            subject.calls.values().fold(0.0, |sum, calls| sum + calls),
        );
    }
    let subject = |name| subjects.iter().find(|subject| subject.name == name);
    let _ = writeln!(
        text,
        "\n{:<36} {:>9} {:>9}",
        "ratio of CPU time per request", "measured", "target"
    );
    for goal in GOALS {
        if let (Some(numerator), Some(denominator)) =
            (subject(goal.numerator), subject(goal.denominator))
        {
            let measured = numerator.cost() / denominator.cost();
            let target = goal.max.map(|max| format!("≤ {max}"));
            let target = target.unwrap_or_default();
            let _ = writeln!(text, "{:<36} {measured:>9.2} {target:>9}", goal.name);
        }
    }
    text.push_str(&upstream(subjects));
    text
}

/// Upstream calls per request by operation, of servers that make any.
fn upstream(subjects: &[Subject]) -> String {
    let callers: Vec<_> = subjects
        .iter()
        .filter(|subject| !subject.calls.is_empty())
        .collect();
    let operations: BTreeSet<_> = callers
        .iter()
        .flat_map(|subject| subject.calls.keys())
        .collect();
    let mut text = format!("\n{:<66}", "upstream calls per request");
    for number in 1..=callers.len() {
        let _ = write!(text, " {:>6}", format!("({number})"));
    }
    text.push('\n');
    for operation in operations {
        let _ = write!(text, "{operation:<66}");
        for caller in &callers {
            let calls = caller.calls.get(operation).copied().unwrap_or_default();
            let _ = write!(text, " {calls:>6.2}");
        }
        text.push('\n');
    }
    let names = callers.iter().enumerate();
    let names: Vec<_> = names
        .map(|(index, caller)| format!("({}) {}", index + 1, caller.name))
        .collect();
    text.push_str(&names.join(", "));
    text
}
