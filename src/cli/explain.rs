//! `journey-gateway explain`: the upstream calls, cost and permissions of an operation, without running it.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Args;
use journey_gateway::config::{Config, Limits};
use journey_gateway::pipeline::operation::{self, DocumentCache, Plan, RequestError, Suggestions};
use journey_gateway::platform::Operation;
use serde_json::{Map, Value, json};

use super::error::CliError;

/// Page sizes for which the plan shows the maximum number of calls.
const PAGES: [u64; 3] = [10, 25, 100];

/// Print the upstream calls, cost and permissions of an operation without running it.
///
/// Exits with 1 if an operation exceeds a limit, and with 2 if the document is not valid.
#[derive(Args)]
pub(super) struct Explain {
    /// File with a GraphQL document; `-` reads standard input.
    document: PathBuf,
    /// Variables of the operation, as a JSON object.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    variables: String,
    /// Name of the operation; by default all operations of the document.
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,
    /// Print one JSON object for scripts instead of text.
    #[arg(long)]
    json: bool,
}

/// The explanation of one operation.
struct Explained {
    name: Option<String>,
    /// The cost, or why the operation would be rejected.
    cost: Result<usize, String>,
    /// One plan per page size.
    plans: Vec<Plan>,
}

/// Prints the plans.
pub(super) fn run(args: &Explain, out: &mut impl Write) -> Result<(), CliError> {
    let limits = limits()?;
    let operations = explain(args, &limits)?;
    let text = if args.json {
        let operations: Vec<_> = operations.iter().map(|plan| plan.json(&limits)).collect();
        format!("{:#}\n", json!({"operations": operations}))
    } else {
        let texts: Vec<_> = operations.iter().map(|plan| plan.text(&limits)).collect();
        format!("{}{}", heading(&operations), texts.join("\n"))
    };
    out.write_all(text.as_bytes())
        .map_err(CliError::io("cannot print the plan"))?;
    let exceeding = operations
        .iter()
        .filter(|plan| !plan.exceeded(&limits).is_empty());
    let names: Vec<_> = exceeding.map(Explained::name).collect();
    if names.is_empty() {
        Ok(())
    } else {
        Err(CliError::Limit(format!(
            "limits are exceeded by {}",
            names.join(", ")
        )))
    }
}

/// The names of the operations, if there are several.
fn heading(operations: &[Explained]) -> String {
    if operations.len() < 2 {
        return String::new();
    }
    let names: Vec<_> = operations.iter().map(Explained::name).collect();
    format!("{} operations: {}\n\n", names.len(), names.join(", "))
}

/// The default limits.
fn limits() -> Result<Limits, CliError> {
    // The configuration requires a URL; this command never calls it.
    let flags = vec![("platform_url", "http://127.0.0.1".to_owned())];
    Ok(Config::read(None, std::iter::empty(), flags)?.limits)
}

fn explain(args: &Explain, limits: &Limits) -> Result<Vec<Explained>, CliError> {
    let unusable = |error: &dyn std::fmt::Display| CliError::Document(error.to_string());
    let text = read(&args.document)?;
    let variables: Map<String, Value> = serde_json::from_str(&args.variables)
        .map_err(|_| unusable(&"--variables must be a JSON object"))?;
    let document = DocumentCache::new(0, Suggestions::On)
        .get_or_parse(&text, limits)
        .map_err(|rejection| match rejection {
            RequestError::Limit(exceeded) => CliError::Limit(exceeded.to_string()),
            other => unusable(&other),
        })?;
    let mut explained = Vec::new();
    // The parser keeps operations in a hash map; the output follows the order of the document.
    let mut definitions: Vec<_> = document.parsed.operations.iter().collect();
    definitions.sort_by_key(|(_, definition)| (definition.pos.line, definition.pos.column));
    let names: Vec<_> = definitions
        .iter()
        .filter_map(|(name, _)| Some(format!("`{}`", (*name)?)))
        .collect();
    for (name, definition) in definitions {
        let name = name.map(ToString::to_string);
        if args.operation.is_some() && args.operation != name {
            continue;
        }
        let cost = operation::highest_cost(&document, &definition.node, &variables, limits);
        let plan = |page| operation::plan(&document.parsed, &definition.node, &variables, page);
        let plans: Result<Vec<_>, _> = PAGES.into_iter().map(plan).collect();
        explained.push(Explained {
            name,
            cost: cost.map_err(|rejection| rejection.to_string()),
            plans: plans.map_err(|error| unusable(&error))?,
        });
    }
    if explained.is_empty() {
        let wanted = args.operation.as_deref().unwrap_or_default();
        let hint = if names.is_empty() {
            "its operation has no name".to_owned()
        } else {
            format!("its operations are {}", names.join(", "))
        };
        let message = format!("the document has no operation `{wanted}`; {hint}");
        return Err(CliError::Document(message));
    }
    Ok(explained)
}

fn read(path: &PathBuf) -> Result<String, CliError> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| CliError::Document(format!("cannot read {}: {error}", path.display())))
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

    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("(no name)")
    }

    fn totals(&self) -> Vec<u64> {
        let total = |plan: &Plan| plan.calls.values().map(|calls| calls.at_most).sum();
        self.plans.iter().map(total).collect()
    }

    /// The limits that the operation exceeds, or may exceed.
    fn exceeded(&self, limits: &Limits) -> Vec<String> {
        let mut exceeded: Vec<_> = self.cost.as_ref().err().cloned().into_iter().collect();
        for (page, calls) in PAGES.into_iter().zip(self.totals()) {
            if calls > limits.upstream_calls as u64 {
                exceeded.push(format!(
                    "with pages of {page}: up to {calls} calls, `limits.upstream_calls` is {}",
                    limits.upstream_calls
                ));
            }
        }
        exceeded
    }

    fn json(&self, limits: &Limits) -> Value {
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
            "cost": self.cost.as_ref().ok(),
            "calls": calls.collect::<Vec<_>>(),
            "permissions": permissions,
            "breaks": self.exceeded(limits),
        })
    }

    fn text(&self, limits: &Limits) -> String {
        // Writing to a `String` does not fail.
        let mut text = String::new();
        let _ = write!(text, "{}", self.name());
        let _ = match &self.cost {
            Ok(cost) => writeln!(text, ": cost {cost} of {}", limits.cost),
            Err(_) => writeln!(text),
        };
        let _ = writeln!(
            text,
            "\n  Maximum number of calls, by page size where the document sets none"
        );
        let _ = writeln!(
            text,
            "  wave{:>8}{:>8}{:>8}  operation",
            PAGES[0], PAGES[1], PAGES[2]
        );
        let total = (String::new(), "total".to_owned(), self.totals());
        let rows = self
            .calls()
            .into_iter()
            .map(|(wave, name, calls)| (wave.to_string(), name, calls));
        for (wave, name, calls) in rows.chain([total]) {
            let _ = write!(text, "  {wave:>4}");
            for calls in calls {
                let _ = write!(text, "{calls:>8}");
            }
            let _ = writeln!(text, "  {name}");
        }
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
}
