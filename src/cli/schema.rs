//! `journey-gateway schema`: prints the public schema.

use std::io::Write;

use clap::Args;
use journey_gateway::graph;

use super::error::CliError;

/// Print the public schema in the GraphQL schema definition language.
#[derive(Args)]
pub(super) struct PrintSchema {}

/// Prints the schema.
pub(super) fn run(out: &mut impl Write) -> Result<(), CliError> {
    out.write_all(graph::sdl(graph::schema()).as_bytes())
        .map_err(CliError::io("cannot print the schema"))
}
