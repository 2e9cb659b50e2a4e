//! What came of it, beside what is wanted.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Subject;
use crate::cores::Cores;
use crate::report::{milliseconds, percentile};

/// A ratio of two servers' costs, and the most that it should be, if anything is wanted of it.
struct Goal {
    name: &'static str,
    of: &'static str,
    to: &'static str,
    most: Option<f64>,
}

const GOALS: &[Goal] = &[
    Goal {
        name: "answers kept / bare handler",
        of: "gateway, answers kept",
        to: "bare handler",
        most: Some(1.6),
    },
    Goal {
        name: "entities kept / naive",
        of: "gateway, entities kept",
        to: "naive async-graphql",
        most: Some(0.2),
    },
    Goal {
        name: "cold / minimal",
        of: "gateway, cold",
        to: "minimal, by hand",
        most: Some(1.3),
    },
    Goal {
        name: "cold with names / minimal",
        of: "gateway, cold with names",
        to: "minimal, by hand",
        most: Some(1.3),
    },
    Goal {
        name: "cold with names / naive",
        of: "gateway, cold with names",
        to: "naive async-graphql",
        most: None,
    },
];

/// Costs, ratios, and upstream calls.
pub(super) fn of(subjects: &[Subject], bytes: usize, cores: Cores) -> String {
    let mut text = format!(
        "journey tab of 20 sessions with 10 events each, {bytes} bytes; {}\n\n{:<26} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        cores.about(),
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
        // Writing to a text cannot fail.
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
    let cost = |name| subjects.iter().find(|one| one.name == name);
    let _ = writeln!(
        text,
        "\n{:<36} {:>9} {:>9}",
        "CPU, ratios", "found", "wanted"
    );
    for goal in GOALS {
        if let (Some(of), Some(to)) = (cost(goal.of), cost(goal.to)) {
            let found = of.cost() / to.cost();
            let wanted = goal.most.map(|most| format!("≤ {most}"));
            let wanted = wanted.unwrap_or_default();
            let _ = writeln!(text, "{:<36} {found:>9.2} {wanted:>9}", goal.name);
        }
    }
    text.push_str(&upstream(subjects));
    text
}

/// Calls of one request by operation, of those who make any.
fn upstream(subjects: &[Subject]) -> String {
    let callers: Vec<_> = subjects
        .iter()
        .filter(|one| !one.calls.is_empty())
        .collect();
    let operations: BTreeSet<_> = callers.iter().flat_map(|one| one.calls.keys()).collect();
    let mut text = format!("\n{:<66}", "upstream calls of one request");
    for place in 1..=callers.len() {
        let _ = write!(text, " {:>6}", format!("({place})"));
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
        .map(|(place, caller)| format!("({}) {}", place + 1, caller.name))
        .collect();
    text.push_str(&names.join(", "));
    text
}
