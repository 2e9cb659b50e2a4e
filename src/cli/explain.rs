//! `journey-gateway explain`: the upstream calls, cost and permissions of an operation, without running it.

mod explained;

use std::fmt::Display;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use async_graphql::Pos;
use async_graphql::parser::types::OperationType;
use clap::Args;
use journey_gateway::config::{Config, Limits};
use journey_gateway::pipeline::operation::{self, DocumentCache, RequestError, Suggestions};
use serde_json::{Map, Value, json};

use super::error::CliError;
use explained::{Explained, PAGES};

/// Print the upstream calls, cost and permissions of an operation without running it.
///
/// For a subscription, the plan covers one message. Exits with 1 if an operation exceeds a limit, and with 2 if the
/// document is not valid.
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
    let names: Vec<_> = exceeding.map(Explained::name_with_position).collect();
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
    let text = read(&args.document)?;
    let variables: Map<String, Value> = serde_json::from_str(&args.variables)
        .map_err(|_| CliError::Document("--variables must be a JSON object".to_owned()))?;
    let located =
        |error: &dyn Display, position: Option<Pos>| located(&args.document, error, position);
    let invalid = |error: &RequestError| CliError::Document(located(error, error.position()));
    let document = DocumentCache::new(0, Suggestions::On)
        .get_or_parse(&text, limits)
        .map_err(|error| match &error {
            RequestError::Limit(exceeded) => CliError::Limit(located(exceeded, exceeded.position)),
            error => invalid(error),
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
        let position = definition.pos;
        if definition.node.ty == OperationType::Mutation {
            return Err(invalid(&RequestError::Mutation { position }));
        }
        let cost = operation::highest_cost(&document, &definition.node, &variables, limits);
        let plan = |page| operation::plan(&document.parsed, &definition.node, &variables, page);
        let plans: Result<Vec<_>, _> = PAGES.into_iter().map(plan).collect();
        explained.push(Explained {
            name,
            position,
            is_subscription: definition.node.ty == OperationType::Subscription,
            cost: cost.map_err(|error| {
                let position = error.position().unwrap_or(position);
                format!("{position}: {error}")
            }),
            plans: plans
                .map_err(|error| CliError::Document(located(&error, Some(error.position))))?,
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

/// The error as `FILE:LINE:COLUMN: error`, or `FILE: error` without a position.
fn located(document: &Path, error: &dyn Display, position: Option<Pos>) -> String {
    let document = document.display();
    match position {
        Some(position) => format!("{document}:{position}: {error}"),
        None => format!("{document}: {error}"),
    }
}

fn read(path: &Path) -> Result<String, CliError> {
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| CliError::Document(format!("cannot read {}: {error}", path.display())))
}
