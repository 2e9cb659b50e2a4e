//! `docs/metrics.md` and the text of `/metrics` agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::queries::is_optional;
use super::text::Scrape;
use super::traffic::Traffic;

/// A row of a table of metrics.
#[derive(Debug)]
struct Row {
    kind: String,
    labels: BTreeSet<String>,
}

/// What the document says.
#[derive(Debug, Default)]
struct Reference {
    metrics: BTreeMap<String, Row>,
    /// The values by metric and label; none if the document does not list them.
    values: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Reference {
    fn read() -> Self {
        let mut reference = Self::default();
        let text = include_str!("../../../docs/metrics.md");
        for line in text.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            match cells[..] {
                [metric, kind, labels, _, _] => {
                    let row = Row {
                        kind: kind.to_owned(),
                        labels: quoted(labels).collect(),
                    };
                    let name = quoted(metric).next().unwrap();
                    assert!(reference.metrics.insert(name, row).is_none(), "{line}");
                }
                [metrics, label, values] => {
                    let label = quoted(label).next().unwrap();
                    // Names in parentheses explain a value.
                    let values = without_explanations(values);
                    let listed = values.starts_with('`') && !values.contains("error codes");
                    let values: BTreeSet<_> = quoted(&values).filter(|_| listed).collect();
                    for metric in quoted(metrics) {
                        reference
                            .values
                            .insert((metric, label.clone()), values.clone());
                    }
                }
                _ => panic!("{line}"),
            }
        }
        reference
    }
}

/// The texts in backticks.
fn quoted(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

fn without_explanations(text: &str) -> String {
    let parts = text.split(" (");
    let parts = parts.map(|part| part.split_once(')').map_or(part, |(_, rest)| rest));
    parts.collect()
}

/// The sources, in which every listed value must be.
fn sources(directory: &Path, text: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The labels of a metric, without that of the buckets.
fn labels(scrape: &Scrape, metric: &str) -> BTreeSet<String> {
    scrape
        .series(metric)
        .flat_map(|labels| labels.keys().cloned())
        .collect()
}

#[tokio::test]
async fn the_document_lists_every_metric_label_and_value() {
    let scrape = Traffic::start().await.scrape().await;
    let reference = Reference::read();
    let mut sources_text = String::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut sources_text,
    );
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words: BTreeSet<_> = sources_text.split(|letter| !is_word(letter)).collect();
    let mut differences = Vec::new();
    for name in scrape.types.keys() {
        if !reference.metrics.contains_key(name) {
            differences.push(format!("{name} is not documented"));
        }
    }
    for (name, row) in &reference.metrics {
        if is_optional(name) && !scrape.types.contains_key(name) {
            continue;
        }
        let exposed = (scrape.types.get(name), labels(&scrape, name));
        if exposed != (Some(&row.kind), row.labels.clone()) {
            differences.push(format!(
                "{name} is {row:?} in the document, but {exposed:?}"
            ));
        }
        for label in &row.labels {
            let key = (name.clone(), label.clone());
            let Some(listed) = reference.values.get(&key) else {
                differences.push(format!("the values of {key:?} are not documented"));
                continue;
            };
            let exposed = scrape.series(name).filter_map(|labels| labels.get(label));
            let unknown = exposed.filter(|value| !listed.is_empty() && !listed.contains(*value));
            differences.extend(unknown.map(|value| format!("{key:?} has the value {value}")));
        }
    }
    for ((metric, label), values) in &reference.values {
        let row = reference.metrics.get(metric);
        if !row.is_some_and(|row| row.labels.contains(label)) {
            differences.push(format!("{metric} has no label {label}"));
        }
        let absent = values
            .iter()
            .filter(|value| !words.contains(value.as_str()));
        differences.extend(absent.map(|value| format!("{value} of {metric} does not exist")));
    }
    assert!(differences.is_empty(), "{differences:#?}");
}
