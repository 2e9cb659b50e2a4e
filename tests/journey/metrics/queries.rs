//! Every query of the dashboard and of the alert rules names metrics, labels and values that exist.

use serde_json::Value;

use super::promql::Named;
use super::traffic::Traffic;

/// Parts of the names of metrics that only gateways with Redis or TLS have. `fleet/metrics.rs` tests those of Redis, `tls.rs`
/// those of TLS.
const OPTIONAL: [&str; 2] = ["redis", "tls_"];

/// Whether a text names a metric or a value that the gateways of these tests do not have.
pub(super) fn is_optional(text: &str) -> bool {
    OPTIONAL.iter().any(|part| text.contains(part))
}

/// A query of the dashboard.
#[derive(Debug)]
pub(super) struct DashboardQuery {
    pub(super) expression: String,
    /// The labels of the legend.
    pub(super) legend: Vec<String>,
}

pub(super) fn dashboard() -> Value {
    let text = include_str!("../../../deploy/grafana/journey-gateway.json");
    serde_json::from_str(text).unwrap()
}

/// The queries of all panels.
pub(super) fn dashboard_queries() -> Vec<DashboardQuery> {
    let dashboard = dashboard();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().cloned().unwrap_or_default());
    let queries = targets.map(|target| {
        let legend = target["legendFormat"].as_str().unwrap().split("{{").skip(1);
        let legend = legend.map(|rest| rest.split_once("}}").unwrap().0.to_owned());
        DashboardQuery {
            expression: target["expr"].as_str().unwrap().to_owned(),
            legend: legend.collect(),
        }
    });
    queries.collect()
}

/// The expressions of the alert rules.
fn rules() -> Vec<String> {
    let text = include_str!("../../../deploy/prometheus/alerts.yml");
    let rules = text.split("        expr: ").skip(1).map(|rest| {
        let (expression, _) = rest.split_once("\n        ").unwrap();
        let is_block = expression == "|";
        let lines = rest.lines().skip(usize::from(is_block));
        let block = lines.take_while(|line| !is_block || line.starts_with("          "));
        block
            .take(if is_block { usize::MAX } else { 1 })
            .collect::<Vec<_>>()
            .join("\n")
    });
    rules.collect()
}

#[tokio::test]
async fn queries_of_dashboard_and_rules_name_what_exists() {
    let scrape = Traffic::start().await.scrape().await;
    let queries = dashboard_queries();
    assert!(queries.len() > 60, "{}", queries.len());
    let rules = rules();
    assert_eq!(rules.len(), 18, "{rules:#?}");
    let expressions = queries.iter().map(|query| &query.expression);
    for expression in expressions.chain(&rules) {
        let named = Named::parse(expression);
        assert!(!named.selectors.is_empty(), "{expression}");
        if is_optional(expression) {
            continue;
        }
        let missing = named.missing_in(&scrape);
        assert!(missing.is_empty(), "{missing:?} in {expression}");
    }
}

#[test]
fn every_alert_has_a_severity_a_runbook_and_a_test_for_both_cases() {
    let text = include_str!("../../../deploy/prometheus/alerts.yml");
    let tests = include_str!("../../../deploy/prometheus/alerts.test.yml");
    let runbook = include_str!("../../../docs/operating.md");
    let alerts = text.split("      - alert: ").skip(1);
    for alert in alerts {
        let name = alert.lines().next().unwrap();
        let has = |line: &str| assert!(alert.contains(line), "{name} has no {line}");
        assert!(alert.contains("severity: critical") || alert.contains("severity: warning"));
        let heading = format!("\n### Alert: {name}\n");
        assert!(runbook.contains(&heading), "no section for {name}");
        has("summary: ");
        has("description: ");
        has(&format!(
            "runbook_url: docs/operating.md#alert-{}\n",
            name.to_lowercase()
        ));
        for case in ["fires", "is quiet"] {
            assert!(
                tests.contains(&format!("name: {name} {case}")),
                "{name} {case}"
            );
        }
    }
}

#[test]
fn the_dashboard_can_be_imported() {
    let dashboard = dashboard();
    let variables = dashboard["templating"]["list"].as_array().unwrap();
    let names: Vec<_> = variables.iter().map(|variable| &variable["name"]).collect();
    assert_eq!(names, ["datasource", "job", "instance"]);
    let mut ids = std::collections::BTreeSet::new();
    let mut end = 0;
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{panel}");
        assert!(!panel["title"].as_str().unwrap().is_empty());
        let position = |name: &str| panel["gridPos"][name].as_u64().unwrap();
        assert!(position("x") + position("w") <= 24, "{panel}");
        assert!(position("y") >= end || position("x") > 0, "{panel}");
        if position("x") == 0 {
            end = position("y");
        }
        for target in panel["targets"].as_array().into_iter().flatten() {
            assert_eq!(target["datasource"]["uid"], "${datasource}");
            let expression = target["expr"].as_str().unwrap();
            assert!(
                expression.contains("{job=~\"$job\",instance=~\"$instance\""),
                "{expression}"
            );
        }
    }
}
