//! `journey-gateway explain`

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::Args;
use journey_gateway::config::{Config, Limits};
use journey_gateway::pipeline::operation::{self, Documents, Plan};
use journey_gateway::platform::Operation;
use serde_json::{Map, Value, json};

use super::Failure;

/// Sizes of pages for which the worst case is told.
const PAGES: [u64; 3] = [10, 25, 100];

/// Print which calls of the platform an operation may take, without calling.
#[derive(Args)]
pub(super) struct Explain {
    /// A GraphQL document; `-` for standard input.
    document: PathBuf,
    /// Values of its variables, as a JSON object.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    variables: String,
    /// Which of its operations; by default each.
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,
    /// Print one JSON object for scripts instead of a text for people.
    #[arg(long)]
    json: bool,
}

/// One operation.
struct Explained {
    name: Option<String>,
    /// The cost, or why it is not executed.
    cost: Result<usize, String>,
    /// For each size of pages.
    plans: Vec<Plan>,
}

/// Prints the plans.
pub(super) fn run(args: &Explain, out: &mut impl Write) -> Result<(), Failure> {
    let limits = limits()?;
    let operations = explain(args, &limits)?;
    let text = if args.json {
        let operations: Vec<_> = operations.iter().map(|one| one.json(&limits)).collect();
        format!("{:#}\n", json!({"operations": operations}))
    } else {
        let texts: Vec<_> = operations.iter().map(|one| one.text(&limits)).collect();
        texts.join("\n")
    };
    out.write_all(text.as_bytes())
        .map_err(Failure::io("the plan cannot be printed"))
}

/// Those that hold where nothing is configured.
fn limits() -> Result<Limits, Failure> {
    let anywhere = vec![("platform_url", "http://127.0.0.1".to_owned())];
    Ok(Config::read(None, std::iter::empty(), anywhere)?.limits)
}

fn explain(args: &Explain, limits: &Limits) -> Result<Vec<Explained>, Failure> {
    let unusable = |error: &dyn std::fmt::Display| Failure::Document(error.to_string());
    let text = read(&args.document)?;
    let variables: Map<String, Value> = serde_json::from_str(&args.variables)
        .map_err(|_| unusable(&"--variables must be a JSON object"))?;
    let document = Documents::new(0)
        .read(&text, limits)
        .map_err(|rejection| unusable(&rejection))?;
    let mut explained = Vec::new();
    // They are kept by name; people read them in their order.
    let mut definitions: Vec<_> = document.parsed.operations.iter().collect();
    definitions.sort_by_key(|(_, definition)| (definition.pos.line, definition.pos.column));
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
        return Err(unusable(&"the document has no such operation"));
    }
    Ok(explained)
}

fn read(path: &PathBuf) -> Result<String, Failure> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| Failure::Document(format!("{} cannot be read: {error}", path.display())))
}

/// What is called instead; one that has an id in its path takes a call for each.
fn instead(operation: Operation) -> String {
    let name = operation.to_string();
    let each = if name.contains("{id}") {
        " for each"
    } else {
        ""
    };
    format!(" or {name}{each}")
}

impl Explained {
    /// By wave and operation: its name, and calls at most for each size of pages.
    fn calls(&self) -> Vec<(usize, String, Vec<u64>)> {
        let Some(first) = self.plans.first() else {
            return Vec::new();
        };
        let row = |(key, calls): (&(usize, String), &operation::Calls)| {
            let or = calls.alternative.map(instead).unwrap_or_default();
            let at_most = self
                .plans
                .iter()
                .map(|plan| plan.calls.get(key).map_or(0, |calls| calls.at_most));
            (key.0, format!("{}{or}", calls.operation), at_most.collect())
        };
        first.calls.iter().map(row).collect()
    }

    fn totals(&self) -> Vec<u64> {
        let total = |plan: &Plan| plan.calls.values().map(|calls| calls.at_most).sum();
        self.plans.iter().map(total).collect()
    }

    /// What it breaks, or may break.
    fn broken(&self, limits: &Limits) -> Vec<String> {
        let mut broken: Vec<_> = self.cost.as_ref().err().cloned().into_iter().collect();
        for (page, calls) in PAGES.into_iter().zip(self.totals()) {
            if calls > limits.upstream_calls as u64 {
                broken.push(format!(
                    "with pages of {page}: up to {calls} calls, limits.upstream_calls is {}",
                    limits.upstream_calls
                ));
            }
        }
        broken
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
            "breaks": self.broken(limits),
        })
    }

    fn text(&self, limits: &Limits) -> String {
        // Writing to a text does not fail.
        let mut text = String::new();
        let _ = write!(text, "{}", self.name.as_deref().unwrap_or("(no name)"));
        let _ = match &self.cost {
            Ok(cost) => writeln!(text, ": cost {cost} of {}", limits.cost),
            Err(_) => writeln!(text),
        };
        let _ = writeln!(
            text,
            "\n  Calls at most, by size of pages that the document leaves open"
        );
        let _ = writeln!(
            text,
            "  wave{:>8}{:>8}{:>8}  operation",
            PAGES[0], PAGES[1], PAGES[2]
        );
        let total = (String::new(), "in all".to_owned(), self.totals());
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
        for broken in self.broken(limits) {
            let _ = writeln!(text, "\n  Breaks a limit: {broken}");
        }
        text
    }
}
