//! The metrics and labels that a `PromQL` expression names.

use std::collections::BTreeSet;

use super::text::Scrape;

/// Labels that Prometheus adds to every series, and that of histograms.
const ADDED_LABELS: [&str; 3] = ["job", "instance", "le"];

/// One metric in an expression, with its matchers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Selector {
    pub(super) name: String,
    matchers: Vec<Matcher>,
}

#[derive(Debug, PartialEq, Eq)]
struct Matcher {
    label: String,
    /// One value, or the alternatives of a regular expression.
    values: Vec<String>,
}

impl Selector {
    /// The selector as text.
    pub(super) fn text(&self) -> String {
        let matchers = self.matchers.iter();
        let matchers: Vec<_> = matchers
            .map(|Matcher { label, values }| format!("{label}=~\"{}\"", values.join("|")))
            .collect();
        format!("{}{{{}}}", self.name, matchers.join(","))
    }
}

/// What an expression names.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) selectors: Vec<Selector>,
    /// Labels by which it groups or joins.
    groups: BTreeSet<String>,
}

impl Named {
    pub(super) fn parse(expression: &str) -> Self {
        let mut named = Self::default();
        let mut rest = expression;
        while let Some(start) =
            rest.find(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        {
            rest = &rest[start..];
            let end = rest.find(|letter: char| !is_part(letter));
            let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after;
            if matches!(word, "by" | "on" | "without" | "ignoring" | "group_left") {
                let Some(list) = rest.trim_start().strip_prefix('(') else {
                    continue;
                };
                let (list, after) = list.split_once(')').unwrap();
                let labels = list.split(',').map(str::trim);
                let labels = labels.filter(|label| !label.is_empty());
                named.groups.extend(labels.map(str::to_owned));
                rest = after;
            } else if is_metric(word) {
                let mut matchers = Vec::new();
                if let Some(list) = rest.strip_prefix('{') {
                    let (list, after) = list.split_once('}').unwrap();
                    matchers = list.split(',').map(parse_matcher).collect();
                    rest = after;
                }
                named.selectors.push(Selector {
                    name: word.to_owned(),
                    matchers,
                });
            }
        }
        named
    }

    /// The metrics, labels and values that are not in `scrape`.
    pub(super) fn missing_in(&self, scrape: &Scrape) -> Vec<String> {
        let mut missing = Vec::new();
        for Selector { name, matchers } in &self.selectors {
            // Prometheus makes it.
            if name == "up" {
                continue;
            }
            if !scrape.samples.contains_key(name) {
                missing.push(name.clone());
            }
            for Matcher { label, values } in matchers {
                if ADDED_LABELS.contains(&label.as_str()) {
                    continue;
                }
                let existing = scrape.values(name, label);
                for value in values {
                    if !existing.contains(value.as_str()) {
                        missing.push(format!("{name}{{{label}=\"{value}\"}}"));
                    }
                }
            }
        }
        for label in &self.groups {
            let has_label = |selector: &Selector| !scrape.values(&selector.name, label).is_empty();
            let is_added = ADDED_LABELS.contains(&label.as_str());
            if !is_added && !self.selectors.iter().any(has_label) {
                missing.push(format!("the label {label}"));
            }
        }
        missing
    }
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether a word is a metric: functions and labels have no such prefix.
fn is_metric(word: &str) -> bool {
    word == "up" || word.starts_with("journey_gateway_") || word.starts_with("process_")
}

fn parse_matcher(text: &str) -> Matcher {
    let (label, value) = text.split_once('=').unwrap();
    let value = value.trim_start_matches('~').trim_matches('"');
    Matcher {
        label: label.trim_end_matches('!').trim().to_owned(),
        values: value.split('|').map(str::to_owned).collect(),
    }
}

#[test]
fn an_expression_names_metrics_labels_and_values() {
    let mut scrape = Scrape::default();
    scrape.add("journey_gateway_a_total{b=\"1\",c=\"x\"} 1\njourney_gateway_d 2\n# EOF");
    let missing = |expression: &str| Named::parse(expression).missing_in(&scrape);
    let complete = "sum by (c, instance) (rate(journey_gateway_a_total{b=\"1\",job=~\"$job\"}[5m])) > 0 and on (job) up == 1";
    assert!(missing(complete).is_empty());
    assert_eq!(missing("max(journey_gateway_e) * 2"), ["journey_gateway_e"]);
    let wrong =
        "sum by (f) (journey_gateway_a_total{b!=\"2\",c=~\"x|y\"}) / journey_gateway_d{g=\"\"}";
    assert_eq!(
        missing(wrong),
        [
            "journey_gateway_a_total{b=\"2\"}",
            "journey_gateway_a_total{c=\"y\"}",
            "journey_gateway_d{g=\"\"}",
            "the label f"
        ]
    );
}
