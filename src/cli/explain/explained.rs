//! The explanation of one operation as text and JSON.

use std::fmt::Write as _;

use async_graphql::Pos;
use journey_gateway::config::Limits;
use journey_gateway::pipeline::operation::{self, Plan};
use journey_gateway::platform::Operation;
use serde_json::{Map, Value, json};

/// Page sizes for which the plan shows the maximum number of calls.
pub(super) const PAGES: [u64; 3] = [10, 25, 100];

/// The explanation of one operation.
pub(super) struct Explained {
    pub(super) name: Option<String>,
    pub(super) position: Pos,
    pub(super) is_subscription: bool,
    /// The cost, or the position and the reason for which the operation would be rejected.
    pub(super) cost: Result<usize, String>,
    /// One plan per page size.
    pub(super) plans: Vec<Plan>,
}

/// The alternative operation; one with an id in its path takes a call per id.
fn alternative(operation: Operation) -> String {
    let name = operation.to_string();
    let per_id = if name.contains("{id}") {
        " for each"
    } else {
        ""
    };
    format!(" or {name}{per_id}")
}

impl Explained {
    /// Wave, operation, and maximum number of calls for each page size.
    fn calls(&self) -> Vec<(usize, String, Vec<u64>)> {
        let Some(first) = self.plans.first() else {
            return Vec::new();
        };
        let row = |(key, calls): (&(usize, String), &operation::Calls)| {
            let or = calls.alternative.map(alternative).unwrap_or_default();
            let at_most = self
                .plans
                .iter()
                .map(|plan| plan.calls.get(key).map_or(0, |calls| calls.at_most));
            (key.0, format!("{}{or}", calls.operation), at_most.collect())
        };
        first.calls.iter().map(row).collect()
    }

    pub(super) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("(no name)")
    }

    pub(super) fn name_with_position(&self) -> String {
        format!("{} ({})", self.name(), self.position)
    }

    fn totals(&self) -> Vec<u64> {
        let total = |plan: &Plan| plan.calls.values().map(|calls| calls.at_most).sum();
        self.plans.iter().map(total).collect()
    }

    /// How many plans to show: one if all page sizes cause the same calls.
    fn columns(&self) -> usize {
        let is_same = self.calls().iter().all(|(_, _, calls)| {
            let first = calls.first();
            calls.iter().all(|calls| Some(calls) == first)
        });
        if is_same { 1 } else { self.plans.len() }
    }

    /// The limits that the operation exceeds, or may exceed.
    pub(super) fn exceeded(&self, limits: &Limits) -> Vec<String> {
        let mut exceeded: Vec<_> = self.cost.as_ref().err().cloned().into_iter().collect();
        let columns = self.columns();
        let with_pages = |page| match columns {
            1 => String::new(),
            _ => format!("with pages of {page}: "),
        };
        let (position, max) = (self.position, limits.upstream_calls);
        let totals = PAGES.into_iter().zip(self.totals());
        for (page, calls) in totals.take(columns) {
            if calls > max as u64 {
                let pages = with_pages(page);
                exceeded.push(format!(
                    "{position}: {pages}up to {calls} calls, `limits.upstream_calls` is {max}"
                ));
            }
        }
        exceeded
    }

    pub(super) fn json(&self, limits: &Limits) -> Value {
        let calls = self.calls().into_iter().map(|(wave, operation, at_most)| {
            let at_most: Map<_, _> = PAGES
                .iter()
                .zip(at_most)
                .map(|(page, calls)| (page.to_string(), calls.into()))
                .collect();
            json!({"wave": wave, "operation": operation, "callsByPageSize": at_most})
        });
        let permissions = self.plans.first().map(|plan| &plan.permissions);
        json!({
            "name": self.name,
            "type": if self.is_subscription { "subscription" } else { "query" },
            "position": self.position,
            "cost": self.cost.as_ref().ok(),
            "calls": calls.collect::<Vec<_>>(),
            "permissions": permissions,
            "breaks": self.exceeded(limits),
        })
    }

    pub(super) fn text(&self, limits: &Limits) -> String {
        // Writing to a `String` does not fail.
        let mut text = String::new();
        let _ = write!(text, "{}", self.name());
        let _ = match &self.cost {
            Ok(cost) => writeln!(text, ": cost {cost} of {}", limits.cost),
            Err(_) => writeln!(text),
        };
        self.write_calls(&mut text);
        let permissions = self
            .plans
            .first()
            .into_iter()
            .flat_map(|plan| &plan.permissions);
        let _ = writeln!(text, "\n  Permissions");
        for (needs, fields) in permissions {
            let fields: Vec<_> = fields.iter().map(String::as_str).collect();
            let _ = writeln!(text, "  {needs}\n      {}", fields.join(", "));
        }
        for exceeded in self.exceeded(limits) {
            let _ = writeln!(text, "\n  Exceeds a limit: {exceeded}");
        }
        text
    }

    fn write_calls(&self, text: &mut String) {
        let columns = self.columns();
        let message = if self.is_subscription {
            " for each message"
        } else {
            ""
        };
        let _ = if columns == 1 {
            let heads = "  wave   calls  operation";
            writeln!(text, "\n  Maximum number of calls{message}\n{heads}")
        } else {
            let [a, b, c] = PAGES;
            let pages = ", by page size where the document sets none";
            let heads = format!("  wave{a:>8}{b:>8}{c:>8}  operation");
            writeln!(text, "\n  Maximum number of calls{message}{pages}\n{heads}")
        };
        let total = (String::new(), "total".to_owned(), self.totals());
        let rows = self.calls().into_iter();
        let rows = rows.map(|(wave, name, calls)| (wave.to_string(), name, calls));
        for (wave, name, calls) in rows.chain([total]) {
            let _ = write!(text, "  {wave:>4}");
            for calls in calls.iter().take(columns) {
                let _ = write!(text, "{calls:>8}");
            }
            let _ = writeln!(text, "  {name}");
        }
        if self.is_subscription {
            let _ = writeln!(
                text,
                "\n  The list of sessions is read when the first viewer starts to watch the customer, not for each \
                 message"
            );
        }
    }
}
