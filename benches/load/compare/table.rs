//! The tables of the comparison, with targets.

use std::fmt::Write;

use super::slice::{Load, Slices, Subject};
use super::{Args, BARE, CACHED_ENTITIES, CACHED_RESPONSE, GATEWAY, HAND_WRITTEN, STOCK};
use crate::cores::Cores;
use crate::ratio;
use crate::recorded::Query;
use crate::report::{mebibytes, milliseconds, percentile};

/// What is divided.
#[derive(Clone, Copy)]
enum Figure {
    Cpu,
    P50,
}

/// The load of a goal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cold,
    Alone,
    Warm,
}

/// A ratio of two servers, with the maximum for tab, list and ten customers.
struct Goal {
    name: &'static str,
    figure: Figure,
    numerator: (&'static str, Kind),
    denominator: (&'static str, Kind),
    max: [Option<f64>; 3],
}

const GOALS: &[Goal] = &[
    Goal {
        name: "cold, CPU: gateway / hand-written",
        figure: Figure::Cpu,
        numerator: (GATEWAY, Kind::Cold),
        denominator: (HAND_WRITTEN, Kind::Cold),
        max: [Some(1.3), Some(1.5), Some(1.2)],
    },
    Goal {
        name: "cold, CPU: gateway / stock",
        figure: Figure::Cpu,
        numerator: (GATEWAY, Kind::Cold),
        denominator: (STOCK, Kind::Cold),
        max: [None, Some(1.0), None],
    },
    Goal {
        name: "one client, CPU: gateway / hand-written",
        figure: Figure::Cpu,
        numerator: (GATEWAY, Kind::Alone),
        denominator: (HAND_WRITTEN, Kind::Alone),
        max: [Some(1.5); 3],
    },
    Goal {
        name: "one client, p50: gateway / hand-written",
        figure: Figure::P50,
        numerator: (GATEWAY, Kind::Alone),
        denominator: (HAND_WRITTEN, Kind::Alone),
        max: [Some(1.05); 3],
    },
    Goal {
        name: "cached response, CPU: gateway / bare",
        figure: Figure::Cpu,
        numerator: (CACHED_RESPONSE, Kind::Warm),
        denominator: (BARE, Kind::Warm),
        max: [Some(1.3); 3],
    },
    Goal {
        name: "cached entities, CPU: gateway / stock",
        figure: Figure::Cpu,
        numerator: (CACHED_ENTITIES, Kind::Warm),
        denominator: (STOCK, Kind::Cold),
        max: [Some(0.15); 3],
    },
];

fn kind(load: Load) -> Kind {
    match load {
        Load::Warm { .. } => Kind::Warm,
        Load::Cold { clients: 1, .. } => Kind::Alone,
        Load::Cold { .. } => Kind::Cold,
    }
}

fn sorted_percentile(slices: &Slices, percent: usize) -> f64 {
    let mut latencies = slices.run.latencies.clone();
    latencies.sort_unstable();
    milliseconds(percentile(&latencies, percent))
}

/// CPU costs, latencies, upstream calls and ratios.
pub(super) fn text(slices: &[Slices], args: &Args, cores: Cores) -> String {
    let mut text = format!(
        "three queries; {}; {} rounds\n\n{:<32} {:>8} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        cores.description(),
        args.rounds,
        "",
        "clients",
        "latency",
        "requests",
        "CPU ms",
        "p50 ms",
        "p99 ms",
        "upstream",
    );
    // Writing to a `String` cannot fail.
    for slices in slices {
        let requests = slices.run.latencies.len();
        let _ = writeln!(
            text,
            "{:<32} {:>8} {:>8} {requests:>9} {:>9.3} {:>9.2} {:>9.2} {:>9.2}",
            format!("{}: {}", slices.query.name(), slices.subject.name),
            slices.load.clients(),
            slices.load.latency(),
            slices.cost(),
            sorted_percentile(slices, 50),
            sorted_percentile(slices, 99),
            ratio(usize::try_from(slices.calls).unwrap_or_default(), requests),
        );
    }
    let _ = writeln!(
        text,
        "\n{:<42} {:>17} {:>17} {:>17}",
        "ratio", "tab", "list", "ten"
    );
    for goal in GOALS {
        let _ = write!(text, "{:<42}", goal.name);
        for (query, max) in Query::ALL.into_iter().zip(goal.max) {
            let find = |(name, wanted): (&str, Kind)| {
                let mut slices = slices.iter();
                slices.find(|slices| {
                    slices.query == query
                        && slices.subject.name == name
                        && kind(slices.load) == wanted
                })
            };
            let figure = |slices: &Slices| match goal.figure {
                Figure::Cpu => slices.cost(),
                Figure::P50 => sorted_percentile(slices, 50),
            };
            let found = find(goal.numerator).zip(find(goal.denominator));
            let shown = found.map(|(numerator, denominator)| {
                let measured = figure(numerator) / figure(denominator);
                let max = max.map(|max| format!(" (≤ {max})")).unwrap_or_default();
                format!("{measured:.2}{max}")
            });
            let _ = write!(text, " {:>17}", shown.unwrap_or_default());
        }
        text.push('\n');
    }
    text
}

/// Peak memory after all cold requests. The gateway's target is 1.5 times that of the hand-written server, and what its cache
/// holds.
pub(super) fn memory(subjects: &[&Subject; 3], cached: Option<u64>) -> String {
    let mut text = String::from("peak memory:");
    for subject in subjects {
        let peak = mebibytes(subject.server.usage().peak());
        // Writing to a `String` cannot fail.
        let _ = write!(text, " {} {peak},", subject.name);
    }
    let _ = write!(text, " in the gateway's cache {}", mebibytes(cached));
    let [_, hand_written, _] = subjects;
    let allowed = hand_written
        .server
        .usage()
        .peak()
        .map(|peak| peak + peak / 2 + cached.unwrap_or_default());
    let _ = write!(text, "; target for the gateway ≤ {}", mebibytes(allowed));
    text
}
