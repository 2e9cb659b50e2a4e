//! `journey-gateway schema`

use std::io::Write;

use clap::Args;
use journey_gateway::graph;

use super::Failure;

/// Print the public graph in the schema definition language.
#[derive(Args)]
pub(super) struct PrintSchema {}

/// Prints it.
pub(super) fn run(out: &mut impl Write) -> Result<(), Failure> {
    out.write_all(graph::sdl(graph::schemas(false).validating()).as_bytes())
        .map_err(Failure::io("the schema cannot be printed"))
}
