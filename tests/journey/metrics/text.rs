//! The text of `/metrics`, parsed.

use std::collections::{BTreeMap, BTreeSet};

/// Label and value.
pub(super) type Labels = BTreeMap<String, String>;

/// The metrics of one or several gateways.
#[derive(Debug, Default)]
pub(super) struct Scrape {
    /// The type of each metric, by the name that queries use; that of a histogram has no suffix.
    pub(super) types: BTreeMap<String, String>,
    /// The labels of every sample by its name.
    pub(super) samples: BTreeMap<String, BTreeSet<Labels>>,
}

impl Scrape {
    /// Adds a text in the `OpenMetrics` format.
    pub(super) fn add(&mut self, text: &str) {
        for line in text.lines() {
            if let Some(declared) = line.strip_prefix("# TYPE ") {
                let (family, kind) = declared.split_once(' ').unwrap();
                let suffix = match kind {
                    "counter" => "_total",
                    "info" => "_info",
                    _ => "",
                };
                self.types.insert(format!("{family}{suffix}"), kind.into());
            } else if !line.starts_with('#') {
                let (series, value) = line.rsplit_once(' ').unwrap();
                value.parse::<f64>().unwrap();
                let (name, labels) = parse_series(series);
                self.samples.entry(name).or_default().insert(labels);
            }
        }
    }

    /// The labels of a metric's samples; for a histogram, of its sums.
    pub(super) fn series(&self, metric: &str) -> impl Iterator<Item = &Labels> {
        let sum = format!("{metric}_sum");
        let samples = self.samples.get(metric).or_else(|| self.samples.get(&sum));
        samples.into_iter().flatten()
    }

    /// The values of a label of the samples with this name.
    pub(super) fn values(&self, sample: &str, label: &str) -> BTreeSet<&str> {
        let samples = self.samples.get(sample).into_iter().flatten();
        samples
            .filter_map(|labels| labels.get(label))
            .map(String::as_str)
            .collect()
    }
}

fn parse_series(series: &str) -> (String, Labels) {
    let Some((name, labels)) = series.split_once('{') else {
        return (series.to_owned(), Labels::new());
    };
    let labels = labels.strip_suffix("\"}").unwrap();
    let labels = labels.split("\",").map(|label| {
        let (name, value) = label.split_once("=\"").unwrap();
        (name.to_owned(), value.to_owned())
    });
    (name.to_owned(), labels.collect())
}
